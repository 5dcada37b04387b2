"""Sums that grow term by term, a line each and all at once: a race to their totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.ink import CIRCLE, Ink, line, polyline
from attnviz.ink.text import label
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box
from attnviz.look.spread import spread
from attnviz.look.style import GRID_STROKE, RULE_STROKE, XS, Theme

Array = npt.NDArray[np.float64]
_PIECE = 8  # terms in a part of a line that is finished and not drawn anew
_OVERLAP = 0.012  # scene units by which two parts lie in one another, so that no seam shows
_NAME_GAP = 1.12  # em from one name to the next at the least
_LEAD = 0.14  # scene units from a line's end to its name
_TICKS = 4  # lines of the scale at the most
_DOT = 0.07  # radius of a line's end, in scene units


@dataclass(frozen=True)
class Scale:
    """Where terms and sums stand in a box: terms from the left, sums upwards.

    Attributes
    ----------
    box
        The room of the lines, in scene units.
    length
        How many terms a sum has.
    low, high
        The smallest and the largest sum that there is room for.
    """

    box: Box
    length: int
    low: float
    high: float

    def x(self, term: float) -> float:
        """Return where a sum of so many terms stands."""
        return self.box.left + self.box.width * term / self.length

    def y(self, value: npt.ArrayLike) -> Any:
        """Return the height of a sum."""
        share = (np.asarray(value, float) - self.low) / (self.high - self.low)
        return self.box.bottom + self.box.height * share


def scale_of(sums: Array, box: Box) -> Scale:
    """Fit sums (m, length + 1) into a box, zero always in sight."""
    low, high = min(float(sums.min()), 0.0), max(float(sums.max()), 0.0)
    if high - low < 1e-9:
        high = 1.0
    return Scale(box, sums.shape[1] - 1, low, high)


def round_steps(low: float, high: float) -> list[float]:
    """Return round numbers from low to high, zero among them: steps of 1, 2 or 5 times a power."""
    least = (high - low) / _TICKS
    power = 10.0 ** np.floor(np.log10(least))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= least - 1e-12)
    return [step * i for i in range(int(np.ceil(low / step)), int(np.floor(high / step)) + 1)]


def tick_texts(low: float, high: float) -> list[tuple[float, str]]:
    """Return the numbers of a scale and how they are written."""
    return [(value, _plain(value)) for value in round_steps(low, high)]


def _plain(value: float) -> str:
    if abs(value - round(value)) > 1e-9:
        return numerals.signed(value)
    whole = round(value)
    return (numerals.MINUS if whole < 0 else "") + numerals.count(abs(whole))


def axes(scale: Scale, theme: Theme) -> VGroup:
    """Draw the scale of the sums as thin lines with numbers, and count the terms below."""
    box, group = scale.box, VGroup()
    for value, text in tick_texts(scale.low, scale.high):
        y = float(scale.y(value))
        color, width = (theme.hair, GRID_STROKE) if value else (theme.line, RULE_STROKE)
        group.add(line(color, (box.left, y), (box.right, y), width=width))
        group.add(label(text, theme.mute, XS, (box.left - 0.12, y - 0.33 * XS), "right", "sans"))
    parts = 4 if scale.length % 4 == 0 and scale.length >= 8 else 1
    for part in range(1, parts + 1):
        term = scale.length * part // parts
        spot = (scale.x(term), box.bottom - 0.12 - 0.72 * XS)
        group.add(label(numerals.count(term), theme.mute, XS, spot, "center", "sans"))
    return group


def axis_room(low: float, high: float) -> tuple[float, float]:
    """Return the room of the numbers at the left of the lines, and below them."""
    widest = max(text_width(text, "sans", XS) for _, text in tick_texts(low, high))
    return widest + 0.12, 0.12 + XS


class _Trail:
    """A line that grows: finished parts that stay as they are, and the part that is growing."""

    def __init__(self, points: Array, color: str, stroke: float) -> None:
        self.points = points
        self.cuts = list(range(_PIECE, len(points) - 1, _PIECE))
        self.pieces: list[Ink] = []
        self.growing = Ink(np.zeros((0, 3)), color, stroke=stroke)
        start = points[:1]
        for cut in self.cuts:
            middle, way = self._middle(cut)
            corners = [*start, *points[max(cut - _PIECE, 1) : cut], middle + way]
            piece = Ink(polyline(*map(tuple, corners)), color, opacity=0.0, stroke=stroke)
            self.pieces.append(piece)
            start = (middle - way)[None]

    def _middle(self, cut: int) -> tuple[Array, Array]:
        """Return the middle of the stroke before a point, and a little of its way."""
        before, after = self.points[cut - 1], self.points[cut]
        way = after - before
        return (before + after) / 2, way / max(float(np.hypot(*way)), 1e-9) * _OVERLAP

    def end(self, term: float) -> Array:
        """Return where the line ends after so many terms."""
        last = min(int(term), len(self.points) - 2)
        way = self.points[last + 1] - self.points[last]
        spot: Array = self.points[last] + way * (term - last)
        return spot

    def show(self, term: float) -> None:
        """Draw the line as far as so many terms."""
        last = int(term)
        done = sum(cut <= last for cut in self.cuts)
        for i, piece in enumerate(self.pieces):
            piece.rgba[3] = float(i < done)
        first = self.cuts[done - 1] if done else 0
        corners = [*self.points[first : last + 1], self.end(term)]
        if done:
            corners.insert(0, self._middle(first)[0])
        self.growing.redraw(polyline(*map(tuple, corners)))

    def everything(self) -> list[Ink]:
        """Return all parts."""
        return [*self.pieces, self.growing]


@dataclass
class Race:
    """Lines that grow together; at the end of each that is named, a dot and its name.

    Attributes
    ----------
    scale
        Where sums stand.
    ends
        (m,) of the named lines: dots at the ends.
    names
        (m,) of the named lines: their names, which follow the ends and keep apart.
    """

    scale: Scale
    ends: list[Ink]
    names: list[Ink]
    _thin: list[_Trail]
    _named: list[_Trail]

    def show(self, term: float) -> None:
        """Draw all lines as far as so many terms."""
        for trail in (*self._thin, *self._named):
            trail.show(term)
        spots = [trail.end(term) for trail in self._named]
        for dot, (x, y) in zip(self.ends, spots, strict=True):
            dot.place[:2] = x, y
        for name, spot in zip(self.names, self.name_spots(term), strict=True):
            name.place[:2] = spot

    def name_spots(self, term: float) -> list[tuple[float, float]]:
        """Return where the names stand after so many terms, in the order of the names."""
        size, box = self.names[0].em, self.scale.box
        ends = [trail.end(term) for trail in self._named]
        apart = spread([y for _, y in ends], _NAME_GAP * size, box.bottom, box.top)
        return [
            (float(x) + _LEAD, float(y) - 0.3 * size) for (x, _), y in zip(ends, apart, strict=True)
        ]

    @property
    def goals(self) -> list[tuple[float, float]]:
        """Where the named lines end when all is added."""
        ends = [trail.points[-1] for trail in self._named]
        return [(float(x), float(y)) for x, y in ends]

    def lines(self, which: int) -> list[Ink]:
        """Return all parts of a named line, its dot included."""
        return [*self._named[which].everything(), self.ends[which]]

    @property
    def thin(self) -> list[Ink]:
        """All lines without a name."""
        return [ink for trail in self._thin for ink in trail.everything()]

    def everything(self) -> list[Ink]:
        """Return all parts but the names, thin lines first."""
        named = [ink for trail in self._named for ink in trail.everything()]
        return [*self.thin, *named, *self.ends]


def race(
    sums: Array, names: Sequence[str | None], colors: Sequence[str], strokes: Sequence[float],
    box: Box, size: float, name_color: str,
) -> Race:  # fmt: skip
    """Draw running sums as lines that have not begun to grow: `Race.show` lets them.

    Parameters
    ----------
    sums
        (m, length + 1): of each its sum after so many terms; the first is 0.
    names
        (m,) what stands at a line's end; one with None is drawn below the others.
    colors, strokes
        (m,) of the lines; strokes in manim's units.
    box
        The room of the lines, in scene units.
    size
        Of the names, scene units to the em.
    name_color
        Of all names.
    """
    scale = scale_of(sums, box)
    xs = np.array([scale.x(term) for term in range(scale.length + 1)])
    trails: dict[bool, list[_Trail]] = {True: [], False: []}
    ends, written = [], []
    for row, name, color, stroke in zip(sums, names, colors, strokes, strict=True):
        points = np.stack([xs, scale.y(row)], axis=1)
        trails[name is not None].append(_Trail(points, color, stroke))
        if name is not None:
            ends.append(Ink(CIRCLE, color, tuple(points[0]), _DOT))
            written.append(label(name, name_color, size, tuple(points[0]), "left"))
    made = Race(scale, ends, written, trails[False], trails[True])
    made.show(0)
    return made
