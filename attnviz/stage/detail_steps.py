"""The two steps around a product that clips only name, shown as beats with ``--detail``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Mobject

from attnviz.attention import Floats
from attnviz.ink.handover import hand_over
from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, become, gather
from attnviz.ink.text import Run, entering, symbol
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.style import M, S
from attnviz.mobjects.norm_and_rotary import Turning, normalising, turning
from attnviz.mobjects.row_by_row import come_along
from attnviz.mobjects.two_rows import TwoRows
from attnviz.stage.word_product import WordProduct
from attnviz.traces.norm import RMSNorm


class DetailSteps:
    """What stands before a product, normalisation, and after it, the position.

    Parameters
    ----------
    product
        On the stage of the scene that owns it.
    """

    def __init__(self, product: WordProduct) -> None:
        self.product, self.scene = product, product.scene
        self.normalised: list[Ink] = []  # the numbers that go into the product, once they stand

    def steps(self) -> tuple[list[str], list[str]]:
        """Return the beats before the product, and those after it."""
        if not self.scene.settings.detail:
            return [], []
        before = ["normalise"] if self.product.letter == "q" and self._norm() is not None else []
        return before, ["pairs"] if self._turns() else []

    def normalise(self, rows: TwoRows, asked: Sequence[Mobject]) -> None:
        """Divide the column by its size, and stretch each entry.

        Parameters
        ----------
        rows
            That give way to it.
        asked
            What was said under them, which goes back to where it came from.
        """
        scene, product, i = self.scene, self.product, self.product.followed
        norm, room = self._norm(), scene.page.content
        assert norm is not None
        column = scene.trace.residual[scene.head.layer][product.token]
        size = float(np.sqrt(np.mean(np.asarray(column, np.float64) ** 2) + norm.epsilon))
        own = entering(str(i + 1), scene.head.layer, scene.theme.embedding, S)
        said = ("its_size", "learned_stretch", "normalised")
        heads = [own, *([Run(scene.notes(name), scene.theme.mute, "sans")] for name in said)]
        parts = normalising(column, size, norm.gain, product.column, heads, room, scene.theme)
        first, *others = parts
        head, *written = first.submobjects
        symbol = leaves(rows.entering[i])
        scene.remove(*symbol)
        note = f"{scene.notes('size')} · {scene.notes('rounded')}"
        scene.play(
            *scene.say("normalise"), *scene.legend(note),
            *product.lead(room.center[0], room.top - 0.36, room.width), rows.step_aside(i),
            gather(asked, product.foot(rows), 0.05, opacity=0.0, remover=True),
            come_along(leaves(head), symbol) if symbol else appear(head),
            *become(leaves(rows.inputs[i]), written),
        )  # fmt: skip
        scene.play(appear(others, lag=0.4))
        self.normalised = leaves(others[-1].submobjects[2:])  # behind its sign and its head
        known = {id(ink) for ink in self.normalised}
        product.leaving = [ink for ink in leaves(parts) if id(ink) not in known]

    def pairs(self, rows: TwoRows) -> None:
        """Let a vector open out of two rows, and turn pair by pair; the rows give way to it."""
        i, room, made = self.product.followed, self.scene.page.content, self._turning()
        word, strip = rows.words[i], leaves(rows.outputs[i])
        kept = {id(ink) for ink in [word, *strip, *rows.standing()]}
        gone = [ink for ink in rows.everything() if id(ink) not in kept]
        self.product.word = [word]
        self.product.leaving = [*gone, *(ink for ink in rows.column(i) if ink is not word)]
        self._say_place(
            rows.step_aside(i), *become(strip, made.before, run_time=1.0),
            *self.product.lead(room.center[0], room.top - 0.36, room.width),
        )  # fmt: skip
        self.scene.play(appear(made.dials), appear(made.hands))
        self._turn(made)

    def back(self, rows: TwoRows) -> None:
        """Let two rows, new to the stage, come back around the vector that they gave way to."""
        i, product = self.product.followed, self.product
        words, taken = hand_over({0: product.word[0]}, {0: rows.words[i]}, product.leaving)
        self.scene.remove(*taken)
        own = leaves([rows.entering[i], rows.inputs[i], rows.outputs[i]])
        others = [ink for ink in [*rows.arrows, *leaves([*rows.outputs, *rows.made])]
                  if all(ink is not mine for mine in own)]  # fmt: skip
        self.scene.play(
            *words, rows.come_back(i), appear(own, delay=0.4), appear(others, delay=0.4)
        )
        product.leaving, product.word = [], [rows.words[i]]

    def _turning(self) -> Turning:
        theme, product = self.scene.theme, self.product
        own = symbol(product.letter, str(product.followed + 1), product.role, M)
        before, after = (
            [*own, Run(f" {self.scene.notes(name)}", theme.mute, "sans", 0.8)]
            for name in ("before", "after")
        )
        room = self.scene.page.content
        return turning(product.vector, self._after(), (before, after), product.role, room, theme)

    def _say_place(self, *moves: Tween) -> None:
        place, letter = numerals.count(self.product.token), self.product.letter
        note = self.scene.notes("place", place=place, letter=letter)
        self.scene.play(*self.scene.say("pairs"), *self.scene.legend(note), *moves)

    def _turn(self, made: Turning) -> None:
        self.scene.play(made.turn())
        self.scene.play(appear(made.after))
        self.product.leaving = [made.before, made.dials, *made.hands, made.after]

    def _norm(self) -> RMSNorm | None:
        weights = self.scene.trace.attention_weights
        return None if weights is None else weights[self.scene.head.layer].norm

    def _turns(self) -> bool:
        same = np.allclose(self.product.vector, self._after(), atol=1e-4)
        return self.product.made.turned and not same

    def _after(self) -> Floats:
        """Return the followed vector with its position mixed in."""
        after: Floats = self.product.made.after[self.product.token]
        return after
