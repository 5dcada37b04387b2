"""Words as they stand in a sentence, and as they stand above their columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup

from attnviz.ink.ink import CIRCLE, Ink, polyline
from attnviz.ink.text import Align, Line, Run, entering, label, line_width, symbol
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.style import RULE_STROKE, XS, L, M, S, Theme
from attnviz.mobjects.sentence_plan import ColumnPlan, FlowPlan

COUNT_ROOM = 0.42  # scene units under a line, for brackets and counts
_DOT = 0.03  # radius of what stands for a word without a label, in scene units
_NOTHING = np.zeros((0, 3))  # an outline


def flowing_words(plan: FlowPlan, color: str) -> list[Ink]:
    """Set the words of a sentence where the flow puts them."""
    return [
        label(text, color, plan.size, at, "left")
        for text, at in zip(plan.words, plan.points, strict=True)
    ]


def token_brackets(token_counts: Sequence[int], plan: FlowPlan, theme: Theme) -> VGroup:
    """Draw a bracket with the number of tokens under every word that has several."""
    group = VGroup()
    if plan.size < S:
        return group
    for text, count, (x, y) in zip(plan.words, token_counts, plan.points, strict=False):
        if count < 2:
            continue
        width, drop = text_width(text, "serif", plan.size), 0.30 * plan.size + 0.05
        inset = min(0.03, 0.1 * width)
        low, lip = y - drop - 0.07, 0.07
        corners = [
            (x + inset, low + lip),
            (x + inset, low),
            (x + width - inset, low),
            (x + width - inset, low + lip),
        ]
        group.add(Ink(polyline(*corners), theme.line, stroke=RULE_STROKE))
        group.add(
            label(
                numerals.count(count), theme.mute, XS, (x + width / 2, low - 0.21), "center", "sans"
            )
        )
    return group


def column_words(plan: ColumnPlan, color: str) -> list[Ink]:
    """Set the words above their columns; those without a label are dots, if dots part there."""
    align: Align = "left" if plan.angle else "center"
    named, size = set(plan.named), plan.size
    dot = _DOT if plan.pitch >= 4 * _DOT else 0.0
    return [
        label(text, color, size, plan.label_point(i), align, angle=plan.angle)
        if i in named
        else Ink(CIRCLE if dot else _NOTHING, color, (x, plan.label_base + 0.3 * size), dot or 1.0)
        for i, (text, x) in enumerate(zip(plan.labels, plan.centers, strict=True))
    ]


def symbols_below(
    letter: str, plan: ColumnPlan, row: int, color: str, layer: int = 0
) -> list[Line]:
    """Write a symbol such as q with each column's number below the columns.

    Where they would touch, only some of the columns with labels get one; the others' lines are
    empty.

    Parameters
    ----------
    letter
        Of the symbol.
    row
        Which line below the columns, from 0.
    layer
        Of *E*: the layer that the columns enter; 0 for the rows of the table and other letters.
    """
    n = len(plan.centers)

    def named(i: int, size: float) -> list[Run]:
        if layer:
            return entering(str(i), layer, color, size)
        return symbol(letter, str(i), color, size)

    def width(size: float) -> float:
        return line_width(named(n, size), size)

    size = next((s for s in (L, M, S) if width(s) + 0.05 <= plan.pitch), XS)
    written = plan.spaced(width(size) + 0.03)
    return [
        Line(
            named(i + 1, size) if i in written else [],
            size, (x, plan.symbol_rows[row]), "center",
        )
        for i, x in enumerate(plan.centers)
    ]  # fmt: skip
