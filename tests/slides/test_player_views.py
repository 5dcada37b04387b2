"""The page in a real browser: what it shows beside the steps, and to whom."""

import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from attnviz.slides.html import write_html
from tests.colors import BLUE, GOLD, GREEN, RED, SENTENCE, SOURCE, START, color_deck

pytestmark = pytest.mark.slow
HOSTILE = "</script><script>alert(1)</script> \"quotes\" 'more' & <b>bold</b> 한국어 😀"


@pytest.fixture
def caller():
    """Listen on this machine, and tell what was asked for."""

    class Ear(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path != "/favicon.ico":  # Chromium asks by itself
                server.heard.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Ear)
    server.heard, server.url = [], f"http://127.0.0.1:{server.server_port}/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_the_overview_is_grouped_and_goes_where_one_points(talk):
    deck = talk(2)
    deck.ready(2)
    deck.press("o")
    overview = deck.page.locator("#overview")
    assert overview.locator("h2").all_text_contents() == ["Scores", "Attention pattern"]
    assert [group.locator("button").count() for group in overview.locator("ol").all()] == [2, 2]
    assert deck.text("sentence") == SENTENCE
    assert deck.text("source") == SOURCE
    assert "Step 2 is here." in overview.locator("[aria-current]").text_content()
    overview.locator("button", has_text="Step 4").click()
    assert not overview.is_visible()
    deck.holds(GOLD, 4)


def test_the_overview_by_keys(talk):
    deck = talk(size=(640, 400))  # two in a row
    deck.ready()
    deck.press("Escape", "ArrowRight", "ArrowDown", "ArrowLeft", "Enter")
    deck.holds(BLUE, 3)
    deck.press("Escape")
    assert deck.page.locator("#overview").is_visible()
    deck.press("Escape")
    assert not deck.page.locator("#overview").is_visible()


def test_help_says_every_key(talk):
    deck = talk()
    deck.press("?")
    assert {"R", "Home", "End", "O", "Esc", "C", "N", "F", "B", ".", "?", "H"} <= set(
        deck.page.locator("#help kbd").all_text_contents()
    )
    deck.press("ArrowRight", "h")
    assert not deck.page.locator("#help").is_visible()
    assert deck.page.url.endswith("#1")


@pytest.mark.parametrize("key", ["b", "."])
def test_a_black_screen_and_back(talk, key):
    deck = talk()
    deck.ready()
    deck.press(key)
    deck.shows((0, 0, 0))
    deck.press("PageDown")
    deck.holds(RED, 1)


def test_a_black_screen_stops_the_video(talk, slow_file):
    deck = talk(source=slow_file)
    deck.shows(START)
    deck.press("b")
    assert deck.front("video => video.paused")
    deck.press("b")
    deck.page.wait_for_function(
        "!document.querySelector('#stage > [style*=\"z-index: 2\"]').paused"
    )
    deck.shows(START)


def test_captions_are_spoken_and_can_be_shown(talk):
    deck = talk(2)
    caption = deck.page.locator("#caption")
    assert caption.get_attribute("aria-live") == "polite"
    assert caption.get_attribute("lang") == "en"
    assert deck.text("caption") == "Step 2 is here."
    assert caption.bounding_box()["height"] < 2
    deck.press("c")
    below = deck.page.locator("#stage").bounding_box()
    assert caption.bounding_box()["y"] >= below["y"] + below["height"]
    deck.press("c")
    assert caption.bounding_box()["height"] < 2


def test_notes_say_what_comes_next(talk):
    deck = talk(3)
    deck.ready(3)
    assert not deck.page.locator("#notes").is_visible()
    deck.press("n")
    assert deck.text("notes-step") == "3 of 4 · Attention pattern"
    assert deck.text("notes-caption") == "Step 3 is here."
    assert deck.text("notes-coming") == "Step 4 is here."
    assert re.fullmatch(r"\d\d:\d\d", deck.text("clock"))
    assert re.fullmatch(r"\d:\d\d", deck.text("elapsed"))
    deck.press("ArrowRight")
    assert "last" in deck.text("notes-coming")
    assert not deck.page.locator("#notes-next").is_visible()
    deck.press("n")
    assert not deck.page.locator("#notes").is_visible()


def test_notes_in_a_window_of_their_own(talk):
    deck = talk()
    deck.ready()
    deck.press("n")
    with deck.page.expect_popup() as opened:
        deck.page.click("#pop-out")
    window = opened.value
    window.keyboard.press("PageDown")
    assert window.locator("#notes-step").text_content().startswith("2 of 4")
    deck.holds(GREEN, 2)
    window.locator("text=Back").click()
    deck.holds(RED, 1)
    assert window.locator("#notes-now").is_visible()
    window.close()
    deck.page.wait_for_selector("#notes", state="attached")
    deck.press("n")
    assert deck.text("notes-step").startswith("1 of 4")


