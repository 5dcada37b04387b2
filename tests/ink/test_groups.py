"""Groups that move at once, each as one thing."""

import numpy as np
import pytest
from manim import VGroup

from attnviz.ink.groups import emerge_each, gather_each, roll_up, unroll
from tests.ink.moving import at, row

SPOTS = [(5.0, 5.0), (-5.0, 0.0)]


def pairs():
    """Return two groups of two discs each, in a row."""
    inks = row(4)
    return [VGroup(*inks[:2]), VGroup(*inks[2:])]


def places(animation, share):
    return at(animation, share)[:, :5]


def middle(state):
    return state[:, :2].mean(axis=0)


def test_each_group_gathers_at_its_own_spot_and_keeps_its_shape():
    groups = pairs()
    animation = gather_each(groups, SPOTS, 0.5)
    before, after = places(animation, 0), places(animation, 1)
    for part, spot in zip((slice(0, 2), slice(2, 4)), SPOTS, strict=True):
        assert middle(after[part]) == pytest.approx(spot)
        assert np.diff(after[part, :2], axis=0) == pytest.approx(
            0.5 * np.diff(before[part, :2], axis=0)
        )
    assert after[:, 2:4] == pytest.approx(0.5 * before[:, 2:4])


def test_each_group_emerges_from_its_own_spot_to_where_it_stands():
    groups = pairs()
    rest = np.array([ink.place for group in groups for ink in group])
    animation = emerge_each(groups, SPOTS, 0.5)
    assert animation.introducer
    start, end = places(animation, 0), places(animation, 1)
    assert end == pytest.approx(rest)
    for part, spot in zip((slice(0, 2), slice(2, 4)), SPOTS, strict=True):
        assert middle(start[part]) == pytest.approx(spot)


def test_groups_without_ink_take_no_part():
    groups = pairs()
    animation = gather_each([groups[0], VGroup(), groups[1]], [SPOTS[0], (9, 9), SPOTS[1]], 0.5)
    after = places(animation, 1)
    assert middle(after[:2]) == pytest.approx(SPOTS[0])
    assert middle(after[2:]) == pytest.approx(SPOTS[1])


@pytest.mark.parametrize(("roll", "flat", "whole"), [(unroll, 0, 1), (roll_up, 1, 0)])
def test_columns_grow_out_of_a_line_and_go_into_it_in_their_full_width(roll, flat, whole):
    groups = pairs()
    rest = np.array([ink.place for group in groups for ink in group])
    animation = roll(groups, 3.0)
    assert places(animation, whole) == pytest.approx(rest)
    rolled = places(animation, flat)
    assert rolled[:, 1] == pytest.approx(3.0, abs=0.01)
    assert rolled[:, 3].max() < 0.01
    assert rolled[:, [0, 2]] == pytest.approx(rest[:, [0, 2]])
    assert (animation.introducer, animation.remover) == (roll is unroll, roll is roll_up)
