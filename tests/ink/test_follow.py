"""Pictures follow a number that runs evenly, and end exactly where it does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.ink.follow import Follow, rewrite
from attnviz.ink.text import label
from tests.ink.moving import BLUE, RED, disc

ends = st.floats(-1e6, 1e6)


def told(start, stop, shares):
    """Return the numbers that an update hears at shares of the whole time."""
    heard = []
    move = Follow([disc()], heard.append, start, stop, 1.0)
    move.begin()
    heard.clear()
    for share in shares:
        move.interpolate(share)
    return heard


@given(ends, ends)
def test_the_number_runs_evenly_and_ends_at_the_very_last(start, stop):
    heard = told(start, stop, [0.0, 0.25, 0.5, 1.0])
    assert heard[0] == start
    assert heard[-1] == stop  # to the last bit
    assert heard[1:3] == pytest.approx(
        [0.75 * start + 0.25 * stop, 0.5 * start + 0.5 * stop], rel=1e-9, abs=1e-6
    )


def test_it_counts_every_term_once_it_is_reached():
    assert [int(now) for now in told(0, 4, [0.0, 0.24, 0.26, 0.74, 0.76, 0.999, 1.0])] == [
        0, 0, 1, 2, 3, 3, 4,
    ]  # fmt: skip


def test_a_scene_plays_it_for_its_time(scene):
    heard, ink = [], disc()
    scene.add(ink)
    scene.play(Follow([ink], heard.append, 0, 10, 1.0))
    assert scene.time == pytest.approx(1.0)
    assert (heard[0], heard[-1]) == (0, 10)
    assert heard == sorted(heard)


# Texts that change


@pytest.mark.parametrize("align", ["left", "center", "right"])
@pytest.mark.parametrize("text", ["7", "+12.75", "4.85·10⁸"])
def test_a_text_that_is_rewritten_is_the_text_set_anew(align, text):
    ink = label("0", RED, 0.32, (0.0, 0.0), voice="sans-bold")
    rewrite(ink, text, (2.0, -1.0), align, "sans-bold")
    anew = label(text, RED, 0.32, (2.0, -1.0), align, "sans-bold")
    assert ink.text == text
    assert ink.place == pytest.approx(anew.place)
    assert (ink.points == pytest.approx(anew.points), ink.em) == (True, anew.em)


def test_it_keeps_its_colour_size_and_opacity():
    ink = label("0", RED, 0.32, (0.0, 0.0)).paint(BLUE)
    ink.rgba[3] = 0.4
    rewrite(ink, "1.00", (1.0, 1.0))
    assert (ink.get_color().to_hex(), ink.opacity) == (BLUE, 0.4)
    assert tuple(ink.place[2:]) == (0.32, 0.32, 0)
