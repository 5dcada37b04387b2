"""Where a chain of weighted values stands, and the bars below it; nothing here knows manim."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from attnviz.look.page import Box

Array = npt.NDArray[np.float64]
Point = tuple[float, float]
_NAME = 0.66  # scene units above the update's arrow, for its name
_ROW = (0.36, 1.4)  # the least and the largest distance of two bars, scene units
_ROWS, _WIDE = 1.9, 0.6  # scene units that few rows take at least together, at most each
_FULL, _THICK = 0.56, 0.5  # a bar's thickness: of that distance, and at most, scene units
_EDGE = 0.08  # scene units at the sides, for half an arrow's head
_BELOW = 0.3  # scene units, for a label under the last bar


@dataclass(frozen=True)
class ChainPlan:
    """Where a chain stands, and the bars below it.

    Attributes
    ----------
    joints
        (m + 1, 2): where links begin and end, in scene units; the first is the update's tail.
    tip
        Of the update's arrow.
    scale
        Scene units to a unit of length.
    rows
        The middle of each bar's row, the update's last; empty where there are no bars.
    thickness
        Of bars, in scene units.
    room
        Where the chain's own labels may stand.
    box
        All of the room.
    chained
        Whether the chain is drawn, or only its bars.
    """

    joints: Array
    tip: Point
    scale: float
    rows: tuple[float, ...]
    thickness: float
    room: Box
    box: Box
    chained: bool

    @property
    def tail(self) -> Point:
        """Where the chain and the update begin."""
        return self.spots[0]

    @property
    def spots(self) -> list[Point]:
        """The joints as points."""
        return [(float(x), float(y)) for x, y in self.joints]


def plan_chain(
    steps: Array,
    box: Box,
    *,
    chained: bool = True,
    bars: bool = True,
    beside: float = 0.0,
    before: float = 0.0,
) -> ChainPlan:
    """Fit a chain into a box, both axes to one scale, and bars below it in what height is left.

    Parameters
    ----------
    steps
        (m, 2): every link in the plane, the first coordinate along the update.
    box
        The room, in scene units.
    chained, bars
        What is drawn; at least one of them.
    beside, before
        Room at the right of the longest bar, and at its left if there is any left, for labels;
        without any at the right, there is some below the last bar.
    """
    box = box.inset(_EDGE, 0)
    path = np.vstack([np.zeros(2), np.cumsum(steps, axis=0)])
    if not chained:
        path[:, 1] = 0
    low, high = path.min(axis=0), path.max(axis=0)
    wide = max(float(high[0] - low[0]), 1e-6)
    tall = max(float(high[1] - low[1]), 1e-6)
    count = (len(steps) + 1) * bars
    least = min(max(_ROWS / max(count, 1), _ROW[0]), _WIDE)
    below = _BELOW * (count > 0 and not beside)  # for what finds no room beside its bar
    free = box.height - _NAME - below - least * count
    scale = min((box.width - beside) / wide, free / tall if chained else np.inf)
    depth = tall * scale * chained + _NAME
    pitch = min((box.height - depth - below) / max(count, 1), _ROW[1])
    used = depth + pitch * count + below
    top = box.top - (box.height - used) / 2
    spare = box.width - wide * scale - beside
    before = before if before <= spare else 0.0
    left = box.center[0] - (wide * scale + beside - before) / 2
    axis = top - _NAME - float(high[1]) * scale * chained
    start = np.array([left - float(low[0]) * scale, axis])
    joints = start + path * scale
    tip = float(joints[-1, 0]), axis
    under = top - depth
    rows = tuple(under - pitch * (i + 0.5) for i in range(count))
    room = Box(box.left, under, box.right, box.top)
    return ChainPlan(joints, tip, scale, rows, min(_FULL * pitch, _THICK), room, box, chained)
