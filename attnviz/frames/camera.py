"""A camera that draws the same pictures as manim's, with less work a frame.

An Ink's outline is handed to Cairo once and replayed wherever the Ink stands; invisible things are
skipped; a plain shape of one colour is filled and stroked in one pass. Everything else goes the
stock way.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import cairo
import numpy as np
from manim import Camera, ManimColor, VMobject

from attnviz.ink.ink import Ink
from attnviz.look.colors import rgb
from attnviz.look.page import Page

# Cairo keeps paths in 1/256 of a pixel; built this large, an em's rounding is far below a pixel.
_PATH_SCALE = 2048.0
_SAME = 1e-6  # scene units or em: ends this close join
OUTLINES_KEPT = 20_000  # far more than a scene has, unless outlines change from frame to frame
STROKE_UNIT = 0.01  # scene units to manim's unit of stroke width
MITER_LIMIT = 2.0  # corners sharper than 60 degrees are cut, so that none reaches far


class StageCamera(Camera):
    """manim's Cairo camera with a short way for Inks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._inker = Inker()
        super().__init__(*args, **kwargs)

    def display_vectorized(self, vmobject: VMobject, ctx: cairo.Context[Any]) -> StageCamera:
        """Draw one vectorised mobject."""
        if isinstance(vmobject, Ink):
            if vmobject.rgba[3] > 0:
                self._draw_ink(vmobject, ctx)
        elif not _is_invisible(vmobject):
            super().display_vectorized(vmobject, ctx)
        return self

    def _draw_ink(self, ink: Ink, ctx: cairo.Context[Any]) -> None:
        r, g, b, alpha = ink.rgba.tolist()
        # The surface keeps its bytes in the other order, red where Cairo sees blue.
        self._inker.draw(ink, ctx, (b, g, r, alpha))


def set_page(camera: Camera, page: Page, ground: str) -> None:
    """Give a camera a page's frame, in scene units, and its ground."""
    camera.frame_width, camera.frame_height = page.width, page.height
    camera.pixel_array_to_cairo_context.clear()
    camera.background_color = ManimColor(ground)
    camera.reset()


class Inker:
    """Draws Inks with Cairo, each outline's path built once."""

    def __init__(self) -> None:
        # The outline is kept beside its path, so that its id stays its own.
        self._paths: dict[int, tuple[np.ndarray, Any]] = {}
        self._scratch = cairo.Context(cairo.ImageSurface(cairo.FORMAT_A8, 1, 1))
        self._scratch.scale(_PATH_SCALE, _PATH_SCALE)

    def draw(
        self, ink: Ink, ctx: cairo.Context[Any], source: tuple[float, float, float, float]
    ) -> None:
        """Draw one Ink in a colour, in a context whose units are scene units."""
        x, y, width, height, angle = ink.place.tolist()
        if width == 0 or height == 0:
            return
        ctx.save()
        ctx.translate(x, y)
        if angle:
            ctx.rotate(angle)
        ctx.scale(width, height)
        if ink.draw is not None:
            ink.draw(ctx, source[3])
            ctx.restore()
            return
        ctx.new_path()
        ctx.append_path(self._path(ink.outline))
        ctx.restore()
        ctx.set_source_rgba(*source)
        if ink.is_stroked:
            ctx.set_line_width(ink.stroke_width * STROKE_UNIT)
            ctx.set_miter_limit(MITER_LIMIT)
            ctx.stroke()
        else:
            ctx.fill()

    def _path(self, outline: np.ndarray) -> Any:
        known = self._paths.get(id(outline))
        if known is None:
            if len(self._paths) >= OUTLINES_KEPT:
                self._paths.clear()
            known = self._paths[id(outline)] = (outline, self._build_path(outline))
        return known[1]

    def _build_path(self, outline: np.ndarray) -> Any:
        ctx = self._scratch
        ctx.new_path()
        start = end = (np.inf, np.inf)
        for x0, y0, x1, y1, x2, y2, x3, y3 in outline[:, :2].reshape(-1, 8).tolist():
            if abs(x0 - end[0]) > _SAME or abs(y0 - end[1]) > _SAME:
                ctx.move_to(x0, y0)
                start = (x0, y0)
            ctx.curve_to(x1, y1, x2, y2, x3, y3)
            end = (x3, y3)
            if abs(x3 - start[0]) < _SAME and abs(y3 - start[1]) < _SAME:
                ctx.close_path()
                end = (np.inf, np.inf)
        return ctx.copy_path()


def draw_inks(
    inks: Iterable[Ink], ctx: cairo.Context[Any], page: Page, ground: str | None,
    size: tuple[int, int],
) -> None:  # fmt: skip
    """Draw a page of Inks on any Cairo surface, such as an SVG file's.

    Parameters
    ----------
    ground
        Its colour; None leaves it out.
    size
        Of the surface, in its own units.
    """
    width, height = size
    if ground is not None:
        ctx.set_source_rgb(*rgb(ground))
        ctx.paint()
    ctx.translate(width / 2, height / 2)
    ctx.scale(width / page.width, -height / page.height)
    inker = Inker()
    for ink in inks:
        if ink.opacity > 0:
            inker.draw(ink, ctx, tuple(ink.rgba.tolist()))


def _is_invisible(vmobject: VMobject) -> bool:
    fill, stroke = vmobject.fill_rgbas, vmobject.stroke_rgbas
    return bool(
        not fill[:, 3].any()
        and (not stroke[:, 3].any() or not np.any(vmobject.stroke_width))
        and not vmobject.background_stroke_width
    )
