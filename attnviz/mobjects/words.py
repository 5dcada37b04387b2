"""Words as they stand in a sentence, and as they stand above their columns."""

from __future__ import annotations

from collections.abc import Sequence

from manim import VGroup

from attnviz.ink.ink import Ink, polyline
from attnviz.ink.text import Align, Line, label, line_width, symbol
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.style import RULE_STROKE, XS, L, M, S, Theme
from attnviz.mobjects.sentence_plan import ColumnPlan, FlowPlan

COUNT_ROOM = 0.42  # scene units under a line, for brackets and counts


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
    """Set the words above their columns."""
    align: Align = "left" if plan.angle else "center"
    return [
        label(text, color, plan.size or L, plan.label_point(i), align, angle=plan.angle)
        for i, text in enumerate(plan.labels)
    ]


def symbols_below(letter: str, plan: ColumnPlan, row: int, color: str) -> list[Line]:
    """Write a symbol such as q with each column's number below the columns."""
    n = len(plan.centers)

    def width(size: float) -> float:
        return line_width(symbol(letter, str(n), color, size), size)

    size = next((s for s in (L, M, S) if width(s) + 0.05 <= plan.pitch), XS)
    return [
        Line(symbol(letter, str(i + 1), color, size), size, (x, plan.symbol_rows[row]), "center")
        for i, x in enumerate(plan.centers)
    ]
