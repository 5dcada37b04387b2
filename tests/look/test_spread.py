"""Labels keep apart, stay as near as they can to what they follow, and keep its order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.look.spread import spread

heights = st.lists(st.floats(-3, 3), min_size=1, max_size=9)


@given(heights, st.floats(0.05, 0.6))
def test_they_are_apart_inside_and_in_order(ys, gap):
    found = spread(ys, gap, -3.0, 3.0)
    least = min(gap, 6.0 / max(len(ys) - 1, 1))
    order = np.argsort(ys, kind="stable")
    assert (np.diff(found[order]) >= least - 1e-9).all()
    assert found.min() >= -3.0 - 1e-9
    assert found.max() <= 3.0 + 1e-9


@given(st.lists(st.floats(-2, 2), min_size=2, max_size=5), st.data())
def test_no_other_heights_as_far_apart_are_nearer(ys, data):
    gap = 0.4
    found = spread(ys, gap, -9.0, 9.0)
    moves = data.draw(st.lists(st.floats(-1, 1), min_size=len(ys), max_size=len(ys)))
    other = found + np.array(moves)
    order = np.argsort(ys, kind="stable")
    if (np.diff(other[order]) >= gap).all():
        assert ((found - ys) ** 2).sum() <= ((other - ys) ** 2).sum() + 1e-6


def test_heights_that_are_apart_stay():
    assert spread([2.0, -1.0, 0.5], 0.4, -3, 3) == pytest.approx([2.0, -1.0, 0.5])


@given(heights, st.integers(0, 8), st.floats(-1e-3, 1e-3))
def test_a_small_step_of_one_moves_no_label_far(ys, which, step):
    moved = list(ys)
    moved[which % len(ys)] += step
    before, after = (np.sort(spread(values, 0.3, -4, 4)) for values in (ys, moved))
    assert np.abs(before - after).max() <= 2e-3
