"""A storyboard as pages to print: every beat as vectors, with its name and what it says below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cairo
from manim import Mobject

from attnviz.catalog.choices import PAPERS, Paper
from attnviz.frames.camera import Inker
from attnviz.frames.pdf import draw_readable, write_text
from attnviz.frames.renderer import StageRenderer
from attnviz.frames.settings import FrameSettings
from attnviz.ink.text import Line, Run, label, wrap
from attnviz.ink.tween import leaves
from attnviz.look.colors import rgb
from attnviz.look.fonts import speaking
from attnviz.look.style import LIGHT, Theme
from attnviz.stage.play import visit_beats
from attnviz.stage.scene import AttentionScene, Beat, Traces
from attnviz.stage.settings import SceneSettings

# All lengths are points, 72 to the inch; y grows upwards, as it does on a page of a scene.
_MARGIN, _FOOT, _GAP = 48.0, 30.0, 18.0
_TITLE, _TEXT, _SMALL, _LEADING = 17.0, 10.5, 8.5, 1.3
_ROWS = 2  # of pictures a page: small print in them can still be read
_INK = LIGHT  # paper is white whatever the theme of the pictures


@dataclass(frozen=True)
class Panel:
    """One picture of a hand-out.

    Attributes
    ----------
    name, caption
        What stands below it.
    drawing
        What it shows, in pixels.
    """

    name: str
    caption: str
    drawing: cairo.RecordingSurface


def record_beats(
    scene_class: type[AttentionScene], trace: Traces, settings: SceneSettings,
    frame_settings: FrameSettings, of: str = "", captions: bool = True,
) -> list[Panel]:  # fmt: skip
    """Draw every beat of a scene, as it ends, onto a surface that remembers outlines.

    Parameters
    ----------
    of
        What comes before every name, such as the scene's.
    captions
        Whether what a beat says stands below it.
    """
    size = frame_settings.width, frame_settings.height
    panels: list[Panel] = []

    def see(beat: Beat, scene: AttentionScene) -> None:
        renderer = scene.renderer
        assert isinstance(renderer, StageRenderer)
        surface = cairo.RecordingSurface(cairo.CONTENT_COLOR_ALPHA, cairo.Rectangle(0, 0, *size))
        inks = renderer.inks(scene)
        draw_readable(inks, cairo.Context(surface), scene.page, scene.theme.ground, size)
        panels.append(Panel(of + beat.name, beat.caption if captions else "", surface))

    visit_beats(scene_class, trace, settings, frame_settings, see)
    return panels


def write_handout(
    panels: Sequence[Panel], frame_settings: FrameSettings, title: str, source: str, theme: Theme,
    paper: Paper, path: Path,
) -> int:  # fmt: skip
    """Write panels as a PDF of upright pages; the same panels give the same file.

    Parameters
    ----------
    frame_settings
        The size of every drawing.
    title, source
        The sentence, and where the numbers come from.
    theme
        Whose fonts are used.
    path
        The file.

    Returns
    -------
    int
        How many pages it has.
    """
    with speaking(theme), cairo.PDFSurface(str(path), *PAPERS[paper]) as surface:
        surface.set_metadata(cairo.PDF_METADATA_TITLE, title)
        surface.set_metadata(cairo.PDF_METADATA_CREATE_DATE, "")  # the same file at any time
        return _Handout(surface, frame_settings, title, source, PAPERS[paper]).write(panels)


class _Handout:
    """The pages while they are written."""

    def __init__(
        self,
        surface: Any,
        frame_settings: FrameSettings,
        title: str,
        source: str,
        paper: tuple[float, float],
    ) -> None:
        self._surface, self._frame_settings, self._source = surface, frame_settings, source
        self._paper, self._width = paper, paper[0] - 2 * _MARGIN
        self._inker, self._ctx = Inker(), cairo.Context(surface)
        self._title = wrap([Run(title, _INK.text, "serif-bold")], _TITLE, self._width)
        self._ctx.translate(0, paper[1])
        self._ctx.scale(1, -1)

    def write(self, panels: Sequence[Panel]) -> int:
        """Write all pages; return how many."""
        columns, width = self._plan(panels)
        fit = columns * _ROWS
        pages = -(-len(panels) // fit)
        height = width * self._frame_settings.height / self._frame_settings.width
        for page in range(pages):
            self._furniture(page + 1, pages)
            for i, panel in enumerate(panels[page * fit : (page + 1) * fit]):
                x = _MARGIN + i % columns * (width + _GAP)
                top = self._top() - i // columns * self._step()
                self._picture_at(panel, x, top - height, width)
                number = page * fit + i + 1
                self._words(panel, number, x, top - height, width)
            self._surface.show_page()
        return pages

    def _top(self) -> float:
        """Return how high pictures begin, on every page."""
        return self._paper[1] - _MARGIN - len(self._title) * _LEADING * _TITLE - 2.6 * _SMALL

    def _step(self) -> float:
        """Return how far below each other rows begin."""
        return (self._top() - _FOOT - 1.5 * _SMALL) / _ROWS

    def _plan(self, panels: Sequence[Panel]) -> tuple[int, float]:
        """Return the columns, and a picture's width."""
        height = self._step()
        shape = self._frame_settings.width / self._frame_settings.height
        width = (height - self._below(panels, self._width)) * shape
        columns = max(1, round((self._width + _GAP) / (width + _GAP)))
        widest = (self._width - (columns - 1) * _GAP) / columns
        while True:  # narrow captions take more lines, and pictures then less room
            width = min(width, widest)
            below = self._below(panels, width)
            if width / shape + below <= height + 1e-6:
                return columns, width
            width *= 0.98

    def _below(self, panels: Sequence[Panel], width: float) -> float:
        lines = max(len(self._caption(panel, width)) for panel in panels)
        return (lines + 1) * _LEADING * _TEXT + 1.6 * _TEXT

    def _caption(self, panel: Panel, width: float) -> list[list[Run]]:
        return wrap([Run(panel.caption, _INK.text, "serif")], _TEXT, width) if panel.caption else []

    def _furniture(self, page: int, pages: int) -> None:
        y = self._paper[1] - _MARGIN
        for line in self._title:
            y -= _LEADING * _TITLE
            self._draw(Line(line, _TITLE, (_MARGIN, y + 0.3 * _TITLE)))
        right = self._paper[0] - _MARGIN
        at = y - _SMALL
        self._draw(label(self._source, _INK.mute, _SMALL, (_MARGIN, at), "left", "sans"))
        count = f"{page} / {pages}"
        self._draw(label(count, _INK.mute, _SMALL, (right, _FOOT), "right", "sans"))

    def _picture_at(self, panel: Panel, x: float, y: float, width: float) -> None:
        ctx, scale = self._ctx, width / self._frame_settings.width
        ctx.save()
        ctx.translate(x, y + self._frame_settings.height * scale)
        ctx.scale(scale, -scale)
        ctx.rectangle(0, 0, self._frame_settings.width, self._frame_settings.height)
        ctx.clip_preserve()
        ctx.set_source_surface(panel.drawing)
        ctx.paint()
        ctx.set_source_rgb(*rgb(_INK.line))  # where the ground is nearly as white as the paper
        ctx.set_line_width(1 / scale)
        ctx.stroke()
        ctx.restore()

    def _words(self, panel: Panel, number: int, x: float, y: float, width: float) -> None:
        y -= 1.5 * _TEXT
        self._draw(label(f"{number}", _INK.mute, _TEXT, (x, y), "left", "sans"))
        self._draw(label(panel.name, _INK.text, _TEXT, (x + 2 * _TEXT, y), "left", "sans-bold"))
        for line in self._caption(panel, width):
            y -= _LEADING * _TEXT
            self._draw(Line(line, _TEXT, (x, y)))

    def _draw(self, mobject: Mobject) -> None:
        self._ctx.set_source_rgb(1, 1, 1)  # as the paper is: what is seen are the outlines
        write_text(leaves(mobject), self._ctx)
        for ink in leaves(mobject):
            r, g, b, alpha = ink.rgba.tolist()
            self._inker.draw(ink, self._ctx, (r, g, b, alpha))
