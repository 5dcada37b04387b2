"""Arrows that keep their length and direction while they turn, and strips that fold into them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from manim import VGroup, smooth

from attnviz.ink.ink import Ink, polyline, rectangle
from attnviz.ink.tween import Tween, leaves
from attnviz.look.style import TRAVEL, Theme
from attnviz.mobjects.vectors import strip

Array = npt.NDArray[np.floating[Any]]
Point = tuple[float, float]
SHAFT = 0.035  # scene units, the thickness of a shaft
_HEAD, _HEAD_SHARE = 0.2, 0.55  # of a head: scene units, and at most this part of the arrow
_INSIDE = 0.9  # of a head, by which the shaft is shorter than the arrow
_TINY = 1e-3  # scene units: nothing shorter is grown by a factor
_LINE = rectangle(0.0, -0.5, 1.0, 0.5)  # from the tail to the tip, about the tail
_TRIANGLE = polyline((0.0, 0.0), (-1.0, 0.36), (-1.0, -0.36), closed=True)  # about the tip
for outline in (_LINE, _TRIANGLE):
    outline.flags.writeable = False


class Stance(NamedTuple):
    """How something long stands: where its tail is, how long and thick it is, where it points.

    All but the angle, which is in radians, are scene units.
    """

    x: float
    y: float
    length: float
    angle: float
    width: float

    @classmethod
    def between(cls, tail: Point, tip: Point, width: float = SHAFT) -> Stance:
        """Return the stance from one point to another."""
        dx, dy = tip[0] - tail[0], tip[1] - tail[1]
        return cls(*tail, float(np.hypot(dx, dy)), float(np.arctan2(dy, dx)), width)

    @property
    def tip(self) -> Point:
        """Where it ends."""
        return (
            self.x + self.length * float(np.cos(self.angle)),
            self.y + self.length * float(np.sin(self.angle)),
        )

    def toward(self, other: Stance, share: float) -> Stance:
        """Return a stance on the way to another; it turns the shorter way round.

        Its length and width grow or shrink evenly, by the same factor in the same time.
        """
        turn = (other.angle - self.angle + np.pi) % (2 * np.pi) - np.pi
        return Stance(
            self.x + (other.x - self.x) * share,
            self.y + (other.y - self.y) * share,
            _between(self.length, other.length, share),
            self.angle + turn * share,
            _between(self.width, other.width, share),
        )


def _between(start: float, end: float, share: float) -> float:
    if min(start, end) < _TINY:
        return start + (end - start) * share
    return float(start ** (1 - share) * end**share)


class Standing(Protocol):
    """What has a stance: an arrow, or a strip."""

    @property
    def stance(self) -> Stance:
        """How it stands."""

    def inks(self) -> list[Ink]:
        """Return what it is made of."""

    def stand(self, stance: Stance) -> None:
        """Take a stance."""


class Arrow:
    """A filled arrow from a point to another; one without a head is a bar.

    Parameters
    ----------
    tail, tip
        In scene units.
    color
        ``#rrggbb``.
    head
        Length of its head in scene units; a short arrow's is shorter. 0 draws none.
    width
        Thickness of the shaft in scene units.
    """

    def __init__(
        self, tail: Point, tip: Point, color: str, head: float = _HEAD, width: float = SHAFT
    ) -> None:
        self._head = head
        self.shaft, self.head = Ink(_LINE, color), Ink(_TRIANGLE, color)
        self.stand(Stance.between(tail, tip, width))

    @property
    def stance(self) -> Stance:
        """How it stands, also after others have moved its Inks."""
        x, y, length, width, angle = (float(v) for v in self.shaft.place)
        return Stance(x, y, length + _INSIDE * float(self.head.place[2]), angle, width)

    def stand(self, stance: Stance) -> None:
        """Take a stance."""
        head = min(self._head, _HEAD_SHARE * stance.length)
        shaft = stance.length - _INSIDE * head
        self.shaft.place = np.array([stance.x, stance.y, shaft, stance.width, stance.angle])
        self.head.place = np.array([*stance.tip, head, head, stance.angle])

    def inks(self) -> list[Ink]:
        """Return its shaft and its head."""
        return [self.shaft, self.head] if self._head else [self.shaft]


class FoldingStrip:
    """A vector as a strip that hangs from its first entry, and can lie down as thin as an arrow.

    Parameters
    ----------
    vector
        (length,).
    center
        Where its middle stands at first, in scene units.
    size
        Its width and height, in scene units.
    scale
        The size of an entry that is drawn in its sign's full colour.
    """

    stance: Stance

    def __init__(
        self, vector: Array, center: Point, size: tuple[float, float], scale: float, theme: Theme
    ) -> None:
        width, height = size
        self._size = size
        self._group = strip(vector[None], -width / 2, height / 2, width, height, scale, theme)
        x, y = center
        self.stand(Stance.between((x, y + height / 2), (x, y - height / 2), width))

    def stand(self, stance: Stance) -> None:
        """Take a stance."""
        self.stance = stance
        (x, y), (width, height) = stance.tip, self._size
        middle = (stance.x + x) / 2, (stance.y + y) / 2
        factors = stance.width / width, stance.length / height
        for ink in self.inks():
            ink.place = np.array([*middle, *factors, stance.angle + np.pi / 2])

    def inks(self) -> list[Ink]:
        """Return its cells, an Ink a colour."""
        return leaves(self._group)


class Swing(Tween):
    """Moves arrows, bars and strips: tails go straight, lengths and angles change evenly.

    Parameters
    ----------
    things
        What moves; each is a member of the group for `lag`.
    stances
        Where each one arrives.
    kwargs
        As a `Tween` takes them, without `place`.
    """

    def __init__(
        self, things: Sequence[Standing], stances: Sequence[Stance], *, run_time: float = TRAVEL,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        self._things, self._stances = list(things), list(stances)
        groups = [VGroup(*thing.inks()) for thing in things]
        kwargs.setdefault("rate_func", smooth)
        super().__init__(groups, place=lambda now: now, run_time=run_time, **kwargs)

    def begin(self) -> None:
        """Read how everything stands now."""
        self._starts = [thing.stance for thing in self._things]
        super().begin()

    def interpolate_mobject(self, alpha: float) -> None:
        """Set everything for a share `alpha` of the whole time."""
        super().interpolate_mobject(alpha)  # colour and opacity
        for i, thing in enumerate(self._things):
            share = self._eased(alpha, i)
            thing.stand(self._starts[i].toward(self._stances[i], share))


def fold(strips: Sequence[FoldingStrip], arrows: Sequence[Arrow], **kwargs: Any) -> list[Swing]:
    """Let strips lie down and become the arrows, which stand where they are to end.

    Parameters
    ----------
    strips, arrows
        One to one.
    """
    ends = [arrow.stance for arrow in arrows]
    for one, arrow in zip(strips, arrows, strict=True):
        arrow.stand(one.stance)
    return [
        Swing(strips, ends, opacity=0.0, remover=True, **kwargs),
        Swing(arrows, ends, start_opacity=0.0, introducer=True, **kwargs),
    ]
