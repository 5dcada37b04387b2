"""A sentence's tokens: boxes with their numbers, joined where a word takes several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from manim import VGroup

from attnviz.catalog.captions import noted
from attnviz.ink.ink import Ink, polyline, rounded_box
from attnviz.ink.text import label
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box
from attnviz.look.style import GRID_STROKE, RULE_STROKE, XS, L, M, S, Theme
from attnviz.look.typeset import shorten
from attnviz.mobjects.sentence_plan import ColumnPlan, break_lines
from attnviz.mobjects.vectors import bracket, ellipsis_dots

_WIDE, _NARROW = 0.26, 0.08  # between boxes: a wide gap is a space, a narrow one is none


@dataclass(frozen=True)
class TokenPlan:
    """Where the boxes of tokens stand.

    Attributes
    ----------
    size
        Of the tokens' text, scene units to the em.
    texts
        What is written in each box; tokens that do not fit are left out.
    boxes
        One a token.
    """

    size: float
    texts: tuple[str, ...]
    boxes: tuple[Box, ...]

    @property
    def number_size(self) -> float:
        """The size of the numbers under the boxes."""
        return S if self.size >= M else XS

    def number_base(self, i: int) -> float:
        """Return the baseline of a token's number."""
        return self.boxes[i].bottom - 0.08 - 0.82 * self.number_size


def plan_tokens(
    texts: Sequence[str], spaced: Sequence[bool], ids: Sequence[str], room: Box
) -> TokenPlan:
    """Set tokens as centred lines of boxes, as large as the room allows.

    Parameters
    ----------
    texts
        What each token reads.
    spaced
        Whether a space stands before each.
    ids
        Their numbers, as written; a box is at least as wide as its number.
    room
        In scene units.
    """
    for size in (L, M, S):
        small = S if size >= M else XS
        written = [shorten(text, room.width - 0.4, size) for text in texts]
        widths = [
            max(text_width(t, "serif", size) + 0.5 * size, text_width(n, "sans", small) + 0.04)
            for t, n in zip(written, ids, strict=True)
        ]
        gaps = [_WIDE if space else _NARROW for space in spaced]
        lines = break_lines(widths, gaps, room.width, texts)
        pitch = 1.75 * size + 0.08 + small + 0.50
        if len(lines) * pitch <= room.height:
            break
    lines = lines[: max(int(room.height / pitch), 1)]
    top = room.center[1] + len(lines) * pitch / 2
    boxes: list[Box] = []
    for row, line in enumerate(lines):
        left = room.center[0] - max(map(sum, line)) / 2
        high = top - row * pitch
        boxes += [Box(left + x, high - 1.75 * size, left + x + w, high) for x, w in line]
    return TokenPlan(size, tuple(written[: len(boxes)]), tuple(boxes))


def token_texts(plan: TokenPlan, color: str) -> list[Ink]:
    """Write the tokens in their boxes."""
    return [
        label(text, color, plan.size, (box.center[0], box.bottom + 0.58 * plan.size))
        for text, box in zip(plan.texts, plan.boxes, strict=True)
    ]


def token_boxes(plan: TokenPlan, theme: Theme) -> list[Ink]:
    """Draw the boxes."""
    radius = 0.22 * plan.size
    return [
        Ink(rounded_box(b.left, b.bottom, b.right, b.top, radius), theme.line, stroke=GRID_STROKE)
        for b in plan.boxes
    ]


def token_numbers(plan: TokenPlan, ids: Sequence[str], theme: Theme) -> list[Ink]:
    """Write each token's number in the vocabulary under its box."""
    return [
        label(
            text, theme.mute, plan.number_size, (b.center[0], plan.number_base(i)), "center", "sans"
        )
        for i, (text, b) in enumerate(zip(ids, plan.boxes, strict=False))
    ]


def word_braces(plan: TokenPlan, words: Sequence[range], theme: Theme) -> list[VGroup]:
    """Join the tokens of every word that takes several with a brace below.

    A word whose tokens part at a line's end gets a brace on each line.
    """
    braces = []
    for tokens in words:
        shown = [i for i in tokens if i < len(plan.boxes)]
        if len(tokens) < 2 or not shown:
            continue
        group = VGroup()
        for row in sorted({plan.boxes[i].top for i in shown}, reverse=True):
            line = [i for i in shown if plan.boxes[i].top == row]
            left = min(plan.boxes[i].left for i in line) + 0.02  # the last, in some scripts
            right = max(plan.boxes[i].right for i in line) - 0.02
            y = plan.number_base(line[0]) - 0.12
            corners = [(left, y), (left, y - 0.12), (right, y - 0.12), (right, y)]
            tail = polyline(((left + right) / 2, y - 0.12), ((left + right) / 2, y - 0.21))
            group.add(Ink(polyline(*corners), theme.text, stroke=RULE_STROKE))
            group.add(Ink(tail, theme.text, stroke=RULE_STROKE))
        braces.append(group)
    return braces


def id_columns(
    stacks: Sequence[Sequence[str]], plan: ColumnPlan, theme: Theme
) -> tuple[list[VGroup], str]:
    """Stack the numbers of each word's tokens in brackets under the word.

    Returns
    -------
    tuple
        A group a word, empty where there is no room for its numbers; and what to say of those left
        out.
    """
    widest = max(text_width(text, "sans", XS) for stack in stacks for text in stack)
    size = S if plan.pitch >= 1.25 * widest + 0.35 else XS
    written = plan.spaced(widest + 0.26)
    step = 1.3 * size
    most = max(int((plan.top - plan.bottom + 0.6) / step), 2)
    columns, left_out = [], 0
    for i, (stack, x) in enumerate(zip(stacks, plan.centers, strict=True)):
        if i not in written:
            columns.append(VGroup())
            continue
        shown = list(stack) if len(stack) <= most else [*stack[: most - 2], stack[-1]]
        left_out += len(stack) - len(shown)
        rows = len(stack) if len(stack) <= most else most
        edge = max(text_width(text, "sans", size) for text in stack) / 2 + 0.08
        bottom = plan.top - 0.12 - rows * step
        group = VGroup(bracket(x - edge, bottom, x + edge, plan.top, theme.line))
        for j, text in enumerate(shown):
            row = rows - 1 if j == len(shown) - 1 else j
            y = plan.top - 0.06 - (row + 0.5) * step
            group.add(label(text, theme.text, size, (x, y - 0.33 * size), "center", "sans"))
        if rows > len(shown):
            group.add(ellipsis_dots(x, plan.top - 0.06 - (rows - 1.5) * step, theme.mute, 0.06))
        columns.append(group)
    some = len(written) < len(stacks)
    notes = [noted("ids_some", n=numerals.count(len(written)))] if some else []
    notes += [noted("ids_cut", n=numerals.count(left_out))] if left_out else []
    return columns, " · ".join(notes)
