"""One query meets the keys that it may look at: strips, the race of their products, the totals.

The numbers of query and keys lie in rows above the lines of the race, so that each step of a line
stands below the two numbers whose product it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup, smooth

from attnviz.attention import Floats
from attnviz.ink.follow import Follow
from attnviz.ink.motion import appear, emerge, fade, grow, recolor, vanish
from attnviz.ink.text import Line, Run, line_width, symbol
from attnviz.ink.tween import Tween
from attnviz.look import numerals
from attnviz.look.colors import blend
from attnviz.look.page import Page
from attnviz.look.style import DIM, M, S, Theme
from attnviz.look.typeset import shorten
from attnviz.mobjects.vectors import strip_scale
from attnviz.pictures.key_column import RaceColumn, Totals, race_column, totals_of
from attnviz.pictures.key_plan import RacePlan, plan_race, runners, thin_lines
from attnviz.pictures.key_race import Race, axes, race
from attnviz.pictures.key_strips import Reading, lying_strip, reading_bar, strip_symbols

Array = npt.NDArray[np.float64]
_BEST, _OTHER, _LAST, _THIN = 2.6, 1.6, 1.6, 0.9  # strokes of the lines
_GLIDE = 1.1  # seconds for names to go on to their rows
_SLACK = 1e-6  # a width that was measured still fits itself
_STEPPED_BACK = 0.3  # of the way from the colour of keys to the ground


@dataclass
class Meeting:
    """All of the picture, in the parts that move.

    Attributes
    ----------
    named
        Which of the keys that are seen have a line with a name, in order.
    thin
        Which of the others have a line.
    strips
        The query's, then those of the keys that are named.
    symbols
        Beside them, as many.
    """

    plan: RacePlan
    named: tuple[int, ...]
    thin: tuple[int, ...]
    title: Line
    strips: list[VGroup]
    symbols: list[Line]
    reading: Reading
    axes: VGroup
    race: Race
    column: RaceColumn
    totals: Totals

    def standing(self) -> list[Any]:
        """Return what the lines run in front of, which stands before they do."""
        frame = [self.column.frame, self.column.lines]
        return [self.title, self.axes, *frame, *self.reading.everything()]

    def run(self, start: float, stop: float, seconds: float) -> Tween:
        """Let all lines grow from so many terms to so many, and the bar read these."""

        def show(term: float) -> None:
            self.race.show(term)
            self.reading.show(term)

        parts = [*self.race.everything(), *self.race.names, *self.reading.everything()]
        return Follow(parts, show, start, stop, seconds)

    def come_in(self) -> list[Tween]:
        """Let totals peel off the ends, and names go on to their rows of the column."""
        starts = np.array([name.place[:2] for name in self.race.names])
        goals = np.array([self.column.names[place].place[:2] for place in self.places])

        def glide(share: float) -> None:
            """Move names to the heights of their rows first, so that none runs over another."""
            down, along = (smooth(np.clip(part, 0, 1)) for part in (share / 0.6, share * 1.7 - 0.7))
            now = starts + (goals - starts) * (along, down)
            for name, spot in zip(self.race.names, now, strict=True):
                name.place[:2] = spot

        ends = zip(self.totals.numbers, self.race.goals, strict=True)
        return [
            vanish(self.reading.everything()),
            Follow(self.race.names, glide, 0.0, 1.0, _GLIDE),
            appear(self.totals.leaders, delay=0.6),
            *(emerge(number, at, 0.2, delay=0.4, start_opacity=0.0) for number, at in ends),
        ]

    def fill(self) -> list[Tween]:
        """Let threads run from totals to cells, and the discs grow there."""
        totals = self.totals
        return [
            Follow(totals.threads, totals.run, 0.0, 1.0, 0.8),
            grow(self.column.marks, delay=0.6, lag=0.05),
        ]

    def bring_out(self, best: int | None, kept: Sequence[int | None], theme: Theme) -> list[Tween]:
        """Let all step back but some of the keys that are seen; with none kept, let all be.

        Parameters
        ----------
        best
            Whose thread takes the colour of keys, or None.
        """
        if not kept:
            return []
        quiet = [place for place, key in enumerate(self.named) if key not in kept]
        lit = [place for place, key in enumerate(self.named) if key == best]
        marks = zip(self.plan.rows, self.column.marks, strict=True)
        return [
            recolor([self.totals.numbers[i] for i in quiet], theme.mute),
            fade([ink for i in quiet for ink in self.race.lines(i)], DIM),
            fade([mark for key, mark in marks if key not in kept], DIM),
            recolor([self.totals.threads[i] for i in lit], theme.key),
        ]

    @property
    def places(self) -> list[int]:
        """Which row of the column each key that is named has."""
        return [self.plan.rows.index(key) for key in self.named]


def meeting(
    query: Floats, keys: Floats, totals: Floats, whose: tuple[int, Sequence[int]],
    words: tuple[str, Sequence[str]], followed: int, title: Sequence[Run],
    page: Page, theme: Theme,
) -> Meeting:  # fmt: skip
    """Draw how a query meets the keys that it may look at.

    Parameters
    ----------
    query, keys
        (length,) and (v, length), whose products with one another are added.
    totals
        (v,) what is written of each: the sum, or what a word's several tokens come to together.
    whose
        Positions in the sentence of the query and of the keys, from 0.
    words
        The word that looks, and (v,) those that it sees.
    followed
        Which of the keys has a name in any case.
    title
        What stands behind the symbols of query and key.
    """
    products = np.asarray(keys, np.float64) * query
    sums = np.pad(np.cumsum(products, axis=1), ((0, 0), (1, 0)))
    named = runners(sums[:, -1], followed)
    others = thin_lines(sums[:, -1], named)
    texts = [numerals.signed(float(total)) for total in totals]
    plan = plan_race(page, sums, texts, words[1], named)
    scale = strip_scale(np.concatenate([query[None], keys[named]]))
    strips = [
        lying_strip(values, row, scale, theme)
        for values, row in zip([query, *keys[named]], plan.strips, strict=True)
    ]
    drawn = [*others, *named]
    short = [shorten(word, plan.names_width + _SLACK, plan.size) for word in words[1]]
    key = [*symbol("k", str(whose[1][followed] + 1), theme.key, S), Run(":", theme.mute, "sans")]
    made = race(
        sums[drawn], [None] * len(others) + [short[i] for i in named],
        *_style(sums[:, -1], named, len(others), theme), plan.chart, plan.size, theme.key,
    )  # fmt: skip
    for size in (M, S):  # smaller, where that leaves room for a product beside
        told = [
            *symbol("q", str(whose[0] + 1), theme.query, size), Run(" · ", theme.mute, "sans"),
            Run("k", theme.key, "italic"), Run("   ", theme.mute, "sans"), *title,
        ]  # fmt: skip
        head = Line(told, size, plan.title)
        beside = plan.worked[1] == plan.title[1]
        free = plan.title[0] + (line_width(told, size) + 0.3) * beside
        reading = reading_bar(plan, query, keys[followed], key, free, theme)
        if reading.factors and plan.title[0] + line_width(told, size) <= page.right:
            break
    return Meeting(
        plan, tuple(named), tuple(others), head, strips,
        strip_symbols(plan, whose[0], [whose[1][i] for i in named], theme),
        reading, axes(made.scale, theme), made,
        race_column(plan, totals, words[0], short, theme),
        totals_of(plan, made.goals, totals, named, theme),
    )  # fmt: skip


def _style(
    products: Array, named: Sequence[int], others: int, theme: Theme
) -> tuple[list[str], list[float]]:
    """Return colours and strokes: the best line full, the last mute, the others between."""
    best, last = int(np.argmax(products)), int(np.argmin(products))
    back = blend(theme.key, theme.ground, _STEPPED_BACK)
    colors, strokes = [theme.line] * others, [_THIN] * others
    for i in named:
        colors.append(theme.key if i == best else theme.mute if i == last else back)
        strokes.append(_BEST if i == best else _LAST if i == last else _OTHER)
    return colors, strokes
