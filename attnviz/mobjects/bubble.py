"""Speech bubbles: an interpretation, drawn as what a word says, never as a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from manim import VGroup

from attnviz.ink.ink import CIRCLE, Ink, join, polyline
from attnviz.ink.text import Line, Run, line_width, wrap_evenly
from attnviz.look.glyphs import Points
from attnviz.look.page import Box
from attnviz.look.spread import spread
from attnviz.look.style import RULE_STROKE

Point = tuple[float, float]
_LEADING = 1.28  # em
_PAD_X, _PAD_Y = 0.62, 0.50  # em, between text and outline
_TAIL = 0.24  # scene units, the width of a tail where it leaves the bubble
_CORNERS = ((1, 1), (0, 1), (0, 0), (1, 0))  # right top, left top, left bottom, right bottom


@dataclass(frozen=True)
class BubblePlan:
    """A bubble's text, broken into lines, and the size of its box in scene units."""

    lines: tuple[Run, ...]
    size: float
    width: float
    height: float


def plan_bubble(text: str, color: str, sizes: Sequence[float], room: Point) -> BubblePlan | None:
    """Set a bubble's text in the largest of `sizes` that fits.

    Parameters
    ----------
    text
        What the bubble says.
    color
        Of the one who speaks.
    sizes
        Scene units to the em, largest first.
    room
        Width and height of the box at the most, in scene units.

    Returns
    -------
    BubblePlan or None
        None when even the smallest text is larger than the room.
    """
    run = [Run(text, color, "italic")]
    for size in sizes:
        inside = room[0] - 2 * _PAD_X * size
        lines = wrap_evenly(run, size, inside)
        width = max(line_width(line, size) for line in lines) + 2 * _PAD_X * size
        height = ((len(lines) - 1) * _LEADING + 0.95 + 2 * _PAD_Y) * size
        if width <= room[0] + 1e-9 and height <= room[1] + 1e-9:
            joined = [
                Run("".join(r.text for r in line).rstrip(), color, "italic") for line in lines
            ]
            return BubblePlan(tuple(joined), size, width, height)
    return None


@dataclass
class Bubble:
    """A drawn bubble: one outline with its tail, and the lines of its text."""

    box: Box
    outline: Ink
    text: VGroup

    def everything(self) -> list[Ink | VGroup]:
        """Return all parts."""
        return [self.outline, self.text]


def bubble(
    plan: BubblePlan, center: Point, tip: Point, color: str, more: Sequence[Point] = ()
) -> Bubble:
    """Draw a bubble whose tail points at whoever speaks; several may say the same.

    Parameters
    ----------
    center
        Of the box, in scene units.
    tip
        Where the tail ends; outside of the box.
    more
        Where the tails of others who say it end: all on the side of the first.
    """
    x, y = center
    box = Box(x - plan.width / 2, y - plan.height / 2, x + plan.width / 2, y + plan.height / 2)
    outline = Ink(bubble_outline(box, tip, 0.6 * plan.size, more), color, stroke=RULE_STROKE)
    text, first = VGroup(), box.top - (_PAD_Y + 0.76) * plan.size
    for row, line in enumerate(plan.lines):
        text.add(Line([line], plan.size, (x, first - row * _LEADING * plan.size), "center"))
    return Bubble(box, outline, text)


def bubble_outline(box: Box, tip: Point, radius: float, more: Sequence[Point] = ()) -> Points:
    """Return a box with round corners and its tails as one outline.

    A tail leaves the side that faces the first tip, as near to its own as the corners and the other
    tails allow.
    """
    radius = min(radius, box.width / 2, box.height / 2)
    side = _side(box, tip)
    quarters = CIRCLE.reshape(4, -1, 3)  # counter-clockwise from the right
    parts: list[Points] = []
    turns = []
    for quarter, (right, top) in zip(quarters, _CORNERS, strict=True):
        corner_x = box.right - radius if right else box.left + radius
        corner_y = box.top - radius if top else box.bottom + radius
        turns.append(quarter * radius + (corner_x, corner_y, 0))
    for i, (turn, after) in enumerate(zip(turns, turns[1:] + turns[:1], strict=True)):
        start, end = tuple(turn[-1][:2].tolist()), tuple(after[0][:2].tolist())
        through = _tails(start, end, [tip, *more]) if i == side else []
        parts += [turn, polyline(start, *through, end)]
    return join(parts)


def _side(box: Box, tip: Point) -> int:
    """Return which side faces the tip: 0 top, 1 left, 2 bottom, 3 right."""
    over = tip[1] - box.top, box.left - tip[0], box.bottom - tip[1], tip[0] - box.right
    return over.index(max(over))


def _tails(start: Point, end: Point, tips: Sequence[Point]) -> list[Point]:
    """Return three corners of each tail on the side from start to end, in order along it."""
    (x0, y0), (x1, y1) = start, end
    length = abs(x1 - x0) + abs(y1 - y0)  # a side is upright or level
    half = min(_TAIL, 0.8 * length / len(tips)) / 2
    ux, uy = (x1 - x0) / max(length, 1e-9), (y1 - y0) / max(length, 1e-9)
    alongs = [(tip[0] - x0) * ux + (tip[1] - y0) * uy for tip in tips]
    middles = spread(alongs, 2 * half, half, length - half)
    corners: list[Point] = []
    for i in np.argsort(alongs, kind="stable"):
        along = float(middles[i])
        corners += [
            (x0 + (along - half) * ux, y0 + (along - half) * uy),
            tips[i],
            (x0 + (along + half) * ux, y0 + (along + half) * uy),
        ]
    return corners


def wider(plan: BubblePlan, width: float) -> BubblePlan:
    """Return a bubble that is at least so wide, to reach under all who say it."""
    return replace(plan, width=max(plan.width, width))
