"""A picture of Inks that is redrawn only where something changed.

Between two frames of a clip most of the picture stays as it is. A Canvas remembers what it has
drawn; asked to draw again, it finds the Inks that changed, draws what meets the boxes they covered
and cover now on a scratch surface, in the scene's order, and takes these boxes over. Nothing is
clipped on the way, so the pixels are those of a full redraw to the last bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cairo
import numpy as np
import numpy.typing as npt

from attnviz.frames.camera import OUTLINES_KEPT, STROKE_UNIT, Inker
from attnviz.ink.ink import Ink
from attnviz.look.colors import rgb
from attnviz.look.page import Page

Pixels = npt.NDArray[np.uint8]  # (height, width, 4), RGBA
Rect = tuple[int, int, int, int]  # left, top, right, bottom in pixels, right and bottom outside
_NOWHERE = (0, 0, 0, 0)  # meets no box
_PAD = 2  # pixels around a box, for anti-aliasing
_CELL = 32  # pixels: changes are gathered in cells of this size


class _Drawn:
    """One Ink as it was last drawn; it is kept, so that no other gets its id."""

    __slots__ = ("ink", "outline", "place", "rect", "rgba", "width")

    def __init__(self, ink: Ink, outline: Any, place: bytes, rgba: bytes, rect: Rect) -> None:
        self.ink, self.outline, self.place, self.rgba, self.rect = ink, outline, place, rgba, rect
        self.width = ink.stroke_width


class Canvas:
    """Draws a page of Inks into pixels, and says which of them changed.

    Parameters
    ----------
    page
        The frame in scene units.
    size
        Width and height in pixels.
    ground
        ``#rrggbb``.
    clear
        Whether the ground is left out.
    """

    def __init__(self, page: Page, size: tuple[int, int], ground: str, clear: bool = False) -> None:
        self._width, self._height = size
        self.pixels: Pixels = np.zeros((self._height, self._width, 4), np.uint8)
        self._scratch = np.zeros_like(self.pixels)
        self._surface: Any = cairo.ImageSurface.create_for_data(
            self._scratch.data, cairo.FORMAT_ARGB32, self._width, self._height
        )
        self._ctx: Any = cairo.Context(self._surface)
        scale_x, scale_y = self._width / page.width, self._height / page.height
        self._ctx.set_matrix(
            cairo.Matrix(scale_x, 0, 0, -scale_y, self._width / 2, self._height / 2)
        )
        self._scale = scale_x, scale_y
        opaque = np.round([*rgb(ground) * 255, 255]).astype(np.uint8)
        self._ground = np.zeros_like(opaque) if clear else opaque
        self._inker = Inker()
        self._bounds: dict[int, tuple[Any, tuple[float, float, float, float]]] = {}
        self._drawn: dict[int, _Drawn] = {}
        self._order: list[int] = []
        self._boxes = np.zeros((0, 4), np.int32)  # of the Inks in drawing order
        self._fresh = True

    def draw(self, inks: Sequence[Ink]) -> list[Rect]:
        """Bring the pixels up to date with `inks`, in drawing order.

        Returns
        -------
        list of (left, top, right, bottom)
            Boxes of pixels outside of which nothing changed; empty if nothing did.
        """
        dirty = self._compare(inks)
        if self._fresh:
            dirty, self._fresh = [(0, 0, self._width, self._height)], False
        rects = _merge(dirty, self._width, self._height)
        if rects:
            self._redraw(rects, inks)
        return rects

    def _compare(self, inks: Sequence[Ink]) -> list[Rect]:
        """Find the boxes, some of them empty, that Ink came to, left or changed in."""
        dirty: list[Rect] = []
        before, now = self._drawn, {}
        changed: list[int] = []
        for i, ink in enumerate(inks):
            old = before.get(id(ink))
            # This runs for every Ink on every frame: no properties but these.
            rgba = (ink.stroke_rgbas if ink.is_stroked else ink.fill_rgbas).tobytes()
            place, outline = ink.place.tobytes(), ink.outline
            if (
                old is not None
                and old.place == place
                and old.rgba == rgba
                and old.outline is outline
                and old.width == ink.stroke_width
            ):
                now[id(ink)] = old
                continue
            rect = self._rect(ink) if ink.rgba[3] > 0 else _NOWHERE
            now[id(ink)] = _Drawn(ink, outline, place, rgba, rect)
            changed.append(i)
            dirty.append(rect)
            if old is not None:
                dirty.append(old.rect)
        self._drawn = now
        order = [id(ink) for ink in inks]
        if order == self._order:
            for i in changed:
                self._boxes[i] = now[order[i]].rect
            return dirty
        dirty += [old.rect for key, old in before.items() if key not in now]
        dirty += self._moved_in_order(order, before)
        self._boxes = np.array([now[key].rect for key in order], np.int32).reshape(-1, 4)
        self._order = order
        return dirty

    def _moved_in_order(self, order: list[int], before: dict[int, _Drawn]) -> list[Rect]:
        """Return the boxes of Inks that now lie above or below others than they did."""
        stayed = [key for key in order if key in before]
        was = [key for key in self._order if key in self._drawn]
        return [
            self._drawn[key].rect for key, other in zip(stayed, was, strict=True) if key != other
        ]

    def _rect(self, ink: Ink) -> Rect:
        """Return the pixels that an Ink covers."""
        bounds = self._outline_bounds(ink.outline)
        if bounds is None:
            return _NOWHERE
        x, y, width, height, angle = ink.place.tolist()
        us, vs = (bounds[0] * width, bounds[2] * width), (bounds[1] * height, bounds[3] * height)
        if angle:
            cos, sin = np.cos(angle), np.sin(angle)
            corners = [(u * cos - v * sin, u * sin + v * cos) for u in us for v in vs]
            us, vs = tuple(u for u, _ in corners), tuple(v for _, v in corners)
        grow = ink.stroke_width * STROKE_UNIT if ink.is_stroked else 0.0  # MITER_LIMIT sees to it
        sx, sy = self._scale
        left = int((x + min(us) - grow) * sx + self._width / 2) - _PAD
        right = int((x + max(us) + grow) * sx + self._width / 2) + 1 + _PAD
        top = int(self._height / 2 - (y + max(vs) + grow) * sy) - _PAD
        bottom = int(self._height / 2 - (y + min(vs) - grow) * sy) + 1 + _PAD
        rect = max(left, 0), max(top, 0), min(right, self._width), min(bottom, self._height)
        return rect if rect[0] < rect[2] and rect[1] < rect[3] else _NOWHERE

    def _outline_bounds(self, outline: Any) -> tuple[float, float, float, float] | None:
        if not len(outline):
            return None
        known = self._bounds.get(id(outline))
        if known is None:
            if len(self._bounds) >= OUTLINES_KEPT:
                self._bounds.clear()
            (left, bottom), (right, top) = outline[:, :2].min(axis=0), outline[:, :2].max(axis=0)
            box = float(left), float(bottom), float(right), float(top)
            known = self._bounds[id(outline)] = (outline, box)
        return known[1]

    def _redraw(self, rects: Sequence[Rect], inks: Sequence[Ink]) -> None:
        boxes, scratch = self._boxes, self._scratch
        concerned = np.zeros(len(boxes), np.bool_)
        ground = self._ground.view(np.uint32)
        for left, top, right, bottom in rects:
            scratch.view(np.uint32)[top:bottom, left:right] = ground
            concerned |= (
                (boxes[:, 0] < right)
                & (boxes[:, 2] > left)
                & (boxes[:, 1] < bottom)
                & (boxes[:, 3] > top)
            )
        self._surface.mark_dirty()
        for i in np.flatnonzero(concerned).tolist():
            r, g, b, alpha = inks[i].rgba.tolist()
            # The surface keeps its bytes in the other order, red where Cairo sees blue.
            self._inker.draw(inks[i], self._ctx, (b, g, r, alpha))
        self._surface.flush()
        for left, top, right, bottom in rects:
            self.pixels[top:bottom, left:right] = scratch[top:bottom, left:right]


def _merge(rects: Sequence[Rect], width: int, height: int) -> list[Rect]:
    """Cover boxes with others that do not overlap, on a lattice of cells."""
    lattice = np.zeros((-(-height // _CELL), -(-width // _CELL)), np.bool_)
    for left, top, right, bottom in set(rects) - {_NOWHERE}:
        rows = slice(top // _CELL, (bottom - 1) // _CELL + 1)
        lattice[rows, left // _CELL : (right - 1) // _CELL + 1] = True
    return [
        (left * _CELL, top * _CELL, min(right * _CELL, width), min(bottom * _CELL, height))
        for left, top, right, bottom in _runs(lattice)
    ]


def _runs(lattice: npt.NDArray[np.bool_]) -> list[Rect]:
    """Cut what is marked into boxes: runs in a row, joined with the same run in the next row."""
    done: list[Rect] = []
    open_runs: dict[tuple[int, int], int] = {}  # (left, right) and the row it began in
    edges = np.diff(np.pad(lattice, ((0, 1), (1, 1))).astype(np.int8), axis=1)
    for row, edge in enumerate(edges):
        ends = np.flatnonzero(edge).tolist()
        runs = set(zip(ends[::2], ends[1::2], strict=True))
        for run in open_runs.keys() - runs:
            done.append((run[0], open_runs.pop(run), run[1], row))
        for run in runs - open_runs.keys():
            open_runs[run] = row
    return done
