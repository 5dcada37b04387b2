"""Query: a word asks, and its question is a vector that one matrix makes of its column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from manim import Mobject

from attnviz.ink.motion import appear, box_around, emerge, fade, gather, grow, recolor, vanish
from attnviz.ink.text import Run
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.style import DIM
from attnviz.mobjects.rail import slide
from attnviz.mobjects.row_by_row import come_along
from attnviz.pictures.query import Turning, turning
from attnviz.plain import runs_alone
from attnviz.stage.detail_steps import DetailSteps
from attnviz.stage.grid_scene import GridScene
from attnviz.stage.word_product import WordProduct

# Kinds of columns that ask no other word anything: a caption says where the word looks.
UNASKED = ("alone", "self", "first", "spread", "mixed")
TERM, SWEEP = 0.28, 0.8  # seconds: one term of the sum, and all that are not written
QUICK = 0.5  # seconds for a bubble to shrink


@runs_alone
class Query(GridScene):
    """A word's question, made by a matrix, row by row."""

    slug = "query"

    def setup(self) -> None:
        """Take the product of the followed word's column, and what stands before and after it."""
        super().setup()
        self.product = WordProduct(self, "q", self.focus)
        self.around = DetailSteps(self.product)
        self.before, self.after = self.product.two_rows(False), self.product.two_rows(False)
        closely = "pairs" in self.around.steps()[1]  # other strips come back from it
        self.turned = self.product.two_rows(False) if closely else self.after
        self.rise = self.before.put_to_rest(self.product.lineup)
        self.bubble: list[Mobject] = []  # what is asked, while it is asked

    def beats(self) -> Sequence[str]:
        """Ask, multiply, let every word do so, and turn; in detail also what stands around that."""
        before, closely = self.around.steps()
        turned = ["position"] if self.product.made.turned else []
        return ["ask", *before, "matrix", "row", "rows", "everyone", *closely, *turned]

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Add the symbols of the product."""
        return {**super().slots(), **self.product.slots()}

    def drawn(self) -> Mapping[str, object]:
        """Return what the product is made of, and which numbers of it are written."""
        return self.product.drawn()

    def ask(self) -> None:
        """Let the word that is followed ask what this head looks for."""
        rows, kind = self.before, self.column_read.kind
        self.add(*rows.standing())
        self.product.begin(rows)
        self.bubble = self.product.speak_below(rows, self.product.asked())
        self.play(
            *self.say(f"ask_{kind}" if kind in UNASKED else "ask"),
            *self.legend(self.entered_note(self.focus)),
            *self.product.highlight(self.focus), *(self.rise if self.bubble else []),
            self.product.dim_hidden(rows),
        )  # fmt: skip
        self.play(emerge(self.bubble, self.product.foot(rows), start_opacity=0.0))

    def matrix(self) -> None:
        """Make the question a symbol of the product, and open the symbols into numbers."""
        product, rows, i = self.product, self.before, self.focus
        say = [*self.say("matrix"), *self.legend(product.note())]
        if self.around.normalised:
            self.play(*say, *product.open_out([], self.around.normalised, product.asked()))
            return
        lines = product.equation_below(rows)
        matrix, column, vector, equals = lines
        sources, at = leaves(rows.entering[i]), box_around(vector).center
        self.remove(*sources)
        self.play(
            *say, *([] if self.bubble else self.rise),
            gather(self.bubble, at, 0.05, opacity=0.0, remover=True, run_time=QUICK),
            come_along(leaves(column), sources, arc=0.5) if sources else appear(column),
            grow([matrix, equals], delay=QUICK), emerge(vector, at, delay=QUICK),
        )  # fmt: skip
        opened = product.open_out(lines, leaves(rows.inputs[i]), product.asked())
        self.play(*opened, rows.step_aside(i))

    def row(self) -> None:
        """Work one row out, term by term."""
        work = self.product.rows_worked
        caption = self.say("row_bias" if np.any(self.product.made.bias) else "row")
        self.play(
            *caption, appear(work.frames[0]), work.stand_up(0), appear(work.begin(0), delay=0.3)
        )
        last = len(work.sum.terms) - 1
        for i in range(last):
            self.play(*work.add_term(i, TERM), work.follow(i, i + 1, TERM))
        self.play(appear(work.sum.rest), work.follow(last, work.length - 1, SWEEP))
        self.play(*work.add_term(last, TERM), work.follow(work.length - 1, work.length, TERM))
        self.play(work.fly(0), appear(work.frames[1]))

    def rows(self) -> None:
        """Work the next row out, faster; then all the others at once."""
        work = self.product.rows_worked
        caption = self.say("rows")
        if len(self.product.written.result.column) > 1:
            self.play(*caption, vanish(work.end()), work.move_frames(1), work.stand_up(1))
            self.play(appear(work.begin(1)), *work.add_all(SWEEP))
            self.play(work.fly(1), *work.other_rows(2))

    def everyone(self) -> None:
        """Let the matrix slide along: every column goes in, and its query drops out."""
        product, rows, i = self.product, self.after, self.focus
        small = product.small_matrix(rows)
        one = len(rows.words) == 1
        self.play(
            *self.say("everyone_one" if one else "everyone"), *self.legend(product.rows_note()),
            rows.come_back(i), *product.fold_up(small, rows),
        )  # fmt: skip
        passing = slide(rows, small, self.product.role, [i])
        self.play(fade(leaves(rows.inputs), DIM), *passing)
        self.play(
            vanish(small.everything()), fade(leaves(rows.inputs), 1.0),
            recolor(rows.words, self.theme.text),
        )  # fmt: skip

    def position(self) -> None:
        """Turn every query by its place in the sentence."""
        product, made = self.product, self.product.made
        if self.turned is not self.after:
            self.around.back(self.turned)
        turn = turning(
            self.turned, lambda share: made.stacks(made.turned_by(share)),
            made.angles()[list(made.asking)], product.scale, product.role, self.theme,
        )  # fmt: skip
        self.remove(*turn.replaced)
        self.add(*turn.strips)
        self.play(*self.say("position"), *self.legend(self._dials_note(turn)), *turn.come())
        self.play(*turn.turn())
        self.rest(0.4)
        self.play(vanish(turn.everything()))

    def _dials_note(self, turn: Turning) -> str:
        first = 2 * turn.pair + 1
        places = {"first": numerals.count(first), "second": numerals.count(first + 1)}
        own = self.notes("dials", letter="q", **places) if turn.faces else ""
        return own or self.product.rows_note(turned=True)

    def normalise(self) -> None:
        """Show, in detail, what is done to the column before it meets the matrix."""
        self.around.normalise(self.before, self.bubble)

    def pairs(self) -> None:
        """Show, in detail, what the word's place does to its query, pair by pair."""
        self.around.pairs(self.after)
