"""What `query` and `key` share: a head's matrix makes a short vector of each word's column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from manim import Mobject, VGroup

from attnviz.attention import Floats
from attnviz.ink.handover import succeed
from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, gather, recolor, vanish
from attnviz.ink.text import Run, entering, label, plain_entering, symbol
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.style import XL, L, M, S
from attnviz.look.typeset import fit_text
from attnviz.mobjects.bubble import bubble, plan_bubble
from attnviz.mobjects.matrix_product import equation, multiplication, plan_product
from attnviz.mobjects.product_notes import notes_beside
from attnviz.mobjects.row_by_row import RowWork, come_along
from attnviz.mobjects.vectors import speaks, strip_columns, strip_note, written_entries
from attnviz.mobjects.words import column_words, symbols_below
from attnviz.stage.grid_scene import GridScene
from attnviz.traces import records

OPEN = 0.65  # seconds after which numbers follow the symbols that open into them


class ProductScene(GridScene):
    """A scene in which one head's matrix turns a word's column into a shorter one."""

    letter: ClassVar[str]  # q or k

    def setup(self) -> None:
        """Read the head's matrix; choose the word to follow."""
        super().setup()
        head, asks = self.head, self.letter == "q"
        self.role = self.theme.query if asks else self.theme.key
        self.followed = self.focus if asks else self.key
        made = self.trace.weights(head.layer, head.head)
        self.asking = self.trace.asking(head.unit)
        token = self.asking[self.followed]
        self.matrix_values = made.query if asks else made.key
        self.bias = made.query_bias if asks else made.key_bias
        self.before = made.queries_before if asks else made.keys_before
        self.column_values, self.made_values = made.inputs[token], self.before[token]
        self.lineup = self.plan_lineup()
        self.say_labelled(len(self.lineup.named), len(head.labels))
        self.middle = (self.lineup.top + self.lineup.bottom) / 2
        self.product_plan = plan_product(
            self.matrix_values, self.column_values, self.made_values, self.page
        )
        self.bubbles = self.settings.words("bubbles")
        after = head.queries if asks else head.token_keys
        self.own = self.before[list(self.asking)] if asks else self.before
        self.turned = not np.allclose(self.own, after, atol=1e-4)
        self.leaving: list[Any] = []  # what goes with the next change
        self.symbolic: list[Ink] = []
        self.work: RowWork | None = None  # the product that stands on stage

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Add the symbols of this product."""
        first, second, third = self.symbols(M)
        out = Run(numerals.count(len(self.made_values)), self.theme.text, "sans-bold")
        return {
            **super().slots(), "matrix": first, "column": second, "vector": third, "out": [out],
        }  # fmt: skip

    def drawn(self) -> Mapping[str, object]:
        """Return what the product is made of, and which numbers of it are written."""
        plan = self.product_plan
        return {
            "followed_query": self.focus,
            "followed_key": self.key,
            "piece": self.asking[self.followed],
            "asks": self.column_read.kind,
            "matrix": self.matrix_values,
            "bias": self.bias,
            "column": self.column_values,
            "vector": self.made_values,
            "written_rows": plan.weights.rows,
            "written_columns": plan.weights.columns,
        }

    def symbols(self, size: float) -> list[list[Run]]:
        """Return the matrix, the column and the vector as symbols for a line of that size."""
        number = str(self.followed + 1)
        return [
            symbol("W", self.letter.upper(), self.role, size),
            entering(number, self.head.layer, self.theme.embedding, size),
            symbol(self.letter, number, self.role, size),
        ]

    def note(self) -> str:
        """Say in the legend which vectors are drawn."""
        number, layer = self.followed + 1, self.head.layer
        made = f"{self.letter}{numerals.subscript(number)}"
        parts = [self.notes("normed", vector=plain_entering(number, layer))]
        if self.head.token_counts[self.followed] > 1:
            token = records.label(self.trace.tokens[self.asking[self.followed]].text)
            parts.append(self.notes("last_token", vector=made, token=token))
        if self.turned:
            parts.append(self.notes("before_place", vector=made))
        return " · ".join([*parts, self.notes("rounded")])

    # The words, and what they say

    def stand(self) -> None:
        """Begin where the embedding left off: words above their columns' names."""
        lineup, theme = self.lineup, self.theme
        self.line = column_words(lineup, theme.text)
        names = leaves(symbols_below("E", lineup, 0, theme.embedding, self.head.layer))
        for ink in names:
            ink.place[1] += self.middle - lineup.symbol_rows[0]
        self.word = [self.line[self.followed]]
        self.leaving = [ink for ink in [*self.line, *names] if all(ink is not w for w in self.word)]
        self.add(*self.line, *names)

    def highlight(self, asking: int, answering: Sequence[int] = ()) -> list[Tween]:
        """Bring out who asks and who answers; whom the mask hides steps back."""
        theme, seen = self.theme, self.head.mask[self.focus]
        hidden = [i for i, sees in enumerate(seen) if not sees]
        groups = ((hidden, theme.mute), ([asking], theme.query), (answering, theme.key))
        return [recolor([self.line[i] for i in group], color) for group, color in groups]

    def asked(self) -> str:
        """Return what the followed query asks, as far as this head's weights show it."""
        found: str = self.bubbles.get(self.column_read.kind, "")
        return found

    def speak(self, position: int, text: str, color: str, half: float) -> list[Mobject]:
        """Let a word say something in a bubble below it; empty if there is no room.

        Parameters
        ----------
        half
            How far the bubble may reach to either side, in scene units; it stays on the page.
        """
        room, at = self.page.content, self.lineup.centers[position]
        left, right = max(at - half, room.left), min(at + half, room.right)
        top = self.lineup.label_base - 0.5
        fits = min(right - left, room.width), top - self.middle - 0.5
        plan = plan_bubble(text, color, (L, M, S), fits) if text else None
        if plan is None:
            return []
        self.bubbles_said.append(("ask" if position == self.focus else "answer", position, text))
        x = min(max(at, room.left + plan.width / 2), room.right - plan.width / 2)
        tip = at, self.lineup.label_base - 0.16
        return [*bubble(plan, (x, top - plan.height / 2), tip, color).everything()]

    # The product

    def equation(self) -> list[Tween]:
        """Write the product in symbols, below the words."""
        low = (self.middle + self.page.content.bottom) / 2 - 0.45
        self.symbolic = leaves(equation(self.symbols(XL), low, self.page, self.theme))
        return [appear(self.symbolic, lag=0.08)]

    def open_product(self) -> list[Tween]:
        """Send symbols to where their numbers will stand, and the word above its column."""
        plan, theme = self.product_plan, self.theme
        self.product = multiplication(
            self.matrix_values, self.column_values, self.made_values, plan, self.symbols(L),
            self.role, theme,
        )  # fmt: skip
        center = plan.inputs.box.center[0]
        room = 2 * min(self.page.right - center, center - self.page.left)
        moves = self.lead(center, plan.word_base, room)
        goals = leaves([*self.product.heads, self.product.equals])
        if self.symbolic:
            moves.append(come_along(goals, self.symbolic))
            self.remove(*self.symbolic)
            return moves
        return [*moves, appear(goals, lag=0.05)]

    def lead(self, x: float, base: float, room: float) -> list[Tween]:
        """Send the word that is followed to a new place, and all that is no longer needed away."""
        name, size = fit_text(self.head.labels[self.followed], room, (M, S))
        goal = label(name, self.theme.text, size, (x, base))
        moves, self.word = succeed(self.word, [goal], self.theme.text)
        gone, self.leaving = leaves(self.leaving), []
        return [vanish(gone), *moves]

    def fill_in(self, late: float) -> list[Tween]:
        """Write the numbers, and what stands beside them, so many seconds late."""
        product, mute = self.product, self.theme.mute
        size = numerals.count(len(self.made_values))
        said = self.notes(f"made_{self.slug}", word=self.brief(self.followed), count=size)
        remark = [Run(said, mute, "sans")]
        beside = notes_beside(self.product_plan, self.said(), remark, self.role, self.theme)
        self.work = RowWork(
            product, self.matrix_values, self.column_values, self.bias, beside.path, self.role,
            self.theme,
        )  # fmt: skip
        matrices = product.weights, product.inputs, product.result
        self.leaving = [*beside.everything(), *self.work.frames]
        return [
            appear([part.frame for part in matrices], delay=late),
            appear([VGroup(*row) for row in product.weights.entries], lag=0.08, delay=late),
            appear([*product.inputs.column, product.inputs.dots], lag=0.05, delay=late),
            appear([product.weights.dots, product.counts], delay=late + 0.3),
            appear(beside.everything(), delay=late + 0.3),
        ]

    @property
    def rows_worked(self) -> RowWork:
        """The product that stands on stage, row by row."""
        assert self.work is not None
        return self.work

    def close(self, to: tuple[float, float]) -> list[Tween]:
        """Clear the stage; the vector, if it stands there, shrinks towards a point."""
        gone, self.leaving = leaves(self.leaving), []
        if self.work is None:
            return [vanish(gone)]
        column = leaves(self.product.result.everything())
        mine = {id(ink) for ink in column}
        gone += leaves([*self.product.everything(), *self.work.end()])
        self.work = None
        return [
            vanish([ink for ink in gone if id(ink) not in mine]),
            gather(column, to, 0.6, opacity=0.0, remover=True),
        ]

    # Every word's

    def everyone(self) -> None:
        """Every word gets its vector, by the same matrix."""
        lineup, theme = self.lineup, self.theme
        vectors = self.shown_vectors()
        speaker = self.followed if speaks(vectors[self.followed], lineup) else None
        self.strips = strip_columns(vectors, lineup, theme, speaker, self.role)
        words = column_words(lineup, theme.text)
        moves, live = succeed(self.word, [words[self.followed]], theme.text)
        others = [word for i, word in enumerate(words) if i != self.followed]
        under = leaves(symbols_below(self.letter, lineup, 0, self.role))
        self.lined_up = [*live, *others, *under]
        home = lineup.centers[self.followed], self.middle
        turned_later = self.turned and not self.settings.detail
        caption = "everyone" if turned_later or self.letter == "q" else "everyone_plain"
        if len(vectors) == 1:
            caption = "everyone_one"
        written = 0 if speaker is None else written_entries(lineup)
        note = strip_note(len(self.made_values), written, theme)
        if turned_later:
            note = f"{note} · {self.notes('before_places')}"
        self.play(
            *self.say(caption), *self.legend(note), *self.close(home), *moves,
            appear(others, lag=0.05, delay=0.35), appear(self.strips, lag=0.06, delay=0.35),
        )  # fmt: skip
        self.play(appear(under, lag=0.06))

    def said(self) -> str:
        """Return what the vector says, beside the product; may be empty."""
        return self.asked()

    def shown_vectors(self) -> list[Floats]:
        """Return each position's vectors, one array (tokens, d_head) a position."""
        raise NotImplementedError
