"""Where a grid and its labels stand: computed from the frame and the words, never typed in.

Nothing here knows manim; all lengths are scene units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, cos, sin

from attnviz.look.glyphs import text_width
from attnviz.look.page import Box, Page
from attnviz.look.style import XS, M, S
from attnviz.look.typeset import ASCENT, LEAN, TREATMENTS, shorten, slanted_reach
from attnviz.mobjects.thinning import thinned

LABELS_AT_MOST = 24  # beyond, labels thin out and only the border is drawn
PANEL_AT_MOST = 12  # beyond, the grid takes the panel's room and numbers give way to dots
DOTS_AT_MOST = 48  # beyond, dots give way to cells
_PANEL_WIDTH, _PANEL_HEIGHT = 3.25, 3.6  # the least height that a panel needs
_GRID_SHARE = 0.56  # of the content's height, where the panel stands below
_PANEL_GAP = 0.5  # between a grid and the panel below it
_GAP = 0.155  # between labels and grid
_CORNER_WIDTH, _CORNER_HEIGHT = 0.9, 0.75  # the two arrows that name the axes


@dataclass(frozen=True)
class GridPlan:
    """Where an n x n grid, its labels and its panel stand; keys are rows, queries are columns."""

    n: int
    left: float
    top: float
    cell_width: float
    cell_height: float
    size: float  # of the labels
    angle: float  # of the column labels, radians
    labels: tuple[str, ...]  # as they are written
    panel: Box | None
    shortened: bool  # whether any label had to be cut
    caption_below: bool  # whether the caption keeps its place, or makes room and moves up
    columns: tuple[int, ...]  # those that have their label, the most important first
    rows: tuple[int, ...]

    @property
    def right(self) -> float:
        """The grid's right edge."""
        return self.left + self.n * self.cell_width

    @property
    def bottom(self) -> float:
        """The grid's lower edge."""
        return self.top - self.n * self.cell_height

    def center(self, key: int, query: int) -> tuple[float, float]:
        """Return the middle of the cell of a key (row) and a query (column)."""
        return self.left + (query + 0.5) * self.cell_width, self.row_y(key)

    def row_y(self, key: int) -> float:
        """Return the height of a row's middle."""
        return self.top - (key + 0.5) * self.cell_height

    def column_label(self, query: int) -> tuple[float, float]:
        """Return the baseline point of a column's label (its middle, or its start if slanted)."""
        x = self.left + (query + 0.5) * self.cell_width
        if self.angle:  # the letters' middle, not their baseline, points at the column's middle
            x += LEAN * self.size * sin(self.angle)
        return x, self.top + _GAP

    def row_label(self, key: int) -> tuple[float, float]:
        """Return the baseline point where a row's label ends."""
        return self.left - _GAP, self.row_y(key) - 0.24 * self.size

    def number_size(self, widest: float) -> float | None:
        """Return the size for numbers `widest` em wide in the cells, or None if none fits."""
        for size in (M, S, XS):
            if widest * size + 0.45 * size <= self.cell_width and 1.1 * size <= self.cell_height:
                return size
        return None

    def moved(self, right: float, up: float) -> GridPlan:
        """Return the same grid elsewhere; its panel stays."""
        return replace(self, left=self.left + right, top=self.top + up)

    def in_the_middle(self, page: Page) -> GridPlan:
        """Return the grid in the middle of the content, where it stands without its panel."""
        box, room = (
            self.extent,
            page.content if self.caption_below else page.content_without_caption,
        )
        (x, y), (to_x, to_y) = box.center, room.center
        return self.moved(to_x - x, to_y - y)

    @property
    def extent(self) -> Box:
        """The room of lattice and labels."""
        widths = [text_width(text, "serif", self.size) for text in self.labels]
        beside = _GAP + max(_CORNER_WIDTH, *(widths[i] for i in self.rows))
        above = _GAP + max(widths) * sin(self.angle) + ASCENT * self.size * cos(self.angle)
        over = _overhang(self) if self.angle else 0.0
        return Box(
            self.left - beside, self.bottom, self.right + over,
            self.top + max(_CORNER_HEIGHT, above),
        )  # fmt: skip

    @property
    def dot_radius(self) -> float:
        """The radius of a dot whose weight is 1."""
        return 0.46 * min(self.cell_width, self.cell_height)


