"""One query and the keys that it may look at: their dot products, as bars and numbers, in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from manim import VGroup

from attnviz.analysis.dot_products import DotProducts
from attnviz.ink.ink import SQUARE, Ink, line
from attnviz.ink.text import Line, Run, label, line_width, symbol
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box, Page
from attnviz.look.style import RULE_STROKE, XS, L, M, S, Theme
from attnviz.look.typeset import fit_text

_PANEL, _GUTTER, _PANEL_HEIGHT, _WIDEST = 3.2, 1.2, 4.4, 8.0  # scene units
_STEP, _LEAST_STEP = 0.72, 0.36  # from row to row
_HEAD = 0.62  # scene units above the rows, for the title


@dataclass(frozen=True)
class RacePlan:
    """Room for one product worked out, where there is some, and for all of them in order."""

    panel: Box | None
    rows: Box


def plan_race(page: Page) -> RacePlan:
    """Share a page between one product worked out and all products in order."""
    room = page.content
    if room.width >= 9.0:
        wide = min(room.width, _PANEL + _GUTTER + _WIDEST)
        left = room.center[0] - wide / 2
        rows = Box(left + _PANEL + _GUTTER, room.bottom, left + wide, room.top)
        middle, half = room.center[1], min(room.height, _PANEL_HEIGHT) / 2
        return RacePlan(Box(left, middle - half, left + _PANEL, middle + half), rows)
    if room.height < 1.3 * room.width:
        return RacePlan(None, room)
    split, left = room.top - _PANEL_HEIGHT, room.center[0] - _PANEL / 2
    panel = Box(left, split, left + _PANEL, room.top)
    return RacePlan(panel, Box(room.left, room.bottom, room.right, split - 0.3))


@dataclass
class ProductRows:
    """Dot products from the largest to the smallest, each a bar and a number.

    Attributes
    ----------
    head
        What the numbers are, and the line that bars start from.
    rows
        Of each its word with the key's symbol, its bar, and last its number.
    order
        Which product each row writes.
    rest
        How many are left out, above the last.
    """

    head: VGroup
    rows: list[VGroup]
    order: list[int]
    rest: VGroup

    def everything(self) -> list[Any]:
        """Return all parts."""
        return [self.head, *self.rows, self.rest]


def product_rows(
    products: DotProducts, labels: Sequence[str], title: Sequence[Run],
    others: Callable[[int], str], first: int,
    box: Box, theme: Theme,
) -> ProductRows:  # fmt: skip
    """List the dot products of a query and the keys that it may look at.

    Parameters
    ----------
    labels
        (n,) all words.
    title
        What stands after the symbols of query and key.
    others
        Says how many products find no row.
    first
        The product that has a row in any case, as the largest and the smallest have.
    box
        The room, in scene units.
    """
    values = [float(v) for v in products.products]
    height = box.height - _HEAD
    most = max(int(height / _LEAST_STEP), 3)
    order = sorted(range(len(values)), key=lambda i: -values[i])
    if len(order) > most:  # a line says how many are left out
        kept = dict.fromkeys([order[0], order[-1], first, *order])
        chosen = list(kept)[: most - 1]
        order = [i for i in order if i in chosen]
    left_out = len(values) - len(order)
    lines = len(order) + bool(left_out)
    step = min(_STEP, height / lines)
    size = L if step >= 0.62 else M if step >= 0.44 else S
    top = box.center[1] + (_HEAD + lines * step) / 2
    names = [
        [Run(f"{labels[i]} ", theme.key), *symbol("k", str(i + 1), theme.key, size)]
        for i in products.visible
    ]
    words = _names(names, order, 0.45 * box.width, size)
    columns = _Columns(box, values, max(line_width(runs, size) for runs in words), size)
    rows, rest, y = [], VGroup(), top - _HEAD - 0.5 * step
    for place, (i, runs) in enumerate(zip(order, words, strict=True)):
        if left_out and place == len(order) - 1:
            rest.add(
                label(
                    others(left_out), theme.mute, XS, (columns.bars, y - 0.33 * XS), "left", "sans"
                )
            )
            y -= step
        rows.append(columns.row(values[i], runs, y, min(0.26, 0.42 * step), theme))
        y -= step
    told = [
        *symbol("q", str(products.query + 1), theme.query, S), Run(" · ", theme.mute, "sans"),
        Run("k", theme.key, "italic"), Run("  ", theme.mute, "sans"), *title,
    ]  # fmt: skip
    head = VGroup(Line(told, S, (box.left, top - 0.28)))
    ends = (columns.zero, top - 0.5), (columns.zero, y + 0.5 * step)
    head.add(line(theme.line, *ends, width=RULE_STROKE))
    return ProductRows(head, rows, order, rest)


class _Columns:
    """Where in a row its word, its bar and its number stand."""

    def __init__(self, box: Box, values: Sequence[float], names: float, size: float) -> None:
        widest = max(text_width(numerals.signed(v), "sans-bold", size) for v in values)
        self.left, self.right, self.size = box.left, box.right, size
        self.bars = box.left + names + 0.25
        low, high = min(*values, 0.0), max(*values, 0.0)
        self.unit = (box.right - widest - 0.22 - self.bars) / max(high - low, 1e-9)
        self.zero = self.bars - low * self.unit

    def row(self, value: float, name: Sequence[Run], y: float, tall: float, theme: Theme) -> VGroup:
        """Draw one product's word, bar and number at a height."""
        base = y - 0.33 * self.size
        start = self.zero + min(value, 0.0) * self.unit
        bar = Ink(
            SQUARE, theme.text, (start, y - tall / 2), (max(abs(value) * self.unit, 1e-3), tall)
        )
        number = label(
            numerals.signed(value), theme.text, self.size, (self.right, base), "right", "sans-bold"
        )
        return VGroup(Line(name, self.size, (self.left, base)), bar, number)


def _names(
    names: Sequence[Sequence[Run]], order: Sequence[int], width: float, size: float
) -> list[list[Run]]:
    """Cut the middle out of words that would leave no room for their bars."""
    found = []
    for i in order:
        word, *symbol = names[i]
        room = width - line_width(symbol, size)
        text, _ = fit_text(
            word.text.strip(), room - line_width([Run(" ", word.color)], size), (size,)
        )
        found.append([Run(f"{text} ", word.color, word.voice), *symbol])
    return found
