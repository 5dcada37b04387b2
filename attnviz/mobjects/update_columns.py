"""What a head adds to every word: columns below the words, and bars of their length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.catalog.captions import noted
from attnviz.ink.ink import SQUARE, Ink
from attnviz.ink.text import Line, label, line_width, symbol
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Page
from attnviz.look.style import XS, M, S, Theme
from attnviz.mobjects.sentence_plan import ColumnPlan
from attnviz.mobjects.vectors import speaks, strip_columns, strip_note, written_entries
from attnviz.mobjects.words import column_words, symbols_below

Array = npt.NDArray[np.floating[Any]]


@dataclass
class UpdateColumns:
    """Every word's update below the word, and its symbol below that."""

    strips: list[VGroup]
    symbols: list[Line]
    note: str  # how to read them


def update_columns(updates: Array, plan: ColumnPlan, focus: int, theme: Theme) -> UpdateColumns:
    """Draw every word's update; that of one word in numbers if there is room.

    Parameters
    ----------
    updates
        (n, length).
    focus
        Which word's is written.
    """
    stacks = [row[None] for row in updates]
    speaker = focus if speaks(stacks[focus], plan) else None
    strips = strip_columns(stacks, plan, theme, speaker, theme.output)
    written = 0 if speaker is None else written_entries(plan)
    note = strip_note(updates.shape[1], written, theme)
    return UpdateColumns(strips, update_symbols(plan, focus, theme), note)


@dataclass
class UpdatesAtRest:
    """Every word, its update as a strip below it, and its symbol below that."""

    words: list[Ink]
    strips: list[VGroup]
    symbols: list[Line]
    note: str  # how to read the strips

    def everything(self) -> list[Any]:
        """Return all parts."""
        return [*self.words, *self.strips, *self.symbols]


def updates_at_rest(updates: Array, plan: ColumnPlan, theme: Theme) -> UpdatesAtRest:
    """Draw what `values` ends with and `update` begins with: columns of updates, none in numbers.

    Parameters
    ----------
    updates
        (n, length), what a head adds to each word.
    plan
        Where the words stand, see `GridScene.plan_lineup`.
    """
    return UpdatesAtRest(
        column_words(plan, theme.text),
        strip_columns([row[None] for row in updates], plan, theme, None, theme.output),
        symbols_below("ΔE", plan, 0, theme.output),
        strip_note(updates.shape[1], 0, theme),
    )


def update_symbols(plan: ColumnPlan, focus: int, theme: Theme) -> list[Line]:
    """Write ΔE with each word's number below the columns; one only, where there is no room."""
    n = len(plan.centers)
    if line_width(symbol("ΔE", str(n), theme.output, XS), XS) + 0.05 <= plan.pitch:
        return symbols_below("ΔE", plan, 0, theme.output)
    spot = (plan.centers[focus], plan.symbol_rows[0])
    return [Line(symbol("ΔE", str(focus + 1), theme.output, XS), XS, spot, "center")]


@dataclass
class StepBars:
    """How long every word's update is, as a bar; below, how long beside the word's vector."""

    bars: list[Ink]
    lengths: list[Ink]
    shares: list[Ink]
    title: Ink
    all_written: bool  # or those of one word only


def step_bars(
    steps: Array, shares: Array, plan: ColumnPlan, focus: int, page: Page, theme: Theme
) -> StepBars:
    """Draw the length of every word's update.

    Parameters
    ----------
    steps
        (n,) lengths of the updates.
    shares
        (n,) the same over the lengths of the vectors that they are added to.
    focus
        The word that keeps its numbers where there is no room for all.
    """
    n = len(steps)
    written = [numerals.positive(float(step)) for step in steps]
    below = [numerals.weight(float(share)) for share in shares]
    widest = max(text_width(text, "sans", 1.0) for text in (*written, *below))
    size = next((s for s in (M, S, XS) if widest * s + 0.1 <= plan.pitch), None)
    shown = range(n) if size else [focus]
    size = size or XS
    bottom, tallest = plan.symbol_rows[0] + 0.4, float(max(steps)) or 1.0
    height = plan.top - bottom - 1.3 * size
    width = min(0.5, 0.55 * plan.pitch)
    bars = [
        Ink(SQUARE, theme.text, (x - width / 2, bottom), (width, height * float(step) / tallest))
        for x, step in zip(plan.centers, steps, strict=True)
    ]

    def number(i: int, text: str, y: float) -> Ink:
        return label(text, theme.text, size, (plan.centers[i], y), "center", "sans")

    tops = [bottom + height * float(step) / tallest + 0.4 * size for step in steps]
    title = noted("steps")
    small = S if text_width(title, "sans", S) <= page.content.width else XS
    middle = (page.left + page.right) / 2
    return StepBars(
        bars,
        [number(i, written[i], tops[i]) for i in shown],
        [number(i, below[i], plan.symbol_rows[0]) for i in shown],
        label(title, theme.mute, small, (middle, plan.symbol_rows[1]), "center", "sans"),
        len(shown) == n,
    )
