"""Where the grid stands while one of its columns opens: columns and rows of sizes of their own.

Nothing here knows manim; all lengths are scene units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import cos, sin

from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box, Page
from attnviz.look.style import XS, L, M, S
from attnviz.look.typeset import ASCENT, LEAN, TREATMENTS, shorten, slanted_reach
from attnviz.mobjects.grid_plan import GridPlan
from attnviz.pictures.values_rows import Row

Treatment = tuple[float, float]  # size and angle of labels
_GAP, _PAD, _EDGE = 0.155, 0.14, 0.1  # between things; inside a cell; from a strip to its bracket
_LANE = 0.85  # in which the matrix of values comes down
_LONGEST_STRIP, _LEAST_COLUMN = 4.0, 0.1
_TALLEST_HEAD = 1.45  # of slanted labels over the columns


@dataclass(frozen=True)
class SplitPlan:
    """A grid whose rows and columns have any size.

    Attributes
    ----------
    rows
        From the top.
    focus
        The followed column.
    edges
        (n + 1) of the columns, from the left.
    levels
        (rows + 1) of the rows, from the top.
    words
        Where the rows' names end.
    size
        Of the rows' names.
    heads
        How the columns' names are set; None leaves out all but the followed one's.
    unit, own
        Radius of a dot whose weight is 1, in the other columns and in the followed one; 0 draws
        none.
    values
        Left and right of the strips beside the rows.
    inside
        Left and right of the strips in the followed column.
    is_open
        Whether there is room for them.
    number
        Size of the weights in the followed column.
    dot, weight, times
        The middle of its dots, the right of its weights and the middle of their signs.
    floor
        Lower edge of the followed column's frame.
    sum_level
        The middle of the sum, in the followed column.
    """

    rows: tuple[Row, ...]
    focus: int
    edges: tuple[float, ...]
    levels: tuple[float, ...]
    words: float
    size: float
    heads: Treatment | None
    unit: float
    own: float
    values: tuple[float, float]
    inside: tuple[float, float]
    is_open: bool
    number: float
    dot: float
    weight: float
    times: float
    floor: float
    sum_level: float

    @property
    def middle(self) -> float:
        """The middle of the followed column."""
        return (self.edges[self.focus] + self.edges[self.focus + 1]) / 2

    @property
    def row_height(self) -> float:
        """Of every row."""
        return self.levels[0] - self.levels[1]

    @property
    def thick(self) -> float:
        """The height of a strip."""
        return min(0.62 * self.row_height, 0.46)

    def level(self, row: int) -> float:
        """Return the middle of a row."""
        return (self.levels[row] + self.levels[row + 1]) / 2

    def center(self, query: int) -> float:
        """Return the middle of a column's dots."""
        if query == self.focus:
            return self.dot
        return (self.edges[query] + self.edges[query + 1]) / 2

    def head_point(self, query: int, size: float, angle: float) -> tuple[float, float]:
        """Return the baseline point of a column's name (its middle, or its start if slanted)."""
        x = (self.edges[query] + self.edges[query + 1]) / 2
        return x + LEAN * size * sin(angle), self.levels[0] + _GAP

    def strips(self, span: tuple[float, float]) -> list[Box]:
        """Return the rooms of the terms' strips, from the top."""
        rows = [j for j, row in enumerate(self.rows) if row.term is not None]
        return [self.strip(self.level(j), span) for j in rows]

    def strip(self, level: float, span: tuple[float, float]) -> Box:
        """Return the room of a strip."""
        return Box(span[0], level - self.thick / 2, span[1], level + self.thick / 2)


@dataclass(frozen=True)
class Stages:
    """The grid as the pattern leaves it, with room beside its rows, and with its column open."""

    closed: SplitPlan
    beside: SplitPlan
    opened: SplitPlan
    folded: bool  # whether words without weight share a row


def plan_stages(
    grid: GridPlan, rows: Sequence[Row], weights: Sequence[float], focus: int, page: Page
) -> Stages:
    """Plan how the followed column opens.

    Parameters
    ----------
    grid
        As the pattern leaves it.
    rows
        Those that are drawn while the column is open.
    weights
        (terms,) of the followed word.
    """
    folded = len(rows) != grid.n
    fitted, size = _row_names(rows, page)
    opened = _opened(grid, fitted, size, weights, focus, page)
    return Stages(_closed(grid, rows, focus), _beside(grid, opened, page), opened, folded)


