"""Scores in the cells of a grid: a disc whose area is the score, and its number beside it.

Scores below zero are quiet: a number in the colour of minus and no disc. Where cells have no room
for numbers there are marks alone, see `attnviz.mobjects.grid.score_columns`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.follow import rewrite
from attnviz.ink.ink import CIRCLE, Ink
from attnviz.ink.motion import fade, recolor
from attnviz.ink.text import label
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.colors import blend
from attnviz.look.contrast import TEXT_NEEDS, contrast
from attnviz.look.style import DIM, XS, M, S, Theme
from attnviz.mobjects.grid import largest_above, score_columns, widest_number
from attnviz.mobjects.grid_plan import PANEL_AT_MOST, GridPlan

Array = npt.NDArray[np.floating[Any]]
Spot = tuple[float, float]
_PAD = 0.28  # around numbers and discs, in em of the numbers
_TALL = 0.72  # of an em: how high a number is
_SMALLEST_DISC, _LARGEST_DISC = 0.45, 1.1  # radius of the largest score's, in em of the numbers
_LARGEST_SHARE = 0.42  # of the cell's height or width: the same


@dataclass(frozen=True)
class CellPlan:
    """Where a score's disc and number stand in its cell; all in scene units.

    Attributes
    ----------
    size
        Of the numbers; None where no cell has room for any.
    radius
        Of the largest score's disc.
    disc
        From the cell's middle to the disc's.
    end
        From the cell's middle to the right end of the number's baseline.
    """

    size: float | None
    radius: float
    disc: Spot = (0.0, 0.0)
    end: Spot = (0.0, 0.0)


def plan_cells(plan: GridPlan, widest: float) -> CellPlan:
    """Let numbers stand beside their discs, or below them where cells are narrow and high.

    Parameters
    ----------
    widest
        Width of the widest number, in em.
    """
    width, height = plan.cell_width, plan.cell_height
    for size in (M, S, XS) if plan.n <= PANEL_AT_MOST else ():
        pad, text = _PAD * size, widest * size
        most, least = _LARGEST_DISC * size, _SMALLEST_DISC * size
        radius = min((width - text - 3 * pad) / 2, _LARGEST_SHARE * height, most)
        if radius >= least and 1.1 * size <= height:
            left = -(2 * radius + pad + text) / 2
            return CellPlan(size, radius, (left + radius, 0.0), (-left, -_TALL * size / 2))
        radius = min((height - _TALL * size - 3 * pad) / 2, _LARGEST_SHARE * width, most)
        if radius >= least and text + 2 * pad <= width:
            top = (2 * radius + pad + _TALL * size) / 2
            return CellPlan(size, radius, (0.0, top - radius), (text / 2, -top))
    return CellPlan(None, plan.dot_radius)


def quiet_minus(theme: Theme) -> str:
    """Return the colour of minus, as quiet as text may be and still be read."""
    for share in np.linspace(0.6, 1.0, 21):
        color = blend(theme.ground, theme.minus, float(share))
        if contrast(color, theme.ground) >= TEXT_NEEDS + 0.1:
            return color
    return theme.minus


class ScoreCells:
    """The scores of all pairs as they stand in a grid's cells.

    Parameters
    ----------
    values
        (query, key): products, or scores.
    plan
        Where the grid stands.
    cells
        Where disc and number stand in a cell.
    theme
        Its colours.

    Attributes
    ----------
    discs
        One group a query. Where there is room for numbers, a disc for every value above zero, by
        `disc_at`; else the marks of `score_columns`.
    numbers
        One group a query, one Ink a key; empty groups where there is no room.
    """

    def __init__(self, values: Array, plan: GridPlan, cells: CellPlan, theme: Theme) -> None:
        self.values, self.plan, self.cells, self.theme = values, plan, cells, theme
        self.disc_at: dict[tuple[int, int], Ink] = {}
        self.numbers: list[VGroup] = [VGroup() for _ in values]
        if cells.size is None:
            self.discs = score_columns(values, plan, theme)
            return
        largest = max(largest_above(values), 1e-9)
        self.discs = [VGroup() for _ in values]
        for query, key in np.ndindex(values.shape):
            value, (x, y) = float(values[query, key]), plan.center(key, query)
            radius = cells.radius * float(np.sqrt(max(value, 0.0) / largest))
            if radius > 0:
                spot = x + cells.disc[0], y + cells.disc[1]
                self.disc_at[query, key] = disc = Ink(CIRCLE, theme.text, spot, radius)
                self.discs[query].add(disc)
            self.numbers[query].add(self.number(query, key, value))

    def number(self, query: int, key: int, value: float) -> Ink:
        """Write a value as it stands in a cell."""
        (x, y), size = self.plan.center(key, query), self.cells.size
        assert size is not None
        at = x + self.cells.end[0], y + self.cells.end[1]
        return label(numerals.signed(value), self.color(value), size, at, "right", "sans")

    def write(self, query: int, key: int, value: float, focus: float = 1.0) -> None:
        """Let a cell's number say another value.

        Parameters
        ----------
        focus
            How far it is in focus: 0 is out of it, 1 is in it.
        """
        ink, (x, y) = leaves(self.numbers[query])[key], self.plan.center(key, query)
        rewrite(
            ink, numerals.signed(value), (x + self.cells.end[0], y + self.cells.end[1]), "right"
        )
        ink.paint(blend(self._quiet(value), self.color(value), focus))

    def _quiet(self, value: float) -> str:
        """Return the colour of a value's number out of focus."""
        return self.theme.mute if self.color(value) == self.theme.text else self.theme.fade

    def color(self, value: float) -> str:
        """Return the colour that a value's number has in focus."""
        below = numerals.signed(value).startswith(numerals.MINUS)
        return quiet_minus(self.theme) if below else self.theme.text

    def column(self, query: int) -> list[Ink]:
        """Return all that stands in a query's column."""
        return leaves([self.discs[query], self.numbers[query]])

    def everything(self) -> list[Ink]:
        """Return all Inks, column by column."""
        return [ink for query in range(len(self.values)) for ink in self.column(query)]

    def step_back(self, but: int) -> list[Tween]:
        """Return what takes all columns but one out of focus."""
        others = [query for query in range(len(self.values)) if query != but]
        marks = leaves([self.discs[query] for query in others])
        numbers: dict[str, list[Ink]] = {}
        for query in others:
            for ink, value in self._numbers(query):
                numbers.setdefault(self._quiet(value), []).append(ink)
        return [fade(marks, DIM), *(recolor(inks, color) for color, inks in numbers.items())]

    def stepped_back(self, but: int) -> None:
        """Take all columns but one out of focus at once."""
        for query in range(len(self.values)):
            if query != but:
                for ink in leaves(self.discs[query]):
                    ink.rgba[3] = DIM
                for ink, value in self._numbers(query):
                    ink.paint(self._quiet(value))

    def _numbers(self, query: int) -> list[tuple[Ink, float]]:
        inks = leaves(self.numbers[query])
        return [(ink, float(v)) for ink, v in zip(inks, self.values[query], strict=False)]


def plan_score_cells(scores: Array, products: Array, plan: GridPlan) -> CellPlan:
    """Plan cells that hold the scores and, before they are scaled, the products."""
    return plan_cells(plan, max(widest_number(scores), widest_number(products)))
