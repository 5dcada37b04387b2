"""The attention pattern, all of it in one: from a sentence to the grid of who attends to whom."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Mobject

from attnviz.analysis.query import sink
from attnviz.ink.focus import step_back
from attnviz.ink.motion import (
    HANDOVER,
    appear,
    come_from,
    copy_of,
    fade,
    gather,
    grow,
    recolor,
    replace,
    vanish,
    without,
)
from attnviz.ink.tween import Tween, leaves
from attnviz.look.style import DIM
from attnviz.mobjects import grid as draw
from attnviz.mobjects.dot_product import ProductPanel, product_panel
from attnviz.mobjects.enlarge import enlarge
from attnviz.mobjects.grid_plan import DOTS_AT_MOST, PANEL_AT_MOST
from attnviz.mobjects.reading import reading_panel
from attnviz.pictures.pattern import share_panel
from attnviz.plain import runs_alone
from attnviz.stage.opening import OpeningScene

SWEEP = 0.12  # seconds from one column to the next


@runs_alone
class AttentionPattern(OpeningScene):
    """Tokens, columns, queries and keys, scores, scaling, mask, softmax, dots, one column read."""

    slug = "pattern"
    tempo = 1.25  # all of it in one: what the other scenes take their time for

    def setup(self) -> None:
        """Find out whether there is room for numbers in the cells."""
        super().setup()
        head = self.head
        self.n = len(head.labels)
        self.hidden = ~head.mask
        self.worked: list[Mobject] = []  # the panel that works one product out
        self.flown: list[Mobject] = []
        self.shared: list[Mobject] = []  # the panel that works one softmax out
        self.product: ProductPanel | None = None
        self.size = None
        if self.n <= PANEL_AT_MOST:
            both = head.scores, head.scores / head.rule.scale
            self.size = self.plan.number_size(max(map(draw.widest_number, both)))

    def beats(self) -> Sequence[str]:
        """Leave out what this sentence's length or this model does not call for."""
        marks = ["scores_plain"] if self.n <= DOTS_AT_MOST else []
        numbers = ["scores", "scale"] if self.size else marks
        mask = ["mask"] if self.hidden.any() and numbers else []
        shares = ["softmax", "columns"] if self.size and self.plan.panel else ["columns"]
        return ["tokens", "embedding", "queries", "grid", *numbers, *mask, *shares, "reading"]

    def scores(self) -> None:
        """One product worked out, then all of them."""
        head, plan, theme = self.head, self.plan, self.theme
        assert self.size is not None
        self.numbers = draw.GridNumbers(
            head.scores, head.pattern, head.rule.scale, head.mask, plan, self.size, theme
        )
        note = (
            "several pieces: their scores by log-sum-exp · " if max(head.token_counts) > 1 else ""
        )
        # A word of several tokens has no single product.
        worked = head.token_counts[self.key] == 1 and plan.panel is not None
        self.play(*self.say("scores" if worked else "scores_all"), *self.legend(f"{note}rounded"))
        if worked:
            self._work_one_out()
        numbers = self.numbers
        sweeps = [appear(part, lag=SWEEP) for part in (numbers.raw, numbers.raw_closed)]
        self.play(*sweeps)
        self.remove(*self.flown)

    def _work_one_out(self) -> None:
        head, plan, theme = self.head, self.plan, self.theme
        assert plan.panel is not None
        assert self.size is not None
        key = head.token_keys[sum(head.token_counts[: self.key])]
        pair = (self.focus + 1, self.key + 1)
        query, scale = head.queries[self.focus], head.rule.scale
        panel = product_panel(query, key, scale, pair, plan.panel, theme)
        enlarge(panel.everything(), plan)
        cell = draw.cell_frame(plan, self.key, self.focus, theme.text)
        self.play(appear(cell), appear([panel.heads, panel.query, panel.key], lag=0.25))
        self.play(appear([panel.products, panel.total], lag=0.35))
        total, spot = copy_of(leaves(panel.total)[-1]), plan.center(self.key, self.focus)
        self.play(gather(total, spot, self.size / total.em, introducer=True, arc=0.4))
        self.product, self.worked, self.flown = panel, [cell, *panel.everything()], [total]

    def scores_plain(self) -> None:
        """All scores at once, as discs and rings."""
        scores, mask, color = self.head.scores, self.head.mask, self.theme.text
        largest = float(np.abs(scores).max())
        self.marks = [
            draw.score_columns(np.where(part, scores, np.nan), self.plan, color, largest)
            for part in (mask, ~mask)
        ]
        note = "disc: above 0 · ring: below 0 · area = size"
        sweeps = [appear(marks, lag=SWEEP) for marks in self.marks]
        self.play(*self.say("scores_plain"), *self.legend(note), *sweeps)

    def scale(self) -> None:
        """Every score over the square root of the key's length."""
        numbers = self.numbers
        shown = [appear(self.product.scaled)] if self.product else []
        self.play(*self.say("scale"), *shown)
        self.play(
            *replace(numbers.raw, numbers.scaled, lag=SWEEP),
            *replace(numbers.raw_closed, numbers.scaled_closed, lag=SWEEP),
        )

    def mask(self) -> None:
        """Keys that come later are closed."""
        if not self.size:
            self.play(*self.say("mask"), vanish(self.marks[1], lag=SWEEP))
            return
        numbers = self.numbers
        gone = self._clear_worked()
        self.play(*self.say("mask"), *self.legend("−∞: hidden by the mask"), *gone)
        self.play(*replace(numbers.scaled_closed, numbers.closed, lag=SWEEP))

    def _clear_worked(self) -> list[Tween]:
        gone = [vanish(part) for part in self.worked]
        self.worked = []
        return gone

    def softmax(self) -> None:
        """One column, row by row beside the grid: exp, sum, shares."""
        head, numbers, focus = self.head, self.numbers, self.focus
        seen = head.mask[focus]
        panel = share_panel(
            head.scores[focus][seen], head.pattern[focus][seen], self.plan, self.theme
        )
        self.frame = draw.column_frame(self.plan, focus, self.theme.query)
        others = step_back(without(numbers.scaled, focus), self.theme)
        quiet = [*self._clear_worked(), *others]
        self.play(*self.say("softmax"), *self.legend("rounded"), appear(self.frame), *quiet)
        starts = [self.plan.center(i, focus) for i in np.flatnonzero(seen).tolist()]
        self.play(appear(panel.heads), come_from(panel.exps, starts, start_opacity=0.0))
        self.play(
            appear(panel.total[:2]), grow(panel.bars, axis="x", lag=0.25),
            appear(panel.shares, lag=0.25), appear(panel.total[2:], delay=0.25 * len(panel.bars)),
        )  # fmt: skip
        self.play(*replace(numbers.scaled[focus], numbers.weights[focus]))
        self.shared = [*panel.everything(), self.frame]

    def columns(self) -> None:
        """Column after column turns into shares, and every share into a dot of that area."""
        if not self.size:
            self._marks_to_dots()
            return
        numbers, focus = self.numbers, self.focus
        gone = [vanish(part) for part in self.shared]
        closed = vanish(numbers.closed) if self.hidden.any() else fade(numbers.closed, 0)
        self.play(*self.say("columns"), *gone, closed)
        rest, shares = numbers.scaled, numbers.weights
        if self.shared:  # the focus has turned into shares before
            rest, shares = without(rest, focus), without(shares, focus)
        self.play(*replace(rest, shares, lag=1.3 * SWEEP))
        self.rest()
        self.dotted = self._dots()
        numbers_go = vanish(numbers.weights, lag=SWEEP, run_time=HANDOVER)
        dots = numbers_go, grow(self.dotted, lag=SWEEP, delay=HANDOVER)
        self.play(*self.legend("dot area = weight"), *dots)

    def _dots(self) -> Sequence[Mobject]:
        return draw.dot_columns(self.head.pattern, self.plan, self.theme.text)

    def _marks_to_dots(self) -> None:
        head, theme = self.head, self.theme
        if self.n > DOTS_AT_MOST:
            bands = draw.cell_bands(head.pattern, self.plan, theme.hair, theme.text, head.mask)
            scale = draw.ramp_scale(self.plan, self.page, theme)
            note = self.cells_note() + ("" if len(scale) else " · brightness = √weight")
            come = appear(bands, lag=SWEEP), appear(scale)
            self.play(*self.say("columns"), *self.legend(note), *come)
            self.dotted = bands
        else:
            dots = self._dots()
            words = [*self.say("columns"), *self.legend("dot area = weight")]
            self.play(*words, vanish(self.marks[0], lag=SWEEP), grow(dots, lag=SWEEP))
            self.dotted = dots

    def reading(self) -> None:
        """One column, read out in words."""
        head, plan, theme, focus = self.head, self.plan, self.theme, self.focus
        frame = draw.column_frame(plan, focus, theme.query)
        dim = fade(without(self.dotted, focus), DIM) if self.n <= DOTS_AT_MOST else fade([], DIM)
        quiet = [
            *without(self.tops, focus),
            *(r for r, s in zip(self.rows, head.mask[focus], strict=False) if not s),
        ]
        calm = [*self.say("reading"), appear(frame), dim, recolor(quiet, theme.mute)]
        if plan.panel is None:
            self.play(*calm)
            return
        note = ("The first position draws", "weight from every query.") if sink(head) else ()
        panel = reading_panel(self.word_names, head.pattern[focus], focus, plan, theme, note)
        self.play(*calm, appear(panel.head))
        spots = [plan.center(key, focus) for key in panel.keys]
        largest = plan.dot_radius * float(np.sqrt(head.pattern[focus].max()))
        self.play(come_from(panel.dots, spots, size=largest))
        self.play(appear(panel.rows, lag=0.12), appear(panel.total))
