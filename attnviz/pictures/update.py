"""A vector that moves: arrows in the plane of before and after, and what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.catalog.captions import noted
from attnviz.ink.ink import Ink
from attnviz.ink.motion import travel
from attnviz.ink.text import Line, Run, entering, label, line_width, symbol, wrap
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box
from attnviz.look.style import FOCUS_STROKE, XS, L, M, S, Theme
from attnviz.look.typeset import shorten
from attnviz.pictures.update_plane import Tag, place_tags, plan_plane, vector_arrows

Array = npt.NDArray[np.floating[Any]]
_STEP = 0.48  # scene units from one measure to the next
_TILT = 0.8  # of the box's diagonal: how steeply the arrow rises


@dataclass(frozen=True)
class MoveRooms:
    """Where a move is drawn, and where its measures and a list of words are written."""

    picture: Box
    measures: Box
    words: Box


def plan_rooms(box: Box, portrait: bool) -> MoveRooms:
    """Part a page's content in a picture and a panel, beside it or below."""
    if portrait:
        middle = box.bottom + 0.46 * box.height
        picture = Box(box.left, middle + 0.3, box.right, box.top - 0.1)
        panel = Box(box.left, box.bottom, box.right, middle)
    else:
        middle = box.left + 0.55 * box.width
        picture = Box(box.left, box.bottom + 0.15, middle - 0.2, box.top - 0.15)
        panel = Box(middle + 0.3, box.bottom, box.right, box.top - 0.15)
    if panel.height < 4:  # low and wide: the list stands beside the measures
        half = panel.left + 0.5 * panel.width
        measures = Box(panel.left, panel.bottom, half, panel.top)
        return MoveRooms(picture, measures, Box(half + 0.25, panel.bottom, panel.right, panel.top))
    right = min(panel.right, panel.left + 5.4)
    low = panel.top - 4 * _STEP - 0.3
    return MoveRooms(
        picture, Box(panel.left, low, right, panel.top), Box(panel.left, panel.bottom, right, low)
    )


@dataclass
class MovePicture:
    """E, the update that is added at its tip, and E′."""

    before: VGroup
    update: VGroup
    after: VGroup  # the first arrow's twin, which turns into E′
    names: list[VGroup]  # of E, ΔE and E′
    word: list[Ink]
    turn: float  # radians from E to E′
    stretch: float  # length of E′ over that of E
    shift: tuple[float, float]  # from tip to tip, scene units
    color: str  # of E′

    def move(self) -> list[Tween]:
        """Turn E into E′, and take the word along."""
        change = np.array([0.0, 0.0, 0.0, 0.0, self.turn])
        factor = np.array([1.0, 1.0, self.stretch, self.stretch, 1.0])
        turned = Tween(self.after, place=lambda now: now * factor + change, color=self.color)
        return [turned, travel(self.word, self.shift)]

    def everything(self) -> list[Any]:
        """Return all parts."""
        return [self.before, self.update, self.after, *self.names, *self.word]


