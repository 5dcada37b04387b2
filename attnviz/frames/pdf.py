"""Pictures as PDF: outlines, as everywhere, and below them the same text as text.

What is seen are our own outlines, whatever fonts there are. The text that can be searched, marked
and read aloud lies under the ground, in a font of the machine's, fitted to the outlines' boxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import cairo
import numpy as np

from attnviz.frames.camera import draw_inks
from attnviz.ink.ink import Ink
from attnviz.ink.text import text_boxes
from attnviz.look.colors import rgb
from attnviz.look.page import Page


def write_pdf(
    inks: Sequence[Ink], page: Page, ground: str, size: tuple[int, int], title: str, path: Path
) -> None:
    """Write Inks as a PDF of one page; the same Inks give the same file.

    Parameters
    ----------
    ground
        Colour of the page, ``#rrggbb``.
    size
        Width and height in points, 72 to the inch.
    title
        What readers of PDF call it.
    """
    with cairo.PDFSurface(str(path), *size) as surface:
        surface.set_metadata(cairo.PDF_METADATA_TITLE, title)
        surface.set_metadata(cairo.PDF_METADATA_CREATE_DATE, "")  # the same file at any time
        draw_readable(inks, cairo.Context(surface), page, ground, size)


def draw_readable(
    inks: Sequence[Ink], ctx: cairo.Context[Any], page: Page, ground: str, size: tuple[int, int]
) -> None:
    """Draw a page of Inks as `draw_inks` does, above their text as text."""
    width, height = size
    ctx.set_source_rgb(*rgb(ground))
    ctx.save()
    ctx.translate(width / 2, height / 2)
    ctx.scale(width / page.width, -height / page.height)
    write_text(inks, ctx)
    ctx.restore()
    # In two parts: cairo forgets what lies below when a whole page is filled at once.
    for top, bottom in ((0.0, height / 2 + 1), (height / 2, float(height))):
        ctx.rectangle(0, top, width, bottom - top)
        ctx.fill()
    draw_inks(inks, ctx, page, None, size)


def write_text(inks: Iterable[Ink], ctx: cairo.Context[Any]) -> None:
    """Write the text of what can be seen, in the colour that is set: each in its outline's box.

    Parameters
    ----------
    ctx
        A context whose units are scene units; y grows upwards.
    """
    ctx.save()
    ctx.select_font_face("sans-serif")
    options = cairo.FontOptions()
    options.set_hint_metrics(cairo.HINT_METRICS_OFF)  # else advances are whole pixels
    ctx.set_font_options(options)
    for ink in inks:
        if ink.opacity <= 0:
            continue
        for text, corners in text_boxes(ink):
            _write_in(text, np.asarray(corners, float), ctx)
    ctx.restore()


def _write_in(text: str, corners: np.ndarray, ctx: cairo.Context[Any]) -> None:
    """Write a text from a box's first corner along to its second, as high as the box."""
    ctx.set_font_matrix(cairo.Matrix(1, 0, 0, -1, 0, 0))
    advance = ctx.text_extents(text).x_advance
    if advance <= 0:
        return
    along, up = (corners[1] - corners[0]) / advance, corners[3] - corners[0]
    if abs(along[0] * up[1] - along[1] * up[0]) < 1e-9:
        return  # no font can be so flat
    ctx.set_font_matrix(cairo.Matrix(xx=along[0], yx=along[1], xy=-up[0], yy=-up[1]))
    ctx.move_to(*corners[0].tolist())
    ctx.show_text(text)
