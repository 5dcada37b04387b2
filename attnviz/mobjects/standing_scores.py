"""The grid of scores as it stands in the middle of the page: `scores` ends so, `softmax` begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.ink import Ink
from attnviz.ink.raster import Raster
from attnviz.ink.tween import leaves
from attnviz.look.page import Page
from attnviz.look.style import Theme
from attnviz.mobjects import grid as draw
from attnviz.mobjects.cells import SCALE_GAP, SCALE_WIDTH, score_cells, score_scale
from attnviz.mobjects.grid_plan import (
    DOTS_AT_MOST,
    PANEL_AT_MOST,
    GridPlan,
    plan_grid,
)
from attnviz.mobjects.score_cells import CellPlan, ScoreCells, plan_score_cells

Array = npt.NDArray[np.floating[Any]]
# The most that a cell with a disc and its number is wider than high, and its greatest height.
_ASPECT, _TALLEST = 2.7, 1.4
# Room for vectors at the heads, beside the rows' labels and above the columns'; with many words the
# strips are small.
HEADS_AT_MOST = 16  # words; beyond, labels need the room
_HEADS, _SMALL_HEADS = (0.78, 0.66), (0.45, 0.45)


@dataclass
class StandingScores:
    """The grid of scores in the middle of the page.

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
        What stands in the cells; None where so many are a picture.
    picture, ramp
        That picture and, where there is room, the scale of its colours; else empty.
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
    ramp: VGroup
    frame: Ink

    def everything(self) -> list[Ink]:
        """Return all Inks, in drawing order."""
        marks = self.scores.everything() if self.scores else [*self.picture, self.ramp]
        return leaves([self.lines, self.axes, *self.tops, *self.sides, *marks, self.frame])

    def step_back(self, focus: int, theme: Theme) -> None:
        """Take all but the followed column out of focus at once; a picture stays as it is."""
        if self.scores is not None:
            self.scores.stepped_back(focus)
            for query, top in enumerate(self.tops):
                top.paint(theme.query if query == focus else theme.mute)


def head_room(n: int) -> tuple[float, float]:
    """Return the room that a grid of n words leaves for vectors beside and above its lattice."""
    if n > HEADS_AT_MOST:
        return 0.0, 0.0
    return _HEADS if n <= PANEL_AT_MOST else _SMALL_HEADS


def plan_scores(
    labels: Sequence[str], page: Page, first_columns: Sequence[int], first_rows: Sequence[int]
) -> GridPlan:
    """Plan a grid without a panel: in the middle, its cells wide enough for disc and number.

    It leaves room for vectors between labels and lattice, so that it can stand there with them, a
    little lower and to the right: see `head_room`. A picture of cells makes room for its scale.
    """
    plan = plan_grid(
        labels, page, panel=False, heads=head_room(len(labels)), aspect=_ASPECT, tallest=_TALLEST,
        first_columns=first_columns, first_rows=first_rows,
    ).in_the_middle(page)  # fmt: skip
    if len(labels) <= DOTS_AT_MOST:
        return plan
    room = page.content
    beside = min(SCALE_GAP + SCALE_WIDTH, room.width - plan.extent.width)
    return plan.moved(-beside / 2, 0.0) if beside > SCALE_GAP + SCALE_WIDTH / 2 else plan


def standing_scores(
    scores: Array, scale: float, plan: GridPlan, focus: int, page: Page, theme: Theme
) -> StandingScores:
    """Draw the grid of scores, in focus all of it.

    Parameters
    ----------
    scores
        (query, key), before any mask.
    scale
        What the model multiplies a product of query and key with: products have room as well.
    plan
        See `plan_scores`.
    focus
        The column that is framed.
    """
    cells = plan_score_cells(scores, scores / scale, plan)
    dotted = plan.n <= DOTS_AT_MOST
    largest = float(np.abs(scores).max())
    return StandingScores(
        plan, cells, draw.grid_lines(plan, theme), draw.axis_names(plan, theme),
        draw.column_labels(plan, theme.query), draw.row_labels(plan, theme.key),
        ScoreCells(scores, plan, cells, theme) if dotted else None,
        [] if dotted else score_cells(scores, plan, theme),
        VGroup() if dotted else score_scale(largest, plan, page, theme),
        draw.column_frame(plan, focus, theme.query),
    )  # fmt: skip
