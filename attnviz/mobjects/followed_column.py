"""The finished pattern with one column in focus, and that column read out beside it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.ink import Ink
from attnviz.ink.motion import without
from attnviz.ink.tween import leaves
from attnviz.look.page import Page
from attnviz.look.style import DIM, Theme
from attnviz.mobjects import grid as draw
from attnviz.mobjects.cells import Cells, ramp_scale
from attnviz.mobjects.grid_plan import DOTS_AT_MOST, GridPlan
from attnviz.mobjects.reading import ReadingPanel, reading_panel

Array = npt.NDArray[np.floating[Any]]


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
    lattice, axes
        The grid's lines, and which axis is which.
    tops, rows
        (n,) the words above the columns and beside the rows.
    columns
        Dots, one group a column; beyond `DOTS_AT_MOST` words one picture of cells.
    scale
        Of cells; empty beside dots.
    frame
        Around the column in focus.
    panel
        The reading; None where the plan has no panel.
    inks
        Everything, in drawing order.
    said
        What a later picture may take over, by what it stands for: ``"query"``, ``("key", i)``,
        ``("dot", i)`` and ``("weight", i)``.
    """

    def __init__(
        self, labels: Sequence[str], pattern: Array, mask: npt.NDArray[np.bool_], query: int,
        note: Sequence[str], plan: GridPlan, page: Page, theme: Theme,
    ) -> None:  # fmt: skip
        self.said: dict[Hashable, Ink] = {}
        self.lattice, self.axes = draw.grid_lines(plan, theme), draw.axis_names(plan, theme)
        self._name(plan, mask[query], query, theme)
        self.columns: Sequence[Any]
        self.scale = VGroup()
        if len(labels) <= DOTS_AT_MOST:
            self._dot(pattern, query, plan, theme)
        else:
            self.columns = [Cells(pattern, plan, theme.hair, theme.text, mask)]
            self.scale = ramp_scale(plan, page, theme)
        self.frame = draw.column_frame(plan, query, theme.query)
        self.panel: ReadingPanel | None = None
        if plan.panel is not None:
            self._read(labels, pattern[query], query, note, plan, theme)
        parts = [self.lattice, self.axes, *self.tops, *self.rows, *self.columns, self.scale]
        read: list[Any] = self.panel.everything() if self.panel else []
        self.inks: list[Ink] = leaves([*parts, self.frame, *read])

    def _name(self, plan: GridPlan, seen: npt.NDArray[np.bool_], query: int, theme: Theme) -> None:
        self.tops = draw.column_labels(plan, theme.mute)
        self.rows = draw.row_labels(plan, theme.mute)
        self.said["query"] = self.tops[query].paint(theme.query)
        for key in sorted({*np.flatnonzero(seen).tolist()} & {*plan.rows}):
            self.said["key", key] = self.rows[key].paint(theme.key)

    def _dot(self, pattern: Array, query: int, plan: GridPlan, theme: Theme) -> None:
        dots = self.columns = draw.dot_columns(pattern, plan, theme.text)
        for ink in leaves(without(dots, query)):
            ink.rgba[3] = DIM
        keys = draw.dotted_keys(pattern[query])
        self.said |= {("dot", key): dot for key, dot in zip(keys, leaves(dots[query]), strict=True)}

    def _read(
        self, labels: Sequence[str], weights: Array, query: int, note: Sequence[str],
        plan: GridPlan, theme: Theme,
    ) -> None:  # fmt: skip
        panel = self.panel = reading_panel(labels, weights, query, plan, theme, note)
        for key, dot, row in zip(panel.keys, panel.dots, panel.rows, strict=False):
            self.said["dot", key] = dot
            self.said["weight", key] = leaves(row)[0]
