"""How a grid is opened: the sentence, a column a word, its query and key, and the grid's heads."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from attnviz.ink.groups import emerge_each, gather_each, roll_up, unroll
from attnviz.ink.handover import hand_over, succeed
from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, vanish
from attnviz.ink.tween import Tween
from attnviz.look.page import Box
from attnviz.look.style import APPEAR, XL, XS, L, M, S, Theme
from attnviz.mobjects.pattern_grid import PatternGrid
from attnviz.mobjects.sentence_plan import ColumnPlan, FlowPlan, plan_flow
from attnviz.mobjects.vectors import speaks, strip_columns, strip_note, written_entries
from attnviz.mobjects.words import (
    COUNT_ROOM,
    column_words,
    flowing_words,
    symbols_below,
    token_brackets,
)

Array = npt.NDArray[np.floating[Any]]


class Opening:
    """From a line of words to the heads of a grid: a step hands its Inks on to the next.

    Parameters
    ----------
    labels, spaces
        (n,) words, and whether a space stands before each.
    token_counts
        (n,) how many tokens each word has.
    embedding
        (tokens, width): each token's row of the table.
    speakers
        Words whose vector may be written in numbers: the first that has room for it is.
    room
        For the running text, in scene units.
    lineup
        Where the words stand above their columns.

    Attributes
    ----------
    left_out
        Words that found no room in the running text.
    note
        How the columns are read.
    words
        As they stand by now.
    counts
        Brackets under words of several tokens.
    strips
        The columns.
    queries, keys
        Symbols, one a word; empty lines where they find no room.
    """

    def __init__(
        self, labels: Sequence[str], spaces: Sequence[bool], token_counts: Sequence[int],
        embedding: Array, speakers: Sequence[int], room: Box, lineup: ColumnPlan, theme: Theme,
    ) -> None:  # fmt: skip
        self.lineup, self.theme = lineup, theme
        flow = _flow(labels, spaces, room, max(token_counts) > 1)
        self.left_out = len(labels) - len(flow.words)
        self.words = flowing_words(flow, theme.text)
        self.counts = token_brackets(token_counts, flow, theme)
        stacks = np.split(embedding, np.cumsum(token_counts)[:-1])
        able = [i for i in speakers if speaks(stacks[i], lineup)]
        self.strips = strip_columns(stacks, lineup, theme, able[0] if able else None)
        self.note = strip_note(embedding.shape[1], written_entries(lineup) if able else 0, theme)
        self.queries = symbols_below("q", lineup, 0, theme.query)
        self.keys = symbols_below("k", lineup, 1, theme.key)

    def speak(self) -> list[Tween]:
        """Let the words come one after another, then the brackets under some of them."""
        words = appear(self.words, lag=0.06)
        return [words, appear(self.counts, delay=max(words.run_time - APPEAR, 0.0))]

    def line_up(self) -> list[Tween]:
        """Let the words travel to where their columns will hang."""
        targets = column_words(self.lineup, self.theme.text)
        moves, self.words = succeed(self.words, targets, self.theme.text)
        return [vanish(self.counts, run_time=APPEAR / 2), *moves]

    def hang_columns(self) -> Tween:
        """Let every word's column grow down from under it."""
        return unroll(self.strips, self.lineup.top, lag=0.08)

    def ask(self) -> list[Tween]:
        """Let a query and a key drop out of every column: keys first, they have farther to go."""
        spots = [(x, self.lineup.bottom + XS) for x in self.lineup.centers]
        rows = ((self.keys, 0.0), (self.queries, 0.25))
        return [emerge_each(row, spots, lag=0.08, delay=delay) for row, delay in rows]

    def head(self, grid: PatternGrid) -> tuple[list[Tween], list[Ink]]:
        """Let words, queries and keys go to the heads of a grid, and the columns into them.

        Returns
        -------
        tuple
            The animations, and the Inks whose places the grid's words take: to be taken off the
            scene at once.
        """
        into = [
            gather_each(symbols, [_middle_of(ink) for ink in heads], 0.05, remover=True)
            for symbols, heads in ((self.queries, grid.tops), (self.keys, grid.sides))
        ]
        known: dict[Hashable, Ink] = dict(enumerate(self.words))
        tops: dict[Hashable, Ink] = dict(enumerate(grid.tops))
        sides: dict[Hashable, Ink] = dict(enumerate(grid.sides))
        above, taken = hand_over(known, tops, self.words)
        beside, also_taken = hand_over(known, sides, [])
        rolled = roll_up(self.strips, self.lineup.bottom, run_time=APPEAR)
        return [rolled, *above, *beside, *into], taken + also_taken


def _flow(
    labels: Sequence[str], spaces: Sequence[bool], room: Box, several: bool
) -> FlowPlan:  # fmt: skip
    sizes = XL, L, M, S, XS
    flow = plan_flow(labels, spaces, room, sizes, COUNT_ROOM if several else 0.0)
    if flow.size < S:  # too small to count tokens under the words: the room is theirs
        return plan_flow(labels, spaces, room, sizes)
    return flow


def _middle_of(word: Ink) -> tuple[float, float]:
    box = word.box()
    return ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) if box else tuple(word.place[:2])
