"""Where the words of a sentence stand: as running text, and side by side above their columns.

Nothing here knows manim; all lengths are scene units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, cos, sin

from attnviz.look.direction import directions, visual_order
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box, Page
from attnviz.look.signs import LINE_BREAK
from attnviz.look.typeset import ASCENT, LEAN, TREATMENTS, shorten, slanted_reach
from attnviz.mobjects.thinning import apart, thinned


@dataclass(frozen=True)
class FlowPlan:
    """A sentence set as text: where each word's baseline starts."""

    size: float
    words: tuple[str, ...]  # as they are written; those that do not fit are left out
    points: tuple[tuple[float, float], ...]


def plan_flow(
    words: Sequence[str],
    spaces: Sequence[bool],
    box: Box,
    sizes: Sequence[float],
    below: float = 0.0,
) -> FlowPlan:
    """Set words as centred lines in the largest of `sizes` that fits.

    Parameters
    ----------
    words
        What to set.
    spaces
        Whether a space stands before each word.
    box
        The room, in scene units.
    sizes
        Scene units to the em, largest first. At the last one words too long lose their middle, and
        lines that do not fit are left out.
    below
        Room under each line for what hangs from its words.
    """
    for size in sizes:
        leading = max(1.75 * size, 1.15 * size + below)
        lines = _flow_lines(words, spaces, box.width, size)
        fits = len(lines) * leading <= 0.8 * box.height
        fits &= max(text_width(word, "serif", size) for word in words) <= box.width
        if fits and (len(lines) == 1 or size <= 0.7 * sizes[0] or len(lines) > 2):
            break
    written = [shorten(word, box.width, size) for word in words]
    count = len(_flow_lines(written, spaces, box.width, size))
    lines = _balanced(written, spaces, box.width, size, count)[: max(int(box.height / leading), 1)]
    middle = box.center[1] + leading * (len(lines) - 1) / 2 - 0.3 * size
    points = []
    for row, line in enumerate(lines):
        start = box.center[0] - max(map(sum, line)) / 2
        points += [(start + x, middle - row * leading) for x, _ in line]
    return FlowPlan(size, tuple(written[: len(points)]), tuple(points))


def _balanced(
    words: Sequence[str], spaces: Sequence[bool], width: float, size: float, count: int
) -> list[list[tuple[float, float]]]:
    """Break into so many lines of nearly the same width, so that no last word stands alone."""
    low, high = width / count / 2, width
    for _ in range(12):
        middle = (low + high) / 2
        if len(_flow_lines(words, spaces, middle, size)) <= count:
            high = middle
        else:
            low = middle
    return _flow_lines(words, spaces, high, size)


def _flow_lines(
    words: Sequence[str], spaces: Sequence[bool], width: float, size: float
) -> list[list[tuple[float, float]]]:
    gap = text_width(" ", "serif", size) * 1.15
    advances = [text_width(word, "serif", size) for word in words]
    return break_lines(advances, [gap * space for space in spaces], width, words)


def break_lines(
    widths: Sequence[float], gaps: Sequence[float], room: float, texts: Sequence[str]
) -> list[list[tuple[float, float]]]:
    """Set things one behind another in lines no wider than `room`.

    Parameters
    ----------
    widths, gaps
        Of each thing, and before it; in scene units.
    texts
        What each reads: a sign of a line break ends its line.

    Returns
    -------
    list of lines
        Of each thing, in reading order: where it stands in its line, from the left, and its width.
    """
    lines: list[list[tuple[float, float]]] = [[]]
    x = 0.0
    ended = False
    for width, gap, text in zip(widths, gaps, texts, strict=True):
        start = x + gap if lines[-1] else 0.0
        if lines[-1] and (ended or start + width > room):
            lines.append([])
            start = 0.0
        lines[-1].append((start, width))
        x = start + width
        ended = LINE_BREAK in text
    whole, kinds = directions(texts)
    if "R" not in kinds:
        return lines
    ordered, at = [], 0
    for line in lines:
        part = slice(at, at + len(line))
        ordered.append(_from_the_left(line, visual_order(whole, kinds[part]), gaps[part]))
        at += len(line)
    return ordered


