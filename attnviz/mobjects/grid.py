"""The grid: keys are rows, queries are columns, and both axes say so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.catalog.captions import noted
from attnviz.ink.ink import CIRCLE, Ink, arrow, circles, join, line, polyline, rectangle
from attnviz.ink.text import Align, label, numbers
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.style import FOCUS_STROKE, GRID_STROKE, S, Theme
from attnviz.mobjects.grid_plan import LABELS_AT_MOST, PANEL_AT_MOST, GridPlan

_GAP = 0.06  # by which a line that passes over a grid reaches beyond it

Array = npt.NDArray[np.floating[Any]]
_DASH = 0.22  # of a cell's shorter side: the mark of a score below zero


def grid_lines(plan: GridPlan, theme: Theme) -> Ink:
    """Draw the lattice; past the labels' limit only its border."""
    n, step = plan.n, 1 if plan.n <= LABELS_AT_MOST else plan.n
    rows = [plan.top - i * plan.cell_height for i in range(0, n + 1, step)]
    columns = [plan.left + j * plan.cell_width for j in range(0, n + 1, step)]
    strokes = [polyline((plan.left, y), (plan.right, y)) for y in rows]
    strokes += [polyline((x, plan.top), (x, plan.bottom)) for x in columns]
    return Ink(join(strokes), theme.hair, stroke=GRID_STROKE)


def axis_names(plan: GridPlan, theme: Theme) -> VGroup:
    """Write which axis is which: query to the right, key downwards."""
    right, base = plan.left - 0.04, plan.top + 0.155
    group = VGroup()
    tip = right - 0.02
    group.add(label(noted("query"), theme.query, S, (tip - 0.35, base + 0.40), "right", "sans"))
    group.add(*arrow(theme.query, (tip - 0.31, base + 0.475), (tip, base + 0.475), 0.12))
    group.add(label(noted("key"), theme.key, S, (tip - 0.35, base), "right", "sans"))
    group.add(*arrow(theme.key, (tip - 0.15, base + 0.19), (tip - 0.15, base - 0.09), 0.12))
    return group


def column_labels(plan: GridPlan, color: str) -> list[Ink]:
    """Write the queries above their columns, one Ink a column; empty where there is no room."""
    align: Align = "left" if plan.angle else "center"
    named = set(plan.columns)
    return [
        label(
            text if j in named else "", color, plan.size, plan.column_label(j), align,
            angle=plan.angle,
        )
        for j, text in enumerate(plan.labels)
    ]  # fmt: skip


def row_labels(plan: GridPlan, color: str) -> list[Ink]:
    """Write the keys beside their rows, one Ink a row; empty where there is no room."""
    named = set(plan.rows)
    return [
        label(text if i in named else "", color, plan.size, plan.row_label(i), "right")
        for i, text in enumerate(plan.labels)
    ]


def widest_number(values: Array) -> float:
    """Return the width of the widest of the signed numbers, in em."""
    texts = {numerals.signed(float(v)) for v in np.ravel(values)}
    return max(text_width(text, "sans", 1.0) for text in texts)


def number_columns(
    values: Array, plan: GridPlan, color: str, size: float, write: Callable[[float], str]
) -> list[Ink]:
    """Write a number in every cell, one Ink a column.

    Parameters
    ----------
    values
        (query, key); NaN leaves its cell empty.
    write
        How a number is written.
    """
    columns = []
    for query, column in enumerate(values):
        cells = [(key, write(float(v))) for key, v in enumerate(column) if not np.isnan(v)]
        spots = [(plan.center(key, query)[0], plan.row_y(key) - 0.33 * size) for key, _ in cells]
        columns.append(numbers([text for _, text in cells], spots, color, size))
    return columns


def dotted_keys(weights: Array) -> list[int]:
    """Return the keys of one query whose weight shows as a dot: those that do not print 0.00."""
    return [key for key, w in enumerate(weights) if float(numerals.weight(float(w))) > 0]


def dot_columns(weights: Array, plan: GridPlan, color: str) -> list[VGroup]:
    """Draw a dot in every cell whose area is the weight, one group a column.

    A weight that prints 0.00 draws nothing.

    Parameters
    ----------
    weights
        (query, key), in [0, 1].
    """
    columns = []
    for query, column in enumerate(weights):
        dots = [
            Ink(
                CIRCLE,
                color,
                plan.center(key, query),
                plan.dot_radius * float(np.sqrt(column[key])),
            )
            for key in dotted_keys(column)
        ]
        columns.append(VGroup(*dots))
    return columns