def test_full_screen(talk):
    deck = talk()
    deck.press("f")
    deck.page.wait_for_function("document.fullscreenElement !== null")
    deck.press("f")
    deck.page.wait_for_function("document.fullscreenElement === null")


def test_progress_marks_the_scenes(talk):
    deck = talk(3)
    progress = deck.page.locator("#progress")
    assert [progress.get_attribute(f"aria-value{end}") for end in ("now", "max")] == ["3", "4"]
    done = progress.locator("span").evaluate_all(
        "all => all.map(mark => mark.style.getPropertyValue('--done'))"
    )
    assert done == ["1", "0.5"]


# ---- for everyone


def test_who_wants_no_motion_sees_the_end_and_may_play(talk):
    deck = talk(2, reduced_motion="reduce")
    deck.holds(GREEN, 2)
    deck.press("PageDown")
    deck.holds(BLUE, 3)
    play = deck.page.get_by_role("button", name="Play", exact=True)
    assert not deck.played()
    play.click()
    deck.page.wait_for_selector("#play", state="hidden")
    deck.ready(3)


def test_every_button_has_a_name_and_is_reached_by_keys(talk):
    deck = talk()
    names = deck.page.locator("#bar button").evaluate_all("all => all.map(b => b.ariaLabel)")
    assert all(names)
    reached = []
    for _ in names:
        deck.press("Tab")
        reached.append(deck.page.evaluate("document.activeElement.ariaLabel"))
    assert reached == names
    assert (
        deck.page.locator("#bar").evaluate("bar => getComputedStyle(bar).pointerEvents") == "auto"
    )


def test_after_a_click_on_a_button_the_space_bar_still_moves_on(talk):
    deck = talk()
    deck.ready()
    deck.page.mouse.move(300, 200)
    deck.page.get_by_role("button", name="Caption").click()
    deck.press("Space")
    deck.holds(GREEN, 2)
    assert not deck.page.locator("#caption.unseen").count()


@pytest.mark.parametrize("size", [(320, 480), (480, 320), (1600, 500)])
def test_small_and_odd_windows_keep_all_in_sight(talk, size):
    deck = talk(2, size=size)
    deck.press("c", "n")
    for name in ("stage", "caption", "notes", "bar"):
        box = deck.page.locator(f"#{name}").bounding_box()
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= size[0]
        assert box["y"] + box["height"] <= size[1]
        assert box["height"] > 40
    assert deck.page.evaluate("document.documentElement.scrollWidth") == size[0]


def test_what_is_said_is_text_and_never_a_tag(talk, tmp_path):
    deck = color_deck(tmp_path, sentence=HOSTILE, captions=[HOSTILE] * 2, language="ko")
    write_html(deck, tmp_path / "x.html")
    deck = talk(source=tmp_path / "x.html")
    assert deck.page.title() == HOSTILE
    assert {deck.text(name) for name in ("sentence", "caption", "notes-coming")} == {HOSTILE}
    assert deck.page.locator("b").count() == 0
    assert deck.page.locator("html").get_attribute("lang") == "ko"
    deck.press("c")
    deck.page.wait_for_function("document.fonts.check('16px \"Deck 0\"', '한')")


def test_a_step_that_the_browser_cannot_play_is_shown_as_it_ends(talk, tmp_path):
    deck = color_deck(tmp_path)
    deck.steps[1].video.write_bytes(b"no video")
    write_html(deck, tmp_path / "x.html")
    deck = talk(source=tmp_path / "x.html")
    deck.ready()
    deck.press("PageDown")
    deck.holds(GREEN, 2)
    deck.press("PageDown")
    deck.holds(BLUE, 3)


def test_the_browser_itself_forbids_every_connection(browser, file, caller):
    page = browser.new_page()
    page.goto(file.as_uri())
    page.evaluate("url => fetch(url).catch(() => {})", caller.url)
    page.evaluate("url => document.body.append(Object.assign(new Image(), {src: url}))", caller.url)
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p onclick=\"window.x = 1\">')")
    page.evaluate("document.querySelector('p[onclick]').click()")
    page.wait_for_timeout(300)
    assert caller.heard == []
    assert page.evaluate("window.x") is None
    page.goto(caller.url)  # the ear works
    assert caller.heard == ["/"]
    page.close()
