"""Scores: every query meets every key, and their product says how well they match."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from manim import VGroup

from attnviz.analysis.in_print import highest, lowest
from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, copy_of, fade, gather, vanish
from attnviz.ink.text import Run
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.style import DIM, S
from attnviz.mobjects import grid as draw
from attnviz.mobjects.cells import score_cells, score_scale
from attnviz.mobjects.dot_product import product_panel
from attnviz.mobjects.enlarge import enlarge
from attnviz.mobjects.grid_plan import DOTS_AT_MOST
from attnviz.mobjects.vectors import signs_note
from attnviz.mobjects.words import column_words, symbols_below
from attnviz.pictures.scores import NamedScore, score_list
from attnviz.plain import runs_alone
from attnviz.stage.opening import OpeningScene

NEAR_ZERO = 0.1  # exp of such a score is within a tenth of 1: it tips no balance
SWEEP = 0.12  # seconds from one column to the next
Cell = tuple[int, int]  # query, key


@runs_alone
class Scores(OpeningScene):
    """Pairs of a query and a key become numbers, and numbers marks of any sign.

    Only pairs that the mask leaves are worked out or named: the others' scores count for nothing.
    """

    slug = "scores"

    def setup(self) -> None:
        """Choose the cells to speak of, by their scores and the mask alone."""
        super().setup()
        head, focus = self.head, self.focus
        column = np.where(head.mask[focus], head.scores[focus], np.nan)
        self.best = highest(column, numerals.signed)
        self.worst = lowest(column, numerals.signed)
        self.panel: list[VGroup] = []
        self.marks: Sequence[VGroup] = []
        self.frames: list[Ink] = []
        self.marked: dict[Cell, list[VGroup]] = {}  # cells whose marks stand apart from the rest
        self.largest = draw.largest_above(head.scores)
        # A word of several tokens has no single product, nor has a score that is more than one.
        single = np.array(head.token_counts) == 1
        able = self.plan.panel is not None and head.rule.is_plain
        self.pair_worked = bool(single[self.key])
        self.near = _nearest_zero(np.where(head.mask & single, head.scores, np.nan))
        first = (focus, self.key)
        self.pairs: list[Cell] = [first] if able else []
        if able and self.near is not None and self.near != first:
            self.pairs.append(self.near)

    def beats(self) -> Sequence[str]:
        """Work pairs out where there is room for it."""
        worked = ["pair", "near_zero"][: len(self.pairs)]
        marks = "every" if len(self.head.labels) <= DOTS_AT_MOST else "picture"
        return ["words", "grid", *worked, marks, "span"]

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Add the scores that captions speak of, and the words of the second pair."""
        head, theme, focus = self.head, self.theme, self.focus

        def number(text: str) -> list[Run]:
            return [Run(text, theme.text, "sans-bold")]

        def score(cell: Cell) -> list[Run]:
            return number(numerals.signed(float(head.scores[cell])))

        query, key = self.near or (focus, self.key)
        best = self.key if self.best is None else self.best
        return {
            **super().slots(),
            "score": score((focus, self.key)),
            "count": number(numerals.count(head.token_counts[self.key])),
            "near": score((query, key)),
            "near_query": [Run(self.brief(query), theme.query)],
            "near_key": [Run(self.brief(key), theme.key)],
            "cells": number(numerals.count(head.scores.size)),
            "best": [Run(self.brief(best), theme.key)],
            "high": score((focus, best)),
        }

    def words(self) -> None:
        """Begin with the words, each with its query and its key."""
        theme, lineup = self.theme, self.plan_lineup()
        self.line = column_words(lineup, theme.text)
        colors = (("q", theme.query), ("k", theme.key))
        self.symbols = [
            symbols_below(letter, lineup, row, color) for row, (letter, color) in enumerate(colors)
        ]
        self.strips = []
        rise = (lineup.top + lineup.bottom) / 2 - sum(lineup.symbol_rows) / 2
        for ink in leaves([symbol for row in self.symbols for symbol in row]):
            ink.place[1] += rise
        self.add(*self.line, *(symbol for row in self.symbols for symbol in row))
        self.say_labelled(len(lineup.named), len(self.head.labels))
        several = max(self.head.token_counts) > 1
        self.play(*self.say("words_several" if several else "words"), *self.legend(""))

    def pair(self) -> None:
        """Multiply the followed query with its strongest key, where that is a single vector."""
        if self.pair_worked:
            self._work_out(self.pairs[0], "pair" if self.scaled else "pair_unscaled")
            return
        frame = draw.cell_frame(self.plan, self.key, self.focus, self.theme.text)
        mark = self._mark(self.pairs[0])
        self.play(*self.say("pair_several"), *self.legend(""), appear(frame))
        self.play(appear(mark))
        self.frames.append(frame)
        self.marked[self.pairs[0]] = mark

    def near_zero(self) -> None:
        """Multiply the pair whose product is smallest in size, near zero or not."""
        near = abs(self.head.scores[self.pairs[1]]) < NEAR_ZERO
        self._work_out(self.pairs[1], "near_zero" if near else "smallest")

    def _work_out(self, cell: Cell, caption: str) -> None:
        head, plan, theme = self.head, self.plan, self.theme
        assert plan.panel is not None
        query, key = cell
        vector = head.token_keys[sum(head.token_counts[:key])]
        panel = product_panel(
            head.queries[query], vector, head.rule.scale, (query + 1, key + 1), plan.panel, theme
        )
        enlarge(panel.everything(), plan)
        frame = draw.cell_frame(plan, key, query, theme.text)
        self.play(
            *self.say(caption), *self.legend(self.numbers_note()), *self._clear(), appear(frame)
        )
        self.play(appear([panel.heads, panel.query, panel.key], lag=0.2))
        self.play(appear([panel.products, panel.total, panel.scaled], lag=0.3))
        result = panel.scaled if self.scaled else panel.total
        number, spot = copy_of(leaves(result)[-1]), plan.center(key, query)
        small = S * 0.9 / number.em
        self.play(gather(number, spot, small, introducer=True, remover=True, arc=0.4))
        mark = self._mark(cell)
        self.play(appear(mark))
        self.frames.append(frame)
        self.marked[cell] = mark
        self.panel = panel.everything()

    def _clear(self) -> list[Tween]:
        gone = [vanish(part) for part in self.panel]
        self.panel = []
        return gone

    def every(self) -> None:
        """Let every pair meet."""
        head, plan, theme = self.head, self.plan, self.theme
        rest = head.scores.copy()
        apart = {cell: self._mark(cell) for cell in self._named()}
        fresh = [mark for cell, mark in apart.items() if cell not in self.marked]
        self.marked = {**apart, **self.marked}
        for cell in self.marked:
            rest[cell] = np.nan
        self.marks = draw.score_columns(rest, plan, theme, self.largest)
        note = self.notes("disc")
        gone = [*self._clear(), *(vanish(frame) for frame in self.frames)]
        caption = "every" if len(head.labels) > 1 else "every_one"
        self.play(*self.say(caption), *self.legend(note), *gone)
        self.play(appear(self.marks, lag=SWEEP), *(appear(mark, delay=0.4) for mark in fresh))

    def _named(self) -> dict[Cell, str]:
        """Return the cells that stand out in the followed column, and what they are called."""
        seen = "" if self.head.mask[self.focus].all() else "_seen"
        found = {"highest": self.best, "lowest": self.worst}
        return {
            (self.focus, key): self.notes(f"{name}{seen}")
            for name, key in found.items() if key is not None
        }  # fmt: skip

    def _mark(self, cell: Cell) -> list[VGroup]:
        score = _only(self.head.scores, cell)
        return draw.score_columns(score, self.plan, self.theme, self.largest)

    def span(self) -> None:
        """Name the highest score and the lowest of those that the followed word may use."""
        head, plan, theme = self.head, self.plan, self.theme
        notes = self._named() if self.marks else {}
        frames = [draw.cell_frame(plan, key, query, theme.text) for query, key in notes]
        column = draw.column_frame(plan, self.focus, theme.query)
        others = [mark for cell, mark in self.marked.items() if cell not in notes]
        quiet = [fade(self.marks, DIM), *(fade(mark, DIM) for mark in others)] if notes else []
        caption = "span_plain" if self.best is None else "span"
        self.play(*self.say(caption), *quiet, appear([column, *frames], lag=0.25))
        if plan.panel is None or not notes:
            return
        size = np.abs(head.scores)
        named = [
            NamedScore(
                note, self.word_names[cell[0]], self.word_names[cell[1]], float(head.scores[cell]),
                min(plan.dot_radius, 0.22) * float(np.sqrt(size[cell] / (self.largest or 1.0))),
            )
            for cell, note in notes.items()
        ]  # fmt: skip
        top = min(plan.panel.top, max(plan.top, plan.panel.bottom + 1.2 * len(named)))
        listed = score_list(named, plan.panel, top, theme)
        enlarge(listed, plan, [ink for ink in leaves(listed) if ink.text is None])
        self.play(appear(listed, lag=0.25))

    def picture(self) -> None:
        """Let every pair meet, where so many scores are a picture of cells."""
        plan, theme = self.plan, self.theme
        cells = score_cells(self.head.scores, plan, theme)
        scale = score_scale(float(np.abs(self.head.scores).max()), plan, self.page, theme)
        note = f"{self.cells_note()} · {signs_note(theme)}"
        note += "" if len(scale) else f" · {self.notes('contrast_score')}"
        self.marks = []  # single cells are too small to be pointed at
        come = appear(cells, lag=SWEEP), appear(scale)
        self.play(*self.say("picture"), *self.legend(note), *come)


def _nearest_zero(scores: np.ndarray) -> Cell | None:
    """Return the cell whose score is smallest in size; those that are NaN do not take part."""
    if np.isnan(scores).all():
        return None
    query, key = np.unravel_index(int(np.nanargmin(np.abs(scores))), scores.shape)
    return int(query), int(key)


def _only(scores: np.ndarray, cell: Cell) -> np.ndarray:
    kept = np.full_like(scores, np.nan)
    kept[cell] = scores[cell]
    return kept
