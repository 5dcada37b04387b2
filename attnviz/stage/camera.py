"""A camera that draws the same pictures as manim's, with less work a frame.

An Ink's outline is handed to Cairo once and replayed wherever the Ink stands; invisible things are
skipped; a plain shape of one colour is filled and stroked in one pass. Everything else goes the
stock way.
"""

from __future__ import annotations

from typing import Any

import cairo
import numpy as np
from manim import Camera, ManimColor, VMobject

from attnviz.mobjects.ink import Ink
from attnviz.mobjects.layout import Page

# Cairo keeps paths in 1/256 of a pixel; built this large, an em's rounding is far below a pixel.
_PATH_SCALE = 2048.0


class StageCamera(Camera):
    """manim's Cairo camera with a short way for Inks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The outline is kept beside its path, so that its id stays its own.
        self._paths: dict[int, tuple[np.ndarray, Any]] = {}
        self._scratch = cairo.Context(cairo.ImageSurface(cairo.FORMAT_A8, 1, 1))
        self._scratch.scale(_PATH_SCALE, _PATH_SCALE)
        super().__init__(*args, **kwargs)

    def set_page(self, page: Page, ground: str) -> None:
        """Take a page's frame, in scene units, and its ground."""
        self.frame_width, self.frame_height = page.width, page.height
        self.pixel_array_to_cairo_context.clear()
        self.background_color = ManimColor(ground)
        self.reset()

    def display_vectorized(self, vmobject: VMobject, ctx: cairo.Context) -> StageCamera:
        """Draw one vectorised mobject."""
        if isinstance(vmobject, Ink):
            if vmobject.rgba[3] > 0:
                self._draw_ink(vmobject, ctx)
        elif not _is_invisible(vmobject):
            super().display_vectorized(vmobject, ctx)
        return self

    def _draw_ink(self, ink: Ink, ctx: cairo.Context) -> None:
        r, g, b, alpha = ink.rgba.tolist()
        x, y, width, height, angle = ink.place.tolist()
        ctx.save()
        ctx.translate(x, y)
        if angle:
            ctx.rotate(angle)
        if ink.draw is not None:
            ctx.scale(width, height)
            ink.draw(ctx, alpha)
            ctx.restore()
            return
        if width == 0 or height == 0:
            ctx.restore()
            return
        ctx.scale(width, height)
        ctx.new_path()
        ctx.append_path(self._path(ink.outline))
        ctx.restore()
        ctx.set_source_rgba(b, g, r, alpha)  # the surface keeps its bytes in the other order
        if ink.is_stroked:
            ctx.set_line_width(ink.stroke_width * self.cairo_line_width_multiple)
            ctx.stroke()
        else:
            ctx.fill()

    def _path(self, outline: np.ndarray) -> Any:
        known = self._paths.get(id(outline))
        if known is None:
            known = self._paths[id(outline)] = (outline, self._build_path(outline))
        return known[1]

    def _build_path(self, outline: np.ndarray) -> Any:
        ctx = self._scratch
        ctx.new_path()
        curves = outline[:, :2].reshape(-1, 8)
        end: tuple[float, float] | None = None
        start = (0.0, 0.0)
        for x0, y0, x1, y1, x2, y2, x3, y3 in curves.tolist():
            if end is None or abs(x0 - end[0]) > 1e-6 or abs(y0 - end[1]) > 1e-6:
                ctx.move_to(x0, y0)
                start = (x0, y0)
            ctx.curve_to(x1, y1, x2, y2, x3, y3)
            end = (x3, y3)
            if abs(x3 - start[0]) < 1e-6 and abs(y3 - start[1]) < 1e-6:
                ctx.close_path()
                end = None
        return ctx.copy_path()


def _is_invisible(vmobject: VMobject) -> bool:
    fill, stroke = vmobject.fill_rgbas, vmobject.stroke_rgbas
    return bool(
        not fill[:, 3].any()
        and (not stroke[:, 3].any() or not np.any(vmobject.stroke_width))
        and not vmobject.background_stroke_width
    )
