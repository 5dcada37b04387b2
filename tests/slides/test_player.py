"""The page in a real browser: what is pressed, and which step is seen."""

import base64

import pytest

from tests.colors import BLUE, GOLD, GREEN, RED, START
from tests.talk import near, pixel

pytestmark = pytest.mark.slow


def test_the_first_step_plays_to_its_end_and_holds(talk):
    deck = talk()
    deck.ready()
    assert deck.front("video => video.currentTime === video.duration && video.ended")
    assert deck.front("video => video.muted && video.playsInline")


def test_forward_plays_the_next_step(talk):
    deck = talk()
    deck.ready()
    for key in ("ArrowRight", "ArrowDown", "Space", "Enter", "PageDown", "a click"):
        deck.page.mouse.click(30, 150) if key == "a click" else deck.press(key)
        deck.ready(2)
        deck.press("ArrowLeft")
        deck.holds(RED, 1)


def test_back_shows_how_the_step_before_ended(talk):
    deck = talk(2)
    for key in ("ArrowLeft", "ArrowUp", "Shift+Space", "PageUp"):
        deck.ready(2)
        deck.press(key)
        deck.holds(RED, 1)
        assert not deck.played()
        deck.press("ArrowRight")


def test_forward_while_a_step_plays_shows_its_end_first(talk, slow_file):
    deck = talk(source=slow_file)
    deck.shows(START)
    deck.press("PageDown")
    deck.holds(RED, 1)
    deck.press("PageDown")
    deck.shows(RED)
    assert deck.page.url.endswith("#2")
    deck.press("PageDown")
    deck.holds(GREEN, 2)


def test_a_step_can_be_played_again_also_after_going_back(talk):
    deck = talk(2)
    deck.ready(2)
    deck.press("r")
    deck.ready(2)
    deck.press("ArrowLeft")
    deck.holds(RED, 1)
    assert not deck.played()
    deck.press("r")
    deck.ready(1)


def test_home_and_end_and_no_further(talk):
    deck = talk()
    deck.press("End")
    deck.holds(GOLD, 4)
    deck.press("ArrowRight")
    deck.holds(GOLD, 4)
    deck.press("Home")
    deck.ready(1)
    deck.press("ArrowLeft")
    deck.holds(RED, 1)


def test_an_impatient_finger_gets_where_it_wants(talk):
    deck = talk()
    deck.press(*["PageDown"] * 20)
    deck.holds(GOLD, 4)
    deck.press(*["PageUp"] * 2)
    deck.holds(GREEN, 2)


def test_nothing_flashes_from_step_to_step(talk):
    deck = talk()
    deck.ready()
    seen, devtools = [], deck.page.context.new_cdp_session(deck.page)

    def on_frame(frame):
        seen.append(frame["data"])
        devtools.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

    devtools.on("Page.screencastFrame", on_frame)
    devtools.send("Page.startScreencast", {"format": "png"})
    for wait in (250, 100, 250, 100, 900):
        deck.press("ArrowRight")
        deck.page.wait_for_timeout(wait)
    deck.press("ArrowLeft", "ArrowLeft")
    deck.holds(GREEN, 2)
    deck.press("r")
    deck.ready(2)
    devtools.send("Page.stopScreencast")
    assert len(seen) > 3
    for data in seen:
        color = pixel(base64.b64decode(data))
        assert any(near(color, known) for known in (RED, GREEN, BLUE, GOLD)), color


@pytest.mark.parametrize("address", ["99", "1.5", "x"])
def test_an_address_that_is_no_step_opens_the_first(talk, address):
    deck = talk(address)
    deck.page.wait_for_url("**#1")


def test_the_address_keeps_the_step(talk):
    deck = talk(3)
    deck.holds(BLUE, 3)
    deck.page.evaluate("location.hash = '#2'")
    deck.holds(GREEN, 2)
    deck.press("ArrowRight")
    deck.page.reload()
    deck.holds(BLUE, 3)


def test_a_keyboard_with_other_letters(talk):
    deck = talk()
    deck.page.evaluate(
        "dispatchEvent(Object.assign(new KeyboardEvent('keydown', {key: 'ㅊ', code: 'KeyC'})))"
    )
    deck.page.wait_for_selector("#caption:not(.unseen)")


def test_touch(talk):
    deck = talk(has_touch=True)
    deck.ready()
    deck.page.touchscreen.tap(300, 100)
    deck.holds(GREEN, 2)
    devtools = deck.page.context.new_cdp_session(deck.page)

    def swipe(start, end):
        for kind, points in (
            ("touchStart", [start]), ("touchMove", [(start + end) / 2]), ("touchMove", [end]),
            ("touchEnd", []),
        ):  # fmt: skip
            points = [{"x": x, "y": 120} for x in points]
            devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    swipe(200, 400)
    deck.holds(RED, 1)
    swipe(400, 200)
    deck.holds(GREEN, 2)
