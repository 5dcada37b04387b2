"""A query's update taken apart: nothing is left out of the sum."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.analysis.update_terms import update_terms
from attnviz.errors import UsageError
from attnviz.traces.trace import Trace
from tests.core_traces import default_trace, traces

picks = st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 6), st.integers(2, 8))


@settings(deadline=None)
@given(traces, picks)
def test_the_terms_add_up_to_the_update(trace: Trace, pick: tuple[int, int, int, int]) -> None:
    layer, number, query, most = pick
    head = trace.head(layer, number)
    query %= len(head.labels)
    parts = update_terms(head, query, most)
    np.testing.assert_array_equal(parts.update, head.update[query])
    np.testing.assert_allclose(parts.terms.sum(axis=0), parts.update, rtol=1e-3, atol=1e-4)
    assert parts.weights.sum() == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(parts.carried, parts.values @ head.output_weights, atol=1e-4)
    np.testing.assert_allclose(parts.terms, parts.weights[:, None] * parts.carried, atol=1e-5)


@settings(deadline=None)
@given(traces, picks)
def test_the_heaviest_stand_alone_and_the_others_together(
    trace: Trace, pick: tuple[int, int, int, int]
) -> None:
    layer, number, query, most = pick
    head = trace.head(layer, number)
    query %= len(head.labels)
    parts = update_terms(head, query, most)
    assert sorted([*parts.keys, *parts.rest]) == list(np.flatnonzero(head.mask[query]))
    assert list(parts.keys) == sorted(parts.keys)
    assert len(parts.weights) == len(parts.keys) + bool(parts.rest) <= most
    weights = head.pattern[query]
    assert len(parts.rest) != 1 or most == len(parts.keys) + 1
    if parts.rest:
        assert len(parts.weights) == most
        assert min(weights[list(parts.keys)]) >= max(weights[list(parts.rest)])
        assert parts.weights[-1] == pytest.approx(weights[list(parts.rest)].sum(), abs=1e-6)
    np.testing.assert_allclose(
        parts.weights[: len(parts.keys)], weights[list(parts.keys)], rtol=1e-6
    )


def test_the_numbers_of_the_still() -> None:
    parts = update_terms(default_trace().head(), 3, 7)
    assert parts.keys == (0, 1, 2, 3)
    assert not parts.rest
    np.testing.assert_allclose(parts.weights, [0.19, 0.32, 0.41, 0.08], atol=0.005)
    np.testing.assert_allclose(parts.carried[2, :3], [0.00, 0.60, 0.53], atol=0.005)
    np.testing.assert_allclose(parts.update[:3], [-0.07, 0.16, 0.44], atol=0.005)


def test_weightless_positions_still_have_a_mean() -> None:
    head = default_trace().head()
    pattern = np.zeros_like(head.pattern)
    pattern[:, 0] = 1
    head.__dict__["pattern"] = pattern
    parts = update_terms(head, 5, 3)
    assert np.isfinite(parts.values).all()
    assert parts.weights[-1] == 0
    assert not parts.terms[-1].any()


def test_a_sum_has_at_least_two_terms() -> None:
    with pytest.raises(UsageError, match="in 1 terms: give at least 2"):
        update_terms(default_trace().head(), 3, 1)
