"""Where strips, lines, totals and the followed word's column stand, and whose lines have names.

Nothing here knows manim; all lengths are scene units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from attnviz.ink.text import Align
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box, Page
from attnviz.look.style import M
from attnviz.pictures.key_race import axis_room

Array = npt.NDArray[np.floating[Any]]
BEST = 4  # lines that have names in long sentences, besides the last
NAMED_AT_MOST = 6  # lines that have names where all have
THIN_AT_MOST = 40  # lines without a name that are drawn
_TITLE, _HEAD = 0.5, 0.5  # scene units: above the strips, and above the column
_GAP = 0.16  # between neighbours
_PARTED = 0.08  # between the query's strip and the keys'
_STRIP, _STRIPS_SHARE = 0.26, 0.4  # a row of a strip, and how much of the height all may take
_LEAST_ROW, _TALLEST_ROW = 0.27, 0.9  # of the column
_WIDEST = 1.16  # of its cells
_THREADS, _LEADER = 1.0, 0.34  # room for the threads, and from a line's end to its number
_SWING = 0.3  # room at the right for threads that swing down
_UPPER = 0.57  # of a tall page, for the race; the column stands below


def runners(products: Array, followed: int) -> list[int]:
    """Return whose lines have names: all of a few, else the best four, the last and the followed.

    Parameters
    ----------
    products
        (v,) of all keys that are seen.
    followed
        Which of them has a name in any case.
    """
    order = [int(i) for i in np.argsort(-np.asarray(products, float), kind="stable")]
    if len(order) <= NAMED_AT_MOST:
        return sorted(order)
    return sorted({*order[:BEST], order[-1], followed})


def thin_lines(products: Array, named: Sequence[int]) -> list[int]:
    """Return which of the others are drawn: all, or of very many some at even ranks."""
    others = [int(i) for i in np.argsort(-np.asarray(products, float)) if int(i) not in named]
    if len(others) <= THIN_AT_MOST:
        return others
    return [others[i] for i in np.linspace(0, len(others) - 1, THIN_AT_MOST).round().astype(int)]


@dataclass(frozen=True)
class RacePlan:
    """Where strips, lines, their numbers and the followed word's column stand.

    Attributes
    ----------
    title
        Where the line above all starts, in scene units.
    worked
        Where the product that is worked out ends, on its baseline.
    strips
        The strips' rows, from the query's to the last key's, as wide as the lines' room.
    chart
        The lines.
    numbers
        Where the totals end.
    rows
        Which keys have a row in the column, as positions among those that are seen.
    column
        The column's cells.
    names
        Where the rows' names start, or end.
    align
        Which of both.
    names_width
        Room for a name.
    head
        Baseline of the query's word above the column: its middle.
    bulge
        How far threads may swing to the right; None where they run from the left.
    size
        Of words and totals, scene units to the em.
    """

    title: tuple[float, float]
    worked: tuple[float, float]
    strips: tuple[Box, ...]
    chart: Box
    numbers: float
    rows: tuple[int, ...]
    column: Box
    names: float
    align: Align
    names_width: float
    head: tuple[float, float]
    bulge: float | None
    size: float

    @property
    def cells(self) -> list[Box]:
        """The column's cells, one a row."""
        return self.column.rows([1.0] * len(self.rows))

    def name_spot(self, place: int) -> tuple[float, float]:
        """Return where the name of the row at a place stands on its baseline."""
        return self.names, self.cells[place].center[1] - 0.3 * self.size


def plan_race(
    page: Page, sums: Array, totals: Sequence[str], names: Sequence[str], named: Sequence[int]
) -> RacePlan:
    """Share a page between the race and the column.

    Parameters
    ----------
    sums
        (v, length + 1): the running sums of all keys that are seen.
    totals
        (v,) their totals as they are written.
    names
        (v,) whose they are.
    named
        Which of them have a name in the race.
    """
    room, size = page.content, M
    tall = page.portrait and room.height > 1.3 * room.width
    upper, lower = room.rows([_UPPER, 1 - _UPPER], 0.3) if tall else (room, room)
    rows = tuple(range(len(names)))
    if (lower.height - _HEAD) / len(rows) < _LEAST_ROW:
        rows = tuple(named)
    widest = max(text_width(totals[i], "sans-bold", size) for i in named)
    share = 0.22 if tall else 0.17
    names_width = min(max(text_width(names[i], "serif", size) for i in rows), share * room.width)
    height = min((lower.height - _HEAD) / len(rows), _TALLEST_ROW)
    width = min(max(1.5 * height, 0.5), _WIDEST * (1 + 0.4 * tall))
    middle = lower.center[1] - _HEAD / 2 + 0.5 * height * len(rows)
    if tall:
        numbers, left = room.right - _SWING, room.center[0] - width / 2
        names_at, align, bulge = left - _GAP, "right", room.right
    else:
        left = room.right - names_width - _GAP - width
        numbers = left - min(_THREADS, 0.11 * room.width)
        names_at, align, bulge = left + width + _GAP, "left", None
    column = Box(left, middle - height * len(rows), left + width, middle)
    beside, below = axis_room(float(sums.min()), float(sums.max()))
    right = numbers - widest - _LEADER
    if tall:  # names that follow the lines need their room as well
        right = min(right, room.right - _GAP - names_width)
    above = _TITLE * (1 + tall)
    area = Box(upper.left + max(beside, 0.45), upper.bottom + below, right, upper.top - above)
    count = len(named) + 1
    pitch = min(_STRIP, _STRIPS_SHARE * area.height / count)
    strips, lines = area.rows(
        [pitch * count + _PARTED, area.height - pitch * count - _PARTED - _GAP], _GAP
    )
    query = Box(strips.left, strips.top - pitch, strips.right, strips.top)
    keys = Box(strips.left, strips.bottom, strips.right, query.bottom - _PARTED)
    first, last = upper.top - 0.6 * _TITLE, upper.top - above + 0.4 * _TITLE
    return RacePlan(
        (upper.left, first), (right, last), (query, *keys.rows([1.0] * (count - 1))), lines,
        numbers, rows, column, names_at, "right" if align == "right" else "left", names_width,
        (column.center[0], column.top + _GAP), bulge, size,
    )  # fmt: skip