def score_columns(
    scores: Array, plan: GridPlan, theme: Theme, largest: float | None = None
) -> list[VGroup]:
    """Draw scores of any sign: above zero a disc whose area is the score, below a quiet dash.

    Parameters
    ----------
    scores
        (query, key); NaN leaves its cell empty.
    largest
        The score whose disc fills a cell; None takes the largest there is. Grids that are drawn in
        parts give all parts the same.
    """
    if largest is None:
        largest = float(scores[~np.isnan(scores)].max(initial=0.0))
    build = _single_marks if plan.n <= PANEL_AT_MOST else _joined_marks
    half = _DASH * min(plan.cell_width, plan.cell_height) / 2
    columns = []
    for query, column in enumerate(scores):
        known = np.nan_to_num(column)
        radii = np.sqrt(np.maximum(known, 0.0) / max(largest, 1e-9)) * plan.dot_radius
        below = [numerals.signed(float(value)).startswith(numerals.MINUS) for value in known]
        keys = np.flatnonzero((radii > 0.008) | below)
        spots = [plan.center(int(key), query) for key in keys]
        columns.append(VGroup(*build(spots, radii[keys], known[keys] < 0, half, theme)))
    return columns


def largest_above(scores: Array) -> float:
    """Return the score whose disc is the largest of a grid's, see `score_columns`."""
    return float(scores.max(initial=0.0))


def _single_marks(
    spots: Sequence[tuple[float, float]], radii: Array, below: npt.NDArray[np.bool_], half: float,
    theme: Theme,
) -> list[Ink]:  # fmt: skip
    return [
        Ink(_dash(half), theme.minus, spot, stroke=GRID_STROKE)
        if dash else Ink(CIRCLE, theme.text, spot, float(radius))
        for spot, radius, dash in zip(spots, radii, below, strict=True)
    ]  # fmt: skip


def _joined_marks(
    spots: Sequence[tuple[float, float]], radii: Array, below: npt.NDArray[np.bool_], half: float,
    theme: Theme,
) -> list[Ink]:  # fmt: skip
    """Draw a column's discs as one Ink and its dashes as another: they only move together."""
    at = np.reshape(spots, (-1, 2))
    dashes = [_dash(half, x, y) for x, y in at[below]]
    discs = [Ink(circles(at[~below], radii[~below]), theme.text)] if (~below).any() else []
    return [*discs, *([Ink(join(dashes), theme.minus, stroke=GRID_STROKE)] if dashes else [])]


def _dash(half: float, x: float = 0.0, y: float = 0.0) -> npt.NDArray[np.float64]:
    return polyline((x - half, y), (x + half, y))


def column_frame(plan: GridPlan, query: int, color: str) -> Ink:
    """Frame one column."""
    left = plan.left + query * plan.cell_width
    box = rectangle(left, plan.bottom, left + plan.cell_width, plan.top)
    return Ink(box, color, stroke=FOCUS_STROKE)


def row_frame(plan: GridPlan, key: int, color: str) -> Ink:
    """Frame one row."""
    low = plan.top - (key + 1) * plan.cell_height
    box = rectangle(plan.left, low, plan.right, low + plan.cell_height)
    return Ink(box, color, stroke=FOCUS_STROKE)


def cell_frame(plan: GridPlan, key: int, query: int, color: str) -> Ink:
    """Frame one cell."""
    x, y = plan.center(key, query)
    half_w, half_h = plan.cell_width / 2, plan.cell_height / 2
    return Ink(
        rectangle(x - half_w, y - half_h, x + half_w, y + half_h), color, stroke=FOCUS_STROKE
    )


def sweep_line(plan: GridPlan, text: str, theme: Theme) -> list[Ink]:
    """Draw a line at a grid's left edge, to pass over it, and what it does below its end."""
    reach = plan.bottom - _GAP
    stroke = line(theme.text, (plan.left, plan.top), (plan.left, reach), width=FOCUS_STROKE)
    said = label(text, theme.text, S, (plan.left, reach - 0.8 * S - 0.04), "center", "sans-bold")
    return [stroke, said] if text else [stroke]
