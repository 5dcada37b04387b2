"""The finished pattern with one column in focus, and that column read out beside it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, come_from, fade, recolor, without
from attnviz.ink.tween import Tween, leaves
from attnviz.look.page import Page
from attnviz.look.style import DIM, Theme
from attnviz.mobjects import grid as draw
from attnviz.mobjects.cells import ramp_scale
from attnviz.mobjects.grid_plan import GridPlan
from attnviz.mobjects.pattern_grid import PatternGrid, pattern_grid
from attnviz.mobjects.reading import ReadingPanel, reading_panel

Array = npt.NDArray[np.floating[Any]]
_LAG, _WORDS_LATER = 0.12, 0.6  # seconds from one row to the next, and after their dots set off


class FollowedColumn:
    """What the clip of the pattern ends with, and the clip of values begins with.

    Parameters
    ----------
    labels
        (n,) all words, told apart.
    pattern, mask
        (query, key).
    query
        Which column is in focus.
    note
        Lines of a remark below the reading; may be empty.
    plan
        Where the grid stands; it is read out where the plan has a panel.

    Attributes
    ----------
    grid
        The pattern, the other columns dimmed.
    scale
        Of cells, where the weights are one picture; else empty.
    frame
        Around the column in focus.
    panel
        The reading; None where the plan has no panel.
    said
        What a later picture may take over, by what it stands for: ``"query"``, ``("key", i)``,
        ``("dot", i)`` and ``("weight", i)``.
    """

    def __init__(
        self, labels: Sequence[str], pattern: Array, mask: npt.NDArray[np.bool_], query: int,
        note: Sequence[str], plan: GridPlan, page: Page, theme: Theme,
    ) -> None:  # fmt: skip
        self._query, self._seen, self._theme = query, mask[query], theme
        self._largest = float(pattern[query].max())
        self.grid = pattern_grid(pattern, mask, plan, theme)
        self.scale = ramp_scale(plan, page, theme) if self.grid.picture else VGroup()
        self.said: dict[Hashable, Ink] = {"query": self.grid.tops[query]}
        for ink in without(self.grid.tops, query):
            ink.paint(theme.mute)
        for key, ink in enumerate(self.grid.sides):
            if not mask[query, key]:
                ink.paint(theme.mute)
            elif key in plan.rows:
                self.said["key", key] = ink
        if self.grid.dots:
            self._dim(pattern[query], query)
        self.frame = draw.column_frame(plan, query, theme.query)
        self.panel: ReadingPanel | None = None
        if plan.panel is not None:
            self._read(labels, pattern[query], query, note, plan, theme)

    @property
    def inks(self) -> list[Ink]:
        """Everything, in drawing order."""
        read: list[Any] = self.panel.everything() if self.panel else []
        return leaves([*self.grid.everything(), self.scale, self.frame, *read])

    def focus(self, grid: PatternGrid) -> list[Tween]:
        """Let a whole pattern that stands there step back, all but this column."""
        theme, query = self._theme, self._query
        seen = [ink for key, ink in enumerate(grid.sides) if self._seen[key]]
        unseen = [ink for key, ink in enumerate(grid.sides) if not self._seen[key]]
        quiet = recolor([*without(grid.tops, query), *unseen], theme.mute)
        focused = [appear(self.frame), quiet, recolor(seen, theme.key)]
        if not grid.dots:
            return focused
        dim = fade(leaves(without(grid.dots, query)), DIM)
        return [*focused, dim, fade(grid.dots[query], 1.0)]

    def read_out(self) -> list[Tween]:
        """Let copies of the column's dots travel to the rows of its reading, and words come."""
        panel, plan = self.panel, self.grid.plan
        if panel is None:
            return []
        spots = [plan.center(key, self._query) for key in panel.keys]
        largest = plan.dot_radius * float(np.sqrt(self._largest))
        words = [panel.head, *panel.rows, panel.total]
        dots = come_from(panel.dots, spots, size=largest)
        return [dots, appear(words, lag=_LAG, delay=_WORDS_LATER)]

    def _dim(self, weights: Array, query: int) -> None:
        dots = self.grid.dots
        for ink in leaves(without(dots, query)):
            ink.rgba[3] = DIM
        keys = draw.dotted_keys(weights)
        self.said |= {("dot", key): dot for key, dot in zip(keys, leaves(dots[query]), strict=True)}

    def _read(
        self, labels: Sequence[str], weights: Array, query: int, note: Sequence[str],
        plan: GridPlan, theme: Theme,
    ) -> None:  # fmt: skip
        panel = self.panel = reading_panel(labels, weights, query, plan, theme, note)
        for key, dot, row in zip(panel.keys, panel.dots, panel.rows, strict=False):
            self.said["dot", key] = dot
            self.said["weight", key] = leaves(row)[0]
