"""Where a sentence stands while it parts: as it was typed, in tokens, and closed up into words.

Nothing here knows manim; all lengths are scene units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from attnviz.look.direction import directions
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box
from attnviz.look.style import XL, XS, L, M, S
from attnviz.look.typeset import shorten
from attnviz.mobjects.sentence_plan import FlowPlan, break_lines, plan_flow
from attnviz.traces.records import Token, Word, label

_SIZES = (2 * XL, XL, L, M, S)
_WIDE, _NARROW = 0.2, 0.06  # between boxes: a wide gap is a space, a narrow one is none
_BESIDE, _MARK = 0.25, 0.41  # em beside a text in its box, and where a blank's mark stands there
_MARK_ROOM = 0.17  # that mark needs as much, however small the text
_BELOW = 0.5  # under the numbers, for braces
_Lines = list[list[tuple[float, float]]]  # of each box its left edge in its line, and its width


@dataclass(frozen=True)
class TokenPlan:
    """Where boxes with a text in each stand.

    Attributes
    ----------
    size
        Of the texts, scene units to the em.
    texts
        What is written in each box; boxes that do not fit are left out.
    boxes
        One a text.
    lefts
        Where each text starts.
    lines
        In which line each box stands, from 0.
    """

    size: float
    texts: tuple[str, ...]
    boxes: tuple[Box, ...]
    lefts: tuple[float, ...]
    lines: tuple[int, ...]

    @property
    def number_size(self) -> float:
        """The size of the numbers under the boxes."""
        return _number_size(self.size)

    def base(self, i: int) -> float:
        """Return the baseline of a text."""
        return self.boxes[i].bottom + 0.58 * self.size

    def number_base(self, i: int) -> float:
        """Return the baseline of a token's number."""
        return self.boxes[i].bottom - 0.08 - 0.82 * self.number_size


@dataclass(frozen=True)
class SentencePlan:
    """A sentence in its three states, each line of it at one height as far as it goes.

    Attributes
    ----------
    flow
        As it was typed.
    pieces
        In tokens, each in its box, with room for its number.
    closed
        In what is followed from there on, words or tokens, each in its box.
    """

    flow: FlowPlan
    pieces: TokenPlan
    closed: TokenPlan


def plan_sentence(
    tokens: Sequence[Token], words: Sequence[Word], spaced: tuple[Sequence[bool], Sequence[bool]],
    unit: str, room: Box,
) -> SentencePlan:  # fmt: skip
    """Set a sentence in the middle of a room: typed, parted, and closed up again.

    Parameters
    ----------
    spaced
        Whether a space stands before each token, and before each word.
    unit
        What is followed: ``"word"`` or ``"token"``.
    room
        In scene units; a room higher than wide is filled from top to bottom.
    """
    written, said = [label(token.text) for token in tokens], [word.label for word in words]
    ids = [str(token.id) for token in tokens]
    parts = plan_tokens(written, spaced[0], room, ids, [word.tokens for word in words])
    whole = len(parts.boxes) == len(tokens)
    starts = [word.tokens.start for word in words]
    lines = [parts.lines[i] for i in starts] if whole else None
    if lines:
        typed = _plan(said, spaced[1], room, None, None, lines, bare=True)
        points = tuple((box.left, typed.base(i)) for i, box in enumerate(typed.boxes))
        flow = FlowPlan(typed.size, typed.texts, points)
    else:
        flow = plan_flow(said, spaced[1], room, (XL, L, M, S, XS))
    if unit == "token":
        return SentencePlan(flow, parts, parts)
    return SentencePlan(flow, parts, _plan(said, spaced[1], room, None, None, lines))


def plan_tokens(
    texts: Sequence[str], spaced: Sequence[bool], room: Box, ids: Sequence[str],
    words: Sequence[range] | None = None,
) -> TokenPlan:  # fmt: skip
    """Set tokens as centred lines of boxes, as large as the room allows.

    Parameters
    ----------
    texts
        What each token reads.
    spaced
        Whether a space stands before each.
    room
        In scene units.
    ids
        Their numbers, as written; a box is at least as wide as its number.
    words
        The tokens of each word: a word stays in one line where all words can.
    """
    return _plan(texts, spaced, room, ids, words, None)


