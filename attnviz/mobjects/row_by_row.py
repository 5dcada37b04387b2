"""How a product is worked out: a row stands up beside the column, its terms fall, the sum flies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from attnviz.ink.follow import Follow
from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, come_from, travel
from attnviz.ink.tween import Tween
from attnviz.look.page import Box
from attnviz.look.style import Theme
from attnviz.mobjects.matrices import row_frame, weight_shade
from attnviz.mobjects.matrix_product import Multiplication
from attnviz.mobjects.running_sum import RunningSum, SumPath, running_sum, sum_path

Array = npt.NDArray[np.floating[Any]]
_RISE = 0.6  # seconds for a row to stand up


def come_along(mobjects: Sequence[Ink], sources: Sequence[Ink], **kwargs: Any) -> Tween:
    """Bring Inks to where they stand from where others stand, one to one, as large as those."""
    places = np.array([source.place for source in sources]).reshape(-1, 5)
    return Tween(mobjects, start_place=lambda _: places, introducer=True, **kwargs)


class RowWork:
    """Rows of a matrix, one after the other, times a column; builds what a scene plays.

    Parameters
    ----------
    product
        The written product.
    weights, inputs, bias
        (d_out, d_in), (d_in,) and (d_out,): all of the numbers, also those not written.
    path
        Room for the path of the running sum, or None.
    role
        Colour of what comes out.
    """

    sum: RunningSum
    path: SumPath | None
    standing: list[Ink]

    def __init__(
        self, product: Multiplication, weights: Array, inputs: Array, bias: Array,
        path: Box | None, role: str, theme: Theme,
    ) -> None:  # fmt: skip
        self.product, self._room, self._role, self._theme = product, path, role, theme
        self._weights, self._inputs, self._bias = weights, inputs, bias
        self._shade = weight_shade(float(np.quantile(np.abs(weights), 0.98)), theme)
        self.frames = [row_frame(m.plan, 0, role) for m in (product.weights, product.result)]

    @property
    def length(self) -> int:
        """How many terms a sum has."""
        return len(self._inputs)

    def stand_up(self, row: int) -> Tween:
        """Send a copy of a written row to stand upright beside the column."""
        self.standing = self.product.upright(row)
        return come_along(
            self.standing, self.product.weights.entries[row], lag=0.05, run_time=_RISE
        )

    def move_frames(self, row: int) -> Tween:
        """Move the frames from the row before."""
        ys = self.product.result.plan.ys
        return travel(self.frames, (0.0, ys[row] - ys[row - 1]), run_time=_RISE)

    def begin(self, row: int) -> list[Any]:
        """Write the sum of a row as far as nothing is added yet: return what appears."""
        plan = self.product.plan
        index = plan.weights.rows[row]
        self.sum = running_sum(
            self._weights[index], self._inputs, float(self._bias[index]), plan.sum, plan.sum_base,
            self._shade, self._role, self._theme,
        )  # fmt: skip
        running = self.sum.running
        self.path = sum_path(running, self._room, self._role, self._theme) if self._room else None
        return [
            self.sum.equals,
            self.sum.total,
            *(self.path.everything() if self.path else []),
        ]

    def add_term(self, i: int, seconds: float) -> list[Tween]:
        """Bring one written term down from the row and the column."""
        term, column = self.sum.terms[i], self.product.inputs.column
        at = i if i < len(self.sum.terms) - 1 else len(column) - 1
        sources = [self.standing[at], column[at]]
        fall = come_along([term.weight, term.entry], sources, run_time=seconds)
        return [fall, appear(term.signs, delay=0.5 * seconds)]

    def add_all(self, seconds: float) -> list[Tween]:
        """Bring all terms down at once, and let the sum run through them."""
        terms = range(len(self.sum.terms))
        falls = [tween for i in terms for tween in self.add_term(i, 0.6 * seconds)]
        return [*falls, appear(self.sum.rest), self.follow(0, self.length, seconds)]

    def follow(self, start: int, stop: int, seconds: float) -> Tween:
        """Let the number and its path run through terms."""
        total, path = self.sum, self.path

        def show(count: float) -> None:
            total.show(count)
            if path:
                path.show(count)

        inks = [total.total, *([path.trail, path.end] if path else [])]
        return Follow(inks, show, start, stop, seconds)

    def fly(self, row: int) -> Tween:
        """Send the sum to its place in the vector."""
        return come_along([self.product.result.column[row]], [self.sum.total], arc=0.3)

    def other_rows(self, start: int) -> list[Tween]:
        """Bring the numbers that all rows from `start` make, at once."""
        result, edge = self.product.result, self.product.weights.plan.box.right
        rest = result.column[start:]
        starts = [(edge, float(ink.place[1])) for ink in rest]
        return [
            come_from(rest, starts, lag=0.08, start_opacity=0.0),
            appear(result.dots, delay=0.6),
        ]

    def end(self) -> list[Any]:
        """Return what goes when the next row comes."""
        path = self.path.everything() if self.path else []
        return [*self.standing, *self.sum.everything(), *path]
