"""A small matrix that slides along a rail: each column goes in, and a shorter one drops out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import linear
from manim.utils.rate_functions import ease_in_sine, ease_out_cubic

from attnviz.ink.ink import Ink, line
from attnviz.ink.motion import appear, box_around, copy_of, fit_from, fit_into, travel
from attnviz.ink.raster import Raster
from attnviz.ink.text import Line, Run
from attnviz.ink.tween import Tween, leaves
from attnviz.look.page import Box
from attnviz.look.style import RULE_STROKE, L, Theme
from attnviz.mobjects.two_rows import TwoRows, TwoRowsPlan
from attnviz.mobjects.vectors import bracket, entries_drawn

Array = npt.NDArray[np.floating[Any]]
ROWS, COLUMNS = 8, 24  # of its entries, at most
_HEIGHT, _CELL = 0.52, 0.05  # scene units
_STEP, _SHORTEST, _LONGEST = 0.33, 1.0, 4.0  # seconds a column, and for all of them
_IN, _OUT, _FLASH = 0.3, 0.5, 0.12  # seconds to go in, to come out, and to light up before
_FADE = 0.3  # seconds in which the matrix goes
_BUNDLES = 40  # so many groups of columns go in one after the other at most


@dataclass
class SmallMatrix:
    """Some entries of a matrix as cells in brackets, its symbol beside, and the rail below.

    Attributes
    ----------
    rows, columns
        Which entries are drawn.
    center
        Its middle, in scene units.
    """

    rows: list[int]
    columns: list[int]
    center: tuple[float, float]
    ground: Ink
    cells: Raster
    frame: Ink
    symbol: Line
    rail: Ink

    def body(self) -> list[Ink]:
        """Return what slides."""
        return [self.ground, self.cells, self.frame, *leaves(self.symbol)]

    def everything(self) -> list[Ink]:
        """Return all parts, in drawing order."""
        return [self.rail, *self.body()]


def small_matrix(
    values: Array, symbol: Sequence[Run], plan: TwoRowsPlan, edges: tuple[float, float], role: str,
    theme: Theme,
) -> SmallMatrix:  # fmt: skip
    """Draw the first entries of a matrix, and the last, at the left end of the rail.

    Parameters
    ----------
    values
        (d_out, d_in).
    symbol
        As set at the size `L`.
    edges
        Left and right end of the rail, in scene units.
    role
        Colour of what the matrix makes.
    """
    rows, columns = (
        entries_drawn(length, most)
        for length, most in zip(values.shape, (ROWS, COLUMNS), strict=True)
    )
    drawn = values[np.ix_(rows, columns)]
    full = max(float(np.quantile(np.abs(drawn), 0.97)), 1e-9)
    x, y, width = plan.upper.centers[0], plan.rail, _CELL * len(columns)
    box = Box(x - width / 2, y - _HEIGHT / 2, x + width / 2, y + _HEIGHT / 2)
    out = box.inset(-0.07, -0.05)
    cells = Raster(
        drawn / full, (box.left, box.top), (box.width, box.height), theme.hair, theme.plus,
        gap=0.15, below=theme.minus,
    )  # fmt: skip
    ground = Raster(
        np.zeros((1, 1)), (out.left, out.top), (out.width, out.height), theme.ground, theme.ground
    )
    return SmallMatrix(
        rows, columns, (x, y), ground, cells,
        bracket(out.left, out.bottom, out.right, out.top, role),
        Line(symbol, L, (out.right + 0.14, y - 0.3 * L)),
        line(theme.line, (edges[0], y), (edges[1], y), width=RULE_STROKE),
    )  # fmt: skip


def slide(rows: TwoRows, matrix: SmallMatrix, role: str, done: Sequence[int] = ()) -> list[Tween]:
    """Slide the matrix along: a copy of each column goes in, and what it makes drops out.

    Nothing of what it makes need be on stage before; words take its colour. Behind the last column
    the matrix fades at the end of the rail.

    Parameters
    ----------
    done
        Columns whose vectors stand in the lower row already: the matrix passes them.
    """
    centers = rows.plan.upper.centers
    way, n = centers[-1] - centers[0], len(centers)
    end = box_around(matrix.rail).right
    beyond = min(max(end - centers[-1], 0.0), rows.plan.upper.pitch) if way else 0.0
    seconds = min(max(_STEP * (n - 1), _SHORTEST), _LONGEST) if way else 0.0
    speed = seconds / way if way else 0.0
    late, lasts = _IN + _FLASH, max(speed * (way + beyond), _OUT)
    symbol, body = leaves(matrix.symbol), [matrix.ground, matrix.cells, matrix.frame]
    reach = box_around(symbol).right - centers[0]  # it must not stick out of the rail
    until = min(speed * (end - reach - centers[0]), lasts) if way else lasts
    tweens = []
    for part, at in ((symbol, until), (body, lasts)):
        tweens += [
            travel(part, (at / speed if way else 0.0, 0.0), delay=late, run_time=at,
                   rate_func=linear),
            Tween(part, opacity=0.0, delay=late + at - _FADE, run_time=_FADE),
        ]  # fmt: skip
    for together in np.array_split(np.arange(n), min(n, _BUNDLES)):
        there = late + (centers[together[0]] - centers[0]) * speed
        tweens += _pass(rows, [int(i) for i in together], set(done), there, role)
    return tweens


def _pass(
    rows: TwoRows, columns: Sequence[int], done: set[int], late: float, role: str
) -> list[Tween]:
    """Let neighbouring columns go in, and their vectors drop out when the matrix is there."""
    plan, half = rows.plan, _HEIGHT / 2
    fresh = [i for i in columns if i not in done]
    above, below = (plan.column_box(columns[0], lower) for lower in (False, True))
    tweens = [Tween([rows.words[i] for i in columns], color=role, delay=late - _IN, run_time=_IN)]
    going = [copy_of(ink) for i in fresh for ink in leaves(rows.inputs[i])]
    coming = leaves([rows.outputs[i] for i in fresh])
    if going:
        gate = _slit(above, plan.rail + half)
        tweens += [
            fit_into(going, gate, above, delay=late - _IN, run_time=_IN, rate_func=ease_in_sine,
                     start_opacity=1.0, introducer=True, remover=True),
            appear(going, delay=late - _IN - _FLASH, run_time=_FLASH),
            Tween(going, opacity=0.0, delay=late, run_time=0.01),  # until the others have gone, too
        ]  # fmt: skip
    if coming:
        gate = _slit(below, plan.rail - half)
        tweens += [
            fit_from(coming, gate, below, delay=late, run_time=_OUT, rate_func=ease_out_cubic),
            appear(coming, delay=late, run_time=0.1),
        ]  # fmt: skip
    marks = [
        *(rows.arrows[i] for i in fresh if rows.arrows),
        *leaves([rows.made[i] for i in fresh]),
    ]
    return [*tweens, appear(marks, delay=late + 0.6 * _OUT)] if marks else tweens


def _slit(box: Box, y: float) -> Box:
    """Return a box as wide as another, and nearly flat."""
    return Box(box.left, y, box.right, y + 0.01)
