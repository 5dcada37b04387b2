"""Values as strips that are weighed, fall into their sum, and come from a matrix going along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import Mobject, VGroup, linear, smooth
from manim.utils.rate_functions import ease_out_cubic

from attnviz.attention import Floats
from attnviz.ink.follow import Follow
from attnviz.ink.ink import Ink, brackets, polyline
from attnviz.ink.motion import appear, fit_from, travel
from attnviz.ink.raster import Raster
from attnviz.ink.text import Line, symbol
from attnviz.ink.tween import LAG_LONGEST, Tween, leaves
from attnviz.look.page import Box
from attnviz.look.style import BRACKET_STROKE, XS, M, S, Theme
from attnviz.mobjects.sentence_plan import ColumnPlan
from attnviz.mobjects.update_columns import UpdatesAtRest

Array = npt.NDArray[np.floating[Any]]
STEP = 0.35  # seconds from one word to the next, of a matrix that goes along
_FALL, _APART = 0.75, 0.3  # seconds that a strip falls, and from one to the next
_LONGEST_FALL = 2.4  # seconds, for all of them


class Strips:
    """Vectors as strips of all their numbers, one below the other, on one scale.

    Parameters
    ----------
    vectors
        (strips, length).
    boxes
        Where each stands.
    scale
        The size of a number that has its sign's full colour.
    edge
        Colour of brackets around them; None draws none.

    Attributes
    ----------
    rasters
        One a strip.
    brackets
        One a strip, or none.
    """

    def __init__(
        self, vectors: Array, boxes: Sequence[Box], scale: float, theme: Theme,
        edge: str | None = None,
    ) -> None:  # fmt: skip
        self.vectors, self.scale = np.asarray(vectors, np.float32), scale
        self.rasters = [
            Raster(
                vector[None] / scale, (box.left, box.top), (box.width, box.height), theme.ground,
                theme.plus, below=theme.minus,
            )
            for vector, box in zip(self.vectors, boxes, strict=True)
        ]  # fmt: skip
        self.brackets = [around(box, edge) for box in boxes] if edge else []

    def moved(self, boxes: Sequence[Box], lag: float = 0.0) -> list[Tween]:
        """Let them go to other rooms."""
        ends = np.array([[box.left, box.top, box.width, box.height, 0] for box in boxes])
        moves = [Tween(self.rasters, place=ends, lag=lag)]
        if self.brackets:
            goal = np.array([around(box, "#000000").place for box in boxes])
            moves.append(Tween(self.brackets, place=goal))
        return moves

    def drawn(self, lag: float) -> list[Tween]:
        """Let one after the other grow out of its left end."""
        flat = np.array([1.0, 1.0, 1e-4, 1.0, 1.0])
        grown = Tween(
            self.rasters, start_place=lambda now: now * flat, start_opacity=0.0, lag=lag,
            run_time=0.6, rate_func=ease_out_cubic, introducer=True,
        )  # fmt: skip
        return [grown, *([appear(self.brackets, lag=lag)] if self.brackets else [])]

    def show(self, vectors: Array) -> None:
        """Show other numbers, (strips, length)."""
        self.vectors = np.asarray(vectors, np.float32)
        for raster, vector in zip(self.rasters, self.vectors, strict=True):
            raster.set_values(vector[None] / self.scale)


def around(box: Box, color: str) -> Ink:
    """Draw brackets around a strip, which can travel and widen with it."""
    outer = box.inset(-0.08, -0.04)
    lip = 0.08 / outer.width
    size = outer.width, outer.height
    return Ink(
        brackets(0, 0, 1, 1, lip), color, (outer.left, outer.bottom), size, stroke=BRACKET_STROKE
    )


def matrix_chip(letter: str, at: tuple[float, float], height: float, color: str) -> list[Ink]:
    """Draw a matrix as its symbol in brackets, for it to go from word to word."""
    size = M if height >= 0.5 else (S if height >= 0.36 else XS)
    runs = symbol("W", letter, color, size)
    line = Line(runs, size, (at[0], at[1] - 0.3 * size), "center")
    half = (max(height, 1.25 * size) / 2, 0.34)
    box = Box(at[0] - half[1], at[1] - half[0], at[0] + half[1], at[1] + half[0])
    return [around(box.inset(0.08, 0.04), color), *leaves(line)]


class Turning(Follow):
    """A strip that lies goes to a room where it stands, its first number on top.

    It takes its length first and turns when it is short: it sweeps over little of the page.

    Parameters
    ----------
    raster
        The strip.
    box
        Where it stands in the end.
    run_time
        Seconds at pace 1.
    """

    def __init__(self, raster: Raster, box: Box, run_time: float) -> None:
        self._raster = raster
        left, top, length, thick, _ = raster.place.tolist()
        self._lies = np.array([left + length / 2, top - thick / 2, length, thick])
        self._stands = np.array([*box.center, box.height, box.width])
        super().__init__([raster], self._show, 0.0, 1.0, run_time)

    def _show(self, share: float) -> None:
        sized, turned = (
            float(smooth(min(max((share - start) / span, 0.0), 1.0)))
            for start, span in ((0.0, 0.7), (0.4, 0.6))
        )
        x, y, length, thick = self._lies + (self._stands - self._lies) * sized
        angle = -np.pi / 2 * turned
        cos, sin = np.cos(angle), np.sin(angle)
        corner = x - (length * cos + thick * sin) / 2, y - (length * sin - thick * cos) / 2
        self._raster.place[:] = *corner, length, thick, angle


def going_along(
    matrix: Sequence[Ink], updates: UpdatesAtRest, lineup: ColumnPlan, done: int
) -> list[Tween]:
    """Let a matrix go from word to word, and each column drop out of the line under its word.

    Parameters
    ----------
    matrix
        Over the first column.
    updates
        What it leaves behind.
    done
        The column that stands already.
    """
    left, right = lineup.centers[0], lineup.centers[-1]
    whole = Box(left, lineup.bottom, right + 1.0, lineup.top)
    slit = Box(left, lineup.top - 0.01, right + 1.0, lineup.top)
    strips, symbols = (
        [part if i != done else VGroup() for i, part in enumerate(parts)]
        for parts in (updates.strips, updates.symbols)
    )
    seconds = min(STEP * (len(strips) - 1), LAG_LONGEST)
    return [
        travel(matrix, (right - left, 0.0), run_time=seconds, rate_func=linear),
        fit_from(strips, slit, whole, start_opacity=0.0, lag=STEP, run_time=0.5,
                 rate_func=ease_out_cubic),
        appear(symbols, lag=STEP, delay=0.3),
    ]  # fmt: skip


def full_colour(vectors: Array) -> float:
    """Return the size of a number that is drawn in its sign's full colour: one in ten is larger."""
    return max(float(np.quantile(np.abs(vectors), 0.9)), 1e-9)


