"""Softmax of one column as a full page: score, exp, and shares stacked up to 1."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.catalog.captions import noted
from attnviz.ink.follow import rewrite
from attnviz.ink.ink import SQUARE, Ink, arrow, line, polyline
from attnviz.ink.text import label
from attnviz.look import numerals
from attnviz.look.style import GRID_STROKE, RULE_STROKE, L, M, S, Theme
from attnviz.look.typeset import fit_text
from attnviz.mobjects.key_rows import Row, row_names
from attnviz.pictures.softmax_plan import ASIDE, RULE, StackedSharesPlan, small_type

Array = npt.NDArray[np.floating[Any]]
Places = npt.NDArray[np.float64]
_THICKEST = 0.55  # a bar, in scene units
_PLUMB = polyline((0.0, 0.0), (0.0, 1.0))  # hangs from a step, as high as its Ink is told


@dataclass
class StackedShares:
    """The drawn table; lists hold one Ink a row unless said otherwise."""

    plan: StackedSharesPlan
    heading: Ink  # the query's name
    heads: list[Ink]  # key, score, exp, share
    names: list[Ink]
    scores: list[Ink]  # empty text where several keys share a row
    arrows: list[VGroup]  # one a row of a single key
    exps: list[Ink]
    total: list[Ink]  # a rule, "sum", the sum
    division: VGroup  # the arrow from the sum to the whole
    bars: list[Ink]
    plumbs: list[Ink]  # from each step's end down to the sum
    shares: list[Ink]
    segments: list[Ink]  # of the whole
    nowhere: list[Ink]  # what the whole lacks of 1, where a sink takes some
    whole: Ink  # 1.00

    def everything(self) -> list[Any]:
        """Return all parts."""
        return [*self.beginning(), *self.working(), *self.bars, *self.shares]

    def beginning(self) -> list[Ink]:
        """Return what the table takes from the grid, and the names of its first two columns."""
        return [self.heading, *self.heads[:2], *self.names, *self.scores]

    def working(self) -> list[Any]:
        """Return what leads from the scores to the shares, and neither of them."""
        return [
            *self.heads[2:], *self.arrows, *self.exps, *self.total, self.division, *self.plumbs,
            *self.nowhere, *self.segments, self.whole,
        ]  # fmt: skip

    def texts(self) -> dict[Hashable, Ink]:
        """Return what says the same in the grid: the query's name, keys, and scores."""
        found: dict[Hashable, Ink] = {"query": self.heading}
        for row, name, score in zip(self.plan.rows.rows, self.names, self.scores, strict=True):
            if not row.shared:
                found["key", row.keys[0]], found["score", row.keys[0]] = name, score
        return found

    def bar_of(self, key: int) -> Ink:
        """Return the step that a key has, alone or with others."""
        rows = zip(self.bars, self.plan.rows.rows, strict=True)
        return next(bar for bar, row in rows if key in row.keys)

    def steps(self) -> list[Ink]:
        """Return what `show` changes."""
        return [
            *self.exps, self.total[-1], *self.bars, *self.plumbs, *self.shares, *self.segments,
            *self.nowhere, self.whole,
        ]  # fmt: skip

    def stand_alone(self) -> Places:
        """Let what the table begins with stand in the middle of its box, as long as it is alone.

        Returns
        -------
        array (inks of `beginning`, 5)
            Where it stands in the table.
        """
        home = np.array([ink.place for ink in self.beginning()])
        box, (right, up) = self.plan.box, self.plan.aside
        for ink in self.beginning():
            ink.place[:2] += right, up
        over = (self.heading.box() or (0.0, 0.0, 0.0, 0.0))[2] - box.right
        self.heading.place[0] -= max(over, 0.0)
        return home

    def stand_apart(self) -> tuple[Places, Places]:
        """Let every step begin at the left, as before they are divided; the largest fills the room.

        Returns
        -------
        tuple
            Where each row's bar and share stand, twice (2 * rows, 5): divided but still at the
            left, and in the staircase.
        """
        steps = [part for pair in zip(self.bars, self.shares, strict=True) for part in pair]
        staircase = np.array([part.place for part in steps])
        divided, (left, right) = staircase.copy(), self.plan.bars
        divided[0::2, 0] = left
        divided[1::2, 0] = left + divided[0::2, 2] + ASIDE
        larger = (right - left) / float(divided[0::2, 2].max())
        for bar, share in zip(self.bars, self.shares, strict=True):
            bar.place[0] = left
            bar.place[2] *= larger
            share.place[0] = left + bar.place[2] + ASIDE
        return divided, staircase

    def show(self, exps: Array, weights: Array, nowhere: float = 0.0) -> None:
        """Write other exponentials and weights, and move the steps to fit.

        Parameters
        ----------
        exps, weights
            (n,), 0 where the query may not look.
        nowhere
            What a sink adds to the sum of the exponentials; its share goes to no row.
        """
        plan, rows, size = self.plan, self.plan.rows, self.plan.rows.size
        x = plan.bars[0]
        for i, (row, y) in enumerate(zip(rows.rows, rows.heights, strict=True)):
            spot = plan.exp, y - 0.33 * size
            rewrite(self.exps[i], numerals.positive(row.total(exps)), spot, "right")
            x = self._step(i, row, x, weights)
        for lost in self.nowhere:
            lost.place[0], lost.place[2] = x, max(plan.bars[1] - x, 1e-4)
        whole, total = float(np.sum(np.asarray(weights, float))), float(np.sum(exps)) + nowhere
        base = plan.sum_height - 0.33 * size
        rewrite(self.total[-1], numerals.positive(total), (plan.exp, base), "right", "sans-bold")
        rewrite(self.whole, numerals.weight(whole), (plan.bars[1] + ASIDE, base), voice="sans-bold")

    def _step(self, i: int, row: Row, x: float, weights: Array) -> float:
        """Set one row's step from x on; return where it ends."""
        plan = self.plan
        left, right = plan.bars
        weight = row.total(weights)
        width = weight * (right - left)
        y, base = plan.rows.heights[i], plan.rows.heights[i] - 0.33 * plan.rows.size
        gap = min(0.02, 0.3 * width)
        self.bars[i].place[0], self.bars[i].place[2] = x, max(width, 1e-4)
        self.segments[i].place[0], self.segments[i].place[2] = x, max(width - gap, 1e-4)
        low = plan.sum_height + self.segments[i].place[3] / 2
        self.plumbs[i].place[:4] = x + width, low, 1.0, y - self.bars[i].place[3] / 2 - low
        spot = x + width + ASIDE, base
        rewrite(self.shares[i], numerals.weight(weight), spot, voice="sans-bold")
        return x + width


