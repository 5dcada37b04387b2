"""A whole grid with its words: weights as dots, or as one picture of cells if they are many."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.ink import Ink
from attnviz.look.style import Theme
from attnviz.mobjects import grid as draw
from attnviz.mobjects.cells import Cells
from attnviz.mobjects.grid_plan import DOTS_AT_MOST, GridPlan

Array = npt.NDArray[np.floating[Any]]


@dataclass
class PatternGrid:
    """A grid of weights as it stands: all that a scene may move of it.

    Attributes
    ----------
    plan
        Where it stands.
    lattice
        Its lines and the axes' names.
    tops, sides
        The queries' labels above and the keys' at the side, one a position; empty where there is
        no room.
    dots
        One group a query; empty where the weights are one picture.
    picture
        The weights as one picture, where they are too many for dots; else empty.
    """

    plan: GridPlan
    lattice: list[Any]
    tops: list[Ink]
    sides: list[Ink]
    dots: list[VGroup]
    picture: list[Any]

    def everything(self) -> list[Any]:
        """Return all parts, in drawing order."""
        return [*self.axes(), *self.dots, *self.picture]

    def axes(self) -> list[Any]:
        """Return all but the weights."""
        return [*self.lattice, *self.tops, *self.sides]

    def words(self, query: int) -> dict[Hashable, Ink]:
        """Return the labels that a table of one column also says, by what they stand for."""
        found: dict[Hashable, Ink] = {("key", i): ink for i, ink in enumerate(self.sides)}
        return {**found, "query": self.tops[query]}


def pattern_grid(
    weights: Array, mask: npt.NDArray[np.bool_], plan: GridPlan, theme: Theme
) -> PatternGrid:
    """Draw a pattern as a grid with its words.

    Parameters
    ----------
    weights
        (query, key), in [0, 1].
    mask
        (query, key) bool: where a query may look; cells outside stay empty.
    plan
        Where it stands.
    """
    dotted = plan.n <= DOTS_AT_MOST
    shown = np.where(mask, weights, 0.0)
    return PatternGrid(
        plan, [draw.grid_lines(plan, theme), draw.axis_names(plan, theme)],
        draw.column_labels(plan, theme.query), draw.row_labels(plan, theme.key),
        draw.dot_columns(shown, plan, theme.text) if dotted else [],
        [] if dotted else [Cells(weights, plan, theme.hair, theme.text, mask)],
    )  # fmt: skip
