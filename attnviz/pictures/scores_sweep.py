"""A line that goes through a grid's columns, and divides what stands in them as it passes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from manim import smooth

from attnviz.ink.follow import Follow, rewrite
from attnviz.ink.ink import Ink, polyline, rounded_box
from attnviz.ink.text import label
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Page
from attnviz.look.style import DIM, FOCUS_STROKE, RULE_STROKE, S, Theme
from attnviz.mobjects.grid_plan import GridPlan
from attnviz.mobjects.score_cells import ScoreCells

Shown = Callable[[int, float], None]
"""Shows a column as it is when so much of the line's way over it, from 0 to 1, is done."""
_REACH = 0.07  # of the line over the lattice, in scene units
_LIFT = 0.06  # of the tab over the labels
_HIGH, _PAD = 0.4, 0.2  # the tab's height, and what is free beside its text


def divided_by(scale: float, width: int) -> str:
    """Write what a product is divided by, and what that is: ``÷ √64 = 8``.

    Parameters
    ----------
    scale
        What the model multiplies products with.
    width
        Length of a query and of a key.
    """
    root, value = numerals.divisor(scale, width), numerals.positive(1 / scale)
    return f"÷ {root} = {value.removesuffix('.00')}" if root != value else f"÷ {root}"


class DivisionSweep:
    """The line, and over the labels a tab that says what it divides by.

    Parameters
    ----------
    text
        Of the tab, see `divided_by`.
    """

    def __init__(self, text: str, plan: GridPlan, page: Page, theme: Theme) -> None:
        self.plan = plan
        top, bottom = plan.top + _REACH, plan.bottom - _REACH
        self.rule = Ink(polyline((0, bottom), (0, top)), theme.text, stroke=FOCUS_STROKE)
        half = text_width(text, "sans-bold", S) / 2 + _PAD
        base = plan.extent.top + _LIFT
        box = rounded_box(-half, base, half, base + _HIGH, 0.08)
        self.tab = [
            Ink(box, theme.text, stroke=RULE_STROKE),
            label(text, theme.text, S, (0, base + _HIGH / 2 - 0.35 * S), "center", "sans-bold"),
        ]
        self._offsets = [float(ink.place[0]) for ink in self.tab]
        self._ends = page.left + half, page.right - half
        self.inks: list[Ink] = [self.rule, *self.tab]
        self.stand(plan.left)

    def stand(self, x: float) -> None:
        """Stand at an x; the tab stays on the page."""
        self.rule.place[0] = x
        at = float(np.clip(x, *self._ends))
        for ink, offset in zip(self.tab, self._offsets, strict=True):
            ink.place[0] = at + offset

    def passes(self, column: int, x: float) -> float:
        """Return how much of a column lies behind the line at an x."""
        left = self.plan.left + column * self.plan.cell_width
        return float(np.clip((x - left) / self.plan.cell_width, 0.0, 1.0))

    def go(self, shown: Sequence[Shown], changed: Sequence[Ink], seconds: float) -> Follow:
        """Return the animation in which the line goes from the left edge to the right.

        Parameters
        ----------
        shown
            What changes as it passes.
        changed
            The Inks of that.
        """
        plan = self.plan
        done = [-1.0] * plan.n

        def show(share: float) -> None:
            x = plan.left + (plan.right - plan.left) * float(smooth(share))
            self.stand(x)
            for column in range(plan.n):
                part = self.passes(column, x)
                if part != done[column]:
                    done[column] = part
                    for one in shown:
                        one(column, part)

        return Follow([*changed, *self.inks], show, 0.0, 1.0, seconds)


def brightens(scores: ScoreCells) -> Shown:
    """Bring a column's marks, which have stepped back, into focus as the line passes."""

    def show(column: int, part: float) -> None:
        for ink in leaves(scores.discs[column]):
            ink.rgba[3] = DIM + (1 - DIM) * part

    return show


def divides(scores: ScoreCells, scale: float) -> Shown:
    """Let a column's numbers run from products to what these are with a scale."""
    products = scores.values

    def show(column: int, part: float) -> None:
        if scores.cells.size is not None:
            for key, product in enumerate(products[column]):
                scores.write(column, key, float(product) * (1 + (scale - 1) * part), part)

    return show


def ticks_divided(ticks: Sequence[Ink], largest: float, scale: float, columns: int) -> Shown:
    """Let the ends of a ramp's scale run from products to scores.

    Parameters
    ----------
    ticks
        Its left and its right end.
    largest
        The product at its right end.
    """
    left, right = ticks
    start = float(left.place[0])
    end = float(right.place[0]) + text_width(right.text or "", "sans", right.em)
    behind = [0.0] * columns

    def show(column: int, part: float) -> None:
        behind[column] = part
        value = largest * (1 + (scale - 1) * sum(behind) / columns)
        rewrite(left, numerals.signed(-value), (start, float(left.place[1])), "left")
        rewrite(right, numerals.signed(value), (end, float(right.place[1])), "right")

    return show
