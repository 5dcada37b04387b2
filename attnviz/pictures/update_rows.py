"""Every word's update as a row of blocks: what each key contributes to its length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.ink import SQUARE, Ink
from attnviz.ink.text import label
from attnviz.ink.tween import Tween
from attnviz.look import numerals
from attnviz.look.colors import blend
from attnviz.look.contrast import TEXT_NEEDS, contrast
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box
from attnviz.look.style import GRID_STROKE, XS, M, S, Theme
from attnviz.look.typeset import shorten
from attnviz.pictures.update_arrows import Stance

Array = npt.NDArray[np.floating[Any]]
_PITCH = 0.3  # scene units: rows are no closer
_TALLEST = 0.8  # scene units, of a row
_LONGEST = 12  # of words besides the followed one, where there is no room for all
_NAMES = 0.28  # of the width, at most for the names
_FULL = 0.86  # of the rows' distance, a row's thickness
_SPARE = 0.1  # scene units around a name in its block
_FINEST = 0.05  # scene units: blocks that would be finer are added up
_DEEPEST = 0.3  # how bright the smallest block is


@dataclass(frozen=True)
class RowsPlan:
    """Which words have rows, and where these stand.

    Attributes
    ----------
    shown
        Positions, in the order of the sentence.
    middles
        Of their rows, scene units.
    left
        Where blocks begin.
    scale
        Scene units to a unit of length.
    size
        Of names and numbers.
    thickness
        Of a row.
    """

    shown: tuple[int, ...]
    middles: tuple[float, ...]
    left: float
    scale: float
    size: float
    thickness: float

    def stance(self, position: int, length: float) -> Stance:
        """Return how an arrow of a word's update lies in its row."""
        y = self.middles[self.shown.index(position)]
        return Stance(self.left, y, length * self.scale, 0.0, self.thickness)


def rows_shown(lengths: Array, focus: int, box: Box) -> list[int]:
    """Choose whose rows are drawn: all, or the followed word's and the longest.

    Parameters
    ----------
    lengths
        (n,) of all updates.
    focus
        The followed position.
    """
    n = len(lengths)
    if n * _PITCH <= box.height:
        return list(range(n))
    order = [int(i) for i in np.argsort(-lengths, kind="stable") if i != focus]
    return sorted([focus, *order[:_LONGEST]])


def plan_rows(
    names: Sequence[str], shown: Sequence[int], parts: Sequence[Array], box: Box
) -> RowsPlan:
    """Fit rows into a box, their names at the left and their lengths at the right.

    Parameters
    ----------
    names
        Of all positions.
    shown
        Whose rows are drawn.
    parts
        For each of these what every position contributes to the length of its update, (n,).
    """
    pitch = min(box.height / len(shown), 1.6 * _TALLEST)
    size = next((size for size in (M, S) if 1.05 * size <= pitch), XS)
    room = _NAMES * box.width
    wide = max(text_width(shorten(names[i], room, size), "serif", size) for i in shown)
    forth = [float(np.maximum(part, 0).sum()) for part in parts]
    numbers = [
        text_width(numerals.positive(float(part.sum())), "sans-bold", size) for part in parts
    ]
    left = box.left + wide + 0.2
    scale = (box.right - left - max(numbers) - 0.2) / (max(forth) or 1.0)
    top = box.center[1] + pitch * len(shown) / 2
    middles = tuple(top - pitch * (i + 0.5) for i in range(len(shown)))
    return RowsPlan(tuple(shown), middles, left, scale, size, min(_FULL * pitch, _TALLEST))


@dataclass
class Row:
    """A word's row.

    Attributes
    ----------
    name, number
        The word, and the length of its update.
    blocks
        What adds to the length, the largest first, then what takes away from it, hollow.
    inside
        The names that fit into blocks.
    """

    name: Ink
    number: Ink
    blocks: list[Ink]
    inside: list[Ink]


