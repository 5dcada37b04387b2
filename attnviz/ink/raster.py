"""A table of values drawn as one picture: as many cells as there are, at the cost of one Ink."""

from __future__ import annotations

from typing import Any

import cairo
import numpy as np
import numpy.typing as npt

from attnviz.ink.ink import Ink, rectangle
from attnviz.look.colors import rgb

Array = npt.NDArray[np.floating[Any]]
Pixels = npt.NDArray[np.uint8]
_TIE = 1e-6  # pixels: edges in the middle of one go the same way, whatever rounding did to them
_LARGEST = 8192  # pixels: what is zoomed into further is not kept in the screen's pixels
_FRAME = rectangle(0, -1, 1, 0)
_FRAME.flags.writeable = False


class Raster(Ink):
    """Values as cells whose colour goes from one to another.

    Cells smaller than a pixel are not dropped and not averaged: a pixel shows the one of its cells
    that is farthest from 0, so that a single high one can be seen among a million.

    Parameters
    ----------
    values
        (rows, columns), in [0, 1], or in [-1, 1] with `below`; the first row is the upper one.
    corner
        Left and top, in scene units.
    size
        Width and height, in scene units.
    low, high
        Colours of 0 and 1.
    shown
        (rows, columns) bool: cells that are left empty where it is false; None shows all.
    gap
        Share of a cell's width and height that is left free beside it, where cells are large
        enough for that.
    below
        Colour of -1; None where no value is negative.
    """

    def __init__(
        self, values: Array, corner: tuple[float, float], size: tuple[float, float], low: str,
        high: str, shown: npt.NDArray[np.bool_] | None = None, gap: float = 0.0,
        below: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(_FRAME, high, corner, size)
        self._least = -1 if below else 0
        self._values = np.clip(np.asarray(values, np.float32), self._least, 1)
        if shown is not None:
            self._values = np.where(shown, self._values, np.float32(np.nan))
        self._gap = gap
        self._low, self._span = rgb(low), rgb(high) - rgb(low)
        self._below = None if below is None else rgb(below) - rgb(low)
        self._drawn: dict[tuple[int, int], Pixels] = {}
        self.draw = self._draw_cells

    def fill_in(self, values: Array) -> None:
        """Show other values in the same cells, (rows, columns)."""
        low = 0 if self._below is None else -1
        self._values = np.clip(np.asarray(values, np.float32), low, 1)
        self._drawn = {}
        self.redraw(self.outline.copy())  # which the canvas sees

    @property
    def values(self) -> Array:
        """What the cells show, (rows, columns); NaN where one is empty."""
        return self._values

    def set_values(self, values: Array) -> None:
        """Show other values, of any number of cells; NaN leaves a cell empty."""
        self._values = np.clip(np.asarray(values, np.float32), self._least, 1)
        self._drawn = {}
        self.redraw(self.outline.copy())  # what has changed is known by its outline

    @property
    def pixels(self) -> Pixels:
        """The cells, (rows, columns, 4), RGBA."""
        return self._paint(self._values)

    def _paint(self, values: Array) -> Pixels:
        pixels = np.zeros((*values.shape, 4), np.uint8)
        seen = ~np.isnan(values)
        size = np.where(seen, np.abs(values), 0)[..., None]
        span = self._span
        if self._below is not None:
            span = np.where(values[..., None] < 0, self._below, self._span)
        pixels[..., :3] = np.round((self._low + span * size) * 255) * seen[..., None]
        pixels[..., 3] = np.where(seen, 255, 0)
        return pixels

    def _farthest(self, values: Array, starts: npt.NDArray[np.int_], axis: int) -> Array:
        """Return of the cells from each start on the one that is farthest from 0."""
        found = np.fmax.reduceat(values, starts, axis=axis)
        if self._below is not None:
            least = np.fmin.reduceat(values, starts, axis=axis)
            found = np.where(-least > found, least, found)
        return found

    def _on_screen(self, height: int, width: int) -> Pixels:
        """Return the picture in so many pixels: a cell has one or more, or a pixel has."""
        if (height, width) not in self._drawn:
            values = self._values
            for axis, room in enumerate((height, width)):
                if room < (cells := values.shape[axis]):
                    starts = np.arange(room) * cells // room
                    values = self._farthest(values, starts, axis)
            picture = self._paint(values)
            apart = min(height / values.shape[0], width / values.shape[1]) * self._gap > 1
            for axis, room in enumerate((height, width)):
                cell, inside = np.divmod((np.arange(room) + 0.5) * values.shape[axis] / room, 1.0)
                picture = np.take(picture, cell.astype(int), axis=axis)
                if apart:
                    np.moveaxis(picture, axis, 0)[inside > 1 - self._gap] = 0
            self._drawn = {(height, width): np.ascontiguousarray(picture)}  # until it changes
        return self._drawn[height, width]

    def _draw_cells(self, ctx: cairo.Context[Any], alpha: float) -> None:
        on_screen = isinstance(ctx.get_target(), cairo.ImageSurface)
        matrix = ctx.get_matrix()
        if on_screen and matrix.xx > 0 > matrix.yy and not (matrix.xy or matrix.yx):
            left, top = (round(v - _TIE) for v in ctx.user_to_device(0, 0))
            right, bottom = (round(v - _TIE) for v in ctx.user_to_device(1, -1))
            if max(right - left, bottom - top) <= _LARGEST:
                # On the screen's own pixels: neighbours meet at the same one and show no seam.
                picture = self._on_screen(max(bottom - top, 1), max(right - left, 1))
                ctx.identity_matrix()
                ctx.set_source_surface(_surface(picture), left, top)
                ctx.paint_with_alpha(alpha)
                return
        # manim's pictures keep red where Cairo sees blue; a page of SVG does not.
        pixels = self.pixels if on_screen else self.pixels[..., [2, 1, 0, 3]]
        rows, columns = pixels.shape[:2]
        ctx.scale(1 / columns, -1 / rows)
        ctx.set_source_surface(_surface(np.ascontiguousarray(pixels)))
        ctx.get_source().set_filter(cairo.FILTER_NEAREST)
        ctx.paint_with_alpha(alpha)


def _surface(pixels: Pixels) -> cairo.ImageSurface:
    height, width = pixels.shape[:2]
    return cairo.ImageSurface.create_for_data(pixels.data, cairo.FORMAT_ARGB32, width, height)
