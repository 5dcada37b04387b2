"""A panel below a grid takes the room that an upright page has for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attnviz.ink.ink import Ink
from attnviz.ink.tween import leaves
from attnviz.mobjects.grid_plan import GridPlan

MOST = 1.6  # so that letters do not outgrow the grid's, nor a panel the page's width


def enlarge(parts: Any, plan: GridPlan, marks: Sequence[Ink] = ()) -> None:
    """Magnify a panel's parts until they fill the height of a panel that stands below its grid.

    Panels are set for the narrow room beside a grid. There, nothing is changed.

    Parameters
    ----------
    parts
        Mobjects, just built, within `plan.panel` and from its top down.
    marks
        Those whose size says something: they stay as large as the grid's.
    """
    box = plan.panel
    if box is None or box.left > plan.right:
        return
    inks = leaves(parts)
    low = min(bounds[1] for ink in inks if (bounds := ink.box()) is not None)
    factor = min(MOST, box.height / (box.top - low))
    if factor <= 1:
        return
    kept = set(marks)
    middle, top = box.center[0], box.top
    for ink in inks:
        x, y = ink.place[:2]
        ink.place[:2] = middle + (x - middle) * factor, top + (y - top) * factor
        if ink not in kept:
            ink.place[2:4] *= factor
            ink.em *= factor
