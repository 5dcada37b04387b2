"""A deck as a PDF: a page a step, each the frame that the step ends on."""

import re
import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image

from attnviz.frames.settings import FrameSettings
from attnviz.slides.pdf import write_pdf
from tests.colors import ENDS, SENTENCE, SOURCE, color_deck

needs_poppler = pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="there is no poppler")


@pytest.fixture
def deck(tmp_path):
    """A deck with a first step that ends on a picture of noise, so that any blur is seen."""
    deck = color_deck(tmp_path)
    noise = np.random.default_rng(0).integers(0, 256, (deck.height, deck.width, 3), np.uint8)
    Image.fromarray(noise).save(deck.steps[0].last)
    return deck


@pytest.fixture
def path(deck, tmp_path):
    assert write_pdf(deck, tmp_path / "deck.pdf") == []
    return tmp_path / "deck.pdf"


def info(path):
    """Return what poppler says of a PDF."""
    said = subprocess.run(["pdfinfo", path], check=True, capture_output=True).stdout.decode()
    return dict(re.split(r": +", line, maxsplit=1) for line in said.splitlines() if ": " in line)


@needs_poppler
def test_the_pictures_are_the_last_frames_to_the_pixel(deck, path, tmp_path):
    subprocess.run(["pdfimages", "-png", path, tmp_path / "image"], check=True)
    images = sorted(tmp_path.glob("image-*.png"))
    assert len(images) == len(deck.steps)
    for image, step in zip(images, deck.steps, strict=True):
        assert np.array_equal(np.asarray(Image.open(image)), np.asarray(Image.open(step.last)))


@needs_poppler
def test_each_fills_its_page(path, tmp_path):
    subprocess.run(["pdftoppm", "-r", "36", "-png", path, tmp_path / "page"], check=True)
    pages = [Image.open(file) for file in sorted(tmp_path.glob("page-*.png"))]
    assert len(pages) == len(ENDS)
    for page, color in zip(pages[1:], ENDS[1:], strict=True):
        assert page.getextrema() == tuple((value, value) for value in color)


@needs_poppler
@pytest.mark.parametrize("pixels", [(256, 144), (144, 256)])
def test_pages_have_the_aspect_of_the_clip(pixels, tmp_path):
    write_pdf(color_deck(tmp_path, picture=FrameSettings(*pixels, 10)), tmp_path / "deck.pdf")
    about = info(tmp_path / "deck.pdf")
    assert about["Pages"] == str(len(ENDS))
    across, down = (round(3.75 * side) for side in pixels)  # 7.5 inches on the shorter side
    assert about["Page size"] == f"{across} x {down} pts"


@needs_poppler
def test_it_says_what_it_is(path):
    about = info(path)
    assert (about["Title"], about["Subject"]) == (SENTENCE, SOURCE)
    assert about["Creator"].startswith("attnviz ")


def test_scenes_are_bookmarks(deck, path):
    titles = re.findall(rb"/Title \(([^)]*)\)\s*/Parent", path.read_bytes())
    assert [title.decode() for title in titles] == ["Scores", "Attention pattern"]


def test_the_same_deck_gives_the_same_file(deck, path, tmp_path):
    write_pdf(deck, tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == path.read_bytes()
