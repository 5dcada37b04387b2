from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from attnviz.attention import attention_pattern, attention_scores, causal_mask, log_sum_exp
from attnviz.errors import UsageError

numbers = st.floats(-50, 50, width=32)
sizes = st.integers(1, 9)


def square(low: int = 1) -> st.SearchStrategy[np.ndarray]:
    return st.integers(low, 9).flatmap(lambda n: arrays(np.float32, (n, n), elements=numbers))


def test_scores_are_scaled_dot_products() -> None:
    queries = np.array([[1, 2], [3, 4]], np.float32)
    keys = np.array([[1, 0], [0, 1], [1, 1]], np.float32)
    np.testing.assert_array_equal(
        attention_scores(queries, keys, 0.5), [[0.5, 1, 1.5], [1.5, 2, 3.5]]
    )


def test_scores_keep_their_type() -> None:
    ones = np.ones((2, 3, 4), np.float32)
    assert attention_scores(ones, ones, 0.125).dtype == np.float32
    assert attention_pattern(np.ones((2, 2), np.float32), causal_mask(2)).dtype == np.float32


@given(square())
def test_rows_sum_to_one_and_masked_weights_are_zero(scores: np.ndarray) -> None:
    mask = causal_mask(len(scores))
    pattern = attention_pattern(scores, mask)
    np.testing.assert_allclose(pattern.sum(axis=-1), 1, rtol=1e-5)
    assert (pattern[~mask] == 0).all()
    assert (pattern >= 0).all()


@given(square(), numbers)
def test_a_shift_of_a_row_changes_nothing(scores: np.ndarray, shift: float) -> None:
    mask = causal_mask(len(scores))
    shifted = attention_pattern(scores.astype(np.float64) + shift, mask)
    np.testing.assert_allclose(
        shifted, attention_pattern(scores.astype(np.float64), mask), atol=1e-12
    )


@given(square(), st.randoms(use_true_random=False))
def test_reordering_keys_reorders_weights(scores: np.ndarray, random: object) -> None:
    order = list(range(len(scores)))
    random.shuffle(order)  # type: ignore[attr-defined]
    mask = np.ones(scores.shape, bool)
    np.testing.assert_allclose(
        attention_pattern(scores[:, order], mask),
        attention_pattern(scores, mask)[:, order],
        rtol=1e-5,
    )


def test_large_scores_do_not_overflow() -> None:
    scores = np.array([[1e30, 0], [-1e30, -1e30]], np.float32)
    np.testing.assert_array_equal(
        attention_pattern(scores, np.ones((2, 2), bool)), [[1, 0], [0.5, 0.5]]
    )


@given(square(), st.floats(0.1, 10))
def test_temperature_divides_scores(scores: np.ndarray, temperature: float) -> None:
    scores, mask = scores.astype(np.float64), causal_mask(len(scores))
    np.testing.assert_allclose(
        attention_pattern(scores, mask, temperature),
        attention_pattern(scores / temperature, mask),
        atol=1e-9,
    )


@given(square(), st.floats(0.1, 10), st.floats(0.1, 10))
def test_a_lower_temperature_gives_the_largest_score_more(
    scores: np.ndarray, one: float, other: float
) -> None:
    mask = causal_mask(len(scores))
    cold, warm = (
        attention_pattern(scores.astype(np.float64), mask, t).max(axis=-1)
        for t in sorted((one, other))
    )
    assert (cold >= warm - 1e-9).all()


@given(square(), st.floats(min_value=0, exclude_min=True, allow_infinity=False))
def test_any_temperature_gives_weights(scores: np.ndarray, temperature: float) -> None:
    mask = causal_mask(len(scores))
    pattern = attention_pattern(scores, mask, temperature)
    assert pattern.dtype == np.float32
    np.testing.assert_allclose(pattern.sum(axis=-1), 1, rtol=1e-5)
    assert (pattern[~mask] == 0).all()


@pytest.mark.parametrize("temperature", [0, -1, np.inf, np.nan])
def test_temperatures_that_divide_nothing(temperature: float) -> None:
    with pytest.raises(UsageError, match="choose one above 0"):
        attention_pattern(np.zeros((1, 1)), causal_mask(1), temperature)


@given(square())
def test_temperature_one_is_the_model(scores: np.ndarray) -> None:
    mask = np.ones(scores.shape, bool)
    np.testing.assert_array_equal(
        attention_pattern(scores, mask, 1.0), attention_pattern(scores, mask)
    )


def test_causal_mask_looks_back_and_at_itself() -> None:
    np.testing.assert_array_equal(
        causal_mask(3), [[True, False, False], [True, True, False], [True, True, True]]
    )


@given(st.lists(st.integers(1, 4), min_size=1, max_size=6), st.data())
def test_softmax_of_merged_scores_is_the_summed_weight(
    sizes: list[int], data: st.DataObject
) -> None:
    row = data.draw(arrays(np.float64, (1, sum(sizes)), elements=numbers))
    starts = np.cumsum([0, *sizes[:-1]])
    everything = np.ones((1, sum(sizes)), bool)
    merged = attention_pattern(log_sum_exp(row, starts), np.ones((1, len(sizes)), bool))
    summed = np.add.reduceat(attention_pattern(row, everything), starts, axis=-1)
    np.testing.assert_allclose(merged, summed, rtol=1e-10, atol=1e-15)
