"""Where one column's shares stand back to back, those without the mask and those with it.

Nothing here knows manim; all lengths are scene units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from attnviz.catalog.captions import noted
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box
from attnviz.look.style import XS, L, M, S
from attnviz.mobjects.key_rows import RowPlan, names_width, plan_rows

Array = npt.NDArray[np.floating[Any]]
Bools = npt.NDArray[np.bool_]
HEAD = 0.72  # above the rows, for the names of the sides
ASIDE = 0.12  # between a bar and its number
BRACKET, LIP = 0.2, 0.1  # around what is summed, and its ends
FARTHEST = 12.0  # by which hidden scores have fallen when they are said to be minus infinity
_NAMES_GAP = 0.2  # between names and bars
_NARROW = 8.0  # scene units: on a narrower page the leak has its name above it
_WIDEST_PITCH, _NARROW_PITCH = 2.6, 4.6  # em that rows are apart at most; on a narrow page


@dataclass(frozen=True)
class LeakPlan:
    """Where names, bars and numbers stand.

    Attributes
    ----------
    rows
        Of the keys: those that the query sees, then the hidden ones.
    box
        The room.
    middle
        Of the names.
    axes
        Where bars begin: those without the mask run to the left, those with it to the right.
    unit
        Length of a bar whose share is 1.
    stacked
        Whether the leak has its name above it, not beside it.
    """

    rows: RowPlan
    box: Box
    middle: float
    axes: tuple[float, float]
    unit: float
    stacked: bool

    @property
    def aside(self) -> float:
        """How far right the side without the mask stands while it is alone, in the middle."""
        return (self.box.right - (self.axes[1] - self.middle) - self.box.center[0]) / 2

    def moved(self, right: float) -> LeakPlan:
        """Return the same places farther right; the line between the rows stays."""
        left, end = self.axes
        return replace(self, middle=self.middle + right, axes=(left + right, end + right))

    @property
    def small(self) -> float:
        """Size of type for names of the sides."""
        return small_type(self.rows.size)


def plan_leak(
    labels: Sequence[str], query: int, scores: Array, weights: tuple[Array, Array],
    seen: Bools, box: Box,
) -> LeakPlan:  # fmt: skip
    """Fit the two sides into a page, in the largest type that has room.

    Parameters
    ----------
    labels, scores, seen
        (n,) of one query.
    query
        Whose column this is.
    weights
        (n,) each: without the mask, and with it.
    """
    narrow = box.width < _NARROW
    rows = plan_rows(
        labels, np.maximum(*weights), seen, box.top - HEAD, box.height - HEAD,
        largest=M if narrow else L, fewest_hidden=4,
        widest=_NARROW_PITCH if narrow else _WIDEST_PITCH,
    )  # fmt: skip
    rows = rows.moved((rows.bottom - box.bottom) / -2)
    middle, size = box.center[0], rows.size
    heading = min(text_width(labels[query], "serif", size), 0.3 * box.width)
    half = max(names_width(rows, 0.3 * box.width), heading) / 2 + _NAMES_GAP
    room = box.width / 2 - half - ASIDE
    number = text_width(numerals.weight(1.0), "sans-bold", size)
    hidden = [row for row in rows.rows if not row.seen]
    largest = max(row.total(w) for row in rows.rows for w in weights)
    leaks = max((row.total(weights[0]) for row in hidden), default=0.0)
    falling = [scores[row.keys[0]] - fallen for row in hidden for fallen in (0.0, FARTHEST)]
    score = max((text_width(numerals.signed(float(s)), "sans", size) for s in falling), default=0.0)
    name = text_width(noted("leak"), "sans", small_type(size))
    leak = number + BRACKET + LIP + ASIDE + _leak_width(name, number, narrow)
    unit = (room - number) / largest
    if leaks > 0:
        unit = min(unit, (room - leak) / leaks, (room - score) / leaks)
    return LeakPlan(rows, box, middle, (middle - half, middle + half), unit, narrow)


def _leak_width(name: float, number: float, stacked: bool) -> float:
    return max(name, number) if stacked else name + ASIDE + number


def small_type(size: float) -> float:
    """Return the size of type for names beside rows of a size."""
    return {L: M, M: S}.get(size, XS)
