"""A picture of Inks that is redrawn only where something changed.

Between two frames of a clip most of the picture stays as it is. A Canvas remembers what it has
drawn; asked to draw again, it finds the Inks that changed, clears the boxes they covered and cover
now, and redraws in those boxes alone, in the scene's order. The pixels are those of a full redraw.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cairo
import numpy as np
import numpy.typing as npt

from attnviz.mobjects.ink import Ink, rgb
from attnviz.mobjects.page import Page
from attnviz.stage.camera import STROKE_UNIT, Inker

Pixels = npt.NDArray[np.uint8]  # (height, width, 4), RGBA
Rect = tuple[int, int, int, int]  # left, top, right, bottom in pixels, right and bottom outside
_PAD = 2  # pixels around a box, for anti-aliasing
_MOST_RECTS = 24  # more boxes than this are merged: each costs a pass over the Inks


class _Drawn:
    """One Ink as it was last drawn."""

    __slots__ = ("outline", "place", "rect", "rgba")

    def __init__(self, outline: Any, place: bytes, rgba: bytes, rect: Rect | None) -> None:
        self.outline, self.place, self.rgba, self.rect = outline, place, rgba, rect


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
        surface = cairo.ImageSurface.create_for_data(
            self.pixels.data, cairo.FORMAT_ARGB32, self._width, self._height
        )
        self._ctx: Any = cairo.Context(surface)
        scale_x, scale_y = self._width / page.width, self._height / page.height
        self._ctx.set_matrix(
            cairo.Matrix(scale_x, 0, 0, -scale_y, self._width / 2, self._height / 2)
        )
        self._scale = scale_x, scale_y
        r, g, b = rgb(ground)
        # The surface keeps its bytes in the other order, red where Cairo sees blue.
        self._ground = (b, g, r, 0.0 if clear else 1.0)
        self._inker = Inker()
        self._bounds: dict[int, tuple[Any, tuple[float, float, float, float]]] = {}
        self._drawn: dict[int, _Drawn] = {}
        self._order: list[int] = []
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
        rects = _merge(dirty)
        for rect in rects:
            self._redraw(rect, inks)
        return rects

    def _compare(self, inks: Sequence[Ink]) -> list[Rect]:
        dirty: list[Rect] = []
        order = [id(ink) for ink in inks]
        before = self._drawn
        self._drawn = now = {}
        for key, ink in zip(order, inks, strict=True):
            old = before.get(key)
            place, rgba, outline = ink.place.tobytes(), ink.rgba.tobytes(), ink.outline
            if (
                old is not None
                and old.place == place
                and old.rgba == rgba
                and old.outline is outline
            ):
                now[key] = old
                continue
            rect = self._rect(ink) if ink.rgba[3] > 0 else None
            now[key] = _Drawn(outline, place, rgba, rect)
            dirty += [r for r in (rect, old.rect if old else None) if r is not None]
        dirty += [old.rect for key, old in before.items() if key not in now and old.rect]
        dirty += self._reordered(order, before)
        self._order = order
        return dirty

    def _reordered(self, order: list[int], before: dict[int, _Drawn]) -> list[Rect]:
        """Return the boxes of Inks that now lie above or below others than they did."""
        if order == self._order:
            return []
        stayed = [key for key in order if key in before]
        was = [key for key in self._order if key in self._drawn]
        moved = (key for key, other in zip(stayed, was, strict=True) if key != other)
        return [rect for key in moved if (rect := self._drawn[key].rect) is not None]

    def _rect(self, ink: Ink) -> Rect | None:
        bounds = self._outline_bounds(ink.outline)
        if bounds is None:
            return None
        x, y, width, height, angle = ink.place.tolist()
        corners = [(bx * width, by * height) for bx in bounds[::2] for by in bounds[1::2]]
        if angle:
            cos, sin = np.cos(angle), np.sin(angle)
            corners = [(u * cos - v * sin, u * sin + v * cos) for u, v in corners]
        grow = ink.stroke_width * STROKE_UNIT if ink.is_stroked else 0.0
        us, vs = [u for u, _ in corners], [v for _, v in corners]
        sx, sy = self._scale
        left = int((x + min(us) - grow) * sx + self._width / 2) - _PAD
        right = int((x + max(us) + grow) * sx + self._width / 2) + 1 + _PAD
        top = int(self._height / 2 - (y + max(vs) + grow) * sy) - _PAD
        bottom = int(self._height / 2 - (y + min(vs) - grow) * sy) + 1 + _PAD
        rect = max(left, 0), max(top, 0), min(right, self._width), min(bottom, self._height)
        return rect if rect[0] < rect[2] and rect[1] < rect[3] else None

    def _outline_bounds(self, outline: Any) -> tuple[float, float, float, float] | None:
        if not len(outline):
            return None
        known = self._bounds.get(id(outline))
        if known is None:
            (left, bottom), (right, top) = outline[:, :2].min(axis=0), outline[:, :2].max(axis=0)
            box = float(left), float(bottom), float(right), float(top)
            known = self._bounds[id(outline)] = (outline, box)
        return known[1]

    def _redraw(self, rect: Rect, inks: Sequence[Ink]) -> None:
        left, top, right, bottom = rect
        ctx = self._ctx
        ctx.save()
        matrix = ctx.get_matrix()
        ctx.identity_matrix()
        ctx.rectangle(left, top, right - left, bottom - top)
        ctx.clip()
        ctx.set_operator(cairo.OPERATOR_SOURCE)
        ctx.set_source_rgba(*self._ground)
        ctx.paint()
        ctx.set_operator(cairo.OPERATOR_OVER)
        ctx.set_matrix(matrix)
        for ink in inks:
            box = self._drawn[id(ink)].rect
            if box is None or not _meet(box, rect):
                continue
            r, g, b, alpha = ink.rgba.tolist()
            self._inker.draw(ink, ctx, (b, g, r, alpha))
        ctx.restore()


def _meet(a: Rect, b: Rect) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _union(a: Rect, b: Rect) -> Rect:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def _merge(rects: list[Rect]) -> list[Rect]:
    """Join boxes that meet, until none do and there are few."""
    merged: list[Rect] = []
    for rect in sorted(set(rects)):
        grown = rect
        while True:
            met = next((other for other in merged if _meet(grown, other)), None)
            if met is None:
                break
            merged.remove(met)
            grown = _union(grown, met)
        merged.append(grown)
    while len(merged) > _MOST_RECTS:
        merged.sort()
        merged = [
            _union(*merged[i : i + 2]) if i + 1 < len(merged) else merged[i]
            for i in range(0, len(merged), 2)
        ]
        merged = _merge(merged)
    return merged
