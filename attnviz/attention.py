r"""Attention, as the paper writes it.

.. math:: \mathrm{Attention}(Q, K, V) = \mathrm{softmax}(Q K^T / \sqrt{d_k})\, V

Vaswani et al. 2017, "Attention Is All You Need", section 3.2.1. Queries and keys are rows here,
``pattern[query, key]``, and every row of a pattern sums to 1.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.errors import UsageError

Floats = NDArray[np.float32]
"""An array of 32-bit floats."""
Bools = NDArray[np.bool_]
"""An array of truth values."""


def attention_scores(queries: NDArray[Any], keys: NDArray[Any], scale: float) -> NDArray[Any]:
    """Dot product of every query with every key, scaled.

    Parameters
    ----------
    queries : array (..., n, d_head)
        What each position looks for.
    keys : array (..., m, d_head)
        What each position offers.
    scale : float
        The model's own factor, most often 1 / sqrt(d_head).

    Returns
    -------
    array (..., n, m)
        ``scores[query, key]``, before any mask.
    """
    products = queries @ np.swapaxes(keys, -1, -2)  # (n, d_head) @ (d_head, m)
    scores: NDArray[Any] = products * queries.dtype.type(scale)
    return scores


def causal_mask(n: int) -> Bools:
    """Where a query may look in a model that reads from left to right.

    Parameters
    ----------
    n : int
        Number of positions.

    Returns
    -------
    bool array (n, n)
        True at ``[query, key]`` when the key does not stand after the query.
    """
    return np.tri(n, dtype=np.bool_)


def attention_pattern(
    scores: NDArray[Any], mask: Bools, temperature: float = 1.0, sink: float | None = None
) -> NDArray[Any]:
    """Softmax of the scores that the mask lets through, for each query.

    Parameters
    ----------
    scores : array (..., n, m)
        Scaled scores, before the mask.
    mask : bool array (n, m)
        True where a query may look; every query must see at least one key. All True gives the
        plain softmax.
    temperature : float
        What the scores are divided by: below 1 the largest takes more, above 1 the weights even
        out. The model's own is 1.
    sink : float, optional
        A score that stands beside those of the keys and whose weight goes nowhere, so that a query
        need not look at anything. Agarwal et al. 2025, "gpt-oss-120b & gpt-oss-20b Model Card".

    Returns
    -------
    array (..., n, m)
        Weights that sum to 1 along the last axis, to less with a sink; exactly 0 where the mask is
        False.

    Raises
    ------
    UsageError
        When the temperature is not above 0 and finite.
    """
    if not 0 < temperature < math.inf:
        raise UsageError(f"a temperature of {temperature} divides no scores: choose one above 0")
    visible = np.where(mask, scores, -np.inf)
    if sink is not None:
        nowhere = np.full((*visible.shape[:-1], 1), sink, visible.dtype)
        visible = np.concatenate([visible, nowhere], axis=-1)  # (..., n, m + 1)
    # Softmax does not change when a constant is taken off a row; the maximum keeps exp in range.
    visible -= visible.max(axis=-1, keepdims=True)
    if temperature != 1:
        # Nothing is above 0 now, so dividing overflows downwards at worst, to a weight of 0.
        limits = np.finfo(visible.dtype)
        with np.errstate(over="ignore"):
            visible /= min(max(temperature, float(limits.tiny)), float(limits.max))
    pattern: NDArray[Any] = np.exp(visible, out=visible)
    pattern /= pattern.sum(axis=-1, keepdims=True)
    return pattern if sink is None else pattern[..., :-1]


def log_sum_exp(scores: NDArray[Any], starts: NDArray[np.intp]) -> NDArray[Any]:
    """Merge the scores of keys that belong together, without approximation.

    ``exp`` of a merged score is the sum of the ``exp`` of its parts, so that softmax over merged
    scores gives the summed weights of the parts.

    Parameters
    ----------
    scores : array (..., p)
        One score a token.
    starts : int array (g,)
        Index at which each group of neighbouring tokens begins, rising from 0.

    Returns
    -------
    array (..., g)
        One score a group.
    """
    merged: NDArray[Any] = np.logaddexp.reduceat(scores, starts, axis=-1)
    return merged
