"""One column's shares back to back: without the mask some leak to hidden words, with it none."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from attnviz.catalog.captions import noted
from attnviz.ink.follow import rewrite
from attnviz.ink.ink import SQUARE, Ink, join, line, polyline, rectangle
from attnviz.ink.text import Align, label
from attnviz.look import numerals
from attnviz.look.style import BRACKET_STROKE, FOCUS_STROKE, L, M, S, Theme, Voice
from attnviz.look.typeset import fit_text, shorten
from attnviz.mobjects.grid_plan import DOTS_AT_MOST, GridPlan
from attnviz.mobjects.key_rows import Row, dashes
from attnviz.pictures.mask_plan import ASIDE, LIP, Array, Bools, LeakPlan

WITHOUT, WITH = 0, 1  # the sides
_THICKEST = 0.5  # a bar, in scene units
_LEAST = 1e-4  # an Ink of no width could not grow again


@dataclass
class LeakSide:
    """The shares of one softmax, a bar and a number a row."""

    title: Ink
    bars: list[Ink]
    shares: list[Ink]


@dataclass
class LeakChart:
    """Names in the middle, shares without the mask at the left and with it at the right.

    Attributes
    ----------
    query, names
        The followed word, and the rows' keys.
    sides
        Without the mask, and with it.
    scores
        Of hidden rows, at the right, by the row's number: they fall.
    ticks
        Of rows that are seen, at the right: how long their bars would be without the mask.
    parting
        Between rows that are seen and hidden ones; may be empty.
    leak
        A bracket around the hidden rows at the left, "leak", and their sum; may be empty.
    """

    plan: LeakPlan
    theme: Theme
    values: Array  # the row's scores, before the mask
    query: Ink
    names: list[Ink]
    sides: tuple[LeakSide, LeakSide]
    scores: dict[int, Ink]
    ticks: list[Ink]
    parting: list[Ink]
    leak: list[Ink]

    def texts(self) -> dict[Hashable, Ink]:
        """Return what the grid says as well: the query, and keys that have rows of their own."""
        rows = zip(self.plan.rows.rows, self.names, strict=True)
        found: dict[Hashable, Ink] = {
            ("key", row.keys[0]): name for row, name in rows if not row.shared
        }
        return {**found, "query": self.query}

    def everything(self) -> list[Ink]:
        """Return all parts."""
        sides = [ink for one in self.sides for ink in [one.title, *one.bars, *one.shares]]
        rest = [self.query, *self.names, *self.scores.values(), *self.ticks]
        return [*rest, *sides, *self.parting, *self.leak]

    def move(self, right: float) -> None:
        """Stand farther right at once; only the line between the rows stays where it is."""
        self.plan = self.plan.moved(right)
        for ink in self.moving():
            ink.place[0] += right

    def moving(self) -> list[Ink]:
        """Return all parts but the line between the rows."""
        kept = {id(ink) for ink in self.parting}
        return [ink for ink in self.everything() if id(ink) not in kept]

    def hidden(self) -> list[int]:
        """Return the numbers of the rows that the query may not see."""
        return [i for i, row in enumerate(self.plan.rows.rows) if not row.seen]

    def show(self, side: int, weights: Array) -> None:
        """Let a side show some weights, (n,): bars take their lengths, numbers follow."""
        plan, one = self.plan, self.sides[side]
        outward = -1.0 if side == WITHOUT else 1.0
        for row, y, bar, share in zip(
            plan.rows.rows, plan.rows.heights, one.bars, one.shares, strict=True
        ):
            weight = row.total(weights)
            width = max(plan.unit * weight, _LEAST)
            bar.place[0] = plan.axes[side] - width * (side == WITHOUT)
            bar.place[2] = width
            spot = plan.axes[side] + outward * (width + ASIDE), y - 0.33 * plan.rows.size
            rewrite(share, numerals.weight(weight), spot, _outward(side), _voice(row))

    def lower(self, weights: Array, fallen: float) -> None:
        """Let the hidden rows' scores stand `fallen` lower, at the ends of their bars.

        Parameters
        ----------
        weights
            (n,) with such scores.
        fallen
            Infinite at the end.
        """
        plan, size = self.plan, self.plan.rows.size
        for i, ink in self.scores.items():
            row = plan.rows.rows[i]
            text = _score(row, self.values, fallen)
            x = plan.axes[WITH] + plan.unit * row.total(weights) + ASIDE
            rewrite(ink, text, (x, plan.rows.heights[i] - 0.33 * size), "left", "sans")
            # What the mask leaves of a hidden word stands behind its score.
            box = ink.box()
            self.sides[WITH].shares[i].place[0] = (box[2] if box else x) + 2 * ASIDE


def leak_chart(
    labels: Sequence[str], query: int, scores: Array, weights: tuple[Array, Array],
    plan: LeakPlan, theme: Theme,
) -> LeakChart:  # fmt: skip
    """Draw the two sides of one query's column.

    Parameters
    ----------
    labels, scores
        (n,).
    query
        Whose column this is.
    weights
        (n,) each: without the mask, and with it.
    """
    rows, size = plan.rows, plan.rows.size
    tall = min(_THICKEST, 0.62 * rows.pitch)
    head = rows.top + 0.24
    half = plan.axes[1] - plan.middle
    text, em = fit_text(labels[query], 2 * half - 0.2, (L, M, S))
    lines = [*zip(rows.rows, rows.heights, strict=True)]

    def side(which: int) -> LeakSide:
        note = noted(("without_mask", "with_mask")[which])
        title = label(
            note, theme.mute, plan.small, (plan.axes[which], head), _outward(which), "sans"
        )
        tones = [theme.text if row.seen else theme.minus for row in rows.rows]
        bars = [
            Ink(SQUARE, tone, (plan.axes[which], y - tall / 2), (1.0, tall))
            for tone, (_, y) in zip(tones, lines, strict=True)
        ]
        if which == WITH:
            tones = [theme.text if row.seen else theme.mute for row in rows.rows]
        shares = [
            label("0", tone, size, (0.0, y), _outward(which), _voice(row))
            for tone, (row, y) in zip(tones, lines, strict=True)
        ]
        return LeakSide(title, bars, shares)

    ticks = [
        line(theme.ground, (x, y - tall / 2), (x, y + tall / 2), width=FOCUS_STROKE)
        for row, y in lines if row.seen
        for x in [plan.axes[WITH] + plan.unit * row.total(weights[WITHOUT])]
    ]  # fmt: skip
    parting = [] if rows.parting is None else [
        dashes(plan.box.left, plan.box.right, rows.parting, theme.line)
    ]  # fmt: skip
    hidden = {
        i: label("0", theme.mute, size, (0.0, y), "left", "sans")
        for i, (row, y) in enumerate(lines) if not row.seen
    }  # fmt: skip
    made = LeakChart(
        plan, theme, scores, label(text, theme.query, em, (plan.middle, head), "center"),
        [_name(row, y, plan, theme) for row, y in lines], (side(WITHOUT), side(WITH)), hidden,
        ticks, parting, _leak(plan, weights[WITHOUT], theme),
    )  # fmt: skip
    made.show(WITHOUT, weights[WITHOUT])
    made.show(WITH, weights[WITH])
    made.lower(weights[WITH], np.inf)
    return made


def _outward(side: int) -> Align:
    return "right" if side == WITHOUT else "left"


def _voice(row: Row) -> Voice:
    return "sans-bold" if row.seen else "sans"


def _score(row: Row, scores: Array, fallen: float) -> str:
    """Write the score of a key; several have none of their own until all are minus infinity."""
    if row.shared and not np.isinf(fallen):
        return ""
    return numerals.signed(float(scores[row.keys[0]]) - fallen)


def _name(row: Row, y: float, plan: LeakPlan, theme: Theme) -> Ink:
    size = plan.rows.size if not row.shared else plan.small
    color = theme.key if row.seen and not row.shared else theme.mute
    room = plan.axes[1] - plan.axes[0] - 0.2
    text = row.text if row.shared else shorten(row.text, room, size)
    voice: Voice = "sans" if row.shared else "serif"
    return label(text, color, size, (plan.middle, y - 0.3 * size), "center", voice)


def _leak(plan: LeakPlan, unmasked: Array, theme: Theme) -> list[Ink]:
    """Sum up what hidden rows get: a bracket around them, a name, and the sum."""
    rows, size = plan.rows, plan.rows.size
    hidden = [(row, y) for row, y in zip(rows.rows, rows.heights, strict=True) if not row.seen]
    if not hidden:
        return []
    longest = max(row.total(unmasked) for row, _ in hidden)
    number = label(
        numerals.weight(sum(row.total(unmasked) for row, _ in hidden)), theme.minus, size,
        (0.0, 0.0), "right", "sans-bold",
    )  # fmt: skip
    widest = label(numerals.weight(1.0), theme.minus, size, (0.0, 0.0), "left", "sans").box()
    assert widest is not None
    x = plan.axes[WITHOUT] - plan.unit * longest - 2 * ASIDE - widest[2] - LIP
    top, bottom = hidden[0][1] + 0.4 * rows.pitch, hidden[-1][1] - 0.4 * rows.pitch
    middle = (top + bottom) / 2
    outline = [
        polyline((x + LIP, top), (x, top), (x, bottom), (x + LIP, bottom)),
        polyline((x - LIP, middle), (x, middle)),
    ]
    right = x - LIP - ASIDE
    number.place[:2] = right - widest[2], middle - 0.33 * size
    spot = (right - widest[2] - ASIDE, middle - 0.33 * size)
    if plan.stacked:
        spot = (right, middle + 0.6 * size)
    name = label(noted("leak"), theme.minus, plan.small, spot, "right", "sans")
    return [Ink(join(outline), theme.minus, stroke=BRACKET_STROKE), name, number]


def hidden_cells(hidden: Bools, plan: GridPlan, color: str) -> list[Ink]:
    """Shade the cells that are hidden, one Ink a column from the left; one for all if many.

    Parameters
    ----------
    hidden
        (query, key) bool.
    """
    columns = []
    for query, column in enumerate(hidden):
        left = plan.left + query * plan.cell_width
        edges = np.flatnonzero(np.diff([False, *column, False])).reshape(-1, 2)
        columns.append([
            rectangle(
                left, plan.top - stop * plan.cell_height, left + plan.cell_width,
                plan.top - start * plan.cell_height,
            )
            for start, stop in edges
        ])  # fmt: skip
    if plan.n > DOTS_AT_MOST:
        columns = [[run for column in columns for run in column]]
    return [Ink(join(runs), color, opacity=0.0) for runs in columns if runs]
