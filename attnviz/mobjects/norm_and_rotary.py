"""The two steps around a product: a column is normalised before it, and turned after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, pi
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.ink import Ink, circles, join, polyline
from attnviz.ink.text import Line, Run, label, line_width
from attnviz.ink.tween import Tween
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box
from attnviz.look.style import DIM, GRID_STROKE, RULE_STROKE, M, S, Theme
from attnviz.mobjects.matrices import matrix_width, vector
from attnviz.mobjects.vectors import bracket, entries_drawn, signed_width

Array = npt.NDArray[np.floating[Any]]
_HEADS = 1.05  # scene units above columns, for two lines of heads
_TURN = 1.2  # seconds


def normalising(
    column: Array, size: float, gain: Array, normalised: Array, heads: Sequence[Sequence[Run]],
    box: Box, theme: Theme,
) -> list[VGroup]:  # fmt: skip
    """Write a column divided by its size, times a stretch, entry by entry.

    Parameters
    ----------
    column, gain, normalised
        (length,): what goes in, the stretch of each entry, what comes out.
    size
        The root mean square that the column is divided by.
    heads
        What stands above the column, the size, the stretch and the result.
    box
        The room, in scene units.

    Returns
    -------
    list of VGroup
        The four parts, each with the sign before it.
    """
    number = S
    rows = max(min(int((box.height - _HEADS) / 0.42) - 1, 8), 2)
    step = min((box.height - _HEADS) / (rows + 1), 0.5)
    top = box.top - _HEADS
    written = numerals.positive(size)
    parts = (column, None, gain, normalised)
    signs = ("", "÷", "×", "=")
    widths = [
        text_width(written, "sans", M) if part is None
        else matrix_width(part.reshape(-1, 1), rows, 1, number)
        for part in parts
    ]  # fmt: skip
    widths = [max(w, line_width(head, S)) for w, head in zip(widths, heads, strict=True)]
    gap = min((box.width - sum(widths)) / 3, 1.1)
    x = box.center[0] - (sum(widths) + 3 * gap) / 2
    height = (min(rows, len(column)) + (rows < len(column))) * step
    middle = top - height / 2
    groups = []
    for part, sign, width, head in zip(parts, signs, widths, heads, strict=True):
        center, group = x + width / 2, VGroup()
        if sign:
            spot = (x - gap / 2, middle - 0.3 * M)
            group.add(label(sign, theme.text, M, spot, "center", "sans"))
        group.add(Line(head, S, (center, top + 0.22), "center"))
        if part is None:
            spot = (center, middle - 0.33 * M)
            group.add(label(written, theme.text, M, spot, "center", "sans-bold"))
        else:
            own = matrix_width(part.reshape(-1, 1), rows, 1, number)
            color = theme.mute if part is gain else theme.embedding
            left = center - own / 2
            group.add(*vector(part, rows, number, left, top, step, color).everything())
        groups.append(group)
        x += width + gap
    return groups


@dataclass
class Turning:
    """Pairs of numbers, each an arrow that a position turns.

    Attributes
    ----------
    before, after
        The numbers of each pair, in brackets, with a head.
    dials
        A circle a pair, with the arrow as it was.
    hands
        The arrows that turn.
    """

    before: VGroup
    dials: VGroup
    hands: list[Ink]
    after: VGroup
    _ends: list[float]

    def turn(self) -> Tween:
        """Turn every arrow to where the position turns it."""
        places = np.array([hand.place for hand in self.hands])
        places[:, 4] = self._ends
        return Tween(self.hands, place=places, lag=0.1, run_time=_TURN)


def turning(
    before: Array, after: Array, heads: tuple[Sequence[Run], Sequence[Run]], role: str,
    box: Box, theme: Theme,
) -> Turning:  # fmt: skip
    """Draw the first pairs of a vector, and the last, before and after a position turned them.

    Parameters
    ----------
    before, after
        (length,): neighbouring numbers are a pair.
    heads
        What stands beside the numbers before and after.
    role
        The vector's colour.
    box
        The room, in scene units.
    """
    old, new = (v[: len(v) // 2 * 2].reshape(-1, 2) for v in (before, after))
    beside = max(line_width(head, M) for head in heads) + 0.4
    widest = signed_width(np.concatenate([old, new]), S)
    pitch = max(widest + 0.5, 1.15)
    count = max(min(int((box.width - beside) / pitch) - 1, 6), 1)
    shown = entries_drawn(len(old), count)
    slots = len(shown) + (count < len(old))
    pitch = min((box.width - beside) / slots, 2.0)
    block = 2 * 0.42
    radius = min(0.42 * pitch, (box.height - 2 * block - 0.9) / 2, 0.95)
    middle = box.center[1]
    tops = middle + radius + 0.32 + block, middle - radius - 0.32
    left = box.center[0] - (beside + slots * pitch) / 2 + beside
    xs = [left + (i + 0.5) * pitch for i in range(slots)]
    gap = xs.pop(-2) if slots > len(shown) else None
    longest = float(np.hypot(old[shown, 0], old[shown, 1]).max())
    groups = [VGroup(), VGroup()]
    for group, values, head, top in zip(groups, (old, new), heads, tops, strict=True):
        group.add(Line(head, M, (left - 0.25, top - block / 2 - 0.1), "right"))
        for i, x in zip(shown, xs, strict=True):
            half = widest / 2
            for row, value in enumerate(values[i]):
                spot = (x + half, top - (row + 0.5) * 0.42 - 0.33 * S)
                group.add(label(numerals.signed(float(value)), role, S, spot, "right", "sans"))
            group.add(bracket(x - half - 0.12, top - block, x + half + 0.12, top, role))
    dials = VGroup(Ink(circles([(x, middle) for x in xs], [radius] * len(xs)), theme.line,
                       stroke=GRID_STROKE))  # fmt: skip
    hands, ends = [], []
    for i, x in zip(shown, xs, strict=True):
        (a, b), (c, d) = (tuple(float(v) for v in pair) for pair in (old[i], new[i]))
        length = radius * float(np.hypot(a, b)) / max(longest, 1e-9)
        start = atan2(b, a)
        change = (atan2(d, c) - start + pi) % (2 * pi) - pi
        shape = _hand(max(length, 1e-3))
        ghost = Ink(shape, role, (x, middle), angle=start, opacity=DIM, stroke=RULE_STROKE)
        dials.add(ghost)
        hands.append(Ink(shape, role, (x, middle), angle=start, stroke=2.2))
        ends.append(start + change)
    if gap is not None:
        spots = [(gap + d, y) for d in (-0.12, 0.0, 0.12)
                 for y in (middle, tops[0] - block / 2, tops[1] - block / 2)]  # fmt: skip
        dials.add(Ink(circles(spots, [0.022] * len(spots)), theme.mute))
    return Turning(groups[0], dials, hands, groups[1], ends)


def _hand(length: float) -> Any:
    """Return an arrow along x as one stroked outline."""
    barb = min(0.13, 0.4 * length)
    return join(
        [
            polyline((0.0, 0.0), (length, 0.0)),
            polyline((length - barb, 0.5 * barb), (length, 0.0), (length - barb, -0.5 * barb)),
        ]
    )
