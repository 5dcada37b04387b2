"""The numbers of a query and of keys as rows of cells, and the bar that reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.follow import rewrite
from attnviz.ink.ink import Ink, polyline, rectangle, rectangles
from attnviz.ink.text import Line, Run, label, line_width, symbol
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.colors import blend
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box
from attnviz.look.style import GRID_STROKE, RULE_STROKE, XS, S, Theme, Voice
from attnviz.pictures.key_plan import RacePlan

Array = npt.NDArray[np.floating[Any]]
_LEVELS, _FAINTEST = 4, 0.14  # of size on either side of 0, and of its sign's colour


def lying_strip(values: Array, row: Box, scale: float, theme: Theme) -> VGroup:
    """Draw a vector as a row of cells from the left, the fuller of colour the farther from 0.

    Its Inks stand at the row's middle, so that the whole can turn.

    Parameters
    ----------
    values
        (length,), all of which are drawn.
    scale
        The size of an entry that is drawn in its sign's full colour.
    """
    step, half = row.width / len(values), 0.36 * row.height
    levels = np.minimum((np.abs(values) / scale * _LEVELS).astype(int), _LEVELS - 1)
    group = VGroup()
    for full, side in ((theme.plus, values >= 0), (theme.minus, values < 0)):
        for level in range(_LEVELS):
            (which,) = np.nonzero(side & (levels == level))
            if len(which):
                left = -row.width / 2 + which * step
                cells = rectangles(left + 0.08 * step, -half, left + 0.92 * step, half)
                color = blend(theme.hair, full, _FAINTEST + (1 - _FAINTEST) * level / (_LEVELS - 1))
                group.add(Ink(cells, color, row.center))
    return group


def strip_symbols(plan: RacePlan, query: int, keys: Sequence[int], theme: Theme) -> list[Line]:
    """Write *q* and each *k* with its number beside its strip.

    Parameters
    ----------
    query
        Position of the one that looks, from 0.
    keys
        Positions of those it meets, from 0.
    """
    whose = [("q", query, theme.query), *(("k", key, theme.key) for key in keys)]
    made = []
    for (letter, position, color), row in zip(whose, plan.strips, strict=True):
        size = S if row.height >= 1.02 * S else XS
        runs = symbol(letter, str(position + 1), color, size)
        spot = (row.left - 0.1 - line_width(runs, size), row.center[1] - 0.25 * size)
        made.append(Line(runs, size, spot))
    return made


@dataclass
class Reading:
    """The bar that goes over the strips and down to the lines: which numbers are multiplied."""

    frame: Ink
    plumb: Ink
    factors: list[Ink]
    signs: list[Ink]
    _factors: tuple[Array, Array]
    _plan: RacePlan
    _length: int

    def show(self, term: float) -> None:
        """Stand at the numbers of which so many products are added."""
        chart = self._plan.chart
        step = chart.width / self._length
        at = min(int(term), self._length - 1)
        self.frame.place[0] = chart.left + at * step
        self.plumb.place[0] = chart.left + term * step
        if not self.factors:
            return
        one, other = (float(values[at]) for values in self._factors)
        for ink, value in zip(self.factors, (one, other, one * other), strict=True):
            voice: Voice = "sans-bold" if ink is self.factors[-1] else "sans"
            right = ink.place[0] + text_width(ink.text or "", voice, ink.em)
            rewrite(ink, numerals.signed(value), (right, float(ink.place[1])), "right", voice)

    def everything(self) -> list[Ink]:
        """Return all parts."""
        return [self.plumb, self.frame, *self.factors, *self.signs]


def reading_bar(
    plan: RacePlan, query: Array, key: Array, name: Sequence[Run], free: float, theme: Theme
) -> Reading:
    """Draw the bar that reads strips, and write one of the products that are added there.

    Parameters
    ----------
    query, key
        (length,), of the product that is written.
    name
        Whose it is.
    free
        Where the line above the strips is free from, in scene units; where there is too little
        room, no product is written.
    """
    chart, top, low = plan.chart, plan.strips[0].top, plan.strips[-1].bottom
    step, size = chart.width / len(query), S
    pad = max(0.03 - step / 2, 0.0)
    frame = Ink(rectangle(-pad, low, step + pad, top), theme.text, stroke=RULE_STROKE)
    plumb = Ink(polyline((0, chart.bottom), (0, low)), theme.line, stroke=GRID_STROKE)
    x, base = plan.worked
    wide = [
        max(text_width(numerals.signed(float(v)), "sans-bold", size) for v in values)
        for values in (query, key, query * key)
    ]
    gap = 1.1 * size
    rights = [x - wide[2] - gap - wide[1] - gap, x - wide[2] - gap, x]
    left = rights[0] - wide[0] - 0.4 * size
    factors, signs = [], []
    if left - line_width(name, size) >= free:
        for right, color, voice in zip(
            rights, (theme.query, theme.key, theme.text), ("sans", "sans", "sans-bold"),
            strict=True,
        ):  # fmt: skip
            factors.append(label("0.00", color, size, (right, base), "right", cast("Voice", voice)))
        for text, right in (("×", rights[0]), ("=", rights[1])):
            spot = (right + 0.5 * gap, base)
            signs.append(label(text, theme.mute, size, spot, "center", "sans"))
        signs += leaves(Line(name, size, (left - line_width(name, size), base)))
    made = Reading(frame, plumb, factors, signs, (query, key), plan, len(query))
    made.show(0)
    return made
