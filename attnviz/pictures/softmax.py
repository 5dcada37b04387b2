"""Softmax of one column as a full page: score, exp, and shares stacked up to 1."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.catalog.captions import noted
from attnviz.ink.follow import rewrite
from attnviz.ink.ink import SQUARE, Ink, arrow, line, polyline
from attnviz.ink.text import label
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Page
from attnviz.look.style import GRID_STROKE, RULE_STROKE, L, M, S, Theme
from attnviz.look.typeset import fit_text
from attnviz.mobjects.grid_plan import GridPlan
from attnviz.mobjects.key_rows import Row, dashes, row_names
from attnviz.pictures.softmax_plan import ASIDE, RULE, StackedSharesPlan, small_type

_SUMS_GAP = 0.12  # between the grid and its sums


Array = npt.NDArray[np.floating[Any]]
_PLUMB = polyline((0.0, 0.0), (0.0, 1.0))  # hangs from a step, as high as its Ink is told


@dataclass
class StackedShares:
    """The drawn table; lists hold one Ink a row unless said otherwise."""

    plan: StackedSharesPlan
    heading: list[Ink]  # the query's name, and how it looks
    heads: list[Ink]  # key, score, exp, share
    names: list[Ink]
    scores: list[Ink]  # of rows that hold one key, or none that is seen
    arrows: list[VGroup]  # one a score that is seen
    exps: list[Ink]
    total: list[Ink]  # a rule, "sum", the sum
    division: VGroup  # the arrow from the sum to the whole
    bars: list[Ink]  # one a row that is seen
    plumbs: list[Ink]  # from each step's end down to the sum
    shares: list[Ink]
    segments: list[Ink]  # of the whole: one a row that is seen
    whole: Ink  # 1.00
    parting: list[Ink]

    def everything(self) -> list[Any]:
        """Return all parts."""
        return [
            *self.heading, *self.heads, *self.names, *self.scores, *self.arrows, *self.exps,
            *self.total, self.division, *self.bars, *self.plumbs, *self.shares, *self.segments,
            self.whole, *self.parting,
        ]  # fmt: skip

    def texts(self) -> dict[Hashable, Ink]:
        """Return what says the same in the grid: the query's name, keys, and scores."""
        found: dict[Hashable, Ink] = {"query": self.heading[0]}
        for i, row in enumerate(self.plan.rows.rows):
            key = ("rest", i) if row.shared else row.keys[0]
            found["key", key], found["score", key] = self.names[i], self.scores[i]
        return found

    def bar_center(self, key: int) -> tuple[float, float]:
        """Return the middle of the step that a key has, alone or with others."""
        x, y, width, height, _ = next(
            bar.place.tolist()
            for bar, row in zip(self.bars, self.plan.rows.rows, strict=False)
            if key in row.keys
        )
        return x + width / 2, y + height / 2

    def steps(self) -> list[Ink]:
        """Return what `show` changes."""
        return [
            *self.exps, self.total[-1], *self.bars, *self.plumbs, *self.shares, *self.segments,
            self.whole,
        ]  # fmt: skip

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
            if row.seen:
                x = self._step(i, row, x, weights)
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
    labels: Sequence[str], query: int, scores: Array, exps: Array, weights: Array, sub: str,
    plan: StackedSharesPlan, theme: Theme, nowhere: float = 0.0,
) -> StackedShares:  # fmt: skip
    """Draw the softmax of one query's scores.

    Parameters
    ----------
    labels, scores, exps, weights
        (n,) of the query; exps and weights are 0 where it may not look.
    query
        Whose column this is.
    sub
        What stands beside its name.
    nowhere
        As `StackedShares.show` takes it.
    """
    rows, size = plan.rows, plan.rows.size
    seen = [row for row in rows.rows if row.seen]
    tall = min(0.32, 0.62 * rows.pitch)
    tone = [theme.text if row.seen else theme.mute for row in rows.rows]
    bases = [y - 0.33 * size for y in rows.heights]
    score_inks = [
        label(_score(row, scores), color, size, (plan.score, base), "right", "sans")
        for row, color, base in zip(rows.rows, tone, bases, strict=True)
    ]
    shafts = [
        VGroup(*arrow(theme.line, (plan.score + 0.14, y), (plan.arrow, y), 0.12))
        for row, y in zip(rows.rows, rows.heights, strict=True)
        if row.seen and not row.shared
    ]
    blank = [("0", color, size, (0.0, base)) for color, base in zip(tone, bases, strict=True)]
    exp_inks = [label(*parts, "right", "sans") for parts in blank]
    right = plan.bars[1] + ASIDE
    share_inks = [
        label("0", theme.text, size, (0.0, base), "left", "sans-bold") if row.seen else
        label(numerals.weight(0.0), theme.mute, size, (right, base), "left", "sans")
        for row, base in zip(rows.rows, bases, strict=True)
    ]  # fmt: skip

    def slab(y: float) -> Ink:
        return Ink(SQUARE, theme.text, (0.0, y - tall / 2), (1.0, tall))

    bars = [slab(y) for y in rows.heights[: len(seen)]]
    segments = [slab(plan.sum_height) for _ in seen]
    plumbs = [Ink(_PLUMB, theme.line, stroke=GRID_STROKE) for _ in seen]
    base = plan.sum_height - 0.33 * size
    whole = label("0", theme.text, size, (right, base), "left", "sans-bold")
    parting = [] if rows.parting is None else [
        dashes(plan.box.left, plan.box.right, rows.parting, theme.line)
    ]  # fmt: skip
    division = VGroup(
        *arrow(
            theme.line, (plan.exp + 0.12, plan.sum_height),
            (plan.bars[0] - 0.12, plan.sum_height), 0.12,
        )
    )  # fmt: skip
    made = StackedShares(
        plan, _heading(labels[query], sub, plan, theme), _heads(plan, theme),
        row_names(rows, plan.name, plan.name - plan.box.left, theme), score_inks, shafts, exp_inks,
        _total(plan, noted("sum_sink" if nowhere else "sum"), theme), division, bars, plumbs,
        share_inks, segments, whole, parting,
    )  # fmt: skip
    made.show(exps, weights, nowhere)
    return made


