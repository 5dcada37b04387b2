"""The numbers in a grid's cells, which change from products to scores to shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.follow import rewrite
from attnviz.ink.groups import gather_each
from attnviz.ink.ink import Ink
from attnviz.ink.motion import turn_into
from attnviz.ink.text import label
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.style import Theme
from attnviz.mobjects.grid import dotted_keys
from attnviz.mobjects.grid_plan import GridPlan
from attnviz.mobjects.score_cells import quiet_minus

Array = npt.NDArray[np.floating[Any]]
_LAG, _TURN = 0.015, 0.6  # seconds from one number to the next, and for each


class GridNumbers:
    """A number in every cell of a grid, an Ink each, which is rewritten when it changes.

    Those below zero are pink, and −∞ is quiet.

    Parameters
    ----------
    values
        (query, key): what stands there first.
    plan
        Where the grid stands.
    size
        Scene units to the em.

    Attributes
    ----------
    plan
        Where the grid stands by now.
    columns
        One list of Inks a query, in the keys' order.
    """

    def __init__(self, values: Array, plan: GridPlan, size: float, theme: Theme) -> None:
        self.plan, self.size, self._theme = plan, size, theme
        self._minus = quiet_minus(theme)
        self.columns = [
            [label("", theme.text, size, (0.0, 0.0)) for _ in column] for column in values
        ]
        for query, column in enumerate(values):
            self.score(query, column)

    def everything(self) -> list[Ink]:
        """Return all Inks, column by column."""
        return [ink for column in self.columns for ink in column]

    def column(self, query: int, seen: npt.NDArray[np.bool_]) -> list[Ink]:
        """Return the numbers of the keys that a query sees."""
        return [ink for ink, shown in zip(self.columns[query], seen, strict=True) if shown]

    def score(self, query: int, values: Array) -> None:
        """Write a column's products or scores.

        Parameters
        ----------
        values
            (key,); −∞ where the mask is.
        """
        for key, value in enumerate(values):
            text = numerals.signed(float(value))
            color = self._minus if text.startswith(numerals.MINUS) else self._theme.text
            self._write(query, key, text, self._theme.fade if np.isinf(value) else color)

    def share(self, query: int, weights: Array, seen: npt.NDArray[np.bool_]) -> None:
        """Write a column's weights; cells that it does not see become empty.

        Parameters
        ----------
        weights, seen
            (key,).
        """
        for key, (weight, shown) in enumerate(zip(weights, seen, strict=True)):
            text = numerals.weight(float(weight)) if shown else ""
            self._write(query, key, text, self._theme.text)

    def _write(self, query: int, key: int, text: str, color: str) -> None:
        ink = self.columns[query][key]
        x, y = self.plan.center(key, query)
        ink.place[2:] = self.size, self.size, 0.0  # where it has come back from a panel
        rewrite(ink, text, (x, y - 0.33 * self.size), "center")
        ink.paint(color).rgba[3] = 1.0

    def turn_into_dots(self, weights: Array, dots: Sequence[VGroup]) -> list[Tween]:
        """Let every number turn into its dot, column after column; those without one are gone.

        Parameters
        ----------
        weights
            (query, key), as they are written.
        dots
            One group a query, see `dot_columns`.
        """
        keys = [dotted_keys(column) for column in weights]
        turned = [self.columns[query][key] for query, row in enumerate(keys) for key in row]
        known = {id(ink) for ink in turned}
        rest = [ink for ink in self.everything() if ink.text and id(ink) not in known]
        into = turn_into(turned, leaves(dots), lag=_LAG, run_time=_TURN)
        return [
            *into,
            gather_each(rest, [_middle(ink) for ink in rest], 1e-3, remover=True, run_time=_TURN),
        ]


def _middle(ink: Ink) -> tuple[float, float]:
    left, bottom, right, top = ink.box() or (0.0, 0.0, 0.0, 0.0)
    return (left + right) / 2, (bottom + top) / 2
