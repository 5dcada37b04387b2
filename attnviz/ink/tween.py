"""Movement without copies: one animation for any number of Inks.

manim's own animations copy every mobject they touch and interpolate it point by point. This one
reads each Ink's place and colour, stacks them as arrays, and interpolates all of them
in a few numpy operations a frame.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import Animation, Group, Mobject, Scene, smooth

from attnviz.ink.ink import Ink
from attnviz.look.colors import rgb
from attnviz.look.style import TRAVEL

Array = npt.NDArray[np.float64]
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
    across
        Shares of the way between which things go to the side, as (0.3, 0.7): before and after, they
        go straight up or down. None goes straight from start to end.
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
        across: tuple[float, float] | None = None,
        run_time: float = TRAVEL,
        rate_func: Callable[[float], float] = smooth,
        **kwargs: Any,
    ) -> None:
        members = [mobjects] if isinstance(mobjects, Mobject) else list(mobjects)
        self.leaves = leaves(members)
        self._members = len(members)
        self._member = np.repeat(np.arange(len(members)), [len(leaves(m)) for m in members])
        self._place, self._color, self._arc = place, color, arc
        self._across = across
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
        if self._across is not None:
            low, high = self._across
            aside = np.clip((share[:, 0] - low) / (high - low), 0, 1)
            now[:, 0] = start[:, 0] + change[:, 0] * aside**2 * (3 - 2 * aside)
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
