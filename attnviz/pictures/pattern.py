"""What is worked out beside the grid: one product, and the softmax of one column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.catalog.captions import noted
from attnviz.ink.groups import emerge_each, gather_each
from attnviz.ink.ink import SQUARE, Ink, line
from attnviz.ink.motion import appear, come_from, copy_of, emerge, grow, turn_into
from attnviz.ink.text import Line, label, symbol
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.style import APPEAR, RULE_STROKE, TRAVEL, XS, M, S, Theme
from attnviz.mobjects import grid as draw
from attnviz.mobjects.enlarge import enlarge
from attnviz.mobjects.grid_plan import GridPlan
from attnviz.pictures.pattern_product import product_panel

Array = npt.NDArray[np.floating[Any]]
# Seconds from one number to the next, from one bar to the next, and for a number to turn.
_LAG, _STEP, _TURN = 0.06, 0.2, 0.5


class WorkedProduct:
    """A query and a key meet in their cell, and their product is worked out beside the grid.

    Parameters
    ----------
    query, key
        (d_head,), after positions.
    scale
        What the model multiplies the product with.
    cell
        Positions of the key and of the query, from 0.
    plan
        Where the grid stands; it has a panel.

    Attributes
    ----------
    panel
        The product, entry by entry.
    frame
        Around the cell.
    """

    def __init__(
        self, query: Array, key: Array, scale: float, cell: tuple[int, int], plan: GridPlan,
        theme: Theme,
    ) -> None:  # fmt: skip
        assert plan.panel is not None
        row, column = cell
        self._plan, self._cell, self._spot = plan, cell, plan.center(row, column)
        self.panel = product_panel(query, key, scale, (column + 1, row + 1), plan.panel, theme)
        enlarge(self.panel.everything(), plan)
        self.frame = draw.cell_frame(plan, row, column, theme.text)
        x, y = self._spot
        size, part = min(M, 0.7 * plan.cell_height), plan.cell_width / 4
        self._met = [
            Line(symbol(letter, str(i + 1), color, size), size, (at, y - 0.25 * size), "center")
            for letter, i, color, at in (
                ("q", column, theme.query, x - part), ("k", row, theme.key, x + part),
            )
        ]  # fmt: skip

    def meet(self) -> list[Tween]:
        """Let the query come down its column and the key along its row, into their cell."""
        (x, y), plan = self._spot, self._plan
        starts = [(x, plan.top - 0.5 * M), (plan.left + 0.5 * M, y)]
        return [appear(self.frame), emerge_each(self._met, starts, 0.5, run_time=0.6)]

    def open(self) -> list[Tween]:
        """Let the two columns of numbers come out of the cell, each under its symbol."""
        heads, panel = self.panel.heads, self.panel
        columns = [panel.query, panel.key]
        ends = [tuple(head.get_center()[:2].tolist()) for head in heads[:2]]
        scale = leaves(heads[0])[0].em / leaves(self._met[0])[0].em
        return [gather_each(self._met, ends, scale), emerge(columns, self._spot, 0.1)]

    def multiply(self, delay: float) -> Tween:
        """Let the products come, and their sum."""
        rest = VGroup(*self.panel.heads[2:])
        return appear([rest, self.panel.products, self.panel.total], lag=0.3, delay=delay)

    def hand_in(self, number: Ink) -> Tween:
        """Let the sum fly into its cell, as the number that stands there from now on."""
        total = leaves(self.panel.total)[-1].place.copy()
        return Tween([number], start_place=lambda _: total[None], introducer=True, arc=0.4)

    @property
    def inks(self) -> list[Ink]:
        """All but the frame."""
        panel, heads = self.panel, [*self._met, *self.panel.heads[2:]]
        return leaves([*heads, *panel.everything()[1:]])


@dataclass
class SharePanel:
    """Softmax of one column, row by row beside the grid: exp, sum, and stacked shares.

    `scores` is no part of it: it says where scores land that become the exponentials.
    """

    heads: VGroup
    scores: list[Ink]
    exps: list[Ink]
    total: VGroup
    bars: list[Ink]
    shares: list[Ink]

    def everything(self) -> list[Any]:
        """Return all parts."""
        return [self.heads, *self.exps, self.total, *self.bars, *self.shares]

    def take(self, column: Sequence[Ink]) -> Tween:
        """Let a column's scores travel to their rows."""
        places = np.array([ink.place for ink in self.scores])
        return Tween(column, place=places, lag=_LAG)

    def exponentiate(self, column: Sequence[Ink]) -> list[Tween]:
        """Let each score turn into its exponential."""
        return [appear(self.heads), *turn_into(column, self.exps, run_time=_TURN)]

    def share_out(self) -> list[Tween]:
        """Let the exponentials fall into their sum, and each bar bring its share."""
        rule, total, *rest = leaves(self.total)
        left, bottom, right, top = total.box() or (0.0, 0.0, 0.0, 0.0)
        spots = [((left + right) / 2, (bottom + top) / 2)] * len(self.exps)
        falling = gather_each(
            [copy_of(exp) for exp in self.exps], spots, 0.5, introducer=True, remover=True
        )
        ends = [(box[2], ink.place[1]) for bar, ink in zip(self.bars, self.shares, strict=True)
                if (box := bar.box())]  # fmt: skip
        later = TRAVEL / 2
        return [
            falling, appear([rule, total], delay=later),
            grow(self.bars, axis="x", lag=_STEP, delay=later),
            come_from(self.shares, ends, lag=_STEP, delay=later, start_opacity=0.0,
                      run_time=APPEAR),
            appear(rest, delay=later + _STEP * len(self.bars)),
        ]  # fmt: skip

    def give_back(self, column: Sequence[Ink]) -> Tween:
        """Let the shares travel into the column's cells, where they are written already."""
        places = np.array([ink.place for ink in self.shares])
        return Tween(column, start_place=lambda _: places, introducer=True, lag=_LAG)


