"""The embedding table: one column a token of the vocabulary, most of them left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.ink import Ink, circles
from attnviz.ink.text import Line, label, symbol
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box
from attnviz.look.style import XS, L, M, S, Theme
from attnviz.look.typeset import shorten
from attnviz.mobjects.vectors import bracket, strip

Array = npt.NDArray[np.floating[Any]]
_LEAST_PITCH = 0.62  # between columns, for a number of five digits


@dataclass(frozen=True)
class TablePlan:
    """Which columns of the table are drawn, and where.

    Attributes
    ----------
    entries
        Indices into the distinct tokens given, in order of their numbers.
    centers
        Middle of each drawn column.
    top, bottom
        Of the columns.
    width
        Of one column.
    """

    entries: tuple[int, ...]
    centers: tuple[float, ...]
    gaps: tuple[float, ...]  # where columns are left out
    top: float
    bottom: float
    width: float
    frame: Box


def plan_table(count: int, room: Box) -> TablePlan:
    """Space as many columns as fit, each followed by a gap for those between.

    Parameters
    ----------
    count
        How many distinct tokens the sentence has.
    room
        For the table with its symbol, names and numbers.
    """
    inside = Box(room.left + 0.9, room.bottom + 0.42, room.right - 0.15, room.top - 0.45)
    shown = min(count, max(int(inside.width / _LEAST_PITCH / 1.5), 1))
    pitch = min(inside.width / (shown + (shown + 1) * 0.5), 1.5)
    used = pitch * (shown + (shown + 1) * 0.5)
    left = inside.left + (inside.width - used) / 2
    centers = tuple(left + pitch * (1.0 + 1.5 * i) for i in range(shown))
    gaps = tuple(left + pitch * (0.25 + 1.5 * i) for i in range(shown + 1))
    frame = Box(left - 0.1, inside.bottom, left + used + 0.1, inside.top)
    return TablePlan(
        tuple(range(shown)), centers, gaps, inside.top - 0.08, inside.bottom + 0.34,
        min(0.3, 0.5 * pitch), frame,
    )  # fmt: skip


@dataclass
class Table:
    """The drawn table: its frame with symbol and size, names, numbers, strips, ellipses."""

    frame: VGroup
    names: VGroup
    strips: list[VGroup]
    dots: Ink

    def everything(self) -> list[Any]:
        """Return all parts."""
        return [self.frame, self.names, *self.strips, self.dots]


def table_picture(
    plan: TablePlan, vectors: Array, names: Sequence[str], ids: Sequence[int],
    size: tuple[int, int], scale: float, theme: Theme,
) -> Table:  # fmt: skip
    """Draw the table with the columns of some tokens.

    Parameters
    ----------
    vectors
        (tokens, d_model), in order of the tokens' numbers.
    names, ids
        What each token reads, and its number.
    size
        Rows and columns of the whole table.
    scale
        The size of an entry that is drawn brightest.
    """
    box = plan.frame
    middle = (box.bottom + box.top) / 2
    rows, columns = size
    frame = VGroup(
        bracket(box.left, box.bottom, box.right, box.top, theme.embedding),
        Line(symbol("W", "E", theme.embedding, L), L, (box.left - 0.18, middle - 0.1), "right"),
    )
    count = f"{numerals.count(rows)} × {numerals.count(columns)}"
    spot = ((box.left + box.right) / 2, box.bottom - 0.34)
    frame.add(label(count, theme.mute, S, spot, "center", "sans"))
    heads, strips = VGroup(), []
    pitch = plan.centers[1] - plan.centers[0] if len(plan.centers) > 1 else 2.0

    def fits(size: float) -> bool:
        return all(text_width(names[i], "serif", size) <= pitch - 0.1 for i in plan.entries)

    name_size = next((size for size in (M, S) if fits(size)), XS)
    for i, x in zip(plan.entries, plan.centers, strict=True):
        text = shorten(names[i], pitch - 0.06, name_size)
        heads.add(label(text, theme.mute, name_size, (x, box.top + 0.14)))
        number = label(str(ids[i]), theme.mute, XS, (x, box.bottom + 0.11), "center", "sans")
        heads.add(number)
        left, tall = x - plan.width / 2, plan.top - plan.bottom
        group = strip(vectors[i : i + 1], left, plan.top, plan.width, tall, scale, theme)
        strips.append(group)
    spots = [(x + d, middle) for x in plan.gaps for d in (-0.07, 0.0, 0.07)]
    dots = Ink(circles(spots, [0.018] * len(spots)), theme.mute)
    return Table(frame, heads, strips, dots)
