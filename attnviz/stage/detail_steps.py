"""The two steps around a product that clips only name, shown as beats with ``--detail``."""

from __future__ import annotations

import numpy as np

from attnviz.attention import Floats
from attnviz.ink.motion import appear
from attnviz.ink.text import Run, entering, symbol
from attnviz.look import numerals
from attnviz.look.style import M, S
from attnviz.mobjects.norm_and_rotary import normalising, turning
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

    def steps(self) -> tuple[list[str], list[str]]:
        """Return the beats before the product, and those after it."""
        if not self.scene.settings.detail:
            return [], []
        before = ["normalise"] if self.product.letter == "q" and self._norm() is not None else []
        return before, ["position"] if self._turns() else []

    def normalise(self) -> None:
        """Divide the column by its size, and stretch each entry."""
        theme, norm = self.scene.theme, self._norm()
        assert norm is not None
        column = self.scene.trace.residual[self.scene.head.layer][self.product.token]
        size = float(np.sqrt(np.mean(np.asarray(column, np.float64) ** 2) + norm.epsilon))
        own = entering(str(self.product.followed + 1), self.scene.head.layer, theme.embedding, S)
        size_said, stretch, normed = (
            [Run(self.scene.notes(name), theme.mute, "sans")]
            for name in ("its_size", "learned_stretch", "normalised")
        )
        heads = [own, size_said, stretch, normed]
        room = self.scene.page.content
        parts = normalising(column, size, norm.gain, self.product.column, heads, room, theme)
        self.product.leaving, self.product.symbolic = (
            [*self.product.leaving, *self.product.symbolic],
            [],
        )
        moves = self.product.lead(room.center[0], room.top - 0.36, room.width)
        note = f"{self.scene.notes('size')} · {self.scene.notes('rounded')}"
        self.scene.play(*self.scene.say("normalise"), *moves, *self.scene.legend(note))
        self.scene.play(appear(parts, lag=0.4))
        self.product.leaving = [*parts]

    def position(self) -> None:
        """Turn the vector, pair by pair, by where its token stands."""
        theme, room = self.scene.theme, self.scene.page.content
        own = symbol(self.product.letter, str(self.product.followed + 1), self.product.role, M)
        mute = theme.mute
        heads = (
            [*own, Run(f" {self.scene.notes('before')}", mute, "sans", 0.8)],
            [*own, Run(f" {self.scene.notes('after')}", mute, "sans", 0.8)],
        )
        made = turning(self.product.vector, self._after(), heads, self.product.role, room, theme)
        place = self.product.token
        note = self.scene.notes("place", place=numerals.count(place), letter=self.product.letter)
        spot = (room.center[0], room.top - 0.8)
        moves = self.product.lead(room.center[0], room.top - 0.36, room.width)
        self.scene.play(
            *self.scene.say("position"), *self.scene.legend(note), *self.product.close(spot), *moves
        )
        self.scene.play(appear(made.before), appear(made.dials), appear(made.hands))
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
