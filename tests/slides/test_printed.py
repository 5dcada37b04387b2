"""Decks of the web on paper: what stands on a page is the frame that its step ends on."""

import shutil
import subprocess

import pytest
from PIL import Image

from attnviz.slides.reveal import SNIPPET, write_reveal
from tests.colors import ENDS, RED, color_deck
from tests.talk import near, pixel

pytestmark = pytest.mark.slow


def pages_of(path):
    """Draw a PDF's pages."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("there is no pdftoppm")
    subprocess.run(["pdftoppm", "-r", "24", "-png", path, path.with_suffix("")], check=True)
    return [Image.open(page).convert("RGB") for page in sorted(path.parent.glob("*-*.png"))]


@pytest.mark.parametrize("step", [None, 3], ids=["at its beginning", "while it is at step 3"])
@pytest.mark.parametrize("graphics", [True, False], ids=["with backgrounds", "without"])
def test_a_page_prints_a_step_a_page_each_filled_by_its_end(talk, tmp_path, step, graphics):
    deck = talk(step)
    deck.ready(step or 1)
    path = tmp_path / "printed.pdf"
    deck.page.pdf(path=path, prefer_css_page_size=True, print_background=graphics)
    pages = pages_of(path)
    assert len(pages) == len(ENDS)
    for page, color in zip(pages, ENDS, strict=True):
        assert page.size == (320, 180)  # 960 x 540 points
        right, low = page.width - 2, page.height - 2
        for spot in ((1, 1), (right, 1), (160, 90), (1, low), (right, low)):
            assert near(page.getpixel(spot), color)


def test_after_printing_the_deck_goes_on(talk):
    deck = talk()
    deck.ready(1)
    deck.page.pdf()
    deck.press("ArrowRight")
    deck.ready(2)


@pytest.fixture
def snippet(browser, tmp_path):
    """A page as the snippet for reveal.js is pasted into, without reveal.js itself."""
    folder = tmp_path / "slides"
    folder.mkdir()
    write_reveal(color_deck(tmp_path), folder)
    pasted = (folder / SNIPPET).read_text("utf-8")
    (tmp_path / "talk.html").write_text(
        f'<!doctype html><div class="reveal"><div class="slides">{pasted}</div></div>', "utf-8"
    )
    page = browser.new_page()
    page.goto((tmp_path / "talk.html").as_uri())
    yield page
    page.close()


def seen(page, what):
    return [element.is_visible() for element in page.query_selector_all(f".attnviz-step {what}")]


def test_on_the_screen_a_slide_for_reveal_shows_its_video_alone(snippet):
    assert seen(snippet, "video") == [True] * len(ENDS)
    assert seen(snippet, "img") == [False] * len(ENDS)


@pytest.mark.parametrize("way", ["print-pdf", "reveal-print", "a browser's own"])
def test_printed_it_shows_its_last_frame_alone(snippet, way):
    if way == "a browser's own":
        snippet.emulate_media(media="print")
    else:
        snippet.evaluate("name => document.documentElement.classList.add(name)", way)
    assert seen(snippet, "video") == [False] * len(ENDS)
    assert seen(snippet, "img") == [True] * len(ENDS)
    still = snippet.query_selector(".attnviz-step img")
    assert near(pixel(still.screenshot()), RED)
