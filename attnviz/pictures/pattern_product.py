"""A dot product, worked out entry by entry beside the grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.catalog.captions import noted
from attnviz.ink.ink import Ink, line
from attnviz.ink.text import Line, label, symbol
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box
from attnviz.look.style import RULE_STROKE, XS, M, S, Theme, Voice
from attnviz.mobjects.vectors import bracket, ellipsis_dots, entries_drawn, number_column

Array = npt.NDArray[np.floating[Any]]


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
        What the model multiplies the product with, most often 1 / sqrt(d_head); where it is 1,
        nothing stands below the sum.
    index
        Positions of the query and of the key, counted from 1, for the symbols.
    """
    rows = entries_drawn(len(query), 6)
    left_out = len(rows) < len(query)
    step = min(0.42, (box.height - 1.75) / (len(rows) + 1))
    size = S if step >= 0.36 else XS
    top = box.top - 0.62
    gap = (len(rows) - 1) * left_out  # the row before which the ellipsis stands
    height = [top - (i + 0.5 + (0 < gap <= i)) * step for i in range(len(rows))]
    rights = [box.left + 0.76, box.left + 1.90, box.left + 3.04]
    parts = [query[rows], key[rows], query[rows] * key[rows]]
    columns = []
    for right, values, color in zip(
        rights, parts, (theme.query, theme.key, theme.text), strict=True
    ):
        column = VGroup(number_column(values, right, height, color, size))
        if left_out:
            column.add(ellipsis_dots(right - 1.15 * size, height[-1] + step, color))
        columns.append(column)
    bottom = height[-1] - 0.5 * step
    for column, right, color in zip(columns[:2], rights, (theme.query, theme.key), strict=False):
        column.add(bracket(right - 0.74, bottom, right + 0.1, top, color))
    middle = (height[0] + height[-1]) / 2 - 0.1
    heads = VGroup(
        Line(
            symbol("q", str(index[0]), theme.query, M),
            M,
            (rights[0] - 0.35, box.top - 0.42),
            "center",
        ),
        Line(
            symbol("k", str(index[1]), theme.key, M),
            M,
            (rights[1] - 0.35, box.top - 0.42),
            "center",
        ),
        label(noted("product"), theme.mute, XS, (rights[2], box.top - 0.42), "right", "sans"),
        label("×", theme.mute, S, (rights[0] + 0.25, middle), "center", "sans"),
        label("=", theme.mute, S, (rights[1] + 0.28, middle), "center", "sans"),
    )
    total = float(query @ key)
    base = bottom - 0.40
    rule = line(
        theme.line,
        (rights[2] - 0.95, bottom - 0.03),
        (rights[2] + 0.05, bottom - 0.03),
        width=RULE_STROKE,
    )
    count = noted("sum_of", n=numerals.count(len(query)))
    sum_line = VGroup(
        rule,
        label(count, theme.mute, XS, (rights[2] - 1.05, base), "right", "sans"),
        label(numerals.signed(total), theme.text, M, (rights[2], base), "right", "sans-bold"),
    )
    query_part, key_part, products = columns
    return ProductPanel(
        heads,
        query_part,
        key_part,
        products,
        sum_line,
        _scaled_line(total, scale, len(query), box.left, rights[2], base - 0.55, theme),
    )


def _scaled_line(
    total: float, scale: float, width: int, left: float, right: float, base: float, theme: Theme
) -> VGroup:
    """Write total / root = scaled in the largest size that fits; nothing where the root is 1."""
    if scale == 1:
        return VGroup()
    for size in (M, S, XS):
        line = _division(total, scale, width, right, base, size, theme)
        if line.get_left()[0] >= left:
            break
    return line


def _division(
    total: float, scale: float, width: int, right: float, base: float, size: float, theme: Theme
) -> VGroup:
    """Write total / root = scaled, a root drawn as a sign with a bar."""

    def part(text: str, x: float, voice: Voice = "sans") -> Ink:
        color = theme.mute if text == "=" else theme.text
        return label(text, color, size, (x, base), "right", voice)

    def wide(text: str, voice: Voice = "sans") -> float:
        return text_width(text, voice, size)

    scaled, divisor = numerals.signed(total * scale), numerals.divisor(scale, width)
    digits = divisor.removeprefix("√")
    equals = right - wide(scaled, "sans-bold") - 0.31 * size
    number = equals - wide("=") - 0.375 * size
    root, sign = number - wide(digits), VGroup()
    over = root - 0.28 * size
    if digits != divisor:
        over -= wide("√")
        bar, top = (root - 0.08 * size, number + 0.06 * size), base + 0.89 * size
        sign.add(part("√", root), line(theme.text, (bar[0], top), (bar[1], top), width=RULE_STROKE))
    return VGroup(
        part(f"{numerals.signed(total)} /", over),
        *sign,
        part(digits, number),
        part("=", equals),
        part(scaled, right, "sans-bold"),
    )
