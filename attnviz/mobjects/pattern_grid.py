"""The finished pattern: its grid with a dot in every cell, and all that stands around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.ink import Ink
from attnviz.ink.tween import leaves
from attnviz.look.page import Page
from attnviz.look.style import Theme
from attnviz.mobjects import grid as draw
from attnviz.mobjects.cells import cell_bands, ramp_scale
from attnviz.mobjects.grid_plan import DOTS_AT_MOST, GridPlan

Array = npt.NDArray[np.floating[Any]]


class PatternGrid:
    """What the clip of the mask ends with: all columns as dots, none of them in focus.

    Parameters
    ----------
    pattern, mask
        (query, key).
    plan
        Where the grid stands.

    Attributes
    ----------
    lattice, axes
        The grid's lines, and which axis is which.
    tops, rows
        (n,) the words above the columns and beside the rows.
    columns
        Dots, one group a column; beyond `DOTS_AT_MOST` words a picture of cells, in bands of
        neighbouring columns.
    scale
        Of cells; empty beside dots.
    """

    def __init__(
        self, pattern: Array, mask: npt.NDArray[np.bool_], plan: GridPlan, page: Page, theme: Theme
    ) -> None:
        self.lattice, self.axes = draw.grid_lines(plan, theme), draw.axis_names(plan, theme)
        self.tops = draw.column_labels(plan, theme.query)
        self.rows = draw.row_labels(plan, theme.key)
        self.columns: Sequence[Any] = draw.dot_columns(pattern, plan, theme.text)
        self.scale = VGroup()
        if plan.n > DOTS_AT_MOST:
            self.columns = cell_bands(pattern, plan, theme.hair, theme.text, mask)
            self.scale = ramp_scale(plan, page, theme)

    @property
    def inks(self) -> list[Ink]:
        """Everything, in drawing order."""
        labels = [*self.tops, *self.rows]
        return leaves([self.lattice, self.axes, *labels, *self.columns, self.scale])
