"""Pages to print: every beat as outlines above its text, in order, the same at any time."""

import re
import shutil
import subprocess
import zlib

import numpy as np
import pytest
from PIL import Image

from attnviz.catalog.choices import PAPERS
from attnviz.export.handout import record_beats, write_handout
from attnviz.frames.settings import FrameSettings
from attnviz.look.style import DARK, LIGHT
from attnviz.scenes.pattern import AttentionPattern
from attnviz.stage.settings import SceneSettings
from tests.core_traces import smollm2

SENTENCE = "red wine stains"
WIDE, TALL = FrameSettings(256, 144, 15, "png"), FrameSettings(144, 256, 15, "png")


def panels(picture, **options):
    trace = smollm2().trace(SENTENCE, upto=14)
    settings = SceneSettings(captions=False, theme=LIGHT)
    return record_beats(AttentionPattern, trace, settings, picture, **options)


@pytest.fixture(scope="module")
def wide():
    return panels(WIDE)


def write(path, shown, picture=WIDE, paper="a4"):
    return write_handout(shown, picture, SENTENCE, "a source", DARK, paper, path)


def pages(path):
    """Return every page as pixels, 36 to the inch."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("there is no pdftoppm")
    subprocess.run(["pdftoppm", "-r", "36", "-png", path, path.with_suffix("")], check=True)
    found = sorted(path.parent.glob(f"{path.stem}-*.png"))
    return [np.array(Image.open(page).convert("RGB")).astype(int) for page in found]


def test_a_panel_is_a_beat_with_its_name_and_words(wide):
    assert [p.name for p in wide][-3:] == ["name", "sink", "reading"]
    assert all(p.caption for p in wide)
    named = panels(WIDE, of="Pattern: ", captions=False)
    assert (named[0].name, named[0].caption) == ("Pattern: tokens", "")


@pytest.mark.parametrize("paper", PAPERS)
def test_pages_are_upright_and_as_many_as_it_says(tmp_path, wide, paper):
    path = tmp_path / "pages.pdf"
    assert write(path, wide, paper=paper) == -(-len(wide) // 2) == len(pages(path))
    width, height = (round(side / 2) for side in PAPERS[paper])
    assert pages(path)[0].shape == pytest.approx((height, width, 3), abs=1)


def test_two_wide_pictures_stand_on_a_page_and_its_margins_are_white(tmp_path, wide):
    path = tmp_path / "pages.pdf"
    write(path, wide)
    ground = [int(LIGHT.ground[i : i + 2], 16) for i in (1, 3, 5)]
    for page in pages(path):
        assert (page[:, :20] == 255).all()
        assert (page[:, -20:] == 255).all()
        rows = (np.abs(page - ground).max(axis=2) <= 1).mean(axis=1) > 0.5
        assert (np.diff(rows.astype(int)) == 1).sum() >= 2
        assert 0.5 < rows.mean() < 0.8


def test_tall_pictures_share_a_row(tmp_path):
    assert write(tmp_path / "pages.pdf", panels(TALL), TALL) == 2


def test_nothing_in_it_is_a_picture_of_pixels(tmp_path, wide):
    path = tmp_path / "pages.pdf"
    write(path, wide)
    data = path.read_bytes()
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.S)
    inside = data + b"".join(zlib.decompressobj().decompress(s) for s in streams if s[:1] == b"x")
    assert b"/Subtype /Image" not in inside


def test_the_same_panels_give_the_same_file_at_any_time(tmp_path, wide):
    for name in ("one.pdf", "other.pdf"):
        write(tmp_path / name, wide)
    one, other = ((tmp_path / n).read_bytes() for n in ("one.pdf", "other.pdf"))
    assert one == other
    assert b"CreationDate" not in one


def test_what_a_beat_says_stands_below_it(tmp_path, wide):
    write(tmp_path / "with.pdf", wide[:1])
    write(tmp_path / "without.pdf", panels(WIDE, captions=False)[:1])
    dark = [(pages(tmp_path / f"{n}.pdf")[0] < 128).sum() for n in ("with", "without")]
    assert dark[0] > dark[1] + 50


def test_pages_say_in_text_what_they_show(tmp_path, wide):
    if shutil.which("pdftotext") is None:
        pytest.skip("there is no pdftotext")
    path = tmp_path / "pages.pdf"
    write(path, wide)
    done = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True)
    written = " ".join(done.stdout.decode().split())
    for panel in wide:
        assert panel.name in written
        assert panel.caption in written
    assert written.count("stains") > len(wide)  # in the pictures too
