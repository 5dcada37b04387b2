"""One head's grid as a still picture: PNG for slides, SVG for print."""

from __future__ import annotations

from pathlib import Path

import cairo
import numpy as np
from manim import Mobject, tempconfig
from PIL import Image

from attnviz.catalog.choices import GridStep
from attnviz.export.tables import grid_at
from attnviz.frames.camera import StageCamera, draw_inks, set_page
from attnviz.ink.text import label
from attnviz.ink.tween import leaves
from attnviz.look.fonts import speaking
from attnviz.look.page import Page
from attnviz.look.style import DARK, XS, Theme
from attnviz.mobjects import grid as draw
from attnviz.mobjects.grid_plan import DOTS_AT_MOST, GridPlan, plan_grid
from attnviz.traces.head import HeadTrace

_WIDTH, _HEIGHT = 1920, 1080


def grid_picture(head: HeadTrace, step: GridStep, page: Page, theme: Theme) -> list[Mobject]:
    """Build a head's grid with its axes, labels and footer.

    Parameters
    ----------
    step
        ``scores`` and ``masked`` draw discs and rings, ``pattern`` dots; very many words, cells.
    """
    plan = plan_grid(head.labels, page, panel=False)
    parts: list[Mobject] = [draw.grid_lines(plan, theme), draw.axis_names(plan, theme)]
    if plan.size:
        parts += [*draw.column_labels(plan, theme.query), *draw.row_labels(plan, theme.key)]
    marks, legend = _marks(head, step, plan, page, theme)
    foot = [(head.footer, page.left, "left"), (legend, page.right, "right")]
    parts += marks
    parts += [label(t, theme.mute, XS, (x, page.footer), side, "sans") for t, x, side in foot]  # type: ignore[arg-type]
    return parts


def _marks(
    head: HeadTrace, step: GridStep, plan: GridPlan, page: Page, theme: Theme
) -> tuple[list[Mobject], str]:
    if step == "pattern" and plan.n > DOTS_AT_MOST:
        cells = draw.Cells(head.pattern, plan, theme.hair, theme.text, head.mask)
        return [cells, draw.ramp_scale(plan, page, theme)], f"{plan.n} × {plan.n} cells"
    if step == "pattern":
        return [*draw.dot_columns(head.pattern, plan, theme.text)], "dot area = weight"
    scores = grid_at(head, step)
    shown = np.where(np.isinf(scores), np.nan, scores)
    return [
        *draw.score_columns(shown, plan, theme.text)
    ], "disc: above 0 · ring: below 0 · area = size"


def write_grid(head: HeadTrace, step: GridStep, path: Path, theme: Theme = DARK) -> None:
    """Write a head's grid as a picture.

    Parameters
    ----------
    path
        Ends in ``.png`` (1920 x 1080 pixels) or ``.svg``.
    """
    page = Page.of_pixels(_WIDTH, _HEIGHT)
    with speaking(theme):
        inks = leaves(grid_picture(head, step, page, theme))
    if path.suffix.lower() == ".svg":
        with cairo.SVGSurface(str(path), _WIDTH, _HEIGHT) as surface:
            draw_inks(inks, cairo.Context(surface), page, theme.ground, (_WIDTH, _HEIGHT))
        return
    with tempconfig({"pixel_width": _WIDTH, "pixel_height": _HEIGHT}):
        camera = StageCamera()
        set_page(camera, page, theme.ground)
        camera.capture_mobjects(inks)
        Image.fromarray(camera.pixel_array).convert("RGB").save(path, optimize=True)
