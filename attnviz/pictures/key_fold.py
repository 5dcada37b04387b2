"""Many things shrink into points, each into one of its own, and come out of them again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from attnviz.ink.ink import Ink
from attnviz.ink.motion import Array, box_around
from attnviz.ink.tween import Tween, leaves

Point = tuple[float, float]
_SMALL = 0.03  # of its size, when a thing has shrunk into a point


def fold(groups: Sequence[Any], points: Sequence[Point], **kwargs: Any) -> Tween:
    """Let each group shrink, as one thing, into a point of its own, and leave.

    Parameters
    ----------
    groups
        Mobjects, or several each.
    points
        One a group, in scene units.
    """
    inks, places = _folded(groups, points)
    return Tween(inks, place=places, opacity=0.0, remover=True, **kwargs)


def unfold(groups: Sequence[Any], points: Sequence[Point], **kwargs: Any) -> Tween:
    """Let new groups grow, each as one thing, out of a point of its own: the way back of `fold`."""
    inks, places = _folded(groups, points)
    return Tween(inks, start_place=lambda _: places, start_opacity=0.0, introducer=True, **kwargs)


def _folded(groups: Sequence[Any], points: Sequence[Point]) -> tuple[list[Ink], Array]:
    """Return the groups' Inks, and their places (inks, 5) when each group is in its point."""
    inks: list[Ink] = []
    places = []
    for group, point in zip(groups, points, strict=True):
        found = leaves(group)
        middle = np.array(box_around(found).center)
        for ink in found:
            place = ink.place.copy()
            place[:2] = np.array(point) + (ink.place[:2] - middle) * _SMALL
            place[2:4] *= _SMALL
            places.append(place)
        inks += found
    return inks, np.array(places).reshape(-1, 5)
