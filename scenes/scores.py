"""Scores: every query meets every key, and their product says how well they match."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from attnviz.analysis.in_print import highest
from attnviz.ink.motion import appear, recolor, vanish
from attnviz.ink.text import Run
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.mobjects import grid as draw
from attnviz.mobjects.cells import score_cells, score_scale
from attnviz.mobjects.grid_plan import DOTS_AT_MOST
from attnviz.mobjects.score_cells import plan_score_cells
from attnviz.mobjects.vectors import entries_drawn, signs_note
from attnviz.pictures.scores_grid import Meeting, MeetingGrid
from attnviz.pictures.scores_heads import ENTRIES, vector_rows
from attnviz.pictures.scores_lens import ScoreLens
from attnviz.pictures.scores_near import plan_near
from attnviz.pictures.scores_sweep import (
    DivisionSweep,
    brightens,
    divided_by,
    divides,
    ticks_divided,
)
from attnviz.plain import runs_alone
from attnviz.stage.grid_scene import GridScene

LOOK, MET, PASS, POINT = 0.9, 0.3, 2.2, 1.4  # seconds
Cell = tuple[int, int]  # query, key


@runs_alone
class Scores(GridScene):
    """Queries and keys become a grid's heads, meet in one cell and then in all, and are scaled.

    Only pairs that the mask leaves are worked out or named: the others' scores count for nothing.
    """

    slug = "scores"

    def setup(self) -> None:
        """Plan the grid, what comes to stand in it, and the cell that is drawn near."""
        super().setup()
        head, theme, focus = self.head, self.theme, self.focus
        self.plan = plan = self.plan_scores()
        self.lineup = self.plan_lineup()
        self.dotted = plan.n <= DOTS_AT_MOST  # beyond, the grid is a picture of cells
        column = np.where(head.mask[focus], head.scores[focus], np.nan)
        self.best = highest(column, numerals.signed)
        # Only where scores are nothing but scaled products is there a product to be shown.
        self.factor = head.rule.scale if head.rule.is_plain else 1.0
        self.products = head.scores / self.factor
        stacks = np.split(head.token_keys, np.cumsum(head.token_counts)[:-1])
        queries, pair = list(head.queries[:, None]), (focus, self.key)
        rows = vector_rows(queries, stacks, self.lineup, theme, pair)
        cells = plan_score_cells(head.scores, head.scores / head.rule.scale, plan)
        self.grid = MeetingGrid(self.products, rows, plan, cells, self.dotted, theme)
        self.meeting = self._meeting() if head.rule.is_plain and self.dotted else None
        self.picture = [] if self.dotted else score_cells(head.scores, plan, theme)
        self.largest = float(np.abs(self.products).max())
        self.ramp = score_scale(self.largest, plan, self.page, theme)
        self.lenses: list[ScoreLens] = []  # scores that are written over cells without numbers

    def _meeting(self) -> Meeting:
        grid, focus, key = self.grid, self.focus, self.key
        texts = self.plan.labels[focus], self.plan.labels[key]
        near = plan_near(grid.heads.plan, focus, key, texts, self.page, self.plan.caption_below)
        return grid.meeting(near, grid.rows.queries[focus], grid.rows.keys[key])

    def beats(self) -> Sequence[str]:
        """Work a pair out where a score is a product and its cell can be drawn near."""
        pair = ["pair"] if self.meeting else []
        return ["heads", *pair, "every", *(["scale"] if self.head.rule.is_plain else []), "span"]

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Add the numbers that captions speak of, and the key that matches best."""
        head, theme, focus = self.head, self.theme, self.focus

        def number(text: str) -> list[Run]:
            return [Run(text, theme.text, "sans-bold")]

        best = self.key if self.best is None else self.best
        return {
            **super().slots(),
            "product": number(numerals.signed(float(self.products[focus, self.key]))),
            "count": number(numerals.count(head.token_counts[self.key])),
            "cells": number(numerals.count(head.scores.size)),
            "best": [Run(self.brief(best), theme.key)],
            "high": number(numerals.signed(float(head.scores[focus, best]))),
        }

    def drawn(self) -> Mapping[str, object]:
        """Return which entries of queries and keys are drawn, and which pair is followed."""
        entries = entries_drawn(self.head.model.d_head, ENTRIES)
        return {
            "vector_entries": entries, "followed_query": self.focus, "followed_key": self.key,
        }  # fmt: skip

    def heads(self) -> None:
        """Let queries go to the head of their columns; keys, on their side, to that of rows."""
        grid = self.grid
        self.caption_below = self.plan.caption_below
        self.say_labelled(len(self.lineup.named), self.plan.n)
        self.add(*grid.rows.everything())
        width = self.head.model.d_head
        drawn = numerals.count(len(entries_drawn(width, ENTRIES)))
        note = self.notes(
            "strip", signs=signs_note(self.theme), drawn=drawn, width=numerals.count(width)
        )
        self.play(*self.say("heads"), *self.legend(note))
        self.rest(LOOK)
        self.say_grid_labelled(self.plan)
        self.play(*grid.arrive(), *self.legend(note if grid.has_heads else ""))
        self.play(*grid.lattice())

    def pair(self) -> None:
        """Draw near to one cell, in which the followed query meets its strongest key."""
        assert self.meeting is not None
        several = self.head.token_counts[self.key] > 1
        self.play(*self.grid.step_aside(self.meeting))
        self.play(*self.grid.draw_near(self.meeting))
        caption = "pair_several" if several else "pair"
        self.play(*self.say(caption), *self.grid.meet(self.meeting))
        self.rest(MET)
        self.play(*self.grid.product(self.meeting))

    def every(self) -> None:
        """Let every query meet every key."""
        grid, meeting = self.grid, self.meeting
        back = grid.draw_back(meeting) if meeting else []
        note = self._marks_note()
        self.play(*self.say("every" if self.plan.n > 1 else "every_one"), *self.legend(note), *back)
        if meeting:
            self.play(*grid.come_back(meeting))
        if self.dotted:
            self.play(*grid.fall((self.focus, self.key) if meeting else None))
        else:
            self.play(appear(self.picture, lag=0.12), appear(self.ramp))
        self.play(*grid.settle(meeting))

    def _marks_note(self) -> str:
        if self.grid.scores is None:
            note = f"{self.cells_note()} · {signs_note(self.theme)}"
            return note if len(self.ramp) else f"{note} · {self.notes('contrast_score')}"
        if self.grid.scores.cells.size is None:
            return self.notes("disc")
        several = [self.notes("several")] if max(self.head.token_counts) > 1 else []
        return " · ".join([*several, self.notes("disc_number")])

    def scale(self) -> None:
        """Let one line divide all products as it passes, where the model divides them."""
        if not self.scaled:
            self.play(*self.say("scale_none"))
            return
        scores, factor, theme = self.grid.scores, self.factor, self.theme
        text = divided_by(factor, self.head.model.d_head)
        sweep = DivisionSweep(text, self.plan, self.page, theme)
        shown, changed, quiet = [], [], []
        if scores is not None:
            shown, changed = [divides(scores, factor), brightens(scores)], scores.everything()
            quiet = scores.step_back(-1)
            if scores.cells.size is None:
                lens = self._lens((self.focus, self.key), self.products)
                shown.append(lens.divides(factor))
                changed += leaves(lens.group)
                quiet.append(lens.come())
        elif len(self.ramp):
            ticks = [
                ink
                for ink in leaves(self.ramp)
                if ink.text and ink.text[1:] == numerals.signed(self.largest)[1:]
            ]
            shown.append(ticks_divided(ticks, self.largest, factor, self.plan.n))
            changed += ticks
        self.play(*self.say("scale"), *quiet, appear(sweep.inks))
        self.play(sweep.go(shown, changed, PASS))
        self.play(vanish(sweep.inks))
        if scores is not None:
            scores.values = self.head.scores

    def _lens(self, cell: Cell, values: np.ndarray) -> ScoreLens:
        discs = self.dotted and values[cell] > 0
        share = float(values[cell]) / draw.largest_above(values) if discs else 0.0
        self.lenses = [ScoreLens(*cell, float(values[cell]), share, self.plan, self.theme)]
        return self.lenses[0]

    def span(self) -> None:
        """Frame the followed column, and name the highest score that its word may use."""
        plan, theme, focus, scores = self.plan, self.theme, self.focus, self.grid.scores
        column = draw.column_frame(plan, focus, theme.query)
        tops = [top for i, top in enumerate(self.grid.tops) if i != focus]
        quiet = [*scores.step_back(focus), recolor(tops, theme.mute)] if scores else []
        best = self.best
        # What is written over the best pair already stays there for now.
        kept = [lens for lens in self.lenses if (lens.query, lens.key) == (focus, best)]
        gone = [lens.go() for lens in self.lenses if lens not in kept]
        caption = "span_plain" if best is None else "span"
        self.play(*self.say(caption), *quiet, *gone, appear(column))
        if best is None:
            return
        if scores is None or scores.cells.size is None:
            lens = kept[0] if kept else self._lens((focus, best), self.head.scores)
            self.play(*([] if kept else [lens.come()]))
            self.rest(POINT)
            self.play(lens.go())
            return
        frame = draw.cell_frame(plan, best, focus, theme.text)
        self.play(appear(frame))
        self.rest(POINT)
        self.play(vanish(frame))
