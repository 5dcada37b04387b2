"""A row of sums under a grid: every column adds up to one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.text import label
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Page
from attnviz.look.style import S, Theme
from attnviz.mobjects.grid_plan import GridPlan

Array = npt.NDArray[np.floating[Any]]
_GAP = 0.12  # between the grid and its sums


def with_sums(plan: GridPlan, page: Page) -> GridPlan:
    """Return the plan with room below for a row of sums, or as it was if that costs too much."""
    size = sums_size(plan)
    if size is None or not plan.size:
        return plan
    room = page.content if plan.caption_below else page.content_without_caption
    lacking = max(room.bottom + _GAP + 0.85 * size - plan.bottom, 0.0)
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
    if size is None or not plan.size or plan.bottom - _GAP - 0.85 * size < room.bottom - 1e-6:
        return []
    base = plan.bottom - _GAP - 0.75 * size
    sums = [
        label(
            numerals.weight(float(np.sum(row, dtype=float))), theme.text, size,
            (plan.center(0, i)[0], base), "center", "sans-bold",
        )
        for i, row in enumerate(weights)
    ]  # fmt: skip
    name = label("sum", theme.mute, min(size, S), (plan.row_label(0)[0], base), "right", "sans")
    return [VGroup(ink) for ink in (name, *sums)]
