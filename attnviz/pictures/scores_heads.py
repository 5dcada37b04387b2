"""Queries and keys as strips that become a grid's heads: keys turn on their side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.ink import Ink
from attnviz.ink.motion import copy_of
from attnviz.ink.text import Line
from attnviz.ink.tween import Tween, leaves
from attnviz.look.style import Theme
from attnviz.mobjects import grid as draw
from attnviz.mobjects.grid_plan import DOTS_AT_MOST, PANEL_AT_MOST, GridPlan
from attnviz.mobjects.sentence_plan import ColumnPlan
from attnviz.mobjects.standing_scores import HEADS_AT_MOST, head_room
from attnviz.mobjects.two_rows import plan_two_rows
from attnviz.mobjects.vectors import bracket, entries_drawn, strip, strip_columns, strip_scale
from attnviz.mobjects.words import column_words, symbols_below

Array = npt.NDArray[np.floating[Any]]
Places = npt.NDArray[np.float64]
Spot = tuple[float, float]
ENTRIES = 10  # drawn of each vector: few enough to be told apart in a head
_LENGTH = 1.2  # of strips as they are made: they stand longer or shorter
_TOKEN = 0.22  # how wide a token's entries are at most
_EDGE = 0.1  # from a strip to its brackets
_SHARE = 0.7  # of a cell's height or width that a head takes
_GAP = 0.08  # between a head and what stands beside it
_SIDE = np.pi / 2  # a strip on its side: its first entry at the left


class TurningStrip:
    """The vectors of one position as a strip that moves, turns and changes its size as one thing.

    Parameters
    ----------
    vectors
        (tokens, entries), all of which are drawn.
    scale
        The size of an entry that is drawn in its sign's full colour.
    size
        Width of all tokens and length of the entries, in scene units, brackets left out.
    role
        Colour of the brackets; None leaves them out.
    """

    def __init__(
        self, vectors: Array, scale: float, size: tuple[float, float], theme: Theme,
        role: str | None,
    ) -> None:  # fmt: skip
        self.tokens = len(vectors)
        self.size = width, length = size
        group = strip(vectors, -width / 2, length / 2, width, length, scale, theme)
        self.outer = width if role is None else width + 2 * _EDGE  # with brackets
        if role is not None:
            edge, end = width / 2 + _EDGE, length / 2 + _EDGE / 2
            group.add(bracket(-edge, -end, edge, end, role))
        self.group, self.inks = group, leaves(group)

    def fitting(self, room: float) -> float:
        """Return the width, no larger than its own, at which its brackets fit into a room."""
        return self.size[0] * min(room / self.outer, 1.0)

    def placed(self, at: Spot, size: tuple[float, float], on_its_side: bool = False) -> Places:
        """Return where all Inks stand for a strip whose middle is at a point, (inks, 5)."""
        factors = size[0] / self.size[0], size[1] / self.size[1]
        place = np.array([*at, *factors, _SIDE if on_its_side else 0.0])
        return np.tile(place, (len(self.inks), 1))

    def stand(self, place: Places) -> TurningStrip:
        """Stand there at once."""
        for ink, row in zip(self.inks, place, strict=True):
            ink.place = row.copy()
        return self

    def go(self, place: Places, **kwargs: Any) -> Tween:
        """Return the animation that takes it there."""
        return Tween(self.inks, place=place, **kwargs)

    def copy(self) -> TurningStrip:
        """Return a second one in the same place."""
        twin = TurningStrip.__new__(TurningStrip)
        twin.tokens, twin.size, twin.outer = self.tokens, self.size, self.outer
        twin.inks = [copy_of(ink) for ink in self.inks]
        twin.group = VGroup(*twin.inks)
        return twin


def go_together(strips: Sequence[TurningStrip], places: Sequence[Places], **kwargs: Any) -> Tween:
    """Return the animation that takes each strip to its place; `lag` is from one to the next."""
    return Tween([one.group for one in strips], place=np.concatenate(places), **kwargs)


@dataclass
class VectorRows:
    """Words, their queries beneath them, and below these their keys."""

    words: list[Ink]
    symbols: list[list[Line]]  # of queries, and of keys
    queries: list[TurningStrip]
    keys: list[TurningStrip]
    fine: list[list[VGroup]]  # queries and keys as pictures, where there are very many
    base: float  # the words' baseline, and one over the keys, in scene units
    over_keys: float

    def everything(self) -> list[Ink]:
        """Return all Inks, in drawing order."""
        strips = [one.group for one in (*self.queries, *self.keys)]
        pictures = [group for row in self.fine for group in row]
        symbols = [line for row in self.symbols for line in row]
        return leaves([*self.words, *strips, *pictures, *symbols])


def vector_rows(
    queries: Sequence[Array], keys: Sequence[Array], lineup: ColumnPlan, theme: Theme,
    pair: tuple[int, int],
) -> VectorRows:  # fmt: skip
    """Draw each word's query and key below it.

    Parameters
    ----------
    queries, keys
        One array (tokens, d_head) a word.
    lineup
        Columns at rest.
    pair
        Query and key that have brackets also where many words leave others without.
    """
    rows = plan_two_rows(lineup)
    made: list[list[TurningStrip]] = [[], []]
    fine: list[list[VGroup]] = []
    roles = theme.query, theme.key
    both = list(zip((queries, keys), (rows.upper, rows.lower), roles, strict=True))
    if len(queries) > DOTS_AT_MOST:
        fine = [strip_columns(stacks, plan, theme, None, role) for stacks, plan, role in both]
    for row, (stacks, plan, role) in enumerate([] if fine else both):
        drawn = entries_drawn(stacks[0].shape[1], ENTRIES)
        parts = [stack[:, drawn] for stack in stacks]
        scale = strip_scale(np.concatenate(parts))
        for i, (part, x) in enumerate(zip(parts, plan.centers, strict=True)):
            width = min(_TOKEN * len(part), 0.6 * plan.pitch)
            size = width, max(plan.top - plan.bottom - _EDGE, _EDGE)
            few = len(parts) <= PANEL_AT_MOST and plan.pitch - width > 3 * _EDGE
            bracketed = role if few or i == pair[row] else None
            made_strip = TurningStrip(part, scale, (width, _LENGTH), theme, bracketed)
            middle = x, (plan.top + plan.bottom) / 2
            made[row].append(made_strip.stand(made_strip.placed(middle, size)))
    symbols = [
        symbols_below(letter, plan, 0, role)
        for letter, (_, plan, role) in zip("qk", both, strict=True)
    ]
    words = column_words(lineup, theme.text)
    over_keys = rows.band[0] + _GAP
    return VectorRows(words, symbols, made[0], made[1], fine, lineup.label_base, over_keys)


@dataclass(frozen=True)
class HeadsPlan:
    """Where strips stand as heads, between the labels of a grid and its lattice.

    Attributes
    ----------
    plan
        The grid, lower and to the right of where it stands without heads.
    room
        Width beside the lattice and height above it that the heads take, in scene units.
    """

    plan: GridPlan
    room: tuple[float, float]

    def tops(self, color: str) -> list[Ink]:
        """Write the queries above their heads."""
        return self._moved(draw.column_labels(self.plan, color), 0.0, self.room[1])

    def sides(self, color: str) -> list[Ink]:
        """Write the keys beside their heads."""
        return self._moved(draw.row_labels(self.plan, color), -self.room[0], 0.0)

    @staticmethod
    def _moved(labels: list[Ink], x: float, y: float) -> list[Ink]:
        for ink in labels:
            ink.place[:2] += x, y
        return labels

    def queries(self, made: Sequence[TurningStrip]) -> list[Places]:
        """Return where the queries' strips stand."""
        return [self.query(i, one) for i, one in enumerate(made)]

    def keys(self, made: Sequence[TurningStrip]) -> list[Places]:
        """Return where the keys' strips lie."""
        return [self.key(i, one) for i, one in enumerate(made)]

    def fallen(self, made: Sequence[TurningStrip]) -> list[Places]:
        """Return where the queries' strips end when they have come down their columns."""
        half, bottom = 0.3 * self.plan.cell_width, self.plan.bottom
        return [
            one.placed((self.plan.center(0, i)[0], bottom), (one.fitting(half), 1e-3))
            for i, one in enumerate(made)
        ]

    def gone_in(self, made: Sequence[TurningStrip], plan: GridPlan) -> list[Places]:
        """Return where the keys' strips end when they have gone into a grid's rows."""
        width = _SHARE * plan.cell_height
        return [
            one.placed((plan.left, plan.row_y(i)), (one.fitting(width), 1e-3), on_its_side=True)
            for i, one in enumerate(made)
        ]

    def query(self, i: int, made: TurningStrip) -> Places:
        """Return where a query's strip stands above its column; without room, at its edge."""
        x, top = self.plan.center(0, i)[0], self.plan.top
        length = max(self.room[1] - 2 * _GAP - _EDGE, 0.0)
        width = made.fitting(_SHARE * self.plan.cell_width)
        return made.placed((x, top + _GAP + (length + _EDGE) / 2), (width, max(length, 1e-3)))

    def key(self, i: int, made: TurningStrip) -> Places:
        """Return where a key's strip lies beside its row; without room, at its edge."""
        left, y = self.plan.left, self.plan.row_y(i)
        length = max(self.room[0] - 2 * _GAP - _EDGE, 0.0)
        width = made.fitting(_SHARE * self.plan.cell_height)
        spot = left - _GAP - (length + _EDGE) / 2, y
        return made.placed(spot, (width, max(length, 1e-3)), on_its_side=True)