def share_panel(scores: Array, weights: Array, plan: GridPlan, theme: Theme) -> SharePanel:
    """Build the softmax of one query's visible scores, aligned with the grid's rows.

    Parameters
    ----------
    scores, weights
        (visible,): the query's scores before the softmax and its weights.
    """
    assert plan.panel is not None
    box = plan.panel
    beside = box.left > plan.right
    step = plan.cell_height if beside else min(0.5, (box.height - 1.0) / (len(scores) + 1.3))
    first = plan.row_y(0) if beside else box.top - 0.75
    size = M if step >= 0.42 else (S if step >= 0.28 else XS)
    rows = [first - i * step for i in range(len(scores))]
    exps = np.exp(np.asarray(scores, float))
    right_exp, bar_left, bar_width = box.left + 0.98, box.left + 1.22, 1.30
    right_share = box.left + 3.22
    written = [numerals.positive(float(v)) for v in exps]
    while max(text_width(t, "sans", size) for t in written) > 0.98 and size > XS:
        size = {M: S, S: XS}[size]
    exp_inks = [
        label(text, theme.text, size, (right_exp, y - 0.33 * size), "right", "sans")
        for text, y in zip(written, rows, strict=True)
    ]
    score_inks = [
        label(numerals.signed(float(score)), theme.text, size, (right_exp, y - 0.33 * size),
              "right", "sans")
        for score, y in zip(scores, rows, strict=True)
    ]  # fmt: skip
    share_inks, bars, x = [], [], bar_left
    for weight, y in zip(weights, rows, strict=True):
        width = bar_width * float(weight)
        tall = min(0.27, 0.55 * step)
        bars.append(Ink(SQUARE, theme.text, (x, y - tall / 2), (max(width, 1e-4), tall)))
        spot = right_share, y - 0.33 * size
        share_inks.append(
            label(numerals.weight(float(weight)), theme.text, size, spot, "right", "sans")
        )
        x += width
    heads = VGroup(
        label(
            noted("exp_score"),
            theme.mute,
            XS,
            (right_exp, rows[0] + 0.5 * step + 0.155),
            "right",
            "sans",
        ),
        label(
            noted("share_of_sum"),
            theme.mute,
            XS,
            (bar_left, rows[0] + 0.5 * step + 0.155),
            "left",
            "sans",
        ),
    )
    low = rows[-1] - 0.5 * step
    base = low - 0.16 - 0.78 * size
    total = numerals.positive(float(exps.sum()))
    sum_group = VGroup(
        line(theme.line, (right_exp - 0.9, low - 0.04), (right_exp, low - 0.04), width=RULE_STROKE),
        label(total, theme.text, size, (right_exp, base), "right", "sans-bold"),
        line(theme.line, (bar_left, low - 0.04), (right_share, low - 0.04), width=RULE_STROKE),
        label(noted("in_all"), theme.mute, XS, (bar_left, base), "left", "sans"),
        label(
            numerals.weight(float(np.sum(weights))),
            theme.text,
            size,
            (right_share, base),
            "right",
            "sans-bold",
        ),
    )
    panel = SharePanel(heads, score_inks, exp_inks, sum_group, bars, share_inks)
    enlarge([*panel.everything(), *score_inks], plan)
    return panel
