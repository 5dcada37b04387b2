"""Matrices and vectors written as numbers in brackets, most of them left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.ink import Ink, circles, rounded_box
from attnviz.ink.text import label
from attnviz.look import numerals
from attnviz.look.colors import blend
from attnviz.look.page import Box
from attnviz.look.style import FOCUS_STROKE, Theme
from attnviz.mobjects.vectors import bracket, entries_drawn, signed_width

Array = npt.NDArray[np.floating[Any]]
NARROW, WIDE = 0.75, 1.5  # em, between numbers side by side
_PAD = 0.45  # em, between numbers and brackets


@dataclass(frozen=True)
class MatrixPlan:
    """Where the written entries of a matrix stand; a vector is a matrix of one column.

    Attributes
    ----------
    rows, columns
        Which entries are written: the first ones and the last.
    xs, ys
        The middle of each written column and row, in scene units.
    gap_x, gap_y
        The middle of the column and the row of ellipses, None if nothing is left out.
    box
        Inside the brackets.
    size
        Of the numbers, scene units to the em.
    half
        Half the width of the widest number, scene units.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    gap_x: float | None
    gap_y: float | None
    box: Box
    size: float
    half: float

    @property
    def step(self) -> float:
        """The height of a row."""
        return self.box.height / (len(self.ys) + (self.gap_y is not None))

    def base(self, row: int) -> float:
        """Return the baseline of a written row."""
        return self.ys[row] - 0.33 * self.size

    def row_box(self, row: int) -> Box:
        """Return the room of one written row, from bracket to bracket."""
        half = min(0.44 * self.step, 0.85 * self.size)
        return Box(
            self.box.left + 0.07, self.ys[row] - half, self.box.right - 0.07, self.ys[row] + half
        )


def drawn_part(values: Array, rows: int, columns: int) -> Array:
    """Return the entries of a matrix that are written."""
    height, width = values.shape
    return values[np.ix_(entries_drawn(height, rows), entries_drawn(width, columns))]


def matrix_width(values: Array, rows: int, columns: int, size: float, gap: float = NARROW) -> float:
    """Return the width of a written matrix, brackets included, in scene units."""
    widest = signed_width(drawn_part(values, rows, columns), size)
    length = int(values.shape[1])
    count = min(columns, length) + (columns < length)
    return count * widest + ((count - 1) * gap + 2 * _PAD) * size


def plan_matrix(
    values: Array, rows: int, columns: int, size: float, left: float, top: float, step: float,
    gap: float = NARROW,
) -> MatrixPlan:  # fmt: skip
    """Place the written entries of a matrix.

    Parameters
    ----------
    values
        (height, width).
    rows, columns
        How many of them are written.
    size
        Of the numbers, scene units to the em.
    left, top
        Of the brackets, in scene units.
    step
        The height of a row.
    gap
        Between numbers side by side, in em.
    """
    height, width = values.shape
    row_ids, column_ids = entries_drawn(height, rows), entries_drawn(width, columns)
    half = signed_width(values[np.ix_(row_ids, column_ids)], size) / 2
    pitch = 2 * half + gap * size
    first = left + _PAD * size + half
    xs = [first + i * pitch for i in range(len(column_ids) + (columns < width))]
    ys = [top - (i + 0.5) * step for i in range(len(row_ids) + (rows < height))]
    gap_x = xs.pop(-2) if columns < width else None
    gap_y = ys.pop(-2) if rows < height else None
    box = Box(left, ys[-1] - 0.5 * step, xs[-1] + half + _PAD * size, top)
    return MatrixPlan(
        tuple(row_ids), tuple(column_ids), tuple(xs), tuple(ys), gap_x, gap_y, box, size, half
    )


@dataclass
class Matrix:
    """A written matrix: one Ink an entry, by row; dots for what is left out; brackets."""

    plan: MatrixPlan
    entries: list[list[Ink]]
    dots: VGroup
    frame: Ink

    def everything(self) -> list[Any]:
        """Return all parts."""
        return [self.frame, *(ink for row in self.entries for ink in row), self.dots]

    @property
    def column(self) -> list[Ink]:
        """The entries of the first column, from the top."""
        return [row[0] for row in self.entries]


def matrix(
    values: Array, plan: MatrixPlan, color: Callable[[float], str], edge: str, mute: str
) -> Matrix:
    """Write a matrix in brackets.

    Parameters
    ----------
    values
        (height, width), of which the plan's entries are written.
    color
        The colour of an entry, by its value.
    edge, mute
        Colours of the brackets and of the ellipses.
    """
    right = plan.half
    entries = [
        [
            label(
                numerals.signed(float(values[i, j])), color(float(values[i, j])), plan.size,
                (x + right, plan.base(row)), "right", "sans",
            )
            for j, x in zip(plan.columns, plan.xs, strict=True)
        ]
        for row, i in enumerate(plan.rows)
    ]  # fmt: skip
    box = plan.box
    frame = bracket(box.left, box.bottom, box.right, box.top, edge)
    return Matrix(plan, entries, _ellipses(plan, mute), frame)


def _ellipses(plan: MatrixPlan, color: str) -> VGroup:
    near = 0.3 * plan.size  # between dots
    spots: list[tuple[float, float]] = []
    if plan.gap_x is not None:
        spots += [(plan.gap_x + d, y) for y in plan.ys for d in (-near, 0.0, near)]
    if plan.gap_y is not None:
        spots += [(x, plan.gap_y + d) for x in plan.xs for d in (-near, 0.0, near)]
    dots = VGroup()
    if spots:
        dots.add(Ink(circles(spots, [0.018] * len(spots)), color))
    return dots


def vector(
    values: Array, rows: int, size: float, left: float, top: float, step: float, color: str
) -> Matrix:
    """Write a vector as a column in its colour; arguments as in `plan_matrix`."""
    column = values.reshape(-1, 1)
    plan = plan_matrix(column, rows, 1, size, left, top, step)
    return matrix(column, plan, lambda _: color, color, color)


def weight_shade(largest: float, theme: Theme) -> Callable[[float], str]:
    """Return the colour of a weight by its value: its sign's, faint if it is small.

    Parameters
    ----------
    largest
        The size that has its sign's full colour.
    """

    def shade(value: float) -> str:
        if float(numerals.signed(abs(value))) == 0:
            return theme.fade
        full = theme.plus if value > 0 else theme.minus
        return blend(theme.fade, full, min(abs(value) / max(largest, 1e-9), 1.0) ** 0.8)

    return shade


def row_frame(plan: MatrixPlan, row: int, color: str) -> Ink:
    """Draw the frame that names one row; it stands on the row's middle and can travel."""
    box, y = plan.row_box(row), plan.ys[row]
    outline = rounded_box(box.left, box.bottom - y, box.right, box.top - y, 0.08)
    return Ink(outline, color, (0.0, y), stroke=FOCUS_STROKE)
