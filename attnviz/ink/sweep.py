"""A line that passes over a picture and changes what it has passed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from manim import linear

from attnviz.ink.ink import Ink
from attnviz.ink.tween import Tween

_EDGE = 0.08  # of the way: it comes at the beginning and goes at the end


class Sweep(Tween):
    """Moves a line, and what it takes along, to the right; what it passes changes for good.

    Parameters
    ----------
    inks
        The line and what it takes along, as they stand at `start`.
    start, stop
        Where the line begins and ends, in scene units.
    marks
        Where it changes something, from the left.
    change
        Called with the number of each mark as soon as the line is there.
    run_time
        Seconds at pace 1.
    """

    def __init__(
        self, inks: Sequence[Ink], start: float, stop: float, marks: Sequence[float],
        change: Callable[[int], None], run_time: float,
    ) -> None:  # fmt: skip
        self._line, self._marks, self._change_at = (start, stop), marks, change
        self._passed = 0

        step = np.array([stop - start, 0.0, 0.0, 0.0, 0.0])
        super().__init__(
            inks, place=lambda places: places + step, run_time=run_time, rate_func=linear,
            introducer=True, remover=True,
        )  # fmt: skip

    def interpolate_mobject(self, alpha: float) -> None:
        """Move the line for a share `alpha` of the whole time, and change what it has passed."""
        super().interpolate_mobject(alpha)
        for ink in self.leaves:
            ink.rgba[3] = min(1.0, alpha / _EDGE, (1 - alpha) / _EDGE)
        start, stop = self._line
        while self._passed < len(self._marks) and (
            alpha == 1 or self._marks[self._passed] <= start + (stop - start) * alpha
        ):
            self._change_at(self._passed)
            self._passed += 1
