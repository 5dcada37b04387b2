"""A grid and all that stands in its cells: it travels with it, and turns into the pattern."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import Mobject, VGroup

from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, fade, grow, travel, vanish
from attnviz.ink.sweep import Sweep
from attnviz.ink.tween import Tween, leaves
from attnviz.look.page import Page
from attnviz.look.style import DIM, FOCUS, Theme
from attnviz.mobjects import grid as draw
from attnviz.mobjects.cells import cell_bands, ramp_scale
from attnviz.mobjects.grid_plan import PANEL_AT_MOST, GridPlan
from attnviz.mobjects.pattern_grid import PatternGrid
from attnviz.pictures.pattern_numbers import GridNumbers

Array = npt.NDArray[np.floating[Any]]
LAG = 0.12  # seconds from one column to the next
_SWEEP = 1.0  # seconds for a line to pass over the grid


class PatternCells:
    """What the cells of a pattern's grid hold, from products to dots.

    Parameters
    ----------
    grid
        The whole pattern, as it stands in the middle.
    products, scores, weights
        (query, key): before they are divided, after it, and after the softmax.
    mask
        (query, key) bool: where a query may look.
    page
        The frame.

    Attributes
    ----------
    plan
        Where the grid stands by now.
    numbers
        In its cells; None where they have no room for any.
    marks
        Discs and dashes in their place: of cells that are seen, and of the others.
    ramp
        The scale of a picture of cells, where there is one.
    """

    def __init__(
        self, grid: PatternGrid, products: Array, scores: Array, weights: Array,
        mask: npt.NDArray[np.bool_], page: Page, theme: Theme,
    ) -> None:  # fmt: skip
        self.grid, self.plan, self._page, self._theme = grid, grid.plan, page, theme
        self._scores, self._weights, self._mask = scores, weights, mask
        self.numbers: GridNumbers | None = None
        self.marks: list[list[VGroup]] = [[], []]
        self.ramp = VGroup()
        plan, n = grid.plan, grid.plan.n
        widest = max(draw.widest_number(products), draw.widest_number(scores))
        size = plan.number_size(widest) if n <= PANEL_AT_MOST else None
        if size:
            self.numbers = GridNumbers(products, plan, size, theme)
        elif grid.dots:
            largest = draw.largest_above(scores)
            self.marks = [
                draw.score_columns(np.where(part, scores, np.nan), plan, theme, largest)
                for part in (mask, ~mask)
            ]
        if grid.picture:  # it comes band by band
            grid.picture = [*cell_bands(weights, plan, theme.hair, theme.text, mask)]
            self.ramp = ramp_scale(plan, page, theme)

    def move(self, plan: GridPlan, shown: Sequence[Mobject]) -> list[Tween]:
        """Let the grid travel with all that stands in it.

        Parameters
        ----------
        plan
            Where it arrives; what is to come will stand there too.
        shown
            What is on stage.
        """
        step = plan.left - self.plan.left, plan.top - self.plan.top
        if not any(step):
            return []
        self.plan = plan
        parts: list[Mobject] = [*self.grid.everything(), *self.marks[0], *self.marks[1]]
        if self.numbers:
            self.numbers.plan = plan
            parts += self.numbers.everything()
        on_stage = {id(ink) for ink in shown}
        inks = leaves(parts)
        for ink in inks:
            if id(ink) not in on_stage:
                ink.place[:2] += step
        return [travel([ink for ink in inks if id(ink) in on_stage], step)]

    def to_the_middle(self, shown: Sequence[Mobject]) -> list[Tween]:
        """Let it travel to the middle of the page; see `move`."""
        return self.move(self.plan.in_the_middle(self._page), shown)

    # Numbers

    def write(self, but: Ink | None = None, delay: float = 0.0) -> Tween:
        """Let all numbers come, column after column, but one that is there."""
        columns = [
            VGroup(*(ink for ink in column if ink is not but)) for column in self._written.columns
        ]
        return appear(columns, lag=LAG, delay=delay)

    def divide(self, text: str) -> Sweep:
        """Let every product become a score, as a line passes that says how."""
        return self._sweep(lambda query: self._written.score(query, self._scores[query]), text)

    def close(self) -> Sweep:
        """Let every score that the mask hides become −∞, as a line passes."""
        closed = np.where(self._mask, self._scores, -np.inf)
        return self._sweep(lambda query: self._written.score(query, closed[query]))

    def share(self, query: int) -> None:
        """Write a column's weights in place of its scores."""
        self._written.share(query, self._weights[query], self._mask[query])

    def share_all(self) -> Sweep:
        """Let every column become weights, as a line passes."""
        return self._sweep(self.share)

    def column(self, query: int) -> list[Ink]:
        """Return the numbers of a column that its query sees."""
        return self._written.column(query, self._mask[query])

    def number(self, query: int, key: int) -> Ink:
        """Return what is written in a cell."""
        return self._written.columns[query][key]

    @property
    def _written(self) -> GridNumbers:
        assert self.numbers is not None
        return self.numbers

    def _sweep(self, change: Callable[[int], None], text: str = "") -> Sweep:
        plan = self.plan
        line = draw.sweep_line(plan, text, self._theme)
        marks = [plan.center(0, query)[0] for query in range(plan.n)]
        return Sweep(line, plan.left, plan.right, marks, change, _SWEEP)

    # The pattern

    def turn_into_dots(self) -> list[Tween]:
        """Let every share turn into the dot of that area."""
        return self._written.turn_into_dots(self._weights, self.grid.dots)

    def give_way(self) -> list[Tween]:
        """Let marks make way for the dots of their shares, or a picture of cells come."""
        if self.grid.picture:
            return [appear(self.grid.picture, lag=LAG), appear(self.ramp)]
        return [vanish(self.marks[0], lag=LAG), grow(self.grid.dots, lag=LAG)]

    def dim(self) -> Tween:
        """Let all columns step back, for `light_up`."""
        return fade(self.grid.dots or self.grid.picture, DIM)

    def light_up(self) -> Tween:
        """Let column after column come forward."""
        columns = self.grid.dots or self.grid.picture
        return Tween(columns, opacity=1.0, lag=LAG, run_time=FOCUS)

    def below_first_row(self) -> list[Ink]:
        """Return the dots of all keys but the first."""
        first = self.plan.row_y(0)
        return [dot for dot in leaves(self.grid.dots) if abs(dot.place[1] - first) > 1e-6]
