"""The attention pattern, all of it in one: from a sentence to the grid of who attends to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from attnviz.analysis.query import sink
from attnviz.ink.focus import step_back
from attnviz.ink.groups import unroll
from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, fade, recolor, vanish
from attnviz.ink.text import Run
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.style import DIM, GRID_IN
from attnviz.mobjects import grid as draw
from attnviz.mobjects.grid_plan import DOTS_AT_MOST
from attnviz.pictures.pattern import SharePanel, WorkedProduct, share_panel
from attnviz.pictures.pattern_cells import LAG, PatternCells
from attnviz.pictures.pattern_opening import Opening
from attnviz.plain import runs_alone
from attnviz.stage.grid_scene import GridScene


@runs_alone
class AttentionPattern(GridScene):
    """Tokens, columns, queries and keys, scores, scaling, mask, softmax, dots, one column read."""

    slug = "pattern"
    tempo = 1.4  # all of it in one: what the other scenes take their time for

    def setup(self) -> None:
        """Draw the grid as it will stand, with all that is to stand in it."""
        super().setup()
        head = self.head
        self.n = len(head.labels)
        # A soft cap or a bias makes a score more than a product: none is worked out then.
        self.divided = self.scaled and head.rule.is_plain
        products = head.scores / (head.rule.scale if self.divided else 1.0)
        self.cells = PatternCells(
            self.pattern_in_the_middle(), products, head.scores, head.pattern, head.mask,
            self.page, self.theme,
        )  # fmt: skip
        self.frames: list[Ink] = []  # around what is looked at
        self.product: WorkedProduct | None = None
        self.shares: SharePanel | None = None
        if self.settings.joined:
            self._label_grid()
            note = [ink for tween in self.legend(self._weights_note()) for ink in tween.leaves]
            self.add(*self.cells.grid.everything(), self.cells.ramp, *note)

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
        numbers = ["scores", *scale] if self.cells.numbers else marks
        mask = ["mask"] if not self.head.mask.all() and numbers else []
        worked = ["softmax"] if self.cells.numbers and self.plan.panel else []
        name = ["name"] if self.n > 1 else []
        drawn = ["sink"] if sink(self.head) else []
        if self.settings.joined:
            return [*name, *drawn, "reading"]
        opening = ["tokens", "embedding", "queries", "grid"]
        return [*opening, *numbers, *mask, *worked, "columns", *name, *drawn, "reading"]

    def _label_grid(self) -> None:
        """Let caption and footer keep to the grid."""
        self.caption_below = self.cells.plan.caption_below
        self.say_grid_labelled(self.cells.plan)

    def _clear(self) -> list[Tween]:
        """Take off what was worked out beside the grid, and the frames in it."""
        product, shares = self.product, self.shares
        gone = [*self.frames, *(product.inks if product else [])]
        gone += leaves(shares.everything()) if shares else []
        self.frames, self.product, self.shares = [], None, None
        return [vanish(gone)]

    # From the sentence to the grid

    def tokens(self) -> None:
        """Show the sentence, and which of its words the model knows only in tokens."""
        opening = self.opening
        left_out = numerals.count(opening.left_out)
        more = self.notes(f"more_{self.head.unit}s", n=left_out) if opening.left_out else ""
        self.play(*opening.speak(), *self.say(self._counted()), *self.legend(more))

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
        moves, taken = self.opening.head(self.cells.grid)
        self.remove(*taken)
        self.play(*moves, *self.say("grid"), *self.legend(""))
        lattice, axes = self.cells.grid.lattice
        self.play(unroll(lattice, self.cells.plan.top, run_time=GRID_IN), appear(axes))

    # Numbers

    def scores(self) -> None:
        """One product worked out, then all of them."""
        head, cells = self.head, self.cells
        # A word of several tokens has no single product.
        single = head.token_counts[self.key] == 1 and self.plan.panel is not None
        worked = single and head.rule.is_plain
        caption = "scores" if worked else "scores_all"
        aside = cells.move(self.plan, self.mobjects) if worked else []
        self.play(*self.say(caption if head.rule.is_plain else "scores_undivided"), *aside,
                  *self.legend(self.numbers_note()))  # fmt: skip
        if worked:
            self._work_one_out()
        else:
            self.play(cells.write())

    def _work_one_out(self) -> None:
        head, focus = self.head, self.focus
        key = head.token_keys[sum(head.token_counts[: self.key])]
        self.product = product = WorkedProduct(
            head.queries[focus], key, head.rule.scale, (self.key, focus), self.plan, self.theme
        )
        self.frames = [product.frame]
        self.play(*product.meet())
        self.play(*product.open(), product.multiply(delay=0.6))
        number = self.cells.number(focus, self.key)
        self.play(product.hand_in(number), self.cells.write(number, delay=0.6))

    def scores_plain(self) -> None:
        """All scores at once, as discs and dashes."""
        caption = "scores_plain" if self.divided else "scores_undivided"
        come = [appear(marks, lag=LAG) for marks in self.cells.marks]
        self.play(*self.say(caption), *self.legend(self.notes("disc")), *come)

    def scale(self) -> None:
        """One line passes over the grid and divides every product by the root of their length."""
        shown = [appear(self.product.panel.scaled)] if self.product else []
        self.play(*self.say("scale"), *shown)
        root = numerals.divisor(self.head.rule.scale, self.head.model.d_head)
        self.play(self.cells.divide(f"÷ {root}"))

    def mask(self) -> None:
        """Keys that come later are closed."""
        later_only = bool(np.array_equal(self.head.mask, np.tri(self.n, dtype=np.bool_)))
        caption = self.say("mask" if later_only else "mask_some")
        if self.cells.numbers is None:
            self.play(*caption, vanish(self.cells.marks[1], lag=LAG))
            return
        quiet = step_back(self.product.inks, self.theme) if self.product else []
        note = self.notes("hidden", sign=numerals.signed(-np.inf))
        self.play(*caption, *self.legend(note), *quiet, vanish(self.frames))
        self.frames = []
        self.play(self.cells.close())

    def softmax(self) -> None:
        """One column is shared out beside the grid: exp, sum, shares, and back into its cells."""
        head, cells, focus = self.head, self.cells, self.focus
        if aside := cells.move(self.plan, self.mobjects):
            self.play(*aside)
        seen = np.flatnonzero(head.mask[focus])
        scores, weights = head.scores[focus][seen], head.pattern[focus][seen]
        gone = self._clear()
        self.frames = [draw.column_frame(self.plan, focus, self.theme.query)]
        self.shares = panel = share_panel(scores, weights, self.plan, self.theme)
        others = [ink for i in range(self.n) if i != focus for ink in cells.column(i)]
        quiet = [*gone, *step_back(others, self.theme)]
        caption = "softmax" if head.rule.sinks is None else "softmax_sink"
        column = cells.column(focus)
        self.play(*self.say(caption), *self.legend(self.notes("rounded")), *quiet,
                  unroll(self.frames, self.plan.top), panel.take(column))  # fmt: skip
        self.play(*panel.exponentiate(column))
        self.play(*panel.share_out())
        cells.share(focus)
        self.play(panel.give_back(column))

    def columns(self) -> None:
        """Share out every column, as a line passes over the grid."""
        if self.shares:
            caption = self.say("columns" if self.n > 1 else "columns_one")
        else:  # softmax is named once
            caption = self.say("columns_all" if self.head.rule.sinks is None else "softmax_sink")
        if self.cells.numbers is None:
            self.play(*caption, *self.legend(self._weights_note()), *self.cells.give_way())
            return
        self.play(*caption)
        self.play(self.cells.share_all())
        if self.n == 1:
            self.rest()
            self._to_dots([])

    def _to_dots(self, caption: Sequence[Tween]) -> None:
        """Let every share turn into the dot of that area, in the middle of the page."""
        self.play(*caption, *self._clear(), *self.cells.to_the_middle(self.mobjects))
        self.play(*self.legend(self._weights_note()), *self.cells.turn_into_dots())

    def _weights_note(self) -> str:
        """Return how the weights read, for the legend."""
        if self.cells.grid.dots:
            return self.notes("dot")
        return self.cells_note() + ("" if len(self.cells.ramp) else f" · {self.notes('contrast')}")

    # The pattern

    def name(self) -> None:
        """All columns together have a name."""
        caption = self.say("name")
        if self.cells.numbers and not self.settings.joined:
            self._to_dots(caption)
        else:
            self.play(*caption, self.cells.dim())
            self.play(self.cells.light_up())

    def sink(self) -> None:
        """Show the row that draws weight from nearly every column."""
        theme, cells = self.theme, self.cells
        self.frames = [draw.row_frame(cells.plan, 0, theme.key)]
        quiet = fade(cells.below_first_row(), DIM), recolor(cells.grid.sides[1:], theme.mute)
        self.play(*self.say("sink"), appear(self.frames), *quiet)

    def reading(self) -> None:
        """One column, read out in words."""
        aside = self.cells.move(self.plan_aside, self.mobjects)
        self.play(*self.say(self._read_out()), *self._clear(), *aside)
        end = self.followed_column()
        self.play(*end.focus(self.cells.grid))
        self.play(*end.read_out())

    def _read_out(self) -> str:
        """Choose what is said of the followed column, by what it holds."""
        seen, weights = self.head.mask[self.focus], self.head.pattern[self.focus]
        if seen.sum() == 1 and float(numerals.weight(float(weights.sum()))) == 1:
            return "reading_alone"
        return "reading_itself" if self.column_read.named == (self.focus,) else "reading"
