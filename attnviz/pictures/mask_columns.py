"""Every column without the mask: dots in hidden cells too, until the mask takes them back."""

from __future__ import annotations

import numpy as np

from attnviz.ink.ink import CIRCLE, Ink
from attnviz.ink.motion import Array as Places
from attnviz.ink.motion import grow
from attnviz.ink.tween import LAG_LONGEST, Tween, leaves
from attnviz.look import numerals
from attnviz.look.style import Theme
from attnviz.mobjects.grid import dotted_keys
from attnviz.mobjects.pattern_grid import PatternGrid
from attnviz.pictures.mask_plan import Array, Bools

_STEP = 0.12  # seconds from one column to the next
_POINT = 1e-3  # the size of what has shrunk to a point


class LeakingColumns:
    """The dots of all columns but one, and those that hidden words would have without the mask.

    Parameters
    ----------
    bare, weights, hidden
        (query, key): weights without the mask and with it, and where it hides.
    grid
        The grid as it stands with the mask.
    but
        The query whose column is left as it is; None leaves none.

    Attributes
    ----------
    dots
        The grid's own.
    leaks
        Of weights without the mask that print more than 0.00, in hidden cells, a list a query.
    """

    def __init__(
        self, bare: Array, weights: Array, hidden: Bools, grid: PatternGrid, but: int | None,
        theme: Theme,
    ) -> None:  # fmt: skip
        plan = grid.plan
        self.queries = [query for query in range(len(bare)) if query != but]
        self.dots = {query: leaves(grid.dots[query]) for query in self.queries}
        self.masked: dict[int, Places] = {}
        self.unmasked: dict[int, Places] = {}
        self.leaks: dict[int, list[Ink]] = {}
        for query, dots in self.dots.items():
            places = np.array([dot.place for dot in dots]).reshape(-1, 5)
            radii = plan.dot_radius * np.sqrt(bare[query, dotted_keys(weights[query])])
            self.masked[query], self.unmasked[query] = places, places.copy()
            self.unmasked[query][:, 2:4] = radii[:, None]
            self.leaks[query] = [
                Ink(
                    CIRCLE, theme.minus, plan.center(int(key), query),
                    plan.dot_radius * float(np.sqrt(bare[query, key])),
                )
                for key in np.flatnonzero(hidden[query])
                if float(numerals.weight(float(bare[query, key]))) > 0
            ]  # fmt: skip

    def everything(self) -> list[Ink]:
        """Return all Inks, column by column."""
        return [ink for query in self.queries for ink in [*self.dots[query], *self.leaks[query]]]

    def stand_unmasked(self) -> None:
        """Let the dots be at once as large as they are without the mask."""
        for query in self.queries:
            for dot, place in zip(self.dots[query], self.unmasked[query], strict=True):
                dot.place = place.copy()

    def spread(self) -> list[Tween]:
        """Return what takes the mask off: the dots give to those of hidden words."""
        dots = [dot for query in self.queries for dot in self.dots[query]]
        ends = np.concatenate([self.unmasked[query] for query in self.queries])
        leaks = [ink for query in self.queries for ink in self.leaks[query]]
        return [Tween(dots, place=ends), grow(leaks)]

    def close(self) -> list[Tween]:
        """Return what puts the mask on, column after column: nothing is left to hidden words."""
        step = min(_STEP, LAG_LONGEST / max(len(self.queries), 1))
        moves = []
        for i, query in enumerate(self.queries):
            delay = i * step
            moves += [
                Tween(self.dots[query], place=self.masked[query], delay=delay),
                Tween(self.leaks[query], place=_shrunk, delay=delay, remover=True),
            ]
        return moves


def _shrunk(start: Places) -> Places:
    return start * (1, 1, _POINT, _POINT, 1)