def move_picture(
    points: Array, word: str, index: int, layer: int, box: Box, theme: Theme
) -> MovePicture:
    """Draw a move to scale.

    Parameters
    ----------
    points
        (2, 2): E and E′ in a plane; E lies along the first axis.
    word
        What moves; it stands at the tip of E at first.
    index, layer
        Its position, counted from 1, and the layer that it enters.
    """
    angle = _TILT * np.arctan2(box.height, box.width)
    old, new = points @ [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
    plan = plan_plane(np.stack([old, new]), box, 0.55)
    before, after = vector_arrows(np.stack([old, old]), plan, theme.embedding)
    moved = replace(plan, origin=plan.at(old))
    update = vector_arrows((new - old)[None], moved, theme.output)[0]
    for ink in leaves([before, update, after]):
        ink.stroke_width = FOCUS_STROKE * ink.is_stroked
    start, tip, end = plan.origin, plan.at(old), plan.at(new)
    tags = [
        Tag(tuple(symbol("ΔE", str(index), theme.output, M)), plan.at((old + new) / 2), M),
        Tag(
            tuple(entering(str(index), layer, theme.accent, L, prime=True)), plan.at(0.55 * new), L
        ),
        Tag(tuple(entering(str(index), layer, theme.embedding, L)), plan.at(0.6 * old), L),
        Tag((Run(shorten(word, 0.5 * box.width, M), theme.text),), end, M),
    ]
    update_name, after_name, before_name, *last = place_tags(
        tags, [(start, tip), (tip, end), (start, end)], plan, theme
    )
    shift = (end[0] - tip[0], end[1] - tip[1])
    named = leaves(last)[:1]
    for ink in named:
        ink.place[:2] -= shift
    return MovePicture(
        before=before,
        update=update,
        after=after,
        names=[before_name, update_name, after_name],
        word=named,
        turn=float(np.angle(complex(*points[1]))),
        stretch=float(np.hypot(*points[1]) / np.hypot(*points[0])),
        shift=shift,
        color=theme.accent,
    )


def turn(points: Array) -> str:
    """Write by what angle a vector turned; `points` as `move_picture` takes them."""
    angle = float(np.degrees(np.arctan2(points[1, 1], points[1, 0])))
    return f"{numerals.positive(angle)}°"


def measures(
    length: float, step: float, points: Array, index: int, layer: int, box: Box,
    theme: Theme,
) -> list[VGroup]:  # fmt: skip
    """Write how long E and ΔE are, their ratio, and by what angle E turned.

    Parameters
    ----------
    length, step
        Of E and of ΔE.
    points
        (2, 2): E and E′ in a plane; E lies along the first axis.
    index, layer
        Whose they are, counted from 1, and the layer that it enters.
    box
        Where the rows stand, from the top.
    """
    bar, over = Run("|", theme.mute, "sans"), Run(" / ", theme.mute, "sans")
    whole = [bar, *entering(str(index), layer, theme.embedding, M), bar]
    added = [bar, *symbol("ΔE", str(index), theme.output, M), bar]
    rows = [
        (whole, numerals.positive(length)),
        (added, numerals.positive(step)),
        ([*added, over, *whole], numerals.weight(step / length)),
        ([Run(noted("turned"), theme.mute, "sans")], turn(points)),
    ]
    pitch = min(_STEP, box.height / len(rows))
    width = min(box.width, max(line_width(runs, M) for runs, _ in rows) + 1.9)
    return [
        VGroup(
            Line(runs, M, (box.left, y)),
            label(number, theme.text, M, (box.left + width, y), "right", "sans-bold"),
        )
        for i, (runs, number) in enumerate(rows)
        for y in [box.top - 0.36 - i * pitch]
    ]


def ranking(
    title: Sequence[str], rows: Sequence[tuple[str, str]], most: int, box: Box, theme: Theme
) -> list[VGroup]:
    """Write a short list: words at the left, what was measured of each at the right.

    Parameters
    ----------
    title
        What was measured, in one or more lines.
    rows
        Words, and numbers as written.
    most
        How many rows to write at most.
    box
        Where it stands, from the top.

    Returns
    -------
    list
        The title, then a group a row, as many as fit.
    """

    def broken(size: float) -> list[list[Run]]:
        runs = [[Run(text, theme.mute, "sans")] for text in title]
        return [line for one in runs for line in wrap(one, size, box.width)]

    small = S if len(broken(S)) <= 2 else XS
    lines = broken(small)
    leading = 1.3 * small
    heading = VGroup(
        *(
            Line(line, small, (box.left, box.top - 0.8 * small - leading * i))
            for i, line in enumerate(lines)
        )
    )
    top, step = box.top - leading * len(lines) - 0.42, 0.44
    count = min(most, max(int((top - box.bottom) / step) + 1, 1))
    number = M if box.width >= 4 else S
    wide = max(text_width(text, "sans", number) for _, text in rows)
    right = min(box.right, box.left + wide + 2.6)
    groups = []
    for i, (word, text) in enumerate(rows[:count]):
        y = top - i * step
        name = label(
            shorten(word, right - box.left - wide - 0.2, M), theme.text, M, (box.left, y), "left"
        )
        groups.append(VGroup(name, label(text, theme.text, number, (right, y), "right", "sans")))
    return [heading, *groups]
