"""Weighted values tip to tail, and the update that they add up to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from manim import VGroup

from attnviz.analysis.update_chain import Link, UpdateChain, chain_links
from attnviz.ink.ink import SQUARE, Ink
from attnviz.ink.motion import appear, fade, recolor, vanish
from attnviz.ink.text import Line, Run, label, line_width, symbol
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.colors import blend
from attnviz.look.page import Box
from attnviz.look.style import DIM, GRID_STROKE, L, M, S, Theme
from attnviz.look.typeset import shorten
from attnviz.pictures.update_arrows import SHAFT, Arrow, Stance, Swing
from attnviz.pictures.update_bars import GAP, Bars, box_of, link_color
from attnviz.pictures.update_chain_plan import ChainPlan, Point, plan_chain
from attnviz.pictures.update_plane import PlanePlan, Tag, place_tags, texts_of

_LIFT = 0.24  # scene units from the chain's highest point up to the update's name
_LONG, _SHORT = 1.0, 0.6  # scene units: links with a larger label, and with none of many
_NAMES = 0.2  # of the width, at most for a key's name
_WAYS = 5  # on which a link's way down is looked at
_FEW = 4  # links that all have a label
MOST, LEAST, SMALLEST = 6, 3, 0.02  # links of one key: how many, and of the update's length


class Chain:
    """The chain, the update's arrow above it, their labels, and the bars that fall from it.

    Parameters
    ----------
    links
        In the chain's order.
    names
        What each is called; several keys have one name.
    word
        Whose update it is.
    index
        The update's, counted from 1.

    Attributes
    ----------
    arrows, update
        One a link, and that of the update.
    tags
        A label beside each link, its last text the name; empty where there is no room for one.
    bars
        What each contributes to the update's length.
    name, word
        The update's symbol, and the word, above the update's arrow.
    """

    def __init__(
        self, links: Sequence[Link], names: Sequence[str], word: str, index: int, plan: ChainPlan,
        theme: Theme,
    ) -> None:  # fmt: skip
        self.links, self.names, self.plan, self.theme = list(links), list(names), plan, theme
        self._index, self._length = index, sum(link.contribution for link in links)
        heaviest = max(link.weight for link in links) or 1.0
        self.arrows = [
            Arrow(tail, tip, self._shade(link, heaviest))
            for link, (tail, tip) in zip(links, pairwise(plan.spots), strict=True)
        ]
        self.update = Arrow(plan.tail, plan.tip, theme.output, width=1.3 * SHAFT)
        symbols = symbol("ΔE", str(index), theme.output, L)
        over = max(y for _, y in plan.spots) + _LIFT
        self.name = Line(symbols, L, (plan.tail[0], over))
        beside = plan.tail[0] + line_width(symbols, L) + GAP
        self.word = label(
            shorten(word, 0.4 * plan.box.width, M), theme.query, M, (beside, over), "left"
        )
        self.held: list[Any] = []  # what a link's weight is held against it with
        self.bars = Bars(links, names, index, plan, theme)
        self.tags = self._tags() if plan.chained else [VGroup() for _ in links]

    def _shade(self, link: Link, heaviest: float) -> str:
        theme, share = self.theme, max(link.weight, 0.0) / heaviest
        return theme.mute if len(link.keys) > 1 else blend(theme.fade, theme.value, share**1.5)

    def _tags(self) -> list[VGroup]:
        plan, theme = self.plan, self.theme
        ends = list(pairwise(plan.spots))
        tags, few = [], len(ends) <= _FEW
        for link, name, (a, b) in zip(self.links, self.names, ends, strict=True):
            runs = (
                Run(numerals.weight(link.weight), theme.text, "sans-bold"),
                Run(" × ", theme.mute, "sans"),
                Run(name, link_color(link, theme)),
            )
            length = float(np.hypot(b[0] - a[0], b[1] - a[1]))
            middle = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
            told = runs if few or length > _SHORT else ()
            tags.append(Tag(told, middle, M if length > _LONG else S))
        crossed = [*ends, (plan.tail, plan.tip), *self._ways_down()]
        full = [Box(*box_of(one)) for one in ([*self.name, self.word], *self.bars.labels)]
        order = np.argsort([-abs(link.contribution) for link in self.links], kind="stable")
        plane = PlanePlan(plan.tip, plan.scale, plan.room)
        placed = place_tags([tags[i] for i in order], crossed, plane, theme, full)
        found = [VGroup() for _ in tags]
        for i, group in zip(order, placed, strict=True):
            found[int(i)] = group if tags[i].runs else found[int(i)]
        return found

    @property
    def said(self) -> dict[Hashable, Ink]:
        """What the next picture says too: the update's symbol and length, and the word."""
        said: dict[Hashable, Ink] = {"word": self.word, **dict(enumerate(leaves(self.name)))}
        return {**said, "number": self.bars.numbers[-1]} if self.bars.labels else said

    def everything(self) -> list[Any]:
        """Return all parts, in drawing order."""
        arrows = [ink for arrow in (self.update, *self.arrows) for ink in arrow.inks()]
        labels = [*self.tags, *self.bars.labels, self.name, self.word, *self.held]
        return [*self.bars.threads, *self.bars.marks, *arrows, *labels]

    def _ways_down(self) -> list[tuple[Point, Point]]:
        """Return lines on which links fall: a label does not stand in their way if it can."""
        plan, lines = self.plan, []
        for (x0, y0), (x1, y1) in pairwise(plan.spots):
            for share in np.linspace(0.1, 0.9, _WAYS).tolist():
                x, y = x0 + (x1 - x0) * share, y0 + (y1 - y0) * share
                lines.append(((x, y), (x, plan.room.bottom)))
        return lines if plan.rows else []

    def drop(self) -> list[Tween]:
        """Let every link drop onto its bar; labels beside links step back while they do."""
        return [*self.bars.fall(), recolor(texts_of(self.tags), self.theme.mute)]

    def focus_on(self, keys: Collection[int]) -> list[Tween]:
        """Let the links of some keys stand out, and the update; the others step back."""
        theme, tweens = self.theme, []
        for i, link in enumerate(self.links):
            on = not {*link.keys}.isdisjoint(keys)
            marks = [*self.arrows[i].inks(), *self.bars.marks[i : i + 1]]
            tweens.append(fade(marks, 1.0 if on else DIM))
            name, number = (
                link_color(link, theme) if on else theme.mute,
                theme.text if on else theme.mute,
            )
            for row in (self.bars.labels[i : i + 1], self.tags[i : i + 1]):
                for ink in texts_of(row):
                    tweens.append(recolor(ink, name if ink.text == self.names[i] else number))
        return [one for one in tweens if one.leaves]

    def hold_against(self, key: int) -> list[Tween]:
        """Lift off the update's bar a frame as long as a key's weight is of it, to its own bar.

        There is none where it would run into the bar's label.
        """
        i = next(i for i, link in enumerate(self.links) if key in link.keys)
        plan, theme, link = self.plan, self.theme, self.links[i]
        (x, _), low = plan.tail, plan.rows[i] - plan.thickness / 2
        wide = link.weight * self._length * plan.scale
        runs = [
            Run(numerals.weight(link.weight), theme.text, "sans-bold"),
            Run(" × ", theme.mute, "sans"),
            *symbol("ΔE", str(self._index), theme.output, M),
        ]
        start = x + wide + GAP
        taken = min(box_of(self.bars.labels[i])[0], *(plan.joints[i : i + 2, 0].tolist()))
        if start + line_width(runs, M) + GAP > taken:
            return []
        frame = Ink(SQUARE, theme.mute, (x, low), (wide, plan.thickness), stroke=GRID_STROKE)
        said = Line(runs, M, (start, plan.rows[i] - 0.32 * M))
        self.held = [frame, said]
        rise = np.array([0.0, plan.rows[-1] - plan.rows[i], 0.0, 0.0, 0.0])
        return [
            Tween([frame], start_place=lambda now: now + rise, introducer=True),
            appear(said, delay=0.5),
        ]

    def shrink(self) -> list[Tween]:
        """Let the chain shrink onto the update, and the bars rise back into it."""
        plan, y = self.plan, self.update.stance.y
        spots = [(x, y) for x, _ in plan.spots]
        flat = [Stance.between(a, b) for a, b in pairwise(spots)]
        said = self.said
        kept = {id(ink) for ink in said.values()}
        told = [*self.bars.threads, *self.tags, *self.bars.labels, *self.held]
        gone = [ink for ink in leaves(told) if id(ink) not in kept]
        links: list[Tween] = [appear(self.update.inks(), delay=0.5)]
        if plan.chained:
            links = [Swing(self.arrows, flat, opacity=0.0, remover=True, delay=0.2)]
        spot = (self.word.box() or (0, 0, plan.tail[0], 0))[2] + 2 * GAP, self.word.place[1]
        up = [come_to(said["number"], spot, M)] if self.bars.labels else []
        return [vanish(gone), *self.bars.rise(y, delay=0.2), *links, *up]


