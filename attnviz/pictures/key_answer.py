"""A word asks and others answer: words in the middle of the page, bubbles above and below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import cos, sin

from attnviz.ink.ink import Ink
from attnviz.ink.motion import box_around, copy_of, emerge
from attnviz.ink.text import Line, line_width, symbol
from attnviz.ink.tween import Tween, leaves
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box, Page
from attnviz.look.style import XL, XS, L, M, S
from attnviz.look.typeset import ASCENT
from attnviz.mobjects.bubble import Bubble, BubblePlan, bubble, plan_bubble, wider
from attnviz.mobjects.sentence_plan import ColumnPlan
from attnviz.mobjects.words import symbols_below
from attnviz.pictures.key_fold import fold, unfold

Point = tuple[float, float]
_TAIL, _APART = 0.45, 0.3  # scene units: length of a tail, and between two bubbles
_SECOND = 1.25  # em from the keys' symbols to that of the query below slanted words
_WORD_GAP, _SYMBOL_GAP = 0.24, 0.2  # above and below symbols
_FOOT = 0.1  # scene units from a word to where its symbols come out
_SMALL = 0.06  # of its size, as which a bubble begins
_OVER = 0.3  # by which a bubble reaches over the outer tails


@dataclass(frozen=True)
class AnswerPlan:
    """Where words stand in the middle, and what they ask and answer above and below.

    Attributes
    ----------
    lineup
        The words' line, moved.
    rise
        By how much it moved up, in scene units.
    query
        Where the query's symbol stands: the middle of its baseline.
    keys
        The baseline of the keys' symbols.
    question, answer
        The bubbles, or None where nobody asks or answers, or there is no room.
    asked, answered
        Their middles, in scene units.
    tip
        Where the question's tail ends.
    """

    lineup: ColumnPlan
    rise: float
    query: Point
    keys: float
    question: BubblePlan | None
    answer: BubblePlan | None
    asked: Point
    answered: Point
    tip: Point


def plan_answer(
    lineup: ColumnPlan, page: Page, focus: int, answering: Sequence[int],
    said: tuple[str, str], colors: tuple[str, str],
) -> AnswerPlan:  # fmt: skip
    """Place the words, the question and the answer.

    Parameters
    ----------
    lineup
        The words as they stand above their columns.
    focus, answering
        Who asks, and who answers.
    said
        The question and the answer; either may be empty.
    colors
        Of the one who asks, and of those who answer.
    """
    room = page.content
    tall = page.portrait and room.height > 1.3 * room.width
    sizes = (XL, L, M, S) if tall else (L, M, S)
    stretch = 2.0 if tall else 1.0
    tail, size = _TAIL * stretch, _symbol_size(lineup)
    reach = max(text_width(text, "serif", lineup.size) for text in lineup.labels)
    above = reach * sin(lineup.angle) + ASCENT * lineup.size * cos(lineup.angle)
    under = _WORD_GAP + ASCENT * size  # from the words' baseline to that of the keys
    most = 0.3 * room.height
    if lineup.angle:  # what slanted words leave
        most = min(most, room.height - above - under - 0.3 * size - _SYMBOL_GAP - tail)
    widest = 0.9 * room.width
    question = plan_bubble(said[0], colors[0], sizes, (widest, most)) if said[0] else None
    spots = [lineup.centers[i] for i in answering]
    answer = plan_bubble(said[1], colors[1], sizes, (widest, most)) if said[1] and spots else None
    if answer:
        answer = wider(answer, min(max(spots) - min(spots) + 2 * _OVER, room.width))
    foot = 0.3 * size + _SYMBOL_GAP + tail  # from a symbol's baseline to a bubble below it
    below = under + (foot + answer.height if answer else 0.3 * size)
    x = lineup.centers[focus]
    middle = _inside((min(spots) + max(spots)) / 2, answer, room) if answer else 0.0
    if lineup.angle:  # slanted words leave no room above them: the question stands below, too
        deep = under + _SECOND * size + foot
        edge = middle + answer.width / 2 + _APART if answer else room.left
        fits = room.right - edge, min(0.3 * room.height, room.height - above - deep)
        question = plan_bubble(said[0], colors[0], sizes, fits) if said[0] else None
        below = max(below, deep + question.height if question else under + 1.5 * size)
        base = min(room.center[1] + (above + below) / 2, room.top) - above
    else:
        head = above + _WORD_GAP + ASCENT * size
        head += _SYMBOL_GAP + tail + question.height if question else 0.0
        base = room.center[1] + (below - head) / 2
    keys = base - under
    answered = middle, keys - foot - (answer.height / 2 if answer else 0.0)
    half, tall_half = (question.width / 2, question.height / 2) if question else (0.0, 0.0)
    if lineup.angle:
        query = (x, keys - _SECOND * size)
        tip = (x, query[1] - foot + tail)
        asked = min(max(x, edge + half), room.right - half), tip[1] - tail - tall_half
    else:
        query = (x, base + above + _WORD_GAP)
        tip = (x, query[1] + ASCENT * size + _SYMBOL_GAP)
        asked = _inside(x, question, room), tip[1] + tail + tall_half
    moved = replace(lineup, label_base=base)
    return AnswerPlan(
        moved, base - lineup.label_base, query, keys, question, answer, asked, answered, tip
    )


def _symbol_size(lineup: ColumnPlan) -> float:
    """Return the size in which symbols find room below the words, as `symbols_below` sets them."""
    last = str(len(lineup.centers))
    return next(
        (z for z in (L, M, S) if line_width(symbol("k", last, "", z), z) + 0.05 <= lineup.pitch), XS
    )


def _inside(x: float, plan: BubblePlan | None, room: Box) -> float:
    """Return the middle of a bubble that would stand at x, moved onto the page."""
    half = plan.width / 2 if plan else 0.0
    return min(max(x, room.left + half), room.right - half)


@dataclass
class Answer:
    """What stands above and below the words.

    Attributes
    ----------
    query
        The symbol of the followed word's query.
    keys
        The symbols of all words' keys, one line a column; empty where there is no room.
    question, answer
        The bubbles that are said.
    """

    query: Line
    keys: list[Line]
    question: Bubble | None
    answer: Bubble | None

    def come(self, plan: AnswerPlan, asks: Ink) -> list[Tween]:
        """Let the symbols come out of their words, and the question out of its symbol.

        Parameters
        ----------
        asks
            The word that asks.
        """
        feet = [(x, plan.lineup.label_base - _FOOT) for x in plan.lineup.centers]
        head = plan.query[0], box_around(asks).top + _FOOT
        if plan.lineup.angle:
            head = plan.query[0], plan.keys - _FOOT
        moves = [unfold([self.query, *self.keys], [head, *feet])]
        if self.question:
            at = box_around(self.query).center
            moves.append(emerge(self.question.everything(), at, _SMALL, delay=0.3))
        return moves

    def reply(self, answering: Sequence[int]) -> list[Tween]:
        """Let the answer come out of the symbols of those who give it."""
        if not self.answer:
            return []
        at = box_around([self.keys[i] for i in answering]).center
        return [emerge(self.answer.everything(), at, _SMALL)]

    def shrink(self, answering: Sequence[int]) -> list[Tween]:
        """Let the question shrink into its symbol, and the answer into each that gave it.

        Copies of the answer, one for each but the first who gave it, are new to the stage.
        """
        moves = []
        if self.question:
            moves.append(fold([self.question.everything()], [box_around(self.query).center]))
        if self.answer:
            parts = leaves(self.answer.everything())
            spots = [box_around(self.keys[i]).center for i in answering]
            twins = [[copy_of(ink) for ink in parts] for _ in spots[1:]]
            moves += [
                fold([group], [at], introducer=True)
                for group, at in zip([parts, *twins], spots, strict=True)
            ]
        return moves


def answer_picture(
    plan: AnswerPlan, focus: int, answering: Sequence[int], colors: tuple[str, str]
) -> Answer:
    """Draw the symbols and the bubbles around the words."""
    asks, answers = colors
    size = _symbol_size(plan.lineup)
    below = replace(plan.lineup, symbol_rows=(plan.keys, plan.keys))
    question = answer = None
    if plan.question:
        question = bubble(plan.question, plan.asked, plan.tip, asks)
    if plan.answer:
        height = plan.keys - 0.3 * size - _SYMBOL_GAP
        first, *more = [(plan.lineup.centers[i], height) for i in answering]
        answer = bubble(plan.answer, plan.answered, first, answers, more)
    return Answer(
        Line(symbol("q", str(focus + 1), asks, size), size, plan.query, "center"),
        symbols_below("k", below, 0, answers), question, answer,
    )  # fmt: skip
