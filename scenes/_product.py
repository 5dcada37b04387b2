"""What `query` and `key` share: a head's matrix makes a short vector of each word's column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from manim import Mobject, VGroup

from attnviz import numerals
from attnviz.attention import Floats
from attnviz.mobjects.aside import aside
from attnviz.mobjects.bubble import Bubble, bubble, plan_bubble
from attnviz.mobjects.flow import plan_columns
from attnviz.mobjects.ink import Ink, circles
from attnviz.mobjects.matrices import row_frame, weight_shade
from attnviz.mobjects.motion import Tween, appear, gather, leaves, succeed, vanish
from attnviz.mobjects.multiply import multiplication, plan_product
from attnviz.mobjects.page import Box
from attnviz.mobjects.reading import fit_text
from attnviz.mobjects.running import running_sum, sum_path
from attnviz.mobjects.slider import Follow
from attnviz.mobjects.style import L, M, S
from attnviz.mobjects.text import Run, label, symbol
from attnviz.mobjects.tokens import column_words, symbols_below
from attnviz.mobjects.vectors import speaks, strip_columns, written_entries
from attnviz.queries import describe_query
from attnviz.scenes._grid import GridScene
from attnviz.stage.captions import load_captions

_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


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
        piece = self.asking[self.followed]
        self.matrix_values = made.query if asks else made.key
        self.bias = made.query_bias if asks else made.key_bias
        self.before = made.queries_before if asks else made.keys_before
        self.column_values, self.made_values = made.inputs[piece], self.before[piece]
        self.lineup = plan_columns(head.labels, self.page)
        self.product_plan = plan_product(
            self.matrix_values, self.column_values, self.made_values, self.page
        )
        self.kind = describe_query(head, self.focus)
        self.bubbles = load_captions(self.direction.language)["bubbles"]
        after = head.queries if asks else head.piece_keys
        self.own = self.before[list(self.asking)] if asks else self.before
        self.turned = not np.allclose(self.own, after, atol=1e-4)

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Add the symbols of this product."""
        first, second, third = self.symbols(M)
        out = Run(numerals.count(len(self.made_values)), self.theme.text, "sans-bold")
        return {
            **super().slots(), "matrix": first, "column": second, "vector": third, "out": [out],
        }  # fmt: skip

    def symbols(self, size: float) -> list[list[Run]]:
        """Return the matrix, the column and the vector as symbols for a line of that size."""
        number = str(self.followed + 1)
        return [
            symbol("W", self.letter.upper(), self.role, size),
            symbol("E", number, self.theme.embedding, size),
            symbol(self.letter, number, self.role, size),
        ]

    def note(self) -> str:
        """Say in the legend which vectors are drawn."""
        number = str(self.followed + 1).translate(_SUBSCRIPT)
        several = self.head.pieces[self.followed] > 1
        piece = self.trace.tokens[self.asking[self.followed]].text.strip()
        last = f"{self.letter}{number}: of its last piece, {piece} · " if several else ""
        before = f"{self.letter}{number} before its position · " if self.turned else ""
        return f"E{number} normalised · {last or before}rounded"

    # The words, and what they say

    def stand(self) -> None:
        """Begin where the embedding left off: words above their columns' names."""
        lineup, theme = self.lineup, self.theme
        self.line = column_words(lineup, theme.text) if lineup.size else []
        if lineup.size:
            self.names = leaves(symbols_below("E", lineup, 0, theme.embedding))
            rise = (lineup.top + lineup.bottom) / 2 - lineup.symbol_rows[0]
            for ink in self.names:
                ink.place[1] += rise
        else:  # too many for labels: a dot a word
            spots = [(x, lineup.label_base) for x in lineup.centers]
            self.names = [Ink(circles(spots, [0.03] * len(spots)), theme.mute)]
        self.add(*self.line, *self.names)

    def asked(self) -> str:
        """Return what the followed query asks, as far as this head's weights show it."""
        found: str = self.bubbles.get(self.kind or "", "")
        return found

    def speak(self, position: int, text: str, color: str, room: Box) -> Bubble | None:
        """Let a word say something in a bubble below it; None if there is no room."""
        plan = plan_bubble(text, color, (L, M, S), (room.width, room.height))
        if plan is None:
            return None
        x = self.lineup.centers[position]
        tip = x, self.lineup.label_base - 0.16
        half = plan.width / 2
        x = min(max(x, room.left + half), room.right - half)
        return bubble(plan, (x, room.top - plan.height / 2), tip, color)

    # The product

    def open_product(self, symbolic: Sequence[Mobject]) -> list[Tween]:
        """Send symbols to where their numbers will stand, and the word above its column."""
        plan, theme = self.product_plan, self.theme
        self.product = multiplication(
            self.matrix_values, self.column_values, self.made_values, plan, self.symbols(L),
            self.role, theme,
        )  # fmt: skip
        center = plan.inputs.box.center[0]
        room = 2 * min(self.page.right - center, center - self.page.left)
        name, size = fit_text(self.head.labels[self.followed], room, (M, S))
        goal = label(name, theme.text, size, (center, plan.word_base))
        mine = self.line[self.followed : self.followed + 1]
        moves, self.word = succeed(mine, [goal], theme.text)
        others = [ink for ink in [*self.line, *self.names] if all(ink is not w for w in mine)]
        goals = [*self.product.heads, self.product.equals]
        moves.append(come_along(leaves(goals), leaves(symbolic)))
        self.remove(*leaves(symbolic))
        return [vanish(others), *moves]

    def fill_in(self) -> list[Tween]:
        """Write the numbers, and what stands beside them."""
        product, theme = self.product, self.theme
        width = Run(numerals.count(len(self.made_values)), theme.mute, "sans")
        asks = "asks" if self.letter == "q" else "offers"
        remark = [
            Run("what ", theme.mute, "sans"), Run(self.brief(self.followed), theme.mute, "sans"),
            Run(f" {asks}, in ", theme.mute, "sans"), width, Run(" numbers", theme.mute, "sans"),
        ]  # fmt: skip
        self.beside = aside(self.product_plan, self.said(), remark, self.role, theme)
        matrices = product.weights, product.inputs, product.result
        rows = product.weights.entries
        return [
            appear([part.frame for part in matrices]),
            appear([VGroup(*row) for row in rows], lag=0.08),
            appear([*product.inputs.column, product.inputs.dots], lag=0.05),
            appear(product.weights.dots, delay=0.3), appear(product.counts),
        ]  # fmt: skip

    def frame_row(self) -> None:
        """Frame the first row of the matrix, and the number that it makes."""
        product = self.product
        self.frames = [row_frame(m.plan, 0, self.role) for m in (product.weights, product.result)]

    def stand_up(self, row: int) -> Tween:
        """Send a copy of a row to stand upright beside the column."""
        self.standing = self.product.upright(row)
        sources = self.product.weights.entries[row]
        return come_along(self.standing, sources, lag=0.05, run_time=0.6)

    def begin_sum(self, row: int) -> None:
        """Write the sum of one row, and draw its path, as far as nothing is added yet."""
        plan, index = self.product_plan, self.product_plan.weights.rows[row]
        largest = float(np.quantile(np.abs(self.matrix_values), 0.98))
        self.sum = running_sum(
            self.matrix_values[index], self.column_values, float(self.bias[index]), plan.sum,
            plan.sum_base, weight_shade(largest, self.theme), self.role, self.theme,
        )  # fmt: skip
        box = self.beside.path
        self.path = sum_path(self.sum.running, box, self.role, self.theme) if box else None
        self.on_stage = [self.sum.equals, self.sum.total]
        self.on_stage += self.path.everything() if self.path else []

    def end_sum(self) -> list[Mobject]:
        """Return what goes when the next row comes."""
        path = self.path.everything() if self.path else []
        return [*self.standing, *self.sum.everything(), *path]

    def add_term(self, i: int, seconds: float) -> list[Tween]:
        """Bring one term down from the row and the column."""
        term, column = self.sum.terms[i], self.product.inputs.column
        at = i if i < len(self.sum.terms) - 1 else len(column) - 1
        sources = [self.standing[at], column[at]]
        fall = come_along([term.weight, term.entry], sources, run_time=seconds)
        return [fall, appear(term.signs, delay=0.5 * seconds)]

    def follow(self, start: int, stop: int, seconds: float) -> Tween:
        """Let the number and its path run through terms."""

        def show(count: float) -> None:
            self.sum.show(count)
            if self.path:
                self.path.show(count)

        inks = [self.sum.total, *([self.path.trail, self.path.end] if self.path else [])]
        return Follow(inks, show, start, stop, seconds)

    def fly(self, row: int) -> Tween:
        """Send a sum to its place in the vector."""
        return come_along([self.product.result.column[row]], [self.sum.total], arc=0.3)

    # Every word's

    def everyone(self) -> None:
        """Every word gets its vector, by the same matrix."""
        lineup, theme = self.lineup, self.theme
        vectors = self.shown_vectors()
        speaker = self.followed if speaks(vectors[self.followed], lineup) else None
        strips = strip_columns(vectors, lineup, theme, speaker, self.role)
        words = column_words(lineup, theme.text) if lineup.size else []
        column = leaves(self.product.result.everything())
        rest = [*self.product.everything(), *self.beside.everything(), *self.frames]
        rest += self.end_sum()
        gone = [ink for ink in leaves(rest) if all(ink is not other for other in column)]
        spot = lineup.centers[self.followed], (lineup.top + lineup.bottom) / 2
        moves, _ = succeed(self.word, words[self.followed : self.followed + 1], theme.text)
        others = [word for i, word in enumerate(words) if i != self.followed]
        self.play(
            *self.say("everyone" if self.turned else "everyone_plain"), *self.legend(""),
            vanish(gone), *moves, gather(column, spot, 0.6, opacity=0.0, remover=True),
        )  # fmt: skip
        drawn = min(28, len(self.made_values))
        written = f", {written_entries(lineup)} written" if speaker is not None else ""
        note = f"{len(self.made_values)} numbers each: {drawn} drawn{written} · brightness = size"
        self.play(appear(others, lag=0.05), appear(strips, lag=0.06), *self.legend(note))
        if lineup.size:
            self.play(appear(symbols_below(self.letter, lineup, 0, self.role), lag=0.06))

    def said(self) -> str:
        """Return what the vector says, beside the product; may be empty."""
        return self.asked()

    def shown_vectors(self) -> list[Floats]:
        """Return each position's vectors, one array (pieces, d_head) a position."""
        raise NotImplementedError


def come_along(mobjects: Sequence[Ink], sources: Sequence[Ink], **kwargs: Any) -> Tween:
    """Bring Inks to where they stand from where others stand, one to one, as large as those."""
    places = np.array([source.place for source in sources]).reshape(-1, 5)
    return Tween(mobjects, start_place=lambda _: places, introducer=True, **kwargs)
