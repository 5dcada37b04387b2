"""Query: a word asks, and its question is a vector that one matrix makes of its column."""

from __future__ import annotations

from collections.abc import Sequence

from attnviz.attention import Floats
from attnviz.mobjects.motion import appear, come_from, recolor, travel, vanish
from attnviz.mobjects.multiply import equation
from attnviz.mobjects.page import Box
from attnviz.mobjects.style import XL
from attnviz.scenes._product import ProductScene

TERM, SWEEP = 0.45, 1.0  # seconds: one term of the sum, and all that are not written


class Query(ProductScene):
    """A word's question, made by a matrix, row by row."""

    slug, title, number, letter = "query", "Query", 7, "q"

    def beats(self) -> Sequence[str]:
        """Ask, multiply, and let every word do so."""
        return ["ask", "matrix", "row", "rows", "everyone"]

    def shown_vectors(self) -> list[Floats]:
        """Return each word's query: that of its last piece, which asks."""
        return list(self.own[:, None])

    def ask(self) -> None:
        """Let the word that is followed ask what this head looks for."""
        theme, lineup, page = self.theme, self.lineup, self.page
        self.stand()
        room, middle = page.content, (lineup.top + lineup.bottom) / 2
        fits = Box(room.left, middle + 0.5, room.right, lineup.label_base - 0.5)
        asked = self.asked()
        self.bubble = self.speak(self.focus, asked, theme.query, fits) if asked else None
        seen = self.head.mask[self.focus]
        quiet = [word for word, sees in zip(self.line, seen, strict=False) if not sees]
        mine = self.line[self.focus : self.focus + 1]
        caption = "ask" if seen.sum() > 1 else "ask_alone"
        self.play(*self.say(caption), recolor(mine, theme.query), recolor(quiet, theme.mute))
        if self.bubble:
            self.play(appear(self.bubble.everything()))
        low = (middle + room.bottom) / 2 - 0.45
        self.symbolic = equation(self.symbols(XL), low, page, theme)
        self.play(appear(self.symbolic, lag=0.12))

    def matrix(self) -> None:
        """Open the symbols into numbers."""
        bubble = self.bubble.everything() if self.bubble else []
        self.play(*self.say("matrix"), vanish(bubble), *self.open_product(self.symbolic))
        self.play(*self.legend(self.note()), *self.fill_in(), appear(self.beside.everything()))

    def row(self) -> None:
        """Work one row out, term by term."""
        self.frame_row()
        self.play(*self.say("row"), appear(self.frames[0]), self.stand_up(0))
        self.begin_sum(0)
        self.play(appear(self.on_stage))
        first, last = range(len(self.sum.terms) - 1), len(self.sum.terms) - 1
        for i in first:
            self.play(*self.add_term(i, TERM), self.follow(i, i + 1, TERM))
        length = len(self.column_values)
        self.play(appear(self.sum.rest), self.follow(len(first), length - 1, SWEEP))
        self.play(*self.add_term(last, TERM), self.follow(length - 1, length, TERM))
        self.play(self.fly(0), appear(self.frames[1]))

    def rows(self) -> None:
        """Work the next row out, faster; then all the others at once."""
        result = self.product.result
        if len(result.column) > 1:
            step = result.plan.ys[1] - result.plan.ys[0]
            self.play(
                *self.say("rows"), vanish(self.end_sum()), travel(self.frames, (0.0, step)),
                self.stand_up(1),
            )  # fmt: skip
            self.begin_sum(1)
            terms = range(len(self.sum.terms))
            self.play(
                appear([*self.on_stage, self.sum.rest]),
                *(tween for i in terms for tween in self.add_term(i, TERM)),
                self.follow(0, len(self.column_values), SWEEP),
            )
            self.play(self.fly(1))
        rest = result.column[2:]
        starts = [(ink.place[0] - 1.0, ink.place[1]) for ink in rest]
        self.play(come_from(rest, starts, lag=0.08, start_opacity=0.0), appear(result.dots))