def draw_row(
    names: Sequence[str], position: int, part: Array, plan: RowsPlan, theme: Theme, room: float
) -> Row:
    """Draw a word's row.

    Parameters
    ----------
    names
        Of all positions.
    position
        Whose row.
    part
        (n,) what every position contributes to the length of its update.
    room
        Scene units for its name.
    """
    size, high = plan.size, plan.thickness
    y = plan.middles[plan.shown.index(position)]
    low, base = y - high / 2, y - 0.32 * size
    word = shorten(names[position], room, size)
    name = label(word, theme.query, size, (plan.left - 0.2, base), "right")
    blocks, inside = [], []
    at = plan.left
    forth = _added_up(part, 1.0, plan.scale)
    for rank, (key, value) in enumerate(forth):
        wide = value * plan.scale
        bright = _DEEPEST + (1 - _DEEPEST) * 0.6**rank
        shade = blend(theme.ground, theme.text, bright)
        seam = min(0.02, 0.3 * wide)
        blocks.append(Ink(SQUARE, shade, (at, low), (wide - seam, high)))
        small = min(size, 0.85 * high)
        if key is not None and small >= XS:
            ink = max((theme.ground, theme.text), key=lambda color: contrast(color, shade))
            fits = text_width(names[key], "serif", small) + 2 * _SPARE <= wide
            if fits and contrast(ink, shade) >= TEXT_NEEDS:
                spot = (at + wide / 2, y - 0.32 * small)
                inside.append(label(names[key], ink, small, spot, "center"))
        at += wide
    end = at
    for _, value in _added_up(part, -1.0, plan.scale):
        wide = value * plan.scale
        box = (at - wide, low + 0.012), (wide, high - 0.024)
        blocks += [
            Ink(SQUARE, theme.ground, *box),
            Ink(SQUARE, theme.text, *box, stroke=GRID_STROKE),
        ]
        at -= wide
    said = numerals.positive(float(part.sum()))
    number = label(said, theme.text, size, (end + 0.16, base), "left", "sans-bold")
    return Row(name, number, blocks, inside)


def _added_up(part: Array, sign: float, scale: float) -> list[tuple[int | None, float]]:
    """Return contributions of one sign by key, the largest first; the finest as one, of no key."""
    sizes = sign * part
    order = [int(i) for i in np.argsort(-sizes, kind="stable") if sizes[i] > 0]
    seen: list[tuple[int | None, float]] = [
        (i, float(sizes[i])) for i in order if sizes[i] * scale >= _FINEST
    ]
    rest = sum(float(sizes[i]) for i in order if sizes[i] * scale < _FINEST)
    return [*seen, (None, rest)] if rest * scale > 1e-3 else seen


class Rows:
    """Rows of all words that are shown.

    Attributes
    ----------
    rows
        By position.
    plan
        Where they stand.
    whole
        Whether every word has one.
    """

    def __init__(
        self, names: Sequence[str], parts: dict[int, Array], box: Box, theme: Theme
    ) -> None:
        shown, n = list(parts), len(names)
        self.plan = plan_rows(names, shown, list(parts.values()), box)
        room = _NAMES * box.width
        self.rows = {
            i: draw_row(names, i, part, self.plan, theme, room) for i, part in parts.items()
        }
        self.whole = len(shown) == n

    def sweep(self, rows: Sequence[Row], **kwargs: Any) -> Tween:
        """Let the blocks of rows come out of the line where all of them begin."""
        left = self.plan.left

        def folded(now: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
            begun = now.copy()
            begun[:, 2] *= 1e-4
            begun[:, 0] = left + (now[:, 0] - left) * 1e-4
            return begun

        groups = [VGroup(*row.blocks) for row in rows]
        return Tween(groups, start_place=folded, introducer=True, **kwargs)

    def others(self, focus: int) -> list[Row]:
        """Return the rows of all words but one."""
        return [row for i, row in self.rows.items() if i != focus]


def draw_rows(
    names: Sequence[str], lengths: Array, focus: int, part_of: Callable[[int], Array], box: Box,
    theme: Theme,
) -> Rows:  # fmt: skip
    """Draw the rows of all words, or of the followed one and the longest.

    Parameters
    ----------
    names
        Of all positions.
    lengths
        (n,) of their updates.
    focus
        The followed position.
    part_of
        Of a position what every other contributes to its update's length, (n,).
    box
        The room, in scene units.
    """
    shown = rows_shown(lengths, focus, box)
    return Rows(names, {i: part_of(i) for i in shown}, box, theme)
