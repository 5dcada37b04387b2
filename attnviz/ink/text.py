"""Set text: labels in one voice, and lines that mix voices and roles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.ink import Ink, join
from attnviz.look import numerals
from attnviz.look.glyphs import set_text
from attnviz.look.style import SMALLEST, Voice

Align = Literal["left", "center", "right"]
_SHARE = {"left": 0.0, "center": 0.5, "right": 1.0}
# Of what stands above an index: its size and its least height, and where it begins after a letter
# that leans to the right; in em of the line.
_RAISED_SCALE, _RAISED, _RAISED_LEAD = 0.5, 0.42, 0.03


def label(
    text: str,
    color: str,
    size: float,
    at: tuple[float, float],
    align: Align = "center",
    voice: Voice = "serif",
    angle: float = 0.0,
) -> Ink:
    """Set one line in one voice.

    Parameters
    ----------
    text
        What to set, literally.
    color
        ``#rrggbb``.
    size
        Scene units to the em.
    at
        The point on the baseline that `align` names, in scene units.
    align
        Which part of the line stands at `at`.
    voice
        Which face speaks.
    angle
        Radians by which the line turns about `at`; turned lines align left.
    """
    outline = set_text(text, voice)
    x = at[0] - _SHARE[align] * outline.advance * size * (angle == 0)
    return Ink(outline.points, color, (x, at[1]), size, text=text, em=size, angle=angle)


def numbers(
    texts: Sequence[str],
    points: Sequence[tuple[float, float]],
    color: str,
    size: float,
    align: Align = "center",
    voice: Voice = "sans",
) -> Ink:
    """Set many numbers as one Ink, each at its own point.

    Parameters
    ----------
    texts, points
        What to set and where each baseline stands, in scene units; of one length.
    """
    parts = []
    for text, (x, y) in zip(texts, points, strict=True):
        outline = set_text(text, voice)
        left = x - _SHARE[align] * outline.advance * size
        parts.append(outline.points * size + (left, y, 0.0))
    ink = Ink(join(parts), color, text="\n".join(texts), em=size)
    ink.spans = tuple(len(part) for part in parts)
    return ink


@dataclass(frozen=True)
class Run:
    """A stretch of a line in one voice and colour; an index is smaller, and lower or higher."""

    text: str
    color: str
    voice: Voice = "serif"
    scale: float = 1.0
    drop: float = 0.0  # em of the line
    lead: float = 0.0  # em of the line, before the run; negative over the run before
    trail: float = 0.0  # em of the line, after the run

    @property
    def advance(self) -> float:
        """Width in em of the line."""
        return self.lead + set_text(self.text, self.voice).advance * self.scale + self.trail


def symbol(letter: str, index: str, color: str, size: float, prime: bool = False) -> list[Run]:
    """Return a symbol such as *q*₄ for a line of that size: its index is smaller and lower."""
    runs = [Run(letter, color, "italic")]
    if prime:
        runs.append(Run("\N{PRIME}", color, "italic"))
    if index:  # never smaller than the smallest type
        letter_set = set_text(letter, "italic")
        # Some italic letters, such as W, lean out of their own width.
        lean = max(float(letter_set.points[:, 0].max()) - letter_set.advance - 0.03, 0.0)
        voice: Voice = "italic" if index.isalpha() else "serif"
        if voice == "italic":  # it leans the other way, out of its left
            lean += 0.05
        runs.append(Run(index, color, voice, max(0.68, SMALLEST / size), -0.16, lean))
    return runs


def entering(index: str, layer: int, color: str, size: float, prime: bool = False) -> list[Run]:
    """Return the symbol of a word's vector as it enters a layer, such as *E*₄⁽¹³⁾.

    The layer stands in brackets above the index. Into layer 0 goes the row of the embedding table
    itself: plain *E*₄.

    Parameters
    ----------
    index
        The word's number, from 1.
    layer
        From 0.
    size
        Scene units to the em, of the line.
    prime
        Whether it stands for the vector after the update.
    """
    *letter, below = symbol("E", index, color, size, prime)
    if layer == 0:
        return [*letter, below]
    text, scale = f"({layer})", max(_RAISED_SCALE, SMALLEST / size)
    top = float(set_text(index, below.voice).points[:, 1].max()) * below.scale + below.drop
    bottom = float(set_text(text, "serif").points[:, 1].min()) * scale
    lead = _RAISED_LEAD - below.advance
    raised = Run(text, color, "serif", scale, max(top - bottom + 0.04, _RAISED), lead)
    return [*letter, below, replace(raised, trail=max(-raised.advance, 0.0))]


def plain_entering(index: int, layer: int) -> str:
    """Write the same symbol for a line in one voice: ``E₄⁽¹³⁾``, or ``E₄`` for layer 0."""
    above = f"⁽{numerals.superscript(layer)}⁾" if layer else ""
    return f"E{numerals.subscript(index)}{above}"


def line_width(runs: Iterable[Run], size: float) -> float:
    """Return a mixed line's width in scene units."""
    return sum(run.advance for run in runs) * size


