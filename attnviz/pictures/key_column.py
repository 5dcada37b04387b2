"""The followed word's column, which products fill, and the totals that run into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from attnviz.attention import Floats
from attnviz.ink.ink import CIRCLE, Ink, join, polyline, rectangle
from attnviz.ink.text import label
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box
from attnviz.look.spread import spread
from attnviz.look.style import FOCUS_STROKE, GRID_STROKE, RULE_STROKE, L, M, S, Theme
from attnviz.look.typeset import fit_text
from attnviz.pictures.key_plan import RacePlan

Array = npt.NDArray[np.float64]
_CLEAR = 0.15  # scene units between a word and a number beside it


@dataclass
class RaceColumn:
    """The followed word's column: a cell a key, in it a disc as large as the product.

    Attributes
    ----------
    frame, lines
        Around the cells, and between them.
    head
        The query's word above.
    names
        The keys' words beside, one a row.
    marks
        One a row: a disc whose area is the product; below zero a short dash.
    """

    frame: Ink
    lines: Ink
    head: Ink
    names: list[Ink]
    marks: list[Ink]


def race_column(
    plan: RacePlan, totals: Floats, query: str, names: Sequence[str], theme: Theme
) -> RaceColumn:
    """Draw the column that the products fill.

    Parameters
    ----------
    totals
        (v,) of all keys that are seen.
    query, names
        The word that looks, and (v,) those that it sees, no wider than `plan.names_width`.
    """
    box, cells = plan.column, plan.cells
    edges = [polyline((box.left, cell.bottom), (box.right, cell.bottom)) for cell in cells[:-1]]
    largest = max((float(totals[i]) for i in plan.rows), default=0.0)
    radius = 0.46 * min(cells[0].width, cells[0].height)
    marks, words = [], []
    for place, (i, cell) in enumerate(zip(plan.rows, cells, strict=True)):
        value = float(totals[i])
        if value > 0:
            size = radius * float(np.sqrt(value / largest))
            marks.append(Ink(CIRCLE, theme.text, cell.center, size))
        else:
            wide, (x, y) = 0.5 * radius, cell.center
            dash = polyline((-wide / 2, 0), (wide / 2, 0))
            marks.append(Ink(dash, theme.minus, (x, y), opacity=0.6, stroke=RULE_STROKE))
        words.append(label(names[i], theme.key, plan.size, plan.name_spot(place), plan.align))
    x, base = plan.head
    half = plan.names_width + box.width / 2
    if plan.bulge is None:
        half = min(half, x - plan.numbers - _CLEAR)
    word, size = fit_text(query, 2 * half, (L, M, S))
    frame = Ink(
        rectangle(box.left, box.bottom, box.right, box.top), theme.query, stroke=FOCUS_STROKE
    )
    return RaceColumn(
        frame, Ink(join(edges), theme.hair, stroke=GRID_STROKE),
        label(word, theme.query, size, (x, base)), words, marks,
    )  # fmt: skip


@dataclass
class Totals:
    """What the lines come to: numbers that keep apart, tied to the ends and to the cells.

    Attributes
    ----------
    numbers
        (m,) one a line, as it is written.
    leaders
        (m,) thin lines from the ends to them.
    threads
        (m,) from them to their cells, which `Totals.run` lets grow.
    """

    numbers: list[Ink]
    leaders: list[Ink]
    threads: list[Ink]
    _curves: list[Array]

    def run(self, share: float) -> None:
        """Let all threads grow to a share of their way."""
        for thread, curve in zip(self.threads, self._curves, strict=True):
            thread.redraw(_first_part(curve, share))


def totals_of(
    plan: RacePlan, ends: Sequence[tuple[float, float]], totals: Floats, named: Sequence[int],
    theme: Theme,
) -> Totals:  # fmt: skip
    """Write what the named lines come to, beside their ends.

    Parameters
    ----------
    ends
        (m,) where the lines end.
    totals
        (v,) of all keys that are seen.
    named
        (m,) which of them have a name.
    """
    size, chart = plan.size, plan.chart
    heights = spread([y for _, y in ends], 1.15 * size, chart.bottom + 0.3 * size, chart.top)
    made = Totals([], [], [], [])
    widest = max(text_width(numerals.signed(float(totals[i])), "sans-bold", size) for i in named)
    for i, (x, y), height in zip(named, ends, heights, strict=True):
        value, high = float(totals[i]), float(height)
        color = theme.minus if value < 0 else theme.text
        spot = (plan.numbers, high - 0.33 * size)
        made.numbers.append(label(numerals.signed(value), color, size, spot, "right", "sans-bold"))
        stop = plan.numbers - widest - 0.06
        made.leaders.append(
            Ink(polyline((x + 0.09, float(y)), (stop, high)), theme.line, stroke=GRID_STROKE)
        )
        cell = plan.cells[plan.rows.index(i)]
        made._curves.append(_thread(plan, high, cell))
        made.threads.append(Ink(np.zeros((0, 3)), theme.line, stroke=RULE_STROKE))
    return made


def _thread(plan: RacePlan, height: float, cell: Box) -> Array:
    """Return the curve (4, 2) from a number to its cell."""
    start, y = plan.numbers + 0.08, cell.center[1]
    if plan.bulge is None:
        stop = cell.left - 0.08
        middle = (start + stop) / 2
        return np.array([(start, height), (middle, height), (middle, y), (stop, y)])
    stop = cell.right + 0.08
    return np.array([(start, height), (plan.bulge, height), (plan.bulge, y), (stop, y)])


def _first_part(curve: Array, share: float) -> Array:
    """Return the first part of a cubic as an outline (de Casteljau)."""
    if share <= 0:
        return np.zeros((0, 3))
    points, first = curve, [curve[0]]
    while len(points) > 1:
        points = points[:-1] + (points[1:] - points[:-1]) * share
        first.append(points[0])
    return np.pad(np.array(first), ((0, 0), (0, 1)))
