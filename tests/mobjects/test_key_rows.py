"""Tables of keys: every key has a row or shares one, and rows fit their room."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.look.page import Page
from attnviz.look.style import DARK, L, M, S
from attnviz.mobjects.key_rows import plan_rows, row_names
from tests.drawing import said

WIDE = Page.of_pixels(1280, 720)


def planned(n, seen, height, **kwargs):
    weights = np.random.default_rng(n).dirichlet(np.ones(n))
    weights = np.where(np.arange(n) < seen, weights, 0)
    labels = [f"w{i}" for i in range(n)]
    plan = plan_rows(labels, weights, np.arange(n) < seen, 2.0, height, **kwargs)
    return weights, plan


sizes = st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n)))


@given(sizes, st.floats(3.0, 9.0))
@settings(max_examples=80)
def test_every_key_has_a_row_and_rows_fit(size, height):
    n, seen = size
    weights, plan = planned(n, seen, height)
    assert sorted(key for row in plan.rows for key in row.keys) == list(range(n))
    assert sum(row.total(weights) for row in plan.rows) == pytest.approx(weights.sum())
    assert plan.top <= 2.0 + 1e-9
    assert plan.bottom >= 2.0 - height - 1e-9
    assert np.all(np.diff(plan.heights) <= -plan.pitch + 1e-9)
    assert plan.pitch >= 1.1 * plan.size
    assert (plan.parting is None) == (seen == n)


@given(sizes)
@settings(max_examples=40)
def test_the_heaviest_keys_keep_rows_of_their_own(size):
    n, seen = size
    weights, plan = planned(n, seen, 3.0)
    own = [row.keys[0] for row in plan.rows if row.seen and not row.shared]
    shared = [key for row in plan.rows if row.seen and row.shared for key in row.keys]
    assert own == sorted(own)
    assert not shared or min(weights[own], default=1.0) >= weights[shared].max()


def test_few_rows_are_set_larger():
    assert [planned(n, n, 4.0)[1].size for n in (2, 9, 12)] == [L, M, S]


def test_rows_that_share_say_how_many():
    _, plan = planned(30, 30, 3.4)
    (last,) = (row for row in plan.rows if row.shared)
    assert last.text == f"{len(last.keys)} others"
    assert said(row_names(plan, 1.0, 1.0, DARK))[-1] == last.text
