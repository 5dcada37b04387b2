"""How many groups of Inks move at once, each of them as one thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import Mobject

from attnviz.ink.motion import Array
from attnviz.ink.tween import Tween, leaves
from attnviz.look.style import TRAVEL

Spots = Sequence[tuple[float, float]]


def emerge_each(
    groups: Sequence[Mobject], spots: Spots, scale: float = 0.2, *, run_time: float = TRAVEL,
    **kwargs: Any,
) -> Tween:  # fmt: skip
    """Bring new groups out of points, a point a group; see `attnviz.ink.motion.emerge`.

    Parameters
    ----------
    spots
        Where each group's middle starts, in scene units.
    scale
        How large they start, of their size.
    """
    start = _about(groups, spots, scale)
    return Tween(groups, start_place=start, run_time=run_time, introducer=True, **kwargs)


def gather_each(
    groups: Sequence[Mobject], spots: Spots, scale: float = 0.2, *, run_time: float = TRAVEL,
    **kwargs: Any,
) -> Tween:  # fmt: skip
    """Move groups to points, a point a group; see `attnviz.ink.motion.gather`."""
    return Tween(groups, place=_about(groups, spots, scale), run_time=run_time, **kwargs)


def _about(groups: Sequence[Mobject], spots: Spots, scale: float) -> Callable[[Array], Array]:
    """Return what takes each group's middle to its spot, and all of it to a share of its size."""
    counts = [len(leaves(group)) for group in groups]
    middles = np.repeat(np.reshape([_middle(group) for group in groups], (-1, 2)), counts, axis=0)
    ends = np.repeat(np.reshape(spots, (-1, 2)), counts, axis=0)

    def moved(places: Array) -> Array:
        found = places.copy()
        found[:, 2:4] *= scale
        found[:, :2] = ends + (places[:, :2] - middles) * scale
        return found

    return moved


def _middle(group: Mobject) -> tuple[float, float]:
    boxes = np.array([ink.box() or (*ink.place[:2], *ink.place[:2]) for ink in leaves(group)])
    if not len(boxes):
        return 0.0, 0.0
    x, y = (boxes[:, :2].min(axis=0) + boxes[:, 2:].max(axis=0)) / 2
    return float(x), float(y)


def unroll(
    mobjects: Mobject | Sequence[Mobject], edge: float, *, run_time: float = TRAVEL, **kwargs: Any
) -> Tween:
    """Let new Inks grow out of a level line, up or down, in their full width.

    Parameters
    ----------
    edge
        The line's height, in scene units.
    """
    return Tween(
        mobjects, start_place=_rolled(edge), start_opacity=0.0, run_time=run_time,
        introducer=True, **kwargs,
    )  # fmt: skip


def roll_up(
    mobjects: Mobject | Sequence[Mobject], edge: float, *, run_time: float = TRAVEL, **kwargs: Any
) -> Tween:
    """Let Inks go into a level line and leave the scene: the way back of `unroll`."""
    return Tween(
        mobjects, place=_rolled(edge), opacity=0.0, run_time=run_time, remover=True, **kwargs
    )


def _rolled(edge: float) -> Callable[[Array], Array]:
    def flat(places: Array) -> Array:
        found = places.copy()
        found[:, 1] = edge + (places[:, 1] - edge) * 1e-3
        found[:, 3] *= 1e-3
        return found

    return flat
