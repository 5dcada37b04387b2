"""Softmax of one column, row by row beside the grid: exp, sum, shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.catalog.captions import noted
from attnviz.ink.ink import SQUARE, Ink, line
from attnviz.ink.text import label, numbers
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.style import RULE_STROKE, XS, M, S, Theme
from attnviz.mobjects.enlarge import enlarge
from attnviz.mobjects.grid_plan import GridPlan

Array = npt.NDArray[np.floating[Any]]


@dataclass
class SharePanel:
    """Softmax of one column, row by row beside the grid: exp, sum, and stacked shares."""

    heads: VGroup
    exps: list[Ink]
    total: VGroup
    bars: list[Ink]
    shares: list[Ink]

    def everything(self) -> list[Any]:
        """Return all parts."""
        return [self.heads, *self.exps, self.total, *self.bars, *self.shares]


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
        numbers([text], [(right_exp, y - 0.33 * size)], theme.text, size, "right")
        for text, y in zip(written, rows, strict=True)
    ]
    share_inks, bars, x = [], [], bar_left
    for weight, y in zip(weights, rows, strict=True):
        width = bar_width * float(weight)
        tall = min(0.27, 0.55 * step)
        bars.append(Ink(SQUARE, theme.text, (x, y - tall / 2), (max(width, 1e-4), tall)))
        spot = [(right_share, y - 0.33 * size)]
        share_inks.append(
            numbers([numerals.weight(float(weight))], spot, theme.text, size, "right", "sans-bold")
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
    panel = SharePanel(heads, exp_inks, sum_group, bars, share_inks)
    enlarge(panel.everything(), plan)
    return panel
