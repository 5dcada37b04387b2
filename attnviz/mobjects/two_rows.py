"""Two rows of columns: the vectors that go into a matrix, and below them those that come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.ink import Ink, join, polyline
from attnviz.ink.text import Line
from attnviz.ink.tween import leaves
from attnviz.look.page import Box
from attnviz.look.style import RULE_STROKE, Theme
from attnviz.mobjects.sentence_plan import ColumnPlan
from attnviz.mobjects.vectors import strip_columns, strip_scale
from attnviz.mobjects.words import column_words, symbols_below

Array = npt.NDArray[np.floating[Any]]
BAND = 1.0  # scene units between the rows, for the rail
_SYMBOLS = 0.62  # from the words' line down to that of the symbols of what goes in
_UNDER, _OVER = 0.2, 0.52  # from a line of symbols down to a column, and up to one
_BARB, _CLEAR, _FAINT = 0.09, 0.07, 0.6


@dataclass(frozen=True)
class TwoRowsPlan:
    """Where the two rows stand; what does not differ is that of the columns at rest.

    Attributes
    ----------
    upper, lower
        Columns that go in, with the line of their symbols above them, and that come out, with the
        line of theirs below, each first in `symbol_rows`.
    rail
        Height at which a matrix slides between them, in scene units.
    """

    upper: ColumnPlan
    lower: ColumnPlan
    rail: float

    @property
    def band(self) -> tuple[float, float]:
        """Lower and upper edge of the room between the rows."""
        return self.lower.top, self.upper.bottom

    def column_box(self, i: int, lower: bool = False) -> Box:
        """Return the room of one column in the upper or the lower row."""
        row = self.lower if lower else self.upper
        half = row.pitch / 2
        return Box(row.centers[i] - half, row.bottom, row.centers[i] + half, row.top)


def plan_two_rows(lineup: ColumnPlan) -> TwoRowsPlan:
    """Part the room of columns at rest into two rows of one height, and a band between.

    Parameters
    ----------
    lineup
        Columns at rest.
    """
    above = lineup.label_base - _SYMBOLS + (0.12 if lineup.angle else 0.0)
    below = lineup.symbol_rows[1]
    top, bottom = above - _UNDER, below + _OVER
    height = (top - bottom - BAND) / 2
    upper = replace(lineup, top=top, bottom=top - height, symbol_rows=(above, above))
    lower = replace(lineup, top=bottom + height, bottom=bottom, symbol_rows=(below, below))
    return TwoRowsPlan(upper, lower, (upper.bottom + lower.top) / 2)


@dataclass
class TwoRows:
    """Words, what goes in beneath them, what comes out below, and an arrow from one to the other.

    Attributes
    ----------
    words
        Above their columns.
    entering, made
        Symbols of what goes in and of what comes out, one line a column.
    inputs, outputs
        Strips, one group a column.
    arrows
        From the one to the other, one a column; none where columns are too fine.
    """

    plan: TwoRowsPlan
    words: list[Ink]
    entering: list[Line]
    inputs: list[VGroup]
    arrows: list[Ink]
    outputs: list[VGroup]
    made: list[Line]

    def everything(self) -> list[Ink]:
        """Return all parts, in drawing order."""
        parts = self.words, self.entering, self.inputs, self.arrows, self.outputs, self.made
        return [ink for part in parts for ink in leaves(part)]


def two_rows(
    inputs: Sequence[Array], outputs: Sequence[Array], lineup: ColumnPlan, letter: str, layer: int,
    role: str, theme: Theme, scale: float | None = None,
) -> TwoRows:  # fmt: skip
    """Draw the vectors that go into a head's matrix over those that come out.

    Parameters
    ----------
    inputs, outputs
        One array (tokens, length) a word.
    lineup
        Columns at rest.
    letter
        Of the symbol of what comes out.
    layer
        That the vectors enter, for their symbol.
    role
        Colour of what comes out.
    scale
        The size of an entry of `outputs` that is drawn in full colour; None is their own.
    """
    plan = plan_two_rows(lineup)
    full = strip_scale(np.concatenate(list(outputs))) if scale is None else scale
    return TwoRows(
        plan,
        column_words(lineup, theme.text),
        symbols_below("E", plan.upper, 0, theme.embedding, layer),
        strip_columns(inputs, plan.upper, theme, None, theme.embedding),
        _arrows(plan, role),
        strip_columns(outputs, plan.lower, theme, None, role, full),
        symbols_below(letter, plan.lower, 0, role),
    )


def _arrows(plan: TwoRowsPlan, role: str) -> list[Ink]:
    if plan.upper.pitch < 3 * _BARB:
        return []
    low, high = plan.band[0] + _CLEAR, plan.band[1] - _CLEAR
    shape = [
        polyline((0.0, high), (0.0, low)),
        polyline((-0.5 * _BARB, low + _BARB), (0.0, low), (0.5 * _BARB, low + _BARB)),
    ]
    return [
        Ink(join(shape), role, (x, 0.0), opacity=_FAINT, stroke=RULE_STROKE)
        for x in plan.upper.centers
    ]
