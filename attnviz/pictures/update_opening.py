"""One word's update comes apart into weighted values, which lie down as a chain or as bars."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import numpy.typing as npt

from attnviz.ink.handover import hand_over
from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, copy_of, recolor, vanish, without
from attnviz.ink.tween import LAG_LONGEST, Tween, leaves
from attnviz.look.style import Theme
from attnviz.mobjects.sentence_plan import ColumnPlan
from attnviz.mobjects.update_columns import UpdatesAtRest
from attnviz.mobjects.vectors import strip_scale
from attnviz.pictures.update_arrows import FoldingStrip, Swing, fold
from attnviz.pictures.update_chain import Chain
from attnviz.pictures.update_plane import texts_of

Array = npt.NDArray[np.floating[Any]]
# Seconds: to come apart, to lie down, to be named; from one link to the next.
_SPREAD, _FOLD, _NAMED, _LAG = 0.8, 1.0, 0.9, 0.25


class Opening:
    """The way from every word's update in a column to one word's chain.

    Parameters
    ----------
    rest
        Words, strips and symbols as they stand at first.
    updates
        (n, length), what the strips show.
    picture
        What is to come of the followed column.
    plan
        Where the columns stand.
    focus
        Which one is followed.

    Attributes
    ----------
    replaced
        The followed column's own cells, which `whole` stands for from the beginning.
    whole
        The followed column as a strip that can lie down.
    parts
        The same of each link's weighted value.
    """

    def __init__(
        self, rest: UpdatesAtRest, updates: Array, picture: Chain, plan: ColumnPlan, focus: int,
        theme: Theme,
    ) -> None:  # fmt: skip
        self.rest, self.picture, self.plan, self.focus = rest, picture, plan, focus
        self.theme = theme
        self.replaced = [ink for ink in leaves(rest.strips[focus]) if not ink.is_stroked]
        scale = strip_scale(updates)
        size = min(0.2, 0.72 * plan.pitch), plan.top - plan.bottom - 0.12
        here = plan.centers[focus], (plan.top + plan.bottom) / 2
        self.whole = FoldingStrip(updates[focus], here, size, scale, theme)
        self.parts = [FoldingStrip(link.term, here, size, scale, theme) for link in picture.links]

    def come_apart(self) -> list[Tween]:
        """Send each weighted value to the word that it is of; what is not of them goes."""
        goals = []
        for part, link in zip(self.parts, self.picture.links, strict=True):
            at = link.keys[0] if len(link.keys) == 1 else self.focus
            goals.append(part.stance._replace(x=self.plan.centers[at]))
        kept = self._words()
        gone: list[Any] = [ink for ink in self.rest.words if all(ink is not one for one in kept)]
        gone += without(self.rest.strips, self.focus) + without(self.rest.symbols, self.focus)
        frame = [ink for ink in leaves(self.rest.strips[self.focus]) if ink.is_stroked]
        lag: dict[str, Any] = {"lag": 0.08, "run_time": _SPREAD, "delay": 0.2}
        apart = Swing(self.parts, goals, start_opacity=0.0, introducer=True, **lag)
        return [vanish([*gone, *frame]), recolor(kept, self.theme.mute), apart]

    def _words(self) -> list[Ink]:
        """Return the words that go on: the followed one, and those of links of their own."""
        alone = {link.keys[0] for link in self.picture.links if len(link.keys) == 1}
        return [self.rest.words[i] for i in sorted(alone | {self.focus})]

    def lie_down(self) -> tuple[list[Tween], list[Ink]]:
        """Lay the parts tip to tail, or as bars, each with its word; the whole closes the chain.

        Returns
        -------
        tuple
            The animations, and Inks that new ones have taken the place of: to be taken off the
            scene at once.
        """
        picture, bars = self.picture, self.picture.bars
        last = 0.8 * min(_LAG * (len(self.parts) - 1), LAG_LONGEST)
        moves, taken = self._go_along(last)
        lag: dict[str, Any] = {"run_time": _FOLD, "lag": _LAG}
        if picture.plan.chained:
            moves += fold(self.parts, picture.arrows, **lag)
            moves += fold([self.whole], [picture.update], run_time=_FOLD, delay=last)
            return moves, taken
        bars.settle()
        strips = [*self.parts, self.whole]
        moves.append(Swing(strips, bars.lying(), opacity=0.0, remover=True, **lag))
        moves.append(Tween(bars.marks, start_opacity=0.0, introducer=True, delay=0.4, **lag))
        return moves, taken

    def _go_along(self, last: float) -> tuple[list[Tween], list[Ink]]:
        """Send words with their parts, quietly; the followed word and the symbol with the whole."""
        picture, words, focus = self.picture, self.rest.words, self.focus
        theirs = {key: ink.paint(self.theme.mute) for key, ink in self._names().items()}
        symbol = leaves(self.rest.symbols[focus])
        mine, leaving = words[focus], self._words()
        if focus in theirs:  # it goes twice: as a key, and as the word whose update it is
            whose, late = copy_of(mine), symbol
        else:
            whose, late = mine, [*symbol, mine]
            leaving = [ink for ink in leaving if ink is not mine]
        moves, taken = hand_over(
            dict(enumerate(words)), theirs, leaving, run_time=_FOLD, lag=_LAG
        )  # fmt: skip
        more, also = hand_over(
            {"whose": whose, **dict(enumerate(symbol))},
            {"whose": picture.word, **dict(enumerate(leaves(picture.name)))},
            late, run_time=_FOLD, delay=last,
        )  # fmt: skip
        return [*moves, *more], [*taken, *also]

    def _names(self) -> dict[Hashable, Ink]:
        """Return where each key's name stands first: beside its link, or else beside its bar."""
        picture = self.picture
        found: dict[Hashable, Ink] = {}
        for i, (link, name) in enumerate(zip(picture.links, picture.names, strict=True)):
            for label in (picture.tags[i], *picture.bars.labels[i : i + 1]):
                said = [ink for ink in texts_of(label) if ink.text == name]
                if len(link.keys) == 1 and said:
                    found.setdefault(link.keys[0], said[0])
        return found

    def name(self) -> list[Tween]:
        """Let threads down from the joints, and each name with them to where its bar comes."""
        picture, bars, named = self.picture, self.picture.bars, self._names()
        there = {id(ink): ink for ink in named.values()}
        told = [*leaves(picture.tags), *(ink for row in bars.labels for ink in leaves(row)[:-1])]
        told += [] if picture.plan.chained else bars.numbers
        moves: list[Tween] = [recolor([*there.values()], self.theme.key, run_time=_NAMED)]
        above = {ink.text: ink for ink in there.values()}
        down, starts, fresh = [], [], []
        for ink in told:
            source = above.get(ink.text)
            if source is not None and id(ink) not in there:
                down.append(ink)
                starts.append([*source.place])
            elif source is None:
                fresh.append(ink)
        begun = np.array(starts).reshape(-1, 5)
        moves.append(Tween(down, start_place=lambda _: begun, introducer=True, run_time=_NAMED))
        if picture.plan.chained:
            moves.append(bars.let_down(run_time=_NAMED))
        return [*moves, appear(fresh, delay=0.6 * _NAMED)]
