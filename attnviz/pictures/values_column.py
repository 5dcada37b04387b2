"""The followed column of a grid, from closed to the sum of what it takes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from manim import linear

from attnviz.analysis.update_terms import UpdateTerms
from attnviz.attention import Floats
from attnviz.catalog.captions import noted
from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, travel
from attnviz.ink.text import label
from attnviz.ink.tween import LAG_LONGEST, Tween, leaves
from attnviz.look.style import S, Theme
from attnviz.mobjects.grid_plan import GridPlan
from attnviz.pictures.values import STEP, Falling, Strips, Weighing, full_colour, matrix_chip
from attnviz.pictures.values_grid import (
    Picture,
    rearrange,
    split_grid,
    times_signs,
    values_head,
    weight_labels,
)
from attnviz.pictures.values_plan import SplitPlan, Stages

_SWEEP = 1.3  # seconds that the rule takes


class OpeningColumn:
    """A column that takes values in, weighs them and adds them up; its steps are called in order.

    Parameters
    ----------
    parts
        The terms of the sum: weights and values.
    pattern
        (query, key), for the dots of the other columns.
    stages
        How the grid stands.
    grid
        Whose names of words are written.

    Attributes
    ----------
    scale
        The size of a number in full colour, of all strips.
    picture
        The grid as it stands, by what its parts are called.
    values, weighed, total
        The values beside the rows; their copies in the column; the sum.
    matrix
        What comes down beside the rows.
    """

    def __init__(
        self, parts: UpdateTerms, pattern: Floats, stages: Stages, grid: GridPlan, theme: Theme
    ) -> None:
        self._parts, self._pattern, self._stages = parts, pattern, stages
        self._grid, self._theme = grid, theme
        beside, opened = stages.beside, stages.opened
        self.scale = scale = full_colour(parts.values)
        self.picture = self._split(stages.closed)
        self.values = Strips(parts.values, beside.strips(beside.values), scale, theme, theme.value)
        self.weighed = Strips(parts.values, opened.strips(opened.values), scale, theme)
        nothing = np.full((1, parts.values.shape[1]), np.nan)
        room = opened.strip(opened.sum_level, opened.inside)
        self.total = Strips(nothing, [room], scale, theme, theme.value)
        rooms = beside.strips(beside.values)
        self._ends = rooms[0].center[1], rooms[-1].center[1]
        lane = (beside.words + beside.values[0]) / 2
        self.matrix = matrix_chip("V", (lane, self._ends[0]), 0.8 * beside.row_height, theme.value)

    def _split(self, plan: SplitPlan) -> Picture:
        return split_grid(plan, self._grid, self._pattern, self._theme)

    def make_room(self) -> tuple[list[Tween], list[Ink]]:
        """Move the grid aside; return also what is new in it, to come when that is done."""
        plan = self._stages.beside
        moves, come, self.picture = rearrange(self.picture, self._split(plan))
        named = values_head(plan, self._theme)
        self.picture |= named
        return [*moves, appear([*self.matrix, *named.values()], delay=0.6)], come

    def make_values(self) -> list[Tween]:
        """Let the matrix come down, and leave a value beside each row that is looked at."""
        first, last = self._ends
        down = min(STEP * (len(self.values.rasters) - 1), LAG_LONGEST)
        return [
            travel(self.matrix, (0.0, last - first), run_time=max(down, 0.1), rate_func=linear),
            *self.values.drawn(STEP),
        ]

    def open(self, read: Mapping[int, Ink]) -> list[Tween]:
        """Open the column; weights come to their rows from where they were read out.

        Parameters
        ----------
        read
            Weights as they stand elsewhere, by their key.
        """
        parts, plan, theme = self._parts, self._stages.opened, self._theme
        known: Picture = {
            ("weight", i): read[key] for i, key in enumerate(parts.keys) if key in read
        }
        goal = {
            **self._split(plan), **values_head(plan, theme),
            **weight_labels(plan, parts.weights, theme), **times_signs(plan, theme),
        }  # fmt: skip
        moves, come, self.picture = rearrange({**self.picture, **known}, goal)
        moves += self.values.moved(plan.strips(plan.values))
        return [*moves, appear(come, delay=max(move.run_time for move in moves) - 0.25)]

    def take_in(self) -> list[Tween]:
        """Let copies of the values slide along their rows into the column."""
        plan = self._stages.opened
        return self.weighed.moved(plan.strips(plan.inside), lag=0.1)

    def weigh(self) -> Weighing:
        """Multiply them by their weights."""
        plan = self._stages.opened
        cells = plan.strips(plan.inside)
        return Weighing(self.weighed, cells, self._parts.weights, self._theme, _SWEEP)

    def name_the_sum(self) -> list[Ink]:
        """Return the brackets that wait for the sum, and its name."""
        plan = self._stages.opened
        at = plan.inside[0] - 0.22, plan.sum_level - 0.33 * S
        name = label(noted("sum"), self._theme.mute, S, at, "right", "sans")
        self.picture["sum", "name"] = name
        return [*self.total.brackets, name]

    def add_up(self) -> Falling:
        """Let what is weighed fall into its sum."""
        return Falling(self.weighed, self.total)

    def leaving(self) -> list[Ink]:
        """Return all but the sum itself."""
        strips = [*self.values.rasters, *self.values.brackets, *self.total.brackets]
        return leaves([*self.picture.values(), *strips])
