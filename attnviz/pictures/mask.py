"""One column's softmax without and with the mask, side by side: what would leak."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from attnviz.catalog.captions import noted
from attnviz.ink.ink import SQUARE, Ink, line
from attnviz.ink.text import label
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box
from attnviz.look.style import RULE_STROKE, XS, L, M, S, Theme
from attnviz.look.typeset import fit_text
from attnviz.mobjects.grid_plan import GridPlan
from attnviz.mobjects.key_rows import Row, RowPlan, dashes, names_width, plan_rows, row_names

Array = npt.NDArray[np.floating[Any]]
_HEAD, _NAMED_HEAD = 0.36, 1.06  # above the rows: the charts' names; the query's name as well
_FOOT = 0.1  # between the rows and the sums
_GUTTER, _ASIDE = 0.36, 0.11  # between the charts; between a bar and its number
TITLES = ("without_mask", "with_mask")  # notes


@dataclass(frozen=True)
class UnmaskedPlan:
    """Where the two charts stand, in scene units.

    Attributes
    ----------
    rows
        The keys.
    box
        The room of names and charts.
    name
        Where the rows' names end; None beside a grid, whose rows are named already.
    charts
        Left end of each chart's bars.
    full
        Length of a bar whose share is the largest of all.
    headed
        Whether the query's name stands above.
    """

    rows: RowPlan
    box: Box
    name: float | None
    charts: tuple[float, float]
    full: float
    headed: bool


def plan_unmasked(
    labels: Sequence[str], unmasked: Array, masked: Array, seen: npt.NDArray[np.bool_],
    grid: GridPlan, page: Box,
) -> UnmaskedPlan:  # fmt: skip
    """Fit the charts beside the grid, level with its rows; or below it, or into a whole page.

    Parameters
    ----------
    labels, unmasked, masked, seen
        (n,) of one query; both are weights.
    grid
        The grid. Without room for a panel, or with a panel below, the rows need names.
    page
        The room that charts have that no grid leaves room for.
    """
    beside = grid.panel is not None and grid.panel.left > grid.right
    if beside:
        assert grid.panel is not None
        size = M if grid.cell_height >= 0.42 else S
        keys = [
            Row(text, (i,), bool(s)) for i, (text, s) in enumerate(zip(labels, seen, strict=True))
        ]
        heights = tuple(grid.row_y(i) for i in range(len(keys)))
        last = int(np.flatnonzero(seen)[-1])
        line_at = grid.row_y(last) - 0.5 * grid.cell_height if not seen.all() else None
        rows = RowPlan(tuple(keys), size, grid.cell_height, heights, line_at)
        return _charts(rows, grid.panel, None, False)
    headed = grid.panel is None
    box, head = page, _NAMED_HEAD
    if grid.panel is not None:
        box, head = Box(page.left, grid.panel.bottom, page.right, grid.panel.top), _HEAD
    rows = plan_rows(
        labels, np.maximum(unmasked, masked), seen, box.top - head, box.height - head - _FOOT,
        spare=1.0, largest=L if headed else M, fewest_hidden=4,
    )  # fmt: skip
    drop = (box.height - head - (rows.top - rows.bottom) - _FOOT - rows.pitch) / 2
    rows = rows.moved(-drop * headed)
    return _charts(rows, box, names_width(rows, 0.24 * box.width), headed)


def _charts(rows: RowPlan, box: Box, names: float | None, headed: bool) -> UnmaskedPlan:
    left = box.left + (0.0 if names is None else names + 0.3)
    number = text_width(numerals.weight(1.0), "sans-bold", rows.size)
    width = (box.right - left - _GUTTER) / 2
    return UnmaskedPlan(
        rows, box, None if names is None else box.left + names, (left, left + width + _GUTTER),
        width - _ASIDE - number, headed,
    )  # fmt: skip


@dataclass
class Chart:
    """Shares of one softmax, a bar a row, and what of them later words get."""

    title: Ink
    bars: list[Ink]
    shares: list[Ink]
    unmasked_share: list[Ink]  # a rule, "leak", the sum

    def everything(self) -> list[Ink]:
        """Return all parts."""
        return [self.title, *self.bars, *self.shares, *self.unmasked_share]


def unmasked_chart(
    plan: UnmaskedPlan, which: int, weights: tuple[Array, Array], theme: Theme
) -> Chart:
    """Draw one of the two charts.

    Parameters
    ----------
    which
        0 draws the softmax without the mask, 1 the one with it.
    weights
        (n,) each: both charts have one scale.
    """
    rows, size, left = plan.rows, plan.rows.size, plan.charts[which]
    largest = max(row.total(w) for row in rows.rows for w in weights)
    tall = min(0.3, 0.58 * rows.pitch)
    bars, shares = [], []
    for row, y in zip(rows.rows, rows.heights, strict=True):
        share = row.total(weights[which])
        width = plan.full * share / largest
        bars.append(Ink(SQUARE, theme.text, (left, y - tall / 2), (max(width, 1e-4), tall)))
        closed = which == 1 and not row.seen
        shares.append(
            label(
                numerals.weight(share), theme.mute if closed else theme.text, size,
                (left + width + _ASIDE * (share > 0), y - 0.33 * size), "left",
                "sans" if closed else "sans-bold",
            )
        )  # fmt: skip
    small = S if size >= M else XS
    title = label(noted(TITLES[which]), theme.mute, small, (left, rows.top + 0.14), "left", "sans")
    unmasked = sum(row.total(weights[which]) for row in rows.rows if not row.seen)
    y = rows.bottom - 0.05
    base = y - 0.1 - 0.78 * size
    name = label(noted("leak"), theme.mute, small, (left, base), "left", "sans")
    x = left + text_width(noted("leak"), "sans", small) + 0.12
    unmasked_share = [
        line(theme.line, (left, y), (left + plan.full + _ASIDE, y), width=RULE_STROKE),
        name,
        label(numerals.weight(unmasked), theme.text, size, (x, base), "left", "sans-bold"),
    ]
    return Chart(title, bars, shares, unmasked_share)


def unmasked_names(plan: UnmaskedPlan, text: str, theme: Theme) -> dict[Hashable, Ink]:
    """Name the query and the rows, as far as no grid beside or above the charts does.

    Parameters
    ----------
    text
        The query's label.

    Returns
    -------
    dict
        Inks by what they stand for, as `hand_over` takes them.
    """
    if plan.name is None:
        return {}
    found: dict[Hashable, Ink] = {}
    if plan.headed:
        name, size = fit_text(text, plan.box.width, (L, M, S))
        spot = plan.box.left, plan.rows.top + _NAMED_HEAD - 0.34
        found["query"] = label(name, theme.query, size, spot, "left")
    names = row_names(plan.rows, plan.name, plan.name - plan.box.left, theme)
    for i, (row, ink) in enumerate(zip(plan.rows.rows, names, strict=True)):
        found["key", ("rest", i) if row.shared else row.keys[0]] = ink
    return found


def unmasked_parting(plan: UnmaskedPlan, theme: Theme) -> list[Ink]:
    """Draw the line between the rows that the query sees and the later ones."""
    parting = plan.rows.parting
    right = min(plan.charts[1] + plan.full + 0.7, plan.box.right)
    return [] if parting is None else [dashes(plan.box.left, right, parting, theme.line)]
