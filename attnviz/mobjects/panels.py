"""What stands beside the grid and explains one column of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz import numerals
from attnviz.mobjects.glyphs import text_width
from attnviz.mobjects.ink import CIRCLE, SQUARE, Ink, line
from attnviz.mobjects.layout import Box, GridPlan
from attnviz.mobjects.style import RULE_STROKE, XS, L, M, S, Theme
from attnviz.mobjects.text import Line, Run, label, numbers, symbol
from attnviz.mobjects.vectors import bracket, ellipsis_dots, entries_drawn, number_column

Array = npt.NDArray[np.floating[Any]]


def fit_text(text: str, width: float, sizes: Sequence[float]) -> tuple[str, float]:
    """Return the text and the largest size at which it is at most `width` wide.

    A text too long for the smallest size loses its middle.
    """
    for size in sizes:
        if text_width(text, "serif", size) <= width:
            return text, size
    keep = len(text)
    short = text
    while keep > 2 and text_width(short, "serif", sizes[-1]) > width:
        keep -= 1
        short = text[: (keep + 1) // 2] + "…" + text[len(text) - keep // 2 :]
    return short, sizes[-1]


@dataclass
class ProductPanel:
    """A dot product, entry by entry: a query's column, a key's column, their products, the sum."""

    heads: VGroup
    query: VGroup
    key: VGroup
    products: VGroup
    total: VGroup
    scaled: VGroup

    def everything(self) -> list[VGroup]:
        """Return all parts."""
        return [self.heads, self.query, self.key, self.products, self.total, self.scaled]


def product_panel(
    query: Array, key: Array, scale: float, index: tuple[int, int], box: Box, theme: Theme
) -> ProductPanel:
    """Build the panel that multiplies a query with a key.

    Parameters
    ----------
    query, key
        (d_head,), after positions.
    scale
        What the model multiplies the product with: 1 / sqrt(d_head).
    index
        Positions of the query and of the key, counted from 1, for the symbols.
    """
    rows = entries_drawn(len(query), 6)
    step = min(0.42, (box.height - 1.75) / (len(rows) + 1))
    size = S if step >= 0.36 else XS
    top = box.top - 0.62
    height = [top - (i + 0.5 + (i == len(rows) - 1)) * step for i in range(len(rows))]
    rights = [box.left + 0.76, box.left + 1.90, box.left + 3.04]
    parts = [query[rows], key[rows], query[rows] * key[rows]]
    columns = []
    for right, values, color in zip(rights, parts, (theme.query, theme.key, theme.text), strict=True):
        column = VGroup(number_column(values, right, height, color, size))
        column.add(ellipsis_dots(right - 1.15 * size, height[-1] + step, color))
        columns.append(column)
    bottom = height[-1] - 0.5 * step
    for column, right, color in zip(columns[:2], rights, (theme.query, theme.key), strict=False):
        column.add(bracket(right - 0.74, bottom, right + 0.1, top, color))
    middle = (height[0] + height[-1]) / 2 - 0.1
    heads = VGroup(
        Line(symbol("q", str(index[0]), theme.query), M, (rights[0] - 0.35, box.top - 0.42), "center"),
        Line(symbol("k", str(index[1]), theme.key), M, (rights[1] - 0.35, box.top - 0.42), "center"),
        label("product", theme.mute, XS, (rights[2], box.top - 0.42), "right", "sans"),
        label("×", theme.mute, S, (rights[0] + 0.25, middle), "center", "sans"),
        label("=", theme.mute, S, (rights[1] + 0.28, middle), "center", "sans"),
    )
    total = float(query @ key)
    base = bottom - 0.40
    rule = line(theme.line, (rights[2] - 0.95, bottom - 0.03), (rights[2] + 0.05, bottom - 0.03), width=RULE_STROKE)
    count = f"sum of {numerals.count(len(query))}"
    sum_line = VGroup(
        rule,
        label(count, theme.mute, XS, (rights[2] - 1.05, base), "right", "sans"),
        label(numerals.signed(total), theme.text, M, (rights[2], base), "right", "sans-bold"),
    )
    return ProductPanel(heads, *columns, sum_line, _scaled_line(total, scale, len(query), rights[2], base - 0.55, theme))


def _scaled_line(total: float, scale: float, width: int, right: float, base: float, theme: Theme) -> VGroup:
    """Write total / root = scaled, the root drawn as a sign with a bar."""
    result = label(numerals.signed(total * scale), theme.text, M, (right, base), "right", "sans-bold")
    x = right - text_width(numerals.signed(total * scale), "sans-bold", M) - 0.10
    equals = label("=", theme.mute, M, (x, base), "right", "sans")
    x -= text_width("=", "sans", M) + 0.12
    digits = str(width)
    under = text_width(digits, "sans", M)
    root = label("√", theme.text, M, (x - under, base), "right", "sans")
    bar = line(
        theme.text, (x - under - 0.025, base + 0.285), (x + 0.02, base + 0.285), width=RULE_STROKE
    )
    number = label(digits, theme.text, M, (x, base), "right", "sans")
    x -= under + text_width("√", "sans", M) + 0.09
    over = label(f"{numerals.signed(total)} /", theme.text, M, (x, base), "right", "sans")
    return VGroup(over, root, bar, number, equals, result)


@dataclass
class SharePanel:
    """Softmax of one column, row by row beside the grid: exp, sum, and shares as a staircase."""

    heads: VGroup
    exps: list[Ink]
    total: VGroup
    bars: list[Ink]
    shares: list[Ink]
    targets: list[float] = field(default_factory=list)  # final widths of the bars

    def everything(self) -> list[Any]:
        """Return all parts."""
        return [self.heads, *self.exps, self.total, *self.bars, *self.shares]


def share_panel(scores: Array, weights: Array, plan: GridPlan, theme: Theme) -> SharePanel:
    """Build the softmax of one query's visible scores, aligned with the grid's rows.

    Parameters
    ----------
    scores, weights
        (visible,): the query's scores before the softmax and its weights.
    """
    assert plan.panel is not None
    box = plan.panel
    beside = box.left > plan.right
    step = plan.cell_height if beside else min(0.5, (box.height - 1.0) / (len(scores) + 1.3))
    first = plan.row_y(0) if beside else box.top - 0.75
    size = M if step >= 0.42 else (S if step >= 0.28 else XS)
    rows = [first - i * step for i in range(len(scores))]
    exps = np.exp(np.asarray(scores, float))
    right_exp, bar_left, bar_width = box.left + 0.98, box.left + 1.22, 1.30
    right_share = box.left + 3.22
    written = [numerals.positive(float(v)) for v in exps]
    while max(text_width(t, "sans", size) for t in written) > 0.98 and size > XS:
        size = {M: S, S: XS}[size]
    exp_inks = [
        numbers([text], [(right_exp, y - 0.33 * size)], theme.text, size, "right")
        for text, y in zip(written, rows, strict=True)
    ]
    share_inks, bars, widths, x = [], [], [], bar_left
    for weight, y in zip(weights, rows, strict=True):
        width = bar_width * float(weight)
        tall = min(0.27, 0.55 * step)
        bars.append(Ink(SQUARE, theme.text, (x, y - tall / 2), (max(width, 1e-4), tall)))
        spot = [(right_share, y - 0.33 * size)]
        share_inks.append(numbers([numerals.weight(float(weight))], spot, theme.text, size, "right", "sans-bold"))
        widths.append(width)
        x += width
    heads = VGroup(
        label("exp(score)", theme.mute, XS, (right_exp, rows[0] + 0.5 * step + 0.155), "right", "sans"),
        label("share of the sum", theme.mute, XS, (bar_left, rows[0] + 0.5 * step + 0.155), "left", "sans"),
    )
    low = rows[-1] - 0.5 * step
    base = low - 0.16 - 0.78 * size
    total = numerals.positive(float(exps.sum()))
    sum_group = VGroup(
        line(theme.line, (right_exp - 0.9, low - 0.04), (right_exp, low - 0.04), width=RULE_STROKE),
        label(total, theme.text, size, (right_exp, base), "right", "sans-bold"),
        line(theme.line, (bar_left, low - 0.04), (right_share, low - 0.04), width=RULE_STROKE),
        label("in all", theme.mute, XS, (bar_left, base), "left", "sans"),
        label(numerals.weight(float(np.sum(weights))), theme.text, size, (right_share, base), "right", "sans-bold"),
    )
    return SharePanel(heads, exp_inks, sum_group, bars, share_inks, widths)


@dataclass
class ReadingPanel:
    """One column read out: its keys sorted by weight, each with its dot."""

    head: VGroup
    keys: list[int]
    dots: list[Ink]
    rows: list[VGroup]
    total: VGroup

    def everything(self) -> list[Any]:
        """Return all parts."""
        return [self.head, *self.dots, *self.rows, self.total]


def reading_panel(
    labels: Sequence[str], weights: Array, query: int, plan: GridPlan, theme: Theme, note: Sequence[str]
) -> ReadingPanel:
    """Build the reading of one column.

    Parameters
    ----------
    labels
        (n,) all words.
    weights
        (n,) the query's weights.
    note
        Lines of a remark below, such as one on the attention sink; may be empty.
    """
    assert plan.panel is not None
    box = plan.panel
    order = [int(i) for i in np.argsort(-np.asarray(weights), kind="stable")]
    visible = [i for i in order if float(numerals.weight(float(weights[i]))) > 0]
    around = 1.85 + (0.2 + 0.29 * len(note)) * bool(note)  # heading, total and remark
    most = max(int((box.height - around) / 0.40), 2)
    keys = visible if len(visible) <= most else visible[: most - 1]
    rest = visible[len(keys) :]
    count = len(keys) + bool(rest)
    top = box.top
    if box.left > plan.right:  # level with the grid, unless it needs more room
        top = min(box.top, max(plan.top, box.bottom + around + 0.40 * count))
    step = min(0.56, (top - box.bottom - around) / count)
    # As in the grid, area is weight; large grids' dots shrink, all alike, to fit the rows.
    unit = min(plan.dot_radius, 0.45 * step / float(np.sqrt(max(weights))))
    size = M if step >= 0.46 else S
    name, name_size = fit_text(labels[query], box.width, (L, M, S))
    head = VGroup(
        label(name, theme.query, name_size, (box.left, top - 0.42), "left"),
        label("shares its attention over", theme.mute, S, (box.left, top - 0.80), "left", "sans"),
    )
    y = top - 1.30
    dots, rows = [], []
    for key in keys:
        dots.append(Ink(CIRCLE, theme.text, (box.left + 0.17, y), unit * float(np.sqrt(weights[key]))))
        rows.append(_reading_row(labels[key], float(weights[key]), key == query, box, y, size, theme))
        y -= step
    if rest:
        sum_rest = float(np.sum(np.asarray(weights)[rest]))
        row = VGroup(
            label(numerals.weight(sum_rest), theme.mute, size, (box.left + 1.12, y - 0.33 * size), "right", "sans"),
            label(f"{len(rest)} others", theme.mute, S, (box.left + 1.32, y - 0.33 * size), "left", "sans"),
        )
        rows.append(row)
        y -= step
    rule = y + 0.5 * step - 0.02
    base = rule - 0.42
    total = VGroup(
        line(theme.line, (box.left, rule), (box.left + box.width, rule), width=RULE_STROKE),
        label(numerals.weight(float(np.sum(weights))), theme.text, size, (box.left + 1.12, base), "right", "sans-bold"),
        label("in all", theme.mute, S, (box.left + 1.32, base), "left", "sans"),
        *(
            label(text, theme.mute, XS, (box.left, base - 0.55 - 0.29 * i), "left", "sans")
            for i, text in enumerate(note)
        ),
    )
    return ReadingPanel(head, keys, dots, rows, total)


def _reading_row(text: str, weight: float, itself: bool, box: Box, y: float, size: float, theme: Theme) -> VGroup:
    base = y - 0.33 * size
    aside = " (itself)"
    room = box.width - 1.32 - (text_width(aside, "sans", S) if itself else 0.0)
    name, name_size = fit_text(text, room, [s for s in (M, S, XS) if s <= size])
    runs = [Run(name, theme.key)]
    group = VGroup(
        label(numerals.weight(weight), theme.text, size, (box.left + 1.12, base), "right", "sans"),
        Line(runs, name_size, (box.left + 1.32, base)),
    )
    if itself:
        x = box.left + 1.32 + text_width(name, "serif", name_size)
        group.add(label(aside, theme.mute, S, (x, base), "left", "sans"))
    return group
