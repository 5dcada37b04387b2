"""What scenes share that begin with the grid of scores already standing."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

from attnviz.attention import Bools
from attnviz.ink.ink import Ink
from attnviz.look import numerals
from attnviz.mobjects import grid as draw
from attnviz.mobjects.grid_plan import DOTS_AT_MOST, PANEL_AT_MOST, GridPlan
from attnviz.stage.grid_scene import GridScene

SWEEP = 0.12  # seconds from one column to the next


class ScoredGrid(GridScene):
    """A scene that begins where `scores` ends: numbers in the cells, or discs and dashes."""

    def setup(self) -> None:
        """Find out whether there is room for numbers in the cells."""
        super().setup()
        self.n = len(self.head.labels)
        self.dotted = self.n <= DOTS_AT_MOST  # beyond, the grid is a picture of cells
        self.size = self.number_size(self.plan)

    def number_size(self, plan: GridPlan) -> float | None:
        """Return the size for all scores in the cells, or None if discs must stand for them."""
        if self.n > PANEL_AT_MOST:
            return None
        both = self.head.scores, self.head.scores / self.head.rule.scale
        return plan.number_size(max(map(draw.widest_number, both)))

    def axes(self, plan: GridPlan) -> list[Any]:
        """Make the lattice, the axes' names and the words beside them."""
        theme = self.theme
        self.tops: list[Ink] = draw.column_labels(plan, theme.query)
        self.sides: list[Ink] = draw.row_labels(plan, theme.key)
        self.say_grid_labelled(plan)
        lattice = [draw.grid_lines(plan, theme), draw.axis_names(plan, theme)]
        return [*lattice, *self.tops, *self.sides]

    def words(self, query: int) -> dict[Hashable, Ink]:
        """Return the labels that a table of one column also says, by what they stand for."""
        found: dict[Hashable, Ink] = {("key", i): ink for i, ink in enumerate(self.sides)}
        return {**found, "query": self.tops[query]}

    def marks(self, plan: GridPlan, where: Bools) -> Sequence[Any]:
        """Make the scores of some cells, one group a column: numbers, or discs and dashes."""
        scores, size = self.head.scores, self.number_size(plan)
        shown = np.where(where, scores, np.nan)
        if size:
            return draw.number_columns(shown, plan, self.theme.text, size, numerals.signed)
        return draw.score_columns(shown, plan, self.theme, draw.largest_above(scores))

    def discs(self, plan: GridPlan) -> Sequence[Any]:
        """Make all scores as discs and dashes, one group a column."""
        return draw.score_columns(self.head.scores, plan, self.theme)

    def closed(self, plan: GridPlan) -> Sequence[Any]:
        """Make what stands in the cells that the mask closes, one Ink a column; or nothing."""
        size = self.number_size(plan)
        if not size or self.head.mask.all():
            return []
        cells = np.where(self.head.mask, np.nan, -np.inf)
        return draw.number_columns(cells, plan, self.theme.fade, size, numerals.signed)

    def marks_note(self) -> str:
        """Return how the scores read, for the legend."""
        if not self.size:
            return self.notes("disc")
        return self.numbers_note()

    def hidden_note(self) -> str:
        """Return how cells that the mask closes read, beside numbers, for the legend."""
        return self.notes("hidden", sign=numerals.signed(-np.inf))
