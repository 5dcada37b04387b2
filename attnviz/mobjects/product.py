"""A dot product, worked out entry by entry beside the grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz import numerals
from attnviz.mobjects.glyphs import text_width
from attnviz.mobjects.ink import line
from attnviz.mobjects.page import Box
from attnviz.mobjects.style import RULE_STROKE, XS, M, S, Theme
from attnviz.mobjects.text import Line, label, symbol
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
        What the model multiplies the product with: 1 / sqrt(d_head).
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
        label("product", theme.mute, XS, (rights[2], box.top - 0.42), "right", "sans"),
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
    count = f"sum of {numerals.count(len(query))}"
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
        _scaled_line(total, scale, len(query), rights[2], base - 0.55, theme),
    )


def _scaled_line(
    total: float, scale: float, width: int, right: float, base: float, theme: Theme
) -> VGroup:
    """Write total / root = scaled, the root drawn as a sign with a bar."""
    result = label(
        numerals.signed(total * scale), theme.text, M, (right, base), "right", "sans-bold"
    )
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
