"""Which of several numbers stands out as they are printed: two that print alike do not differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Write = Callable[[float], str]


def highest(values: NDArray[Any], write: Write) -> int | None:
    """Find the number that is above all others, as they are printed.

    Parameters
    ----------
    values : array (n,)
        Numbers; those that are NaN do not take part.
    write : callable
        How `attnviz.look.numerals` prints them.

    Returns
    -------
    int or None
        Its place; None where another prints like it, or there is no other.
    """
    return _alone(values, write, 1.0)


def lowest(values: NDArray[Any], write: Write) -> int | None:
    """Find the number that is below all others, as they are printed; see `highest`."""
    return _alone(values, write, -1.0)


def _alone(values: NDArray[Any], write: Write, sign: float) -> int | None:
    taking_part = np.flatnonzero(~np.isnan(values))
    if len(taking_part) < 2:
        return None
    best = int(taking_part[np.argmax(sign * values[taking_part])])
    printed = [write(float(values[i])) for i in taking_part]
    return best if printed.count(write(float(values[best]))) == 1 else None
