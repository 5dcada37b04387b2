"""A running sum: a row times a column, term by term, and the path that the sum takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.catalog.captions import noted
from attnviz.ink.follow import rewrite
from attnviz.ink.ink import CIRCLE, Ink, line, polyline
from attnviz.ink.text import label
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box
from attnviz.look.style import RULE_STROKE, XS, M, S, Theme
from attnviz.mobjects.vectors import entries_drawn

Array = npt.NDArray[np.floating[Any]]
_TIMES, _PAREN, _PLUS = 0.95, 0.32, 1.15  # em: room for the sign between, and around
_LEADING = 0.62  # scene units between lines: a note stands under the ellipsis


@dataclass(frozen=True)
class SumPlan:
    """How a sum of products is set.

    Attributes
    ----------
    size
        Scene units to the em.
    terms
        How many are written: the first ones and the last.
    left, width
        The room, in scene units.
    height
        From the first baseline to the last.
    """

    size: float
    terms: int
    left: float
    width: float
    height: float

    def flow(self, widths: Sequence[float]) -> list[tuple[float, float]]:
        """Break chunks so many em wide into lines: return where each starts, down from 0."""
        x, y, spots = 0.0, 0.0, []
        for width in widths:
            if x and x + width * self.size > self.width:
                x, y = 0.0, y - _LEADING
            spots.append((self.left + x, y))
            x += width * self.size
        return spots


def plan_sum(
    factors: tuple[float, float], total: float, written: int, left: float, width: float, lines: int
) -> SumPlan:
    """Set a sum of products, its middle left out, on as few lines as allowed.

    Parameters
    ----------
    factors
        Width of the widest number of either factor, in em.
    total
        Width of the widest running sum, in em.
    written
        Terms that may be written at the most, at least 2.
    left, width
        The room, in scene units.
    lines
        How many lines there may be.
    """
    term = sum(factors) + _TIMES + 2 * _PAREN
    choices = [(s, k) for k in (4, 3) for s in (M, S)] + [(s, 2) for s in (M, S, XS)]
    for size, count in choices:
        plan = SumPlan(size, count, left, width, 0.0)
        spots = plan.flow(_chunks([term] * count, total))
        plan = replace(plan, height=-spots[-1][1])
        if count <= written and len({y for _, y in spots}) <= lines:
            break
    return plan


def _chunks(terms: Sequence[float], total: float) -> list[float]:
    """Return the widths of the first terms, the ellipsis, the last term and the total, in em."""
    return [*(w + _PLUS for w in terms[:-1]), 0.8 + _PLUS, terms[-1] + 0.3, 1.1 + total]


@dataclass
class Term:
    """One product of a sum: its two factors, and the signs around them."""

    weight: Ink
    entry: Ink
    signs: VGroup


@dataclass
class RunningSum:
    """A sum of products, its middle left out; the total is the sum of all of them.

    Attributes
    ----------
    running
        (length + 1,): the sum after so many terms.
    """

    terms: list[Term]
    rest: VGroup
    equals: Ink
    total: Ink
    running: Array
    _spot: tuple[float, float]

    def show(self, count: float) -> None:
        """Write the sum of the first so many terms."""
        text = numerals.signed(float(self.running[int(count)]))
        rewrite(self.total, text, self._spot, voice="sans-bold")

    def everything(self) -> list[Any]:
        """Return all parts."""
        terms = [part for t in self.terms for part in (t.weight, t.entry, t.signs)]
        return [*terms, self.rest, self.equals, self.total]


def running_sum(
    weights: Array, inputs: Array, bias: float, plan: SumPlan, base: float,
    shade: Callable[[float], str], role: str, theme: Theme,
) -> RunningSum:  # fmt: skip
    """Write one row times one column as a sum.

    Parameters
    ----------
    weights, inputs
        (length,) the factors.
    bias
        What the model adds at the end; counted with what is left out.
    base
        Baseline of the first line, in scene units.
    shade
        Colour of a weight, by its value.
    role
        Colour of the total.
    """
    size, mute = plan.size, theme.mute
    shown = entries_drawn(len(weights), plan.terms)
    products = np.asarray(weights, np.float64) * np.asarray(inputs, np.float64)
    running = np.concatenate([[0.0], np.cumsum(products)])
    running[-1] += bias
    pairs = [(float(weights[i]), float(inputs[i])) for i in shown]
    widths = [[text_width(numerals.signed(v), "sans", 1.0) for v in pair] for pair in pairs]
    widest = max(text_width(numerals.signed(float(v)), "sans-bold", 1.0) for v in running)
    inner = _TIMES + 2 * _PAREN
    *spots, dots, last, end = plan.flow(_chunks([sum(pair) + inner for pair in widths], widest))
    terms = []
    for place, (pair, wide, (x, y)) in enumerate(zip(pairs, widths, [*spots, last], strict=True)):
        low, first = base + y, x + (_PAREN + wide[0]) * size
        second = first + (_TIMES + wide[1]) * size
        close = second + _PAREN * size
        signs = VGroup(
            label("(", mute, size, (x, low), "left", "sans"),
            label("×", mute, size, (first + 0.5 * _TIMES * size, low), "center", "sans"),
            label(")", mute, size, (close, low), "right", "sans"),
        )
        if place < len(pairs) - 1:
            signs.add(label("+", mute, size, (close + 0.5 * _PLUS * size, low), "center", "sans"))
        weight, entry = (numerals.signed(v) for v in pair)
        left = label(weight, shade(pair[0]), size, (first, low), "right", "sans")
        right = label(entry, theme.embedding, size, (second, low), "right", "sans")
        terms.append(Term(left, right, signs))
    rest = _rest(products, shown, bias, plan, (dots[0], base + dots[1]), theme)
    low = base + end[1]
    equals = label("=", mute, size, (end[0] + 0.2 * size, low), "left", "sans")
    spot = (end[0] + 1.1 * size, low)
    total = label(numerals.signed(0.0), role, size, spot, "left", "sans-bold")
    return RunningSum(terms, rest, equals, total, running, spot)


def _rest(
    products: Array, shown: list[int], bias: float, plan: SumPlan, at: tuple[float, float],
    theme: Theme,
) -> VGroup:  # fmt: skip
    """Write what stands for the terms left out: an ellipsis, and below it how many and how much."""
    left_out = len(products) - len(shown)
    if not left_out and not bias:
        return VGroup()
    size, (x, base) = plan.size, at
    amount = float(products.sum() - products[shown].sum()) + bias
    said = [noted("more_terms", n=numerals.count(left_out))] if left_out else []
    said += [noted("bias")] if bias else []
    note = f"{' + '.join(said)}: {numerals.signed(amount)}"
    middle = x + 0.4 * size
    # Under the dots, but not beyond the edge at which the sum starts.
    start = max(middle - text_width(note, "sans", XS) / 2, plan.left)
    plus = x + (0.8 + 0.5 * _PLUS) * size
    return VGroup(
        label("…", theme.mute, size, (middle, base), "center", "sans"),
        label("+", theme.mute, size, (plus, base), "center", "sans"),
        label(note, theme.mute, XS, (start, base - 0.30), "left", "sans"),
    )


@dataclass
class SumPath:
    """The running sum as a line, from the first term to the last."""

    axis: VGroup
    trail: Ink
    end: Ink
    _points: list[tuple[float, float]]

    def show(self, count: float) -> None:
        """Draw the line as far as so many terms."""
        last = int(count)
        self.trail.redraw(polyline(*self._points[: max(last, 1) + 1]))
        self.end.place[:2] = self._points[last]

    def everything(self) -> list[Any]:
        """Return all parts."""
        return [self.axis, self.trail, self.end]


def sum_path(running: Array, box: Box, role: str, theme: Theme) -> SumPath:
    """Draw a running sum as a line that rises and falls with each term.

    Parameters
    ----------
    running
        (length + 1,): the sum after so many terms; the first is 0.
    box
        The room, a title above and the count below included, in scene units.
    role
        Colour of the end.
    """
    top, bottom = box.top - 0.36, box.bottom + 0.34
    low, high = float(running.min()), float(running.max())
    scale = (top - bottom) / max(high - low, 1e-9)
    xs = np.linspace(box.left, box.right - 0.08, len(running))
    ys = bottom + (running - low) * scale
    points = list(zip(xs.tolist(), ys.tolist(), strict=True))
    zero = points[0][1]
    count = noted("terms", n=numerals.count(len(running) - 1))
    axis = VGroup(
        line(theme.line, (box.left, zero), (box.right, zero), width=RULE_STROKE),
        label(noted("so_far"), theme.mute, XS, (box.left, box.top - 0.16), "left", "sans"),
        label(count, theme.mute, XS, (box.right, box.bottom), "right", "sans"),
    )
    trail = Ink(polyline(*points[:2]), theme.text, stroke=RULE_STROKE)
    made = SumPath(axis, trail, Ink(CIRCLE, role, points[0], 0.07), points)
    made.show(0)
    return made
