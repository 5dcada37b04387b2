"""`attnviz render` and `attnviz storyboard`: what they write, print, refuse and leave behind."""

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import av
import click
import numpy as np
import pytest
from PIL import Image

from attnviz.clips.outputs import sidecar_of
from attnviz.scenes.pattern import AttentionPattern
from tests.drawing import decode

SENTENCE = "red wine"
SMALL = ["-r", "256,144", "--fps", "5"]
STILL = ["-s", "-r", "128,128"]
QUICK = ["--layer", "0"]  # where the numbers do not matter: one layer is computed


@pytest.fixture
def render(run, tmp_path):
    """Render a small clip; return what happened and the path that was printed."""

    def render(*options, sentence=SENTENCE, size=SMALL):
        done = run("render", "pattern", "--sentence", sentence, *size, *options)
        assert done.status == 0, done.err
        return done, tmp_path / done.out.splitlines()[-1]

    return render


def files(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def sidecar(path):
    return json.loads(sidecar_of(path).read_text("utf-8"))


# What is written and said


def test_it_prints_the_path_of_a_clip_that_plays_and_nothing_else(render, tmp_path):
    done, clip = render()
    assert done.out == "media/pattern-red-wine-144p5.mp4\n"
    assert done.err == ""
    frames = decode(clip)
    assert frames[0].shape == (144, 256, 4)
    assert len(frames) == sidecar(clip)["frames"] > 50
    assert files(tmp_path) == [
        "media/pattern-red-wine-144p5.json", "media/pattern-red-wine-144p5.mp4",
    ]  # fmt: skip


def test_the_default_sentence_needs_no_option(run):
    done = run("render", "pattern", *STILL)
    assert done.status == 0
    words = "a-fluffy-blue-creature-roamed-the-verdant-forest"
    assert done.out == f"media/pattern-{words}-128x128p30.png\n"


def test_a_scene_is_found_by_its_class_too(run):
    assert run("render", "AttentionPattern", "--sentence", SENTENCE, *QUICK, *STILL).status == 0


def test_an_own_process_prints_the_same(spawn, tmp_path):
    done = spawn("render", "pattern", "--sentence", "-", *STILL, input=b"red wine\n")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == b"media/pattern-red-wine-128x128p30.png\n"
    assert (tmp_path / done.stdout.decode().strip()).is_file()


# Options


@pytest.mark.parametrize(
    ("options", "size", "rate"),
    [
        (["-q", "l"], (854, 480), "480p15"),
        (["-q", "h"], (1920, 1080), "1080p60"),
        (["-r", "144,256"], (144, 256), "144x256p30"),
        (["-r", "144x256", "-ql"], (144, 256), "144x256p15"),
        (["--resolution", "320,180", "--frame_rate", "24"], (320, 180), "180p24"),
    ],
)
def test_quality_and_resolution(render, options, size, rate):
    _, still = render("-s", *QUICK, *options, size=[])
    assert Image.open(still).size == size
    assert still.stem.endswith(f"-{rate}")


@pytest.mark.parametrize(
    ("fps", "exact"),
    [("5", 5), ("12.5", Fraction(25, 2)), ("29.97", Fraction(30000, 1001))],
    ids=str,
)
def test_frames_a_second(render, fps, exact):
    _, clip = render("--fps", fps, "--pace", "10", *QUICK, size=["-r", "128,128"])
    with av.open(str(clip)) as movie:
        assert movie.streams.video[0].average_rate == exact
    assert sidecar(clip)["fps"] == float(exact)
    assert clip.stem.endswith(f"x128p{fps}")


@pytest.mark.parametrize(
    ("options", "suffix", "kind"),
    [
        (["--format", "mp4"], ".mp4", b"ftyp"),
        (["--format", "mov"], ".mov", b"ftypqt"),
        (["--format", "webm"], ".webm", b"webm"),
        (["--format", "gif"], ".gif", b"GIF89a"),
        (["--format", "png"], ".png", b"PNG"),
        (["-s"], ".png", b"PNG"),
        (["-o", "a/b/clip.webm"], ".webm", b"webm"),
        (["-o", "clip.GIF"], ".GIF", b"GIF89a"),
        (["-o", "clip"], ".mp4", b"ftyp"),
        (["-o", "clip", "-s"], ".png", b"PNG"),
        (["-t"], ".mov", b"ftypqt"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_the_format_is_the_one_asked_for_or_the_file_s(render, options, suffix, kind):
    _, clip = render(*options, "--pace", "10", *QUICK)
    assert clip.suffix == suffix
    assert kind in clip.read_bytes()[:64]
    assert decode(clip)[-1].shape == (144, 256, 4)
    assert sidecar(clip)["video"] == clip.name


def test_a_transparent_still_has_no_ground(render):
    _, still = render("-t", *QUICK, *STILL, size=[])
    assert np.array(Image.open(still))[0, 0, 3] == 0
    _, opaque = render(*QUICK, *STILL, size=[])
    assert np.array(Image.open(opaque))[..., 3].min() == 255


def test_a_fast_quality_makes_a_gif_that_browsers_play_at_its_speed(render):
    _, clip = render("-qh", "--format", "gif", "--pace", "10", *QUICK, size=["-r", "128,128"])
    assert sidecar(clip)["fps"] == 50


def test_where_it_goes(render, tmp_path):
    _, clip = render(*QUICK, *STILL, "-o", "new/folder/clip.png", size=[])
    assert files(tmp_path) == ["new/folder/clip.png", "new/folder/clip.png.json"]
    _, other = render(*QUICK, *STILL, "--media_dir", "elsewhere", size=[])
    assert other.parent == tmp_path / "elsewhere"
    assert clip.read_bytes() == other.read_bytes()


def test_pace_shortens_the_clip(render):
    (_, slow), (_, fast) = (render("--pace", x, *QUICK, "-o", f"{x}.mp4") for x in ("1", "4"))
    assert sidecar(fast)["frames"] < 0.5 * sidecar(slow)["frames"]
    assert sidecar(fast)["pace"] == 4


def test_layer_head_unit_theme_and_language(render):
    _, still = render(*STILL, "--layer", "3", "--head", "7", "--unit", "token", size=[])
    assert sidecar(still)["source"] == "SmolLM2-135M · layer 3 · head 7 · tokens"
    _, light = render(*QUICK, *STILL, "--theme", "light", "--lang", "ko", size=[])
    assert sidecar(light)["theme"] == "light"
    assert re.search("[가-힣]", sidecar(light)["beats"][0]["caption"])
    assert np.array(Image.open(light))[0, 0, 0] > 200 > np.array(Image.open(still))[0, 0, 0]


def test_a_preview_opens_the_clip(render, monkeypatch):
    opened = []
    monkeypatch.setattr(click, "launch", opened.append)
    done, _ = render("-p", *QUICK, *STILL, size=[])
    assert opened == [done.out.strip()]


# Names


def test_clips_that_differ_have_names_that_differ(render):
    different = [
        [], ["--layer", "1"], ["--head", "3"], ["--unit", "token"], ["--theme", "light"],
        ["--lang", "ko"], ["--pace", "2"], ["-t"], ["-r", "128,144"], ["--fps", "24"],
    ]  # fmt: skip
    size = [*QUICK, *STILL]
    names = [render(*options, size=size)[1].name for options in different]
    names += [render(sentence=s, size=size)[1].name for s in ("Red wine", "red, wine")]
    assert len(set(names)) == len(names) == 12


@pytest.mark.parametrize(
    "sentence", ["../../etc/passwd", "a/b\\c:d|e?", "어제 책", "?!", "w " * 60]
)
def test_any_sentence_makes_a_name_for_one_file_in_the_media_folder(render, tmp_path, sentence):
    _, still = render(*QUICK, *STILL, sentence=sentence, size=[])
    assert still.parent == tmp_path / "media"
    assert still.is_file()
    assert len(still.name.encode()) <= 255


# Sentences


@pytest.mark.parametrize(
    "sentence", ["<b>bold</b> & $x$", "\\frac{1}{2} #{ok}", "[red]not rich[/red] {share} %s"]
)
def test_markup_is_shown_literally(render, sentence):
    done, still = render(*QUICK, *STILL, sentence=sentence, size=[])
    assert done.err == ""
    assert "".join(sidecar(still)["labels"]) == sentence.replace(" ", "")


def test_letters_that_no_font_has_are_named_before_rendering(render):
    done, _ = render(*QUICK, *STILL, sentence="see \U00013000 and ⴰ here", size=[])
    assert done.err == "warning: no installed font can draw \U00013000 ⴰ\n"


# Bad input

BAD = {
    "unknown scene": (["patern"], 2, "did you mean pattern?"),
    "empty sentence": (["pattern", "--sentence", ""], 2, "empty"),
    "blank sentence": (["pattern", "--sentence", " \t "], 2, "empty"),
    "control characters": (["pattern", "--sentence", "a\x1b[31mb"], 2, "control character"),
    "past the context": (["pattern", "--sentence", "word" + " word" * 8999], 2, "8,192"),
    "layer out of range": (["pattern", "--layer", "30"], 2, "from 0 to 29"),
    "head out of range": (["pattern", "--head", "-1"], 2, "from 0 to 8"),
    "unknown model": (["pattern", "--model", "smolm2"], 2, "smollm2"),
    "odd width": (["pattern", "-r", "255,144"], 2, "even"),
    "odd height": (["pattern", "-r", "256,145"], 2, "even"),
    "too small": (["pattern", "-r", "64,64"], 2, "128"),
    "no resolution": (["pattern", "-r", "big"], 2, "1080,1920"),
    "unknown quality": (["pattern", "-q", "x"], 2, "'l', 'm'"),
    "no frames": (["pattern", "--fps", "0"], 2, "1 to 240"),
    "frames beyond counting": (["pattern", "--fps", "inf"], 2, "1 to 240"),
    "no pace": (["pattern", "--pace", "0"], 2, "0.1 to 10"),
    "pace that is no number": (["pattern", "--pace", "nan"], 2, "0.1 to 10"),
    "pace backwards": (["pattern", "--pace", "-1"], 2, "0.1 to 10"),
    "unknown format": (["pattern", "--format", "avi"], 2, "'webm'"),
    "unknown suffix": (["pattern", "-o", "clip.avi"], 2, ".webm"),
    "transparent mp4": (["pattern", "--format", "mp4", "-t"], 2, "webm"),
    "transparent mp4 by name": (["pattern", "-o", "clip.mp4", "-t"], 2, "webm"),
    "format against name": (["pattern", "--format", "gif", "-o", "clip.mp4"], 2, "clip.gif"),
    "still against name": (["pattern", "-s", "-o", "clip.mp4"], 2, "clip.png"),
    "an mp4 played once": (["pattern", "--once"], 2, "--once is for GIFs, and mp4 does not repeat"),
    "a GIF too fast": (["pattern", "--format", "gif", "--fps", "60"], 2, "50"),
    "unknown language": (["pattern", "--lang", "tlh"], 2, "'en', 'ko'"),
    "folder in the way": (["pattern", "-o", "folder"], 1, "it is a folder"),
    "folder named like a clip": (["pattern", "-o", "folder.mp4"], 1, "it is a folder"),
    "no file name": (["pattern", "-o", ""], 1, "it is a folder"),
    "root of the disk": (["pattern", "-o", "/"], 1, "it is a folder"),
    "file for a folder": (["pattern", "-o", "note.txt/clip.mp4"], 1, "note.txt/clip.mp4"),
    "file for the media folder": (["pattern", "--media_dir", "note.txt"], 1, "cannot write"),
}
LEFT = ["folder", "folder.mp4", "note.txt"]


def said_one_line(done):
    return done.out == "" and done.err.startswith("error: ") and done.err.count("\n") == 1


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "note.txt").write_text("a file")
    for name in ("folder", "folder.mp4"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def undrawn(monkeypatch):
    """Let nothing be drawn: what is wrong is found out before."""

    def construct(scene):
        raise AssertionError("drawing began")

    monkeypatch.setattr(AttentionPattern, "construct", construct)


@pytest.mark.parametrize(("arguments", "status", "says"), BAD.values(), ids=BAD)
def test_bad_input_gets_one_line_and_leaves_nothing(run, folder, undrawn, arguments, status, says):
    done = run("render", *arguments)
    assert done.status == status, done.err
    assert said_one_line(done), done.err
    assert says in done.err
    assert sorted(p.name for p in folder.rglob("*")) == LEFT


def test_a_folder_that_may_not_be_written_to(run, tmp_path, undrawn):
    target = tmp_path / "closed"
    target.mkdir(mode=0o500)
    if os.access(target, os.W_OK):  # root may write anywhere but here
        target = Path("/proc")
    done = run("render", "pattern", "-o", f"{target}/clip.mp4")
    assert done.status == 1
    assert done.err.startswith(f"error: cannot write {target}/clip.mp4: ")
    assert said_one_line(done)


# Whole or not at all


@pytest.fixture
def broken(monkeypatch):
    """Let the scene end early, as by Ctrl-C."""

    def stop(scene):
        raise KeyboardInterrupt

    monkeypatch.setattr(AttentionPattern, "columns", stop)


@pytest.mark.parametrize("name", ["clip.mp4", "clip.webm", "clip.gif", "clip.png"])
def test_what_stood_there_before_still_does_when_a_render_fails(run, tmp_path, broken, name):
    (tmp_path / name).write_text("an older clip")
    (tmp_path / "clip.json").write_text("its numbers")
    flags = [*QUICK, *SMALL, "-o", name, "--overwrite"]
    done = run("render", "pattern", "--sentence", SENTENCE, *flags)
    assert (done.status, done.out, done.err.strip()) == (130, "", "interrupted")
    assert files(tmp_path) == sorted([name, "clip.json"])
    assert (tmp_path / name).read_text() == "an older clip"
    assert (tmp_path / "clip.json").read_text() == "its numbers"


def test_a_new_render_replaces_the_old_one(render, tmp_path):
    (tmp_path / "clip.png").write_text("an older clip")
    render(*QUICK, *STILL, "-o", "clip.png", "--overwrite", size=[])
    assert Image.open(tmp_path / "clip.png").size == (128, 128)


@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_render_that_is_stopped_leaves_nothing(tmp_path, cache, name, status):
    code = "from attnviz.cli.main import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "render", "pattern", "-r", "640,360", "-o", "clip.mp4"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not files(tmp_path) and not files(cache):  # the clip has begun
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(getattr(signal, name))
    out, err = process.communicate(timeout=30)
    assert process.returncode == status
    assert out == b""
    assert err.strip() == (b"interrupted" if name == "SIGINT" else b"")
    assert files(tmp_path) == files(cache) == []


@pytest.mark.parametrize("name", ["clip.mp4", "clip.png"])
def test_a_full_disk_is_one_line_and_leaves_nothing(spawn, tmp_path, cache, name):
    def full():
        resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))

    done = spawn("render", "pattern", *QUICK, *SMALL, "-o", name, preexec_fn=full)
    assert done.returncode == 1
    assert re.fullmatch(rb"error: .*: file too large.*\n", done.stderr)
    assert files(tmp_path) == files(cache) == []


# Storyboards


def test_a_storyboard_can_have_frames_at_even_intervals(run, tmp_path):
    size = "-r", "128,128"
    for name, seconds in (("few", "5"), ("many", "1")):
        done = run("storyboard", "tokens", *QUICK, *size, "--every", seconds, "-o", f"{name}.png")
        assert done.status == 0, done.err
    few, many = (Image.open(tmp_path / f"{name}.png") for name in ("few", "many"))
    assert few.width == many.width > 4 * 128
    assert many.height > 2 * few.height
    done = run("storyboard", "tokens", *QUICK, "--every", "2", "-o", "sheet.pdf")
    assert (done.status, "--every makes a PNG" in done.err) == (2, True)


def test_a_storyboard_shows_every_beat(run, tmp_path):
    done = run("storyboard", "pattern", "--sentence", SENTENCE, "-r", "256,144")
    assert (done.status, done.err) == (0, "")
    assert done.out == "media/pattern-red-wine-144p30-storyboard.png\n"
    sheet = np.array(Image.open(tmp_path / done.out.strip())).astype(int)
    ground = (np.abs(sheet - (17, 19, 31)).max(axis=2) == 0).mean(axis=0)
    assert sheet.shape[1] > 2 * 256
    assert sheet.shape[0] > 5 * 144  # ten beats, two a row
    assert ground.max() > 0.5


@pytest.mark.parametrize(("name", "written"), [("a/sheet.png", "a/sheet.png"), ("b", "b.png")])
def test_a_storyboard_goes_where_it_is_told(run, tmp_path, name, written):
    done = run("storyboard", "pattern", *QUICK, "-r", "128,128", "-o", name)
    assert done.out == f"{written}\n"
    assert files(tmp_path) == [written]


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["patern"], 2, "did you mean pattern?"),
        (["pattern", "-o", "sheet.jpg"], 2, "sheet.png"),
        (["pattern", "-o", ""], 1, "it is a folder"),
        (["pattern", "--sentence", ""], 2, "empty"),
    ],
)
def test_a_storyboard_refuses_what_render_refuses(run, tmp_path, arguments, status, says):
    done = run("storyboard", *arguments)
    assert (done.status, says in done.err) == (status, True), done.err
    assert said_one_line(done)
    assert list(tmp_path.iterdir()) == []


# Plain manim


@pytest.mark.slow
def test_the_scene_runs_as_in_any_manim_project(tmp_path):
    scene = Path(__file__).parents[2] / "scenes" / "pattern.py"
    options = ["-ql", "--media_dir", str(tmp_path), "--progress_bar", "none"]
    done = subprocess.run(
        [sys.executable, "-m", "manim", *options, str(scene), "AttentionPattern"],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (clip,) = tmp_path.rglob("AttentionPattern.mp4")
    frames = decode(clip)
    assert frames[0].shape == (480, 854, 4)
    assert len(frames) > 200
    assert frames[-1][..., :3].max() > 200
