"""One query among the keys: arrows in a plane, and their dot products in order beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.analysis.query_key_plane import QueryKeyPlane
from attnviz.ink.ink import SQUARE, Ink, line, polyline
from attnviz.ink.text import Line, Run, label, line_width, symbol, wrap_evenly
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box, Page
from attnviz.look.style import DIM, GRID_STROKE, RULE_STROKE, XS, M, S, Theme
from attnviz.look.typeset import fit_text
from attnviz.mobjects.plane import (
    PlanePlan,
    Tag,
    place_tags,
    plan_plane,
    shadow,
    vector_arrows,
)

Array = npt.NDArray[np.floating[Any]]
_SIDE, _GUTTER = 4.3, 0.5  # scene units: the panel beside the plane
_STEP, _LEAST_STEP = 0.5, 0.36
_LEADING = 1.38  # em
_FEW, _MANY = 8, 20  # arrows: so few are all labelled, and more than so many are fainter


@dataclass(frozen=True)
class MeetingPlan:
    """Room for the plane, for what it is, and for the dot products."""

    plane: Box
    remark: Box | None
    rows: Box


def plan_meeting(page: Page) -> MeetingPlan:
    """Share a page between a plane and its dot products."""
    room = page.content
    if room.width >= 9.0:
        left = room.right - min(_SIDE, 0.4 * room.width)
        plane = Box(room.left, room.bottom, left - _GUTTER, room.top)
        split = room.top - 1.75
        remark = Box(left, split, room.right, room.top)
        return MeetingPlan(plane, remark, Box(left, room.bottom, room.right, split - 0.1))
    tall = room.height > 1.3 * room.width
    split = room.bottom + (0.42 * room.height if tall else 1.55)
    plane = Box(room.left, split + 0.2, room.right, room.top)
    if not tall:
        return MeetingPlan(plane, None, Box(room.left, room.bottom, room.right, split))
    remark = Box(room.left, split - 1.3, room.right, split)
    return MeetingPlan(plane, remark, Box(room.left, room.bottom, room.right, split - 1.5))


def remark_lines(
    kinds: Sequence[tuple[str, str]], remark: Sequence[Run], box: Box, theme: Theme
) -> VGroup:
    """Say which arrows are which, and what the plane is.

    Parameters
    ----------
    kinds
        What a colour stands for, and the colour.
    remark
        A sentence below.
    """
    group = VGroup()
    base = box.top - 0.78 * S
    for text, color in kinds:
        y = base + 0.26 * S
        group.add(Ink(polyline((box.left, y), (box.left + 0.42, y)), color, stroke=2.2))
        group.add(label(text, color, S, (box.left + 0.56, base), "left", "sans"))
        base -= _LEADING * S
    for row in wrap_evenly(list(remark), S, box.width):
        group.add(Line(row, S, (box.left, base - 0.1)))
        base -= _LEADING * S
    return group


@dataclass
class QueryKeyPicture:
    """Queries and keys as arrows, the focused query and its best and worst keys bright."""

    origin: tuple[float, float]
    axis: Ink
    queries: list[VGroup]
    keys: list[VGroup]
    tags: list[VGroup]
    shadows: list[VGroup]


def query_key_picture(
    qk_plane: QueryKeyPlane, labels: Sequence[str], token_counts: Sequence[int], box: Box,
    theme: Theme,
) -> QueryKeyPicture:  # fmt: skip
    """Draw a query among the keys.

    Parameters
    ----------
    labels, token_counts
        (n,) what to call each position, and how many tokens it has. If there are only a few, all
        arrows get a label; otherwise the query and its best and worst key do.
    """
    points = np.concatenate([qk_plane.queries, qk_plane.keys])
    plan = plan_plane(points, box, margin=0.42)
    queries = vector_arrows(qk_plane.queries, plan, theme.query)
    keys = vector_arrows(qk_plane.keys, plan, theme.key)
    told = sorted({qk_plane.tokens[qk_plane.best], qk_plane.tokens[qk_plane.worst]})
    bright = [queries[qk_plane.query], *(keys[i] for i in told)]
    quiet = [arrow for arrow in [*queries, *keys] if all(arrow is not b for b in bright)]
    for ink in leaves(quiet):  # many lie over each other
        ink.rgba[3] = DIM * max(min(1.0, _MANY / len(quiet)), 0.4)
    ends = [plan.at(np.array([x, 0.0])) for x in (min(points[:, 0].min(), 0.0), points[:, 0].max())]
    tags = _tags(qk_plane, labels, token_counts, plan, theme)
    strokes = [(plan.origin, plan.at(point)) for point in points]
    others = [arrow for i, arrow in enumerate(queries) if i != qk_plane.query]
    return QueryKeyPicture(
        plan.origin, line(theme.hair, *ends, width=GRID_STROKE), [*others, queries[qk_plane.query]],
        keys, place_tags(tags, strokes, plan, theme),
        [shadow(qk_plane.keys[i], plan, theme, theme.key) for i in told],
    )  # fmt: skip


def _tags(
    qk_plane: QueryKeyPlane,
    labels: Sequence[str],
    token_counts: Sequence[int],
    plan: PlanePlan,
    theme: Theme,
) -> list[Tag]:
    """Return the labels, the important ones first."""
    ends = dict.fromkeys((qk_plane.best, qk_plane.worst))
    named = [("q", qk_plane.query, qk_plane.queries[qk_plane.query])]
    named += [("k", qk_plane.visible[i], qk_plane.keys[qk_plane.tokens[i]]) for i in ends]
    if len(labels) + sum(token_counts) <= _FEW:
        known = [(letter, i) for letter, i, _ in named]
        owners = np.repeat(np.arange(len(token_counts)), token_counts).tolist()
        rest = [("q", i, point) for i, point in enumerate(qk_plane.queries)]
        rest += [("k", i, point) for i, point in zip(owners, qk_plane.keys, strict=True)]
        named += [one for one in rest if one[:2] not in known]
    tags = []
    for letter, i, point in named:
        color = theme.query if letter == "q" else theme.key
        runs = Run(f"{labels[i]} ", color), *symbol(letter, str(i + 1), color, S)
        tags.append(Tag(runs, plan.at(point), S))
    return tags


@dataclass
class ProductRows:
    """Dot products from the largest to the smallest, each a bar and a number.

    Attributes
    ----------
    order
        Which product each row writes; those left out are the middle ones.
    """

    head: VGroup
    rows: list[VGroup]
    order: list[int]
    rest: VGroup

    def everything(self) -> list[Any]:
        """Return all parts."""
        return [self.head, *self.rows, self.rest]


def product_rows(
    qk_plane: QueryKeyPlane, labels: Sequence[str], box: Box, theme: Theme
) -> ProductRows:
    """List the dot products of a query and the keys that it may look at.

    Parameters
    ----------
    labels
        (n,) all words.
    """
    products = qk_plane.products
    title = [
        *symbol("q", str(qk_plane.query + 1), theme.query, S),
        Run(" · ", theme.mute, "sans"),
        Run("k", theme.key, "italic"),
        Run(f", in all {numerals.count(qk_plane.dimensions)} dimensions", theme.mute, "sans"),
    ]
    names = [
        [Run(labels[i], theme.key), Run(" ", theme.key), *symbol("k", str(i + 1), theme.key, S)]
        for i in qk_plane.visible
    ]
    by_size = [int(i) for i in np.argsort(-np.asarray(products), kind="stable")]
    height = box.height - 0.55
    most = max(int(height / _LEAST_STEP), 2)
    order = by_size
    if len(by_size) > most:  # a line says how many are left out
        keep = max(most - 1, 2)
        order = [*by_size[: keep - 1], by_size[-1]]
    left_out = len(by_size) - len(order)
    has_line = bool(left_out) and len(order) + 1 <= most
    step = min(_STEP, height / (len(order) + has_line))
    head = VGroup(Line(title, S, (box.left, box.top - 0.28)))
    size = M if step >= 0.44 else S
    widest = max(text_width(numerals.signed(float(v)), "sans-bold", size) for v in products)
    words = _names(names, order, 0.45 * box.width, size)
    name_width = max(line_width(runs, size) for runs in words)
    left, right = box.left + name_width + 0.25, box.right - widest - 0.22
    low, high = min(float(products.min()), 0.0), max(float(products.max()), 0.0)
    unit = (right - left) / max(high - low, 1e-9)
    zero = left - low * unit
    rows, y = [], box.top - 0.62 - 0.5 * (step - 0.1)
    rest = VGroup()
    for place, (i, runs) in enumerate(zip(order, words, strict=True)):
        if place == len(order) - 1 and has_line:
            text = f"{numerals.count(left_out)} between"
            rest.add(label(text, theme.mute, XS, (left, y - 0.33 * XS), "left", "sans"))
            y -= step
        extreme = place in (0, len(order) - 1)
        value = float(products[i])
        base, tall = y - 0.33 * size, min(0.2, 0.45 * step)
        row = VGroup(Line(runs, size, (box.left, base)))
        start = zero + min(value, 0.0) * unit
        bar = Ink(SQUARE, theme.text, (start, y - tall / 2), (max(abs(value) * unit, 1e-3), tall))
        bar.rgba[3] = 1.0 if extreme else 0.42
        row.add(bar)
        row.add(
            label(
                numerals.signed(value), theme.text if extreme else theme.mute, size,
                (box.right, base), "right", "sans-bold" if extreme else "sans",
            )
        )  # fmt: skip
        rows.append(row)
        y -= step
    bottom = y + 0.5 * step
    head.add(line(theme.line, (zero, box.top - 0.5), (zero, bottom), width=RULE_STROKE))
    return ProductRows(head, rows, order, rest)


def _names(
    names: Sequence[Sequence[Run]], order: Sequence[int], width: float, size: float
) -> list[list[Run]]:
    """Cut the middle out of words that would leave no room for their bars."""
    found = []
    for i in order:
        word, *symbol = names[i]
        room = width - line_width(symbol, size)
        text, _ = fit_text(word.text, room, (size,))
        found.append([Run(text, word.color, word.voice), *symbol])
    return found
