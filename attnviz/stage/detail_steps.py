"""The two steps around a product that clips only name, shown as beats with ``--detail``."""

from __future__ import annotations

import numpy as np

from attnviz.attention import Floats
from attnviz.ink.motion import appear
from attnviz.ink.text import Run, entering, symbol
from attnviz.look import numerals
from attnviz.look.style import M, S
from attnviz.mobjects.norm_and_rotary import normalising, turning
from attnviz.stage.product_scene import ProductScene
from attnviz.traces.norm import RMSNorm


class StepScene(ProductScene):
    """A product with what stands before it, normalisation, and after it, the position."""

    def steps(self) -> tuple[list[str], list[str]]:
        """Return the beats before the product, and those after it."""
        if not self.settings.detail:
            return [], []
        before = ["normalise"] if self.letter == "q" and self._norm() is not None else []
        turns = not np.allclose(self.made_values, self._after(), atol=1e-4)
        return before, ["position"] if turns else []

    def normalise(self) -> None:
        """Divide the column by its size, and stretch each entry."""
        theme, norm = self.theme, self._norm()
        assert norm is not None
        column = self.trace.residual[self.head.layer][self.asking[self.followed]]
        size = float(np.sqrt(np.mean(np.asarray(column, np.float64) ** 2) + norm.epsilon))
        own = entering(str(self.followed + 1), self.head.layer, theme.embedding, S)
        size_said, stretch, normed = (
            [Run(self.notes(name), theme.mute, "sans")]
            for name in ("its_size", "learned_stretch", "normalised")
        )
        heads = [own, size_said, stretch, normed]
        room = self.page.content
        parts = normalising(column, size, norm.gain, self.column_values, heads, room, theme)
        self.leaving, self.symbolic = [*self.leaving, *self.symbolic], []
        moves = self.lead(room.center[0], room.top - 0.36, room.width)
        note = f"{self.notes('size')} · {self.notes('rounded')}"
        self.play(*self.say("normalise"), *moves, *self.legend(note))
        self.play(appear(parts, lag=0.4))
        self.leaving = [*parts]

    def position(self) -> None:
        """Turn the vector, pair by pair, by where its token stands."""
        theme, room = self.theme, self.page.content
        own = symbol(self.letter, str(self.followed + 1), self.role, M)
        mute = theme.mute
        heads = (
            [*own, Run(f" {self.notes('before')}", mute, "sans", 0.8)],
            [*own, Run(f" {self.notes('after')}", mute, "sans", 0.8)],
        )
        made = turning(self.made_values, self._after(), heads, self.role, room, theme)
        place = self.asking[self.followed]
        note = self.notes("place", place=numerals.count(place), letter=self.letter)
        spot = (room.center[0], room.top - 0.8)
        moves = self.lead(room.center[0], room.top - 0.36, room.width)
        self.play(*self.say("position"), *self.legend(note), *self.close(spot), *moves)
        self.play(appear(made.before), appear(made.dials), appear(made.hands))
        self.play(made.turn())
        self.play(appear(made.after))
        self.leaving = [made.before, made.dials, *made.hands, made.after]

    def _norm(self) -> RMSNorm | None:
        weights = self.trace.attention_weights
        return None if weights is None else weights[self.head.layer].norm

    def _after(self) -> Floats:
        """Return the followed vector with its position mixed in."""
        after: Floats = (
            self.head.queries[self.followed]
            if self.letter == "q"
            else self.head.token_keys[self.asking[self.followed]]
        )
        return after
