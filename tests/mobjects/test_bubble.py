"""A bubble is one outline with its tail, and its text stays inside."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.ink.tween import leaves
from attnviz.look.page import Box
from attnviz.look.style import L, M, S
from attnviz.mobjects.bubble import bubble, bubble_outline, plan_bubble, wider
from tests.drawing import area

BOX = Box(-2.0, -0.5, 2.0, 0.5)
TEXT = "any modifiers before me?"


def subpaths(outline):
    """Count the pieces of an outline that do not continue where the one before ended."""
    curves = outline.reshape(-1, 4, 3)
    return 1 + int((np.abs(curves[1:, 0] - curves[:-1, 3]).max(axis=1) > 1e-6).sum())


@pytest.mark.parametrize("tip", [(0.3, 1.5), (-3.0, 0.1), (1.0, -1.2), (2.9, -0.3)])
def test_box_and_tail_are_one_closed_outline(tip):
    outline = bubble_outline(BOX, tip, 0.2)
    assert subpaths(outline) == 1
    assert np.allclose(outline[0], outline[-1])
    assert np.isclose(outline[:, :2], tip).all(axis=1).any()
    # The round corners cost a little of the box; the tail is a triangle of known size.
    reach = max(tip[1] - 0.5, -2.0 - tip[0], -0.5 - tip[1], tip[0] - 2.0)
    plain = BOX.width * BOX.height - (4 - np.pi) * 0.2**2
    assert area(outline) == pytest.approx(plain + 0.24 * reach / 2, rel=1e-3)


@given(st.floats(-6, 6), st.floats(0.6, 3))
def test_the_tail_leaves_the_side_that_faces_the_tip(x, y):
    outline = bubble_outline(BOX, (x, y), 0.2)
    assert subpaths(outline) == 1
    assert area(outline) > 0


@given(st.floats(0.5, 6), st.floats(0.3, 2))
def test_the_text_fits_its_room_or_there_is_no_bubble(width, height):
    plan = plan_bubble(TEXT, "#FFB01F", (L, M, S), (width, height))
    if plan is None:
        return
    assert plan.width <= width + 1e-6
    assert plan.height <= height + 1e-6
    made = bubble(plan, (0.0, 0.0), (0.0, 2.0), "#FFB01F")
    for ink in leaves(made.text):
        left, bottom, right, top = ink.box()
        assert made.box.left < left < right < made.box.right
        assert made.box.bottom < bottom < top < made.box.top
    assert " ".join(line.text for line in plan.lines) == TEXT


@given(st.lists(st.floats(-2.5, 2.5), min_size=1, max_size=8))
def test_each_who_says_it_has_a_tail_and_the_outline_stays_one(spots):
    first, *more = [(x, 1.4) for x in spots]
    outline = bubble_outline(BOX, first, 0.2, more)
    assert subpaths(outline) == 1
    assert np.allclose(outline[0], outline[-1])
    for tip in (first, *more):
        assert np.isclose(outline[:, :2], tip).all(axis=1).any()
    wide = min(0.24, 0.8 * 3.6 / len(spots))
    plain = BOX.width * BOX.height - (4 - np.pi) * 0.2**2
    assert area(outline) == pytest.approx(plain + len(spots) * wide * 0.9 / 2, rel=1e-3)


def test_a_bubble_reaches_under_all_who_say_it():
    plan = plan_bubble(TEXT, "#FFB01F", (L, M, S), (6.0, 2.0))
    assert wider(plan, 9.0).width == 9.0
    assert wider(plan, 0.5).width == plan.width
    made = bubble(wider(plan, 9.0), (0.0, 0.0), (-3.0, 2.0), "#FFB01F", [(3.0, 2.0)])
    left, _, right, top = made.outline.box()
    assert (left, right, top) == pytest.approx((-4.5, 4.5, 2.0))
