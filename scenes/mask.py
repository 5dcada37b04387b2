"""The mask: later words were left out, and what a column would give them if they were not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from attnviz.analysis.followed import worth_following
from attnviz.attention import attention_pattern
from attnviz.ink.focus import step_back
from attnviz.ink.follow import Follow
from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, come_from, copy_of, grow, travel, vanish, without
from attnviz.ink.text import Run
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.style import FOCUS
from attnviz.mobjects import grid as draw
from attnviz.mobjects.cells import ramp_scale
from attnviz.mobjects.column_table import (
    bars_into_dots,
    dots_into_bars,
    fold_column,
    open_column,
)
from attnviz.pictures.mask import WITH, WITHOUT, hidden_cells, leak_chart
from attnviz.pictures.mask_columns import LeakingColumns
from attnviz.pictures.mask_plan import FARTHEST, Array, plan_leak
from attnviz.plain import runs_alone
from attnviz.stage.grid_scene import GridScene

SHOWS = 0.05  # a smaller leak is not worth a clip where another word has a larger one
SWEEP = 0.12  # seconds from one column to the next
LIT, LEAK, FALL = 0.7, 1.2, 1.8  # opacity of hidden cells; seconds for shares and scores to change


@runs_alone
class Mask(GridScene):
    """Why later words were left out: one column without and with the mask, then all."""

    slug = "mask"

    def setup(self) -> None:
        """Work out the pattern that there would be without the mask; choose a column."""
        super().setup()
        head = self.head
        self.n, self.hidden = len(head.labels), ~head.mask
        self.bare = head.rule.pattern(head.scores, np.ones_like(head.mask), head.head)
        # Whether just what comes later is hidden: a window hides earlier positions as well.
        self.later_only = bool(np.array_equal(head.mask, np.tri(self.n, dtype=np.bool_)))
        self.leaks = np.where(head.mask, 0.0, self.bare).sum(axis=1, dtype=float)
        self.focus = focus = self._column_to_follow()
        self.grid = self.pattern_in_the_middle()
        self.shade: list[Ink] = []
        self.weights = self.bare[focus], head.pattern[focus]
        row = head.scores[focus].astype(float)
        self.chart = leak_chart(
            self.word_names, focus, row, self.weights,
            plan_leak(
                self.word_names, focus, row, self.weights, head.mask[focus], self.page.content
            ),
            self.theme,
        )  # fmt: skip

    def _column_to_follow(self) -> int:
        """Return the word asked for, or one that would leak so much that it shows."""
        leaks = np.array([float(numerals.weight(float(leak))) for leak in self.leaks])
        if leaks[self.focus] >= SHOWS or self.settings.word is not None:
            return self.focus
        words = worth_following(self.head.labels, leaks >= min(SHOWS, leaks.max()))
        return max(words, key=lambda i: float(self.leaks[i]))

    def beats(self) -> Sequence[str]:
        """Compare where there is anything to hide."""
        if not self.hidden.any():
            return ["alone" if self.n == 1 else "both_ways"]
        if not self.hidden[self.focus].any():
            return ["later", "nothing", "all"]
        return ["later", "without", "mask", "with_mask", "all"]

    def _of_hidden(self, line: str) -> str:
        """Return a line on later words, or the one for a mask that hides others as well."""
        return line if self.later_only else f"{line}_some"

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Add what would leak, what stands in its place, and how far a window reaches."""
        texts = {
            "leak": numerals.weight(float(self.leaks[self.focus])),
            "infinity": numerals.signed(-np.inf),
            "zero": numerals.count(0),
            "reach": numerals.count((self.head.rule.window or 1) - 1),
        }
        bold = {k: [Run(text, self.theme.text, "sans-bold")] for k, text in texts.items()}
        return {**super().slots(), **bold}

    def drawn(self) -> Mapping[str, object]:
        """Return the followed column as it would be without the mask, and what leaks."""
        return {
            "followed_query": self.focus, "unmasked_weights": self.weights[WITHOUT],
            "unmasked_pattern": self.bare, "leak": float(self.leaks[self.focus]),
        }  # fmt: skip

    def weights_at(self, fallen: float) -> Array:
        """Return the followed column's weights when hidden scores stand `fallen` lower, (n,)."""
        row, seen = self.head.scores[self.focus].astype(float), self.head.mask[self.focus]
        sinks = self.head.rule.sinks
        sink = None if sinks is None else float(sinks[self.head.head])
        lowered = np.where(seen, row, row - fallen)
        found: Array = attention_pattern(lowered, np.ones_like(seen), 1.0, sink)
        return found

    def _stand(self, hidden: np.ndarray) -> None:
        """Begin with the whole pattern; cells that will light up lie under it."""
        self.caption_below = self.grid.plan.caption_below
        self.say_grid_labelled(self.grid.plan)
        self.shade = hidden_cells(hidden, self.grid.plan, self.theme.hair)
        self.add(*self.shade, *self.grid.everything())

    def _grid_note(self) -> str:
        return self.notes("dot") if self.grid.dots else self.cells_note()

    def alone(self) -> None:
        """Say that a single word has nothing later to hide."""
        self._stand(self.hidden)
        self.play(*self.say("alone"), *self.legend(self._grid_note()))

    def both_ways(self) -> None:
        """Say that a model that reads both ways hides nothing: later words are seen too."""
        self._stand(~np.tri(self.n, dtype=np.bool_))
        lit = Tween(self.shade, opacity=LIT, lag=SWEEP, run_time=FOCUS)
        self.play(*self.say("both_ways"), *self.legend(self._grid_note()), lit)
        self.rest()
        self.play(vanish(self.shade))

    def later(self) -> None:
        """Light up the cells that no column gave anything to."""
        self._stand(self.hidden)
        lit = Tween(self.shade, opacity=LIT, lag=SWEEP, run_time=FOCUS)
        self.play(*self.say(self._left_out()), *self.legend(self._grid_note()), lit)

    def _left_out(self) -> str:
        """Choose what is said of hidden words; a window counts tokens, so that words must be."""
        window = self.head.rule.window
        if self.later_only or window is None or max(self.head.token_counts) > 1:
            return self._of_hidden("later")
        return "window_one" if window == 2 else "window"

    def _follow(self) -> None:
        frame = draw.column_frame(self.grid.plan, self.focus, self.theme.query)
        self.frame = [frame]
        others = without(self.grid.dots, self.focus) if self.grid.dots else []
        self.play(appear(frame), *step_back(others, self.theme))

    def nothing(self) -> None:
        """Say that nothing is hidden from the followed word."""
        self.play(*self.say("without_last"))
        self._follow()

    def without(self) -> None:
        """Open the column, and share it out over hidden words as well."""
        leaks = float(numerals.weight(float(self.leaks[self.focus]))) > 0
        no_leak = self.later_only and not leaks
        caption = "without_none" if no_leak else self._of_hidden("without")
        self.play(*self.say(caption))
        self._follow()
        chart, grid, focus = self.chart, self.grid, self.focus
        rows, side = chart.plan.rows.rows, chart.sides[WITHOUT]
        chart.move(chart.plan.aside)
        moves, taken = open_column(
            chart.texts(), rows, chart.names, grid.words(focus),
            lambda key: grid.plan.center(key, focus),
        )  # fmt: skip
        chart.show(WITHOUT, self.weights[WITH])
        dots = leaves(grid.dots[focus : focus + 1])
        keys = draw.dotted_keys(self.weights[WITH])[: len(dots)]
        moves += dots_into_bars(dots, keys, side.bars, rows)
        self.remove(*taken)
        left = {id(ink) for ink in [*taken, *dots]}
        gone = [*self.shade, *self.frame, *leaves(grid.everything())]
        self.labelled, self.caption_below = "", True
        self.play(
            vanish([i for i in gone if id(i) not in left]), *self.legend(self._note()), *moves
        )
        self.play(appear([side.title, *chart.parting]), appear(side.shares, lag=0.05))

        def spread(share: float) -> None:
            chart.show(WITHOUT, self.weights_at(float(-np.log(max(share, 1e-12)))))

        self.play(Follow([*side.bars, *side.shares], spread, 0.0, 1.0, LEAK))
        self._add_up()

    def _note(self) -> str:
        shared = any(row.shared for row in self.chart.plan.rows.rows)
        parts = [self.notes("others_sum")] if shared else []
        return " · ".join([*parts, self.notes("rounded")])

    def _add_up(self) -> None:
        """Let the shares of hidden words fall into their sum."""
        chart, side = self.chart, self.chart.sides[WITHOUT]
        bracket, name, number = chart.leak
        copies = [copy_of(side.shares[i]) for i in chart.hidden()]
        ends = np.array([number.place] * len(copies))
        fall = Tween(copies, place=ends, opacity=0.0, introducer=True, remover=True, lag=0.05)
        self.play(appear([bracket, name]), fall, appear(number, delay=0.5))

    def mask(self) -> None:
        """Beside it the same shares, until the mask lowers hidden scores without end."""
        chart, side = self.chart, self.chart.sides[WITH]
        rows, hidden = chart.plan.rows.rows, chart.hidden()
        unmasked, aside = self.weights[WITHOUT], chart.plan.aside
        here = {id(ink) for ink in self.mobjects}
        chart.move(-aside)
        standing = [ink for ink in chart.moving() if id(ink) in here]
        for ink in standing:
            ink.place[0] += aside
        self.play(*self.say(self._of_hidden("mask")), travel(standing, (-aside, 0.0)))
        chart.show(WITH, unmasked)
        chart.lower(unmasked, 0.0)
        seen = [side.shares[i] for i, row in enumerate(rows) if row.seen]
        scores = [chart.scores[i] for i in hidden]
        bars = grow(side.bars, axis="x", lag=0.05)
        written = appear([*seen, *scores], lag=0.05, delay=0.3)
        self.play(bars, written)
        self.add(*chart.ticks)
        self.rest()

        def lower(share: float) -> None:
            fallen = np.inf if share >= 1 else FARTHEST * share
            weights = self.weights_at(fallen)
            chart.show(WITH, weights)
            chart.lower(weights, fallen)

        fall = Follow([*side.bars, *side.shares, *scores], lower, 0.0, 1.0, FALL)
        self.play(appear(side.title), fall)

    def with_mask(self) -> None:
        """Nothing is left to hidden words, and those that are seen have gained."""
        chart, side = self.chart, self.chart.sides[WITH]
        hidden = chart.hidden()
        starts = [
            (float(chart.scores[i].place[0]), float(chart.scores[i].place[1])) for i in hidden
        ]
        come = come_from([side.shares[i] for i in hidden], starts, start_opacity=0.0, lag=0.05)
        other = chart.sides[WITHOUT]
        quiet = step_back([*other.bars, *other.shares], self.theme)
        self.play(*self.say(self._of_hidden("with_mask")), come, *quiet)

    def all(self) -> None:
        """Fold the column back, and put the mask on column after column."""
        head, theme = self.head, self.theme
        opened = bool(self.hidden[self.focus].any())
        grid = self.grid = self.pattern_in_the_middle() if opened else self.grid
        but = self.focus if opened else None
        self.say_grid_labelled(grid.plan)
        self.caption_below = grid.plan.caption_below
        columns = LeakingColumns(
            self.bare, head.pattern, self.hidden, grid, but, theme
        ) if grid.dots else None  # fmt: skip
        caption = self.say(self._of_hidden("all"))
        note = self.legend(self._grid_note())
        if not opened:
            bright = [Tween(leaves(grid.dots), opacity=1.0, run_time=FOCUS)]
            spread = columns.spread() if columns else []
            self.play(*caption, *note, vanish([*self.frame, *self.shade]), *bright)
            self.play(*spread)
        else:
            self._fold(caption, note, columns)
        if columns:
            self.play(*columns.close())

    def _fold(
        self, caption: list[Tween], note: list[Tween], columns: LeakingColumns | None
    ) -> None:
        """Let names travel back and bars turn into dots; the other columns stand unmasked."""
        chart, grid, focus = self.chart, self.grid, self.focus
        rows, bars = chart.plan.rows.rows, chart.sides[WITH].bars
        moves, taken = fold_column(chart.texts(), grid.words(focus))
        dots = leaves(grid.dots[focus : focus + 1])
        keys = draw.dotted_keys(self.weights[WITH])[: len(dots)]
        moves += bars_into_dots(bars, rows, dots, keys)
        left = {id(ink) for ink in [*taken, *bars]}
        gone = [ink for ink in chart.everything() if id(ink) not in left]
        self.play(*caption, *note, vanish(gone))
        self.remove(*taken)
        self.play(*moves, appear(grid.lattice))
        here = {id(ink) for ink in self.mobjects}
        rest = [ink for ink in leaves(grid.axes()) if id(ink) not in here]
        if columns:
            columns.stand_unmasked()
            self.play(appear(rest), appear(columns.everything()))
        else:
            scale = ramp_scale(grid.plan, self.page, self.theme)
            self.play(appear(rest), appear(grid.picture), appear(scale))
