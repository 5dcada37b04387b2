"""A plane has one scale; labels keep clear of each other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from attnviz.ink.text import Run
from attnviz.ink.tween import leaves
from attnviz.look.page import Box
from attnviz.look.style import DARK, S
from attnviz.pictures.update_plane import Tag, place_tags, plan_plane, texts_of
from tests.geometry import apart, lies_in

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


@given(points)
@settings(max_examples=40)
def test_the_picture_is_as_large_as_its_room_allows(found):
    plan = plan_plane(found, ROOM, margin=0.3)
    whole = np.vstack([found, np.zeros(2)])
    spots = np.array([plan.at(point) for point in whole])
    wide, tall = np.ptp(spots, axis=0)
    room = ROOM.width - 0.6, ROOM.height - 0.6
    if np.ptp(whole, axis=0).max() < 1e-3:
        return
    assert max(wide / room[0], tall / room[1]) == pytest.approx(1)
    low, high = spots.min(axis=0), spots.max(axis=0)
    assert (low + high) / 2 == pytest.approx(ROOM.center, abs=1e-6)


def test_points_that_are_all_the_origin_stand_in_the_middle():
    plan = plan_plane(np.zeros((3, 2)), ROOM)
    assert plan.at(np.zeros(2)) == pytest.approx(ROOM.center)


def labels(groups):
    return [texts_of(group)[0] for group in groups if len(group)]


def tag(text, tip, size=S):
    return Tag((Run(text, DARK.key),), tip, size)


@given(points)
@settings(max_examples=15)
def test_labels_stay_in_the_room_and_the_first_come_first(found):
    plan = plan_plane(found, ROOM)
    tags = [tag(f"word {i}", plan.at(point)) for i, point in enumerate(found)]
    groups = place_tags(tags, [], plan, DARK)
    assert lies_in(labels(groups), ROOM)
    said = [ink.text for ink in labels(groups)]
    assert said[0] == "word 0"
    assert said == [one.runs[0].text for one in tags if one.runs[0].text in said]
    for one in tags:
        if one.runs[0].text in said:
            (label,) = [ink for ink in labels(groups) if ink.text == one.runs[0].text]
            left, low, right, high = label.box()
            x, y = one.tip
            away = np.hypot(max(left - x, x - right, 0), max(low - y, y - high, 0))
            assert away < 2.0


def test_a_label_without_room_is_left_out():
    small = Box(0.0, 0.0, 0.6, 0.4)
    plan = plan_plane(np.array([[1.0, 1.0]]), small, margin=0.1)
    groups = place_tags([tag("much too long", plan.origin), tag("a", plan.origin)], [], plan, DARK)
    assert [ink.text for ink in labels(groups)] == ["a"]
    assert [len(group) for group in groups] == [0, 1]  # a group a tag


def test_a_label_keeps_off_what_else_stands_there():
    plan = plan_plane(np.array([[1.0, 1.0], [-1.0, -1.0]]), ROOM)
    (free,) = labels(place_tags([tag("word", ROOM.center)], [], plan, DARK))
    full = Box(*free.box())
    (kept,) = labels(place_tags([tag("word", ROOM.center)], [], plan, DARK, [full]))
    assert apart(Box(*kept.box()), full)


def test_a_label_keeps_off_strokes_where_it_can():
    plan = plan_plane(np.array([[1.0, 1.0], [-1.0, -1.0]]), ROOM)
    tip = ROOM.center
    free = labels(place_tags([tag("word", tip)], [], plan, DARK))[0].box()
    middle = (free[1] + free[3]) / 2
    stroke = (free[0] - 0.2, middle), (free[2] + 0.2, middle)  # right through where it stood
    left, low, right, high = labels(place_tags([tag("word", tip)], [stroke], plan, DARK))[0].box()
    assert not (low < middle < high and left < stroke[1][0] and stroke[0][0] < right)


def test_a_label_far_from_its_tip_is_tied_to_it_by_a_line():
    plan = plan_plane(np.array([[1.0, 1.0], [-1.0, -1.0]]), ROOM)
    tags = [tag("the same spot", ROOM.center, 0.3) for _ in range(14)]
    groups = place_tags(tags, [], plan, DARK)
    assert len(labels(groups)) > 6
    tied = []
    for group in groups[: len(labels(groups))]:
        (label,) = labels([group])
        lines = [ink for ink in leaves(group) if ink.is_stroked]
        left, low, right, high = label.box()
        x, y = ROOM.center
        away = np.hypot(max(left - x, x - right, 0), max(low - y, y - high, 0))
        tied.append(len(lines))
        if away > 0.45:
            assert len(lines) == 1
        if lines:
            assert lines[0].points[0, :2] == pytest.approx(ROOM.center)
            end = lines[0].points[-1, :2]
            assert left - 0.15 <= end[0] <= right + 0.15
            assert low - 0.15 <= end[1] <= high + 0.15
    assert tied[0] == 0
    assert sum(tied) > 0


@given(points)
def test_labels_do_not_meet(found):
    plan = plan_plane(found, ROOM)
    tags = [Tag((Run(f"word {i}", DARK.key),), plan.at(point), S) for i, point in enumerate(found)]
    strokes = [(plan.origin, plan.at(point)) for point in found]
    groups = place_tags(tags, strokes, plan, DARK)
    assert groups
    boxes = [ink.box() for ink in labels(groups)]
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
