"""Rows of a table of keys: one a key, or one for several small ones together.

Where a column of the grid is written out as a table, keys that find no row of their own share one,
which says how many they are; nothing is left out of a sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from attnviz.ink.ink import Ink, join, polyline
from attnviz.ink.text import label
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.style import GRID_STROKE, XS, L, M, S, Theme
from attnviz.look.typeset import shorten
from attnviz.mobjects.thinning import counted

Array = npt.NDArray[np.floating[Any]]
_PITCHES = ((L, 0.56), (M, 0.365), (S, 0.29))  # sizes of type, and the least room for a row
_WIDEST_PITCH = 1.5  # em of the type
_SLACK = 1e-6  # a width that was measured still fits itself
_PARTING = 0.45  # rows' worth of room around the line between what is seen and what is not


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    text
        The key's label, or how many keys share the row.
    keys
        Positions of the keys, in order; several share a row.
    seen
        Whether the query may look at them.
    """

    text: str
    keys: tuple[int, ...]
    seen: bool

    @property
    def shared(self) -> bool:
        """Whether the row's text counts keys instead of naming one."""
        return len(self.keys) > 1

    def total(self, values: Array) -> float:
        """Return the sum of one value a key over the row's keys."""
        return float(np.asarray(values, float)[list(self.keys)].sum())

    def shows(self, weights: Array) -> bool:
        """Say whether the sum of the keys' weights prints more than 0.00."""
        return float(numerals.weight(self.total(weights))) > 0


@dataclass(frozen=True)
class RowPlan:
    """Which rows a table has, and the height of each.

    Attributes
    ----------
    rows
        Those that the query may look at, then the others.
    size
        Of the type, scene units to the em.
    pitch
        Height of a row, in scene units.
    heights
        The middle of each row.
    parting
        Height of the line between what is seen and what is not; None if all is.
    """

    rows: tuple[Row, ...]
    size: float
    pitch: float
    heights: tuple[float, ...]
    parting: float | None

    @property
    def top(self) -> float:
        """The upper edge of the first row."""
        return self.heights[0] + self.pitch / 2

    @property
    def bottom(self) -> float:
        """The lower edge of the last row."""
        return self.heights[-1] - self.pitch / 2

    def moved(self, by: float) -> RowPlan:
        """Return the same rows, `by` scene units higher."""
        parting = None if self.parting is None else self.parting + by
        return replace(self, heights=tuple(y + by for y in self.heights), parting=parting)


def plan_rows(
    labels: Sequence[str], weights: Array, seen: npt.NDArray[np.bool_], top: float, height: float,
    *, spare: float = 0.0, largest: float = L, fewest_hidden: int = 2,
    widest: float = _WIDEST_PITCH,
) -> RowPlan:  # fmt: skip
    """Fit a row for every key, or as many as there is room for, largest weights first.

    Where not every key has a row in medium type, those whose weights print 0.00 share one.

    Parameters
    ----------
    labels, weights, seen
        (n,) of one query. Where rows are short, keys of least weight share one.
    top, height
        The room, in scene units.
    spare
        Rows' worth of room to keep free below.
    largest
        Size of type to begin with.
    fewest_hidden
        Rows that keys out of sight keep, if there are so many, before the type shrinks.
    widest
        The most that rows are apart, in em of the type.
    """
    shown = [int(i) for i in np.flatnonzero(seen)]
    hidden = [int(i) for i in np.flatnonzero(~np.asarray(seen))]
    later = bool(hidden) and min(hidden) > max(shown)  # a window hides earlier keys as well
    parting = _PARTING * bool(hidden)
    kinds = [kind for kind in _PITCHES if kind[0] <= largest]
    most = len(shown), len(hidden)
    readable = next(kind for kind in kinds if kind[0] <= M)
    if sum(most) > _fitting(height, readable, spare + parting):
        most = _telling(weights, shown), _telling(weights, hidden)
    for kind in kinds:
        size, fit = kind[0], _fitting(height, kind, spare + parting)
        below = min(most[1], max(fit - most[0], fewest_hidden))
        if most[0] + below <= fit:
            break
    above = max(min(most[0], fit - below), 1)
    rows = [
        *_share(labels, weights, shown, above, "earlier"),
        *_share(labels, weights, hidden, below, "later" if later else "others"),
    ]
    pitch = min(height / (len(rows) + parting + spare), widest * size)
    middles = [
        top - (i + 0.5 + parting * (not row.seen)) * pitch for i, row in enumerate(rows)
    ]  # fmt: skip
    line = top - (above + parting / 2) * pitch if hidden else None
    return RowPlan(tuple(rows), size, pitch, tuple(middles), line)


def _fitting(height: float, kind: tuple[float, float], taken: float) -> int:
    """Return how many rows of a kind fit, when some rows' worth of room is taken."""
    return int(height / kind[1] - taken + 1e-6)


def _telling(weights: Array, keys: Sequence[int]) -> int:
    """Return how many rows keys have when those whose weights print 0.00 share one."""
    silent = sum(float(numerals.weight(float(weights[key]))) == 0 for key in keys)
    return len(keys) - silent + (silent > 0)


def _share(
    labels: Sequence[str], weights: Array, keys: Sequence[int], most: int, together: str
) -> list[Row]:
    """Give each key a row, in order; the lightest share the last if there are more than `most`.

    Where all share one, they are called `together`, see `attnviz.mobjects.thinning.counted`.
    """
    seen = together == "earlier"
    if len(keys) <= most:
        return [Row(labels[key], (key,), seen) for key in keys]
    heaviest = sorted(keys, key=lambda key: -float(weights[key]))[: most - 1]
    rest = tuple(key for key in keys if key not in heaviest)
    text = counted("others" if heaviest else together, len(rest))
    return [*(Row(labels[k], (k,), seen) for k in keys if k in heaviest), Row(text, rest, seen)]


def names_width(plan: RowPlan, most: float) -> float:
    """Return the width that the rows' names take, at most `most`."""
    widest = max(text_width(r.text, _voice(r), _name_size(r, plan.size)) for r in plan.rows)
    return min(widest, most)


def row_names(plan: RowPlan, right: float, width: float, theme: Theme) -> list[Ink]:
    """Write the rows' names, ending at `right`; those out of sight and counts step back."""
    names = []
    for row, y in zip(plan.rows, plan.heights, strict=True):
        size = _name_size(row, plan.size)
        color = theme.key if row.seen and not row.shared else theme.mute
        text = row.text if row.shared else shorten(row.text, width + _SLACK, size)
        names.append(label(text, color, size, (right, y - 0.3 * size), "right", _voice(row)))
    return names


def _voice(row: Row) -> Any:
    return "sans" if row.shared else "serif"


def _name_size(row: Row, size: float) -> float:
    return {L: M, M: S}.get(size, XS) if row.shared else size


def dashes(left: float, right: float, y: float, color: str) -> Ink:
    """Draw a dashed line, as between what a query sees and what it does not."""
    step, dash = 0.13, 0.075
    count = max(int((right - left) / step), 1)
    strokes = [polyline((left + i * step, y), (left + i * step + dash, y)) for i in range(count)]
    return Ink(join(strokes), color, stroke=GRID_STROKE)
