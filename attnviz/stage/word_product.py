"""What `query` and `key` own: a head's matrix makes a short vector of one word's column.

The scene that owns a `WordProduct` says what is played, and when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from manim import Mobject, VGroup

from attnviz.analysis.head_product import HeadProduct, head_product
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
from attnviz.mobjects.rail import SmallMatrix, small_matrix
from attnviz.mobjects.row_by_row import RowWork, come_along
from attnviz.mobjects.two_rows import TwoRows, two_rows
from attnviz.mobjects.vectors import speaks, strip_columns, strip_note, strip_scale, written_entries
from attnviz.mobjects.words import column_words, symbols_below
from attnviz.stage.grid_scene import GridScene
from attnviz.traces import records

OPEN = 0.65  # seconds after which numbers follow the symbols that open into them


class WordProduct:
    """One head's matrix times one word's column, on the stage of the scene that owns it.

    Parameters
    ----------
    scene
        On whose page it stands.
    letter
        Whether it makes a query or a key.
    followed
        The position whose column it multiplies.
    """

    def __init__(self, scene: GridScene, letter: Literal["q", "k"], followed: int) -> None:
        self.scene, self.letter, self.followed = scene, letter, followed
        head = scene.head
        self.role = scene.theme.query if letter == "q" else scene.theme.key
        self.made: HeadProduct = head_product(scene.trace, head.layer, head.head, head.unit, letter)
        self.token = self.made.asking[followed]
        self.lineup = scene.plan_lineup()
        scene.say_labelled(len(self.lineup.named), len(head.labels))
        self.middle = (self.lineup.top + self.lineup.bottom) / 2
        self.plan = plan_product(self.made.matrix, self.column, self.vector, scene.page)
        self.bubbles = scene.settings.words("bubbles")
        self.leaving: list[Any] = []  # what goes with the next change
        self.symbolic: list[Ink] = []
        self.work: RowWork | None = None  # the product that stands on stage

    @property
    def column(self) -> Floats:
        """What the matrix multiplies, (d_model,)."""
        found: Floats = self.made.inputs[self.token]
        return found

    @property
    def vector(self) -> Floats:
        """What it makes of it, (d_head,), before the position turns it."""
        found: Floats = self.made.before[self.token]
        return found

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Return the symbols of this product, and how long its vector is, for captions."""
        first, second, third = self.symbols(M)
        out = Run(numerals.count(len(self.vector)), self.scene.theme.text, "sans-bold")
        return {
            "matrix": first, "column": second, "vector": third, "out": [out],
        }  # fmt: skip

    def drawn(self) -> Mapping[str, object]:
        """Return what the product is made of, and which numbers of it are written."""
        plan = self.plan
        return {
            "followed_query": self.scene.focus,
            "followed_key": self.scene.key,
            "piece": self.token,
            "asks": self.scene.column_read.kind,
            "matrix": self.made.matrix,
            "bias": self.made.bias,
            "column": self.column,
            "vector": self.vector,
            "written_rows": plan.weights.rows,
            "written_columns": plan.weights.columns,
        }

    def symbols(self, size: float) -> list[list[Run]]:
        """Return the matrix, the column and the vector as symbols for a line of that size."""
        number = str(self.followed + 1)
        return [
            symbol("W", self.letter.upper(), self.role, size),
            entering(number, self.scene.head.layer, self.scene.theme.embedding, size),
            symbol(self.letter, number, self.role, size),
        ]

    def note(self) -> str:
        """Say in the legend which vectors are drawn."""
        number, layer = self.followed + 1, self.scene.head.layer
        made = f"{self.letter}{numerals.subscript(number)}"
        parts = [self.scene.notes("normed", vector=plain_entering(number, layer))]
        if self.scene.head.token_counts[self.followed] > 1:
            token = records.label(self.scene.trace.tokens[self.token].text)
            parts.append(self.scene.notes("last_token", vector=made, token=token))
        if self.made.turned:
            parts.append(self.scene.notes("before_place", vector=made))
        return " · ".join([*parts, self.scene.notes("rounded")])

    # The words, and what they say

    def stand(self) -> None:
        """Begin where the embedding left off: words above their columns' names."""
        lineup, theme = self.lineup, self.scene.theme
        self.line = column_words(lineup, theme.text)
        names = leaves(symbols_below("E", lineup, 0, theme.embedding, self.scene.head.layer))
        for ink in names:
            ink.place[1] += self.middle - lineup.symbol_rows[0]
        self.word = [self.line[self.followed]]
        self.leaving = [ink for ink in [*self.line, *names] if all(ink is not w for w in self.word)]
        self.scene.add(*self.line, *names)

    def highlight(self, asking: int, answering: Sequence[int] = ()) -> list[Tween]:
        """Bring out who asks and who answers; whom the mask hides steps back."""
        theme, seen = self.scene.theme, self.scene.head.mask[self.scene.focus]
        hidden = [i for i, sees in enumerate(seen) if not sees]
        groups = ((hidden, theme.mute), ([asking], theme.query), (answering, theme.key))
        return [recolor([self.line[i] for i in group], color) for group, color in groups]

    def asked(self) -> str:
        """Return what the followed query asks, as far as this head's weights show it."""
        found: str = self.bubbles.get(self.scene.column_read.kind, "")
        return found

    def speak(self, position: int, text: str, color: str, half: float) -> list[Mobject]:
        """Let a word say something in a bubble below it; empty if there is no room.

        Parameters
        ----------
        half
            How far the bubble may reach to either side, in scene units; it stays on the page.
        """
        room, at = self.scene.page.content, self.lineup.centers[position]
        left, right = max(at - half, room.left), min(at + half, room.right)
        top = self.lineup.label_base - 0.5
        fits = min(right - left, room.width), top - self.middle - 0.5
        plan = plan_bubble(text, color, (L, M, S), fits) if text else None
        if plan is None:
            return []
        self.scene.bubbles_said.append(
            ("ask" if position == self.scene.focus else "answer", position, text)
        )
        x = min(max(at, room.left + plan.width / 2), room.right - plan.width / 2)
        tip = at, self.lineup.label_base - 0.16
        return [*bubble(plan, (x, top - plan.height / 2), tip, color).everything()]

    # The product

    def equation(self) -> list[Tween]:
        """Write the product in symbols, below the words."""
        low = (self.middle + self.scene.page.content.bottom) / 2 - 0.45
        self.symbolic = leaves(equation(self.symbols(XL), low, self.scene.page, self.scene.theme))
        return [appear(self.symbolic, lag=0.08)]

    def open_product(self) -> list[Tween]:
        """Send symbols to where their numbers will stand, and the word above its column."""
        plan, theme = self.plan, self.scene.theme
        self.written = multiplication(
            self.made.matrix, self.column, self.vector, plan, self.symbols(L),
            self.role, theme,
        )  # fmt: skip
        center = plan.inputs.box.center[0]
        room = 2 * min(self.scene.page.right - center, center - self.scene.page.left)
        moves = self.lead(center, plan.word_base, room)
        goals = leaves([*self.written.heads, self.written.equals])
        if self.symbolic:
            moves.append(come_along(goals, self.symbolic))
            self.scene.remove(*self.symbolic)
            return moves
        return [*moves, appear(goals, lag=0.05)]

    def lead(self, x: float, base: float, room: float) -> list[Tween]:
        """Send the word that is followed to a new place, and all that is no longer needed away."""
        name, size = fit_text(self.scene.head.labels[self.followed], room, (M, S))
        goal = label(name, self.scene.theme.text, size, (x, base))
        moves, self.word = succeed(self.word, [goal], self.scene.theme.text)
        gone, self.leaving = leaves(self.leaving), []
        return [vanish(gone), *moves]

    def fill_in(self, late: float, saying: str) -> list[Tween]:
        """Write the numbers, and what stands beside them, so many seconds late.

        Parameters
        ----------
        saying
            What the vector says, in a bubble; may be empty.
        """
        product, mute = self.written, self.scene.theme.mute
        size = numerals.count(len(self.vector))
        said = self.scene.notes(
            f"made_{self.scene.slug}", word=self.scene.brief(self.followed), count=size
        )
        remark = [Run(said, mute, "sans")]
        beside = notes_beside(self.plan, saying, remark, self.role, self.scene.theme)
        self.work = RowWork(
            product, self.made.matrix, self.column, self.made.bias, beside.path, self.role,
            self.scene.theme,
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
        column = leaves(self.written.result.everything())
        mine = {id(ink) for ink in column}
        gone += leaves([*self.written.everything(), *self.work.end()])
        self.work = None
        return [
            vanish([ink for ink in gone if id(ink) not in mine]),
            gather(column, to, 0.6, opacity=0.0, remover=True),
        ]

    # Every word's

    def two_rows(self, turned: bool) -> TwoRows:
        """Draw every word's column over the vectors that the matrix makes of it.

        Parameters
        ----------
        turned
            Whether as they are once their positions have turned them.
        """
        made, scene = self.made, self.scene
        scale = strip_scale(np.concatenate(made.stacks(made.after)))
        return two_rows(
            made.entered(), made.stacks(made.after if turned else made.before), self.lineup,
            self.letter, scene.head.layer, self.role, scene.theme, scale,
        )  # fmt: skip

    def small_matrix(self, rows: TwoRows) -> SmallMatrix:
        """Draw the matrix small, on the rail between two rows; `slide` lets it pass them."""
        edges = self.scene.page.left, self.scene.page.right
        return small_matrix(
            self.made.matrix, self.symbols(L)[0], rows.plan, edges, self.role, self.scene.theme
        )

    def everyone(self, vectors: Sequence[Floats]) -> None:
        """Give every word its vector, by the same matrix.

        Parameters
        ----------
        vectors
            One array (tokens, d_head) a position.
        """
        lineup, theme = self.lineup, self.scene.theme
        speaker = self.followed if speaks(vectors[self.followed], lineup) else None
        self.strips = strip_columns(vectors, lineup, theme, speaker, self.role)
        words = column_words(lineup, theme.text)
        moves, live = succeed(self.word, [words[self.followed]], theme.text)
        others = [word for i, word in enumerate(words) if i != self.followed]
        under = leaves(symbols_below(self.letter, lineup, 0, self.role))
        self.lined_up = [*live, *others, *under]
        home = lineup.centers[self.followed], self.middle
        turned_later = self.made.turned and not self.scene.settings.detail
        caption = "everyone" if turned_later or self.letter == "q" else "everyone_plain"
        if len(vectors) == 1:
            caption = "everyone_one"
        written = 0 if speaker is None else written_entries(lineup)
        note = strip_note(len(self.vector), written, theme)
        if turned_later:
            note = f"{note} · {self.scene.notes('before_places')}"
        self.scene.play(
            *self.scene.say(caption), *self.scene.legend(note), *self.close(home), *moves,
            appear(others, lag=0.05, delay=0.35), appear(self.strips, lag=0.06, delay=0.35),
        )  # fmt: skip
        self.scene.play(appear(under, lag=0.06))
