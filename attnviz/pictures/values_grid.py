"""The grid while one of its columns opens: every part has a name, by which it moves on."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from attnviz.attention import Floats
from attnviz.catalog.captions import noted
from attnviz.ink.ink import CIRCLE, Ink, polyline, rectangle
from attnviz.ink.motion import vanish
from attnviz.ink.text import Line, Run, label, symbol
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.style import APPEAR, DIM, FOCUS_STROKE, GRID_STROKE, XS, L, M, S, Theme
from attnviz.look.typeset import fit_text
from attnviz.mobjects.grid_plan import DOTS_AT_MOST, LABELS_AT_MOST, GridPlan
from attnviz.pictures.values_plan import SplitPlan

Array = npt.NDArray[np.floating[Any]]
Picture = dict[Hashable, Ink]
_ACROSS, _DOWN = polyline((0, 0), (1, 0)), polyline((0, 0), (0, -1))
_FRAME = rectangle(0, -1, 1, 0)


def split_grid(plan: SplitPlan, grid: GridPlan, pattern: Array, theme: Theme) -> Picture:
    """Draw a grid with the sizes of a plan; what stays the same in others has the same name.

    Parameters
    ----------
    grid
        Whose names of words are written.
    pattern
        (query, key).
    """
    found: Picture = {**_lines(plan, theme), **_dots(plan, pattern, theme)}
    found |= {**_column_names(plan, grid, theme), **_row_names(plan, theme)}
    left, right = plan.edges[plan.focus], plan.edges[plan.focus + 1]
    size = right - left, plan.levels[0] - plan.floor
    found["frame"] = Ink(_FRAME, theme.query, (left, plan.levels[0]), size, stroke=FOCUS_STROKE)
    return found


def _lines(plan: SplitPlan, theme: Theme) -> Picture:
    n, found = len(plan.edges) - 1, Picture()
    few = n <= LABELS_AT_MOST
    wide, tall = plan.edges[-1] - plan.edges[0], plan.levels[0] - plan.levels[-1]
    for j, y in enumerate(plan.levels):
        if few or plan.is_open or j in (0, len(plan.rows)):
            above = plan.rows[j].keys[0] if j < len(plan.rows) else "end"
            place = (plan.edges[0], y), (wide, 1.0)
            found["line", above] = Ink(_ACROSS, theme.hair, *place, stroke=GRID_STROKE)
    for i, x in enumerate(plan.edges):
        if i in (0, n) or (few and x not in (plan.edges[0], plan.edges[-1])):
            place = (x, plan.levels[0]), (1.0, tall)
            found["edge", i] = Ink(_DOWN, theme.hair, *place, stroke=GRID_STROKE)
    return found


def _dots(plan: SplitPlan, pattern: Array, theme: Theme) -> Picture:
    n, found = len(plan.edges) - 1, Picture()
    for query in range(n):
        unit = plan.own if query == plan.focus else plan.unit
        if not unit or (n > DOTS_AT_MOST and query != plan.focus):
            continue
        for j, row in enumerate(plan.rows):
            weight = float(pattern[query, list(row.keys)].sum())
            if float(numerals.weight(weight)) > 0:
                found["dot", query, row.keys[0]] = Ink(
                    CIRCLE, theme.text, (plan.center(query), plan.level(j)), unit * weight**0.5,
                    opacity=1.0 if query == plan.focus else DIM,
                )  # fmt: skip
    return found


def _column_names(plan: SplitPlan, grid: GridPlan, theme: Theme) -> Picture:
    found, focus = Picture(), plan.focus
    for query in grid.columns:
        if plan.heads is not None and (query != focus or not plan.is_open):
            size, angle = plan.heads
            at = plan.head_point(query, size, angle)
            color = theme.query if query == focus else theme.mute
            found["top", query] = label(
                grid.labels[query], color, size, at, "left" if angle else "center", angle=angle
            )
    if ("top", focus) not in found:  # alone over its column, or over all of them
        spread = plan.edges[focus : focus + 2] if plan.is_open else plan.edges
        text, size = fit_text(grid.labels[focus], spread[-1] - spread[0], (L, M, S, XS))
        half = text_width(text, "serif", size) / 2
        x, y = plan.head_point(focus, size, 0.0)
        at = min(max(x, spread[0] + half), spread[-1] - half), y
        found["top", focus] = label(text, theme.query, size, at)
    return found


def _row_names(plan: SplitPlan, theme: Theme) -> Picture:
    return {
        ("side", row.keys): label(
            row.name, theme.mute if row.term is None or len(row.keys) > 1 else theme.key,
            plan.size, (plan.words, plan.level(j) - 0.24 * plan.size), "right",
        )
        for j, row in enumerate(plan.rows)
        if row.name
    }  # fmt: skip


def rearrange(
    old: Mapping[Hashable, Ink], new: Mapping[Hashable, Ink]
) -> tuple[list[Tween], list[Ink], Picture]:
    """Let one picture become another: what has the same name and says the same moves there.

    Returns
    -------
    tuple
        The animations of what stays and of what goes; what is new, for it to come; and all that
        stands afterwards, by name.
    """
    stays: Picture = {}
    groups: dict[tuple[str, float], list[tuple[Ink, Ink]]] = {}
    for name, goal in new.items():
        ink = old.get(name)
        if ink is None or ink.text != goal.text:
            stays[name] = goal
            continue
        stays[name], ink.em = ink, goal.em
        groups.setdefault((goal.get_color().to_hex(), goal.opacity), []).append((ink, goal))
    kept = {id(ink) for ink in stays.values()}
    gone = [ink for ink in old.values() if id(ink) not in kept]
    words = any(ink.text for ink in gone)  # nothing flies over them
    moves = [
        Tween([ink for ink, _ in pairs], place=np.array([goal.place for _, goal in pairs]),
              color=color, opacity=opacity, delay=APPEAR if words else 0.0)
        for (color, opacity), pairs in groups.items()
    ]  # fmt: skip
    come = [ink for name, ink in stays.items() if ink is not old.get(name)]
    return [*moves, *([vanish(gone)] if gone else [])], come, stays


def renamed(old: Sequence[Ink], new: Sequence[Ink]) -> list[Tween]:
    """Let a symbol go to where it stands in the end; where it has no place there, it goes."""
    same = [ink.text for ink in old] == [ink.text for ink in new]
    before: Picture = dict(enumerate(old))
    after: Picture = dict(enumerate(new)) if same else {}
    return rearrange(before, after)[0]


def values_head(plan: SplitPlan, theme: Theme) -> Picture:
    """Name the strips beside the rows."""
    size = L if plan.row_height >= 0.4 else M
    words = Run(f" {noted('made_values')}", theme.mute, "sans", 0.72)
    at = (plan.values[0] + plan.values[1]) / 2, plan.levels[0] + 0.155
    line = Line([*symbol("v", "", theme.value, size), words], size, at, "center")
    return {("head", i): ink for i, ink in enumerate(leaves(line))}


def weight_labels(plan: SplitPlan, weights: Floats, theme: Theme) -> Picture:
    """Write the weights beside their dots in the followed column, one a term."""
    return {
        ("weight", row.term): label(
            numerals.weight(float(weights[row.term])), theme.text, plan.number,
            (plan.weight, plan.level(j) - 0.33 * plan.number), "right", "sans",
        )
        for j, row in enumerate(plan.rows)
        if row.term is not None
    }  # fmt: skip


def times_signs(plan: SplitPlan, theme: Theme) -> Picture:
    """Write × between weights and values, one a term."""
    return {
        ("times", row.term): label(
            "×", theme.mute, plan.number, (plan.times, plan.level(j) - 0.33 * plan.number),
            "center", "sans",
        )
        for j, row in enumerate(plan.rows)
        if row.term is not None
    }  # fmt: skip
