"""A grid as one picture of cells, for more words than dots, or discs and rings, can show."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.catalog.captions import noted
from attnviz.ink.ink import Ink, rectangle
from attnviz.ink.raster import Raster
from attnviz.ink.text import Align, label
from attnviz.look import numerals
from attnviz.look.colors import blend
from attnviz.look.page import Page
from attnviz.look.style import XS, Theme
from attnviz.mobjects.grid_plan import DOTS_AT_MOST, GridPlan

Array = npt.NDArray[np.floating[Any]]
_STEPS = 48  # of a scale
_QUIET = 0.45  # of the colour of minus, in the lowest score's cell
SCALE_WIDTH, SCALE_GAP = 3.25, 0.62  # of a scale at its widest, and between grid and scale


class Cells(Raster):
    """A whole pattern drawn as one picture, for more words than dots can show.

    Parameters
    ----------
    weights
        (query, key), in [0, 1]; drawn on a square-root ramp.
    plan
        Where the grid stands.
    low, high
        Colours of weight 0 and 1.
    shown
        (query, key) bool: cells outside, which the mask closes, are left empty.
    """

    def __init__(
        self, weights: Array, plan: GridPlan, low: str, high: str, shown: npt.NDArray[np.bool_]
    ) -> None:
        size = plan.right - plan.left, plan.top - plan.bottom
        ramp = np.sqrt(np.clip(weights.T, 0, 1))
        super().__init__(ramp, (plan.left, plan.top), size, low, high, shown.T)


def cell_bands(
    weights: Array, plan: GridPlan, low: str, high: str, shown: npt.NDArray[np.bool_]
) -> list[Raster]:
    """Draw what `Cells` draws as bands of neighbouring columns, for them to come one by one."""
    return _bands(np.sqrt(np.clip(weights.T, 0, 1)), plan, low, high, shown.T)


def score_cells(scores: Array, plan: GridPlan, theme: Theme) -> list[Raster]:
    """Draw scores as bands of neighbouring columns, for them to come one by one.

    A cell has the colour of its score's sign, the fuller the farther from 0, on a square-root ramp;
    below 0 it is quiet.

    Parameters
    ----------
    scores
        (query, key), of any sign.
    """
    largest = float(np.abs(scores).max()) or 1.0
    ramp = np.sign(scores.T) * np.sqrt(np.abs(scores.T) / largest)
    return _bands(ramp, plan, theme.hair, theme.plus, below=lowest_color(theme))


def lowest_color(theme: Theme) -> str:
    """Return the colour of the lowest score: what gets no attention does not ask for any."""
    return blend(theme.ground, theme.minus, _QUIET)


def _bands(
    values: Array, plan: GridPlan, low: str, high: str,
    shown: npt.NDArray[np.bool_] | None = None, below: str | None = None,
) -> list[Raster]:  # fmt: skip
    """Draw a grid's cells as bands of neighbouring columns, see `Raster`.

    Parameters
    ----------
    values, shown
        (key, query), as they stand.
    """
    edges = np.linspace(0, plan.n, min(plan.n, DOTS_AT_MOST) + 1).astype(int).tolist()
    height = plan.top - plan.bottom
    return [
        Raster(
            values[:, a:b], (plan.left + a * plan.cell_width, plan.top),
            ((b - a) * plan.cell_width, height), low, high,
            None if shown is None else shown[:, a:b], below=below,
        )
        for a, b in pairwise(edges)
    ]  # fmt: skip


def ramp_scale(plan: GridPlan, page: Page, theme: Theme) -> VGroup:
    """Draw the scale of `Cells` beside them: its ramp from 0 to 1, with ticks and its name."""
    middles = [(i + 0.5) / _STEPS for i in range(_STEPS)]
    colors = [blend(theme.hair, theme.text, float(np.sqrt(value))) for value in middles]
    ticks = [numerals.weight(value) for value in (0.0, 0.5, 1.0)]
    return _scale(colors, ticks, noted("weight_ramp"), plan, page, theme)


def score_scale(largest: float, plan: GridPlan, page: Page, theme: Theme) -> VGroup:
    """Draw the scale of `score_cells` beside them, from below zero to above.

    Parameters
    ----------
    largest
        The size of the score that is farthest from 0.
    """
    middles = [2 * (i + 0.5) / _STEPS - 1 for i in range(_STEPS)]
    colors = [
        blend(
            theme.hair, theme.plus if value > 0 else lowest_color(theme), float(np.sqrt(abs(value)))
        )
        for value in middles
    ]
    ticks = [numerals.signed(value) for value in (-largest, 0.0, largest)]
    return _scale(colors, ticks, noted("score_ramp"), plan, page, theme)


def _scale(
    colors: Sequence[str], ticks: Sequence[str], name: str, plan: GridPlan, page: Page,
    theme: Theme,
) -> VGroup:  # fmt: skip
    """Draw steps of colour with a tick at both ends and in the middle; nothing without room."""
    width = min(SCALE_WIDTH, page.right - plan.right - SCALE_GAP)
    x, y = plan.right + SCALE_GAP, plan.bottom + 0.75
    group = VGroup()
    if width < 1.6:
        return group
    for i, color in enumerate(colors):
        left = x + width * i / len(colors)
        # Each reaches to the end, under the next: no seam shows between neighbours.
        group.add(Ink(rectangle(left, y, x + width, y + 0.14), color))
    sides: tuple[Align, ...] = ("left", "center", "right")
    for text, side, share in zip(ticks, sides, (0.0, 0.5, 1.0), strict=True):
        spot = x + width * share, y - 0.28
        group.add(label(text, theme.mute, XS, spot, side, "sans"))
    group.add(label(name, theme.mute, XS, (x, y - 0.58), "left", "sans"))
    return group
