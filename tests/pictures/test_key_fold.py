"""Things shrink into points of their own and come out of them as they were."""

import numpy as np
import pytest

from attnviz.pictures.key_fold import fold, unfold
from tests.geometry import bounds
from tests.ink.moving import at, disc, state

POINTS = [(5.0, 1.0), (-2.0, 0.5)]


def groups():
    return [[disc(0.0), disc(1.0, 2.0)], [disc(3.0, size=0.5)]]


def test_each_group_shrinks_into_its_own_point_and_leaves():
    made = groups()
    move = fold(made, POINTS)
    at(move, 1.0)
    assert move.remover
    for group, (x, y) in zip(made, POINTS, strict=True):
        assert all(ink.opacity == 0 for ink in group)
        for ink in group:
            ink.rgba[3] = 1.0  # seen, to be measured
        box = bounds(group)
        assert box.center == pytest.approx((x, y), abs=1e-6)
        assert max(box.width, box.height) < 0.2


def test_unfolding_ends_where_things_stand_and_begins_where_folding_ends():
    made, folded = groups(), groups()
    at(fold(folded, POINTS), 1.0)
    end = state([ink for group in made for ink in group])
    move = unfold(made, POINTS)
    assert np.allclose(at(move, 0.0)[:, :5], state([i for g in folded for i in g])[:, :5])
    assert np.allclose(at(move, 1.0)[:, :5], end[:, :5])
    assert move.introducer
