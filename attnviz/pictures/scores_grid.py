"""A grid that queries and keys come to: they become its heads, and then meet in its cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup, linear

from attnviz.ink.handover import succeed
from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, emerge, gather, grow, travel, vanish
from attnviz.ink.text import label
from attnviz.ink.tween import LAG_LONGEST, Tween, leaves
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.style import APPEAR, GRID_IN, Theme
from attnviz.mobjects import grid as draw
from attnviz.mobjects.grid_plan import GridPlan
from attnviz.mobjects.score_cells import CellPlan, ScoreCells
from attnviz.pictures.scores_heads import (
    Places,
    TurningStrip,
    VectorRows,
    fine_heads,
    go_together,
    has_heads,
    plan_heads,
)
from attnviz.pictures.scores_near import NearPlan

Array = npt.NDArray[np.floating[Any]]
_FLY, _CAMERA, _MEET = 1.4, 1.1, 0.9  # seconds
_APART = 0.04  # from one word to the next
_FALL, _SWEEP, _SETTLE = 0.9, 0.12, 0.8
_OUT = 0.25  # seconds in which others fade before the view draws near, and after it draws back


@dataclass
class Meeting:
    """A query and a key that meet in a cell drawn near, and what comes of it."""

    near: NearPlan
    query: TurningStrip
    key: TurningStrip
    frame: Ink
    ways: list[Ink]
    signs: list[Ink]
    number: Ink
    home: Places | None  # where the number stands in its cell; None where there is no room
    mark: list[Ink]  # what it turns into there, until its column's own stands there


class MeetingGrid:
    """A grid with vectors for heads.

    Parameters
    ----------
    values
        (query, key): the products that stand in its cells.
    rows
        Where the vectors come from.
    plan
        Where the grid stands at last, without heads.
    cells
        Where disc and number stand in a cell.
    dotted
        Whether its cells hold marks; else they are left empty.
    """

    def __init__(
        self, values: Array, rows: VectorRows, plan: GridPlan, cells: CellPlan, dotted: bool,
        theme: Theme,
    ) -> None:  # fmt: skip
        self.rows, self.plan, self.theme = rows, plan, theme
        self.heads = plan_heads(plan)
        self.has_heads = has_heads(plan.n)
        self.lines = draw.grid_lines(self.heads.plan, theme)
        self.axes = draw.axis_names(self.heads.plan, theme)
        self.tops, self.sides = self.heads.tops(theme.query), self.heads.sides(theme.key)
        self.scores = ScoreCells(values, self.heads.plan, cells, theme) if dotted else None

    # Vectors become heads

    def arrive(self) -> list[Tween]:
        """Let words and vectors go to the heads; without room there, vectors go into the grid."""
        rows, heads, theme = self.rows, self.heads, self.theme
        places = heads.queries(rows.queries), heads.keys(rows.keys)
        moves = [
            go_together(strips, spots, run_time=_FLY, lag=_APART, remover=not self.has_heads)
            for strips, spots in zip((rows.queries, rows.keys), places, strict=True) if strips
        ]  # fmt: skip
        for row, beside in zip(rows.fine, (False, True), strict=False):
            place = fine_heads(row, heads.plan, beside)
            moves.append(Tween(row, place=place, run_time=_FLY, remover=True))
        written = {id(ink) for ink in self.sides}
        right, self.sides = succeed(
            rows.words,
            self.sides,
            theme.key,
            keep=True,
            run_time=_FLY,
            start_opacity=0.0,
            lag=_APART,
        )
        for ink in self.sides:
            if id(ink) not in written:  # a key's word comes from over its strip
                ink.place[1] += rows.over_keys - rows.base
        left, self.tops = succeed(rows.words, self.tops, theme.query, run_time=_FLY)
        for symbols, labels in zip(rows.symbols, (self.tops, self.sides), strict=True):
            for symbol, one in zip(symbols, labels, strict=True):
                spot = float(one.place[0]), float(one.place[1])
                moves.append(gather(symbol, spot, 0.2, opacity=0.0, remover=True))
        return [*right, *left, *moves]

    def lattice(self) -> list[Tween]:
        """Let the lattice appear, with its axes' names."""
        return [appear(self.lines, run_time=GRID_IN), appear(self.axes)]

    # Two of them meet in one cell

    def meeting(self, near: NearPlan, query: TurningStrip, key: TurningStrip) -> Meeting:
        """Make what meets in a cell that is drawn near.

        Parameters
        ----------
        query, key
            Their strips, as they stand at the heads then.
        """
        cell = near.query, near.key
        assert self.scores is not None
        value = float(self.scores.values[cell])
        size, (x, y) = near.number(value)
        home = None
        if self.scores.cells.size is None:
            number = label(
                numerals.signed(value), self.scores.color(value), size, (x, y), voice="sans"
            )
        else:
            number = leaves(self.scores.numbers[near.query])[near.key]
            home = number.place.copy()
            left = x - text_width(number.text or "", "sans", size) / 2
            number.place = np.array([left, y, size, size, 0.0])
        signs = near.signs(value, key.tokens > 1, self.theme)
        frame = draw.cell_frame(near.plan, near.key, near.query, self.theme.text)
        ways = near.ways(self.theme)
        mark: list[Ink] = []
        if home is None:
            alone = np.full_like(self.scores.values, np.nan)
            alone[cell] = value
            largest = draw.largest_above(self.scores.values)
            mark = leaves(draw.score_columns(alone, near.plan, self.theme, largest))
        return Meeting(near, query.copy(), key.copy(), frame, ways, signs, number, home, mark)

    def _others(self, near: NearPlan) -> list[Ink]:
        """Return what is not seen while a cell is near."""
        tops = [ink for i, ink in enumerate(self.tops) if i != near.query]
        sides = [ink for i, ink in enumerate(self.sides) if i != near.key]
        strips: list[VGroup] = []
        if self.has_heads:
            strips += [one.group for i, one in enumerate(self.rows.queries) if i != near.query]
            strips += [one.group for i, one in enumerate(self.rows.keys) if i != near.key]
        return leaves([*tops, *sides, *strips, self.axes])

    def step_aside(self, meeting: Meeting) -> list[Tween]:
        """Let all heads but those of the cell vanish, for the view to draw near."""
        return [Tween(self._others(meeting.near), opacity=0.0, run_time=_OUT)]

    def come_back(self, meeting: Meeting) -> list[Tween]:
        """Let the other heads come back."""
        return [Tween(self._others(meeting.near), opacity=1.0, run_time=_OUT)]

    def draw_near(self, meeting: Meeting) -> list[Tween]:
        """Draw near to a cell: its query and its key stay at the head of column and row."""
        near = meeting.near
        query, key = self.rows.queries[near.query], self.rows.keys[near.key]
        top, side = self.tops[near.query], self.sides[near.key]
        at_top = near.query_label(top.text or "", self.theme.query)
        at_side = near.key_label(side.text or "", self.theme.key, key)
        come = {"run_time": _CAMERA, "introducer": not self.has_heads}
        return [
            near.draw_near(self.lines, _CAMERA),
            Tween(
                [meeting.frame],
                place=near.frame,
                run_time=_CAMERA,
                start_opacity=0.0,
                introducer=True,
            ),
            query.go(near.query_head(query), **come),
            key.go(near.key_head(key), **come),
            Tween([top, side], place=np.array([at_top.place, at_side.place]), run_time=_CAMERA),
        ]

    @staticmethod
    def meet(meeting: Meeting) -> list[Tween]:
        """Send a copy of the query down its column, and one of the key along its row."""
        near, query, key = meeting.near, meeting.query, meeting.key
        query.stand(near.query_head(query))
        key.stand(near.key_head(key))
        come = {"run_time": _MEET, "introducer": True}
        return [
            appear(meeting.ways),
            query.go(near.in_cell(query), **come), key.go(near.in_cell(key, True), **come),
            appear(meeting.signs[:1], delay=_MEET - APPEAR),
        ]  # fmt: skip

    @staticmethod
    def product(meeting: Meeting) -> list[Tween]:
        """Let their product come out of both."""
        q, _, k, *_ = meeting.near.slots
        middle = (q.center[0] + k.center[0]) / 2, (q.center[1] + k.center[1]) / 2
        return [appear(meeting.signs[1:]), emerge([meeting.number], middle, 0.15)]

    def draw_back(self, meeting: Meeting) -> list[Tween]:
        """Draw back to the grid: the product goes into its cell, the copies into the product."""
        near, heads = meeting.near, self.heads
        query, key = self.rows.queries[near.query], self.rows.keys[near.key]
        tops, sides = heads.tops(self.theme.query), heads.sides(self.theme.key)
        labels = [self.tops[near.query], self.sides[near.key]]
        homes = np.array([tops[near.query].place, sides[near.key].place])
        spot = heads.plan.center(near.key, near.query)
        gone = {"run_time": _CAMERA, "remover": True}
        moves = [
            near.draw_near(self.lines, _CAMERA, back=True),
            Tween(labels, place=homes, run_time=_CAMERA),
            query.go(heads.query(near.query, query), **gone | {"remover": not self.has_heads}),
            key.go(heads.key(near.key, key), **gone | {"remover": not self.has_heads}),
            gather([meeting.query.group, meeting.key.group], spot, 0.05, opacity=0.0, **gone),
            Tween([meeting.frame], place=np.array([[0.0, 0.0, 1.0, 1.0, 0.0]]), run_time=_CAMERA),
            vanish([*meeting.signs, *meeting.ways], run_time=_OUT),
        ]
        if meeting.home is None:
            shrink = gather([meeting.number], spot, 0.05, **gone)
            return [*moves, shrink, grow(meeting.mark, delay=_CAMERA - APPEAR)]
        moves.append(Tween([meeting.number], place=meeting.home[None], run_time=_CAMERA))
        assert self.scores is not None
        disc = self.scores.disc_at.get((near.query, near.key))
        return [*moves, grow(disc, delay=_CAMERA - APPEAR)] if disc else moves

    # All of them meet

    def fall(self, known: tuple[int, int] | None) -> list[Tween]:
        """Let every query come down its column, and leave what stands in the cells behind it.

        Parameters
        ----------
        known
            The cell whose product is there already: its query and its key.
        """
        assert self.scores is not None
        n, scores, queries = self.plan.n, self.scores, self.rows.queries
        lag, row = min(_SWEEP, LAG_LONGEST / max(n - 1, 1)), _FALL / n
        moves = []
        if self.has_heads:
            spots = self.heads.fallen(queries)
            moves = [go_together(queries, spots, lag=lag, run_time=_FALL, remover=True,
                                 rate_func=linear)]  # fmt: skip
        if scores.cells.size is None:
            return [*moves, appear(scores.discs, lag=lag, delay=_FALL / 3)]
        for query in range(n):
            numbers = leaves(scores.numbers[query])
            column = [
                VGroup(*leaves([scores.disc_at.get((query, key), VGroup()), numbers[key]]))
                for key in range(n) if (query, key) != known
            ]  # fmt: skip
            if column:
                moves.append(appear(column, lag=row, delay=query * lag + 1.6 * row, run_time=0.25))
        return moves

    def settle(self, meeting: Meeting | None) -> list[Tween]:
        """Let keys go into their rows, labels come close, and the grid go to the middle."""
        plan, theme = self.plan, self.theme
        gone = [vanish([meeting.frame, *meeting.mark])] if meeting else []
        if not self.has_heads:
            return [*gone]
        by = plan.left - self.heads.plan.left, plan.top - self.heads.plan.top
        labels = [*draw.column_labels(plan, theme.query), *draw.row_labels(plan, theme.key)]
        inside = leaves([self.lines, self.axes])
        if self.scores is not None:
            inside += self.scores.everything()
            self.scores.plan = plan
        keys = self.rows.keys
        return [
            *gone,
            go_together(keys, self.heads.gone_in(keys, plan), run_time=_SETTLE, remover=True),
            Tween([*self.tops, *self.sides], place=np.array([ink.place for ink in labels]),
                  run_time=_SETTLE),
            travel(inside, by, run_time=_SETTLE),
        ]  # fmt: skip
