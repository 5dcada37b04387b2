"""Ink: one outline in one colour, and the simple shapes that are made of it.

manim copies a mobject's points for every animation and every glyph. An Ink keeps its outline once,
shared and read-only, and beside it its place: x, y, width and height factors, angle. Moving,
growing and fading an Ink change a few numbers; its ``points`` are computed when somebody asks, so
that it remains an ordinary VMobject for manim's own camera and animations.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from manim import ManimColor, VMobject

from attnviz.look.colors import rgb
from attnviz.look.glyphs import Points

Edges = float | npt.NDArray[np.floating[Any]]
Box = tuple[float, float, float, float]  # left, bottom, right, top, in scene units


class Ink(VMobject):
    """One outline, filled (or stroked, if ``stroke`` is given) with one colour.

    Parameters
    ----------
    outline
        (4 * curves, 3) cubic Bezier curves in local units.
    color
        ``#rrggbb``.
    at
        Where the outline's origin stands, in scene units.
    size
        Scene units to the local unit, one number or (width, height).
    opacity
        In [0, 1].
    stroke
        Width of the line in manim's units (hundredths of a scene unit); None fills.
    text
        What the outline says, if it is text: kept for tests and for readers of the sidecar.
    em
        Height of one em in scene units, if it is text.
    angle
        Radians by which the outline turns about its origin.

    Attributes
    ----------
    draw
        How a mobject that is no single outline draws itself: called with a Cairo context whose
        units are the mobject's own, and the opacity. None fills or strokes the outline.
    """

    spans: tuple[int, ...] = ()  # points of each text, where one Ink says several
    draw: Callable[[Any, float], None] | None = None

    def __init__(
        self,
        outline: Points,
        color: str,
        at: tuple[float, float] = (0.0, 0.0),
        size: float | tuple[float, float] = 1.0,
        opacity: float = 1.0,
        stroke: float | None = None,
        text: str | None = None,
        em: float = 0.0,
        angle: float = 0.0,
    ) -> None:
        self._outline = outline
        width, height = size if isinstance(size, tuple) else (size, size)
        self.place = np.array([*at, width, height, angle], float)
        self.text, self.em = text, em
        super().__init__(fill_opacity=0.0, stroke_opacity=0.0, stroke_width=stroke or 0.0)
        self.is_stroked = stroke is not None
        rgba = np.array([[*rgb(color), opacity]])
        clear = np.zeros((1, 4))
        self.fill_rgbas, self.stroke_rgbas = (clear, rgba) if self.is_stroked else (rgba, clear)

    @property
    def outline(self) -> Points:
        """The outline in local units, shared and not to be written to."""
        return self._outline

    @property
    def points(self) -> Points:
        """The outline where it stands, (4 * curves, 3), in scene units."""
        x, y, width, height, angle = self.place
        placed: Points = self._outline * (width, height, 0.0)
        if angle:
            turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
            placed[:, :2] = placed[:, :2] @ turn
        placed += (x, y, 0.0)
        return placed

    @points.setter
    def points(self, points: Points) -> None:
        # manim's own methods (shift, scale, rotate, become) write whole arrays.
        self._outline = np.asarray(points, dtype=float)
        self.place = np.array([0.0, 0.0, 1.0, 1.0, 0.0])

    def redraw(self, outline: Points, text: str | None = None) -> Ink:
        """Take another outline, in local units, and keep the place."""
        self._outline, self.text = outline, text
        return self

    def get_num_points(self) -> int:
        """Return how many points the outline has, without placing them."""
        return len(self._outline)

    def has_points(self) -> bool:
        """Say whether there is anything to draw."""
        return len(self._outline) > 0

    def has_no_points(self) -> bool:
        """Say whether there is nothing to draw."""
        return len(self._outline) == 0

    def reset_points(self) -> Ink:
        """Do nothing: manim empties new mobjects, and an Ink is born with its outline."""
        return self

    def generate_points(self) -> Ink:
        """Do nothing: the outline is given."""
        return self

    @property
    def rgba(self) -> npt.NDArray[np.float64]:
        """The one colour, (4,), a view that may be written to."""
        return cast(
            "npt.NDArray[np.float64]",
            (self.stroke_rgbas if self.is_stroked else self.fill_rgbas)[0],
        )

    @property
    def opacity(self) -> float:
        """Opacity in [0, 1]."""
        return float(self.rgba[3])

    def paint(self, color: str) -> Ink:
        """Change the colour and keep the opacity."""
        self.rgba[:3] = rgb(color)
        return self

    def box(self) -> Box | None:
        """Return the smallest box around the drawn outline, or None if there is none."""
        if not len(self._outline):
            return None
        points = self.points
        (left, bottom), (right, top) = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
        return float(left), float(bottom), float(right), float(top)

    def get_color(self) -> ManimColor:
        """Return the one colour."""
        return ManimColor.from_rgba(self.rgba)


def join(outlines: Sequence[Points]) -> Points:
    """Join outlines into one that is drawn in a single pass."""
    return np.concatenate(outlines) if outlines else np.zeros((0, 3))


def polyline(*points: tuple[float, float], closed: bool = False) -> Points:
    """Return straight strokes through points as an outline."""
    corners = np.array(points + points[:1] if closed else points, dtype=float)
    starts, ends = corners[:-1], corners[1:]
    steps = np.linspace(0, 1, 4)[None, :, None]
    curves = starts[:, None] + (ends - starts)[:, None] * steps
    return np.pad(curves.reshape(-1, 2), ((0, 0), (0, 1)))


def rectangle(left: float, bottom: float, right: float, top: float) -> Points:
    """Return a rectangle as an outline."""
    return polyline((left, bottom), (right, bottom), (right, top), (left, top), closed=True)


def rectangles(left: Edges, bottom: Edges, right: Edges, top: Edges) -> Points:
    """Return rectangles, given by arrays of their edges, as one outline."""
    x0, y0, x1, y1 = np.broadcast_arrays(left, bottom, right, top)
    corners = np.stack([x0, y0, x1, y0, x1, y1, x0, y1, x0, y0], axis=-1).reshape(-1, 5, 2)
    starts, ends = corners[:, :-1, None], corners[:, 1:, None]
    curves = starts + (ends - starts) * np.linspace(0, 1, 4)[:, None]
    return np.pad(curves.reshape(-1, 2), ((0, 0), (0, 1)))


def _unit_circle(arcs: int = 8) -> Points:
    # Each arc by one cubic whose handles are 4/3 tan(angle/4) long: error below 1e-5 of the radius.
    angles = np.linspace(0, 2 * np.pi, arcs + 1)
    handle = 4 / 3 * np.tan(np.pi / (2 * arcs))
    on = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    along = np.stack([-np.sin(angles), np.cos(angles)], axis=1) * handle
    quads = np.stack([on[:-1], on[:-1] + along[:-1], on[1:] - along[1:], on[1:]], axis=1)
    return np.pad(quads.reshape(-1, 2), ((0, 0), (0, 1)))


CIRCLE = _unit_circle()
CIRCLE.flags.writeable = False
SQUARE = rectangle(0, 0, 1, 1)  # grows from its lower left corner
SQUARE.flags.writeable = False


def circles(centers: npt.ArrayLike, radii: npt.ArrayLike) -> Points:
    """Return circles as one outline; a radius of zero draws nothing.

    Parameters
    ----------
    centers
        (m, 2) in scene units.
    radii
        (m,) in scene units.
    """
    at, r = np.asarray(centers, float).reshape(-1, 2), np.asarray(radii, float)
    at, r = at[r > 0], r[r > 0]
    rings = CIRCLE[None, :, :2] * r[:, None, None] + at[:, None]
    return np.pad(rings.reshape(-1, 2), ((0, 0), (0, 1)))


def rounded_box(left: float, bottom: float, right: float, top: float, radius: float) -> Points:
    """Return a box with round corners as an outline."""
    corners = [(right, top), (left, top), (left, bottom), (right, bottom)]
    inward = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    quarter = CIRCLE.reshape(4, -1, 3)  # counter-clockwise from the right
    turns = [
        quarter[i] * radius + (x + dx * radius, y + dy * radius, 0)
        for i, ((x, y), (dx, dy)) in enumerate(zip(corners, inward, strict=True))
    ]
    parts = []
    for turn, after in zip(turns, turns[1:] + turns[:1], strict=True):
        parts += [turn, polyline(tuple(turn[-1][:2]), tuple(after[0][:2]))]
    return join(parts)


def brackets(left: float, bottom: float, right: float, top: float, lip: float = 0.08) -> Points:
    """Return a pair of square brackets around a box as one outline."""
    return join(
        [
            polyline((left + lip, top), (left, top), (left, bottom), (left + lip, bottom)),
            polyline((right - lip, top), (right, top), (right, bottom), (right - lip, bottom)),
        ]
    )


def line(color: str, *points: tuple[float, float], width: float, opacity: float = 1.0) -> Ink:
    """Return a stroked line through points."""
    return Ink(polyline(*points), color, opacity=opacity, stroke=width)


def arrow(
    color: str, start: tuple[float, float], end: tuple[float, float], head: float
) -> list[Any]:
    """Return an arrow as two Inks: its shaft and its head, `head` scene units long."""
    (x0, y0), (x1, y1) = start, end
    length = float(np.hypot(x1 - x0, y1 - y0))
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    bx, by = x1 - ux * head, y1 - uy * head
    half = head * 0.36
    tip = polyline(
        (x1, y1), (bx - uy * half, by + ux * half), (bx + uy * half, by - ux * half), closed=True
    )
    return [line(color, start, (bx, by), width=1.4), Ink(tip, color)]
