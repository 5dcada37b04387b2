"""A browser for the tests of pages; a clip, whole and cut."""

import shutil

import pytest

from attnviz.slides.html import write_html
from attnviz.slides.sections import cut_sections
from tests.colors import color_deck
from tests.decks import BOUNDS, write_clip
from tests.talk import Talk

CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="module")
def browser():
    """Chromium; closed with the module, for other tests run event loops of their own."""
    if CHROMIUM is None:
        pytest.skip("there is no chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as player:
        opened = player.chromium.launch(executable_path=CHROMIUM)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A deck of four colours."""
    folder = tmp_path_factory.mktemp("deck")
    write_html(color_deck(folder), folder / "deck.html")
    return folder / "deck.html"


@pytest.fixture(scope="module")
def slow_file(tmp_path_factory):
    """The same, long enough for something to happen while a step plays."""
    folder = tmp_path_factory.mktemp("slow")
    write_html(color_deck(folder, seconds=20), folder / "deck.html")
    return folder / "deck.html"


@pytest.fixture
def talk(browser, file):
    """Open decks, each in a window of its own; see to it that nothing went wrong in any."""
    contexts, talks = [], []

    def begin(step=None, source=None, size=(480, 300), **about):
        viewport = {"width": size[0], "height": size[1]}
        contexts.append(browser.new_context(viewport=viewport, **about))
        talks.append(Talk(contexts[-1].new_page(), source or file, step))
        return talks[-1]

    yield begin
    for context in contexts:
        context.close()
    assert [fault for each in talks for fault in each.faults] == []


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """A clip of frames that are all different."""
    return write_clip(tmp_path_factory.mktemp("clip") / "clip.mp4")


@pytest.fixture(scope="module")
def parts(clip):
    """The same, cut into its beats."""
    targets = [clip.with_name(f"{start}.mp4") for start, _ in BOUNDS]
    cut_sections(clip, BOUNDS, targets)
    return targets
