"""The finished pattern with one column in focus, and that column read out beside it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from attnviz.ink.ink import Ink
from attnviz.ink.motion import without
from attnviz.ink.tween import leaves
from attnviz.look.style import DIM, Theme
from attnviz.mobjects import grid as draw
from attnviz.mobjects.cells import Cells
from attnviz.mobjects.grid_plan import DOTS_AT_MOST, GridPlan
from attnviz.mobjects.reading import reading_panel

Array = npt.NDArray[np.floating[Any]]


class FollowedColumn:
    """What the clip of the pattern ends with.

    Parameters
    ----------
    labels
        (n,) all words.
    pattern, mask
        (query, key).
    query
        Which column is in focus.
    note
        Lines of a remark below the reading; may be empty.

    Attributes
    ----------
    inks
        Everything, in drawing order.
    said
        What a later picture may take over, by what it stands for: ``"query"``, ``("key", i)``,
        ``("dot", i)`` and ``("weight", i)``.
    """

    def __init__(
        self, labels: Sequence[str], pattern: Array, mask: npt.NDArray[np.bool_], query: int,
        note: Sequence[str], plan: GridPlan, theme: Theme,
    ) -> None:  # fmt: skip
        self.said: dict[Hashable, Ink] = {}
        self.inks: list[Ink] = leaves([draw.grid_lines(plan, theme), draw.axis_names(plan, theme)])
        self._name(plan, mask[query], query, theme)
        if len(labels) <= DOTS_AT_MOST:
            self._dot(pattern, query, plan, theme)
        else:
            self.inks.append(Cells(pattern, plan, theme.hair, theme.text, mask))
        self.inks.append(draw.column_frame(plan, query, theme.query))
        if plan.panel is not None:
            self._read(labels, pattern[query], query, note, plan, theme)

    def _name(self, plan: GridPlan, seen: npt.NDArray[np.bool_], query: int, theme: Theme) -> None:
        tops, rows = draw.column_labels(plan, theme.mute), draw.row_labels(plan, theme.mute)
        self.said["query"] = tops[query].paint(theme.query)
        for key in sorted({*np.flatnonzero(seen).tolist()} & {*plan.rows}):
            self.said["key", key] = rows[key].paint(theme.key)
        self.inks += [*tops, *rows]

    def _dot(self, pattern: Array, query: int, plan: GridPlan, theme: Theme) -> None:
        dots = draw.dot_columns(pattern, plan, theme.text)
        for ink in leaves(without(dots, query)):
            ink.rgba[3] = DIM
        keys = draw.dotted_keys(pattern[query])
        self.said |= {("dot", key): dot for key, dot in zip(keys, leaves(dots[query]), strict=True)}
        self.inks += leaves(dots)

    def _read(
        self, labels: Sequence[str], weights: Array, query: int, note: Sequence[str],
        plan: GridPlan, theme: Theme,
    ) -> None:  # fmt: skip
        panel = reading_panel(labels, weights, query, plan, theme, note)
        for key, dot, row in zip(panel.keys, panel.dots, panel.rows, strict=False):
            self.said["dot", key] = dot
            self.said["weight", key] = leaves(row)[0]
        self.inks += leaves(panel.everything())