def plan_grid(
    labels: Sequence[str],
    page: Page,
    *,
    panel: bool = True,
    rows_below: float = 0.0,
    first_columns: Sequence[int] = (),
    first_rows: Sequence[int] = (),
    heads: tuple[float, float] = (0.0, 0.0),
    aspect: float | None = None,
    tallest: float = 1.0,
) -> GridPlan:
    """Fit a labelled square grid, and a reading panel where there is room, into a page.

    One treatment serves all labels: the first that fits of large, medium and small flat, small at
    45 degrees, and extra small at 55 degrees.

    Parameters
    ----------
    labels
        One a row and column.
    page
        The frame.
    panel
        Whether the picture wants a panel beside (or, in portrait, below) the grid.
    rows_below
        Rows' worth of height to keep free below the grid, where a panel beside it has more.
    first_columns, first_rows
        Those that keep their labels where there is no room for all, the most important first.
    heads
        Width and height to keep free beside the rows' labels and above the columns'.
    aspect
        The most that a cell is wider than high; None takes that of numbers in cells.
    tallest
        The most that a cell is high, in scene units.
    """
    n = len(labels)
    content, without_caption = (
        Box(box.left + heads[0], box.bottom, box.right, box.top - heads[1])
        for box in (page.content, page.content_without_caption)
    )
    with_panel = panel and n <= PANEL_AT_MOST and _has_room(page)
    # Few cells are large enough for numbers; cells without labels are a picture and stay square.
    if aspect is None or n > PANEL_AT_MOST:
        aspect = 2.2 if n <= PANEL_AT_MOST else (1.8 if n <= DOTS_AT_MOST else 1.0)
    room, panel_box = content, None
    if with_panel and page.portrait:
        split = content.top - _GRID_SHARE * content.height
        inset = max(content.width - _PANEL_WIDTH, 0.0) / 2
        panel_box = Box(
            content.left + inset, content.bottom, content.right - inset, split - _PANEL_GAP
        )
        room = Box(content.left, split, content.right, content.top)
    elif with_panel:
        panel_box = Box(
            content.right - _PANEL_WIDTH, content.bottom, content.right, content.top - 0.2
        )
        room = Box(content.left, content.bottom, panel_box.left - 0.62, content.top)
    if n > LABELS_AT_MOST:
        thin = _thinned(labels, room, aspect, first_columns, first_rows)
        return _composed(thin, room, panel_box)
    taller = None if with_panel else without_caption
    beside = with_panel and not page.portrait  # below the grid a panel has rows of its own
    rows_below = rows_below if beside else 0.0
    return _labelled(labels, room, taller, panel_box, aspect, rows_below, tallest)


def _has_room(page: Page) -> bool:
    """Say whether a page has room for a panel, beside the grid or below it."""
    if page.portrait:
        return (1 - _GRID_SHARE) * page.content.height - _PANEL_GAP >= _PANEL_HEIGHT
    return page.content.width >= 2.4 * _PANEL_WIDTH


def _labelled(
    labels: Sequence[str], room: Box, taller: Box | None, panel: Box | None,
    aspect: float, rows_below: float, tallest: float,
) -> GridPlan:  # fmt: skip
    for place in (room, taller):
        if place is None:
            continue
        for size, angle in TREATMENTS:
            plan = _try_labels(labels, place, aspect, rows_below, size, angle, tallest)
            if plan is not None:
                return _composed(replace(plan, caption_below=place is room), place, panel)
    # Last resort: words too long for any treatment are cut in the middle, and the frame says so.
    size, angle = TREATMENTS[-1]
    place = taller or room
    for widest in (2.6, 2.0, 1.5, 1.0, 0.7):
        short = tuple(shorten(text, widest, size) for text in labels)
        plan = _try_labels(short, place, aspect, rows_below, size, angle, tallest)
        if plan is not None:
            plan = replace(plan, shortened=short != tuple(labels), caption_below=place is room)
            return _composed(plan, place, panel)
    return _composed(_thinned(labels, room, aspect), room, panel)


