"""A sentence's tokens: boxes with their numbers, joined where a word takes several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from manim import Mobject, VGroup

from attnviz.catalog.captions import noted
from attnviz.ink.ink import Ink, join, polyline, rounded_box
from attnviz.ink.text import label
from attnviz.look import numerals
from attnviz.look.direction import runs_left
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box
from attnviz.look.style import GRID_STROKE, RULE_STROKE, XS, S, Theme
from attnviz.mobjects.sentence_plan import ColumnPlan
from attnviz.mobjects.token_plan import TokenPlan

_DASH = 0.06  # of a seam


@dataclass(frozen=True)
class ClosedWords:
    """Words in their boxes, as a sentence stands when its tokens have closed up again.

    Attributes
    ----------
    texts
        One a box.
    boxes
        Bright where a word has several tokens.
    seams
        Of each box, where its tokens meet; empty where it has one, or where they cannot be told
        apart in the word as it is written.
    """

    texts: list[Ink]
    boxes: list[Ink]
    seams: list[VGroup]

    def inks(self) -> list[Mobject]:
        """Return all parts."""
        return [*self.boxes, *self.texts, *self.seams]


def token_texts(plan: TokenPlan, color: str) -> list[Ink]:
    """Write the tokens in their boxes."""
    return [
        label(text, color, plan.size, (left, plan.base(i)), "left")
        for i, (text, left) in enumerate(zip(plan.texts, plan.lefts, strict=True))
    ]


def blank_marks(plan: TokenPlan, spaced: Sequence[bool], theme: Theme) -> VGroup:
    """Mark the tokens that a blank belongs to, at the left in their boxes."""
    size = max(XS, 0.45 * plan.size)
    return VGroup(*(
        label("␣", theme.mute, size, (left - 0.03 - text_width("␣", "serif", size), plan.base(i)),
              "left")
        for i, (left, blank) in enumerate(zip(plan.lefts, spaced, strict=False))
        if blank
    ))  # fmt: skip


def token_boxes(plan: TokenPlan, theme: Theme) -> list[Ink]:
    """Draw the boxes."""
    return [_box(box, plan.size, theme.line) for box in plan.boxes]


def _box(box: Box, size: float, color: str) -> Ink:
    outline = rounded_box(box.left, box.bottom, box.right, box.top, 0.22 * size)
    return Ink(outline, color, stroke=GRID_STROKE)


def closed_words(plan: TokenPlan, tokens: Sequence[Sequence[str]], theme: Theme) -> ClosedWords:
    """Draw words in their boxes, with a dashed seam wherever two tokens of one meet.

    Parameters
    ----------
    plan
        Of the words' boxes.
    tokens
        What the tokens of each word read.
    """
    boxes, seams = [], []
    for i, (box, pieces) in enumerate(zip(plan.boxes, tokens, strict=False)):
        several = len(pieces) > 1
        boxes.append(_box(box, plan.size, theme.text if several else theme.line))
        seams.append(VGroup())
        for x in inner_ends(pieces, plan.texts[i], plan.size):
            dashes = np.arange(box.bottom + 0.1 * plan.size, box.top - 0.1 * plan.size, 2 * _DASH)
            x += plan.lefts[i]
            seam = join([polyline((x, y), (x, y + _DASH)) for y in dashes])
            seams[-1].add(Ink(seam, theme.line, stroke=GRID_STROKE))
    return ClosedWords(token_texts(plan, theme.text), boxes, seams)


def inner_ends(pieces: Sequence[str], text: str, size: float) -> list[float]:
    """Return where the pieces of a text meet, from its left end.

    Nothing if they do not spell the text one after another: bytes of a character, or a script that
    runs from right to left.
    """
    if "".join(pieces) != text or runs_left(text):
        return []
    return [text_width(end, "serif", size) for end in accumulate(pieces[:-1])]


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


def ids_below(
    stacks: Sequence[Sequence[str]], plan: ColumnPlan, bottom: float, theme: Theme
) -> tuple[list[list[Ink | None]], str]:
    """Write the numbers of each word's tokens under the word, below one another.

    Parameters
    ----------
    stacks
        The numbers of each word's tokens.
    plan
        Where the words stand.
    bottom
        The lowest that a number may stand, in scene units.

    Returns
    -------
    tuple
        Of each word, its tokens' numbers, None where there is no room; and what to say of those
        left out.
    """
    widest = max(text_width(text, "sans", XS) for stack in stacks for text in stack)
    size = S if plan.pitch >= 1.25 * widest + 0.15 else XS
    written = plan.spaced(widest + 0.1)
    step = 1.3 * size
    most = max(int((plan.top - bottom) / step), 1)
    found: list[list[Ink | None]] = []
    for i, (stack, x) in enumerate(zip(stacks, plan.centers, strict=True)):
        shown = len(stack) if i in written else 0
        found.append([
            label(text, theme.text, size, (x, plan.top - (j + 0.5) * step - 0.33 * size),
                  "center", "sans")
            if j < min(shown, most) else None
            for j, text in enumerate(stack)
        ])  # fmt: skip
    left_out = sum(max(len(stack) - most, 0) for i, stack in enumerate(stacks) if i in written)
    some = len(written) < len(stacks)
    notes = [noted("ids_some", n=numerals.count(len(written)))] if some else []
    notes += [noted("ids_cut", n=numerals.count(left_out))] if left_out else []
    return found, " · ".join(notes)
