"""The attention pattern, all of it in one: from a sentence to the grid of who attends to whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np
from manim import Mobject, VGroup

from attnviz.analysis.query import sink
from attnviz.ink.focus import step_back
from attnviz.ink.groups import unroll
from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, come_from, fade, grow, recolor, travel, vanish, without
from attnviz.ink.sweep import Sweep
from attnviz.ink.text import Run
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.style import DIM, FOCUS, GRID_IN
from attnviz.mobjects import grid as draw
from attnviz.mobjects.cells import cell_bands, ramp_scale
from attnviz.mobjects.grid_plan import DOTS_AT_MOST, PANEL_AT_MOST, GridPlan
from attnviz.pictures.pattern import SharePanel, WorkedProduct, share_panel
from attnviz.pictures.pattern_numbers import GridNumbers
from attnviz.pictures.pattern_opening import Opening
from attnviz.plain import runs_alone
from attnviz.stage.grid_scene import GridScene

LAG = 0.12  # seconds from one column to the next
SWEEP = 1.0  # seconds for a line to pass over the grid


@runs_alone
class AttentionPattern(GridScene):
    """Tokens, columns, queries and keys, scores, scaling, mask, softmax, dots, one column read."""

    slug = "pattern"
    tempo = 1.4  # all of it in one: what the other scenes take their time for

    def setup(self) -> None:
        """Draw the grid as it will stand, and find out whether there is room for numbers in it."""
        super().setup()
        head, theme = self.head, self.theme
        self.n, self.hidden = len(head.labels), ~head.mask
        # A soft cap or a bias makes a score more than a product: none is worked out then.
        self.divided = self.scaled and head.rule.is_plain
        self.pattern = self.pattern_in_the_middle()
        self.standing = self.pattern.plan
        self.ramp = VGroup()  # the scale of a picture of cells
        if self.pattern.picture:  # it comes band by band
            self.pattern.picture = [
                *cell_bands(head.pattern, self.standing, theme.hair, theme.text, head.mask)
            ]
            self.ramp = ramp_scale(self.standing, self.page, theme)
        self.numbers: GridNumbers | None = None
        self.marks: list[list[VGroup]] = [[], []]  # of scores: those seen, and the hidden ones
        self.frames: list[Ink] = []  # around what is looked at
        self.product: WorkedProduct | None = None
        self.shares: SharePanel | None = None
        first = head.scores / (head.rule.scale if self.divided else 1.0)
        widest = max(draw.widest_number(first), draw.widest_number(head.scores))
        size = self.standing.number_size(widest) if self.n <= PANEL_AT_MOST else None
        if size and not self.settings.joined:
            self.numbers = GridNumbers(first, self.standing, size, theme)

        if self.settings.joined:
            self._label_grid()
            self.add(*self.pattern.everything(), self.ramp)
            for coming in self.legend(self._weights_note()):
                self.add(*coming.leaves)

    @property
    def pace(self) -> float:
        """The speed at which it is played: calm, where it has little to tell."""
        return self.settings.pace if self.settings.joined else super().pace

    @cached_property
    def opening(self) -> Opening:
        """The words, columns and symbols that the grid is opened with."""
        head = self.head
        return Opening(
            head.labels, self.spaces(), head.token_counts, self.trace.embedding,
            (self.focus, self.key), self.page.content, self.plan_lineup(), self.theme,
        )  # fmt: skip

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Add what the shares of a column add up to."""
        one = Run(numerals.count(1), self.theme.text, "sans-bold")
        return {**super().slots(), "one": [one]}

    def beats(self) -> Sequence[str]:
        """Leave out what this sentence's length or this model does not call for."""
        marks = ["scores_plain"] if self.n <= DOTS_AT_MOST else []
        scale = ["scale"] if self.divided else []
        numbers = ["scores", *scale] if self.numbers else marks
        mask = ["mask"] if self.hidden.any() and numbers else []
        shares = ["softmax", "columns"] if self.numbers and self.plan.panel else ["columns"]
        name = ["name"] if self.n > 1 else []
        drawn = ["sink"] if sink(self.head) else []
        if self.settings.joined:
            return [*name, *drawn, "reading"]
        opening = ["tokens", "embedding", "queries", "grid"]
        return [*opening, *numbers, *mask, *shares, *name, *drawn, "reading"]

    # Where things stand

    def _stand(self, plan: GridPlan) -> list[Tween]:
        """Let the grid travel with all that stands in it; what is to come will stand there too."""
        step = plan.left - self.standing.left, plan.top - self.standing.top
        if not any(step):
            return []
        self.standing = plan
        marks: list[Mobject] = [*self.pattern.everything(), *self.marks[0], *self.marks[1]]
        if self.numbers:
            self.numbers.plan = plan
            marks += self.numbers.everything()
        shown = {id(ink) for ink in self.mobjects}
        inks = leaves(marks)
        for ink in inks:
            if id(ink) not in shown:
                ink.place[:2] += step
        return [travel([ink for ink in inks if id(ink) in shown], step)]

    def _label_grid(self) -> None:
        """Let caption and footer keep to the grid."""
        self.caption_below = self.standing.caption_below
        self.say_grid_labelled(self.standing)

    def _clear(self) -> list[Tween]:
        """Take off what was worked out beside the grid, and the frames in it."""
        product, shares = self.product, self.shares
        gone = [*self.frames, *(product.inks if product else [])]
        gone += leaves(shares.everything()) if shares else []
        self.frames, self.product, self.shares = [], None, None
        return [vanish(gone)]

    def _sweep(self, change: Callable[[int], None], tag: str = "") -> None:
        """Let a line pass over the grid that changes column after column."""
        plan = self.standing
        line = draw.sweep_line(plan, tag, self.theme)
        marks = [plan.center(0, query)[0] for query in range(self.n)]
        self.play(Sweep(line, plan.left, plan.right, marks, change, SWEEP))

    # From the sentence to the grid

    def tokens(self) -> None:
        """Show the sentence, and which of its words the model knows only in tokens."""
        opening = self.opening
        left_out = numerals.count(opening.left_out)
        more = self.notes(f"more_{self.head.unit}s", n=left_out) if opening.left_out else ""
        self.play(appear(opening.words, lag=0.06), appear(opening.counts, delay=0.5),
                  *self.say(self._counted()), *self.legend(more))  # fmt: skip

    def _counted(self) -> str:
        """Choose how tokens are counted, and what they spell."""
        parts, several = self.part_counts, len(self.trace.tokens) > 1
        if parts.characters:
            alike = parts.characters == len(self.trace.words) > 1
            words = "tokens_characters" if alike else "tokens_parts"
        elif parts.words == len(self.trace.words):
            words = ("tokens" if parts.words > 1 else "tokens_word") if several else "tokens_one"
        else:
            words = "tokens_marks"
        tokens = "tokens_followed" if several else "tokens_one"
        return {"word": words, "token": tokens}[self.head.unit]

    def embedding(self) -> None:
        """Every word takes its place, and the columns of its tokens grow under it."""
        opening = self.opening
        self.say_labelled(len(opening.lineup.named), self.n)
        self.play(*opening.line_up(), *self.say("embedding"))
        note = opening.note + self._finest(opening.lineup.pitch)
        self.play(opening.hang_columns(), *self.legend(note))

    def queries(self) -> None:
        """Each column, by now well into the model, makes a query and a key."""
        several = max(self.head.token_counts) > 1
        caption = self.say("queries_several" if several else "queries")
        self.play(*caption, *self.legend(""), *self.opening.ask())

    def grid(self) -> None:
        """Let queries head the columns of a grid, and keys its rows."""
        self._label_grid()
        moves, taken = self.opening.head(self.pattern)
        self.remove(*taken)
        self.play(*moves, *self.say("grid"), *self.legend(""))
        lattice, axes = self.pattern.lattice
        self.play(unroll(lattice, self.standing.top, run_time=GRID_IN), appear(axes))

    # Numbers

    def scores(self) -> None:
        """One product worked out, then all of them."""
        head, focus, numbers = self.head, self.focus, self.numbers
        assert numbers is not None
        # A word of several tokens has no single product.
        worked = head.token_counts[self.key] == 1 and self.plan.panel is not None
        worked &= head.rule.is_plain
        caption = "scores" if worked else "scores_all"
        aside = self._stand(self.plan) if worked else []
        self.play(*self.say(caption if head.rule.is_plain else "scores_undivided"), *aside,
                  *self.legend(self.numbers_note()))  # fmt: skip
        rest = [list(column) for column in numbers.columns]
        first: list[Tween] = []
        if worked:
            key = head.token_keys[sum(head.token_counts[: self.key])]
            cell = self.key, focus
            product = WorkedProduct(
                head.queries[focus], key, head.rule.scale, cell, self.plan, self.theme
            )
            self.product, self.frames = product, [product.frame]
            self.play(*product.meet())
            self.play(*product.open(), product.multiply(delay=0.6))
            first = [product.hand_in(rest[focus].pop(self.key))]
        columns = [VGroup(*column) for column in rest]
        self.play(*first, appear(columns, lag=LAG, delay=0.6 * len(first)))

    def scores_plain(self) -> None:
        """All scores at once, as discs and dashes."""
        scores, mask = self.head.scores, self.head.mask
        largest = draw.largest_above(scores)
        self.marks = [
            draw.score_columns(np.where(part, scores, np.nan), self.standing, self.theme, largest)
            for part in (mask, ~mask)
        ]
        note = self.notes("disc")
        sweeps = [appear(marks, lag=LAG) for marks in self.marks]
        caption = "scores_plain" if self.divided else "scores_undivided"
        self.play(*self.say(caption), *self.legend(note), *sweeps)

    def scale(self) -> None:
        """One line passes over the grid and divides every product by the root of their length."""
        head, numbers = self.head, self.numbers
        assert numbers is not None
        shown = [appear(self.product.panel.scaled)] if self.product else []
        self.play(*self.say("scale"), *shown)
        root = numerals.divisor(head.rule.scale, head.model.d_head)
        self._sweep(lambda query: numbers.score(query, head.scores[query]), f"÷ {root}")

    def mask(self) -> None:
        """Keys that come later are closed."""
        head, numbers = self.head, self.numbers
        later_only = bool(np.array_equal(head.mask, np.tri(self.n, dtype=np.bool_)))
        caption = self.say("mask" if later_only else "mask_some")
        if numbers is None:
            self.play(*caption, vanish(self.marks[1], lag=LAG))
            return
        quiet = step_back(self.product.inks, self.theme) if self.product else []
        note = self.notes("hidden", sign=numerals.signed(-np.inf))
        self.play(*caption, *self.legend(note), *quiet, vanish(self.frames))
        self.frames = []
        closed = np.where(head.mask, head.scores, -np.inf)
        self._sweep(lambda query: numbers.score(query, closed[query]))

    def softmax(self) -> None:
        """One column is shared out beside the grid: exp, sum, shares, and back into its cells."""
        head, numbers, focus = self.head, self.numbers, self.focus
        assert numbers is not None
        seen = np.flatnonzero(head.mask[focus])
        scores, weights = head.scores[focus][seen], head.pattern[focus][seen]
        caption = "softmax" if head.rule.sinks is None else "softmax_sink"
        note = self.legend(self.notes("rounded"))
        if aside := self._stand(self.plan):
            self.play(*aside)
        gone = self._clear()
        self.frames = [draw.column_frame(self.plan, focus, self.theme.query)]
        columns = [numbers.column(query, head.mask[query]) for query in range(self.n)]
        others = [ink for query in range(self.n) if query != focus for ink in columns[query]]
        self.shares = panel = share_panel(scores, weights, self.plan, self.theme)
        column = columns[focus]
        self.play(*self.say(caption), *note, *gone, unroll(self.frames, self.plan.top),
                  *step_back(others, self.theme), panel.take(column))  # fmt: skip
        self.play(*panel.exponentiate(column))
        self.play(*panel.share_out())
        numbers.share(focus, head.pattern[focus], head.mask[focus])
        self.play(panel.give_back(column))

    def columns(self) -> None:
        """Share out every column, as a line passes over the grid."""
        head, numbers = self.head, self.numbers
        if numbers is None:
            self._marks_to_dots()
            return
        self.play(*self.say(self._sharing()))
        self._sweep(lambda query: numbers.share(query, head.pattern[query], head.mask[query]))
        if self.n == 1:
            self.rest()
            self._to_dots([])

    def _sharing(self) -> str:
        """Choose what is said of all columns: softmax is named once."""
        if self.shares:
            return "columns" if self.n > 1 else "columns_one"
        return "columns_all" if self.head.rule.sinks is None else "softmax_sink"

    def _to_dots(self, caption: Sequence[Tween]) -> None:
        """Let every share turn into the dot of that area, in the middle of the page."""
        assert self.numbers is not None
        middle = self.standing.in_the_middle(self.page)
        self.play(*caption, *self._clear(), *self._stand(middle))
        turns = self.numbers.turn_into_dots(self.head.pattern, self.pattern.dots)
        self.play(*self.legend(self.notes("dot")), *turns)

    def _marks_to_dots(self) -> None:
        """Let every disc turn into the dot of its share, or a picture of cells come."""
        come = [appear(self.pattern.picture, lag=LAG), appear(self.ramp)]
        if self.pattern.dots:
            come = [vanish(self.marks[0], lag=LAG), grow(self.pattern.dots, lag=LAG)]
        self.play(*self.say(self._sharing()), *self.legend(self._weights_note()), *come)

    def _weights_note(self) -> str:
        """Return how the weights read, for the legend."""
        if self.pattern.dots:
            return self.notes("dot")
        return self.cells_note() + ("" if len(self.ramp) else f" · {self.notes('contrast')}")

    # The pattern

    def name(self) -> None:
        """All columns together have a name."""
        caption = self.say("name")
        if self.numbers:
            self._to_dots(caption)
            return
        columns = self.pattern.dots or self.pattern.picture
        self.play(*caption, fade(columns, DIM))
        self.play(Tween(columns, opacity=1.0, lag=LAG, run_time=FOCUS))

    def sink(self) -> None:
        """Show the row that draws weight from nearly every column."""
        theme, plan = self.theme, self.standing
        self.frames = [draw.row_frame(plan, 0, theme.key)]
        row = plan.row_y(0)
        others = [dot for dot in leaves(self.pattern.dots) if abs(dot.place[1] - row) > 1e-6]
        self.play(*self.say("sink"), appear(self.frames), fade(others, DIM),
                  recolor(self.pattern.sides[1:], theme.mute))  # fmt: skip

    def reading(self) -> None:
        """One column, read out in words."""
        theme, focus, grid = self.theme, self.focus, self.pattern
        self.play(*self.say(self._read_out()), *self._clear(), *self._stand(self.plan_aside))
        end, seen = self.followed_column(), self.head.mask[focus]
        unseen = [ink for ink, is_seen in zip(grid.sides, seen, strict=True) if not is_seen]
        looked_at = [ink for ink, is_seen in zip(grid.sides, seen, strict=True) if is_seen]
        calm = [
            appear(end.frame),
            recolor([*without(grid.tops, focus), *unseen], theme.mute),
            recolor(looked_at, theme.key),
        ]
        if grid.dots:
            calm += [fade(leaves(without(grid.dots, focus)), DIM), fade(grid.dots[focus], 1.0)]
        panel = end.panel
        if panel is None:
            self.play(*calm)
            return
        self.play(*calm)
        spots = [self.standing.center(key, focus) for key in panel.keys]
        largest = self.standing.dot_radius * float(np.sqrt(self.head.pattern[focus].max()))
        words = [panel.head, *panel.rows, panel.total]
        self.play(come_from(panel.dots, spots, size=largest), appear(words, lag=LAG, delay=0.6))

    def _read_out(self) -> str:
        """Choose what is said of the followed column, by what it holds."""
        seen, weights = self.head.mask[self.focus], self.head.pattern[self.focus]
        if seen.sum() == 1 and float(numerals.weight(float(weights.sum()))) == 1:
            return "reading_alone"
        return "reading_itself" if self.column_read.named == (self.focus,) else "reading"