def _closed(grid: GridPlan, rows: Sequence[Row], focus: int) -> SplitPlan:
    named = {*grid.rows}
    terms = {row.keys[0]: row.term for row in rows if len(row.keys) == 1}
    whole = [
        Row((i,), text if i in named else "", terms.get(i)) for i, text in enumerate(grid.labels)
    ]
    edges = tuple(grid.left + i * grid.cell_width for i in range(grid.n + 1))
    levels = tuple(grid.top - i * grid.cell_height for i in range(grid.n + 1))
    middle = (edges[focus] + edges[focus + 1]) / 2
    return SplitPlan(
        tuple(whole), focus, edges, levels, grid.left - _GAP, grid.size, (grid.size, grid.angle),
        grid.dot_radius, grid.dot_radius, (grid.left, grid.left), (middle, middle), False, M,
        middle, middle, middle, grid.bottom, grid.bottom,
    )  # fmt: skip


def _row_names(rows: Sequence[Row], page: Page) -> tuple[list[Row], float]:
    """Write the rows' names as large as they fit, without their middle if they are too long."""
    room, height = page.content, _row_height(rows, page.content, 0.9)
    widest = (0.21 if page.portrait else 0.2) * room.width
    for size in (L, M, S, XS):
        wide = max(text_width(row.name, "serif", size) for row in rows)
        if wide <= widest and size <= 0.9 * height:
            return list(rows), size
    return [replace(row, name=shorten(row.name, widest, XS)) for row in rows], XS


def _below(rows: Sequence[Row]) -> float:
    """Return for how many more rows there must be room, for the sum."""
    return 1.1 if rows[-1].term is not None else 0.0


def _row_height(rows: Sequence[Row], room: Box, head: float) -> float:
    return min((room.height - head) / (len(rows) + _below(rows)), 1.1)


def _head(texts: Sequence[str], pitch: float) -> tuple[Treatment | None, float]:
    """Choose how columns so wide are named, and say how tall that is."""
    for size, angle in TREATMENTS:
        widest = max((text_width(text, "serif", size) for text in texts), default=0.0)
        tall = _GAP + widest * sin(angle) + ASCENT * size * cos(angle)
        fits = pitch * sin(angle) >= 1.05 * size if angle else widest + 0.06 <= pitch
        if fits and tall <= _TALLEST_HEAD:
            return (size, angle), max(tall, 0.75)
    return None, 0.75


def _overhang(texts: Sequence[str], pitch: float, heads: Treatment | None) -> float:
    """Return how far names of columns, counted from the right, reach over the grid's edge."""
    if heads is None or not heads[1]:
        return 0.0
    size, angle = heads
    reach = [slanted_reach(text_width(text, "serif", size), size, angle) for text in texts]
    return max((r - (i + 0.5) * pitch for i, r in enumerate(reversed(reach))), default=0.0)