def stacked_shares(
    labels: Sequence[str], query: int, scores: Array, exps: Array, weights: Array,
    plan: StackedSharesPlan, theme: Theme, nowhere: float = 0.0,
) -> StackedShares:  # fmt: skip
    """Draw the softmax of one query's scores.

    Parameters
    ----------
    labels, scores, exps, weights
        (n,) of the query; exps and weights are 0 where it may not look.
    query
        Whose column this is.
    nowhere
        As `StackedShares.show` takes it.
    """
    rows, size = plan.rows, plan.rows.size
    tall = min(_THICKEST, 0.62 * rows.pitch)
    bases = [y - 0.33 * size for y in rows.heights]
    lines = [*zip(rows.rows, rows.heights, bases, strict=True)]
    score_inks = [
        label(_score(row, scores), theme.text, size, (plan.score, base), "right", "sans")
        for row, _, base in lines
    ]
    shafts = [
        VGroup(*arrow(theme.line, (plan.score + 0.14, y), (plan.arrow, y), 0.12))
        for row, y, _ in lines if not row.shared
    ]  # fmt: skip
    exp_inks = [label("0", theme.text, size, (0.0, y), "right", "sans") for y in bases]
    share_inks = [label("0", theme.text, size, (0.0, y), "left", "sans-bold") for y in bases]

    def slab(y: float, color: str = theme.text) -> Ink:
        return Ink(SQUARE, color, (plan.bars[0], y - tall / 2), (1.0, tall))

    bars = [slab(y) for y in rows.heights]
    segments = [slab(plan.sum_height) for _ in lines]
    plumbs = [Ink(_PLUMB, theme.line, stroke=GRID_STROKE) for _ in lines]
    base = plan.sum_height - 0.33 * size
    whole = label("0", theme.text, size, (0.0, base), "left", "sans-bold")
    division = VGroup(
        *arrow(
            theme.line, (plan.exp + 0.12, plan.sum_height),
            (plan.bars[0] - 0.12, plan.sum_height), 0.12,
        )
    )  # fmt: skip
    made = StackedShares(
        plan, _heading(labels[query], plan, theme), _heads(plan, theme),
        row_names(rows, plan.name, plan.name - plan.box.left, theme), score_inks, shafts, exp_inks,
        _total(plan, noted("sum_sink" if nowhere else "sum"), theme), division, bars, plumbs,
        share_inks, segments, [slab(plan.sum_height, theme.hair)] if nowhere else [], whole,
    )  # fmt: skip
    made.show(exps, weights, nowhere)
    return made


def _score(row: Row, scores: Array) -> str:
    return "" if row.shared else numerals.signed(float(scores[row.keys[0]]))


def _total(plan: StackedSharesPlan, name: str, theme: Theme) -> list[Ink]:
    size, y = plan.rows.size, plan.rows.bottom - 0.5 * RULE
    base = plan.sum_height - 0.33 * size
    return [
        line(theme.mute, (plan.exp - 2.4 * size, y), (plan.exp, y), width=RULE_STROKE),
        label(name, theme.mute, min(size, M), (plan.name, base), "right", "sans"),
        label("0", theme.text, size, (plan.exp, base), "right", "sans-bold"),
    ]


def _heading(text: str, plan: StackedSharesPlan, theme: Theme) -> Ink:
    box = plan.box
    room = box.width if plan.narrow else plan.bars[0] - 0.3 - box.left
    name, size = fit_text(text, room, (L, M, S))
    return label(name, theme.query, size, (box.left, plan.top - 0.34), "left")


def _heads(plan: StackedSharesPlan, theme: Theme) -> list[Ink]:
    size, base = small_type(plan.rows.size), plan.rows.top + 0.13
    return [
        label(noted("key"), theme.mute, size, (plan.name, base), "right", "sans"),
        label(noted("score"), theme.mute, size, (plan.score, base), "right", "sans"),
        exp_head(plan, noted("exp_score"), theme),
        share_head(plan, noted("share_of_sum"), theme),
    ]


def exp_head(plan: StackedSharesPlan, text: str, theme: Theme) -> Ink:
    """Write what stands above the exponentials."""
    spot = plan.exp, plan.rows.top + 0.13
    return label(text, theme.mute, small_type(plan.rows.size), spot, "right", "sans")


def share_head(plan: StackedSharesPlan, text: str, theme: Theme) -> Ink:
    """Write what stands above the shares."""
    spot = plan.bars[0], plan.rows.top + 0.13
    return label(text, theme.mute, small_type(plan.rows.size), spot, "left", "sans")
