"""One cell of a grid drawn near: a query comes down its column, a key along its row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import smooth

from attnviz.ink.follow import Follow
from attnviz.ink.ink import Ink, join, polyline, rectangle
from attnviz.ink.text import label
from attnviz.look import numerals
from attnviz.look.glyphs import Points, text_width
from attnviz.look.page import Box, Page
from attnviz.look.style import XL, XS, L, M, S, Theme
from attnviz.mobjects.grid_plan import GridPlan
from attnviz.pictures.scores_heads import Places, TurningStrip

Array = npt.NDArray[np.floating[Any]]
Spot = tuple[float, float]
_HEAD = 1.25  # length of a strip at the head, in scene units
_WIDE = 0.34  # of one token's strip
_GAP = 0.14
_SHARE = (0.46, 0.5)  # of the pane that the cell takes at most: its width, its height
_TALL_SHARE = (0.66, 0.4)  # the same on an upright page
_SIGN, _SPACE = 1.4, 0.4  # em, for the sign before a number, and of it between them
_SHADE = 0.1  # opacity
# Times the cell that is drawn near, where that fits into so much of the pane.
_LEAST, _MOST_SHARE = 1.15, 0.8


@dataclass(frozen=True)
class NearPlan:
    """Where a cell that is drawn near stands, and what belongs to it; all in scene units.

    Attributes
    ----------
    plan
        The grid that is drawn near to.
    pane
        The part of the page in which its lattice shows.
    factor
        How much larger everything is.
    cell
        The cell as it stands then.
    query, key
        Cell's column and row.
    room
        The page's content.
    stacked
        Whether a key's label stands over its strip, on an upright page.
    """

    plan: GridPlan
    pane: Box
    factor: float
    cell: Box
    query: int
    key: int
    room: Box
    stacked: bool

    def lattice(self, share: float) -> Points:
        """Return the lattice on the way there: share 0 is the whole grid, 1 is the near view."""
        plan, (x, y) = self.plan, self.plan.center(self.key, self.query)
        to_x, to_y = self.cell.center
        box = Box(plan.left, plan.bottom, plan.right, plan.top)
        clip = Box(*(
            a + (b - a) * share for a, b in zip(
                (box.left, box.bottom, box.right, box.top),
                (self.pane.left, self.pane.bottom, self.pane.right, self.pane.top), strict=True,
            )
        ))  # fmt: skip
        steps = np.arange(plan.n + 1)
        xs = _seen(plan.left + steps * plan.cell_width, x, to_x, self.factor, share)
        ys = _seen(plan.top - steps * plan.cell_height, y, to_y, self.factor, share)
        left, right = max(xs[0], clip.left), min(xs[-1], clip.right)
        top, bottom = min(ys[0], clip.top), max(ys[-1], clip.bottom)
        slack = 1e-6
        strokes = [
            polyline((left, float(v)), (right, float(v)))
            for v in ys if bottom - slack <= v <= top + slack
        ]  # fmt: skip
        strokes += [
            polyline((float(v), top), (float(v), bottom))
            for v in xs if left - slack <= v <= right + slack
        ]  # fmt: skip
        return join(strokes)

    def draw_near(self, lines: Ink, seconds: float, back: bool = False) -> Follow:
        """Return the animation that draws near to the cell, or back from it."""

        def show(share: float) -> None:
            lines.place[:] = 0.0, 0.0, 1.0, 1.0, 0.0
            lines.redraw(self.lattice(float(smooth(share))))

        return Follow([lines], show, 1.0 if back else 0.0, 0.0 if back else 1.0, seconds)

    @property
    def frame(self) -> Places:
        """Where the frame of the grid's cell stands when it frames the near one, (1, 5)."""
        x, y = self.plan.center(self.key, self.query)
        to_x, to_y = self.cell.center
        factor = self.factor
        return np.array([[to_x - x * factor, to_y - y * factor, factor, factor, 0.0]])

    def ways(self, theme: Theme) -> list[Ink]:
        """Shade the ways along which query and key come: a part of the column, and of the row."""
        cell, pane = self.cell, self.pane
        column = rectangle(cell.left, cell.top, cell.right, pane.top)
        row = rectangle(pane.left, cell.bottom, cell.left, cell.top)
        return [
            Ink(column, theme.query, opacity=_SHADE), Ink(row, theme.key, opacity=1.4 * _SHADE),
        ]  # fmt: skip

    # What stands at the heads of the column and of the row

    def query_head(self, strip: TurningStrip) -> Places:
        """Return where the query's strip stands, above the column."""
        at = self.cell.center[0], self.pane.top + _GAP + _HEAD / 2
        return strip.placed(at, (_width(strip), _HEAD))

    def key_head(self, strip: TurningStrip) -> Places:
        """Return where the key's strip lies, beside the row."""
        at = self.pane.left - _GAP - _HEAD / 2, self.cell.center[1]
        return strip.placed(at, (_width(strip), _HEAD), on_its_side=True)

    def query_label(self, text: str, color: str) -> Ink:
        """Write the query above its strip."""
        at = self.cell.center[0], self.pane.top + 2 * _GAP + _HEAD
        size = _fitting(text, self.room.width, (L, M, S, XS))
        return label(text, color, size, at, "center")

    def key_label(self, text: str, color: str, strip: TurningStrip) -> Ink:
        """Write the key beside its strip, or above it."""
        end, y = self.pane.left - _GAP - _HEAD, self.cell.center[1]
        if self.stacked:
            size = _fitting(text, self.pane.left - self.room.left, (L, M, S, XS))
            at = self.pane.left - _GAP - _HEAD / 2, y + _width(strip) / 2 + 3.5 * _GAP
            left = at[0] - text_width(text, "serif", size) / 2
            return label(text, color, size, (max(left, self.room.left), at[1]), "left")
        size = _fitting(text, end - _GAP - self.room.left, (L, M, S, XS))
        return label(text, color, size, (end - 1.5 * _GAP, y - 0.24 * size), "right")

    # What stands in the cell

    @property
    def slots(self) -> tuple[Box, Box, Box, Box]:
        """The room of the query, the sign, the key, and the number with the sign before it."""
        inside = self.cell.inset(_GAP, 0.75 * _GAP)
        if inside.width >= 2.2 * inside.height or inside.height < 1.6:
            q, dot, k, number = inside.columns((0.85, 0.4, 0.85, 3.2))
            return q, dot, k, number
        upper, lower = inside.rows((1.5, 1.0))
        q, dot, k = upper.inset(0.15 * upper.width, 0.0).columns((1.0, 0.5, 1.0))
        return q, dot, k, lower

    def in_cell(self, strip: TurningStrip, key: bool = False) -> Places:
        """Return where a copy of a strip stands in the cell, upright."""
        slot = self.slots[2 if key else 0]
        length = min(_HEAD, slot.height - 2 * _GAP)
        width = min(_width(strip), 0.96 * slot.width * strip.size[0] / strip.outer)
        return strip.placed(slot.center, (width, length))

    def signs(self, value: float, merged: bool, theme: Theme) -> list[Ink]:
        """Write what stands between: times, and equals; or an arrow where several keys merge."""
        dot = self.slots[1].center
        size, (x, y) = self.number(value)
        left = x - text_width(numerals.signed(value), "sans", size) / 2
        text = "→" if merged else "="
        return [
            label("·", theme.mute, L, (dot[0], dot[1] - 0.3 * L), "center", "sans"),
            label(text, theme.mute, size, (left - _SPACE * size, y), "right", "sans"),
        ]

    def number(self, value: float) -> tuple[float, Spot]:
        """Return the size of the product's number, and the middle of its baseline."""
        slot, text = self.slots[3], numerals.signed(value)

        def wide(size: float) -> float:
            return text_width(text, "sans", size) + _SIGN * size

        size = next((s for s in (XL, L, M, S) if wide(s) <= slot.width), XS)
        return size, (slot.center[0] + _SIGN * size / 2, slot.center[1] - 0.36 * size)


