"""A bubble is one outline with its tail, and its text stays inside."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.ink.tween import leaves
from attnviz.look.page import Box
from attnviz.look.style import L, M, S
from attnviz.mobjects.bubble import bubble, bubble_outline, plan_bubble
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
