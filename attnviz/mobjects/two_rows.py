"""Two rows of columns: the vectors that go into a matrix, and below them those that come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.ink import Ink, join, polyline
from attnviz.ink.motion import look_near
from attnviz.ink.text import Line
from attnviz.ink.tween import Array as Places
from attnviz.ink.tween import Tween, leaves
from attnviz.look.page import Box
from attnviz.look.style import RULE_STROKE, Theme
from attnviz.mobjects.sentence_plan import ColumnPlan
from attnviz.mobjects.vectors import STRIP_INSET, strip_columns, strip_scale
from attnviz.mobjects.words import column_words, symbols_below

Array = npt.NDArray[np.floating[Any]]
BAND = 1.0  # scene units between the rows, for the rail
_SYMBOLS = 0.62  # from the words' line down to that of the symbols of what goes in
_UNDER, _OVER = 0.2, 0.52  # from a line of symbols down to a column, and up to one
_BARB, _CLEAR, _FAINT = 0.09, 0.07, 0.6
_BESIDE = 0.55  # scene units, from the middle of a column to what passes it
_NEAR, _LATE = 1.8, 0.6  # how near one column is drawn while it is worked on; seconds


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
        return [*self.standing(), *self.arrows, *leaves([*self.outputs, *self.made])]

    def standing(self) -> list[Ink]:
        """Return words and what goes in: all that is there before anything comes out."""
        return [*self.words, *leaves([*self.entering, *self.inputs])]

    def column(self, i: int) -> list[Ink]:
        """Return a word, its symbol and what goes in."""
        return [self.words[i], *leaves([self.entering[i], self.inputs[i]])]

    def put_to_rest(self, rest: ColumnPlan) -> list[Tween]:
        """Put what goes in where it stands as columns at rest; return what takes it up again.

        Symbols pass their columns on the right.
        """
        upper, strips, symbols = self.plan.upper, leaves(self.inputs), leaves(self.entering)
        ends = [np.array([ink.place for ink in inks]).reshape(-1, 5) for inks in (strips, symbols)]
        for ink in symbols:
            ink.place[1] += rest.symbol_rows[0] - upper.symbol_rows[0]
        for ink in strips:
            inset = 0.0 if ink.is_stroked or ink.draw is not None else STRIP_INSET
            share = (rest.top - rest.bottom - 2 * inset) / (upper.top - upper.bottom - 2 * inset)
            ink.place[1] = rest.top - inset + (ink.place[1] - upper.top + inset) * share
            ink.place[3] *= share
        beside = -min(0.5 * upper.pitch, _BESIDE)
        return [Tween(strips, place=ends[0]), Tween(symbols, place=ends[1], arc=beside)]

    def step_aside(self, i: int) -> Tween:
        """Let all columns but one give way to it, as if it were drawn near."""
        return look_near(self._others(i), self._head(i), _NEAR, opacity=0.0, remover=True)

    def come_back(self, i: int) -> Tween:
        """Bring all columns back that gave way to one."""
        others, about = self._others(i), np.array(self._head(i))

        def aside(places: Places) -> Places:
            start = places.copy()
            start[:, :2] = about + (places[:, :2] - about) * _NEAR
            start[:, 2:4] *= _NEAR
            return start

        return Tween(others, start_place=aside, start_opacity=0.0, delay=_LATE, introducer=True)

    def _head(self, i: int) -> tuple[float, float]:
        return self.plan.upper.centers[i], self.plan.upper.symbol_rows[0]

    def _others(self, i: int) -> list[Ink]:
        return [ink for j in range(len(self.words)) if j != i for ink in self.column(j)]


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
