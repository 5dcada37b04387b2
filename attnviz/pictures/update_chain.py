"""Weighted values tip to tail, and below them what each contributes to the update's length."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup, smooth

from attnviz.analysis.update_chain import Link, UpdateChain, chain_links
from attnviz.ink.follow import Follow
from attnviz.ink.ink import SQUARE, Ink, polyline, rectangles
from attnviz.ink.motion import appear, fade, recolor, vanish
from attnviz.ink.text import Line, Run, label, line_width, symbol
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.colors import blend
from attnviz.look.page import Box
from attnviz.look.style import DIM, GRID_STROKE, L, M, S, Theme
from attnviz.look.typeset import shorten
from attnviz.pictures.update_arrows import SHAFT, Arrow, Stance, Swing
from attnviz.pictures.update_plane import PlanePlan, Tag, place_tags, texts_of

Array = npt.NDArray[np.float64]
Point = tuple[float, float]
_NAME = 0.66  # scene units above the update's arrow, for its name
_ROW = (0.36, 1.4)  # the least and the largest distance of two bars, scene units
_ROWS, _WIDE = 1.9, 0.6  # scene units that few rows take at least together, at most each
_FULL, _THICK = 0.56, 0.5  # a bar's thickness: of that distance, and at most, scene units
_BELOW = 0.3  # scene units, for a label under the last bar
_GAP = 0.16  # scene units between a bar and its label
_CLEAR, _THIN = 0.07, 0.006  # scene units around a label that a thread spares; half a thread
_LIFT = 0.24  # scene units from the chain's highest point up to the update's name
_LONG, _SHORT = 1.0, 0.6  # scene units: links with a larger label, and with none of many
_NAMES = 0.2  # of the width, at most for a key's name
_FEW = 4  # links that all have a label
MOST, LEAST, SMALLEST = 6, 3, 0.02  # links of one key: how many, and of the update's length


@dataclass(frozen=True)
class ChainPlan:
    """Where a chain stands, and the bars below it.

    Attributes
    ----------
    joints
        (m + 1, 2): where links begin and end, in scene units; the first is the update's tail.
    tip
        Of the update's arrow.
    scale
        Scene units to a unit of length.
    rows
        The middle of each bar's row, the update's last; empty where there are no bars.
    thickness
        Of bars, in scene units.
    room
        Where the chain's own labels may stand.
    box
        All of the room.
    chained
        Whether the chain is drawn, or only its bars.
    """

    joints: Array
    tip: Point
    scale: float
    rows: tuple[float, ...]
    thickness: float
    room: Box
    box: Box
    chained: bool

    @property
    def tail(self) -> Point:
        """Where the chain and the update begin."""
        return float(self.joints[0, 0]), float(self.joints[0, 1])


def plan_chain(
    steps: Array,
    box: Box,
    *,
    chained: bool = True,
    bars: bool = True,
    beside: float = 0.0,
    before: float = 0.0,
) -> ChainPlan:
    """Fit a chain into a box, both axes to one scale, and bars below it in what height is left.

    Parameters
    ----------
    steps
        (m, 2): every link in the plane, the first coordinate along the update.
    box
        The room, in scene units.
    chained, bars
        What is drawn; at least one of them.
    beside, before
        Room at the right of the longest bar, and at its left if there is any left, for labels;
        without any at the right, there is some below the last bar.
    """
    path = np.vstack([np.zeros(2), np.cumsum(steps, axis=0)])
    if not chained:
        path[:, 1] = 0
    low, high = path.min(axis=0), path.max(axis=0)
    wide = max(float(high[0] - low[0]), 1e-6)
    tall = max(float(high[1] - low[1]), 1e-6)
    count = (len(steps) + 1) * bars
    least = min(max(_ROWS / max(count, 1), _ROW[0]), _WIDE)
    below = _BELOW * (count > 0 and not beside)  # for what finds no room beside its bar
    free = box.height - _NAME - below - least * count
    scale = min((box.width - beside) / wide, free / tall if chained else np.inf)
    depth = tall * scale * chained + _NAME
    pitch = min((box.height - depth - below) / max(count, 1), _ROW[1])
    used = depth + pitch * count + below
    top = box.top - (box.height - used) / 2
    spare = box.width - wide * scale - beside
    before = before if before <= spare else 0.0
    left = box.center[0] - (wide * scale + beside - before) / 2
    axis = top - _NAME - float(high[1]) * scale * chained
    start = np.array([left - float(low[0]) * scale, axis])
    joints = start + path * scale
    tip = float(joints[-1, 0]), axis
    under = top - depth
    rows = tuple(under - pitch * (i + 0.5) for i in range(count))
    room = Box(box.left, under, box.right, box.top)
    return ChainPlan(joints, tip, scale, rows, min(_FULL * pitch, _THICK), room, box, chained)


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
    rows
        A label beside each bar, the update's last: its name, then its number.
    bars
        One a link and one for the update; there is nothing to see before they fall.
    threads
        From each joint down to its bars.
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
        spots = self._spots()
        self.arrows = [
            Arrow(tail, tip, self._shade(link, heaviest))
            for link, tail, tip in zip(links, spots, spots[1:], strict=False)
        ]
        self.update = Arrow(plan.tail, plan.tip, theme.output, width=1.3 * SHAFT)
        symbols = symbol("ΔE", str(index), theme.output, L)
        over = max(float(plan.joints[:, 1].max()), plan.tail[1]) + _LIFT
        self.name = Line(symbols, L, (plan.tail[0], over))
        beside = plan.tail[0] + line_width(symbols, L) + _GAP
        self.word = label(
            shorten(word, 0.4 * plan.box.width, M), theme.query, M, (beside, over), "left"
        )
        self.rows: list[Line] = []
        self.bars: list[Ink] = []
        self.threads: list[Ink] = []
        self.held: list[Any] = []  # what a link's weight is held against it with
        if plan.rows:
            self._draw_bars()
        self.tags = self._tags() if plan.chained else [VGroup() for _ in links]

    def _spots(self) -> list[Point]:
        return [(float(x), float(y)) for x, y in self.plan.joints]

    def _shade(self, link: Link, heaviest: float) -> str:
        theme, share = self.theme, max(link.weight, 0.0) / heaviest
        return theme.mute if len(link.keys) > 1 else blend(theme.fade, theme.value, share**1.5)

    def _color(self, link: Link) -> str:
        return self.theme.mute if len(link.keys) > 1 else self.theme.key

    def _tags(self) -> list[VGroup]:
        plan, theme, spots = self.plan, self.theme, self._spots()
        ends = list(pairwise(spots))
        tags, few = [], len(ends) <= _FEW
        for link, name, (a, b) in zip(self.links, self.names, ends, strict=True):
            runs = (
                Run(numerals.weight(link.weight), theme.text, "sans-bold"),
                Run(" × ", theme.mute, "sans"),
                Run(name, self._color(link)),
            )
            length = float(np.hypot(b[0] - a[0], b[1] - a[1]))
            middle = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
            told = runs if few or length > _SHORT else ()
            tags.append(Tag(told, middle, M if length > _LONG else S))
        crossed = [*ends, (plan.tail, plan.tip)]
        full = [Box(*box_of(one)) for one in ([*self.name, self.word], *self.rows)]
        order = np.argsort([-abs(link.contribution) for link in self.links], kind="stable")
        plane = PlanePlan(plan.tip, plan.scale, plan.room)
        placed = place_tags([tags[i] for i in order], crossed, plane, theme, full)
        found = [VGroup() for _ in tags]
        for i, group in zip(order, placed, strict=True):
            found[int(i)] = group if tags[i].runs else found[int(i)]
        return found

    def _draw_bars(self) -> None:
        plan, theme, last = self.plan, self.theme, len(self.links)
        for i, (link, name) in enumerate(zip(self.links, self.names, strict=True)):
            color = theme.mute if len(link.keys) > 1 else theme.text
            hollow = GRID_STROKE if link.contribution < 0 else None
            self.bars.append(Ink(_NOTHING, color, stroke=hollow))
            said = Run(numerals.signed(link.contribution), color, "sans-bold")
            spots = float(plan.joints[i, 0]), float(plan.joints[i + 1, 0])
            self._label([Run(name, self._color(link)), said], *spots, i)
        self.bars.append(Ink(_NOTHING, theme.text))
        whole = Run(numerals.positive(self._length), theme.text, "sans-bold")
        runs = [*symbol("ΔE", str(self._index), theme.output, M), whole]
        self._label(runs, plan.tail[0], plan.tip[0], last, right=True)
        for i, (x, y) in enumerate(self._spots()):
            end = plan.rows[last if i in (0, last) else i] - plan.thickness / 2
            self.threads.append(self._thread(x, y, end))

    def _thread(self, x: float, top: float, end: float) -> Ink:
        """Draw a thread from a joint down to its bar, broken where a label stands in its way."""
        parts, at = [], top
        for left, low, right, high in map(box_of, self.rows):
            if left - _CLEAR < x < right + _CLEAR and end < low:
                parts.append((at, high + _CLEAR))
                at = low - _CLEAR
        spans = np.array([(a, b) for a, b in [*parts, (at, end)] if a > b]) - top
        outline = rectangles(-_THIN, spans[:, 1], _THIN, spans[:, 0])
        return Ink(outline, self.theme.line, (x, top))

    def _label(
        self, runs: list[Run], start: float, end: float, row: int, right: bool = False
    ) -> None:
        """Write beside a bar: at its left where there is room, else at its right."""
        plan, theme = self.plan, self.theme
        pitch = plan.rows[0] - plan.rows[1]
        size = M if pitch >= 1.1 * M else S
        runs = [*runs[:-1], Run("  ", theme.mute, "sans"), runs[-1]]
        width, (low, high) = line_width(runs, size), sorted((start, end))
        left, beside = low - _GAP - width, high + _GAP
        fits = left >= plan.box.left, beside + width <= plan.box.right
        x = left if fits[0] and not (right and fits[1]) else beside
        y = plan.rows[row] - 0.32 * size
        if not any(fits):  # a bar across a narrow page
            x, y = low, plan.rows[row] - plan.thickness / 2 - 0.9 * size
        self.rows.append(Line(runs, size, (x, y)))

    @property
    def said(self) -> dict[Hashable, Ink]:
        """What the next picture says too: the update's symbol and length, and the word."""
        said: dict[Hashable, Ink] = {"word": self.word, **dict(enumerate(leaves(self.name)))}
        return {**said, "number": leaves(self.rows[-1])[-1]} if self.rows else said

    def everything(self) -> list[Any]:
        """Return all parts, in drawing order."""
        arrows = [ink for arrow in (self.update, *self.arrows) for ink in arrow.inks()]
        labels = [*self.tags, *self.rows, self.name, self.word, *self.held]
        return [*self.threads, *self.bars, *arrows, *labels]

    # Moving

    def drop(self, lag: float = 0.3, run_time: float = 0.9) -> list[Tween]:
        """Let every link's shadow drop straight onto its bar: its ends keep their place along it.

        The update's bar reaches as far as what has landed; each bar says what it contributes.
        """
        numbers = [leaves(row)[-1] for row in self.rows]
        return [self._fall(lag, run_time), appear(numbers, lag=lag, delay=0.7 * run_time)]

    def _fall(self, lag: float, run_time: float) -> Follow:
        plan = self.plan
        ends = list(zip(plan.joints, plan.joints[1:], strict=False))
        whole = run_time + lag * len(ends)
        axis = np.array([0.0, plan.rows[-1] - plan.tail[1]])

        def update(now: float) -> None:
            shares = [
                smooth(min(max((now * whole - lag * i) / run_time, 0.0), 1.0))
                for i in range(len(ends) + 1)
            ]
            reached = float(plan.joints[0, 0])
            for bar, (a, b), row, share, later in zip(
                self.bars, ends, plan.rows, shares, shares[1:], strict=False
            ):
                bar.redraw(_fallen(a, b, row, plan.thickness, share) if share else _NOTHING)
                reached += float(b[0] - a[0]) * later
            start = np.array(plan.tail) + axis
            end = np.array([reached, start[1]])
            whole_bar = _fallen(start, end, plan.rows[-1], plan.thickness, 1.0)
            self.bars[-1].redraw(whole_bar if shares[1] else _NOTHING)

        return Follow(self.bars, update, 0.0, 1.0, whole)

    def settle(self) -> None:
        """Let all bars be where they fall to."""
        self._fall(0.0, 1.0)._update(1.0)

    def lying(self) -> list[Stance]:
        """Return how a strip lies that becomes a bar, one a bar."""
        plan = self.plan
        ends = [*plan.joints[1:, 0].tolist(), plan.tip[0]]
        starts = [*plan.joints[:-1, 0].tolist(), plan.tail[0]]
        return [
            Stance.between((a, y), (b, y), plan.thickness)
            for a, b, y in zip(starts, ends, plan.rows, strict=True)
        ]

    def focus_on(self, keys: Collection[int]) -> list[Tween]:
        """Let the links of some keys stand out, and the update; the others step back."""
        theme, tweens = self.theme, []
        for i, link in enumerate(self.links):
            on = not {*link.keys}.isdisjoint(keys)
            marks = [*self.arrows[i].inks(), *self.bars[i : i + 1]]
            tweens.append(fade(marks, 1.0 if on else DIM))
            name, number = self._color(link) if on else theme.mute, theme.text if on else theme.mute
            for row in (self.rows[i : i + 1], self.tags[i : i + 1]):
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
        start = x + wide + _GAP
        taken = min(box_of(self.rows[i])[0], *(plan.joints[i : i + 2, 0].tolist()))
        if start + line_width(runs, M) + _GAP > taken:
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
        spots = [(x, y) for x, _ in self._spots()]
        flat = [Stance.between(a, b) for a, b in pairwise(spots)]
        thin = SHAFT / plan.thickness
        bars = [
            Tween([bar], place=np.array([[0.0, y - row * thin, 1.0, thin, 0.0]]), opacity=0.0,
                  remover=True, delay=0.2)
            for bar, row in zip(self.bars, plan.rows, strict=False)
        ]  # fmt: skip
        kept = {id(ink) for ink in self.said.values()}
        told = [*self.threads, *self.tags, *self.rows, *self.held]
        gone = [ink for ink in leaves(told) if id(ink) not in kept]
        links: list[Tween] = [appear(self.update.inks(), delay=0.5)]
        if plan.chained:
            links = [Swing(self.arrows, flat, opacity=0.0, remover=True, delay=0.2)]
        return [vanish(gone), *bars, *links]


_NOTHING = np.zeros((0, 3))


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
        after, before = (line_width(runs, M) + _GAP for runs in labels)
        beside = 0.0 if alone or box.width < box.height else max(after, before)
        plan = plan_chain(steps, box, chained=chained, bars=not alone, beside=beside,
                          before=before * (not alone))  # fmt: skip
        if not chained or float(np.ptp(plan.joints[:, 0])) >= 0.5 * box.width:
            break
    return Chain(links, said, names[parts.query], index, plan, theme)


def _fallen(
    a: Array | Point, b: Array | Point, row: float, thickness: float, share: float
) -> Array:
    """Return a link on its way down to its bar, as an outline."""
    (x0, y0), (x1, y1) = (float(a[0]), float(a[1])), (float(b[0]), float(b[1]))
    half = (SHAFT + (thickness - SHAFT) * share) / 2
    left, right = y0 + (row - y0) * share, y1 + (row - y1) * share
    return polyline(
        (x0, left - half), (x1, right - half), (x1, right + half), (x0, left + half), closed=True
    )


def box_of(inks: Any) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of all Inks together."""
    boxes = np.array([ink.box() for ink in leaves(inks) if len(ink.outline)])
    (left, low), (right, high) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    return float(left), float(low), float(right), float(high)
