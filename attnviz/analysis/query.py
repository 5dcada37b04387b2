"""Where a query looks, and whether the first position draws weight from all."""

from __future__ import annotations

import numpy as np

from attnviz.traces.head import HeadTrace


def readout(head: HeadTrace, query: int) -> tuple[int, ...]:
    """Choose the keys that say where a query looks.

    Parameters
    ----------
    head : HeadTrace
        A head.
    query : int
        The query.

    Returns
    -------
    tuple of int
        The fewest keys that together hold more than half the weight, the heaviest first.
    """
    weights = head.pattern[query]
    order = np.argsort(-weights, kind="stable")
    needed = int(np.searchsorted(np.cumsum(weights[order]), 0.5, side="right")) + 1
    return tuple(order[:needed].tolist())


def sink(head: HeadTrace) -> bool:
    """Tell whether the first position draws weight from nearly every query.

    Parameters
    ----------
    head : HeadTrace
        A head.

    Returns
    -------
    bool
        True when at least eight in ten of the queries after the first give it 0.1 or more, and they
        give it 0.3 or more in the mean. Xiao et al. 2024, "Efficient Streaming Language Models
        with Attention Sinks", explain why models do so.
    """
    drawn = head.pattern[1:, 0]
    return bool(drawn.size and (drawn >= 0.1).mean() >= 0.8 and drawn.mean() >= 0.3)
