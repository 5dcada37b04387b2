"""Softmax: one column of scores becomes shares of one; then every column does."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
from manim import VGroup

from attnviz.attention import attention_pattern
from attnviz.ink.focus import step_back, step_forward
from attnviz.ink.follow import Follow
from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, come_from, copy_of, grow, replace, vanish
from attnviz.ink.text import Run
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.style import DIM
from attnviz.mobjects import grid as draw
from attnviz.mobjects.cells import ramp_scale
from attnviz.mobjects.column_table import bars_into_dots, fold_column, open_column
from attnviz.mobjects.score_cells import plan_score_cells
from attnviz.mobjects.standing_scores import StandingScores
from attnviz.mobjects.vectors import signs_note
from attnviz.pictures.softmax import exp_head, share_head, stacked_shares
from attnviz.pictures.softmax_columns import SharedColumns
from attnviz.pictures.softmax_plan import plan_stacked_shares
from attnviz.pictures.softmax_temperature import slider
from attnviz.plain import runs_alone
from attnviz.stage.grid_scene import GridScene

COLD, PLAIN, HOT = 0.5, 1.0, 2.0  # temperatures
SLIDE = 1.4  # seconds for the temperature to change by 1


@runs_alone
class Softmax(GridScene):
    """One column: score, exp, sum, shares, temperature; then column after column."""

    slug = "softmax"

    def setup(self) -> None:
        """Plan the table of the followed column, for every temperature that it will show."""
        super().setup()
        self.n = len(self.head.labels)
        head, self.seen = self.head, self.head.mask[self.focus]
        self.row = head.scores[self.focus].astype(float)
        sinks = head.rule.sinks
        self.sink = None if sinks is None else float(sinks[head.head])
        exps = np.array([self.softmax_at(t)[0] for t in (COLD, PLAIN, HOT)])
        self.table_plan = plan = plan_stacked_shares(
            self.word_names, self.row, exps, head.pattern[self.focus], self.seen, self.page.content
        )
        self.control: list[Any] = []  # the temperature's slider
        self.table = stacked_shares(
            self.word_names, self.focus, self.row, *self.softmax_at(PLAIN), plan, self.theme,
            self.nowhere(PLAIN),
        )  # fmt: skip

    def softmax_at(self, temperature: float) -> tuple[Any, Any]:
        """Return the followed column's exponentials and weights at a temperature, two (n,)."""
        with np.errstate(over="ignore"):
            exps = np.where(self.seen, np.exp(self.row / temperature), 0.0)
        return exps, attention_pattern(self.row, self.seen, temperature, self.sink)

    def nowhere(self, temperature: float) -> float:
        """Return the exponential that goes into the sum and to no key, where there is a sink."""
        with np.errstate(over="ignore"):
            return 0.0 if self.sink is None else float(np.exp(self.sink / temperature))

    def beats(self) -> Sequence[str]:
        """Leave the temperature out where a single share knows none."""
        slide = ["temperature"] if self.seen.sum() > 1 else []
        return ["column", "exp", "shares", "name", *slide, *(["columns"] if self.n > 1 else [])]

    def _prints_nothing(self) -> bool:
        """Say whether some exponential is so small that it prints as 0.00."""
        exps = self.softmax_at(PLAIN)[0]
        totals = [row.total(exps) for row in self.table_plan.rows.rows]
        return any(float(numerals.weight(min(total, 1.0))) == 0 for total in totals)

    def _evens_out(self) -> bool:
        """Say whether the largest share falls, as it is printed, at each higher temperature."""
        largest = [float(self.softmax_at(t)[1].max()) for t in (COLD, PLAIN, HOT)]
        cold, plain, hot = (float(numerals.weight(w)) for w in largest)
        return cold > plain > hot

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Add the numbers that the table's captions speak of."""
        numbers = {
            "one": numerals.count(1),
            "whole": numerals.weight(float(self.head.pattern[self.focus].sum())),
            "none": numerals.weight(0.0),
        }
        bold = {k: [Run(text, self.theme.text, "sans-bold")] for k, text in numbers.items()}
        return {**super().slots(), **bold}

    def drawn(self) -> Mapping[str, object]:
        """Return what the followed column is at the slide's two ends."""
        ends = np.array([self.softmax_at(t)[1] for t in (COLD, HOT)])
        return {
            "followed_query": self.focus, "temperatures": [COLD, HOT], "weights_at_them": ends,
        }  # fmt: skip

    def column(self) -> None:
        """Take one column of the scores: its names and numbers become a table."""
        standing = self.standing_scores()
        self.caption_below = standing.plan.caption_below
        self.add(*standing.everything())
        caption = "column_alone" if self.seen.sum() == 1 else "column"
        self.play(*self.say(caption), *self.legend(self._scores_note(standing)))
        self.rest()
        numbers = leaves(standing.scores.numbers[self.focus]) if standing.scores else []
        old: dict[Hashable, Ink] = {("score", key): ink for key, ink in enumerate(numbers)}
        old |= {("key", key): ink for key, ink in enumerate(standing.sides)}
        old["query"] = standing.tops[self.focus]
        self.home = self.table.stand_alone()
        moves, taken = open_column(
            self.table.texts(), self.table_plan.rows.rows, self.table.names, old,
            lambda key: standing.plan.center(key, self.focus),
        )  # fmt: skip
        self.remove(*taken)
        known = {id(ink) for ink in taken}
        gone = [ink for ink in standing.everything() if id(ink) not in known]
        self.caption_below, self.labelled = True, ""
        self.play(vanish(gone), *self.legend(self._table_note()), *moves)
        self.play(appear(self.table.heads[:2]))

    def _scores_note(self, standing: StandingScores) -> str:
        if standing.scores is None:
            note = f"{self.cells_note()} · {signs_note(self.theme)}"
            return note if len(standing.ramp) else f"{note} · {self.notes('contrast_score')}"
        return self.numbers_note() if standing.cells.size else self.notes("disc")

    def _table_note(self) -> str:
        shared = any(row.shared for row in self.table_plan.rows.rows)
        parts = [self.notes("others_sum")] if shared else []
        return " · ".join([*parts, self.notes("rounded")])

    def exp(self) -> None:
        """Every score is exponentiated, and they are summed."""
        table = self.table
        caption = "exp_small" if self._prints_nothing() else "exp"
        self.play(*self.say(caption), Tween(table.beginning(), place=self.home))
        starts = [(float(ink.place[0]), float(ink.place[1])) for ink in table.scores]
        come = come_from(table.exps, starts, start_opacity=0.0, lag=0.06)
        self.steps_at = table.stand_apart()
        bars = grow(table.bars, axis="x", lag=0.06, delay=0.5)
        arrows = appear(table.arrows, lag=0.06, delay=0.7)  # behind what has gone that way
        self.play(appear(table.heads[2]), come, bars, arrows)
        copies = [copy_of(ink) for ink in table.exps]
        for ink in copies:
            ink.rgba[3] = DIM
        low = float(table.total[-1].place[1])
        below = np.array([[ink.place[0], low, *ink.place[2:]] for ink in copies])
        fall = Tween(copies, place=below, opacity=0.0, introducer=True, remover=True)
        self.play(fall, appear(table.total[:2]), appear(table.total[2:], delay=0.5))

    def shares(self) -> None:
        """Divided by the sum, they are shares: each begins where the last one ended."""
        table = self.table
        caption = "shares_one" if self.seen.sum() == 1 else "shares"
        caption = caption if self.sink is None else "shares_sink"
        divided, staircase = self.steps_at
        shrink = Tween(table.bars, place=divided[0::2])
        come = Tween(table.shares, place=divided[1::2], start_opacity=0.0, introducer=True)
        self.play(*self.say(caption), appear([table.division, table.heads[3]]), shrink, come)
        steps = [VGroup(*pair) for pair in zip(table.bars, table.shares, strict=True)]
        self.play(Tween(steps, place=staircase, lag=0.08))
        spots = [(float(bar.place[0]), float(bar.place[1])) for bar in table.bars]
        fall = come_from(table.segments, spots, lag=0.06)
        last = appear([*table.nowhere, table.whole], delay=0.5)
        self.play(appear(table.plumbs), fall, last)

    def name(self) -> None:
        """Give the step its name, and the shares theirs."""
        table, theme = self.table, self.theme
        self.stepping = [*table.scores, *table.exps, *leaves(table.arrows), table.total[-1]]
        head = share_head(self.table_plan, self.notes("attention_weight"), theme).paint(theme.text)
        changed = replace(table.heads[3], head)
        caption = "name_one" if self.seen.sum() == 1 else "name"
        self.play(*self.say(caption), *step_back(self.stepping, theme), *changed)
        table.heads[3] = head

    def temperature(self) -> None:
        """Divide the scores by a temperature first, and turn it down, up, and back to 1."""
        table, plan, theme = self.table, self.table_plan, self.theme
        head = exp_head(plan, self.notes("exp_score_t"), theme)
        control = slider("T", (COLD, PLAIN, HOT), PLAIN, plan.slider, theme)
        changed = [*replace(table.heads[2], head), *step_forward(self.stepping, theme)]
        caption = "temperature" if self._evens_out() else "temperature_plain"
        self.play(*self.say(caption), *changed, appear(control.everything()))
        table.heads[2] = head
        self.control = control.everything()

        def show(number: float) -> None:
            control.show(number)
            table.show(*self.softmax_at(number), self.nowhere(number))

        followers = [*table.steps(), control.knob, control.value]
        for start, stop in ((PLAIN, COLD), (COLD, HOT), (HOT, PLAIN)):
            self.play(Follow(followers, show, start, stop, SLIDE * abs(stop - start)))
            if stop != PLAIN:
                self.rest()

    def columns(self) -> None:
        """Fold the table back into its column, and let column after column turn into shares."""
        table, theme, focus = self.table, self.theme, self.focus
        grid = self.pattern_in_the_middle()
        self.caption_below = grid.plan.caption_below
        weights, rows = self.head.pattern[focus], self.table_plan.rows.rows
        moves, taken = fold_column(table.texts(), grid.words(focus))
        dots = leaves(grid.dots[focus : focus + 1])
        moves += bars_into_dots(table.bars, rows, dots, draw.dotted_keys(weights)[: len(dots)])
        left = {id(ink) for ink in [*taken, *table.bars]}
        gone = [ink for ink in leaves([*table.everything(), *self.control]) if id(ink) not in left]
        self.say_grid_labelled(grid.plan)
        note = self.notes("dot") if grid.dots else self.cells_note()
        self.play(*self.say("columns"), *self.legend(note), vanish(gone))
        self.remove(*taken)
        self.play(*moves, appear(grid.lattice))
        here = {id(ink) for ink in self.mobjects}
        rest = [ink for ink in leaves(grid.axes()) if id(ink) not in here]
        if not grid.dots:
            self.play(
                appear(rest), appear(grid.picture), appear(ramp_scale(grid.plan, self.page, theme))
            )
            return
        head = self.head
        cells = plan_score_cells(head.scores, head.scores / head.rule.scale, grid.plan)
        others = SharedColumns(head.scores, head.mask, cells, grid, focus, theme)
        self.play(appear(rest), appear(others.everything()))
        moves, taken = others.share_out(head.pattern)
        self.remove(*taken)
        self.play(*moves)
