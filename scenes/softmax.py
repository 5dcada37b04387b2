"""Softmax: one column of scores becomes shares of one; then every column does."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np

from attnviz.attention import attention_pattern
from attnviz.ink.focus import step_back
from attnviz.ink.follow import Follow
from attnviz.ink.handover import hand_over
from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, come_from, copy_of, grow, replace, vanish, without
from attnviz.ink.text import Run
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.mobjects import grid as draw
from attnviz.mobjects.cells import Cells, ramp_scale
from attnviz.pictures.softmax import column_sums, exp_head, stacked_shares, with_sums
from attnviz.pictures.softmax_plan import plan_stacked_shares
from attnviz.pictures.softmax_temperature import slider
from attnviz.plain import runs_alone
from attnviz.stage.scored_grid import SWEEP, ScoredGrid

COLD, PLAIN, HOT = 0.5, 1.0, 2.0  # temperatures
SLIDE = 1.4  # seconds for the temperature to change by 1


@runs_alone
class Softmax(ScoredGrid):
    """One column: score, exp, sum, shares, temperature; then column after column."""

    slug = "softmax"

    def setup(self) -> None:
        """Plan the table of the followed column, for every temperature that it will show."""
        super().setup()
        head, self.seen = self.head, self.head.mask[self.focus]
        self.row = head.scores[self.focus].astype(float)
        sinks = head.rule.sinks
        self.sink = None if sinks is None else float(sinks[head.head])
        exps = np.array([self.softmax_at(t)[0] for t in (COLD, PLAIN, HOT)])
        self.table_plan = plan_stacked_shares(
            self.word_names, self.row, exps, head.pattern[self.focus], self.seen, self.page.content
        )
        self.standing: list[Any] = []  # the grid that the table comes out of
        self.control: list[Any] = []  # the temperature's slider

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
        """Leave the grid out where it shows no scores; a single share knows no temperature."""
        column = ["column"] if self.dotted else []
        slide = ["temperature"] if self.seen.sum() > 1 else []
        exp = "exp" if self.seen.all() else "exp_masked"
        return [*column, "scores", exp, "shares", *slide, "columns"]

    def _signs(self) -> str:
        """Choose what is said of the scores' signs, as they stand printed in the table."""
        seen = [row for row in self.table_plan.rows.rows if row.seen]
        if self.seen.sum() == 1:
            return "scores_one"
        values = self.row[self.seen]
        printed = [numerals.signed(float(self.row[row.keys[0]])) for row in seen if not row.shared]
        if {text[0] for text in printed} >= {"+", numerals.MINUS}:
            return "scores"
        if all(numerals.signed(float(v)).startswith("+") for v in values):
            return "scores_above"
        below = all(numerals.signed(float(v)).startswith(numerals.MINUS) for v in values)
        return "scores_below" if below else "scores_plain"

    def _prints_nothing(self) -> bool:
        """Say whether some exponential is so small that it prints as 0.00."""
        exps = self.softmax_at(PLAIN)[0]
        rows = [row for row in self.table_plan.rows.rows if row.seen]
        return any(float(numerals.weight(min(row.total(exps), 1.0))) == 0 for row in rows)

    def _evens_out(self) -> bool:
        """Say whether the largest share falls, as it is printed, at each higher temperature."""
        largest = [float(self.softmax_at(t)[1].max()) for t in (COLD, PLAIN, HOT)]
        cold, plain, hot = (float(numerals.weight(w)) for w in largest)
        return cold > plain > hot

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Add the numbers that the table's captions speak of."""
        numbers = {
            "infinity": numerals.signed(-np.inf),
            "one": numerals.count(1),
            "whole": numerals.weight(float(self.head.pattern[self.focus].sum())),
            "zero": numerals.count(0),
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
        """Take up the masked grid, and one column of it."""
        plan, focus = self.plan, self.focus
        self.caption_below = plan.caption_below
        axes, marks = self.axes(plan), self.marks(plan, self.head.mask)
        closed = self.closed(plan)
        frame = draw.column_frame(plan, focus, self.theme.query)
        self.add(*axes, *marks, *closed)
        quiet = step_back(without(marks, focus), self.theme)
        hidden = f"{self.hidden_note()} · {self.notes('rounded')}"
        note = hidden if closed else self.marks_note()
        caption = "column_alone" if self.seen.sum() == 1 else "column"
        self.play(*self.say(caption), *self.legend(note), appear(frame), *quiet)
        self.standing = [*axes, *marks, *closed, frame]
        self.followed = [*marks[focus : focus + 1], *closed[focus : focus + 1]]

    def scores(self) -> None:
        """Write the column out as a table: names and scores travel out of the grid."""
        focus = self.focus
        self.caption_below, self.labelled = True, ""
        exps, weights = self.softmax_at(PLAIN)
        self.table = table = stacked_shares(
            self.word_names,
            focus,
            self.row,
            exps,
            weights,
            self._sub(),
            self.table_plan,
            self.theme,
            self.nowhere(PLAIN),
        )
        if self.standing:
            old = self._in_the_grid()
            moves, taken = hand_over(old, table.texts(), [*self.standing, *old.values()])
            self.remove(*taken)
        else:
            moves = []
            self.add(*table.texts().values())
        self.play(*self.say(self._signs()), *self.legend(self._table_note()), *moves)
        self.play(appear([*table.heading[1:], *table.heads[:2], *table.parting]))

    def _in_the_grid(self) -> dict[Hashable, Ink]:
        """Return what stands beside and in the followed column, by what it says."""
        focus, theme = self.focus, self.theme
        found = self.words(focus)
        if self.size:  # a column is one Ink: part it into its numbers
            numbers = [numerals.signed(float(v)) for v in np.where(self.seen, self.row, -np.inf)]
            cells = draw.cell_numbers(numbers, focus, self.plan, theme.text, self.size)
            for key in np.flatnonzero(~self.seen):
                cells[key].paint(theme.fade)
            found |= {("score", key): cell for key, cell in enumerate(cells)}
            self.remove(*leaves(self.followed))
            self.add(*cells)
        return found

    def _sub(self) -> str:
        """Say how far the followed word sees."""
        if self.seen.sum() == 1:
            return self.notes("sees_itself")
        if not self.head.rule.looks_ahead:
            return self.notes("looks_back")
        return self.notes("looks_both_ways") if self.seen.all() else ""

    def _table_note(self) -> str:
        rows = self.table_plan.rows.rows
        parts = [self.hidden_note()] if any(not row.seen for row in rows) else []
        shared = any(row.seen and row.shared for row in rows)
        parts += [self.notes("others_sum")] if shared else []
        return " · ".join([*parts, self.notes("rounded")])

    def exp(self) -> None:
        """Every score is exponentiated, and they are summed."""
        self._exp("exp_small" if self._prints_nothing() else "exp")

    def exp_masked(self) -> None:
        """Every score is exponentiated, what is hidden becomes 0, and they are summed."""
        self._exp("exp_masked_small" if self._prints_nothing() else "exp_masked")

    def _exp(self, caption: str) -> None:
        table, plan = self.table, self.table_plan
        step = plan.exp - plan.score
        starts = [(float(ink.place[0]) - step, float(ink.place[1])) for ink in table.exps]
        come = come_from(table.exps, starts, start_opacity=0.0, lag=0.06)
        self.play(*self.say(caption), appear(table.heads[2]), appear(table.arrows, lag=0.06), come)
        copies = [copy_of(ink) for ink in table.exps]
        low = float(table.total[-1].place[1])
        below = np.array([[ink.place[0], low, *ink.place[2:]] for ink in copies])
        fall = Tween(copies, place=below, opacity=0.0, introducer=True, remover=True)
        self.play(fall, appear(table.total[:2]), appear(table.total[2:], delay=0.5))

    def shares(self) -> None:
        """Divided by the sum, they are shares: each begins where the last one ended."""
        table = self.table
        ends = np.array([bar.place for bar in table.bars])
        for bar in table.bars:
            bar.place[0] = table.plan.bars[0]
        grown = grow(table.bars, axis="x", lag=0.08)
        caption = "shares_one" if self.seen.sum() == 1 else "shares"
        caption = caption if self.sink is None else "shares_sink"
        self.play(*self.say(caption), appear([table.division, table.heads[3]]), grown)
        slide = Tween(table.bars, place=ends, lag=0.08)
        self.play(slide, appear(table.shares, lag=0.08, delay=0.5))
        fall = come_from(table.segments, [(place[0], place[1]) for place in ends])
        self.play(appear(table.plumbs), fall, appear(table.whole, delay=0.5))

    def temperature(self) -> None:
        """Divide the scores by a temperature first, and turn it down, up, and back to 1."""
        table, plan, theme = self.table, self.table_plan, self.theme
        head = exp_head(plan, self.notes("exp_score_t"), theme)
        control = slider("T", (COLD, PLAIN, HOT), PLAIN, plan.slider, theme)
        self.control = control.everything()
        changed = replace(table.heads[2], head)
        caption = "temperature" if self._evens_out() else "temperature_plain"
        self.play(*self.say(caption), *changed, appear(self.control))
        table.heads[2] = head

        def show(number: float) -> None:
            control.show(number)
            table.show(*self.softmax_at(number), self.nowhere(number))

        followers = [*table.steps(), control.knob, control.value]
        for start, stop in ((PLAIN, COLD), (COLD, HOT), (HOT, PLAIN)):
            self.play(Follow(followers, show, start, stop, SLIDE * abs(stop - start)))
            if stop != PLAIN:
                self.rest()

    def columns(self) -> None:
        """Back on the grid, column after column turns into shares."""
        head, focus, theme, table = self.head, self.focus, self.theme, self.table
        plan = with_sums(self.plan_square(panel=False), self.page)
        self.caption_below = plan.caption_below
        axes = self.axes(plan)
        words = self.words(focus)
        leaving = [*table.everything(), *self.control]
        moves, taken = hand_over(table.texts(), words, leaving)
        self.remove(*taken)
        moving = {id(ink) for ink in words.values()}
        moves.append(appear([i for i in leaves(axes) if id(i) not in moving], delay=0.3))
        if not self.dotted:
            self._columns_of_cells(plan, moves)
            return
        marks = without(self.marks(plan, head.mask), focus)
        dots = draw.dot_columns(head.pattern, plan, theme.text)
        starts = [table.bar_center(key) for key in draw.dotted_keys(head.pattern[focus])]
        come = come_from(dots[focus], starts, start_opacity=0.0)
        caption = "columns" if self.n > 1 else "columns_one"
        self.play(*self.say(caption), *self.legend(self.notes("dot")), *moves, come)
        self.play(appear(marks))
        sums = column_sums(head.pattern, plan, self.page, theme)
        grown = grow(without(dots, focus), lag=SWEEP, delay=0.2)
        self.play(vanish(marks, lag=SWEEP), grown, appear(sums, lag=SWEEP, delay=0.4))

    def _columns_of_cells(self, plan: Any, moves: list[Tween]) -> None:
        pattern, mask, theme = self.head.pattern, self.head.mask, self.theme
        scale = ramp_scale(plan, self.page, theme)
        note = self.cells_note()
        note += "" if len(scale) else f" · {self.notes('contrast')}"
        self.play(*self.say("columns"), *self.legend(note), *moves)
        self.play(appear([Cells(pattern, plan, theme.hair, theme.text, mask)]), appear(scale))
