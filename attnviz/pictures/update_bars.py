"""What each link of a chain contributes to the update's length: bars that fall from the links."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import smooth

from attnviz.analysis.update_chain import Link
from attnviz.ink.follow import Follow
from attnviz.ink.ink import Ink, polyline, rectangles
from attnviz.ink.motion import appear
from attnviz.ink.text import Line, Run, line_width, symbol
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.style import GRID_STROKE, M, S, Theme
from attnviz.pictures.update_arrows import SHAFT, Stance
from attnviz.pictures.update_chain_plan import ChainPlan, Point

Array = npt.NDArray[np.float64]
GAP = 0.16  # scene units between a bar and its label
_CLEAR, _THIN = 0.07, 0.006  # scene units around a label that a thread spares; half a thread
_NOTHING = np.zeros((0, 3))  # an outline


def link_color(link: Link, theme: Theme) -> str:
    """Return the colour of a link's name: that of a key, or of several."""
    return theme.mute if len(link.keys) > 1 else theme.key


class Bars:
    """A bar below each link, and one as long as the update; labels beside them, threads to them.

    Parameters
    ----------
    links
        In the chain's order.
    names
        What each is called.
    index
        The update's, counted from 1.

    Attributes
    ----------
    marks
        The bars, the update's last; there is nothing to see before they fall. What takes away from
        the length is hollow.
    labels
        The name of each, then its number.
    threads
        From each joint down to its bars.
    """

    def __init__(
        self, links: Sequence[Link], names: Sequence[str], index: int, plan: ChainPlan, theme: Theme
    ) -> None:
        self.plan, self.theme = plan, theme
        self.marks: list[Ink] = []
        self.labels: list[Line] = []
        self.threads: list[Ink] = []
        if not plan.rows:
            return
        for i, (link, name) in enumerate(zip(links, names, strict=True)):
            color = theme.mute if len(link.keys) > 1 else theme.text
            hollow = GRID_STROKE if link.contribution < 0 else None
            self.marks.append(Ink(_NOTHING, color, stroke=hollow))
            said = Run(numerals.signed(link.contribution), color, "sans-bold")
            spots = float(plan.joints[i, 0]), float(plan.joints[i + 1, 0])
            self._label([Run(name, link_color(link, theme)), said], *spots, i)
        self.marks.append(Ink(_NOTHING, theme.text))
        length = sum(link.contribution for link in links)
        whole = Run(numerals.positive(length), theme.text, "sans-bold")
        runs, last = [*symbol("ΔE", str(index), theme.output, M), whole], len(links)
        self._label(runs, plan.tail[0], plan.tip[0], last, right=True)
        for i, (x, y) in enumerate(plan.spots):
            end = plan.rows[last if i in (0, last) else i] - plan.thickness / 2
            self.threads.append(self._thread(x, y, end))

    def _thread(self, x: float, top: float, end: float) -> Ink:
        """Draw a thread from a joint down to its bar, broken where a label stands in its way."""
        parts, at = [], top
        for left, low, right, high in map(box_of, self.labels):
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
        left, beside = low - GAP - width, high + GAP
        fits = left >= plan.box.left, beside + width <= plan.box.right
        x = left if fits[0] and not (right and fits[1]) else beside
        y = plan.rows[row] - 0.32 * size
        if not any(fits):  # a bar across a narrow page
            x, y = low, plan.rows[row] - plan.thickness / 2 - 0.9 * size
        self.labels.append(Line(runs, size, (x, y)))

    @property
    def numbers(self) -> list[Ink]:
        """What stands at the end of each label."""
        return [leaves(row)[-1] for row in self.labels]

    def let_down(self, **kwargs: Any) -> Tween:
        """Let threads down from the joints."""
        down = np.array([1.0, 1.0, 1.0, 1e-4, 1.0])
        return Tween(self.threads, start_place=lambda now: now * down, introducer=True, **kwargs)

    def fall(self, lag: float = 0.3, run_time: float = 0.9) -> list[Tween]:
        """Let every link's shadow drop straight onto its bar: its ends keep their place along it.

        The update's bar reaches as far as what has landed; each bar says what it contributes.
        """
        return [self._fall(lag, run_time), appear(self.numbers, lag=lag, delay=0.7 * run_time)]

    def _fall(self, lag: float, run_time: float) -> Follow:
        plan = self.plan
        ends = list(pairwise(plan.joints))
        whole = run_time + lag * len(ends)
        axis = np.array([0.0, plan.rows[-1] - plan.tail[1]])

        def update(now: float) -> None:
            shares = [
                smooth(min(max((now * whole - lag * i) / run_time, 0.0), 1.0))
                for i in range(len(ends) + 1)
            ]
            reached = float(plan.joints[0, 0])
            for bar, (a, b), row, share, later in zip(
                self.marks, ends, plan.rows, shares, shares[1:], strict=False
            ):
                bar.redraw(_fallen(a, b, row, plan.thickness, share) if share else _NOTHING)
                reached += float(b[0] - a[0]) * later
            start = np.array(plan.tail) + axis
            end = np.array([reached, start[1]])
            whole_bar = _fallen(start, end, plan.rows[-1], plan.thickness, 1.0)
            self.marks[-1].redraw(whole_bar if shares[1] else _NOTHING)

        return Follow(self.marks, update, 0.0, 1.0, whole)

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

    def rise(self, y: float, **kwargs: Any) -> list[Tween]:
        """Let all bars rise to a height, where they are as thin as an arrow and no longer seen."""
        thin = SHAFT / (self.plan.thickness or SHAFT)
        return [
            Tween([bar], place=np.array([[0.0, y - row * thin, 1.0, thin, 0.0]]), opacity=0.0,
                  remover=True, **kwargs)
            for bar, row in zip(self.marks, self.plan.rows, strict=False)
        ]  # fmt: skip


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
