"""How Inks move: they appear, vanish, travel, grow, and hand over to one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeVar

import numpy as np
import numpy.typing as npt
from manim import Mobject
from manim.utils.rate_functions import ease_out_cubic

from attnviz.ink.ink import Ink
from attnviz.ink.tween import Tween, leaves
from attnviz.look.page import Box
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
    """Move Inks as one thing: their common middle travels to a point, and they shrink or grow.

    Parameters
    ----------
    to
        Where the middle of the box around all of them arrives, in scene units.
    scale
        How large they arrive, of their size.
    """
    center = np.array(_middle(mobjects))

    def target(start: Array) -> Array:
        end = start.copy()
        end[:, 2:4] *= scale
        end[:, :2] = np.array(to) + (start[:, :2] - center) * scale
        return end

    return Tween(mobjects, place=target, run_time=run_time, **kwargs)


def refit(old: Box, new: Box) -> Callable[[Array], Array]:
    """Return how places change when all that stands in one box comes to fill another.

    For a Tween: ``place=refit(old, new)`` brings Inks there, ``start_place=refit(new, old)`` lets
    them come from there. Boxes of no width or height stand for lines that things open out of.

    Parameters
    ----------
    old, new
        In scene units.
    """
    wide = max(new.width, 1e-4) / max(old.width, 1e-4)
    tall = max(new.height, 1e-4) / max(old.height, 1e-4)

    def target(start: Array) -> Array:
        end = start.copy()
        end[:, 0] = new.left + (start[:, 0] - old.left) * wide
        end[:, 1] = new.bottom + (start[:, 1] - old.bottom) * tall
        end[:, 2:4] *= wide, tall
        return end

    return target


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


def emerge(
    mobjects: Mobject | Sequence[Mobject], at: tuple[float, float], scale: float = 0.2, *,
    run_time: float = TRAVEL, **kwargs: Any,
) -> Tween:  # fmt: skip
    """Bring new Inks, as one thing, out of a point: the way back of `gather`.

    Parameters
    ----------
    at
        Where their common middle starts, in scene units.
    scale
        How large they start, of their size.
    """
    center = np.array(_middle(mobjects))

    def start(now: Array) -> Array:
        begun = now.copy()
        begun[:, 2:4] *= scale
        begun[:, :2] = np.array(at) + (now[:, :2] - center) * scale
        return begun

    return Tween(mobjects, start_place=start, run_time=run_time, introducer=True, **kwargs)


def look_near(
    mobjects: Mobject | Sequence[Mobject], about: tuple[float, float], factor: float,
    to: tuple[float, float] | None = None, **kwargs: Any,
) -> Tween:  # fmt: skip
    """Draw near to a point (or back from it, with a factor below 1), as a camera would.

    All Inks grow about the point, and it comes to `to`; strokes keep their width. The way back is
    ``look_near(mobjects, to, 1 / factor, about)``.

    Parameters
    ----------
    about
        What is looked at, in scene units.
    factor
        How much larger everything becomes.
    to
        Where the point comes to stand; None leaves it where it is.
    """

    def target(start: Array) -> Array:
        end = start.copy()
        end[:, 2:4] *= factor
        end[:, :2] = np.array(about if to is None else to) + (start[:, :2] - about) * factor
        return end

    return Tween(mobjects, place=target, **kwargs)


def fit_into(
    mobjects: Mobject | Sequence[Mobject], box: Box, source: Box | None = None, **kwargs: Any
) -> Tween:
    """Move and stretch Inks, as one thing, until they fill a box.

    Parameters
    ----------
    box
        Where they arrive, in scene units.
    source
        What they fill now; None is the box around all of them.
    """
    start = source or box_around(mobjects)
    return Tween(mobjects, place=_fitted(start, box), **kwargs)


def fit_from(
    mobjects: Mobject | Sequence[Mobject], box: Box, source: Box | None = None, **kwargs: Any
) -> Tween:
    """Bring new Inks, as one thing, to where they stand from a box that they fill at first.

    Parameters
    ----------
    box
        Where they start, in scene units.
    source
        What they fill in the end; None is the box around all of them.
    """
    end = source or box_around(mobjects)
    return Tween(mobjects, start_place=_fitted(end, box), introducer=True, **kwargs)


def become(
    old: Mobject | Sequence[Mobject], new: Mobject | Sequence[Mobject], **kwargs: Any
) -> list[Tween]:
    """Let one picture travel to where another stands, and turn into it on the way."""
    return [
        fit_into(old, box_around(new), opacity=0.0, remover=True, **kwargs),
        fit_from(new, box_around(old), start_opacity=0.0, **kwargs),
    ]


def _fitted(source: Box, target: Box) -> Callable[[Array], Array]:
    """Return what takes places in one box to the same places in another."""
    wide, tall = (
        to / max(old, 1e-6)
        for to, old in ((target.width, source.width), (target.height, source.height))
    )

    def moved(places: Array) -> Array:
        end = places.copy()
        end[:, 2:4] *= wide, tall
        end[:, 0] = target.left + (places[:, 0] - source.left) * wide
        end[:, 1] = target.bottom + (places[:, 1] - source.bottom) * tall
        return end

    return moved


def turn_into(old: Sequence[Ink], new: Sequence[Ink], **kwargs: Any) -> list[Tween]:
    """Let each old Ink shrink to nothing in the middle of its new one, which grows from there.

    A number becomes the disc of its size, and a disc a number, as one thing.
    """
    spots = [(0.5 * (b[0] + b[2]), 0.5 * (b[1] + b[3])) for b in map(_box, new)]
    middles = [(0.5 * (b[0] + b[2]), 0.5 * (b[1] + b[3])) for b in map(_box, old)]

    def shrunk(start: Array) -> Array:
        end = start.copy()
        end[:, 2:4] *= 1e-3
        end[:, :2] = np.array(spots) + (start[:, :2] - middles) * 1e-3
        return end

    def small(now: Array) -> Array:
        begun = now.copy()
        begun[:, 2:4] *= 1e-3
        begun[:, :2] = np.array(spots) + (now[:, :2] - spots) * 1e-3
        return begun

    return [
        Tween(old, place=shrunk, opacity=0.0, remover=True, **kwargs),
        Tween(new, start_place=small, introducer=True, **kwargs),
    ]


def _box(ink: Ink) -> tuple[float, float, float, float]:
    return ink.box() or (*ink.place[:2], *ink.place[:2])


def box_around(mobjects: Mobject | Sequence[Mobject]) -> Box:
    """Return the box around all Inks, in scene units."""
    boxes = np.array([_box(ink) for ink in leaves(mobjects)] or [(0.0, 0.0, 0.0, 0.0)])
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    return Box(float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def _middle(mobjects: Mobject | Sequence[Mobject]) -> tuple[float, float]:
    """Return the middle of the box around all Inks."""
    return box_around(mobjects).center


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
