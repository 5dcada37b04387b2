"""Labels that follow moving things and keep apart."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def spread(heights: npt.ArrayLike, gap: float, low: float, high: float) -> Array:
    """Move heights at least `gap` apart, as little as possible, and into a room.

    It is the nearest such set of heights (an isotonic regression), so that labels that follow
    moving things move evenly; where the room is too small for all gaps, they shrink.

    Parameters
    ----------
    heights
        (m,) in any order, which is kept.
    gap, low, high
        In the heights' unit.
    """
    wanted = np.asarray(heights, float)
    gap = min(gap, (high - low) / max(len(wanted) - 1, 1))
    order = np.argsort(wanted, kind="stable")
    steps = gap * np.arange(len(wanted))
    blocks: list[tuple[float, int]] = []  # mean of what is left of a height without its gaps; count
    for height in wanted[order] - steps:
        mean, count = float(height), 1
        while blocks and blocks[-1][0] > mean:
            before, n = blocks.pop()
            mean, count = (before * n + mean * count) / (n + count), n + count
        blocks.append((mean, count))
    free = np.repeat([mean for mean, _ in blocks], [count for _, count in blocks])
    found = np.empty(len(wanted))
    found[order] = np.clip(free, low, high - (steps[-1] if len(steps) else 0.0)) + steps
    return found