def come_to(ink: Ink, at: Point, size: float) -> Tween:
    """Bring a text to a point on its baseline, and to a size."""
    return Tween([ink], place=np.array([[*at, size, size, 0.0]]))


def draw_chain(
    parts: UpdateChain, named: Collection[int], names: Sequence[str], others: Callable[[int], str],
    chained: bool, box: Box, theme: Theme,
) -> Chain:  # fmt: skip
    """Plan and draw the chain of an update, with as many links as the page bears.

    Parameters
    ----------
    parts
        The update, split by key.
    named
        Keys that have a link of their own in any case.
    names
        Of all positions.
    others
        What so many keys together are called.
    chained
        Whether the chain is drawn, or only its bars.
    box
        The room, in scene units.
    """
    index, alone = parts.query + 1, len(parts.keys) == 1
    number = Run("  +000.00", theme.text, "sans-bold")

    def brief(key: int) -> str:
        return shorten(names[key], _NAMES * box.width, M)

    for most in range(MOST, LEAST - 1, -1):
        links = chain_links(parts, most, SMALLEST, named)
        said = [others(len(one.keys)) if len(one.keys) > 1 else brief(one.keys[0]) for one in links]
        steps = np.array([link.step for link in links])
        labels = [[*symbol("ΔE", str(index), theme.output, M), number],
                  [Run(said[0], theme.key), number]]  # fmt: skip
        after, before = (line_width(runs, M) + GAP for runs in labels)
        beside = 0.0 if alone or box.width < box.height else max(after, before)
        plan = plan_chain(steps, box, chained=chained, bars=not alone, beside=beside,
                          before=before * (not alone))  # fmt: skip
        if not chained or float(np.ptp(plan.joints[:, 0])) >= 0.5 * box.width:
            break
    return Chain(links, said, names[parts.query], index, plan, theme)
