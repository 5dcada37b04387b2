"""How updates move vectors: E + ΔE = E′, with lengths and angle."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.analysis.residual_updates import (
    ResidualUpdates,
    residual_updates,
    update_plane,
)
from attnviz.traces.trace import Trace
from tests.core_traces import default_trace, reads_both_ways, traces

heads = st.tuples(st.integers(0, 2), st.integers(0, 3))


@settings(max_examples=30, deadline=None)
@given(traces, heads)
def test_after_is_before_and_the_update(trace: Trace, head: tuple[int, int]) -> None:
    shown = trace.head(*head)
    updates = residual_updates(trace, shown)
    last = [word.tokens[-1] for word in trace.words]
    np.testing.assert_array_equal(updates.before, trace.residual[head[0]][last])
    np.testing.assert_array_equal(updates.update, shown.update)
    np.testing.assert_array_equal(updates.after, updates.before + updates.update)
    np.testing.assert_allclose(updates.shares, updates.steps / updates.lengths)


@pytest.mark.parametrize("unit", ["word", "token"])
@pytest.mark.parametrize("layer", [0, 13, 29])
def test_all_heads_together_move_as_the_attention_block(layer: int, unit: str) -> None:
    # `block_update` itself is held against the network in test_headweights.
    trace = default_trace()
    every = [residual_updates(trace, trace.head(layer, head, unit)) for head in range(9)]  # type: ignore[arg-type]
    after = every[0].before + sum(updates.update for updates in every)
    block = trace.residual[layer][list(trace.asking(unit))]  # type: ignore[arg-type]
    block = block + trace.block_update(layer, unit)  # type: ignore[arg-type]
    scale = np.abs(block).max(axis=1, keepdims=True)
    np.testing.assert_allclose(after / scale, block / scale, atol=1e-6)


def test_the_numbers_of_the_still() -> None:
    updates = residual_updates(default_trace(), default_trace().head())
    np.testing.assert_allclose(updates.before[3, :3], [-3.75, -1.41, 0.30], atol=0.006)
    np.testing.assert_allclose(updates.after[3, :3], [-3.81, -1.25, 0.74], atol=0.006)
    assert list(np.flatnonzero(updates.apart)) == [0]  # the first position, 26,855 long


@settings(max_examples=30, deadline=None)
@given(traces, heads)
def test_the_plane_is_true_to_lengths_and_angle(trace: Trace, head: tuple[int, int]) -> None:
    updates = residual_updates(trace, trace.head(*head))
    for query in range(len(updates.before)):
        before, after = update_plane(updates, query)
        exact = [
            np.asarray(v[query], float) for v in (updates.before, updates.after, updates.update)
        ]
        assert before == pytest.approx([np.linalg.norm(exact[0]), 0])
        assert np.linalg.norm(after) == pytest.approx(np.linalg.norm(exact[1]), rel=1e-4, abs=1e-4)
        length = np.linalg.norm(exact[2])
        assert np.linalg.norm(after - before) == pytest.approx(length, rel=1e-4, abs=1e-4)


def test_tokens_of_a_model_that_reads_both_ways() -> None:
    trace = reads_both_ways([1, 2, 1])
    updates = residual_updates(trace, trace.head(0, 0, "token"))
    assert isinstance(updates, ResidualUpdates)
    assert len(updates.after) == 4