def _plan(
    texts: Sequence[str], spaced: Sequence[bool], room: Box, ids: Sequence[str] | None,
    words: Sequence[range] | None, wanted: Sequence[int] | None, bare: bool = False,
) -> TokenPlan:  # fmt: skip
    upright = room.height > room.width
    for size in _SIZES:
        written = [shorten(text, room.width - 0.4, size) for text in texts]
        before = [0.0 if bare else _lead(size, ids is not None and space) for space in spaced]
        widths = [
            max(
                text_width(text, "serif", size) + (0 if bare else lead + _BESIDE * size),
                text_width(ids[i], "sans", _number_size(size)) + 0.04 if ids else 0.0,
            )
            for i, (text, lead) in enumerate(zip(written, before, strict=True))
        ]  # fmt: skip
        blank = 1.15 * text_width(" ", "serif", size)
        wide, narrow = (blank, 0.0) if bare else (_WIDE, _NARROW)
        gaps = [wide if space else narrow for space in spaced]
        lines = _lines(widths, gaps, room.width, texts, words, wanted)
        pitch = 1.75 * size + 0.08 + _number_size(size) + _BELOW
        fits = len(lines) * pitch <= room.height and max(map(_width, lines)) <= room.width + 1e-9
        if fits and (upright or size <= L or len(lines) == 1):
            break
    lines = lines[: max(int(room.height / pitch), 1)]
    if upright:
        pitch = min(room.height / len(lines), 1.3 * pitch)
    high = room.center[1] + len(lines) * pitch / 2
    high -= min(_BELOW, room.height - len(lines) * pitch) / 2
    boxes, rows = [], []
    for row, line in enumerate(lines):
        left = room.center[0] - max(map(sum, line)) / 2
        top = high - row * pitch
        boxes += [Box(left + x, top - 1.75 * size, left + x + w, top) for x, w in line]
        rows += [row] * len(line)
    lefts = []
    for box, text, lead in zip(boxes, written, before, strict=False):
        spare = box.width - text_width(text, "serif", size) - lead - (not bare) * _BESIDE * size
        lefts.append(box.left + lead + spare / 2)
    return TokenPlan(size, tuple(written[: len(boxes)]), tuple(boxes), tuple(lefts), tuple(rows))


def _width(line: Sequence[tuple[float, float]]) -> float:
    """Return how wide a line is."""
    return max(map(sum, line))


def _number_size(size: float) -> float:
    return M if size > L else S if size >= M else XS


def _lead(size: float, marked: bool) -> float:
    return max(_MARK * size, _MARK_ROOM) if marked else _BESIDE * size


def _lines(
    widths: Sequence[float], gaps: Sequence[float], room: float, texts: Sequence[str],
    words: Sequence[range] | None, wanted: Sequence[int] | None,
) -> _Lines:  # fmt: skip
    """Break into lines: as wanted unless far fewer would do, else at words, of about one width."""
    if "R" in directions(texts)[1]:
        return break_lines(widths, gaps, room, texts)
    groups = [list(word) for word in words] if words else [[i] for i in range(len(widths))]

    def width(group: Sequence[int]) -> float:
        return sum(widths[i] for i in group) + sum(gaps[i] for i in group[1:])

    if max(map(width, groups)) > room:
        groups = [[i] for i in range(len(widths))]
    found = _balanced(
        [width(group) for group in groups], [gaps[group[0]] for group in groups], room,
        ["".join(texts[i] for i in group) for group in groups],
    )  # fmt: skip
    rows, at = [], 0
    for line in found:
        rows.append([i for group in groups[at : at + len(line)] for i in group])
        at += len(line)
    if wanted is not None:
        order = range(len(widths))
        asked = [list(row) for _, row in groupby(order, key=lambda i: wanted[i])]
        few = len(asked) <= len(rows) + (len(rows) > 1)
        if few and max(map(width, asked)) <= room:
            rows = asked
    return [_line([widths[i] for i in row], [gaps[i] for i in row]) for row in rows]


def _line(widths: Sequence[float], gaps: Sequence[float]) -> list[tuple[float, float]]:
    placed, x = [], 0.0
    for i, (width, gap) in enumerate(zip(widths, gaps, strict=True)):
        x += gap if i else 0.0
        placed.append((x, width))
        x += width
    return placed


def _balanced(
    widths: Sequence[float], gaps: Sequence[float], room: float, texts: Sequence[str]
) -> _Lines:
    """Break into as few lines as fit, all of nearly the same width."""
    lines = break_lines(widths, gaps, room, texts)
    low, high = room / len(lines) / 2, room
    for _ in range(8 if len(lines) > 1 else 0):
        middle = (low + high) / 2
        narrower = break_lines(widths, gaps, middle, texts)
        fits = len(narrower) <= len(lines) and max(map(_width, narrower)) <= room
        low, high = (low, middle) if fits else (middle, high)
    return break_lines(widths, gaps, high, texts)