def _score(row: Row, scores: Array) -> str:
    if not row.seen:
        return numerals.signed(-np.inf)
    return "" if row.shared else numerals.signed(float(scores[row.keys[0]]))


def _total(plan: StackedSharesPlan, name: str, theme: Theme) -> list[Ink]:
    size, y = plan.rows.size, plan.rows.bottom - 0.5 * RULE
    base = plan.sum_height - 0.33 * size
    return [
        line(theme.mute, (plan.exp - 2.4 * size, y), (plan.exp, y), width=RULE_STROKE),
        label(name, theme.mute, small_type(size), (plan.name, base), "right", "sans"),
        label("0", theme.text, size, (plan.exp, base), "right", "sans-bold"),
    ]


def _heading(text: str, sub: str, plan: StackedSharesPlan, theme: Theme) -> list[Ink]:
    box, base = plan.box, plan.top - 0.34
    room = box.width if plan.narrow else plan.bars[0] - 0.3 - box.left
    name, size = fit_text(text, room, (L, M, S))
    heading = [label(name, theme.query, size, (box.left, base), "left")]
    x = box.left + text_width(name, "serif", size) + 0.15
    if x + text_width(sub, "sans", S) <= box.left + room:
        heading.append(label(sub, theme.mute, S, (x, base), "left", "sans"))
    return heading


def _heads(plan: StackedSharesPlan, theme: Theme) -> list[Ink]:
    size, base = small_type(plan.rows.size), plan.rows.top + 0.13
    return [
        label(noted("key"), theme.mute, size, (plan.name, base), "right", "sans"),
        label(noted("score"), theme.mute, size, (plan.score, base), "right", "sans"),
        exp_head(plan, noted("exp_score"), theme),
        label(noted("share_of_sum"), theme.mute, size, (plan.bars[0], base), "left", "sans"),
    ]


def exp_head(plan: StackedSharesPlan, text: str, theme: Theme) -> Ink:
    """Write what stands above the exponentials."""
    spot = plan.exp, plan.rows.top + 0.13
    return label(text, theme.mute, small_type(plan.rows.size), spot, "right", "sans")


def with_sums(plan: GridPlan, page: Page) -> GridPlan:
    """Return the plan with room below for a row of sums, or as it was if that costs too much."""
    size = sums_size(plan)
    if size is None:
        return plan
    room = page.content if plan.caption_below else page.content_without_caption
    lacking = max(room.bottom + _SUMS_GAP + 0.85 * size - plan.bottom, 0.0)
    smaller = replace(plan, cell_height=plan.cell_height - lacking / plan.n)
    return smaller if smaller.cell_height >= max(plan.size, 1.1 * size) else plan


def sums_size(plan: GridPlan) -> float | None:
    """Return the size of type for sums under the columns, or None if they do not fit."""
    return plan.number_size(text_width(numerals.weight(1.0), "sans-bold", 1.0))


def column_sums(weights: Array, plan: GridPlan, page: Page, theme: Theme) -> list[VGroup]:
    """Write the sum of each column under it and what it is at the side; nothing without room.

    Parameters
    ----------
    weights
        (query, key).
    """
    size = sums_size(plan)
    room = page.content if plan.caption_below else page.content_without_caption
    if size is None or plan.bottom - _SUMS_GAP - 0.85 * size < room.bottom - 1e-6:
        return []
    base = plan.bottom - _SUMS_GAP - 0.75 * size
    sums = [
        label(
            numerals.weight(float(np.sum(row, dtype=float))), theme.text, size,
            (plan.center(0, i)[0], base), "center", "sans-bold",
        )
        for i, row in enumerate(weights)
    ]  # fmt: skip
    name = label(
        noted("sum"), theme.mute, min(size, S), (plan.row_label(0)[0], base), "right", "sans"
    )
    return [VGroup(ink) for ink in (name, *sums)]