def plan_near(
    plan: GridPlan, query: int, key: int, texts: tuple[str, str], page: Page, below: bool
) -> NearPlan:
    """Plan the near view of a cell: large in the middle of what the heads leave.

    Parameters
    ----------
    texts
        Labels of the query and of the key.
    below
        Whether the caption keeps its place, see `GridPlan.caption_below`.
    """
    room = page.content if below else page.content_without_caption
    stacked = page.portrait
    above = _HEAD + 3 * _GAP + L
    beside = _HEAD + 2 * _GAP
    if not stacked:
        beside += min(text_width(texts[1], "serif", L), 0.25 * room.width) + 2 * _GAP
    pane = Box(room.left + beside, room.bottom, room.right, room.top - above)
    wide, high = _TALL_SHARE if stacked else _SHARE
    by_width, by_height = pane.width / plan.cell_width, pane.height / plan.cell_height
    least = min(_LEAST, _MOST_SHARE * by_width, _MOST_SHARE * by_height)
    factor = max(min(wide * by_width, high * by_height), least)
    half_w, half_h = factor * plan.cell_width / 2, factor * plan.cell_height / 2
    x, y = pane.center
    cell = Box(x - half_w, y - half_h, x + half_w, y + half_h)
    return NearPlan(plan, pane, factor, cell, query, key, room, stacked)


def _seen(points: Array, about: float, to: float, factor: float, share: float) -> Array:
    """Return where coordinates stand on the way from the whole to the near view, in order."""
    return points + (to + (points - about) * factor - points) * share


def _width(strip: TurningStrip) -> float:
    tokens = strip.tokens
    return min(_WIDE * tokens, 3 * _WIDE)


def _fitting(text: str, room: float, sizes: tuple[float, ...]) -> float:
    return next((s for s in sizes if text_width(text, "serif", s) <= room), sizes[-1])