def _opened(
    grid: GridPlan, rows: Sequence[Row], size: float, weights: Sequence[float], focus: int,
    page: Page,
) -> SplitPlan:  # fmt: skip
    room, others = page.content, grid.n - 1
    height = _row_height(rows, room, 0.9)
    names = max(text_width(row.name, "serif", size) for row in rows)
    number = next((s for s in (M, S)[page.portrait :] if s <= 0.7 * height), XS)
    own = 0.46 * min(height, 0.52)
    dots, wide = 2 * own * max(weights) ** 0.5, text_width(numerals.weight(0), "sans", number)
    sign = text_width("×", "sans", number)
    lead = 4 * _PAD + dots + wide + sign
    fixed = names + _GAP + 2 * _EDGE + 1.5 * _GAP + lead + _PAD
    rest = room.width - fixed
    share = min(min(height, 0.9) * others, (0.22 if page.portrait else 0.31) * rest)
    pitch = share / others if others and share / others >= _LEAST_COLUMN else 0.0
    texts = [text for i, text in enumerate(grid.labels) if i != focus and i in grid.columns]
    heads, head = _head(texts, pitch) if len(grid.columns) == grid.n else (None, 0.75)
    over = max(_overhang(grid.labels[focus + 1 :], pitch, heads), 0.0)
    span = min((rest - over - others * pitch) / 2, _LONGEST_STRIP)
    used = fixed + over + others * pitch + 2 * span
    height = _row_height(rows, room, head)
    tall = head + (len(rows) + _below(rows)) * height
    top = (room.top + room.bottom + tall) / 2 - head
    levels = tuple(top - i * height for i in range(len(rows) + 1))
    words = room.left + (room.width - used) / 2 + names
    start = words + _GAP + _EDGE
    left = start + span + _EDGE + 1.5 * _GAP
    wide_column = lead + span + _PAD
    edges = [left + min(i, focus) * pitch for i in range(focus + 1)]
    edges += [edges[-1] + wide_column + i * pitch for i in range(grid.n - focus)]
    dot = edges[focus] + _PAD + dots / 2
    weight = dot + dots / 2 + _PAD + wide
    inside = weight + 2 * _PAD + sign
    unit = 0.46 * min(pitch, height)
    if unit >= 0.6 * own:  # one scale for all
        own = unit
    else:
        unit = 0.0
    below = _below(rows) * height
    return SplitPlan(
        tuple(rows), focus, tuple(edges), levels, words, size, heads, unit, own,
        (start, start + span), (inside, inside + span), True, number, dot, weight,
        weight + _PAD + sign / 2, levels[-1] - below, levels[-1] - below + 0.5 * height,
    )  # fmt: skip


def _beside(grid: GridPlan, opened: SplitPlan, page: Page) -> SplitPlan:
    """Plan the grid with strips beside its rows and its column still closed."""
    room, panel = page.content, grid.panel
    below = panel is not None and panel.top <= grid.bottom
    n, names = grid.n, opened.words - _left_of(opened)
    words = room.left + names
    span = min(opened.values[1] - opened.values[0], 0.22 * room.width)
    start = words + _GAP + _LANE + _EDGE
    left = start + span + _EDGE + 1.5 * _GAP
    right = room.right if panel is None or below else panel.left - 0.4
    labelled = len(grid.columns) == n
    over = 0.0
    for _ in range(2):  # names that lean over the right edge narrow the columns
        pitch = min(grid.cell_width, (right - over - left) / n)
        heads, head = _head(grid.labels, pitch) if labelled else (None, 0.75)
        over = max(_overhang(grid.labels, pitch, heads), 0.0) if right == room.right else 0.0
    levels = opened.levels
    if below:  # above its panel
        top = min(grid.top, room.top - head)
        height = (top - grid.bottom) / len(opened.rows)
        levels = tuple(top - i * height for i in range(len(opened.rows) + 1))
    elif head > room.top - levels[0]:
        height = (room.top - head - levels[-1]) / len(opened.rows)
        levels = tuple(room.top - head - i * height for i in range(len(opened.rows) + 1))
    if panel is None:  # in the middle
        shift = max(right - over - left - n * pitch, 0.0) / 2
        words, start, left = words + shift, start + shift, left + shift
    edges = tuple(left + i * pitch for i in range(n + 1))
    if pitch < _LEAST_COLUMN:  # too many to be told apart: the followed one stands alone
        wide = min(right - left, 1.2)
        edges = (left,) * (opened.focus + 1) + (left + wide,) * (n - opened.focus)
        pitch = wide
    middle = (edges[opened.focus] + edges[opened.focus + 1]) / 2
    unit = 0.46 * min(pitch, levels[0] - levels[1])
    size = next((s for s in (L, M, S) if s <= 0.9 * (levels[0] - levels[1])), XS)
    return replace(
        opened, edges=edges, levels=levels, words=words, heads=heads,
        size=min(size, opened.size), unit=unit, own=unit, values=(start, start + span),
        is_open=False, dot=middle, floor=levels[-1],
    )  # fmt: skip


def _left_of(plan: SplitPlan) -> float:
    """Return where the longest name of a row begins."""
    return plan.words - max(text_width(row.name, "serif", plan.size) for row in plan.rows)
