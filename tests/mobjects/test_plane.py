"""Arrows end where their vectors do, true to scale; labels keep clear of each other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from attnviz.ink.text import Run
from attnviz.ink.tween import leaves
from attnviz.look.page import Box
from attnviz.look.style import DARK, S
from attnviz.mobjects.plane import Tag, place_tags, plan_plane, shadow, vector_arrows

ROOM = Box(-4.0, -2.0, 3.0, 2.5)
points = arrays(np.float64, st.tuples(st.integers(1, 12), st.just(2)),
                elements=st.floats(-20, 20))  # fmt: skip


@given(points)
def test_everything_fits_and_both_axes_have_one_scale(found):
    plan = plan_plane(found, ROOM)
    for point in [*found, np.zeros(2)]:
        x, y = plan.at(point)
        assert ROOM.left - 1e-6 <= x <= ROOM.right + 1e-6
        assert ROOM.bottom - 1e-6 <= y <= ROOM.top + 1e-6
    one, other = plan.at(np.array([1.0, 0.0])), plan.at(np.array([0.0, 1.0]))
    assert one[0] - plan.origin[0] == pytest.approx(other[1] - plan.origin[1])


def test_an_arrow_reaches_its_point_and_no_further():
    found = np.array([[3.0, 4.0], [-5.0, 1.0], [0.01, 0.0]])
    plan = plan_plane(found, ROOM)
    for point, arrow in zip(found, vector_arrows(found, plan, DARK.key), strict=True):
        tips = np.concatenate([ink.points[:, :2] for ink in leaves(arrow)])
        away = np.linalg.norm(tips - plan.origin, axis=1).max()
        reach = np.linalg.norm(point) * plan.scale
        assert away == pytest.approx(reach, abs=0.05)


def test_a_shadow_is_as_long_as_its_point_is_far_along_the_axis():
    plan = plan_plane(np.array([[3.0, 4.0], [-1.0, 2.0]]), ROOM)
    for point in ([3.0, 4.0], [-1.0, 2.0]):
        bar = leaves(shadow(np.array(point), plan, DARK, DARK.key))[-1]
        left, bottom, right, _ = bar.box()
        assert right - left == pytest.approx(abs(point[0]) * plan.scale)
        assert bottom == pytest.approx(plan.origin[1])


@given(points)
def test_labels_do_not_meet(found):
    plan = plan_plane(found, ROOM)
    tags = [Tag((Run(f"word {i}", DARK.key),), plan.at(point), S) for i, point in enumerate(found)]
    strokes = [(plan.origin, plan.at(point)) for point in found]
    groups = place_tags(tags, strokes, plan, DARK)
    assert groups
    boxes = [next(ink.box() for ink in leaves(group) if ink.text) for group in groups]
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
