"""On an upright page, a panel below its grid fills the room that the grid leaves."""

import numpy as np
import pytest

from attnviz.ink.ink import Ink
from attnviz.ink.text import label
from attnviz.look.page import Page
from attnviz.mobjects.enlarge import MOST, enlarge
from attnviz.mobjects.grid_plan import plan_grid

WIDE, TALL = Page.of_pixels(1280, 720), Page.of_pixels(720, 1280)
WORDS = ["red", "wine", "and", "old", "cheese"]


def panel(page, tall):
    """Return a plan, and a panel of two words: one at the top of its room, one so far below."""
    plan = plan_grid(WORDS, page)
    box = plan.panel
    spots = [(box.left, box.top - 0.3), (box.left + 1.0, box.top - tall)]
    return plan, [
        label(text, "#FFFFFF", 0.25, at, "left") for text, at in zip("ab", spots, strict=True)
    ]


def looks(parts):
    return [(*ink.place, ink.em) for ink in parts]


def test_beside_a_grid_nothing_changes():
    plan, parts = panel(WIDE, 2.0)
    before = looks(parts)
    enlarge(parts, plan)
    assert looks(parts) == before


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
def test_below_a_grid_it_grows_to_the_height_of_its_room_or_as_far_as_is_good(share):
    plan, parts = panel(TALL, share * plan_grid(WORDS, TALL).panel.height)
    box, before = plan.panel, parts[1].box()
    enlarge(parts, plan)
    factor = min(MOST, box.height / (box.top - before[1]))
    assert factor > 1.2
    assert box.top - parts[1].box()[1] == pytest.approx(factor * (box.top - before[1]))
    assert [ink.em for ink in parts] == pytest.approx([0.25 * factor] * 2)
    assert parts[1].box()[1] >= box.bottom - 1e-6


def test_it_keeps_its_shape_and_its_middle():
    plan, parts = panel(TALL, 2.0)
    (x0, y0), (x1, y1) = (ink.place[:2].copy() for ink in parts)
    enlarge(parts, plan)
    (X0, Y0), (X1, Y1) = (ink.place[:2] for ink in parts)
    factor = parts[0].em / 0.25
    assert pytest.approx((factor * (x1 - x0), factor * (y1 - y0))) == (X1 - X0, Y1 - Y0)
    middle = plan.panel.center[0]
    assert X0 - middle == pytest.approx(factor * (x0 - middle))


def test_a_mark_whose_size_says_something_moves_and_keeps_it():
    plan, parts = panel(TALL, 2.0)
    (at, size), other = (parts[1].place[:2].copy(), parts[1].place[2:4].copy()), parts[0].em
    enlarge(parts, plan, [parts[1]])
    assert parts[0].em > other
    assert (parts[1].place[2:4] == size).all()
    assert parts[1].em == 0.25
    assert (parts[1].place[:2] != at).all()


def test_what_fills_its_room_already_stays_as_it_is():
    plan, parts = panel(TALL, plan_grid(WORDS, TALL).panel.height)
    before = looks(parts)
    enlarge(parts, plan)
    assert looks(parts) == before


def test_parts_that_draw_nothing_are_no_hindrance():
    plan, parts = panel(TALL, 2.0)
    enlarge([*parts, Ink(np.zeros((0, 3)), "#FFFFFF")], plan)
    assert parts[0].em > 0.25


@pytest.mark.parametrize("n", [1, 2, 5, 8, 12])
def test_the_panel_begins_where_the_grid_ends_and_reaches_down_to_the_caption(n):
    plan = plan_grid([f"w{i}" for i in range(n)], TALL)
    assert plan.bottom - plan.panel.top == pytest.approx(0.5, abs=0.15)
    assert plan.panel.bottom == pytest.approx(TALL.content.bottom)
