"""A sum of vectors: its terms as written columns side by side, and what they add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.catalog.captions import noted
from attnviz.ink.ink import CIRCLE, Ink, polyline
from attnviz.ink.text import Line, Run, label, line_width
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box
from attnviz.look.style import RULE_STROKE, SMALLEST, XS, L, M, S, Theme
from attnviz.look.typeset import ASCENT, shorten
from attnviz.mobjects.vectors import (
    bracket,
    ellipsis_dots,
    entries_drawn,
    number_column,
    signed_width,
)  # fmt: skip

Array = npt.NDArray[np.floating[Any]]
_PADDING, _SIGN = 0.55, 1.5  # em between number and bracket, and for the sign between columns
_WIDEST_PITCH = 2.1
_WHOLE_DOT = 0.27  # radius of a dot whose weight is 1
_MOST_ENTRIES = 9


@dataclass(frozen=True)
class TermPlan:
    """Where the columns of a sum stand.

    Attributes
    ----------
    centers
        Middle of each column; the last is the sum's.
    heads
        What stands above each, as written.
    size
        Of the heads, scene units to the em.
    head_base
        Baseline of the heads.
    middle
        Of the line between heads and columns: weights, or symbols.
    top, bottom
        Of the brackets.
    half
        Half a bracket's width.
    lines
        The middle of each written entry's line.
    gap
        The middle of the ellipsis, None if every entry is written.
    number
        Size of the entries.
    brace
        Upper edge of the braces below.
    """

    centers: tuple[float, ...]
    heads: tuple[str, ...]
    size: float
    head_base: float
    middle: float
    top: float
    bottom: float
    half: float
    lines: tuple[float, ...]
    gap: float | None
    number: float
    brace: float

    @property
    def pitch(self) -> float:
        """From one column's middle to the next."""
        return self.centers[1] - self.centers[0]


def columns_that_fit(vectors: Sequence[Array], box: Box, wanted: int) -> tuple[int, float]:
    """Say how many columns of such numbers stand side by side in a box, and at which size.

    Parameters
    ----------
    vectors
        What may be written: arrays (columns, length).
    wanted
        How many there are; a smaller size is taken only where it holds more of them, and never to
        hold more than five.
    """
    needed = _pitch_needed(vectors)
    for size in (M, S, XS):
        fit = int(box.width / (needed * size))
        if fit >= min(wanted, 5):
            break
    return min(fit, wanted), size


def _pitch_needed(vectors: Sequence[Array]) -> float:
    """Return the width of a column with its sign, in em of its numbers."""
    widest = max(signed_width(v[:, entries_drawn(v.shape[1], _MOST_ENTRIES)], 1) for v in vectors)
    return widest + 2 * _PADDING + _SIGN


def plan_terms(heads: Sequence[str], vectors: Sequence[Array], box: Box) -> TermPlan:
    """Place the columns of a sum, terms first, their total last.

    Parameters
    ----------
    heads
        What stands above each column.
    vectors
        What will be written in them, arrays (columns, length): the first entries and the last.
    box
        The room, in scene units.
    """
    n, length = len(heads), max(v.shape[1] for v in vectors)
    _, number = columns_that_fit(vectors, box, n)
    needed = _pitch_needed(vectors) * number
    pitch = min(box.width / n, max(1.35 * needed, _WIDEST_PITCH))
    size = next(
        (s for s in (M, S) if max(text_width(h, "serif", s) for h in heads) + 0.2 <= pitch), XS
    )
    written = tuple(shorten(text, pitch - 0.2, size) for text in heads)
    tall = box.height > box.width
    most, leading = (_MOST_ENTRIES, 2.1 * number) if tall else (6, 1.9 * number)
    around = ASCENT * size + 0.86 + 0.62  # heads and weights above, a brace below
    entries = min(most, int((box.height - around) / (1.35 * number)) - 1)
    rows = len(entries_drawn(length, max(entries, 3)))
    left_out = rows < length
    step = min(leading, (box.height - around) / (rows + left_out))
    height = (rows + left_out) * step
    spare = box.height - around - height
    top = box.top - ASCENT * size - 0.86 - 0.5 * spare
    lines = [top - (i + 0.5) * step for i in range(rows + left_out)]
    gap = lines.pop(-2) if left_out else None
    left = box.center[0] - n * pitch / 2
    return TermPlan(
        centers=tuple(left + (i + 0.5) * pitch for i in range(n)),
        heads=written,
        size=size,
        head_base=top + 0.86,
        middle=top + 0.36,
        top=top,
        bottom=top - height,
        half=0.5 * (needed - _SIGN * number),
        lines=tuple(lines),
        gap=gap,
        number=number,
        brace=top - height - 0.14,
    )


@dataclass
class WrittenColumn:
    """A vector in brackets, one Ink an entry."""

    numbers: list[Ink]
    dots: list[Ink]
    frame: Ink

    def everything(self) -> list[Ink]:
        """Return all parts."""
        return [*self.numbers, *self.dots, self.frame]


