"""One word's update comes apart into weighted values, which lie down as a chain or as bars."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.handover import hand_over
from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, copy_of, recolor, vanish, without
from attnviz.ink.tween import Tween, leaves
from attnviz.look.style import Theme
from attnviz.mobjects.sentence_plan import ColumnPlan
from attnviz.mobjects.update_columns import UpdatesAtRest
from attnviz.mobjects.vectors import strip_scale
from attnviz.pictures.update_arrows import FoldingStrip, Swing, fold
from attnviz.pictures.update_chain import Chain
from attnviz.pictures.update_plane import texts_of

Array = npt.NDArray[np.floating[Any]]
# Seconds: to come apart, to lie down, to be named; from one link to the next.
_SPREAD, _FOLD, _NAMED, _LAG = 0.8, 1.0, 1.0, 0.25


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
        """Lay the strips tip to tail, or as bars; the update's symbol goes along.

        Returns
        -------
        tuple
            The animations, and Inks that new ones have taken the place of: to be taken off the
            scene at once.
        """
        picture, symbol = self.picture, leaves(self.rest.symbols[self.focus])
        name = leaves(picture.name)
        moves, taken = hand_over(
            dict(enumerate(symbol)), dict(enumerate(name)), symbol, run_time=_FOLD
        )
        lag: dict[str, Any] = {"run_time": _FOLD, "lag": _LAG}
        if picture.plan.chained:
            moves += fold([self.whole], [picture.update], run_time=_FOLD)
            moves += fold(self.parts, picture.arrows, delay=0.3, **lag)
            return moves, taken
        picture.settle()
        bars = [*self.parts, self.whole]
        moves.append(Swing(bars, picture.lying(), opacity=0.0, remover=True, **lag))
        moves.append(Tween(picture.bars, start_opacity=0.0, introducer=True, delay=0.4, **lag))
        return moves, taken

    def name(self) -> tuple[list[Tween], list[Ink]]:
        """Send each word to its link and down to where its bar is; threads show which is whose.

        Returns
        -------
        tuple
            As of `lie_down`.
        """
        picture, words = self.picture, self.rest.words
        old: dict[Hashable, Ink] = {"whose": words[self.focus]}
        new: dict[Hashable, Ink] = {"whose": picture.word}
        sources = {id(words[self.focus])}
        empty = [VGroup()] * len(picture.links)  # instead of rows, where there are no bars
        rows = picture.rows[:-1] or empty
        for link, name, *labels in zip(
            picture.links, picture.names, picture.tags, rows, strict=True
        ):
            said = [ink for label in labels for ink in texts_of(label) if ink.text == name]
            for at, ink in enumerate(said if len(link.keys) == 1 else []):
                source = words[link.keys[0]]
                old[link.keys[0], at] = copy_of(source) if id(source) in sources else source
                new[link.keys[0], at] = ink
                sources.add(id(source))
        moves, taken = hand_over(old, new, self._words(), run_time=_NAMED)
        come = {id(ink) for ink in new.values()}
        told = [*leaves(picture.tags), *(ink for row in picture.rows for ink in leaves(row)[:-1])]
        told += [] if picture.plan.chained else [leaves(row)[-1] for row in picture.rows]
        fresh = [ink for ink in told if id(ink) not in come]
        down = np.array([1.0, 1.0, 1.0, 1e-4, 1.0])
        threads = picture.threads if picture.plan.chained else []
        let_down = Tween(
            threads, start_place=lambda now: now * down, introducer=True, run_time=_NAMED
        )
        return [let_down, *moves, appear(fresh, delay=0.6 * _NAMED)], taken
