"""The attention grid as a table in the terminal: keys down, queries across, as in the clips."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from attnviz.analysis.query import readout
from attnviz.attention import Bools, Floats
from attnviz.catalog.choices import GridStep
from attnviz.cli.terminal import Rgb, Terminal, fit, pad_left, text_width
from attnviz.export.tables import grid_at
from attnviz.look import numerals
from attnviz.traces.head import HeadTrace
from attnviz.traces.words import tell_apart

MOST_NUMBERS = 24  # positions; beyond, cells are shaded
SHORTEST_NAME = 4  # columns that a word above a column keeps at the least

# The clips' palette. Headings are a shade that reads on a dark and on a light terminal.
QUERY: Rgb = (196, 125, 14)
KEY: Rgb = (18, 160, 150)
MUTE: Rgb = (126, 129, 148)
INK: Rgb = (17, 19, 31)
HAIR: Rgb = (42, 45, 62)
TEXT: Rgb = (241, 236, 225)
PLUS: Rgb = (111, 168, 255)
MINUS: Rgb = (240, 122, 168)

SHADES = " ░▒▓█"

TITLES: dict[GridStep, str] = {
    "scores": "scores, scaled, before the mask",
    "masked": "scores, scaled, with the mask",
    "pattern": "attention pattern, each column adds up to 1",
}


@dataclass(frozen=True)
class Form:
    """How a grid is written: one of the forms that `choose_form` tries in turn.

    Attributes
    ----------
    write
        A number, as text.
    columns
        The width of each column.
    named
        Whether words stand above the columns, or their numbers.
    note
        What to say about it below the table, or nothing.
    """

    write: Callable[[float], str]
    columns: tuple[int, ...]
    named: bool
    note: str = ""


def grid_table(
    head: HeadTrace, step: GridStep, terminal: Terminal, query: int | None = None
) -> str:
    """Draw the grid of a head at a step.

    Parameters
    ----------
    head
        The head.
    step
        Which numbers.
    terminal
        Where it will be printed; no line is wider than that, as long as it has 20 columns.
    query
        The position whose column is read out below the table; None reads out none.

    Returns
    -------
    str
        Lines, each ended.
    """
    grid = grid_at(head, step).T  # [query, key] -> [key, query]: rows are keys
    seen = head.mask.T
    form = choose_form(head.labels, step, grid, terminal.width)
    if form is None:
        lines = _blocks(head, step, grid, seen, terminal)
    else:
        lines = _numbers(head, step, grid, seen, form, terminal)
    if query is not None:
        lines += _note(_reading(head, query), terminal)
    return "".join(line + "\n" for line in lines)


def _reading(head: HeadTrace, query: int) -> str:
    """Say where one query looks: its keys that hold most of its weight, the heaviest first."""
    names, weights = tell_apart(head.labels), head.pattern[query]
    shares = [
        f"{names[key]} {numerals.weight(float(weights[key]))}" for key in readout(head, query)
    ]
    return f"{names[query]} attends to {', '.join(shares)}"


def choose_form(labels: tuple[str, ...], step: GridStep, grid: Floats, width: int) -> Form | None:
    """Choose the roomiest form in which the numbers fit `width` columns, or None.

    In turn: words above the columns, cut down to four letters if need be; numbers above the
    columns, which the rows bear too; shortened numbers.
    """
    n = len(labels)
    if n > MOST_NUMBERS:
        return None
    plain = numerals.weight if step == "pattern" else numerals.signed
    short, note = (
        (_hundredths, "in hundredths: 41 is 0.41")
        if step == "pattern"
        else (_rounded, "rounded to whole numbers")
    )
    cell = _widest(plain, grid) + 2
    room = width - _margin(labels, width, numbered=False)
    longest = max(map(text_width, labels))
    for cap in range(longest, min(longest, SHORTEST_NAME) - 1, -1):
        columns = tuple(max(cell, min(text_width(label), cap) + 2) for label in labels)
        if sum(columns) <= room:
            return Form(plain, columns, named=True)
    fewest = len(str(n)) + 1 + SHORTEST_NAME + 1  # number, space, the start of a word, space
    for write, said in ((plain, ""), (short, note)):
        columns = tuple(
            max(_widest(write, column), len(str(i + 1))) + (i > 0)
            for i, column in enumerate(grid.T)
        )
        if sum(columns) <= width - fewest:
            return Form(write, columns, named=False, note=said)
    return None


def _numbers(
    head: HeadTrace, step: GridStep, grid: Floats, seen: Bools, form: Form, terminal: Terminal
) -> list[str]:
    n = len(head.labels)
    room = terminal.width if form.named else terminal.width - sum(form.columns)
    margin = min(_margin(head.labels, terminal.width, numbered=not form.named), room)
    gap = 1 if form.named else 0  # to the right of a number, inside its cell
    heads = head.labels if form.named else tuple(str(i + 1) for i in range(n))
    across = "".join(
        pad_left(fit(name, width - 1 - gap), width - gap) + " " * gap
        for name, width in zip(heads, form.columns, strict=True)
    )
    lines = [*_title(head, step, margin, terminal)]
    lines.append(_corner(margin, terminal) + terminal.paint(across.rstrip(), QUERY, bold=True))
    for row, name in enumerate(_row_names(head.labels, margin, numbered=not form.named)):
        cells = [
            _cell(form.write(x), step, x, visible, grid, width, gap, terminal)
            for x, visible, width in zip(grid[row], seen[row], form.columns, strict=True)
        ]
        lines.append((terminal.paint(name, KEY, bold=True) + "".join(cells)).rstrip())
    if form.note:
        lines += _note(form.note, terminal)
    return lines


def _blocks(
    head: HeadTrace, step: GridStep, grid: Floats, seen: Bools, terminal: Terminal
) -> list[str]:
    """Shade the cells, as many as there is room for, and say what was left out."""
    n = len(head.labels)
    margin = _margin(head.labels, terminal.width, numbered=True)
    room = max(terminal.width - margin, 1)
    wide = 2 if 2 * n <= room else 1
    shown = min(n, room // wide)
    strength = _strength(step, grid)
    lines = _title(head, step, margin, terminal)
    ticks = "".join(f"{i:<{10 * wide}}" for i in range(1, shown + 1, 10))[: shown * wide]
    lines.append(_corner(margin, terminal) + terminal.paint(ticks.rstrip(), QUERY, bold=True))
    for row, name in enumerate(_row_names(head.labels, margin, numbered=True)[:shown]):
        cells = []
        for column in range(shown):
            if step != "scores" and not seen[row, column]:
                cells.append(" " * wide)
                continue
            level = strength[row, column]
            shade = SHADES[min(int(abs(level) * len(SHADES)), len(SHADES) - 1)] * wide
            block = terminal.paint(" " * wide, ground=_colour(step, level))
            cells.append(shade if terminal.depth == "none" else block)
        lines.append((terminal.paint(name, KEY, bold=True) + "".join(cells)).rstrip())
    left_out = f"{n} positions, so shades instead of numbers"
    if shown < n:
        left_out += f"; the last {n - shown} are left out"
    return lines + _note(f"{left_out}: --format json has all", terminal)


def _title(head: HeadTrace, step: GridStep, margin: int, terminal: Terminal) -> list[str]:
    """Say what it is, on as many lines as it takes, and name the axis across."""
    title = f"{head.footer} · {TITLES[step]}"
    lines = [title]
    if text_width(title) > terminal.width:
        lines = [fit(head.footer, terminal.width), fit(TITLES[step], terminal.width)]
    return [*lines, "", " " * margin + terminal.paint("queries →", QUERY)]


def _note(text: str, terminal: Terminal) -> list[str]:
    from textwrap import wrap

    return [terminal.paint(line, MUTE) for line in wrap(text, max(terminal.width, 20))]


def _corner(margin: int, terminal: Terminal) -> str:
    return terminal.paint(pad_left("keys ↓", margin - 1), KEY) + " "


def _cell(
    text: str,
    step: GridStep,
    value: float,
    visible: bool,
    grid: Floats,
    width: int,
    gap: int,
    terminal: Terminal,
) -> str:
    shown = pad_left(text, width - gap) + " " * gap
    if step == "scores" or visible:
        level = float(_strength(step, np.asarray(value), grid))
        ground = _colour(step, level)
        return terminal.paint(shown, INK if _bright(ground) else TEXT, ground)
    # A key that this query may not look at: weight none, score minus infinity.
    return " " * width if step == "pattern" else terminal.paint(shown, MUTE)


def _strength(step: GridStep, values: Floats, grid: Floats | None = None) -> Floats:
    """Return how strongly to colour: weights 0 to 1, scores -1 to 1 of the largest in the grid.

    By the square root, so that a small weight shows too.
    """
    if step == "pattern":
        return np.asarray(np.sqrt(values))
    grid = values if grid is None else grid
    finite = np.where(np.isfinite(values), values, 0)
    largest = np.max(np.abs(grid), where=np.isfinite(grid), initial=1e-9)
    return np.asarray(np.sign(finite) * np.sqrt(np.abs(finite) / largest))


def _colour(step: GridStep, level: float) -> Rgb:
    end = TEXT if step == "pattern" else PLUS if level >= 0 else MINUS
    red, green, blue = (round(a + (b - a) * abs(level)) for a, b in zip(HAIR, end, strict=True))
    return red, green, blue


def _bright(colour: Rgb) -> bool:
    red, green, blue = colour
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 120


def _row_names(labels: tuple[str, ...], margin: int, numbered: bool) -> list[str]:
    digits = len(str(len(labels))) + 1 if numbered else 0
    return [
        pad_left(fit(label, margin - 1 - digits), margin - 1 - digits)
        + (f"{i + 1:>{digits}}" if numbered else "")
        + " "
        for i, label in enumerate(labels)
    ]


def _margin(labels: tuple[str, ...], width: int, numbered: bool) -> int:
    """Return the columns to the left of the grid: the longest word, or a quarter of the width."""
    digits = len(str(len(labels))) + 1 if numbered else 0
    longest = min(max(map(text_width, labels)), max(width // 4, SHORTEST_NAME))
    return max(longest + digits, len("keys ↓")) + 1


def _widest(write: Callable[[float], str], grid: Floats) -> int:
    return max(len(write(float(x))) for x in grid.flat)


def _hundredths(weight: float) -> str:
    return str(round(weight * 100))


def _rounded(score: float) -> str:
    if np.isinf(score):
        return numerals.signed(score)
    return str(round(score)).replace("-", numerals.MINUS)