def _from_the_left(
    line: Sequence[tuple[float, float]], order: Sequence[int], gaps: Sequence[float]
) -> list[tuple[float, float]]:
    """Move the things of a line to where they stand in their order from the left."""
    placed = list(line)
    x = 0.0
    for place, i in enumerate(order):
        if place:  # where runs of two directions meet, the gap is that of the later run's first
            before = order[place - 1]
            x += gaps[max(i, before)] if abs(i - before) == 1 else gaps[_joint(order, place)]
        placed[i] = (x, line[i][1])
        x += line[i][1]
    return placed


def _joint(order: Sequence[int], place: int) -> int:
    """Return the first thing, in reading order, of the later of two runs that meet at a place."""
    left, right = order[:place], order[place:]
    return max(min(left), min(right))


@dataclass(frozen=True)
class ColumnPlan:
    """Where the words' columns of numbers stand, side by side across the page."""

    centers: tuple[float, ...]
    pitch: float
    size: float  # of the labels
    angle: float
    labels: tuple[str, ...]
    named: tuple[int, ...]  # columns that have their label, the most important first
    label_base: float
    top: float  # of the columns
    bottom: float
    symbol_rows: tuple[float, float]  # baselines of the two rows of symbols below

    def label_point(self, i: int) -> tuple[float, float]:
        """Return the baseline point of a label: its middle, or its start if slanted."""
        lean = LEAN * self.size * sin(self.angle)
        return self.centers[i] + lean, self.label_base

    def spaced(self, width: float) -> set[int]:
        """Return labelled columns under which things `width` wide neither touch nor stick out."""
        over = max(width - self.pitch, 0.0) / 2
        left, right = self.centers[0] + over - 1e-9, self.centers[-1] - over + 1e-9
        inside = [i for i in self.named if left <= self.centers[i] <= right]
        return set(apart(inside, ceil(width / self.pitch - 1e-9)))


def plan_columns(labels: Sequence[str], page: Page, first: Sequence[int] = ()) -> ColumnPlan:
    """Space columns evenly across the content, labels above, two rows of symbols below.

    Parameters
    ----------
    labels
        One a column.
    page
        The frame.
    first
        Columns that keep their labels where there is no room for all, the most important first.
    """
    n, room = len(labels), page.content
    pitch = min(room.width / n, 2.2)
    size, angle, written = _column_labels(labels, room, pitch)
    widths = [text_width(text, "serif", size) for text in written]
    above = max(widths) * sin(angle) + ASCENT * size * cos(angle)
    lean = 0.0  # how far labels reach over the right end
    named = tuple(range(n))
    if angle:
        reach = [slanted_reach(w, size, angle) for w in widths]
        pitch = _slanted_pitch(reach, room, pitch)
        lean = max(0.0, *(r - (n - i - 0.5) * pitch for i, r in enumerate(reach)))
        named = thinned(n, ceil(0.9 * size / sin(angle) / pitch), first)
    left = (room.left + room.right - lean - n * pitch) / 2
    centers = tuple(left + (i + 0.5) * pitch for i in range(n))
    rows = (room.bottom + 0.62, room.bottom + 0.08)
    label_base = room.top - above
    spare = min(0.2, 0.1 * room.height)
    return ColumnPlan(
        centers, pitch, size, angle, written, named, label_base,
        label_base - 0.42 - spare * (angle == 0), rows[0] + 0.72, rows,
    )  # fmt: skip


def _slanted_pitch(reach: Sequence[float], room: Box, pitch: float) -> float:
    """Narrow columns as far as it takes for slanted labels to stay inside the room."""
    return min(pitch, *((room.width - r) / (i + 0.5) for i, r in enumerate(reach)))


def _column_labels(
    labels: Sequence[str], room: Box, pitch: float
) -> tuple[float, float, tuple[str, ...]]:
    for size, angle in TREATMENTS:
        widths = [text_width(text, "serif", size) for text in labels]
        if not angle and max(widths) + 0.12 <= pitch:
            return size, angle, tuple(labels)
        tall_enough = max(widths) * sin(angle) <= 0.45 * room.height
        if angle and tall_enough and pitch * sin(angle) >= 1.05 * size:
            reach = [slanted_reach(width, size, angle) for width in widths]
            if _slanted_pitch(reach, room, pitch) * sin(angle) >= 0.9 * size:
                return size, angle, tuple(labels)
    size, angle = TREATMENTS[-1]
    widest = 0.45 * room.height / sin(angle)
    return size, angle, tuple(shorten(text, widest, size) for text in labels)
