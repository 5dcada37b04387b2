"""Vectors that are added up: written columns, and the numbers' way into their sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from manim import Mobject, VGroup

from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, copy_of, recolor, replace, travel, without
from attnviz.ink.text import Run, entering, symbol
from attnviz.ink.tween import Tween, leaves
from attnviz.look.style import L, Theme
from attnviz.mobjects.vectors import entries_drawn
from attnviz.pictures.update_sum_columns import (
    Array,
    TermPlan,
    WrittenColumn,
    brace_below,
    signs,
    symbol_above,
    written_column,
    written_entry,
)

STEP, SWEPT = 0.25, 0.6  # seconds that a term of one row takes, and all other rows together


class Addition:
    """Terms side by side, and the column that they are added up in.

    Parameters
    ----------
    terms
        (terms, length), what stands in the columns at first.
    total
        (length,) their sum.
    plan
        Where they stand.
    colors
        One a term.
    color
        The total's.

    Attributes
    ----------
    columns
        Of the terms.
    total
        The sum's column; its bracket stands empty until then.
    signs
        + and =.
    """

    def __init__(
        self, terms: Array, total: Array, plan: TermPlan, colors: Sequence[str], color: str,
        theme: Theme,
    ) -> None:  # fmt: skip
        self.plan, self.terms, self.color = plan, terms, color
        self.columns = self._written(terms, colors)
        self.total = written_column(total, plan.centers[-1], plan, color)
        self.total.frame.paint(theme.line)
        self.signs = signs(plan, theme)

    def _written(self, terms: Array, colors: Sequence[str]) -> list[WrittenColumn]:
        return [
            written_column(term, x, self.plan, color)
            for term, x, color in zip(terms, self.plan.centers, colors, strict=False)
        ]

    def rewrite(self, terms: Array, colors: Sequence[str], lag: float = 0.03) -> list[Tween]:
        """Write other numbers into the terms' columns, from the top down."""
        tweens: list[Tween] = []
        for column, now, color in zip(
            self.columns, self._written(terms, colors), colors, strict=True
        ):
            tweens += replace(column.numbers, now.numbers, lag=lag)
            tweens.append(recolor([column.frame, *column.dots], color))
            column.numbers = now.numbers
        self.terms = terms
        return tweens

    def open(self) -> list[Tween]:
        """Make the sum's column ready."""
        return [
            recolor(self.total.frame, self.color), appear(self.total.dots), appear(self.signs)
        ]  # fmt: skip

    def worked_row(self) -> int:
        """Choose the row that is worked out: its terms add up as written, and all of them count.

        Of the rows whose rounded terms give the rounded sum, it is the one whose smallest term is
        largest; where there is none, of all rows.
        """
        rows = entries_drawn(self.terms.shape[1], len(self.total.numbers))
        terms = np.asarray(self.terms, float)[:, rows]
        written = np.round(terms, 2).sum(axis=0)
        exact = np.abs(written - np.round(terms.sum(axis=0), 2)) < 1e-6
        least = np.abs(terms).min(axis=0) + 1e9 * exact
        return int(least.argmax())

    def one_row(self) -> Iterator[tuple[Tween, list[Ink], list[Ink]]]:
        """Carry one row's terms over, one after the other, to a sum that grows.

        Yields
        ------
        tuple
            A term's way; the sum so far, which then goes; the sum that then stands.
        """
        row, plan = self.worked_row(), self.plan
        entry = entries_drawn(self.terms.shape[1], len(self.total.numbers))[row]
        sums = np.cumsum(self.terms[:, entry], dtype=float)
        before: list[Ink] = []
        for i, column in enumerate(self.columns):
            flight = travel(
                copy_of(column.numbers[row]), (self._reach(i), 0.0), arc=0.3, run_time=STEP,
                introducer=True, remover=True,
            )  # fmt: skip
            after = self.total.numbers[row]
            if i < len(self.columns) - 1:
                after = written_entry(sums[i], plan.centers[-1], row, plan, self.color)
            yield flight, before, [after]
            before = [after]

    def other_rows(self) -> list[Tween]:
        """Carry all other rows over, row after row."""
        worked = self.worked_row()
        rows, places, aside = [], [], []
        for row in range(len(self.total.numbers)):
            if row == worked:
                continue
            copies = [copy_of(column.numbers[row]) for column in self.columns]
            places += [ink.place for ink in copies]
            aside += [self._reach(i) for i in range(len(copies))]
            rows.append(VGroup(*copies))
        if not rows:
            return []
        ends, lag = np.array(places), SWEPT / len(rows)
        ends[:, 0] += aside
        flight = Tween(
            rows, place=ends, opacity=0.0, lag=lag, run_time=SWEPT, introducer=True,
            remover=True,
        )  # fmt: skip
        return [flight, appear(without(self.total.numbers, worked), lag=lag, delay=0.6 * SWEPT)]

    def _reach(self, i: int) -> float:
        """Return how far a term's column stands from the sum's."""
        return self.plan.centers[-1] - self.plan.centers[i]

    def inks(self) -> list[Ink]:
        """Return all terms and signs, without the sum."""
        return [*(ink for column in self.columns for ink in column.everything()), *self.signs]


class Equation:
    """E + ΔE = E′ in numbers, each named above and below.

    Parameters
    ----------
    before, update, after
        (length,).
    index, layer
        Whose they are, counted from 1, and the layer that it enters.
    said
        What to say below each.

    Attributes
    ----------
    adding
        The columns.
    names
        What belongs to each column: its symbol, its brace and the brace's text.
    """

    def __init__(
        self, before: Array, update: Array, after: Array, index: int, layer: int,
        said: Sequence[str], plan: TermPlan, theme: Theme,
    ) -> None:  # fmt: skip
        colors = [theme.embedding, theme.output, theme.accent]
        terms = np.stack([before, update])
        self.adding = Addition(terms, after, plan, colors[:2], colors[2], theme)
        self.names: list[list[Mobject]] = []
        for i, (text, color) in enumerate(zip(said, colors, strict=True)):
            if i == 1:
                runs = symbol("ΔE", str(index), color, L)
            else:
                runs = entering(str(index), layer, color, L, prime=i == 2)
            brace = brace_below(i, i, [[Run(text, theme.mute, "sans")]], plan, color)
            self.names.append([symbol_above(runs, i, plan), *brace])

    def inks(self) -> list[Ink]:
        """Return everything."""
        named = [ink for names in self.names for ink in leaves(names)]
        return [*self.adding.inks(), *self.adding.total.everything(), *named]
