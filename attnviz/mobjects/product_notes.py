"""What stands beside a product: what it is for, in a bubble, and room for the path of its sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from manim import VGroup

from attnviz.ink.text import Line, Run, line_width, wrap_evenly
from attnviz.look.page import Box
from attnviz.look.style import XS, L, M, S, Theme
from attnviz.mobjects.bubble import Bubble, bubble, plan_bubble
from attnviz.mobjects.matrix_product import ProductPlan

_LEADING = 1.3  # em
_LEAST_PATH, _TALLEST_PATH, _GAP = 1.3, 2.6, 0.25  # scene units


@dataclass
class Notes:
    """A bubble, a remark in a plain voice, and the room that is left for the sum's path.

    Attributes
    ----------
    bubble
        None if nobody says anything, or there is no room.
    path
        None if there is no room.
    """

    bubble: Bubble | None
    remark: VGroup
    path: Box | None

    def everything(self) -> list[Any]:
        """Return all parts that are drawn."""
        return [*(self.bubble.everything() if self.bubble else []), self.remark]


def notes_beside(
    plan: ProductPlan, saying: str, remark: Sequence[Run], role: str, theme: Theme
) -> Notes:
    """Place what stands beside a product, or below it on a tall page.

    Parameters
    ----------
    saying
        What the vector that comes out says; may be empty.
    remark
        What it is, plainly.
    role
        Its colour.
    """
    if plan.panel is None:
        return Notes(None, VGroup(), None)
    box, result = plan.panel, plan.result.box
    beside = box.left > result.right
    top = box.top
    said = None
    if saying:
        sizes = (M, S) if beside else (L, M, S)
        found = plan_bubble(saying, role, sizes, (box.width, 0.45 * box.height))
        if found is not None:
            x = box.left + found.width / 2 if beside else box.center[0]
            middle = top - found.height / 2 - (0.0 if beside else 0.35)
            above = (min(max(result.center[0], box.left), box.right), top)
            tip = (result.right + 0.16, middle) if beside else above
            said = bubble(found, (x, middle), tip, role)
            top = said.box.bottom - 0.22
    lines, size = _remark_lines(remark, box)
    needed = len(lines) * _LEADING * size
    if top - needed - _GAP - box.bottom < _LEAST_PATH <= top - _GAP - box.bottom:
        lines, needed = [], 0.0  # the path says more
    group = VGroup()
    for row, line in enumerate(lines):
        base = top - 0.78 * size - row * _LEADING * size
        spot = (box.left if beside else box.center[0], base)
        group.add(Line(line, size, spot, "left" if beside else "center"))
    low = top - needed - _GAP * bool(lines or said)
    height = min(low - box.bottom, _TALLEST_PATH)
    inset = 0.0 if beside else max(box.width - 5.0, 0.0) / 2
    bottom = box.bottom if beside else low - height
    path = Box(box.left + inset, bottom, box.right - inset, bottom + height)
    return Notes(said, group, path if height >= _LEAST_PATH else None)


def _remark_lines(runs: Sequence[Run], box: Box) -> tuple[list[list[Run]], float]:
    for size in (S, XS):
        lines = wrap_evenly(list(runs), size, box.width)
        if len(lines) <= 2 and all(line_width(line, size) <= box.width for line in lines):
            break
    return lines[:3], size
