"""How places turn queries: every strip at once, and a dial a word for one pair of its numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import smooth

from attnviz.ink.follow import Follow
from attnviz.ink.ink import CIRCLE, Ink, polyline
from attnviz.ink.motion import appear, grow
from attnviz.ink.raster import Raster
from attnviz.ink.tween import Tween, leaves
from attnviz.look.style import DIM, FOCUS_STROKE, GRID_STROKE, Theme
from attnviz.mobjects.two_rows import TwoRows
from attnviz.mobjects.vectors import fine_values, strip_levels, strip_room, strip_shades

Array = npt.NDArray[np.floating[Any]]
_RADIUS, _SMALLEST = 0.34, 0.12  # scene units
_HAND, _FAINT, _CORNERS = 0.82, 0.3, 33  # of the radius; a wedge's opacity, and its corners
_TURN = 1.4  # seconds


@dataclass
class Turning:
    """Strips that turn, and the dials between the rows.

    Attributes
    ----------
    pair
        Which pair of numbers the dials show.
    strips, replaced
        Cells that turn, and those that stood in their place, which are to be taken off the stage.
    faces, wedges, hands
        A dial a word, with its hand as it was; by how much it has turned; and the hands that turn.
        None where words are too close.
    """

    pair: int
    strips: list[Ink]
    replaced: list[Ink]
    faces: list[Ink]
    wedges: list[Ink]
    hands: list[Ink]
    _turns: list[float]
    _show: Callable[[float], None]

    def come(self) -> list[Tween]:
        """Bring the dials."""
        if not self.faces:
            return []
        return [grow(self.faces), appear([*self.wedges, *self.hands], delay=0.3)]

    def everything(self) -> list[Ink]:
        """Return the dials."""
        return [*self.faces, *self.wedges, *self.hands]

    def turn(self) -> list[Tween]:
        """Turn every hand and every strip by its own angles."""
        starts = [float(hand.place[4]) for hand in self.hands]

        def show(share: float) -> None:
            self._show(share)
            for i, (hand, wedge) in enumerate(zip(self.hands, self.wedges, strict=True)):
                hand.place[4] = starts[i] + share * self._turns[i]
                wedge.redraw(_wedge(starts[i], share * self._turns[i]))

        return [_Eased([*self.strips, *self.wedges, *self.hands], show, 0.0, 1.0, _TURN)]


class _Eased(Follow):
    """Begins and ends slowly, as what turns beside it."""

    def interpolate_mobject(self, alpha: float) -> None:
        super().interpolate_mobject(float(smooth(alpha)) if alpha < 1 else 1.0)


def shown_pair(angles: Array) -> int:
    """Return the pair of numbers whose turning is seen best: the farthest, up to half a turn.

    Parameters
    ----------
    angles
        (words, pairs), in radians.
    """
    farthest = np.abs(angles).max(axis=0)
    fitting = np.where(farthest <= pi, farthest, -farthest)
    return int(np.argmax(fitting))


def turning(
    rows: TwoRows, vectors: Callable[[float], Sequence[Array]], angles: Array, scale: float,
    role: str, theme: Theme,
) -> Turning:  # fmt: skip
    """Let the lower row turn, with dials above it where there is room.

    Parameters
    ----------
    rows
        Whose lower row it is, as `vectors` has them at 0.
    vectors
        One array (tokens, length) a word, turned by a share of their angles.
    angles
        (words, length / 2): by which each pair is turned in all, in radians.
    scale
        The size of an entry that is drawn in full colour.
    role
        Colour of the hands.
    """
    before = [ink for ink in leaves(rows.outputs) if not ink.is_stroked]
    show = _fine(rows, vectors, scale) or _coarse(rows, vectors, scale, theme)
    strips = [ink for ink in leaves(rows.outputs) if not ink.is_stroked]
    known = {id(ink) for ink in strips}
    replaced = [ink for ink in before if id(ink) not in known]
    pair = shown_pair(angles)
    start = np.array([stack[-1] for stack in vectors(0.0)])[:, 2 * pair : 2 * pair + 2]
    radius = min(_RADIUS, 0.4 * rows.plan.upper.pitch)
    faces: list[Ink] = []
    wedges, hands = [], []
    if radius >= _SMALLEST:
        shape = _hand(_HAND * radius)
        for x, (a, b) in zip(rows.plan.upper.centers, start, strict=True):
            at, begin = (x, rows.plan.rail), float(np.arctan2(b, a))
            faces += [
                Ink(CIRCLE, theme.ground, at, radius),
                Ink(CIRCLE, theme.mute, at, radius, stroke=GRID_STROKE),
                Ink(shape, role, at, angle=begin, opacity=DIM, stroke=GRID_STROKE),
            ]
            hands.append(Ink(shape, role, at, angle=begin, stroke=FOCUS_STROKE))
            wedges.append(Ink(np.zeros((0, 3)), role, at, _HAND * radius, opacity=_FAINT))
    return Turning(pair, strips, replaced, faces, wedges, hands, angles[:, pair].tolist(), show)


def _coarse(
    rows: TwoRows, vectors: Callable[[float], Sequence[Array]], scale: float, theme: Theme
) -> Callable[[float], None]:
    """Give every strip an Ink a level, in place of those it has; return what shows a share."""
    plan, shades = rows.plan.lower, strip_shades(theme)
    rooms = [
        strip_room(len(stack), x, plan) for stack, x in zip(vectors(0.0), plan.centers, strict=True)
    ]
    nothing = np.zeros((0, 3))
    cells = [[Ink(nothing, shade) for shade in shades] for _ in rooms]
    for column, inks in zip(rows.outputs, cells, strict=True):
        edges = [ink for ink in leaves(column) if ink.is_stroked]
        column.remove(*leaves(column))
        column.add(*inks, *edges)

    def show(share: float) -> None:
        for stack, room, inks in zip(vectors(share), rooms, cells, strict=True):
            for ink, outline in zip(inks, strip_levels(stack, room, scale), strict=True):
                if not np.array_equal(ink.outline, outline):
                    ink.redraw(outline)

    show(0.0)
    return show


def _fine(
    rows: TwoRows, vectors: Callable[[float], Sequence[Array]], scale: float
) -> Callable[[float], None] | None:
    """Return what shows a share in pictures of neighbouring columns; None where there are none."""
    pictures = [ink for ink in leaves(rows.outputs) if isinstance(ink, Raster)]
    if not pictures:
        return None

    def show(share: float) -> None:
        values = fine_values(vectors(share), scale).values()
        for picture, cells in zip(pictures, values, strict=True):
            picture.fill_in(cells)

    return show


def _wedge(start: float, turn: float) -> Any:
    """Return the part of a disc of radius 1 that a hand has passed."""
    way = np.linspace(start, start + turn, _CORNERS)
    return polyline(
        (0.0, 0.0), *zip(np.cos(way).tolist(), np.sin(way).tolist(), strict=True), closed=True
    )


def _hand(length: float) -> Any:
    """Return a hand along x as one stroked outline, with a barb on either side."""
    barb = 0.3 * length
    ends = [(length - barb * cos(0.5), side * barb * sin(0.5)) for side in (1, -1)]
    return polyline((0.0, 0.0), (length, 0.0), ends[0], (length, 0.0), ends[1])
