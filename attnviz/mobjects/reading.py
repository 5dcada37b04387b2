"""One column of the grid, read out beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.catalog.captions import noted
from attnviz.ink.ink import CIRCLE, Ink, line
from attnviz.ink.text import Line, Run, label
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box
from attnviz.look.style import RULE_STROKE, XS, L, M, S, Theme
from attnviz.look.typeset import fit_text
from attnviz.mobjects.enlarge import enlarge
from attnviz.mobjects.grid_plan import GridPlan
from attnviz.mobjects.thinning import counted

Array = npt.NDArray[np.floating[Any]]


@dataclass
class ReadingPanel:
    """One column read out: its keys sorted by weight, each with its dot."""

    head: VGroup
    keys: list[int]
    dots: list[Ink]
    rows: list[VGroup]
    total: VGroup

    def everything(self) -> list[Any]:
        """Return all parts."""
        return [self.head, *self.dots, *self.rows, self.total]


def reading_panel(
    labels: Sequence[str],
    weights: Array,
    query: int,
    plan: GridPlan,
    theme: Theme,
    note: Sequence[str],
) -> ReadingPanel:
    """Build the reading of one column.

    Parameters
    ----------
    labels
        (n,) all words.
    weights
        (n,) the query's weights. Those that print 0.00, or find no room, share one row if together
        they print more.
    note
        Lines of a remark below, such as one on the attention sink; may be empty.
    """
    assert plan.panel is not None
    box = plan.panel
    order = [int(i) for i in np.argsort(-np.asarray(weights), kind="stable")]
    visible = [i for i in order if float(numerals.weight(float(weights[i]))) > 0]
    around = 1.85 + (0.2 + 0.29 * len(note)) * bool(note)  # heading, total and remark
    most = max(int((box.height - around) / 0.40), 2)
    keys = visible
    rest = _left_out(order, keys, weights)
    if len(keys) + bool(rest) > most:
        keys = visible[: most - 1]
        rest = _left_out(order, keys, weights)
    count = len(keys) + bool(rest)
    top = box.top
    if box.left > plan.right:  # level with the grid, unless it needs more room
        top = min(box.top, max(plan.top, box.bottom + around + 0.40 * count))
    step = min(0.56, (top - box.bottom - around) / count)
    # As in the grid, area is weight; large grids' dots shrink, all alike, to fit the rows.
    unit = min(plan.dot_radius, 0.45 * step / float(np.sqrt(max(weights))))
    size = M if step >= 0.46 else S
    name, name_size = fit_text(labels[query], box.width, (L, M, S))
    head = VGroup(
        label(name, theme.query, name_size, (box.left, top - 0.42), "left"),
        label(noted("shares"), theme.mute, S, (box.left, top - 0.80), "left", "sans"),
    )
    y = top - 1.30
    dots, rows = [], []
    for key in keys:
        dots.append(
            Ink(CIRCLE, theme.text, (box.left + 0.17, y), unit * float(np.sqrt(weights[key])))
        )
        rows.append(
            _reading_row(labels[key], float(weights[key]), key == query, box, y, size, theme)
        )
        y -= step
    if rest:
        sum_rest = float(np.sum(np.asarray(weights)[rest]))
        row = VGroup(
            label(
                numerals.weight(sum_rest),
                theme.mute,
                size,
                (box.left + 1.12, y - 0.33 * size),
                "right",
                "sans",
            ),
            label(
                counted("others", len(rest)),
                theme.mute,
                S,
                (box.left + 1.32, y - 0.33 * size),
                "left",
                "sans",
            ),
        )
        rows.append(row)
        y -= step
    rule = y + 0.5 * step - 0.02
    base = rule - 0.42
    total = VGroup(
        line(theme.line, (box.left, rule), (box.left + box.width, rule), width=RULE_STROKE),
        label(
            numerals.weight(float(np.sum(weights))),
            theme.text,
            size,
            (box.left + 1.12, base),
            "right",
            "sans-bold",
        ),
        label(noted("in_all"), theme.mute, S, (box.left + 1.32, base), "left", "sans"),
        *(
            label(text, theme.mute, XS, (box.left, base - 0.55 - 0.29 * i), "left", "sans")
            for i, text in enumerate(note)
        ),
    )
    enlarge([head, *dots, *rows, total], plan, dots)
    return ReadingPanel(head, keys, dots, rows, total)


def _left_out(order: Sequence[int], keys: Sequence[int], weights: Array) -> list[int]:
    """Return the keys that have some weight and no row, if their sum can be written."""
    rest = [i for i in order if i not in keys and weights[i] > 0]
    return rest if float(numerals.weight(float(np.sum(np.asarray(weights)[rest])))) > 0 else []


def _reading_row(
    text: str, weight: float, itself: bool, box: Box, y: float, size: float, theme: Theme
) -> VGroup:
    base = y - 0.33 * size
    aside = f" {noted('itself')}"
    room = box.width - 1.32 - (text_width(aside, "sans", S) if itself else 0.0)
    name, name_size = fit_text(text, room, [s for s in (M, S, XS) if s <= size])
    runs = [Run(name, theme.key)]
    group = VGroup(
        label(numerals.weight(weight), theme.text, size, (box.left + 1.12, base), "right", "sans"),
        Line(runs, name_size, (box.left + 1.32, base)),
    )
    if itself:
        x = box.left + 1.32 + text_width(name, "serif", name_size)
        group.add(label(aside, theme.mute, S, (x, base), "left", "sans"))
    return group
