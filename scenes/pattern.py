"""The attention pattern, all of it in one: from a sentence to the grid of who attends to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
from attnviz.ink.text import Run
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.style import DIM
from attnviz.mobjects import grid as draw
from attnviz.mobjects.cells import cell_bands, ramp_scale
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
        # A soft cap or a bias makes a score more than a product: none is worked out then.
        self.divided = self.scaled and head.rule.is_plain
        self.worked: list[Mobject] = []  # the panel that works one product out
        self.flown: list[Mobject] = []
        self.shared: list[Mobject] = []  # the panel that works one softmax out
        self.product: ProductPanel | None = None
        self.size = None
        if self.n <= PANEL_AT_MOST:
            both = head.scores, head.scores / self.divisor
            self.size = self.plan.number_size(max(map(draw.widest_number, both)))

    @property
    def divisor(self) -> float:
        """What the first numbers in the grid are multiplied with to be scores."""
        return self.head.rule.scale if self.divided else 1.0

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Add what the shares of a column add up to."""
        one = Run(numerals.count(1), self.theme.text, "sans-bold")
        return {**super().slots(), "one": [one]}

    def beats(self) -> Sequence[str]:
        """Leave out what this sentence's length or this model does not call for."""
        marks = ["scores_plain"] if self.n <= DOTS_AT_MOST else []
        scale = ["scale"] if self.divided else []
        numbers = ["scores", *scale] if self.size else marks
        mask = ["mask"] if self.hidden.any() and numbers else []
        shares = ["softmax", "columns"] if self.size and self.plan.panel else ["columns"]
        return ["tokens", "embedding", "queries", "grid", *numbers, *mask, *shares, "reading"]

    def scores(self) -> None:
        """One product worked out, then all of them."""
        head, plan, theme = self.head, self.plan, self.theme
        assert self.size is not None
        self.numbers = draw.GridNumbers(
            head.scores, head.pattern, self.divisor, head.mask, plan, self.size, theme
        )
        # A word of several tokens has no single product.
        worked = head.token_counts[self.key] == 1 and plan.panel is not None and head.rule.is_plain
        caption = "scores" if worked else "scores_all"
        self.play(*self.say(caption if head.rule.is_plain else "scores_undivided"),
                  *self.legend(self.numbers_note()))  # fmt: skip
        if worked:
            self._work_one_out()
        numbers = self.numbers
        first = numbers.scaled, numbers.scaled_closed
        if self.divided:
            first = numbers.raw, numbers.raw_closed
        sweeps = [appear(part, lag=SWEEP) for part in first]
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
        """All scores at once, as discs and dashes."""
        scores, mask = self.head.scores, self.head.mask
        largest = draw.largest_above(scores)
        self.marks = [
            draw.score_columns(np.where(part, scores, np.nan), self.plan, self.theme, largest)
            for part in (mask, ~mask)
        ]
        note = self.notes("disc")
        sweeps = [appear(marks, lag=SWEEP) for marks in self.marks]
        caption = "scores_plain" if self.divided else "scores_undivided"
        self.play(*self.say(caption), *self.legend(note), *sweeps)

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
        later_only = bool(np.array_equal(self.head.mask, np.tri(self.n, dtype=np.bool_)))
        caption = "mask" if later_only else "mask_some"
        if not self.size:
            self.play(*self.say(caption), vanish(self.marks[1], lag=SWEEP))
            return
        numbers = self.numbers
        gone = self._clear_worked()
        note = self.notes("hidden", sign=numerals.signed(-np.inf))
        self.play(*self.say(caption), *self.legend(note), *gone)
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
        caption = "softmax" if head.rule.sinks is None else "softmax_sink"
        note = self.legend(self.notes("rounded"))
        self.play(*self.say(caption), *note, appear(self.frame), *quiet)
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
        self.play(*self.say(self._sharing()), *gone, closed)
        rest, shares = numbers.scaled, numbers.weights
        if self.shared:  # the focus has turned into shares before
            rest, shares = without(rest, focus), without(shares, focus)
        self.play(*replace(rest, shares, lag=1.3 * SWEEP))
        self.rest()
        self.dotted = self._dots()
        numbers_go = vanish(numbers.weights, lag=SWEEP, run_time=HANDOVER)
        dots = numbers_go, grow(self.dotted, lag=SWEEP, delay=HANDOVER)
        self.play(*self.legend(self.notes("dot")), *dots)

    def _sharing(self) -> str:
        """Choose what is said of all columns: softmax is named once."""
        if self.shared:
            return "columns" if self.n > 1 else "columns_one"
        return "columns_all" if self.head.rule.sinks is None else "softmax_sink"

    def _dots(self) -> Sequence[Mobject]:
        return draw.dot_columns(self.head.pattern, self.plan, self.theme.text)

    def _marks_to_dots(self) -> None:
        head, theme = self.head, self.theme
        if self.n > DOTS_AT_MOST:
            bands = cell_bands(head.pattern, self.plan, theme.hair, theme.text, head.mask)
            scale = ramp_scale(self.plan, self.page, theme)
            note = self.cells_note() + ("" if len(scale) else f" · {self.notes('contrast')}")
            come = appear(bands, lag=SWEEP), appear(scale)
            self.play(*self.say(self._sharing()), *self.legend(note), *come)
            self.dotted = bands
        else:
            dots = self._dots()
            note = self.notes("dot")
            words = [*self.say(self._sharing()), *self.legend(note)]
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
        calm = [*self.say(self._read_out()), appear(frame), dim, recolor(quiet, theme.mute)]
        if plan.panel is None:
            self.play(*calm)
            return
        note = (self.notes("sink"),) if sink(head) else ()
        panel = reading_panel(self.word_names, head.pattern[focus], focus, plan, theme, note)
        self.play(*calm, appear(panel.head))
        spots = [plan.center(key, focus) for key in panel.keys]
        largest = plan.dot_radius * float(np.sqrt(head.pattern[focus].max()))
        self.play(come_from(panel.dots, spots, size=largest))
        self.play(appear(panel.rows, lag=0.12), appear(panel.total))

    def _read_out(self) -> str:
        """Choose what is said of the followed column, by what it holds."""
        seen, weights = self.head.mask[self.focus], self.head.pattern[self.focus]
        if seen.sum() == 1 and float(numerals.weight(float(weights.sum()))) == 1:
            return "reading_alone"
        return "reading_itself" if self.column_read.named == (self.focus,) else "reading"
