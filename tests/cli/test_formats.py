"""Captions beside the clip, stills of a beat, clips under a size, pages to print."""

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from attnviz.clips.outputs import sidecar_of
from tests.drawing import decode

SHORT = ("--sentence", "red wine", "--layer", "0", "-r", "256,144", "--fps", "5", "--pace", "4")


@pytest.fixture
def render(run, tmp_path):
    """Render a short clip; return what happened and the files that there are."""

    def render(*options, status=0):
        done = run("render", "pattern", *SHORT, *options)
        assert done.status == status, done.err
        assert status == 0 or done.err.count("\n") == 1
        return done, sorted(p.name for p in tmp_path.iterdir())

    return render


def beats(path):
    return json.loads(sidecar_of(path).read_text())["beats"]


# Captions


def test_captions_beside_the_clip_are_not_in_it_and_change_no_time(render, tmp_path, cache):
    render("-o", "burn.mp4")
    _, files = render("--captions", "srt", "--captions", "vtt", "-o", "file.mp4")
    assert set(files) - {"burn.json", "burn.mp4"} == {
        "file.json", "file.mp4", "file.srt", "file.vtt"
    }  # fmt: skip
    assert beats(tmp_path / "burn.mp4") == beats(tmp_path / "file.mp4")
    burnt, plain = (decode(tmp_path / f"{name}.mp4") for name in ("burn", "file"))
    assert len(burnt) == len(plain)
    apart = np.abs(burnt[-1].astype(int) - plain[-1]).max(axis=2) > 60
    rows = np.nonzero(apart.any(axis=1))[0]
    assert 110 < rows.min() <= rows.max() < 130  # where the caption was, and nowhere else
    render("--captions", "none", "-o", "none.mp4")
    assert len([entry for entry in (cache / "clips").iterdir() if len(entry.name) == 64]) == 2
    assert (tmp_path / "none.mp4").read_bytes() == (tmp_path / "file.mp4").read_bytes()


def test_cues_are_the_beats(render, tmp_path):
    render("--captions", "burn", "--captions", "srt", "-o", "clip.mp4")
    shown = re.findall(r"(\d\d),(\d{3}) --> .*\n(.+)", (tmp_path / "clip.srt").read_text())
    known = beats(tmp_path / "clip.mp4")
    assert [text for _, _, text in shown] == [beat["caption"] for beat in known]
    starts = [int(seconds) + int(rest) / 1000 for seconds, rest, _ in shown]
    assert starts == pytest.approx([beat["start"] / 5 for beat in known])


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--captions", "none", "--captions", "srt"], "none excludes the others"),
        (["--captions", "srt", "-s"], "a still has no subtitles"),
        (["--captions", "sub"], "'srt'"),
        (["--max-size", "big"], "500k"),
        (["--max-size", "0"], "500k"),
        (["--max-size", "5MB", "-o", "x.png"], "-r W,H"),
        (["--max-size", "2k"], "raise the limit"),
        (["--beat", "softmax", "-o", "x.mp4"], "FILE.svg"),
        (["--beat", "sofmax"], "did you mean softmax? pattern has tokens, embedding"),
        (["mask", "--beat", "softmax"], "pass one"),
    ],
)
def test_what_contradicts_itself_is_refused(render, options, says):
    done, files = render(*options, status=2)
    assert says in done.err
    assert files == []


@pytest.mark.parametrize("by", ["flag", "file"])
def test_captions_of_ones_own_are_said(render, tmp_path, by):
    (tmp_path / "mine.toml").write_text('[pattern]\ngrid = "{query} looks around."\n')
    if by == "file":
        (tmp_path / "attnviz.toml").write_text('captions_file = "mine.toml"')
    flag = ["--captions-file", "mine.toml"] if by == "flag" else []
    render(*flag, "--beat", "grid", "-o", "grid.png")
    (beat,) = beats(tmp_path / "grid.png")
    assert beat["caption"] == "“wine” looks around."


# Stills


def test_a_beat_as_pixels_is_how_it_ends(render, tmp_path):
    render("--beat", "grid", "-o", "grid.png")
    render("--beat", "reading", "-o", "reading.png")
    render("-s", "-o", "last.png")
    shown = {p.stem: np.array(Image.open(p)) for p in tmp_path.glob("*.png")}
    assert shown["grid"].shape == (144, 256, 4)
    assert np.array_equal(shown["reading"], shown["last"])
    assert not np.array_equal(shown["grid"], shown["last"])
    assert [beat["name"] for beat in beats(tmp_path / "grid.png")] == ["grid"]


