"""Words cut and turned so that they fit a room."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

from attnviz.look.glyphs import text_width
from attnviz.look.style import XS, L, M, S

TREATMENTS = ((L, 0.0), (M, 0.0), (S, 0.0), (S, pi / 4), (XS, 55 * pi / 180))
LEAN = 0.33  # em by which a slanted label moves right, for its middle to meet its column's
ASCENT = 0.78  # of Source Serif's tall letters and marks, in em


def shorten(text: str, width: float, size: float) -> str:
    """Cut the middle out of a text until it is at most `width` wide."""
    keep = len(text)
    short = text
    while keep > 2 and text_width(short, "serif", size) > width:
        keep -= 1
        short = text[: (keep + 1) // 2] + "…" + text[len(text) - keep // 2 :]
    return short


def slanted_reach(width: float, size: float, angle: float) -> float:
    """Return how far a slanted label reaches to the right of its column's middle."""
    return width * cos(angle) + (LEAN + 0.3) * size * sin(angle)


def fit_text(text: str, width: float, sizes: Sequence[float]) -> tuple[str, float]:
    """Return the text and the largest size at which it is at most `width` wide.

    A text too long for the smallest size loses its middle.
    """
    for size in sizes:
        if text_width(text, "serif", size) <= width:
            return text, size
    return shorten(text, width, sizes[-1]), sizes[-1]
