"""Vectors as columns: strips that show sign and size, and columns of written numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.catalog.captions import noted
from attnviz.ink.ink import Ink, brackets, circles, rectangles
from attnviz.ink.raster import Raster
from attnviz.ink.text import numbers
from attnviz.look import numerals
from attnviz.look.colors import blend
from attnviz.look.glyphs import Points, text_width
from attnviz.look.style import BRACKET_STROKE, THEMES, S, Theme
from attnviz.mobjects.grid_plan import DOTS_AT_MOST
from attnviz.mobjects.sentence_plan import ColumnPlan

Array = npt.NDArray[np.floating[Any]]
STRIP_CELLS = 28
STRIP_INSET = 0.06  # scene units, from a column's brackets to its cells
_PICTURES_AT_MOST = 128  # columns finer than this many share pictures
_CELL_WIDE = 0.78  # of its room, in a column of several tokens
_LEVELS = 4  # of size on either side of 0 in a strip: one Ink each
_FAINTEST = 0.14  # of its sign's colour, in an entry of the lowest level


def entries_drawn(length: int, cells: int) -> list[int]:
    """Return which entries of a vector are drawn: the first ones and the last."""
    if length <= cells:
        return list(range(length))
    return [*range(cells - 1), length - 1]


def strip(
    vectors: Array, left: float, top: float, width: float, height: float, scale: float,
    theme: Theme,
) -> VGroup:  # fmt: skip
    """Draw vectors side by side as strips of cells, the fuller of colour the farther from 0.

    Parameters
    ----------
    vectors
        (tokens, length).
    left, top, width, height
        The room for all of them, in scene units.
    scale
        The size of an entry that is drawn in its sign's full colour.
    """
    levels = strip_levels(vectors, (left, top, width, height), scale)
    shades = strip_shades(theme)
    return VGroup(
        *(Ink(cells, shade) for cells, shade in zip(levels, shades, strict=True) if len(cells))
    )


def strip_levels(
    vectors: Array, room: tuple[float, float, float, float], scale: float
) -> list[Points]:
    """Return the outlines of a strip's cells by level: those above 0, then those below.

    Parameters
    ----------
    vectors
        (tokens, length).
    room
        Left, top, width and height, in scene units.
    scale
        As in `strip`.
    """
    left, top, width, height = room
    tokens, length = vectors.shape
    rows = entries_drawn(length, STRIP_CELLS)
    pitch, row = width / tokens, height / len(rows)
    cell_w, cell_h = pitch * (_CELL_WIDE if tokens > 1 else 1.0), row * 0.72
    drawn = vectors[:, rows]
    share = np.clip(np.abs(drawn) / scale, 0, 1)
    level = np.minimum((share * _LEVELS).astype(int), _LEVELS - 1)
    found = []
    for side in (drawn >= 0, drawn < 0):
        for step in range(_LEVELS):
            token, i = np.nonzero(side & (level == step))
            x, y = left + token * pitch, top - (i + 1) * row + (row - cell_h) / 2
            found.append(rectangles(x, y, x + cell_w, y + cell_h))
    return found


def strip_shades(theme: Theme) -> list[str]:
    """Return the colour of each of the levels of `strip_levels`."""
    parts = [_FAINTEST + (1 - _FAINTEST) * step / (_LEVELS - 1) for step in range(_LEVELS)]
    return [blend(theme.hair, full, part) for full in (theme.plus, theme.minus) for part in parts]


def signs_note(theme: Theme) -> str:
    """Say how the cells of strips show their sign; a theme of one's own has its own colours."""
    known = {(own.plus, own.minus) for own in THEMES.values()}
    return noted("signs" if (theme.plus, theme.minus) in known else "signs_own")


def strip_note(length: int, written: int, theme: Theme) -> str:
    """Say how strips are read, and how much of each vector they show.

    Parameters
    ----------
    length
        Of the vectors.
    written
        How many entries stand in the one that is written in numbers; 0 if none is.
    """
    counts = {"drawn": min(STRIP_CELLS, length), "width": length, "written": written}
    places = {name: numerals.count(n) for name, n in counts.items()}
    key = "strip_written" if written else "strip"
    return noted(key, signs=signs_note(theme), **places)


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
    """Return the size of an entry that has its sign's full colour: larger ones are rare."""
    drawn = vectors[:, entries_drawn(vectors.shape[1], STRIP_CELLS)]
    return max(float(np.quantile(np.abs(drawn), 0.97)), 1e-9)


