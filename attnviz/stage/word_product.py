"""What `query` and `key` own: a head's matrix makes a short vector of one word's column.

The scene that owns a `WordProduct` says what is played, and when.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from manim import Mobject

from attnviz.analysis.head_product import HeadProduct, head_product
from attnviz.attention import Floats
from attnviz.ink.handover import hand_over, succeed
from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, fade, fit_from, recolor, vanish
from attnviz.ink.text import Line, Run, entering, label, plain_entering, symbol
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.page import Box
from attnviz.look.style import DIM, TRAVEL, XL, L, M, S
from attnviz.look.typeset import fit_text
from attnviz.mobjects.bubble import bubble, plan_bubble
from attnviz.mobjects.matrix_product import equation, multiplication, plan_product
from attnviz.mobjects.product_moves import fold_up, open_out
from attnviz.mobjects.product_notes import Notes, notes_beside
from attnviz.mobjects.rail import SmallMatrix, small_matrix
from attnviz.mobjects.row_by_row import RowWork
from attnviz.mobjects.two_rows import TwoRows, two_rows
from attnviz.mobjects.vectors import STRIP_CELLS, signs_note, strip_scale
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
        self.plan = plan_product(self.made.matrix, self.column, self.vector, scene.page)
        self.bubbles = scene.settings.words("bubbles")
        self.line: list[Ink] = []  # the words that stand on stage
        self.word: list[Ink] = []  # of them the followed one, wherever it has gone
        self.leaving: list[Any] = []  # what goes with the next change
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
        return {"matrix": first, "column": second, "vector": third, "out": [out]}

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

    def highlight(self, asking: int, answering: Sequence[int] = ()) -> list[Tween]:
        """Bring out who asks and who answers; whom the mask hides steps back."""
        theme = self.scene.theme
        groups = ((self._hidden(), theme.mute), ([asking], theme.query), (answering, theme.key))
        return [recolor([self.line[i] for i in group], color) for group, color in groups]

    def dim_hidden(self, rows: TwoRows) -> Tween:
        """Let what stands under the words that the mask hides step back; it may move meanwhile."""
        hidden = [rows.inputs[i] for i in self._hidden()]
        return fade(leaves(hidden), DIM, run_time=TRAVEL)

    def _hidden(self) -> list[int]:
        return [i for i, sees in enumerate(self.scene.head.mask[self.scene.focus]) if not sees]

    def asked(self) -> str:
        """Return what the followed query asks, as far as this head's weights show it."""
        found: str = self.bubbles.get(self.scene.column_read.kind, "")
        return found

    def begin(self, rows: TwoRows) -> None:
        """Begin with words that stand above what goes in."""
        self.line, self.word = rows.words, [rows.words[self.followed]]

    def foot(self, rows: TwoRows) -> tuple[float, float]:
        """Return the point below what goes in of the followed word."""
        return self.lineup.centers[self.followed], rows.plan.upper.bottom - 0.1

    def speak_below(self, rows: TwoRows, text: str) -> list[Mobject]:
        """Let the followed word say something in a bubble below its column; empty if it is silent.

        The bubble stands where the lower row will.
        """
        room, tip = self.scene.page.content, self.foot(rows)
        low = Box(room.left, room.bottom, room.right, rows.plan.lower.top)
        plan = (
            plan_bubble(text, self.role, (XL, L, M, S), (low.width, low.height)) if text else None
        )
        if plan is None:
            return []
        self.scene.bubbles_said.append(("ask", self.followed, text))
        half = plan.width / 2
        x = min(max(tip[0], low.left + half), low.right - half)
        return [*bubble(plan, (x, low.center[1]), tip, self.role).everything()]

    # The product

    def equation_below(self, rows: TwoRows) -> list[Line]:
        """Write the product in symbols where the lower row will be: W, E, what it makes, =."""
        room = Box(0.0, self.scene.page.content.bottom, 0.0, rows.plan.lower.top)
        base = room.center[1] - 0.3 * XL
        return equation(self.symbols(XL), base, self.scene.page, self.scene.theme)

    def open_out(self, symbols: Sequence[Line], column: Sequence[Ink], saying: str) -> list[Tween]:
        """Open symbols into numbers, and say beside them what they make.

        Parameters
        ----------
        symbols
            The equation's lines, which stand on stage; or none.
        column
            The column that goes in, as it stands on stage.
        saying
            What the vector says, in a bubble; may be empty.
        """
        plan, page = self.plan, self.scene.page
        self.written = multiplication(
            self.made.matrix, self.column, self.vector, plan, self.symbols(L), self.role,
            self.scene.theme,
        )  # fmt: skip
        center = plan.inputs.box.center[0]
        room = 2 * min(page.right - center, center - page.left)
        moves = [
            *self.lead(center, plan.word_base, room), *open_out(self.written, symbols, column),
        ]  # fmt: skip
        self.scene.remove(*leaves(symbols))
        beside = self._work_beside(saying)
        said = leaves(beside.bubble.everything() if beside.bubble else [])
        box = plan.result.box
        start = Box(box.right, box.center[1], box.right + 0.1, box.center[1] + 0.1)
        if said:
            moves.append(fit_from(said, start, start_opacity=0.0, delay=OPEN))
        return [*moves, appear(beside.remark, delay=OPEN)]

    def fold_up(self, small: SmallMatrix, rows: TwoRows) -> list[Tween]:
        """Let the product become a small matrix on its rail, and the followed word's two strips."""
        i = self.followed
        moves, gone = fold_up(self.written, small, rows, i)
        leaving = [*self.word, *leaves(self.leaving), *leaves(self.rows_worked.end())]
        known = {id(ink) for ink in leaves(self.written.everything())}
        named: dict[Hashable, Ink] = {0: self.word[0]}
        words, taken = hand_over(
            named, {0: rows.words[i]}, [ink for ink in leaving if id(ink) not in known],
            run_time=1.1,
        )  # fmt: skip
        self.scene.remove(*gone, *taken)
        self.leaving, self.work, self.word = [], None, [rows.words[i]]
        return [*moves, *words]

    def lead(self, x: float, base: float, room: float) -> list[Tween]:
        """Send the word that is followed to a new place, and all that is no longer needed away."""
        name, size = fit_text(self.scene.head.labels[self.followed], room, (M, S))
        goal = label(name, self.scene.theme.text, size, (x, base))
        moves, self.word = succeed(self.word, [goal], self.scene.theme.text)
        gone, self.leaving = leaves(self.leaving), []
        return [vanish(gone), *moves]

    def _work_beside(self, saying: str) -> Notes:
        """Make the rows' work ready; return what stands beside it."""
        scene, size = self.scene, numerals.count(len(self.vector))
        said = scene.notes(f"made_{scene.slug}", word=scene.brief(self.followed), count=size)
        remark = [Run(said, scene.theme.mute, "sans")]
        beside = notes_beside(self.plan, saying, remark, self.role, scene.theme)
        work = RowWork(
            self.written, self.made.matrix, self.column, self.made.bias, beside.path, self.role,
            scene.theme,
        )  # fmt: skip
        self.work = work
        self.leaving = [*beside.everything(), *work.frames]
        return beside

    @property
    def rows_worked(self) -> RowWork:
        """The product that stands on stage, row by row."""
        assert self.work is not None
        return self.work

    # Every word's

    def two_rows(self, turned: bool) -> TwoRows:
        """Draw every word's column over the vectors that the matrix makes of it.

        Parameters
        ----------
        turned
            Whether as they are once their positions have turned them.
        """
        made, scene = self.made, self.scene
        return two_rows(
            made.entered(), made.stacks(made.after if turned else made.before), self.lineup,
            self.letter, scene.head.layer, self.role, scene.theme, self.scale,
        )  # fmt: skip

    @property
    def scale(self) -> float:
        """The size of an entry of what comes out that is drawn in full colour."""
        return strip_scale(np.concatenate(self.made.stacks(self.made.after)))

    def rows_note(self, turned: bool = False) -> str:
        """Say in the legend how two rows are read, and how much of each vector they show."""
        widths = self.made.matrix.shape
        out, width, drawn_out, drawn = (
            numerals.count(n) for n in (*widths, *(min(STRIP_CELLS, n) for n in widths))
        )
        note = self.scene.notes(
            "two_rows", signs=signs_note(self.scene.theme), drawn=drawn, width=width,
            drawn_out=drawn_out, out=out,
        )  # fmt: skip
        later = self.made.turned and not turned
        return f"{note} · {self.scene.notes('before_places')}" if later else note

    def small_matrix(self, rows: TwoRows) -> SmallMatrix:
        """Draw the matrix small, on the rail between two rows; `slide` lets it pass them."""
        edges = self.scene.page.left, self.scene.page.right
        return small_matrix(
            self.made.matrix, self.symbols(L)[0], rows.plan, edges, self.role, self.scene.theme
        )
