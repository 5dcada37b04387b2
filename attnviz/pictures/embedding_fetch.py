"""How a token fetches its column from the embedding table: its number falls, the column rises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import VGroup

from attnviz.ink.ink import Ink, polyline, rectangle
from attnviz.ink.motion import Array, copy_of, refit
from attnviz.ink.tween import Tween, leaves
from attnviz.look.page import Box
from attnviz.look.style import FOCUS_STROKE, GRID_STROKE, Theme
from attnviz.pictures.embedding import LookupPlan, TablePlan


@dataclass
class Slot:
    """A place in the table that has opened: the columns beside it part, and it shows its own."""

    box: Box
    inks: list[Ink]

    @property
    def shut(self) -> Box:
        """The line that it opens out of and closes to."""
        x = self.box.center[0]
        return Box(x, self.box.bottom, x, self.box.top)

    def open(self, **kwargs: Any) -> Tween:
        """Let it open."""
        return Tween(self.inks, start_place=refit(self.box, self.shut), introducer=True, **kwargs)

    def close(self, **kwargs: Any) -> Tween:
        """Let it close and leave the scene."""
        return Tween(self.inks, place=refit(self.box, self.shut), remover=True, **kwargs)


@dataclass
class Fetch:
    """How one token fetches its column: its number goes down, the column comes up.

    Attributes
    ----------
    word
        Which position the token belongs to.
    token
        Its number in the vocabulary.
    number
        As it is written under the word, or None.
    strip
        The column, as it stands under its word when the table has gone.
    last
        Whether all of the word's columns are there after it.
    """

    word: int
    token: int
    number: Ink | None
    strip: VGroup
    last: bool

    def places(self, plan: LookupPlan) -> tuple[Array, Array]:
        """Return where the column's Inks stand in the table, and above it (leaves, 5)."""
        here = np.array([[0.0, 0.0, 1.0, 1.0, 0.0]] * len(leaves(self.strip)))
        return plan.in_table(self._way(plan))(here), plan.above()(here)

    def _way(self, plan: LookupPlan) -> float:
        return plan.table.x(self.token) - _middle(self.strip)

    def slot(self, plan: LookupPlan, theme: Theme) -> Slot:
        """Draw the slot in the table that shows the column at its true place."""
        area, x = plan.table.area, plan.table.x(self.token)
        half = _width(self.strip) / 2 + 0.1
        box = Box(x - half, area.bottom - 0.05, x + half, area.top + 0.05)
        outline = rectangle(box.left, box.bottom, box.right, box.top)
        inks = [Ink(outline, theme.ground), Ink(outline, theme.text, stroke=FOCUS_STROKE)]
        for ink, place in zip(leaves(self.strip), self.places(plan)[0], strict=True):
            twin = copy_of(ink)
            twin.place = place.copy()
            inks.append(twin)
        return Slot(box, inks)

    def falls(self, plan: LookupPlan, color: str, **kwargs: Any) -> list[Tween]:
        """Let the number go down to where the column stands."""
        if self.number is None:
            return []
        end = _above_slot(self.number, plan, self.token)
        across = plan.falling(self.number.place[1])
        return [Tween(self.number, place=end[None], color=color, across=across, **kwargs)]

    def rises(self, plan: LookupPlan, **kwargs: Any) -> Tween:
        """Let the column come out of the table and go to its word."""
        below, above = self.places(plan)
        return Tween(
            self.strip, start_place=lambda now: below, place=above, across=plan.rising,
            introducer=True, **kwargs,
        )  # fmt: skip


def all_fall(fetches: Sequence[Fetch], plan: LookupPlan, **kwargs: Any) -> list[Tween]:
    """Let the numbers of many tokens go down, one soon after the other, into the table."""
    some = [fetch for fetch in fetches if fetch.number is not None]
    inks = [fetch.number for fetch in some if fetch.number is not None]
    ends = [_above_slot(ink, plan, one.token) for ink, one in zip(inks, some, strict=True)]
    if not inks:
        return []
    across = plan.falling(max(ink.place[1] for ink in inks))
    return [Tween(inks, place=np.array(ends), opacity=0.0, across=across, remover=True, **kwargs)]


def all_rise(fetches: Sequence[Fetch], plan: LookupPlan, **kwargs: Any) -> list[Tween]:
    """Let the columns of many tokens light up in the table and go to their words, likewise."""
    if not fetches:
        return []
    below, above = (
        np.concatenate(places)
        for places in zip(*(fetch.places(plan) for fetch in fetches), strict=True)
    )
    strips = [fetch.strip for fetch in fetches]
    return [
        Tween(
            strips, start_place=lambda now: below, place=above, across=plan.rising,
            introducer=True, **kwargs,
        )
    ]  # fmt: skip


def lit_places(tokens: Sequence[int], plan: TablePlan, theme: Theme) -> Ink:
    """Mark the places of many tokens in the table, as one Ink."""
    area = plan.area
    lines = [polyline((plan.x(i), area.bottom), (plan.x(i), area.top)) for i in tokens]
    return Ink(np.concatenate(lines), theme.text, stroke=GRID_STROKE)


def _above_slot(number: Ink, plan: LookupPlan, token: int) -> Array:
    left, _, right, _ = number.box() or (0.0, 0.0, 0.0, 0.0)
    end = number.place.copy()
    end[0] += plan.table.x(token) - (left + right) / 2
    end[1] = plan.table.area.top + 0.16
    return end


def _middle(strip: VGroup) -> float:
    left, right = _sides(strip)
    return (left + right) / 2


def _width(strip: VGroup) -> float:
    left, right = _sides(strip)
    return right - left


def _sides(strip: VGroup) -> tuple[float, float]:
    """Return the left and right ends of a strip as it was drawn, wherever it stands now."""
    xs = np.concatenate([ink.outline[:, 0] for ink in leaves(strip)])
    return float(xs.min()), float(xs.max())