def _try_labels(
    labels: Sequence[str], room: Box, aspect: float, rows_below: float, size: float, angle: float,
    tallest: float,
) -> GridPlan | None:  # fmt: skip
    n = len(labels)
    widths = [text_width(text, "serif", size) for text in labels]
    widest = max(widths)
    beside = max(widest, _CORNER_WIDTH) + _GAP
    above = max(_CORNER_HEIGHT, _GAP + widest * sin(angle) + ASCENT * size * cos(angle))
    height = min((room.height - above) / (n + rows_below), tallest)
    if height < size:
        return None
    room_for_cells = room.width - beside
    width = min(room_for_cells / n, aspect * height)
    if angle:  # slanted labels lean over the columns to their right, and over the grid's edge
        reach = [slanted_reach(w, size, angle) for w in widths]
        width = min(width, *((room_for_cells - r) / (i + 0.5) for i, r in enumerate(reach)))
    fits = width * sin(angle) >= 1.05 * size if angle else widest + 0.06 <= width
    if width <= 0 or not fits:
        return None
    return GridPlan(
        n, room.left + beside, room.top - above, width, height, size, angle, tuple(labels),
        None, False, True, tuple(range(n)), tuple(range(n)),
    )  # fmt: skip


def _thinned(
    labels: Sequence[str], room: Box, aspect: float,
    first_columns: Sequence[int] = (), first_rows: Sequence[int] = (),
) -> GridPlan:  # fmt: skip
    """Give labels to as many columns and rows as they do not touch on."""
    n, (size, angle) = len(labels), TREATMENTS[-1]
    short = tuple(shorten(text, min(2.0, 0.2 * room.width), size) for text in labels)
    widths = [text_width(text, "serif", size) for text in short]
    beside = max(*widths, _CORNER_WIDTH) + _GAP
    above = max(_CORNER_HEIGHT, _GAP + max(widths) * sin(angle) + ASCENT * size * cos(angle))
    height = (room.height - above) / n
    reach = [slanted_reach(w, size, angle) for w in widths]
    wide = room.width - beside
    width = min(wide / n, aspect * height, *((wide - r) / (i + 0.5) for i, r in enumerate(reach)))
    apart = 1.05 * size / sin(angle) if angle else max(widths) + 0.06
    columns = thinned(n, ceil(apart / width), first_columns)
    rows = thinned(n, ceil(1.15 * size / height), first_rows)
    cut = any(short[i] != labels[i] for i in (*columns, *rows))
    return GridPlan(
        n, room.left + beside, room.top - above, width, height, size, angle, short, None, cut,
        True, columns, rows,
    )  # fmt: skip


def _composed(plan: GridPlan, room: Box, panel: Box | None) -> GridPlan:
    """Center the whole picture: a small grid does not cling to a corner."""
    slack = room.right - plan.right
    if plan.angle:
        slack -= _overhang(plan)
    shift = max(slack, 0.0) / 2
    drop = max(plan.bottom - room.bottom, 0.0) / 2
    if plan.n > 6 or panel is None:
        drop = min(drop, 0.3)
    if panel is not None and panel.top < room.bottom:  # below: it takes what the grid leaves
        drop = min(drop, max(plan.bottom - room.bottom - 1.0, 0.0) / 2)
        below = plan.bottom - drop - _PANEL_GAP
        panel = Box(panel.left, panel.bottom, panel.right, max(panel.top, below))
    if panel is not None and panel.left > room.right:  # beside: the panel moves in with the grid
        panel = Box(panel.left - shift, panel.bottom, panel.right - shift, panel.top)
    return replace(plan, left=plan.left + shift, top=plan.top - drop, panel=panel)


def _overhang(plan: GridPlan) -> float:
    """Return how far the labels reach over the grid's right edge."""
    widths = [text_width(text, "serif", plan.size) for text in plan.labels]
    reach = [
        slanted_reach(w, plan.size, plan.angle) - (plan.n - i - 0.5) * plan.cell_width
        for i, w in enumerate(widths)
    ]
    return max(0.0, *reach)
