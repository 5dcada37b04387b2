"""Query: a word asks, and its question is a vector that one matrix makes of its column."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from attnviz.attention import Floats
from attnviz.ink.motion import appear, vanish
from attnviz.plain import runs_alone
from attnviz.stage.detail_steps import StepScene
from attnviz.stage.product_scene import OPEN

# Kinds of columns that ask no other word anything: a caption says where the word looks.
UNASKED = ("alone", "self", "first", "spread", "mixed")
TERM, SWEEP = 0.45, 1.0  # seconds: one term of the sum, and all that are not written


@runs_alone
class Query(StepScene):
    """A word's question, made by a matrix, row by row."""

    slug, letter = "query", "q"

    def beats(self) -> Sequence[str]:
        """Ask, multiply, and let every word do so; in detail also what stands around that."""
        before, after = self.steps()
        return ["ask", *before, "matrix", "row", "rows", *after, "everyone"]

    def shown_vectors(self) -> list[Floats]:
        """Return each word's query: that of its last token, which asks."""
        made = self.head.queries if self.settings.detail else self.own
        return list(made[:, None])

    def ask(self) -> None:
        """Let the word that is followed ask what this head looks for."""
        self.stand()
        kind = self.column_read.kind
        caption = f"ask_{kind}" if kind in UNASKED else "ask"
        self.play(
            *self.say(caption),
            *self.legend(self.entered_note(self.focus)),
            *self.highlight(self.focus),
        )
        bubble = self.speak(self.focus, self.asked(), self.role, self.page.width)
        self.leaving += bubble
        self.play(appear(bubble))
        self.play(*self.equation())

    def matrix(self) -> None:
        """Open the symbols into numbers."""
        moves = self.open_product()
        self.play(*self.say("matrix"), *self.legend(self.note()), *moves, *self.fill_in(OPEN))

    def row(self) -> None:
        """Work one row out, term by term."""
        work = self.rows_worked
        caption = self.say("row_bias" if np.any(self.bias) else "row")
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
        work = self.rows_worked
        caption = self.say("rows")
        if len(self.product.result.column) > 1:
            self.play(*caption, vanish(work.end()), work.move_frames(1), work.stand_up(1))
            self.play(appear(work.begin(1)), *work.add_all(SWEEP))
            self.play(work.fly(1))
        self.play(*work.other_rows(2))