def lane(lineup: ColumnPlan) -> Box:
    """Return the room of a small matrix over the first column, between words and columns."""
    half = min(max(0.42 * lineup.pitch, 0.45), 0.7)
    x, above = lineup.centers[0], 0.08 if lineup.angle else 0.14
    return Box(x - half, lineup.top + 0.06, x + half, lineup.label_base - above)


class Weighing(Follow):
    """A rule that sweeps over strips: behind it every number is multiplied by its strip's weight.

    Parameters
    ----------
    strips
        The values; afterwards they are weighted.
    boxes
        Where they stand by then.
    weights
        (strips,).
    """

    def __init__(
        self, strips: Strips, boxes: Sequence[Box], weights: Floats, theme: Theme, run_time: float
    ) -> None:
        self._strips, self._values, self._span = strips, strips.vectors, boxes[0]
        self._weighted = np.asarray(weights)[:, None] * strips.vectors
        top, bottom = boxes[0].top + 0.08, boxes[-1].bottom - 0.08
        self.rule = Ink(
            polyline((0, bottom), (0, top)), theme.text, (boxes[0].left, 0.0),
            stroke=BRACKET_STROKE,
        )  # fmt: skip
        super().__init__([*strips.rasters, self.rule], self._show, 0.0, 1.0, run_time)

    def _show(self, share: float) -> None:
        eased = float(smooth(share))
        length = self._values.shape[1]
        behind = np.arange(length) < round(eased * length)
        self._strips.show(np.where(behind, self._weighted, self._values))
        self.rule.place[0] = self._span.left + eased * self._span.width


class Falling(Follow):
    """Strips that fall, the lowest first, through the cells below them into their sum.

    Parameters
    ----------
    strips
        What falls; each leaves the picture as it arrives.
    total
        The sum's strip, empty until the first arrives; then it shows what has arrived.
    """

    def __init__(self, strips: Strips, total: Strips) -> None:
        self._total, self._terms = total, strips.vectors
        self._rasters = strips.rasters
        self._tops = [float(raster.place[1]) for raster in strips.rasters]
        count = len(self._rasters)
        self._apart = min(_APART, (_LONGEST_FALL - _FALL) / max(count - 1, 1))
        seconds = _FALL + self._apart * (count - 1)
        self._landed = -1
        inks: list[Mobject] = [*total.rasters, *self._rasters]
        super().__init__(inks, self._show, 0.0, seconds, seconds)

    def _show(self, now: float) -> None:
        count, landed = len(self._rasters), 0
        goal = float(self._total.rasters[0].place[1])
        for order in range(count):
            i = count - 1 - order
            share = min(max((now - order * self._apart) / _FALL, 0.0), 1.0)
            self._rasters[i].place[1] = self._tops[i] + (goal - self._tops[i]) * float(
                smooth(share)
            )
            if share >= 1.0 - 1e-9:
                self._rasters[i].rgba[3] = 0.0
                landed += 1
        if landed != self._landed:
            self._landed = landed
            arrived = self._terms[count - landed :].sum(axis=0, keepdims=True)
            self._total.show(arrived if landed else np.full_like(arrived, np.nan))