@pytest.mark.parametrize("clear", [False, True])
def test_a_beat_as_outlines(render, tmp_path, clear):
    render("--beat", "softmax", "-o", "still.svg", *(["-t"] if clear else []))
    root = ET.parse(tmp_path / "still.svg").getroot()
    assert (root.get("width"), root.get("height")) == ("256px", "144px")
    kinds = {node.tag.rpartition("}")[2] for node in root.iter()}
    assert "path" in kinds
    assert not kinds & {"text", "font", "image"}
    assert ("<rect" in (tmp_path / "still.svg").read_text()) != clear  # the ground


def test_a_beat_as_a_page_whose_text_is_text(render, tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("there is no pdftotext")
    render("--beat", "softmax", "-o", "still.pdf")
    written = subprocess.run(
        ["pdftotext", tmp_path / "still.pdf", "-"], capture_output=True, check=True
    ).stdout.decode()
    assert {"red", "wine"} <= set(written.split())
    assert [beat["name"] for beat in beats(tmp_path / "still.pdf")] == ["softmax"]
    done, _ = render("-t", "-o", "clear.pdf", status=2)
    assert "pdf has no transparency" in done.err


def test_a_beat_without_a_name_for_the_file_is_a_png_named_after_both(run):
    done = run("render", "pattern", *SHORT, "--beat", "mask", "-t")
    assert re.fullmatch(r"media/pattern-mask-red-wine-\w+-144p5\.png\n", done.out)


LONG = " ".join(["wine"] * 30)  # too many words for numbers, or for a softmax of its own


@pytest.mark.parametrize(
    ("sentence", "asked", "shown", "says"),
    [
        ("red wine", "scores", "scores", ""),
        ("red wine", "scores_plain", "scores", "beat scores_plain is now called scores"),
        (LONG, "scores", "scores", ""),
        (LONG, "softmax", "mask", "skips softmax on this sentence: this is how mask ends"),
    ],
)
def test_a_beat_has_its_name_at_every_length(run, tmp_path, sentence, asked, shown, says):
    done = run(
        *("render", "pattern", "--sentence", sentence, "--layer", 0, "-r", "256,144"),
        *("--beat", asked, "-o", "x.png"),
    )
    assert (done.status, done.out) == (0, "x.png\n")
    assert says in done.err
    assert done.err.count("\n") == bool(says)
    assert [beat["name"] for beat in beats(tmp_path / "x.png")] == [shown]


# Sizes


@pytest.mark.parametrize("size", ["60k", "0.06MB", "60000", "58.6 KiB"])
def test_sizes_are_read_as_people_write_them(size):
    from attnviz.cli.clips import Bytes

    assert Bytes().convert(size, None, None) == pytest.approx(60_000, abs=10)


def test_a_clip_under_a_size_says_what_was_lowered(run, tmp_path):
    big = ("render", "pattern", *SHORT, "-r", "512,288", "--fps", "20", "-o", "clip.gif")
    assert run(*big).err == ""
    whole = (tmp_path / "clip.gif").stat().st_size
    done = run(*big, "--max-size", whole * 3 // 4)
    assert (done.status, done.out) == (0, "clip.gif\n")
    assert re.match(r"clip\.gif: lowered to 1\d frames per second, 512 x 288 pixels", done.err)
    assert (tmp_path / "clip.gif").stat().st_size <= whole * 3 // 4
    assert len(decode(tmp_path / "clip.gif")) == beats(tmp_path / "clip.gif")[-1]["end"]


# Pages


def test_a_storyboard_can_be_pages(run, tmp_path):
    done = run("storyboard", "pattern", *SHORT[:6], "-o", "pages.pdf")
    assert (done.status, done.out, done.err) == (0, "pages.pdf\n", "")
    assert (tmp_path / "pages.pdf").read_bytes().startswith(b"%PDF-1.")


def test_a_storyboard_has_no_subtitles(run, tmp_path):
    done = run("storyboard", "pattern", *SHORT[:6], "--captions", "srt")
    assert (done.status, "burn or none" in done.err) == (2, True)


# Fonts

NO_CJK = "import sys; sys.modules['manimgx_fonts_cjk'] = None"  # as if it were not installed


@pytest.mark.parametrize("options", [["--lang", "ko"], ["--sentence", "나는 간다"]])
def test_hangul_without_a_font_is_warned_of(spawn, options):
    words = ["render", "pattern", *SHORT, "-s", *options]
    done = spawn(*words, before=NO_CJK)
    assert done.returncode == 0
    said = done.stderr.decode()
    assert re.search(r"^warning: no installed font can draw [가-힣].*manimgx-fonts-cjk", said)
    assert spawn(*words).stderr == b""


def test_the_doctor_names_the_font_for_hangul(spawn):
    done = spawn("doctor", before=NO_CJK)
    said = done.stdout.decode()
    assert "Korean, nor captions with --lang ko" in said
    assert "manimgx-fonts-cjk" in said
