"""Movement without copies: animations that change where an Ink stands and how it shows.

manim's own animations copy every mobject they touch and interpolate it point by point. These read
each Ink's place and colour, stack them as arrays, and interpolate all of them
in a few numpy operations a frame.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, TypeVar

import numpy as np
import numpy.typing as npt
from manim import Animation, Group, Mobject, Scene, smooth
from manim.utils.rate_functions import ease_out_cubic

from attnviz.mobjects.ink import Ink, rgb
from attnviz.mobjects.style import APPEAR, FOCUS, TRAVEL

Array = npt.NDArray[np.float64]
M = TypeVar("M", bound=Mobject)
HANDOVER = 0.2  # seconds for the old to go before the new comes
LAG_LONGEST = 1.6  # seconds, from the first member of a group to the last


def leaves(mobjects: Mobject | Iterable[Mobject]) -> list[Ink]:
    """Return the Inks inside mobjects, in drawing order."""
    found: list[Ink] = []
    for mobject in [mobjects] if isinstance(mobjects, Mobject) else mobjects:
        if mobject.submobjects:
            found += [leaf for leaf in mobject.get_family() if isinstance(leaf, Ink)]
        elif isinstance(mobject, Ink):  # most are alone
            found.append(mobject)
    return found


class Tween(Animation):
    """Moves Inks from how they are, when it begins, to a target.

    Parameters
    ----------
    mobjects
        What moves: a mobject, or several; each of the several is a member of the group for `lag`.
    place
        (leaves, 5) target x, y, width, height, angle, or a function of the starting ones.
    start_place
        Where to start from, as a function of the present places; None starts from those.
    color
        Target colour; None keeps it.
    opacity
        Target opacity; None keeps it.
    start_opacity
        Opacity to start from; None starts from the present one.
    lag
        Seconds at pace 1 between the starts of one member and the next.
    delay
        Seconds at pace 1 before the first member starts.
    arc
        Scene units by which the path bulges to the left of its direction.
    """

    def __init__(
        self,
        mobjects: Mobject | Sequence[Mobject],
        *,
        place: Array | Callable[[Array], Array] | None = None,
        start_place: Callable[[Array], Array] | None = None,
        color: str | None = None,
        opacity: float | None = None,
        start_opacity: float | None = None,
        lag: float = 0.0,
        delay: float = 0.0,
        arc: float = 0.0,
        run_time: float = TRAVEL,
        rate_func: Callable[[float], float] = smooth,
        **kwargs: Any,
    ) -> None:
        members = [mobjects] if isinstance(mobjects, Mobject) else list(mobjects)
        self.leaves = leaves(members)
        self._members = len(members)
        self._member = np.repeat(np.arange(len(members)), [len(leaves(m)) for m in members])
        self._place, self._color, self._arc = place, color, arc
        self._start_place = start_place
        self._opacity, self._start_opacity = opacity, start_opacity
        gaps = max(len(members) - 1, 1)
        spread = min(lag * gaps, LAG_LONGEST) if len(members) > 1 else 0.0
        whole_time = delay + run_time + spread
        # As shares of the whole time, which the pace may change later.
        self._delay, self._step = delay / whole_time, spread / gaps / whole_time
        self._share = run_time / whole_time
        whole = members[0] if len(members) == 1 else Group(*members)
        super().__init__(whole, run_time=whole_time, rate_func=rate_func, **kwargs)

    def create_starting_mobject(self) -> Mobject:
        """Copy nothing: the start is kept as numbers."""
        return Mobject()

    def begin(self) -> None:
        """Read where every Ink stands now."""
        self._from = np.array([[*leaf.place, *leaf.rgba] for leaf in self.leaves]).reshape(-1, 9)
        self._to = self._from.copy()
        if self._start_opacity is not None:
            self._from[:, 8] = self._start_opacity
        if self._start_place is not None:
            self._from[:, :5] = self._start_place(self._to[:, :5])
        if self._place is not None:
            start = self._from[:, :5].copy()
            self._to[:, :5] = self._place(start) if callable(self._place) else self._place
        if self._color is not None:
            self._to[:, 5:8] = rgb(self._color)
        if self._opacity is not None:
            self._to[:, 8] = self._opacity
        self._moves = bool((self._from[:, :5] != self._to[:, :5]).any())
        self._change = self._to - self._from
        self._eased_last = np.full(self._members, -1.0)
        super().begin()

    def interpolate_mobject(self, alpha: float) -> None:
        """Set every Ink for a share `alpha` of the whole time."""
        eased = np.array([self._eased(alpha, member) for member in range(self._members)])
        changed = np.flatnonzero((eased != self._eased_last)[self._member])
        self._eased_last = eased
        if not len(changed):
            return
        share = eased[self._member[changed]][:, None]
        start, change = self._from[changed], self._change[changed]
        now = start + change * share
        if self._arc and self._moves:
            dx, dy = change[:, 0], change[:, 1]
            bulge = np.sin(np.pi * share[:, 0]) * self._arc / np.maximum(np.hypot(dx, dy), 1e-9)
            now[:, 0] -= dy * bulge
            now[:, 1] += dx * bulge
        for i, state in zip(changed.tolist(), now, strict=True):
            leaf = self.leaves[i]
            leaf.rgba[:] = state[5:]
            if self._moves:
                leaf.place = state[:5]

    def _eased(self, alpha: float, member: int) -> float:
        begun = (alpha - self._delay - member * self._step) / self._share
        if begun >= 1 - 1e-9:  # the sum of shares is 1 only up to rounding
            return 1.0
        return float(self.rate_func(begun)) if begun > 0 else 0.0

    def _setup_scene(self, scene: Scene) -> None:
        """Put new Inks on the scene one by one, so that drawing order stays a flat list."""
        if self.introducer:
            known = {id(mobject) for mobject in scene.mobjects}
            scene.mobjects += [leaf for leaf in self.leaves if id(leaf) not in known]

    def clean_up_from_scene(self, scene: Scene) -> None:
        """Take Inks that have left off the scene."""
        self._on_finish(scene)
        if self.remover:
            gone = {id(leaf) for leaf in self.leaves}
            scene.mobjects = [m for m in scene.mobjects if id(m) not in gone]


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


def succeed(
    old: Sequence[Ink], new: Sequence[Ink], color: str, *, keep: bool = False, **kwargs: Any
) -> tuple[list[Tween], list[Ink]]:
    """Let labels become others: those that say the same travel, the rest change over in place.

    Parameters
    ----------
    old, new
        Labels, one to one as far as both go.
    color
        The new ones' colour.
    keep
        Leave the old ones standing and send copies.

    Returns
    -------
    tuple
        The animations, and the Inks that are on stage after them.
    """
    going: list[Ink] = []
    fresh: list[Ink] = []
    live: list[Ink] = []
    places: list[Array] = []
    for i, target in enumerate(new):
        source = old[i] if i < len(old) else None
        if source is None or source.text != target.text:
            fresh.append(target)
            live.append(target)
            continue
        mover = copy_of(source) if keep else source
        mover.em = target.em
        going.append(mover)
        places.append(target.place.copy())
        live.append(mover)
    gone = [] if keep else [ink for ink in old if all(ink is not other for other in live)]
    moves: list[Tween] = []
    if going:
        moves.append(Tween(going, place=np.array(places), color=color, introducer=keep, **kwargs))
    if fresh:
        moves.append(appear(fresh))
    if gone:
        moves.append(vanish(gone))
    return moves, live


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
