"""Query: a word asks, and its question is a vector that one matrix makes of its column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from attnviz.ink.motion import appear, vanish
from attnviz.ink.text import Run
from attnviz.plain import runs_alone
from attnviz.stage.detail_steps import DetailSteps
from attnviz.stage.grid_scene import GridScene
from attnviz.stage.word_product import OPEN, WordProduct

# Kinds of columns that ask no other word anything: a caption says where the word looks.
UNASKED = ("alone", "self", "first", "spread", "mixed")
TERM, SWEEP = 0.45, 1.0  # seconds: one term of the sum, and all that are not written


@runs_alone
class Query(GridScene):
    """A word's question, made by a matrix, row by row."""

    slug = "query"

    def setup(self) -> None:
        """Take the product of the followed word's column."""
        super().setup()
        self.product = WordProduct(self, "q", self.focus)
        self.around = DetailSteps(self.product)

    def beats(self) -> Sequence[str]:
        """Ask, multiply, and let every word do so; in detail also what stands around that."""
        before, after = self.around.steps()
        return ["ask", *before, "matrix", "row", "rows", *after, "everyone"]

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Add the symbols of the product."""
        return {**super().slots(), **self.product.slots()}

    def drawn(self) -> Mapping[str, object]:
        """Return what the product is made of, and which numbers of it are written."""
        return self.product.drawn()

    def ask(self) -> None:
        """Let the word that is followed ask what this head looks for."""
        self.product.stand()
        kind = self.column_read.kind
        caption = f"ask_{kind}" if kind in UNASKED else "ask"
        self.play(
            *self.say(caption),
            *self.legend(self.entered_note(self.focus)),
            *self.product.highlight(self.focus),
        )
        bubble = self.product.speak(
            self.focus, self.product.asked(), self.product.role, self.page.width
        )
        self.product.leaving += bubble
        self.play(appear(bubble))
        self.play(*self.product.equation())

    def matrix(self) -> None:
        """Open the symbols into numbers."""
        moves = self.product.open_product()
        self.play(
            *self.say("matrix"),
            *self.legend(self.product.note()),
            *moves,
            *self.product.fill_in(OPEN, self.product.asked()),
        )

    def row(self) -> None:
        """Work one row out, term by term."""
        work = self.product.rows_worked
        caption = self.say("row_bias" if np.any(self.product.made.bias) else "row")
        self.play(*caption, appear(work.frames[0]), work.stand_up(0))
        self.play(appear(work.begin(0)))
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
            self.play(work.fly(1))
        self.play(*work.other_rows(2))

    def normalise(self) -> None:
        """Show, in detail, what is done to the column before it meets the matrix."""
        self.around.normalise()

    def position(self) -> None:
        """Show, in detail, what the word's place does to its query."""
        self.around.position()

    def everyone(self) -> None:
        """Let the same matrix make every word's query."""
        made = self.product.made
        self.product.everyone(made.stacks(made.after if self.settings.detail else made.before))
