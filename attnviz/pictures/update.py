"""A vector that moves: E, the update at its tip, and E′, true to scale."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.ink import Ink, polyline
from attnviz.ink.motion import appear, fade
from attnviz.ink.text import Run, entering, symbol
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.page import Box
from attnviz.look.style import DIM, RULE_STROKE, L, M, Theme
from attnviz.look.typeset import shorten
from attnviz.mobjects.vectors import strip_scale
from attnviz.pictures.update_arrows import SHAFT, Arrow, FoldingStrip, Stance, Swing, fold
from attnviz.pictures.update_plane import Tag, place_tags, plan_plane, texts_of

Array = npt.NDArray[np.floating[Any]]
_TILT = 0.8  # of the box's diagonal: how steeply the arrow rises
_ARC = 0.6  # of the shorter of E and E′: where the angle is marked
_WORD = 0.3  # of the width, at most for the word
_COLUMN, _UNDER = 0.2, 0.14  # scene units: a column's width, and how far below its word
_MARGIN = 0.55  # scene units around the arrows, for labels
_SAID = (0, 1, "number", "word")  # the update's symbol, its length, and whose it is
_FLAT = 0.02  # radians: a smaller angle has no arc to be seen


@dataclass
class MovePicture:
    """E, the update that is added at its tip, and E′.

    Attributes
    ----------
    before, after
        The arrows; `after` stands as `before` does until it moves.
    goal
        How E′ stands.
    added
        Where the update goes: from the tip of E to that of E′.
    names
        Of E, ΔE and E′, each with its length; that of E says first whose it is.
    angle
        The arc and what it measures.
    color
        Of E′.
    """

    before: Arrow
    after: Arrow
    goal: Stance
    added: Stance
    names: list[VGroup]
    angle: list[Any]
    color: str

    @property
    def said(self) -> dict[Hashable, Ink]:
        """What the pictures before and after say too: the update's symbol and length, the word."""
        texts = [*texts_of(self.names[1])[:3], *texts_of(self.names[0])[:1]]
        return dict(zip(_SAID, texts, strict=False))

    def draw_back(self, update: Arrow, column: FoldingStrip, **kwargs: Any) -> list[Tween]:
        """Let the update's arrow shrink to its length beside E, whose column grows out of its top.

        Parameters
        ----------
        update
            It stays where it stands.
        column
            E as it hangs below its word.
        """
        small = update.stance._replace(length=self.added.length, width=SHAFT)
        full = column.stance
        column.stand(full._replace(length=0.05 * full.length))
        return [
            Swing([update], [small], **kwargs),
            Swing([column], [full], start_opacity=0.0, introducer=True, **kwargs),
        ]

    def lie_down(self, column: FoldingStrip, **kwargs: Any) -> list[Tween]:
        """Let the column of E lie down as its arrow."""
        return [
            *fold([column], [self.before], **kwargs),
            appear(leaves(self.names[0])[1:], delay=0.6),
        ]

    def join(self, update: Arrow, **kwargs: Any) -> list[Tween]:
        """Let the update's arrow go to where it is added."""
        return [Swing([update], [self.added], **kwargs)]

    def move(self, **kwargs: Any) -> list[Tween]:
        """Turn E into E′."""
        return [
            Swing([self.after], [self.goal], color=self.color, introducer=True, **kwargs),
            fade(self.before.inks(), DIM),
            appear([self.names[2], *self.angle], delay=0.6),
        ]

    def everything(self) -> list[Any]:
        """Return all parts but the update's arrow, which comes from elsewhere."""
        arrows = [*self.before.inks(), *self.after.inks()]
        return [*arrows, *self.angle, *self.names]


def move_picture(
    points: Array, step: float, word: str, index: int, layer: int, box: Box, theme: Theme
) -> MovePicture:
    """Draw a move to scale.

    Parameters
    ----------
    points
        (2, 2): E and E′ in a plane; E lies along the first axis.
    step
        Length of the update.
    word
        What moves.
    index, layer
        Its position, counted from 1, and the layer that it enters.
    """
    slope = _TILT * np.arctan2(box.height, box.width)
    old, new = points @ [[np.cos(slope), np.sin(slope)], [-np.sin(slope), np.cos(slope)]]
    plan = plan_plane(np.stack([old, new]), box, _MARGIN)
    start, tip, end = plan.origin, plan.at(old), plan.at(new)
    before, after = (Arrow(start, tip, theme.embedding) for _ in range(2))
    goal = Stance.between(start, end)
    turned = float(np.arctan2(points[1, 1], points[1, 0]))
    radius = _ARC * min(before.stance.length, goal.length)
    spot = slope + turned / 2
    middle = start[0] + radius * float(np.cos(spot)), start[1] + radius * float(np.sin(spot))

    def named(runs: list[Run], length: float, size: float) -> tuple[Run, ...]:
        said = Run(numerals.positive(length), theme.text, "sans-bold", M / size)
        return (*runs, Run(" ", theme.mute, "sans"), said)

    number = str(index)
    lengths = np.linalg.norm(points, axis=1)
    tags = [
        Tag(named(symbol("ΔE", number, theme.output, L), step, L), plan.at((old + new) / 2), L),
        Tag(
            named(entering(number, layer, theme.accent, L, prime=True), float(lengths[1]), L),
            plan.at(0.4 * new), L,
        ),
        Tag(
            (
                Run(shorten(word, _WORD * box.width, M), theme.query, scale=M / L, trail=0.3),
                *named(entering(number, layer, theme.embedding, L), float(lengths[0]), L),
            ),
            plan.at(0.5 * old), L,
        ),
        Tag((Run(turn(points), theme.text, "sans-bold"),), middle, M),
    ]  # fmt: skip
    strokes = [(start, tip), (tip, end), (start, end)]
    update_name, after_name, before_name, angle = place_tags(tags, strokes, plan, theme)
    arc = _arc(start, radius, slope, turned, theme) if turned > _FLAT else []
    return MovePicture(
        before=before,
        after=after,
        goal=goal,
        added=Stance.between(tip, end),
        names=[before_name, update_name, after_name],
        angle=[*arc, angle],
        color=theme.accent,
    )


def _arc(
    center: tuple[float, float], radius: float, start: float, turn: float, theme: Theme
) -> list[Ink]:
    """Draw the part of a circle from one direction to another."""
    angles = start + turn * np.linspace(0, 1, 17)
    spots = [(radius * float(np.cos(a)), radius * float(np.sin(a))) for a in angles]
    return [Ink(polyline(*spots), theme.text, center, stroke=RULE_STROKE)]


def column_below(word: Ink, vector: Array, box: Box, theme: Theme) -> FoldingStrip:
    """Draw a word's vector as a column that hangs below the word, down to a box's lower end."""
    left, low, right, _ = word.box() or (*word.place[:2], *word.place[:2])
    top = low - _UNDER
    size = _COLUMN, max(top - box.bottom, _COLUMN)
    center = (left + right) / 2, top - size[1] / 2
    return FoldingStrip(vector, center, size, strip_scale(vector[None]), theme)


def turn(points: Array) -> str:
    """Write by what angle a vector turned; `points` as `move_picture` takes them."""
    angle = float(np.degrees(np.arctan2(points[1, 1], points[1, 0])))
    return f"{numerals.positive(angle)}°"
