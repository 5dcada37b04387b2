"""What scenes share that end or begin with the grid of scores standing in the middle."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import VGroup

from attnviz.attention import Bools
from attnviz.ink.ink import Ink
from attnviz.ink.raster import Raster
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.mobjects import grid as draw
from attnviz.mobjects.cells import score_cells
from attnviz.mobjects.grid_plan import DOTS_AT_MOST, LABELS_AT_MOST, PANEL_AT_MOST, GridPlan
from attnviz.mobjects.score_cells import CellPlan, ScoreCells, plan_score_cells
from attnviz.stage.grid_scene import GridScene

SWEEP = 0.12  # seconds from one column to the next
# The most that a cell with a disc and its number is wider than high, and its greatest height.
SCORES_ASPECT, SCORES_TALLEST = 2.7, 1.4
# Room for vectors at the heads, beside the rows' labels and above the columns'; with many words the
# strips are small.
HEADS, SMALL_HEADS = (0.78, 0.66), (0.45, 0.45)


@dataclass
class StandingScores:
    """The grid of scores in the middle of the page, as `scores` ends and `softmax` begins.

    Attributes
    ----------
    plan
        Where it stands.
    cells
        Where disc and number stand in a cell.
    lines, axes
        The lattice and the axes' names.
    tops, sides
        The queries' labels above and the keys' at the side.
    scores
        What stands in the cells; None where so many are a picture, which `picture` then is.
    frame
        Around the followed column.
    """

    plan: GridPlan
    cells: CellPlan
    lines: Ink
    axes: VGroup
    tops: list[Ink]
    sides: list[Ink]
    scores: ScoreCells | None
    picture: list[Raster]
    frame: Ink

    def everything(self) -> list[Ink]:
        """Return all Inks, in drawing order."""
        marks = self.scores.everything() if self.scores else self.picture
        return leaves([self.lines, self.axes, *self.tops, *self.sides, *marks, self.frame])


class ScoredGrid(GridScene):
    """A scene that begins where `scores` ends: numbers in the cells, or discs and dashes."""

    def setup(self) -> None:
        """Find out whether there is room for numbers in the cells."""
        super().setup()
        self.n = len(self.head.labels)
        self.dotted = self.n <= DOTS_AT_MOST  # beyond, the grid is a picture of cells
        self.size = self.number_size(self.plan)

    def plan_scores(self) -> GridPlan:
        """Plan the grid without a panel: in the middle, cells wide enough for disc and number.

        It leaves room for vectors between labels and lattice, so that it can stand there with
        them, a little lower and to the right: see `head_room`.
        """
        heads = head_room(self.n)
        plan = self.plan_square(
            panel=False, heads=heads, aspect=SCORES_ASPECT, tallest=SCORES_TALLEST
        )
        return plan.in_the_middle(self.page)

    def standing_scores(self) -> StandingScores:
        """Make the grid of scores as `scores` ends: the followed column framed, the rest quiet."""
        head, theme, plan = self.head, self.theme, self.plan_scores()
        cells = plan_score_cells(head.scores, head.scores / head.rule.scale, plan)
        scores = ScoreCells(head.scores, plan, cells, theme) if self.dotted else None
        tops, sides = draw.column_labels(plan, theme.query), draw.row_labels(plan, theme.key)
        if scores is not None:
            scores.stepped_back(self.focus)
            for query, top in enumerate(tops):
                top.paint(theme.query if query == self.focus else theme.mute)
        picture = score_cells(head.scores, plan, theme) if scores is None else []
        self.say_grid_labelled(plan)
        return StandingScores(
            plan, cells, draw.grid_lines(plan, theme), draw.axis_names(plan, theme), tops, sides,
            scores, picture, draw.column_frame(plan, self.focus, theme.query),
        )  # fmt: skip

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


def head_room(n: int) -> tuple[float, float]:
    """Return the room that a grid of n words leaves for vectors beside and above its lattice."""
    if n > LABELS_AT_MOST:
        return 0.0, 0.0
    return HEADS if n <= PANEL_AT_MOST else SMALL_HEADS