def plan_heads(plan: GridPlan) -> HeadsPlan:
    """Plan a grid's heads, see `attnviz.mobjects.standing_scores.plan_scores`."""
    room = head_room(plan.n)
    return HeadsPlan(plan.moved(room[0] / 2, -room[1] / 2), room)


def has_heads(n: int) -> bool:
    """Say whether a grid of n words has room for vectors at its heads."""
    return n <= HEADS_AT_MOST


def fine_heads(groups: Sequence[VGroup], plan: GridPlan, beside: bool = False) -> Places:
    """Return where pictures of very many columns shrink away at a lattice's edge, (inks, 5).

    Parameters
    ----------
    groups
        As `attnviz.mobjects.vectors.strip_columns` draws them.
    beside
        Whether they turn, to lie along the left edge instead of the upper one.
    """
    places = np.array([ink.place for ink in leaves(groups)])
    left, right = places[0, 0], places[-1, 0] + places[-1, 2]
    span = plan.top - plan.bottom if beside else plan.right - plan.left
    along = (places[:, 0] - left) * span / (right - left)
    target = places.copy()
    target[:, 0] = plan.left + (0.0 if beside else along)
    target[:, 1] = plan.top - (along if beside else 0.0)
    target[:, 2], target[:, 3] = places[:, 2] * span / (right - left), 1e-3
    target[:, 4] = -_SIDE if beside else 0.0
    return target