def written_column(vector: Array, center: float, plan: TermPlan, color: str) -> WrittenColumn:
    """Write a vector's first entries and its last.

    Parameters
    ----------
    vector
        (length,).
    center
        Where its middle stands.
    """
    shown = entries_drawn(len(vector), len(plan.lines))
    numbers = [written_entry(vector[i], center, row, plan, color) for row, i in enumerate(shown)]
    gap = plan.gap if len(vector) > len(shown) else None
    dots = [] if gap is None else [ellipsis_dots(center, gap, color)]
    box = (center - plan.half, plan.bottom, center + plan.half, plan.top)
    return WrittenColumn(numbers, dots, bracket(*box, color))


def columns_note(plan: TermPlan, length: int) -> str:
    """Say how many of a vector's entries are written."""
    drawn = len(entries_drawn(length, len(plan.lines)))
    key = "entries" if drawn < length else "entries_all"
    return noted(key, drawn=numerals.count(drawn), width=numerals.count(length))


def written_entry(value: float, center: float, row: int, plan: TermPlan, color: str) -> Ink:
    """Write one number where a column has its entry of that row."""
    right = center + plan.half - _PADDING * plan.number
    return number_column(np.array([value]), right, [plan.lines[row]], color, plan.number)


def head_labels(plan: TermPlan, colors: Sequence[str]) -> list[Ink]:
    """Write what stands above each column."""
    return [
        label(text, color, plan.size, (x, plan.head_base))
        for text, color, x in zip(plan.heads, colors, plan.centers, strict=True)
    ]


def weight_marks(weights: Array, plan: TermPlan, theme: Theme) -> tuple[list[Ink], list[Ink]]:
    """Draw each term's weight as a dot of that area, and as a number beside it.

    Parameters
    ----------
    weights
        (terms,).
    """
    unit = _WHOLE_DOT * (1.0 if plan.number >= S else S / M)
    size = M if plan.number >= S else S
    written = [numerals.weight(float(w)) for w in weights]
    number = max(text_width(text, "sans-bold", size) for text in written)
    dot = unit * float(np.sqrt(max(weights)))
    left = -(2 * dot + 0.1 + number) / 2
    dots = [
        Ink(CIRCLE, theme.text, (x + left + dot, plan.middle), unit * float(np.sqrt(w)))
        for x, w in zip(plan.centers, weights, strict=False)
    ]
    texts = [
        label(
            text, theme.text, size, (x + left + 2 * dot + 0.1, plan.middle - 0.33 * size),
            "left", "sans-bold",
        )
        for x, text in zip(plan.centers, written, strict=False)
    ]  # fmt: skip
    return dots, texts


def symbol_above(runs: Sequence[Run], column: int, plan: TermPlan) -> Line:
    """Write a symbol between a column and its head, at size L."""
    return Line(runs, L, (plan.centers[column], plan.middle - 0.13), "center")


def signs(plan: TermPlan, theme: Theme) -> list[Ink]:
    """Write + between terms, and = before the total."""
    middle = (plan.top + plan.bottom) / 2 - 0.33 * L
    between = [(a + b) / 2 for a, b in zip(plan.centers, plan.centers[1:], strict=False)]
    size = L if plan.number >= S else M
    return [
        label("=" if i == len(between) - 1 else "+", theme.text, size, (x, middle), voice="sans")
        for i, x in enumerate(between)
    ]


def brace_below(
    first: int, last: int, wordings: Sequence[Sequence[Run]], plan: TermPlan, color: str
) -> tuple[VGroup, Line]:
    """Hold columns together with a brace below, and say what they are.

    Parameters
    ----------
    first, last
        Columns.
    wordings
        What to say, longest first: the first that fits is taken, else the last.

    Returns
    -------
    tuple
        The brace, and its text.
    """
    left, right = plan.centers[first] - plan.half, plan.centers[last] + plan.half
    y, middle = plan.brace, (left + right) / 2
    corners = [(left, y), (left, y - 0.1), (right, y - 0.1), (right, y)]
    brace = VGroup(
        Ink(polyline(*corners), color, stroke=RULE_STROKE),
        Ink(polyline((middle, y - 0.1), (middle, y - 0.18)), color, stroke=RULE_STROKE),
    )
    room = (last - first + 1) * plan.pitch - 0.1
    sized = [(_readable(runs, size), size) for runs in wordings for size in (S, XS)]
    runs, size = next((one for one in sized if line_width(*one) <= room), sized[-1])
    return brace, Line(runs, size, (middle, y - 0.22 - 0.9 * size), "center")


def _readable(runs: Sequence[Run], size: float) -> list[Run]:
    """Keep subscripts from becoming smaller than the smallest type."""
    return [replace(run, scale=max(run.scale, SMALLEST / size)) for run in runs]
