"""A sentence's tokens fetch their columns from the embedding table: what moves, and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

import numpy as np
from manim import Mobject, VGroup

from attnviz.ink.ink import Ink
from attnviz.ink.motion import Array, appear, emerge, gather, refit, travel, vanish
from attnviz.ink.tween import Tween, leaves
from attnviz.look.page import Box
from attnviz.look.style import Theme
from attnviz.mobjects.grid_plan import DOTS_AT_MOST
from attnviz.mobjects.tokens import ids_below
from attnviz.mobjects.vectors import (
    column_bracket,
    strip_columns,
    strip_scale,
    token_strips,
    written_entries,
)
from attnviz.pictures.embedding import (
    Columns,
    LookupPlan,
    Table,
    table_columns,
    table_picture,
)
from attnviz.pictures.embedding_fetch import Fetch, Slot, all_fall, all_rise, lit_places
from attnviz.traces.vocabulary import Vocabulary

_ALL_ALONE = 12  # tokens, of which each fetches its column by itself; of more, the first three
_FIRST = 3
_SLOWEST, _FASTEST, _FASTER = 0.9, 0.4, 0.8  # seconds a token takes; each a little less
_LEAST_WRITTEN = 1.1  # scene units that a few written numbers need
_WIDE_ENOUGH = 0.3  # pitch, in scene units, for a column that is seen by itself


@dataclass
class Lookup:
    """The numbers under the words, the table, and the columns on their way.

    Attributes
    ----------
    plan
        Where all of it stands.
    table
        As it is drawn.
    fetches
        One a token, in the order of the sentence.
    brackets
        Of each position's columns; none where there is no room.
    at_rest
        A group a position: its columns when the table has gone.
    note
        What to say of numbers that are left out.
    """

    plan: LookupPlan
    table: Table
    fetches: list[Fetch]
    brackets: list[list[Ink]]
    at_rest: list[VGroup]
    note: str
    theme: Theme
    fallen: tuple[Fetch, Slot] | None = None  # whose number has come down
    open: list[Slot] = field(default_factory=list)  # otherwise, in the table
    near: VGroup = field(default_factory=VGroup)  # a column that is written in numbers
    lit: list[Ink] = field(default_factory=list)  # the places of many tokens

    @classmethod
    def of(
        cls, plan: LookupPlan, keys: Sequence[Sequence[int]], stacks: Sequence[Columns],
        vocabulary: Vocabulary | None, theme: Theme,
    ) -> Lookup:  # fmt: skip
        """Draw everything, and put nothing on stage.

        Parameters
        ----------
        keys
            The tokens of each position, by their numbers in the vocabulary.
        stacks
            Their columns, (tokens, d_model) a position.
        vocabulary
            Whose table it is; None draws the sentence's own columns alone.
        """
        lineup, scale = plan.lineup, strip_scale(np.concatenate(list(stacks)))
        own = {i: row for key, stack in zip(keys, stacks, strict=True)
               for i, row in zip(key, stack, strict=True)}  # fmt: skip
        columns = table_columns(plan.table, vocabulary, own)
        seen = replace(lineup, pitch=max(lineup.pitch, _WIDE_ENOUGH))
        strips = token_strips(stacks, seen, scale, theme)
        ids = [[str(i) for i in key] for key in keys]
        numbers, note = ids_below(ids, lineup, plan.lane.bottom + 0.9, theme)
        fetches = [
            Fetch(word, token, numbers[word][j], strips[word][j], j == len(key) - 1)
            for word, key in enumerate(keys)
            for j, token in enumerate(key)
        ]
        fine = len(keys) > DOTS_AT_MOST
        brackets = [
            [] if fine else column_bracket(len(key), x, lineup, theme.embedding)
            for key, x in zip(keys, lineup.centers, strict=True)
        ]
        for ink in chain(*brackets):
            ink.place = plan.above()(ink.place[None])[0]
        at_rest = strip_columns(stacks, lineup, theme, None, theme.embedding)
        table = table_picture(plan.table, columns, scale, theme)
        return cls(plan, table, fetches, brackets, at_rest, note, theme)

    @property
    def fine(self) -> bool:
        """Whether columns are too many to be moved one by one."""
        return len(self.at_rest) > DOTS_AT_MOST

    def numbers_come(self) -> list[Tween]:
        """Let the numbers come out under their words."""
        inks = [fetch.number for fetch in self.fetches if fetch.number is not None]
        drop = np.array([0.0, 0.3, 0.0, 0.0, 0.0])
        return [
            Tween(inks, start_place=lambda now: now + drop, start_opacity=0.0, introducer=True,
                  lag=0.04, run_time=0.5)
        ]  # fmt: skip

    def table_comes(self) -> list[Tween]:
        """Roll the table out from its left end."""
        bracket, name = self.table.frame
        sheet = [self.table.cells, bracket]
        return [
            Tween(sheet, start_place=self._rolled_up(), introducer=True, run_time=1.2),
            appear(name), appear(self.table.axis, delay=0.6, run_time=0.6),
        ]  # fmt: skip

    def table_goes(self) -> list[Tween]:
        """Roll it up, while the columns grow to their full height."""
        bracket, name = self.table.frame
        sheet = [self.table.cells, bracket]
        columns = [*(fetch.strip for fetch in self.fetches), *chain(*self.brackets)]
        grown = refit(self.plan.columns, self.plan.full)
        return [
            Tween(sheet, place=self._rolled_up(), remover=True, run_time=1.0),
            vanish([name, self.table.axis]),
            Tween(self.at_rest if self.fine else columns, place=grown, delay=0.3, run_time=0.9),
        ]  # fmt: skip

    def _rolled_up(self) -> Callable[[Array], Array]:
        area = self.plan.table.area
        return refit(area, Box(area.left, area.bottom, area.left, area.top))

    def moved(self) -> list[Mobject]:
        """Return what gives way to the columns at rest: nothing of it is seen."""
        return [*leaves([fetch.strip for fetch in self.fetches]), *chain(*self.brackets)]

    def draw_near(self, i: int, vector: Columns) -> int:
        """Draw the column of a token in numbers, between the words' numbers and the table.

        Returns
        -------
        int
            How many of its entries are written: none where there is no room for a few.
        """
        fetch, plan, lineup = self.fetches[i], self.plan, self.plan.lineup
        slot, lane = fetch.slot(plan, self.theme), plan.lane
        x = float(np.clip(slot.box.center[0], lane.left + 0.6, lane.right - 0.6))
        boxes = [one.number.box() for one in self.fetches if one.number is not None]
        near = [box[1] for box in boxes if box and box[0] < x + 0.6 and x - 0.6 < box[2]]
        top = min(near, default=lineup.top) - 0.3
        zone = Box(lane.left, lane.bottom + 0.2, lane.right, max(top, lane.bottom + 0.5))
        alone = replace(lineup, centers=(x,), pitch=2.0, top=zone.top, bottom=zone.bottom)
        room = zone.height >= _LEAST_WRITTEN
        (column,) = strip_columns([vector[None]], alone, self.theme, 0 if room else None)
        self.open, self.near = [slot], column
        return written_entries(alone) if room else 0

    def opens(self) -> list[Tween]:
        """Let the slots that are drawn open."""
        return [slot.open(run_time=0.4) for slot in self.open]

    def comes_near(self) -> list[Tween]:
        """Let the written column grow out of its slot."""
        return [emerge(self.near, slot.box.center, 0.1) for slot in self.open]

    def goes_back(self) -> list[Tween]:
        """Let the written column shrink into its slot again, which closes."""
        opened, self.open = self.open, []
        return [
            *(gather(self.near, slot.box.center, 0.1, opacity=0.0, remover=True)
              for slot in opened),
            *(slot.close(delay=0.5) for slot in opened),
        ]  # fmt: skip

    def alone(self) -> list[tuple[Fetch, float]]:
        """Return the tokens that fetch their columns one by one, and how long each takes."""
        few = self.fetches if len(self.fetches) <= _ALL_ALONE else self.fetches[:_FIRST]
        return [(fetch, max(_SLOWEST * _FASTER**i, _FASTEST)) for i, fetch in enumerate(few)]

    @property
    def others(self) -> list[Fetch]:
        """The tokens that fetch theirs together."""
        return self.fetches[len(self.alone()) :]

    def step(self, fetch: Fetch | None, seconds: float) -> list[Tween]:
        """Let a token's number go down, while the column of the one before comes up.

        Parameters
        ----------
        fetch
            None for the last step: only a column comes.
        seconds
            At pace 1.
        """
        moves: list[Tween] = []
        if self.fallen is not None:
            before, slot = self.fallen
            moves = [
                *([vanish(before.number, run_time=0.2)] if before.number is not None else []),
                before.rises(self.plan, run_time=seconds),
                slot.close(delay=0.5 * seconds, run_time=0.3 * seconds),
            ]
            moves += self._make_way(before, fetch, seconds)
            if before.last and self.brackets[before.word]:
                moves.append(appear(self.brackets[before.word], delay=0.7 * seconds))
        self.fallen = None
        if fetch is not None:
            slot = fetch.slot(self.plan, self.theme)
            self.fallen = fetch, slot
            moves += fetch.falls(self.plan, self.theme.text, run_time=seconds)
            moves.append(slot.open(delay=0.7 * seconds, run_time=0.3 * seconds))
        return moves

    def _make_way(self, came: Fetch, now: Fetch | None, seconds: float) -> list[Tween]:
        """Let numbers that still stand under a word go below the columns that come there."""
        waiting = [
            one.number
            for one in self.fetches[self.fetches.index(came) + 1 :]
            if one.word == came.word and one is not now and one.number is not None
        ]
        tops = [box[3] for box in (ink.box() for ink in waiting) if box is not None]
        low = self.plan.columns.bottom - 0.1
        if not tops or max(tops) <= low + 1e-6:
            return []
        return [travel(waiting, (0.0, low - max(tops)), run_time=0.6 * seconds)]

    def others_fall(self) -> list[Tween]:
        """Let the numbers of all other tokens go down at once, and their places light up."""
        others = self.others
        if not others:
            return []
        self.lit = [lit_places([one.token for one in others], self.plan.table, self.theme)]
        return [*all_fall(others, self.plan, lag=0.03), appear(self.lit, delay=0.6)]

    def others_rise(self) -> list[Tween]:
        """Let the columns of all other tokens come up."""
        others = self.others
        if not others:
            return []
        dark = vanish(self.lit)
        if not self.fine:
            words = sorted({fetch.word for fetch in others})
            brackets = list(chain(*(self.brackets[i] for i in words)))
            return [
                *all_rise(others, self.plan, lag=0.06), dark,
                *([appear(brackets, delay=0.8, lag=0.06)] if brackets else []),
            ]  # fmt: skip
        columns, area = self.plan.columns, self.plan.table.area
        for ink in leaves(self.at_rest):
            ink.place = self.plan.above()(ink.place[None])[0]
        down = refit(columns, Box(columns.left, area.bottom, columns.right, area.top))
        up = Tween(self.at_rest, start_place=down, start_opacity=0.0, introducer=True, lag=0.02)
        return [up, dark, vanish([fetch.strip for fetch, _ in self.alone()])]

    def slots_open(self, some: Sequence[Fetch]) -> list[Tween]:
        """Open a slot for each token that they are of, however often it occurs."""
        once = {fetch.token: fetch for fetch in some}
        self.open = [fetch.slot(self.plan, self.theme) for fetch in once.values()]
        return self.opens()

    def slots_close(self) -> list[Tween]:
        """Close what is open."""
        opened, self.open = self.open, []
        return [slot.close(run_time=0.35) for slot in opened]

    def sink(self, some: Sequence[Fetch]) -> list[Tween]:
        """Let columns sink into the table: those of one token into one place."""
        return self._all_to(some, 0)

    def rise_again(self, some: Sequence[Fetch]) -> list[Tween]:
        """Let them come out of it again, each to its word."""
        return self._all_to(some, 1)

    def _all_to(self, some: Sequence[Fetch], which: int) -> list[Tween]:
        if self.fine:
            return []
        places = np.concatenate([fetch.places(self.plan)[which] for fetch in some])
        strips = [fetch.strip for fetch in some]
        return [Tween(strips, place=places, across=self.plan.rising, run_time=0.9)]

    def columns_but(self, words: Sequence[int]) -> list[Mobject]:
        """Return the columns of all other words, with their brackets, as they stand now."""
        if self.fine:
            return self.rest_but(words)
        strips: list[Mobject] = [one.strip for one in self.fetches if one.word not in words]
        return [*strips, *chain(*(own for i, own in enumerate(self.brackets) if i not in words))]

    def rest_but(self, words: Sequence[int]) -> list[Mobject]:
        """Return the columns at rest of all other words; neighbours can share a picture."""
        drawn = [i for i, one in enumerate(self.at_rest) if leaves(one)]
        kept = {max(i for i in drawn if i <= word) for word in words}
        return [self.at_rest[i] for i in drawn if i not in kept]
