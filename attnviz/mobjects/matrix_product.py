"""Where a matrix times a vector stands: the matrix, the column, what comes out, and its sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.ink import Ink
from attnviz.ink.text import Line, Run, label, line_width
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box, Page
from attnviz.look.style import XL, XS, L, S, Theme
from attnviz.mobjects.matrices import (
    NARROW,
    WIDE,
    Matrix,
    MatrixPlan,
    matrix,
    matrix_width,
    plan_matrix,
    weight_shade,
)
from attnviz.mobjects.running_sum import SumPlan, plan_sum
from attnviz.mobjects.vectors import entries_drawn, signed_width

Array = npt.NDArray[np.floating[Any]]
_PANEL = 2.75  # scene units wide, beside the product
_GUTTER = 0.55
_EQUALS = 2.2  # em, room for the sign between the column and what comes out
_TALLEST_ROW = 0.62


@dataclass(frozen=True)
class ProductPlan:
    """A matrix, the column it meets and what comes out, side by side; their sum below.

    Attributes
    ----------
    weights, inputs, result
        The matrix, the column and what comes out.
    upright
        Where the numbers of a row that stands up beside the column end, in scene units.
    equals
        Where the sign stands.
    word_base, head_base, count_base, sum_base
        Baselines of the word above, the symbols, the sizes below, and the sum's first line.
    sum
        Where the sum's terms stand.
    panel
        Room for what is said beside (or, on a tall page, below), or None.
    """

    weights: MatrixPlan
    inputs: MatrixPlan
    result: MatrixPlan
    upright: float
    equals: tuple[float, float]
    word_base: float
    head_base: float
    count_base: float
    sum_base: float
    sum: SumPlan
    panel: Box | None


def plan_product(weights: Array, inputs: Array, result: Array, page: Page) -> ProductPlan:
    """Place a product on a page, as many numbers of it as there is room for.

    Parameters
    ----------
    weights
        (d_out, d_in).
    inputs
        (d_in,).
    result
        (d_out,).
    """
    room = page.content
    wide = room.width >= 11.0
    width = room.width - (_PANEL + _GUTTER if wide else 0.0)
    column, out = inputs.reshape(-1, 1), result.reshape(-1, 1)
    choices = [(S, 6), (S, 5), (S, 4), (XS, 5), (XS, 4), (S, 3), (XS, 3), (XS, 2)]
    for size, n in choices:
        widths = _widths(weights, column, out, n, size)
        if sum(widths) <= width:
            break
    shown = entries_drawn(len(inputs), n)
    running = np.cumsum(weights * inputs, axis=1)
    factors = signed_width(weights[:2][:, shown], 1.0), signed_width(inputs[shown], 1.0)
    total = text_width(numerals.signed(-float(np.abs(running[:2]).max())), "sans-bold", 1.0)
    terms = plan_sum(factors, total, n, room.left, room.width, 1 if wide else 3)
    tall = page.portrait and room.height > 1.3 * room.width
    word_base = room.top - 0.36
    head_base = word_base - 0.62
    top = head_base - 0.22
    below = 0.30 + 0.50 + 0.32 + terms.height  # sizes, sum and the note under its ellipsis
    rows = max(len(p.ys) + (p.gap_y is not None) for p in (
        plan_matrix(weights, n, n, size, 0, 0, 1), plan_matrix(column, n, 1, size, 0, 0, 1)
    ))  # fmt: skip
    step = min((top - below - room.bottom) / rows, _TALLEST_ROW if tall else 0.5)
    # What is left over goes between the numbers of the matrix.
    gap = min(NARROW + max(width - sum(widths), 0.0) / (n * size), WIDE)
    widths[0] = matrix_width(weights, n, n, size, gap)
    left = room.left if wide else room.center[0] - sum(widths) / 2
    spots = left + np.cumsum([0.0, *widths])
    parts = (weights, n, spots[0]), (column, 1, spots[2]), (out, 1, spots[4])
    made = [
        plan_matrix(values, n, columns, size, float(x), top, step, gap)
        for values, columns, x in parts
    ]
    bottom = min(plan.box.bottom for plan in made)
    count_base = bottom - 0.34
    sum_base = count_base - 0.50 if not wide else room.bottom + 0.32
    middle = (made[1].box.top + made[1].box.bottom) / 2
    if wide:
        panel = Box(room.right - _PANEL, sum_base + 0.45, room.right, top)
    else:
        panel = Box(room.left, room.bottom, room.right, sum_base - terms.height - 0.75)
    return ProductPlan(
        made[0], made[1], made[2],
        upright=float(spots[2]) - 0.75 * size,
        equals=(float(spots[3] + spots[4]) / 2, middle - 0.3 * size),
        word_base=word_base, head_base=head_base, count_base=count_base, sum_base=sum_base,
        sum=terms, panel=panel if panel.height >= 1.6 else None,
    )  # fmt: skip


def _widths(weights: Array, column: Array, out: Array, n: int, size: float) -> list[float]:
    """Return the widths of the matrix, a row stood upright, the column, a sign, the result."""
    upright = signed_width(weights[:2][:, entries_drawn(weights.shape[1], n)], size)
    return [
        matrix_width(weights, n, n, size),
        upright + 1.35 * size,
        matrix_width(column, n, 1, size),
        _EQUALS * size,
        matrix_width(out, n, 1, size),
    ]


@dataclass
class Multiplication:
    """A written matrix, the column it meets and what comes out, with their symbols and sizes."""

    plan: ProductPlan
    weights: Matrix
    inputs: Matrix
    result: Matrix
    heads: list[Line]
    counts: VGroup
    equals: Ink

    def upright(self, row: int) -> list[Ink]:
        """Write a row of the matrix once more, upright beside the column it meets."""
        plan = self.plan
        standing = []
        for place, source in enumerate(self.weights.entries[row]):
            spot = plan.upright, plan.inputs.base(place)
            text, color = source.text or "", source.get_color().to_hex()
            standing.append(label(text, color, plan.inputs.size, spot, "right", "sans-bold"))
        return standing

    def everything(self) -> list[Any]:
        """Return all parts."""
        parts = [part for m in (self.weights, self.inputs, self.result) for part in m.everything()]
        return [*parts, *self.heads, self.counts, self.equals]


def multiplication(
    weights: Array, inputs: Array, result: Array, plan: ProductPlan,
    symbols: Sequence[Sequence[Run]], role: str, theme: Theme,
) -> Multiplication:  # fmt: skip
    """Write a matrix times a vector.

    Parameters
    ----------
    weights, inputs, result
        (d_out, d_in), (d_in,) and (d_out,).
    symbols
        Of the three, as set at the size `L`.
    role
        Colour of what comes out.
    """
    largest = float(np.quantile(np.abs(weights), 0.98))
    column, out = inputs.reshape(-1, 1), result.reshape(-1, 1)
    parts = (
        matrix(weights, plan.weights, weight_shade(largest, theme), theme.embedding, theme.mute),
        matrix(column, plan.inputs, lambda _: theme.embedding, theme.embedding, theme.embedding),
        matrix(out, plan.result, lambda _: role, role, role),
    )
    height, width = (numerals.count(n) for n in weights.shape)
    boxes = [part.plan.box for part in parts]
    heads = [
        Line(runs, L, (box.center[0], plan.head_base), "center")
        for runs, box in zip(symbols, boxes, strict=True)
    ]
    counts = VGroup(
        *(
            label(text, theme.mute, S, (box.center[0], plan.count_base), "center", "sans")
            for text, box in zip((f"{height} × {width}", width, height), boxes, strict=True)
        )
    )
    equals = label("=", theme.text, L, plan.equals, "center", "sans")
    return Multiplication(plan, *parts, heads, counts, equals)


def equation(symbols: Sequence[Sequence[Run]], base: float, page: Page, theme: Theme) -> list[Line]:
    """Write matrix times column makes vector in symbols: the three, and the sign between."""
    first, second, third = symbols
    equals = [Run("=", theme.text, "sans")]
    gaps = (0.22, 0.4, 0.4, 0.0)  # em after each
    order = (first, second, equals, third)
    widths = [line_width(runs, XL) for runs in order]
    x = page.content.center[0] - (sum(widths) + sum(gaps) * XL) / 2
    lines = []
    for runs, width, gap in zip(order, widths, gaps, strict=True):
        lines.append(Line(runs, XL, (x, base)))
        x += width + gap * XL
    return [lines[0], lines[1], lines[3], lines[2]]
