"""One head's grid as a still picture: PNG for slides, SVG for print."""

from __future__ import annotations

from pathlib import Path

import cairo
import numpy as np
from manim import Mobject, tempconfig
from PIL import Image

from attnviz.analysis.counts import unit_name
from attnviz.analysis.query import readout
from attnviz.catalog.captions import noted, noting
from attnviz.catalog.choices import GridStep
from attnviz.export.tables import grid_at
from attnviz.frames.camera import StageCamera, draw_inks, set_page
from attnviz.frames.pdf import write_pdf
from attnviz.ink.text import label
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.fonts import speaking
from attnviz.look.page import Page
from attnviz.look.style import DARK, XS, Theme
from attnviz.mobjects import grid as draw
from attnviz.mobjects.cells import Cells, ramp_scale
from attnviz.mobjects.grid_plan import DOTS_AT_MOST, GridPlan, plan_grid
from attnviz.mobjects.thinning import labelled_note, source_note
from attnviz.traces.head import HeadTrace

SIZE = (1920, 1080)


def grid_picture(
    head: HeadTrace,
    step: GridStep,
    page: Page,
    theme: Theme,
    query: int | None = None,
) -> list[Mobject]:
    """Build a head's grid with its axes, labels and footer.

    Parameters
    ----------
    step
        ``scores`` and ``masked`` draw discs and rings, ``pattern`` dots; very many words, cells.
    """
    first = [] if query is None else [query, *readout(head, query)]
    plan = plan_grid(
        head.labels, page, panel=False, first_columns=first, first_rows=[*first[1:], *first[:1]]
    )
    parts: list[Mobject] = [draw.grid_lines(plan, theme), draw.axis_names(plan, theme)]
    parts += [*draw.column_labels(plan, theme.query), *draw.row_labels(plan, theme.key)]
    marks, legend = _marks(head, step, plan, page, theme)
    labelled = min(len(plan.columns), len(plan.rows))
    unit = unit_name(head.labels, head.unit)
    note = labelled_note(labelled, plan.n, unit)
    legend = " · ".join(part for part in (legend, note) if part)
    if query is not None:
        parts.append(draw.column_frame(plan, query, theme.query))
    foot = [(source_note(head, unit), page.left, "left"), (legend, page.right, "right")]
    parts += marks
    parts += [label(t, theme.mute, XS, (x, page.footer), side, "sans") for t, x, side in foot]  # type: ignore[arg-type]
    return parts


def _marks(
    head: HeadTrace,
    step: GridStep,
    plan: GridPlan,
    page: Page,
    theme: Theme,
) -> tuple[list[Mobject], str]:
    if step == "pattern" and plan.n > DOTS_AT_MOST:
        cells = Cells(head.pattern, plan, theme.hair, theme.text, head.mask)
        return [cells, ramp_scale(plan, page, theme)], noted("cells", n=numerals.count(plan.n))
    if step == "pattern":
        return [*draw.dot_columns(head.pattern, plan, theme.text)], noted("dot")
    scores = grid_at(head, step)
    shown = np.where(np.isinf(scores), np.nan, scores)
    return [*draw.score_columns(shown, plan, theme)], noted("disc")


def write_grid(
    head: HeadTrace,
    step: GridStep,
    path: Path,
    theme: Theme = DARK,
    size: tuple[int, int] = SIZE,
    language: str = "en",
    query: int | None = None,
) -> None:
    """Write a head's grid as a picture.

    Parameters
    ----------
    path
        Ends in ``.png``, ``.svg`` or ``.pdf``, whose text can be searched and marked.
    size
        Width and height in pixels; of a PDF in points.
    language
        Of what stands below.
    query
        The position whose column is framed; None frames none.
    """
    page = Page.of_pixels(*size)
    with speaking(theme), noting(language):
        inks = list(leaves(grid_picture(head, step, page, theme, query)))
    if path.suffix.lower() == ".pdf":
        write_pdf(inks, page, theme.ground, size, head.footer, path)
        return
    if path.suffix.lower() == ".svg":
        with cairo.SVGSurface(str(path), *size) as surface:
            draw_inks(inks, cairo.Context(surface), page, theme.ground, size)
        return
    with tempconfig({"pixel_width": size[0], "pixel_height": size[1]}):
        camera = StageCamera()
        set_page(camera, page, theme.ground)
        camera.capture_mobjects(inks)
        Image.fromarray(camera.pixel_array).convert("RGB").save(path, optimize=True)