class Line(VGroup):
    """One line of mixed voices and roles, one Ink a run."""

    def __init__(
        self, runs: Sequence[Run], size: float, at: tuple[float, float], align: Align = "left"
    ) -> None:
        super().__init__()
        x = at[0] - _SHARE[align] * line_width(runs, size)
        for run in runs:
            em = size * run.scale
            spot = (x + run.lead * size, at[1] + run.drop * size)
            outline = set_text(run.text, run.voice)
            if len(outline.points):
                self.add(Ink(outline.points, run.color, spot, em, text=run.text, em=em))
            x += run.advance * size


def wrap(runs: Sequence[Run], size: float, width: float) -> list[list[Run]]:
    """Break a mixed line at spaces so that no line is wider than `width` scene units.

    A word that is wider than the line stands alone on its own. A word can change its voice within,
    as a number does before a full stop; it is never broken there.
    """
    lines: list[list[Run]] = []
    for gap, word in _words(runs):
        if lines and line_width([*lines[-1], *gap, *word], size) <= width:
            lines[-1] += [*gap, *word]
        else:
            lines.append(word)
    return lines


def balanced(runs: Sequence[Run], size: float, width: float) -> list[list[Run]]:
    """Break a mixed line as `wrap` does into lines of about one length: no word is left alone."""
    lines = wrap(runs, size, width)
    low, high = width / len(lines), width
    while len(lines) > 1 and high - low > 0.05:
        middle = (low + high) / 2
        narrower = wrap(runs, size, middle)
        fits = len(narrower) == len(lines) and all(line_width(x, size) <= middle for x in narrower)
        low, high, lines = (low, middle, narrower) if fits else (middle, high, lines)
    return lines


def _words(runs: Sequence[Run]) -> Iterator[tuple[list[Run], list[Run]]]:
    """Yield each word of a mixed line, and the spaces before it."""
    gap: list[Run] = []
    word: list[Run] = []
    for run in runs:
        for text in filter(None, re.split("( +)", run.text)):
            if text[0] != " ":
                word.append(replace(run, text=text))
                continue
            if word:
                yield gap, word
                gap, word = [], []
            gap.append(replace(run, text=text))
    if word:
        yield gap, word


def text_boxes(ink: Ink) -> list[tuple[str, npt.NDArray[np.float64]]]:
    """Return each text that an Ink says with the corners of its box, turned as the text is.

    Returns
    -------
    list of (text, corners)
        Corners (4, 2) in scene units, around the drawn outline, in order; texts that draw nothing
        are left out.
    """
    if ink.text is None:
        return []
    x, y, width, height, angle = ink.place
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    texts = ink.text.split("\n") if ink.spans else [ink.text]
    ends = np.cumsum(ink.spans or (len(ink.outline),))
    boxes = []
    for text, end, count in zip(texts, ends, ink.spans or (len(ink.outline),), strict=True):
        if count:
            part = ink.outline[end - count : end, :2] * (width, height)
            (left, bottom), (right, top) = part.min(axis=0), part.max(axis=0)
            corners = np.array([(left, bottom), (right, bottom), (right, top), (left, top)])
            boxes.append((text, corners @ turn + (x, y)))
    return boxes


def wrap_evenly(runs: list[Run], size: float, width: float) -> list[list[Run]]:
    """Break into as few lines as `wrap` does, all of nearly the same width."""
    count = len(wrap(runs, size, width))
    low, high = 0.0, width
    for _ in range(12):
        middle = (low + high) / 2
        if len(wrap(runs, size, middle)) <= count:
            high = middle
        else:
            low = middle
    return wrap(runs, size, high)
