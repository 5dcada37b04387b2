"""One score of a grid whose cells have no room for numbers, drawn near over its cell."""

from __future__ import annotations

from collections.abc import Callable

from manim import VGroup

from attnviz.ink.follow import rewrite
from attnviz.ink.ink import CIRCLE, Ink, rounded_box
from attnviz.ink.motion import emerge, gather
from attnviz.ink.text import label
from attnviz.ink.tween import Tween
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.style import RULE_STROKE, M, Theme
from attnviz.mobjects.grid_plan import GridPlan
from attnviz.mobjects.score_cells import quiet_minus

_PAD = 0.14
_HIGH = 0.62


class ScoreLens:
    """A box over a cell with its disc and its number.

    Parameters
    ----------
    query, key
        The cell.
    value
        What the number says.
    share
        Of the largest value's disc, by area; none is drawn below zero.
    """

    def __init__(
        self, query: int, key: int, value: float, share: float, plan: GridPlan, theme: Theme
    ) -> None:
        self.query, self.key, self.value = query, key, value
        self.cell = x, y = plan.center(key, query)
        text = numerals.signed(value)
        wide = text_width(text, "sans", M)
        radius = (_HIGH / 2 - 0.8 * _PAD) * max(share, 0.0) ** 0.5
        width = wide + (2 * radius + _PAD if radius else 0.0) + 2 * _PAD
        left = min(max(x - width / 2, plan.left), max(plan.right - width, plan.left))
        low = min(max(y - _HIGH / 2, plan.bottom), max(plan.top - _HIGH, plan.bottom))
        box = rounded_box(left, low, left + width, low + _HIGH, 0.06)
        self._end = left + width - _PAD, low + _HIGH / 2 - 0.36 * M
        color = quiet_minus(theme) if text.startswith(numerals.MINUS) else theme.text
        self.number = label(text, color, M, self._end, "right", "sans")
        self.group = VGroup(
            Ink(box, theme.ground), Ink(box, theme.text, stroke=RULE_STROKE), self.number
        )
        if radius:
            spot = left + _PAD + radius, low + _HIGH / 2
            self.group.add(Ink(CIRCLE, theme.text, spot, radius))

    def write(self, value: float) -> None:
        """Let the number say something else."""
        rewrite(self.number, numerals.signed(value), self._end, "right")

    def divides(self, scale: float) -> Callable[[int, float], None]:
        """Let the number run from a product to what this is with a scale, see `DivisionSweep`."""

        def show(column: int, part: float) -> None:
            if column == self.query:
                self.write(self.value * (1 + (scale - 1) * part))

        return show

    def come(self) -> Tween:
        """Return the animation in which it grows out of its cell."""
        return emerge(self.group, self.cell, 0.05)

    def go(self) -> Tween:
        """Return the animation in which it shrinks into its cell."""
        return gather(self.group, self.cell, 0.05, remover=True)
