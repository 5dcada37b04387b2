"""How Inks move: they appear, vanish, travel, grow, and hand over to one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeVar

import numpy as np
import numpy.typing as npt
from manim import Mobject
from manim.utils.rate_functions import ease_out_cubic

from attnviz.ink.ink import Ink
from attnviz.ink.tween import Tween, leaves
from attnviz.look.style import APPEAR, FOCUS, TRAVEL

Array = npt.NDArray[np.float64]
M = TypeVar("M", bound=Mobject)
HANDOVER = 0.2  # seconds for the old to go before the new comes


def appear(
    mobjects: Mobject | Sequence[Mobject], *, lag: float = 0.0, delay: float = 0.0,
    run_time: float = APPEAR,
) -> Tween:  # fmt: skip
    """Fade in, in place."""
    return Tween(
        mobjects, start_opacity=0.0, lag=lag, delay=delay, run_time=run_time,
        rate_func=ease_out_cubic, introducer=True,
    )  # fmt: skip


def vanish(
    mobjects: Mobject | Sequence[Mobject], *, lag: float = 0.0, run_time: float = APPEAR
) -> Tween:
    """Fade out and leave the scene."""
    return Tween(mobjects, opacity=0.0, lag=lag, run_time=run_time, remover=True)


def replace(
    old: Mobject | Sequence[Mobject], new: Mobject | Sequence[Mobject], *, lag: float = 0.0
) -> list[Tween]:
    """Let one thing give its place to another: the second comes when the first has gone."""
    return [
        vanish(old, lag=lag, run_time=HANDOVER),
        appear(new, lag=lag, delay=HANDOVER, run_time=APPEAR - HANDOVER + 0.1),
    ]


def fade(
    mobjects: Mobject | Sequence[Mobject], opacity: float, *, run_time: float = FOCUS
) -> Tween:
    """Change the opacity only."""
    return Tween(mobjects, opacity=opacity, run_time=run_time)


def recolor(mobjects: Mobject | Sequence[Mobject], color: str, *, run_time: float = FOCUS) -> Tween:
    """Change the colour only."""
    return Tween(mobjects, color=color, run_time=run_time)


def travel(
    mobjects: Mobject | Sequence[Mobject],
    by: tuple[float, float],
    *,
    run_time: float = TRAVEL,
    **kwargs: Any,
) -> Tween:
    """Move by (x, y) scene units."""
    step = np.array([*by, 0.0, 0.0, 0.0])
    return Tween(mobjects, place=lambda start: start + step, run_time=run_time, **kwargs)


def gather(
    mobjects: Mobject | Sequence[Mobject], to: tuple[float, float], scale: float, *,
    run_time: float = TRAVEL, **kwargs: Any,
) -> Tween:  # fmt: skip
    """Shrink (or grow) all Inks by `scale` about the point `to` they travel to."""

    def target(start: Array) -> Array:
        middle = (
            np.array([0.5 * (b[0] + b[2]) for b in boxes]),
            np.array([0.5 * (b[1] + b[3]) for b in boxes]),
        )
        center = np.array([middle[0].mean(), middle[1].mean()])
        end = start.copy()
        end[:, 2:4] *= scale
        end[:, :2] = np.array(to) + (start[:, :2] - center) * scale
        return end

    boxes = [leaf.box() or (0.0, 0.0, 0.0, 0.0) for leaf in leaves(mobjects)]
    return Tween(mobjects, place=target, run_time=run_time, **kwargs)


def grow(
    mobjects: Mobject | Sequence[Mobject], *, axis: Literal["x", "both"] = "both", lag: float = 0.0,
    delay: float = 0.0, run_time: float = APPEAR,
) -> Tween:  # fmt: skip
    """Grow from nothing about each Ink's own origin, along x or in both directions."""
    start = np.array([1.0, 1.0, 1e-4, 1.0 if axis == "x" else 1e-4, 1.0])
    return Tween(
        mobjects, start_place=lambda now: now * start, lag=lag, delay=delay, run_time=run_time,
        rate_func=ease_out_cubic, introducer=True,
    )  # fmt: skip


def come_from(
    mobjects: Mobject | Sequence[Mobject], points: Sequence[tuple[float, float]], *,
    size: float | None = None, run_time: float = TRAVEL, **kwargs: Any,
) -> Tween:  # fmt: skip
    """Bring Inks to where they stand from the points given, one an Ink.

    With `size`, the largest one starts that large and the others in proportion.
    """

    def start(now: Array) -> Array:
        moved = now.copy()
        moved[:, :2] = points
        if size is not None:
            moved[:, 2:4] *= size / now[:, 2].max()
        return moved

    return Tween(mobjects, start_place=start, run_time=run_time, introducer=True, **kwargs)


def copy_of(ink: Ink) -> Ink:
    """Return a second Ink with the same (shared) outline, standing in the same place."""
    stroke = ink.stroke_width if ink.is_stroked else None
    twin = Ink(ink.outline, "#000000", stroke=stroke, text=ink.text, em=ink.em)
    twin.spans, twin.draw = ink.spans, ink.draw
    twin.place = ink.place.copy()
    twin.rgba[:] = ink.rgba
    return twin


def without(mobjects: Sequence[M], index: int) -> list[M]:
    """Return all mobjects but one."""
    return [mobject for i, mobject in enumerate(mobjects) if i != index]
