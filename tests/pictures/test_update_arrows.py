"""Arrows turn about their tails without bending; strips fold into them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.look.style import DARK
from attnviz.pictures.update_arrows import Arrow, FoldingStrip, Stance, Swing, fold
from tests.core_traces import default_trace
from tests.geometry import bounds

coordinates = st.floats(-5, 5)
points = st.tuples(coordinates, coordinates)


@given(points, points)
def test_an_arrow_reaches_from_its_tail_to_its_tip(tail, tip):
    arrow = Arrow(tail, tip, DARK.value)
    assert arrow.stance[:2] == pytest.approx(tail)
    assert arrow.stance.tip == pytest.approx(tip, abs=1e-6)
    assert tuple(arrow.head.points[0, :2]) == pytest.approx(tip, abs=1e-6)  # its sharp end
    length = np.hypot(tip[0] - tail[0], tip[1] - tail[1])
    inside = np.linalg.norm(arrow.shaft.points[:, :2] - tail, axis=1).max()
    assert inside <= max(length, 0.02) + 0.02


@given(points, points, points, points, st.floats(0, 1))
def test_a_swing_keeps_arrows_whole(tail, tip, to_tail, to_tip, alpha):
    arrow = Arrow(tail, tip, DARK.value)
    start, end = arrow.stance, Stance.between(to_tail, to_tip)
    swing = Swing([arrow], [end])
    swing.begin()
    swing.interpolate(alpha)
    now = arrow.stance
    assert tuple(arrow.head.place[:2]) == pytest.approx(now.tip, abs=1e-6)
    assert min(start.length, end.length) - 1e-6 <= now.length
    assert now.length <= max(start.length, end.length) + 1e-6
    swing.interpolate(1.0)
    assert arrow.stance[:3] == pytest.approx(end[:3], abs=1e-5)
    assert arrow.stance.tip == pytest.approx(to_tip, abs=1e-5)


def test_it_turns_the_shorter_way_and_shrinks_by_an_even_factor():
    start, end = Stance(0, 0, 8, 0.1, 0.1), Stance(2, 0, 2, 2 * np.pi - 0.1, 0.1)
    half = start.toward(end, 0.5)
    assert half.x == 1
    assert half.length == pytest.approx(4)
    assert half.angle == pytest.approx(0, abs=1e-9)


def test_a_strip_hangs_until_it_folds_into_its_arrow():
    vector = default_trace().head().update[3]
    one = FoldingStrip(vector, (1.0, 0.5), (0.2, 3.0), 1.0, DARK)
    box = bounds(one.inks())
    assert box.center == pytest.approx((1.0, 0.5), abs=0.06)
    assert box.height == pytest.approx(3.0, abs=0.1)
    assert box.width == pytest.approx(0.2, abs=0.01)
    arrow = Arrow((-2.0, 0.0), (2.0, 1.0), DARK.value)
    end = arrow.stance
    going, coming = fold([one], [arrow])
    assert arrow.stance.length == pytest.approx(3.0)
    for tween in (going, coming):
        tween.begin()
        tween.interpolate(0.5)
    assert arrow.stance[:4] == pytest.approx(one.stance[:4])  # they move as one thing
    for tween in (going, coming):
        tween.interpolate(1.0)
    assert arrow.stance == pytest.approx(end)
    assert {ink.opacity for ink in one.inks()} == {0.0}
    assert {ink.opacity for ink in arrow.inks()} == {1.0}


def test_an_arrow_that_others_have_moved_knows_how_it_stands():
    arrow = Arrow((1.0, 0.0), (3.0, 0.0), DARK.value)
    for ink in arrow.inks():  # as a camera that draws back
        ink.place[:4] *= 0.5
    assert arrow.stance[:3] == pytest.approx((0.5, 0.0, 1.0))
