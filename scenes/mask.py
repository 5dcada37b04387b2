"""The mask: later words must not speak to earlier ones, and what would leak if they did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from manim import VGroup

from attnviz.analysis.followed import worth_following
from attnviz.ink.focus import step_back, step_forward
from attnviz.ink.handover import hand_over
from attnviz.ink.motion import (
    HANDOVER,
    appear,
    come_from,
    copy_of,
    fade,
    grow,
    replace,
    vanish,
    without,
)
from attnviz.ink.text import Run
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.style import FOCUS, TRAVEL
from attnviz.mobjects import grid as draw
from attnviz.mobjects.cells import Cells
from attnviz.pictures.mask import (
    Chart,
    plan_unmasked,
    unmasked_chart,
    unmasked_names,
    unmasked_parting,
)
from attnviz.plain import runs_alone
from attnviz.stage.scored_grid import SWEEP, ScoredGrid

SHOWS = 0.05  # a smaller leak is not worth a clip where another word has a larger one


@runs_alone
class Mask(ScoredGrid):
    """Scores for every pair; those of later keys close; one column without and with the mask."""

    slug = "mask"

    def setup(self) -> None:
        """Work out the pattern that there would be without the mask; choose a column."""
        super().setup()
        head = self.head
        self.bare = head.rule.pattern(head.scores, np.ones_like(head.mask), head.head)
        earlier = np.tri(self.n, dtype=np.bool_)
        # Whether just what comes later is hidden: a window hides earlier positions as well.
        self.later_only = bool(np.array_equal(head.mask, earlier))
        self.unmasked_shares = np.where(head.mask, 0.0, self.bare).sum(axis=1, dtype=float)
        self.focus = focus = self._column_to_follow()
        self.plan = self.plan_square(rows_below=0.9)
        self.weights = self.bare[focus], head.pattern[focus]
        self.together = self.plan.panel is not None  # grid and charts stand on one page
        self.unmasked_plan = plan_unmasked(
            self.word_names, *self.weights, head.mask[focus], self.plan, self.page.content
        )

    def _column_to_follow(self) -> int:
        """Return the word asked for, or one that would leak so much that it shows."""
        leaks = np.array([float(numerals.weight(float(leak))) for leak in self.unmasked_shares])
        if leaks[self.focus] >= SHOWS or self.settings.word is not None:
            return self.focus
        words = worth_following(self.head.labels, leaks >= min(SHOWS, leaks.max()))
        return max(words, key=lambda i: float(self.unmasked_shares[i]))

    def beats(self) -> Sequence[str]:
        """Compare where there is anything to hide; a grid that fills the page comes back last."""
        first = "scores" if self.dotted else "unmasked"
        if self.head.mask.all():
            return [first, "alone" if self.n == 1 else "both_ways"]
        later = ["later"] if self.dotted else []
        charts = ["mask", "with_mask"] if self.together else ["with_mask", "mask"]
        return [first, *later, "without", *charts]

    def _of_hidden(self, line: str) -> str:
        """Return a line on later words, or the one for a mask that hides others as well."""
        return line if self.later_only else f"{line}_some"

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Add what would leak, and what stands in its place."""
        unmasked_share, none = (
            numerals.weight(float(self.unmasked_shares[self.focus])),
            numerals.signed(-np.inf),
        )
        bold = {"leak": unmasked_share, "infinity": none, "zero": numerals.count(0)}
        runs = {k: [Run(text, self.theme.text, "sans-bold")] for k, text in bold.items()}
        return {**super().slots(), **runs}

    def drawn(self) -> Mapping[str, object]:
        """Return the followed column as it would be without the mask, and what leaks."""
        followed = {"followed_query": self.focus, "unmasked_weights": self.weights[0]}
        whole = {} if self.dotted else {"unmasked_pattern": self.bare}
        return {**followed, "leak": float(self.unmasked_shares[self.focus]), **whole}

    def scores(self) -> None:
        """Take up the grid of scores: every query has met every key."""
        self._stand()
        numbers: list[Tween] = []
        if self.size:  # the marks that `scores` leaves say their numbers
            marks = self.discs(self.plan)
            self.remove(*leaves([*self.seen, *self.later_marks]))
            self.add(*marks)
            columns = [*zip(self.seen, self.later_marks, strict=True)]
            numbers = replace(marks, [VGroup(*column) for column in columns], lag=SWEEP)
        caption = "scores" if self.n > 1 else "scores_one"
        self.play(*self.say(caption), *self.legend(self.marks_note()), *numbers)

    def unmasked(self) -> None:
        """Take up the weights of a long text, as they would be without the mask."""
        self._stand()
        note = f"{self.cells_note()} · {self.notes('contrast')}"
        caption = "unmasked_both" if self.head.mask.all() else "unmasked"
        self.play(*self.say(caption), *self.legend(note))

    def _stand(self) -> None:
        self.caption_below = self.plan.caption_below
        self.standing = self._make_grid()
        self.add(*self.standing)

    def _make_grid(self) -> list[Any]:
        head, plan, theme = self.head, self.plan, self.theme
        self.shade = draw.later_shade(plan, theme.hair)
        if self.dotted:
            self.seen, self.later_marks = self.marks(plan, head.mask), self.marks(plan, ~head.mask)
        else:
            everywhere = np.ones_like(head.mask)
            self.seen = [Cells(self.bare, plan, theme.hair, theme.text, everywhere)]
            self.later_marks = []
        return [self.shade, *self.axes(plan), *self.seen, *self.later_marks]

    def alone(self) -> None:
        """Say that a single word has nothing later to hide."""
        self.play(*self.say("alone"))

    def both_ways(self) -> None:
        """Say that a model that reads both ways hides nothing."""
        self.play(*self.say("both_ways"))

    def later(self) -> None:
        """Light up the cells in which the key comes later than the query."""
        lit = Tween(self.shade, opacity=0.7, run_time=FOCUS)
        self.play(*self.say(self._of_hidden("later")), lit, *step_back(self.seen, self.theme))

    def without(self) -> None:
        """Share the followed column out over every key, and add up what later words get."""
        plan, theme, focus = self.unmasked_plan, self.theme, self.focus
        self.chart = chart = unmasked_chart(plan, 0, self.weights, theme)
        self.names, parting = (
            unmasked_names(plan, self.word_names[focus], theme),
            unmasked_parting(plan, theme),
        )
        moves = self._follow() if self.together else self._turn_page()
        self.charted = [*self.names.values(), *parting, *chart.everything()]
        self.play(*self.say(self._leaking()), *self.legend(self.notes("rounded")), *moves)
        shares = appear(chart.shares, lag=0.08, delay=0.2)
        if self.together:  # each share comes out of its score's cell
            cells = [self.plan.center(row.keys[0], focus) for row in plan.rows.rows]
            shares = come_from(chart.shares, cells, start_opacity=0.0, lag=0.08)
        self.play(appear([chart.title, *parting]), grow(chart.bars, axis="x", lag=0.08), shares)
        self._add_up(chart)

    def _leaking(self) -> str:
        """Choose what is said of the followed word's leak, as it is printed."""
        if self.later_only and self.focus == self.n - 1:
            return "without_last"
        leaks = float(numerals.weight(float(self.unmasked_shares[self.focus]))) > 0
        return "without_none" if self.later_only and not leaks else self._of_hidden("without")

    def _follow(self) -> list[Tween]:
        frame = draw.column_frame(self.plan, self.focus, self.theme.query)
        self.standing.append(frame)
        both, theme, focus = (self.seen, self.later_marks), self.theme, self.focus
        others = step_back([mark for marks in both for mark in without(marks, focus)], theme)
        bright = step_forward([marks[focus] for marks in both], theme)
        names = [appear(list(self.names.values()))] if self.names else []
        return [appear(frame), *others, *bright, *names]

    def _turn_page(self) -> list[Tween]:
        self.caption_below = True
        self.labelled = ""
        moves, taken = hand_over(self.words(self.focus), self.names, self.standing)
        self.remove(*taken)
        return moves

    def _add_up(self, chart: Chart) -> None:
        """Let the shares of later words fall into their sum, and the others step back."""
        rows = self.unmasked_plan.rows.rows
        seen = [i for i, row in enumerate(rows) if row.seen]
        adding = [i for i, row in enumerate(rows) if not row.seen and row.shows(self.weights[0])]
        copies = [copy_of(chart.shares[i]) for i in adding]
        ends = np.array([chart.unmasked_share[-1].place] * len(copies)).reshape(-1, 5)
        fall = Tween(copies, place=ends, opacity=0.0, introducer=True, remover=True)
        counted = [part[i] for part in (chart.bars, chart.shares) for i in seen]
        quiet = step_back(counted, self.theme)
        self.play(
            fall,
            *quiet,
            appear(chart.unmasked_share[:2]),
            appear(chart.unmasked_share[2:], delay=0.5),
        )

    def with_mask(self) -> None:
        """Share the same column out with the mask, beside it: nothing leaks."""
        plan, theme, chart = self.unmasked_plan, self.theme, self.chart
        masked = unmasked_chart(plan, 1, self.weights, theme)
        self.charted += masked.everything()
        quiet: list[Tween] = []
        if self.together:
            quiet = step_back(
                [*without(self.seen, self.focus), *without(self.tops, self.focus)], theme
            )
        starts = np.array([bar.place for bar in chart.bars])
        come = Tween(masked.bars, start_place=lambda _: starts, introducer=True)
        self.play(*self.say(self._of_hidden("with_mask")), appear(masked.title), come, *quiet)
        self.play(appear(masked.shares, lag=0.06))
        self.play(appear(masked.unmasked_share))

    def mask(self) -> None:
        """Write minus infinity into every cell that looks ahead."""
        head, plan, theme = self.head, self.plan, self.theme
        self.closed_cells = self.closed(plan)
        empty = self.notes("hidden", sign=self.notes("empty"))
        note = self.hidden_note() if self.closed_cells else empty
        note += f" · {self.notes('rounded')}" if self.together or self.closed_cells else ""
        light = [*self.seen, *self.later_marks]
        moves = step_forward(light, theme) if self.together else self._turn_back()
        self.play(*self.say(self._of_hidden("mask")), *self.legend(note), *moves)
        if not self.dotted:
            masked = [Cells(head.pattern, plan, theme.hair, theme.text, head.mask)]
            self.play(vanish(self.seen, run_time=TRAVEL), appear(masked, run_time=TRAVEL))
            return
        gone = vanish(self.later_marks, lag=SWEEP, run_time=HANDOVER)
        come = appear(self.closed_cells, lag=SWEEP, delay=HANDOVER)
        self.play(gone, come, fade(self.shade, 0.0, run_time=TRAVEL))

    def _turn_back(self) -> list[Tween]:
        """Put the grid up again after a page of charts."""
        grid = self._make_grid()
        labels = self.words(self.focus)
        moves, taken = hand_over(self.names, labels, self.charted)
        self.remove(*taken)
        moving = {id(ink) for ink in labels.values()}
        rest = [ink for ink in leaves(grid) if id(ink) not in moving]
        self.caption_below = self.plan.caption_below
        return [*moves, appear(rest, delay=0.3)]
