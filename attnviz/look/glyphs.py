"""Text as outlines: shaped by HarfBuzz, kept as arrays of cubic Bezier curves.

Shaping a word takes microseconds and each glyph's outline is read once, so that a frame with
hundreds of numbers costs array copies instead of hundreds of parsed SVG files.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
import uharfbuzz as hb

from attnviz.look.direction import directions, visual_order
from attnviz.look.fonts import Face, runs, voice_face
from attnviz.look.signs import is_sign, sign
from attnviz.look.style import Voice

Points = npt.NDArray[np.float64]
_EMPTY: Points = np.zeros((0, 3))
_EMPTY.flags.writeable = False
# Words and their tokens must stay countable, and a number's digits must stay apart.
_FEATURES = {"liga": False, "clig": False, "kern": True}


@dataclass(frozen=True, eq=False)
class Outline:
    """The outline of a set text, one em high.

    Attributes
    ----------
    points
        (4 * curves, 3), in em; the baseline is y = 0, the text starts at x = 0. Read-only.
    advance
        Width that the text takes in a line, in em.
    """

    points: Points
    advance: float

    @property
    def top(self) -> float:
        """The highest point, in em above the baseline."""
        return float(self.points[:, 1].max(initial=0.0))

    @property
    def bottom(self) -> float:
        """The lowest point, in em; negative below the baseline."""
        return float(self.points[:, 1].min(initial=0.0))


class _Pen:
    """Collects a glyph's contours as cubic curves (control points in font units)."""

    def __init__(self) -> None:
        self.curves: list[tuple[float, float]] = []
        self._start = self._at = (0.0, 0.0)

    def moveTo(self, p: tuple[float, float]) -> None:
        self._start = self._at = p

    def lineTo(self, p: tuple[float, float]) -> None:
        (x0, y0), (x1, y1) = self._at, p
        dx, dy = (x1 - x0) / 3, (y1 - y0) / 3
        self.curves += [(x0, y0), (x0 + dx, y0 + dy), (x1 - dx, y1 - dy), p]
        self._at = p

    def qCurveTo(self, c: tuple[float, float], p: tuple[float, float]) -> None:
        (x0, y0), (x1, y1) = self._at, p
        first = (x0 + 2 * (c[0] - x0) / 3, y0 + 2 * (c[1] - y0) / 3)
        second = (x1 + 2 * (c[0] - x1) / 3, y1 + 2 * (c[1] - y1) / 3)
        self.curves += [self._at, first, second, p]
        self._at = p

    def curveTo(
        self, a: tuple[float, float], b: tuple[float, float], p: tuple[float, float]
    ) -> None:
        self.curves += [self._at, a, b, p]
        self._at = p

    def closePath(self) -> None:
        if self._at != self._start:
            self.lineTo(self._start)


@cache
def _glyph(face: Face, glyph: int) -> Points:
    """Return one glyph's curves, (4 * curves, 3), in em."""
    pen = _Pen()
    face.font.draw_glyph_with_pen(glyph, pen)
    flat = np.array(pen.curves, dtype=float).reshape(-1, 2)
    return np.pad(flat / face.units, ((0, 0), (0, 1)))


def _shape(text: str, face: Face) -> tuple[list[Points], float]:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(face.font, buffer, _FEATURES)
    pen, parts, unit = 0.0, [], 1 / face.units
    for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        outline = _glyph(face, info.codepoint)
        if len(outline):
            offset = np.array([pen + at.x_offset, at.y_offset, 0.0])
            parts.append(outline + offset * unit)
        pen += at.x_advance
    return parts, pen * unit


def set_text(text: str, voice: Voice = "serif") -> Outline:
    """Set one line of text, literally: no markup is read.

    Parameters
    ----------
    text
        What to set. Characters that no face has become the face's empty box.
    voice
        Which face speaks.
    """
    return _set(text, voice, voice_face(voice))


@lru_cache(maxsize=20_000)
def _set(text: str, voice: Voice, face: Face) -> Outline:
    """Set a text that has not been set in this face before; `face` tells themes apart."""
    parts, pen = [], 0.0
    stretches = list(runs(text, voice))
    order = visual_order(*directions([stretch for stretch, _ in stretches]))
    for stretch, able in (stretches[i] for i in order):
        outlines, advance = sign(stretch) if is_sign(stretch) else _shape(stretch, able)
        start = np.array([pen, 0.0, 0.0])
        parts += [outline + start for outline in outlines]
        pen += advance
    points = np.concatenate(parts) if parts else _EMPTY
    points.flags.writeable = False
    return Outline(points, pen)


def text_width(text: str, voice: Voice, size: float) -> float:
    """Return a text's width in scene units, at a size in scene units to the em."""
    return set_text(text, voice).advance * size
