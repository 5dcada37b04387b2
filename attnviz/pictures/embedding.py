"""The embedding table as a picture, and how a token's column is fetched from its place in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.ink import Ink, polyline
from attnviz.ink.motion import Array, refit
from attnviz.ink.raster import Raster
from attnviz.ink.text import Line, label, symbol
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box
from attnviz.look.style import GRID_STROKE, XS, L, Theme
from attnviz.mobjects.sentence_plan import ColumnPlan
from attnviz.mobjects.vectors import STRIP_CELLS, bracket, entries_drawn
from attnviz.traces.vocabulary import Vocabulary

Columns = npt.NDArray[np.floating[Any]]
_CELL = 0.05  # scene units, of a drawn column of the table
_SYMBOL, _AXIS = 0.92, 0.42  # scene units, for what stands at the left and below
_LANE = 1.6  # how high it is, of a column's height
_SLACK = 0.15  # scene units that a column is not yet or no more in the lane, and moves aside
_QUIET = 0.6  # opacity of the columns that nobody asks for


@dataclass(frozen=True)
class TablePlan:
    """Where the table stands, and which of its columns are drawn.

    Attributes
    ----------
    area
        Of the cells, in scene units.
    n_vocab
        How many columns the table has.
    count
        How many of them are drawn, at even distances from the first to the last.
    """

    area: Box
    n_vocab: int
    count: int

    def x(self, token: int) -> float:
        """Return where the column of a token stands: its number's share of the way across."""
        half = self.area.width / self.count / 2
        share = token / max(self.n_vocab - 1, 1)
        return self.area.left + half + share * (self.area.width - 2 * half)

    def drawn(self) -> list[int]:
        """Return the tokens whose columns are drawn, from the left."""
        return [round(i) for i in np.linspace(0, self.n_vocab - 1, self.count)]

    def cell(self, token: int) -> int:
        """Return which of the drawn columns stands where that of a token stands."""
        share = (self.x(token) - self.area.left) / self.area.width
        return min(int(share * self.count), self.count - 1)


@dataclass(frozen=True)
class LookupPlan:
    """Where columns stand while they are fetched: above under their words, or in the table.

    Attributes
    ----------
    columns
        Of columns that have come to their words, in scene units.
    lane
        Between them and the table.
    table
        As high as the columns: they keep their size.
    lineup
        Where the words stand, and the columns when the table has gone.
    """

    columns: Box
    lane: Box
    table: TablePlan
    lineup: ColumnPlan

    @property
    def full(self) -> Box:
        """Where the columns stand when the table has gone."""
        return Box(self.columns.left, self.lineup.bottom, self.columns.right, self.lineup.top)

    @property
    def rising(self) -> tuple[float, float]:
        """Shares of a column's way between which it is in the lane, and may go to the side."""
        way = self.columns.height + self.lane.height
        low = (self.columns.height - _SLACK) / way
        return low, 1 - low

    def falling(self, y: float) -> tuple[float, float]:
        """Shares of a number's way down from a height between which it is in the lane."""
        return max(y - self.lane.top + _SLACK, 0.0) / (y - self.lane.bottom), 1.0

    def above(self) -> Callable[[Array], Array]:
        """Return how places change from full columns to those that stand above the table."""
        return refit(self.full, self.columns)

    def in_table(self, dx: float) -> Callable[[Array], Array]:
        """Return how places change from full columns to those in the table, `dx` to the right."""
        full, area = self.full, self.table.area
        return refit(full, Box(full.left + dx, area.bottom, full.right + dx, area.top))


def plan_lookup(lineup: ColumnPlan, room: Box, n_vocab: int) -> LookupPlan:
    """Part a room into columns under their words, a lane, and the table.

    Parameters
    ----------
    lineup
        Where the words stand.
    room
        For all of it, in scene units.
    n_vocab
        How many columns the table has.
    """
    whole = Box(room.left, room.bottom + _AXIS, room.right, lineup.top)
    columns, lane, below = whole.rows([1, _LANE, 1])
    area = Box(below.left + _SYMBOL, below.bottom, below.right - 0.12, below.top)
    count = min(n_vocab, int(area.width / _CELL))
    return LookupPlan(columns, lane, TablePlan(area, n_vocab, count), lineup)


def table_columns(
    plan: TablePlan, vocabulary: Vocabulary | None, own: Mapping[int, Columns]
) -> Columns:
    """Return the columns that the table is drawn with.

    Parameters
    ----------
    plan
        Which these are.
    vocabulary
        Whose table it is; None where it is not there, so that only the sentence's own are known.
    own
        The columns of the sentence, by token.

    Returns
    -------
    float array (count, d_model)
        NaN where a column is not known.
    """
    if vocabulary is not None:
        return np.concatenate([vocabulary.embeddings[i : i + 1] for i in plan.drawn()])
    found = np.full((plan.count, len(next(iter(own.values())))), np.nan, np.float32)
    for token, column in own.items():
        found[plan.cell(token)] = column
    return found


@dataclass
class Table:
    """The drawn table: its cells, and around them its bracket, symbol and axis."""

    cells: Raster
    frame: VGroup
    axis: VGroup

    def everything(self) -> list[Any]:
        """Return all parts."""
        return [self.cells, self.frame, self.axis]


def table_picture(plan: TablePlan, columns: Columns, scale: float, theme: Theme) -> Table:
    """Draw the table: real columns at their places, the others between them left out.

    Parameters
    ----------
    columns
        As of `table_columns`.
    scale
        The size of an entry that is drawn in its sign's full colour.
    """
    area = plan.area
    values = columns[:, entries_drawn(columns.shape[1], STRIP_CELLS)].T / scale
    cells = Raster(
        values, (area.left, area.top), (area.width, area.height), theme.hair, theme.plus,
        shown=~np.isnan(values), below=theme.minus,
    )  # fmt: skip
    cells.rgba[3] = _QUIET
    middle = (area.bottom + area.top) / 2
    frame = VGroup(
        bracket(area.left - 0.06, area.bottom - 0.06, area.right + 0.06, area.top + 0.06,
                theme.embedding),
        Line(symbol("W", "E", theme.embedding, L), L, (area.left - 0.3, middle - 0.1), "right"),
    )  # fmt: skip
    axis = VGroup()
    for token in _ticks(plan):
        x = plan.x(token)
        mark = polyline((x, area.bottom - 0.08), (x, area.bottom - 0.14))
        axis.add(Ink(mark, theme.line, stroke=GRID_STROKE))
        text = numerals.count(token)
        reach = min(x, area.right + 0.1 - text_width(text, "sans", XS) / 2)
        axis.add(label(text, theme.mute, XS, (reach, area.bottom - 0.35), "center", "sans"))
    return Table(cells, frame, axis)


def _ticks(plan: TablePlan) -> list[int]:
    """Return round numbers that find room under the table, and the last number of all."""
    last = plan.n_vocab - 1
    width = text_width(numerals.count(last), "sans", XS) + 0.3
    steps = (step * 10**power for power in range(7) for step in (1, 2, 5))
    step = next(step for step in steps if plan.x(step) - plan.x(0) >= width or step >= last)
    return [*(i for i in range(0, last, step) if plan.x(last) - plan.x(i) >= width), last]
