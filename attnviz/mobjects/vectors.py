"""Vectors as columns: strips whose brightness is size, and columns of written numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.ink import Ink, brackets, circles, rectangles
from attnviz.ink.raster import Raster
from attnviz.ink.text import numbers
from attnviz.look import numerals
from attnviz.look.colors import blend
from attnviz.look.glyphs import text_width
from attnviz.look.style import BRACKET_STROKE, S, Theme
from attnviz.mobjects.grid_plan import DOTS_AT_MOST
from attnviz.mobjects.sentence_plan import ColumnPlan

Array = npt.NDArray[np.floating[Any]]
STRIP_CELLS = 28
_PICTURES_AT_MOST = 128  # columns finer than this many share pictures
_LEVELS = 8  # of brightness in a strip: one Ink each


def entries_drawn(length: int, cells: int) -> list[int]:
    """Return which entries of a vector are drawn: the first ones and the last."""
    if length <= cells:
        return list(range(length))
    return [*range(cells - 1), length - 1]


def strip(
    vectors: Array, left: float, top: float, width: float, height: float, scale: float,
    theme: Theme, color: str | None = None,
) -> VGroup:  # fmt: skip
    """Draw vectors side by side as strips of cells whose brightness is size.

    Parameters
    ----------
    vectors
        (tokens, length).
    left, top, width, height
        The room for all of them, in scene units.
    scale
        The size of an entry that is drawn brightest.
    color
        Of the brightest cells; None takes that of text.
    """
    tokens, length = vectors.shape
    rows = entries_drawn(length, STRIP_CELLS)
    pitch, row = width / tokens, height / len(rows)
    cell_w, cell_h = pitch * (0.78 if tokens > 1 else 1.0), row * 0.72
    share = np.clip(np.abs(vectors[:, rows]) / scale, 0, 1)
    level = np.minimum((share * _LEVELS).astype(int), _LEVELS - 1)
    group = VGroup()
    for step in range(_LEVELS):
        token, i = np.nonzero(level == step)
        if len(i):
            x, y = left + token * pitch, top - (i + 1) * row + (row - cell_h) / 2
            shade = blend(theme.hair, color or theme.text, step / (_LEVELS - 1))
            group.add(Ink(rectangles(x, y, x + cell_w, y + cell_h), shade))
    return group


def bracket(left: float, bottom: float, right: float, top: float, color: str) -> Ink:
    """Draw the brackets of a vector or a matrix."""
    return Ink(brackets(left, bottom, right, top), color, stroke=BRACKET_STROKE)


def ellipsis_dots(x: float, y: float, color: str, gap: float = 0.075) -> Ink:
    """Draw three dots above one another, for entries left out."""
    spots = [(x, y + gap), (x, y), (x, y - gap)]
    return Ink(circles(spots, [0.018] * 3), color)


def number_column(
    values: Array, right: float, rows: Sequence[float], color: str, size: float
) -> Ink:
    """Write signed numbers under one another, aligned on the point.

    Parameters
    ----------
    values
        What to write.
    right
        Where the last digit ends, in scene units.
    rows
        The middle of each number's line, in scene units.
    """
    texts = [numerals.signed(float(v)) for v in values]
    spots = [(right, y - 0.33 * size) for y in rows]
    return numbers(texts, spots, color, size, "right")


def signed_width(values: Array, size: float) -> float:
    """Return the width of the widest of the signed numbers, in scene units."""
    return max(text_width(numerals.signed(float(v)), "sans", size) for v in np.ravel(values))


def strip_scale(vectors: Array) -> float:
    """Return the size of an entry that is drawn brightest: larger ones are rare."""
    drawn = vectors[:, entries_drawn(vectors.shape[1], STRIP_CELLS)]
    return max(float(np.quantile(np.abs(drawn), 0.97)), 1e-9)


def strip_columns(
    stacks: Sequence[Array], plan: ColumnPlan, theme: Theme, speaker: int | None,
    color: str | None = None,
) -> list[VGroup]:  # fmt: skip
    """Draw each position's vectors as a bracketed column; one of them speaks in numbers.

    Very many are drawn as pictures, without brackets. There is still a group for every
    position; where columns are too fine to be told apart, neighbours share the first one's.

    Parameters
    ----------
    stacks
        One array (tokens, length) a position.
    speaker
        Position whose (single) vector is written out, or None.
    color
        Of the vectors, by their role; None takes that of text, and of embeddings for what is
        written.
    """
    scale = strip_scale(np.concatenate(list(stacks)))
    if len(stacks) > DOTS_AT_MOST:
        return _fine_columns(stacks, plan, scale, theme.hair, color or theme.text)
    height = plan.top - plan.bottom
    columns = []
    for i, (stack, x) in enumerate(zip(stacks, plan.centers, strict=True)):
        if i == speaker:
            columns.append(_spoken(stack[0], x, plan, color or theme.embedding))
            continue
        tokens = len(stack)
        width = min(0.2 * tokens + 0.05 * (tokens - 1), 0.72 * plan.pitch)
        box = x - width / 2, plan.top - 0.06, width, height - 0.12
        group = strip(stack, *box, scale, theme, color)
        if plan.pitch - width > 0.16:
            edge = width / 2 + 0.1
            group.add(bracket(x - edge, plan.bottom, x + edge, plan.top, theme.line))
        columns.append(group)
    return columns


def _fine_columns(
    stacks: Sequence[Array], plan: ColumnPlan, scale: float, low: str, high: str
) -> list[VGroup]:
    n, half = len(stacks), plan.pitch / 2
    columns = [VGroup() for _ in stacks]
    together = -(-n // _PICTURES_AT_MOST)
    for a in range(0, n, together):
        b = min(a + together, n)
        parts = []  # every position is equally wide, however many tokens it has
        widest = max(len(stack) for stack in stacks[a:b])
        for stack in stacks[a:b]:
            repeats = np.diff(np.linspace(0, widest, len(stack) + 1).astype(int))
            parts.append(np.repeat(stack, repeats, axis=0))
        vectors = np.concatenate(parts)
        values = np.abs(vectors[:, entries_drawn(vectors.shape[1], STRIP_CELLS)]).T / scale
        left, right = plan.centers[a] - half, plan.centers[b - 1] + half
        size = right - left, plan.top - plan.bottom
        columns[a].add(Raster(values, (left, plan.top), size, low, high, gap=0.25))
    return columns


def speaks(stack: Array, plan: ColumnPlan) -> bool:
    """Say whether a position's vector can be written out: it is one, and there is room."""
    return len(stack) == 1 and plan.pitch >= signed_width(stack[0][:8], S) + 0.32


def _spoken(vector: Array, x: float, plan: ColumnPlan, color: str) -> VGroup:
    height = plan.top - plan.bottom
    rows = entries_drawn(len(vector), written_entries(plan))
    step = height / (len(rows) + 1)  # one line is the ellipsis
    heights = [plan.top - (i + 0.5 + (i == len(rows) - 1)) * step for i in range(len(rows))]
    width = signed_width(vector[rows], S)
    group = VGroup(number_column(vector[rows], x + width / 2, heights, color, S))
    group.add(ellipsis_dots(x, heights[-1] + step, color))
    edge = width / 2 + 0.1
    group.add(bracket(x - edge, plan.bottom, x + edge, plan.top, color))
    return group


def written_entries(plan: ColumnPlan) -> int:
    """Return how many entries a spoken column writes."""
    return max(min(int((plan.top - plan.bottom) / 0.33), 9), 4) - 1
