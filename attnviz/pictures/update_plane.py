"""A plane with arrows from its origin, true to scale, and labels that keep out of each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.ink import Ink, polyline
from attnviz.ink.text import Line, Run, line_width
from attnviz.ink.tween import leaves
from attnviz.look.page import Box
from attnviz.look.style import Theme

Array = npt.NDArray[np.floating[Any]]
Point = tuple[float, float]
_ROOM = 0.34  # em, between a label and its tip
_LEADER = 0.32  # scene units: labels further away are tied to their tip by a line


@dataclass(frozen=True)
class PlanePlan:
    """How a plane's units lie on the page; both axes have one scale.

    Attributes
    ----------
    origin
        Where (0, 0) stands.
    scale
        Scene units to the plane's unit.
    box
        The room.
    """

    origin: Point
    scale: float
    box: Box

    def at(self, point: Array) -> Point:
        """Return where a point of the plane stands."""
        x, y = (float(v) for v in point)
        return self.origin[0] + x * self.scale, self.origin[1] + y * self.scale


def plan_plane(points: Array, box: Box, margin: float = 0.3) -> PlanePlan:
    """Fit points and the origin into a box, as large as they can be.

    Parameters
    ----------
    points
        (m, 2).
    box
        The room, in scene units.
    margin
        Room for labels around, in scene units.
    """
    low, high = np.minimum(points.min(axis=0), 0), np.maximum(points.max(axis=0), 0)
    width, height = (float(v) for v in np.maximum(high - low, 1e-6))
    scale = min((box.width - 2 * margin) / width, (box.height - 2 * margin) / height)
    middle = (low + high) / 2
    x, y = box.center
    return PlanePlan((x - float(middle[0]) * scale, y - float(middle[1]) * scale), scale, box)


@dataclass(frozen=True)
class Tag:
    """A label that wants to stand beside a point.

    Attributes
    ----------
    runs
        What it says.
    tip
        The point, in scene units.
    size
        Scene units to the em.
    """

    runs: tuple[Run, ...]
    tip: Point
    size: float


def place_tags(
    tags: Sequence[Tag], strokes: Sequence[tuple[Point, Point]], plan: PlanePlan, theme: Theme,
    full: Sequence[Box] = (),
) -> list[VGroup]:  # fmt: skip
    """Write labels beside their points, clear of each other and of as many strokes as can be.

    Parameters
    ----------
    tags
        In order of importance: the first choose first.
    strokes
        Lines that labels should not cover, from and to, in scene units.
    full
        Where something else stands.

    Returns
    -------
    list
        One a tag; that of a tag that finds no room is empty.
    """
    taken = list(full)
    groups = []
    for tag in tags:
        best: tuple[float, Box] | None = None
        for box, far in _candidates(tag, plan.origin):
            if not _inside(box, plan.box) or any(_meet(box, other) for other in taken):
                continue
            cost = far + 0.9 * sum(_crosses(a, b, box) for a, b in strokes)
            if best is None or cost < best[0] - 1e-9:
                best = cost, box
        if best is None:
            groups.append(VGroup())
            continue
        box = best[1]
        taken.append(box)
        base = box.bottom + 0.26 * tag.size
        group = VGroup(Line(tag.runs, tag.size, (box.left, base)))
        near = _nearest(box, tag.tip)
        if np.hypot(near[0] - tag.tip[0], near[1] - tag.tip[1]) > _LEADER:
            group.add(Ink(polyline(tag.tip, near), theme.line, stroke=1.1))
        groups.append(group)
    return groups


def texts_of(label: Any) -> list[Ink]:
    """Return what is written in labels, without the lines that tie them to their places."""
    return [ink for ink in leaves(label) if ink.text and ink.text.strip()]


def _candidates(tag: Tag, origin: Point) -> list[tuple[Box, float]]:
    """Return boxes around a tip, the nearest and those that go on where the arrow points first."""
    width, height = line_width(tag.runs, tag.size), 1.12 * tag.size
    outward = np.arctan2(tag.tip[1] - origin[1], tag.tip[0] - origin[0])
    found = []
    for reach in (0.0, 0.3, 0.6, 0.95, 1.3, 1.7):
        for turn in np.radians(np.arange(0, 360, 15)):
            angle = outward + turn
            ux, uy = float(np.cos(angle)), float(np.sin(angle))
            gap = _ROOM * tag.size + reach
            # The middle of a box that touches a circle of radius `gap` about the tip.
            x = tag.tip[0] + ux * gap + 0.5 * width * np.clip(1.6 * ux, -1, 1)
            y = tag.tip[1] + uy * gap + 0.5 * height * np.clip(1.6 * uy, -1, 1)
            box = Box(
                float(x) - width / 2, float(y) - height / 2,
                float(x) + width / 2, float(y) + height / 2,
            )  # fmt: skip
            off = float(1 - np.cos(turn)) / 2
            found.append((box, reach + 0.25 * off))
    return found


def _inside(box: Box, room: Box) -> bool:
    wide = room.left - 1e-9 <= box.left and box.right <= room.right + 1e-9
    return wide and room.bottom - 1e-9 <= box.bottom and box.top <= room.top + 1e-9


def _meet(a: Box, b: Box, gap: float = 0.06) -> bool:
    beside = a.right + gap <= b.left or b.right + gap <= a.left
    return not (beside or a.top + gap <= b.bottom or b.top + gap <= a.bottom)


def _crosses(start: Point, end: Point, box: Box) -> bool:
    """Tell whether a line runs through a box (Liang and Barsky 1984)."""
    (x, y), dx, dy = start, end[0] - start[0], end[1] - start[1]
    enter, leave = 0.0, 1.0
    for step, room in (
        (-dx, x - box.left), (dx, box.right - x), (-dy, y - box.bottom), (dy, box.top - y),
    ):  # fmt: skip
        if step == 0:
            if room < 0:
                return False
            continue
        share = room / step
        if step < 0:
            enter = max(enter, share)
        else:
            leave = min(leave, share)
    return enter < leave


def _nearest(box: Box, point: Point) -> Point:
    return min(max(point[0], box.left), box.right), min(max(point[1], box.bottom), box.top)
