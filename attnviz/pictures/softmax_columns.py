"""Every column at once: the scores in the cells turn into dots, each column into shares of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from attnviz.ink.ink import CIRCLE, Ink
from attnviz.ink.motion import Array
from attnviz.ink.tween import LAG_LONGEST, Tween, leaves
from attnviz.look.style import Theme
from attnviz.mobjects.grid import dotted_keys, largest_above
from attnviz.mobjects.grid_plan import GridPlan
from attnviz.mobjects.pattern_grid import PatternGrid
from attnviz.mobjects.score_cells import CellPlan, ScoreCells

Grid = npt.NDArray[np.floating[Any]]
Cell = tuple[int, int]  # query, key
_POINT = 1e-3  # the size of what has shrunk to a point


class SharedColumns:
    """The scores of all columns but one, in the cells that their queries see.

    Parameters
    ----------
    scores, mask
        (query, key).
    cells
        Where disc and number stand in a cell.
    grid
        The grid of weights that they become.
    but
        The query whose column is shared out already.

    Attributes
    ----------
    discs
        Of scores above zero.
    numbers
        Empty where cells have no room for them.
    """

    def __init__(
        self, scores: Grid, mask: npt.NDArray[np.bool_], cells: CellPlan, grid: PatternGrid,
        but: int, theme: Theme,
    ) -> None:  # fmt: skip
        self.grid = grid
        plan = grid.plan
        self.seen: list[Cell] = [
            (int(query), int(key)) for query, key in np.argwhere(mask) if query != but
        ]
        if cells.size is None:
            self.numbers: dict[Cell, Ink] = {}
            self.discs = _bare_discs(scores, self.seen, plan, theme)
            return
        made = ScoreCells(scores, plan, cells, theme)
        self.numbers = {cell: leaves(made.numbers[cell[0]])[cell[1]] for cell in self.seen}
        self.discs = {cell: made.disc_at[cell] for cell in self.seen if cell in made.disc_at}

    def everything(self) -> list[Ink]:
        """Return all Inks, column by column."""
        found = [
            mark for cell in self.seen for mark in (self.discs.get(cell), self.numbers.get(cell))
        ]
        return [ink for ink in found if ink is not None]

    def share_out(self, weights: Grid) -> tuple[list[Tween], list[Ink]]:
        """Let each number shrink into its disc, and the disc become as large as the weight.

        What weighs so little that it prints 0.00 shrinks away.

        Parameters
        ----------
        weights
            (query, key).

        Returns
        -------
        tuple
            The animations, and Inks to be taken off the scene at once: dots take their places.
        """
        queries = sorted({query for query, _ in self.seen})
        step = min(0.12, LAG_LONGEST / max(len(queries), 1))
        moves: list[Tween] = []
        taken: list[Ink] = []
        for i, query in enumerate(queries):
            dots = dict(
                zip(dotted_keys(weights[query]), leaves(self.grid.dots[query]), strict=True)
            )
            cells = [cell for cell in self.seen if cell[0] == query]
            moves += self._column(cells, dots, i * step, taken)
        return moves, taken

    def _column(
        self, cells: list[Cell], dots: Mapping[int, Ink], delay: float, taken: list[Ink]
    ) -> list[Tween]:
        going: list[tuple[Ink, tuple[float, float]]] = []
        coming: list[Ink] = []
        ends: list[Array] = []
        for cell in cells:
            middle = self.grid.plan.center(cell[1], cell[0])
            disc, number, dot = self.discs.get(cell), self.numbers.get(cell), dots.get(cell[1])
            if number is not None:
                going.append((number, middle))
            if dot is None and disc is not None:
                going.append((disc, middle))
            if dot is not None:
                coming.append(dot)
                ends.append(dot.place.copy())
                dot.place = dot.place * (1, 1, _POINT, _POINT, 1)
                if disc is not None:
                    dot.place = disc.place.copy()
                    taken.append(disc)
        points = np.array([[*spot, 0.0, 0.0, 0.0] for _, spot in going]).reshape(-1, 5)

        def shrunk(start: Array) -> Array:
            end = points.copy()
            end[:, 2:4] = start[:, 2:4] * _POINT
            return end

        return [
            Tween([ink for ink, _ in going], place=shrunk, remover=True, delay=delay),
            Tween(coming, place=np.array(ends).reshape(-1, 5), delay=delay, introducer=True),
        ]


def _bare_discs(
    scores: Grid, seen: list[Cell], plan: GridPlan, theme: Theme
) -> dict[Cell, Ink]:  # fmt: skip
    """Draw a disc of its own for every score above zero that shows."""
    largest = max(largest_above(scores), 1e-9)
    found = {}
    for query, key in seen:
        radius = plan.dot_radius * float(np.sqrt(max(float(scores[query, key]), 0.0) / largest))
        if radius > 0.008:
            found[query, key] = Ink(CIRCLE, theme.text, plan.center(key, query), radius)
    return found
