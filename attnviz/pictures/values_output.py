"""The sum goes through W_O: from as many numbers as a value has to as many as a word's vector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import Mobject, VGroup
from manim.utils.rate_functions import ease_out_cubic

from attnviz.catalog.captions import noted
from attnviz.ink.follow import Follow, rewrite
from attnviz.ink.ink import SQUARE, Ink, arrow, line, polyline, rectangle
from attnviz.ink.motion import appear, fit_from
from attnviz.ink.raster import Raster
from attnviz.ink.text import Line, Run, label, line_width, symbol
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.page import Box
from attnviz.look.style import BRACKET_STROKE, GRID_STROKE, XS, L, M, S, Theme
from attnviz.mobjects.vectors import bracket, entries_drawn

Array = npt.NDArray[np.floating[Any]]
_ASIDE, _EDGE, _LIP = 1.1, 0.09, 0.08  # room for the sum; from cells to brackets; a bracket's lip
_THICK, _VEIL = 0.34, 0.62  # of the sum; opacity over what has not been used yet
_LIT = 0.07  # least width of the lit column, in scene units


@dataclass(frozen=True)
class OutputPlan:
    """Where the sum, the matrix and what comes out of it stand.

    Attributes
    ----------
    total
        The sum, upright, beside the matrix.
    matrix
        All of W_O: a row for each number that goes in, a column for each that comes out.
    row
        What comes out, each number under its column.
    """

    total: Box
    matrix: Box
    row: Box


def plan_output(room: Box) -> OutputPlan:
    """Part a room into the matrix, what goes in beside it, and what comes out below."""
    high = room.height > room.width
    shares = [0.7, 4.6, 1.0, 0.8, 0.9] if high else [0.6, 2.35, 0.85, 0.48, 0.72]
    _, middle, _, low, _ = room.rows(shares)
    left, right = room.left + _ASIDE + 0.1, room.right - 0.1
    center = room.left + 0.5 * (_ASIDE - 0.2)
    return OutputPlan(
        Box(center - _THICK / 2, middle.bottom, center + _THICK / 2, middle.top),
        Box(left, middle.bottom, right, middle.top),
        Box(left, low.bottom, right, low.top),
    )


class Output:
    """What stands on the page while the sum goes through W_O.

    Parameters
    ----------
    mixed
        (d_value,) the weighted values' sum.
    weights
        (d_value, d_model), a head's share of W_O.
    update
        (d_model,) what comes out.
    scales
        The size of a number in full colour, of the sum and of the update.
    index
        The word's number, from 1.

    Attributes
    ----------
    total, matrix, row
        All numbers of each.
    given, made
        What belongs to the sum, and to what comes out: brackets, counts, names.
    name
        ΔE with the word's number.
    full
        The size of a number of the update in full colour.
    """

    def __init__(
        self, mixed: Array, weights: Array, update: Array, scales: tuple[float, float], index: int,
        plan: OutputPlan, theme: Theme,
    ) -> None:  # fmt: skip
        self.plan, self.theme = plan, theme
        self.update = np.asarray(update, np.float32)
        self.full = scales[1]
        full = max(float(np.quantile(np.abs(weights), 0.97)), 1e-9)
        self.total = self._raster(mixed[:, None] / scales[0], plan.total)
        self.matrix = self._raster(weights / full, plan.matrix)
        self.row = self._raster(np.full((1, len(update)), np.nan), plan.row)
        self.given = self._about_the_sum(len(mixed))
        self.frame = _around(plan.matrix, theme.output)
        self.head = self._head(*weights.shape)
        self.veil = Ink(
            SQUARE, theme.ground, (plan.matrix.left, plan.matrix.bottom),
            (plan.matrix.width, plan.matrix.height), opacity=_VEIL,
        )  # fmt: skip
        room = plan.row.left - _EDGE - 0.12 - (plan.total.center[0] - 0.5 * (_ASIDE - 0.2))
        sizes = [s for s in (L, M) if line_width(symbol("ΔE", str(index), "#000000", s), s) <= room]
        size = next(iter(sizes), S)
        self.name = Line(
            symbol("ΔE", str(index), theme.output, size), size,
            (plan.row.left - _EDGE - 0.12, plan.row.center[1] - 0.3 * size), "right",
        )  # fmt: skip
        self._follow(len(mixed), len(update))

    def _raster(self, values: Array, box: Box) -> Raster:
        theme = self.theme
        return Raster(
            values, (box.left, box.top), (box.width, box.height), theme.ground, theme.plus,
            below=theme.minus,
        )  # fmt: skip

    def _about_the_sum(self, count: int) -> list[Ink]:
        box, theme = self.plan.total, self.theme
        x = box.center[0]
        return [
            _around(box, theme.value),
            label(numerals.count(count), theme.text, M, (x, box.top + 0.22), "center", "sans-bold"),
            label(noted("sum"), theme.mute, S, (x, box.bottom - 0.38), "center", "sans"),
        ]

    def _head(self, rows: int, columns: int) -> Line:
        theme, room = self.theme, self.plan.matrix
        counts = {"rows": numerals.count(rows), "columns": numerals.count(columns)}
        runs = symbol("W", "O", theme.output, L)
        told = Run(f"  {noted('rows_columns', **counts)}", theme.mute, "sans", 0.62)
        if line_width([*runs, told], L) <= room.width:
            runs = [*runs, told]
        return Line(runs, L, (room.center[0], room.top + 0.24), "center")

    def _follow(self, short: int, length: int) -> None:
        """Draw what moves with the column that is used: its frame, its arrow, the count."""
        plan, theme = self.plan, self.theme
        matrix, row = plan.matrix, plan.row
        half = max(matrix.width / length, _LIT) / 2
        lit = rectangle(-half, matrix.bottom - 0.05, half, matrix.top + 0.05)
        self.lit = Ink(lit, theme.text, (matrix.left, 0.0), stroke=BRACKET_STROKE)
        self.ray = arrow(theme.text, (0.0, matrix.bottom - 0.1), (0.0, row.top + 0.1), 0.12)
        for ink in self.ray:
            ink.place[0] = row.left
        low, high = row.bottom - 0.06, row.top + 0.06
        self.left, self.right = (
            Ink(
                polyline((side * _LIP, high), (0, high), (0, low), (side * _LIP, low)),
                theme.output, (row.left - side * _EDGE, 0.0), stroke=BRACKET_STROKE,
            )
            for side in (1, -1)
        )  # fmt: skip
        self.trough = Ink(
            rectangle(row.left, row.bottom, row.right, row.top), theme.hair, stroke=GRID_STROKE
        )
        base = row.bottom - 0.16 - 0.72 * L
        self._base, self._all = base, f"/ {numerals.count(length)}"
        self.count = label(numerals.count(0), theme.text, L, (row.left, base), "right", "sans-bold")
        self.whole = label(self._all, theme.mute, M, (row.left, base), "left", "sans")
        at = row.left + row.width * short / length
        self.tick = VGroup(
            line(theme.line, (at, row.bottom - 0.07), (at, row.bottom - 0.19), width=GRID_STROKE),
            label(numerals.count(short), theme.mute, XS, (at, row.bottom - 0.39), "center", "sans"),
        )
        self.made = [self.trough, self.left, self.right, *leaves(self.name), self.count, self.whole]
        self._room = at + 0.35 if short < length else row.left, row.right
        self._write(0)

    def opened(self, delay: float) -> list[Tween]:
        """Unfold the matrix from beside the sum."""
        room = self.plan.matrix
        slit = Box(room.left, room.bottom, room.left + 0.01, room.top)
        unfolded = fit_from(
            self.matrix,
            slit,
            room,
            start_opacity=0.0,
            delay=delay,
            run_time=0.9,
            rate_func=ease_out_cubic,
        )
        return [unfolded, appear(self.frame, delay=delay)]

    def about(self) -> list[Mobject]:
        """Return what comes when the sum and the matrix stand: names, counts, what will move."""
        moving = [self.veil, self.lit, *self.ray]
        return [self.head, *self.given, *self.made, self.tick, *moving]

    def small(self, box: Box) -> list[Ink]:
        """Draw some of the matrix's numbers in a small room."""
        values = self.matrix.values
        rows, columns = (
            entries_drawn(length, most) for length, most in zip(values.shape, (8, 24), strict=True)
        )
        inner = box.inset(_EDGE, 0.04)
        return [
            self._raster(values[np.ix_(rows, columns)], inner),
            _around(inner, self.theme.output),
        ]

    def stretch(self, seconds: float) -> Follow:
        """Let one column after the other make its number."""
        parts = [self.row, self.veil, self.lit, *self.ray, self.right, self.count, self.whole]
        return Follow(parts, self._show, 0.0, float(len(self.update)), seconds)

    def _show(self, now: float) -> None:
        """Show how far it is when so many numbers have been made."""
        done, length, plan = round(now), len(self.update), self.plan
        x = plan.row.left + plan.row.width * now / length
        made = np.where(np.arange(length) < done, self.update / self.full, np.nan)
        self.row.set_values(made[None])
        self.veil.place[0], self.veil.place[2] = x, plan.matrix.right - x
        if now >= length:
            self.veil.rgba[3] = 0.0
        for ink, start in zip((self.lit, *self.ray), (0.0, 0.0, 0.0), strict=True):
            ink.place[0] = start + min(x, plan.row.right - 0.02)
        self.right.place[0] = x + _EDGE
        self._write(done)

    def _write(self, done: int) -> None:
        """Write the count below the end of what has been made, clear of the tick."""
        text = numerals.count(done)
        left, right = self._room
        wide = label(self._all, self.theme.mute, M, (0, 0), "left", "sans").box() or (0, 0, 0, 0)
        at = plan_x = self.plan.row.left + self.plan.row.width * done / len(self.update)
        own = label(text, self.theme.text, L, (0, 0), "left", "sans-bold").box() or (0, 0, 0, 0)
        at = min(max(plan_x, left + own[2]), right - wide[2] - 0.12)
        rewrite(self.count, text, (at, self._base), "right", "sans-bold")
        rewrite(self.whole, self._all, (at + 0.12, self._base), "left", "sans")

    def leaving(self) -> list[Ink]:
        """Return all that goes when the update goes to its word, and the matrix to the others."""
        counts = [self.count, self.whole, self.trough, self.left, self.right]
        return [*self.given, self.total, *leaves(self.head), *leaves(self.tick), *counts]


def _around(box: Box, color: str) -> Ink:
    return bracket(box.left - _EDGE, box.bottom - 0.06, box.right + _EDGE, box.top + 0.06, color)