def strip_columns(
    stacks: Sequence[Array], plan: ColumnPlan, theme: Theme, speaker: int | None,
    color: str | None = None, scale: float | None = None,
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
        Of brackets and of what is written, by the vectors' role; None takes that of embeddings.
    scale
        The size of an entry that is drawn in its sign's full colour; None is that of `stacks`.
    """
    role = color or theme.embedding
    scale = strip_scale(np.concatenate(list(stacks))) if scale is None else scale
    if len(stacks) > DOTS_AT_MOST:
        return _fine_columns(stacks, plan, scale, theme)
    columns = []
    for i, (stack, x) in enumerate(zip(stacks, plan.centers, strict=True)):
        if i == speaker:
            columns.append(_spoken(stack[0], x, plan, role))
            continue
        group = strip(stack, *strip_room(len(stack), x, plan), scale, theme)
        group.add(*column_bracket(len(stack), x, plan, role))
        columns.append(group)
    return columns


def strip_room(tokens: int, x: float, plan: ColumnPlan) -> tuple[float, float, float, float]:
    """Return left, top, width and height of the cells of a column about x, in scene units."""
    width = min(0.2 * tokens + 0.05 * (tokens - 1), 0.72 * plan.pitch)
    height = plan.top - plan.bottom - 2 * STRIP_INSET
    return x - width / 2, plan.top - STRIP_INSET, width, height


def token_strips(
    stacks: Sequence[Array], plan: ColumnPlan, scale: float, theme: Theme
) -> list[list[VGroup]]:
    """Draw what `strip_columns` draws in a strip a token, for tokens that move by themselves.

    Parameters
    ----------
    stacks
        One array (tokens, length) a position.
    scale
        The size of an entry that is drawn in its sign's full colour.

    Returns
    -------
    list of lists
        The strips of each position.
    """
    found = []
    for stack, x in zip(stacks, plan.centers, strict=True):
        tokens = len(stack)
        left, top, width, high = strip_room(tokens, x, plan)
        pitch = width / tokens
        cell = pitch * (_CELL_WIDE if tokens > 1 else 1.0)
        found.append([
            strip(stack[j : j + 1], left + j * pitch, top, cell, high, scale, theme)
            for j in range(tokens)
        ])  # fmt: skip
    return found


def column_bracket(tokens: int, x: float, plan: ColumnPlan, color: str) -> list[Ink]:
    """Draw the bracket around the strips of a column about x, if there is room for one."""
    width = strip_room(tokens, x, plan)[2]
    if plan.pitch - width <= 0.16:
        return []
    edge = width / 2 + 0.1
    return [bracket(x - edge, plan.bottom, x + edge, plan.top, color)]


def fine_values(stacks: Sequence[Array], scale: float) -> dict[tuple[int, int], Array]:
    """Return the cells of pictures of neighbouring columns, each by its first and next column."""
    n, found = len(stacks), {}
    together = -(-n // _PICTURES_AT_MOST)
    for a in range(0, n, together):
        b = min(a + together, n)
        parts = []  # every position is equally wide, however many tokens it has
        widest = max(len(stack) for stack in stacks[a:b])
        for stack in stacks[a:b]:
            repeats = np.diff(np.linspace(0, widest, len(stack) + 1).astype(int))
            parts.append(np.repeat(stack, repeats, axis=0))
        vectors = np.concatenate(parts)
        found[a, b] = vectors[:, entries_drawn(vectors.shape[1], STRIP_CELLS)].T / scale
    return found


def _fine_columns(
    stacks: Sequence[Array], plan: ColumnPlan, scale: float, theme: Theme
) -> list[VGroup]:
    half = plan.pitch / 2
    columns = [VGroup() for _ in stacks]
    for (a, b), values in fine_values(stacks, scale).items():
        left, right = plan.centers[a] - half, plan.centers[b - 1] + half
        size = right - left, plan.top - plan.bottom
        colors = theme.hair, theme.plus
        columns[a].add(Raster(values, (left, plan.top), size, *colors, gap=0.25, below=theme.minus))
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
