"""Chapter cards: the number and the title of what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from attnviz.ink.motion import appear, vanish
from attnviz.ink.text import label
from attnviz.look.style import XL, L
from attnviz.stage.scene import AttentionScene


class Card(AttentionScene):
    """A still page between two chapters of the film."""

    slug = "card"
    chapter: ClassVar[int]
    chapter_title: ClassVar[str]

    def beats(self) -> Sequence[str]:
        """Return the one beat."""
        return ["card"]

    def construct(self) -> None:
        """Show number and title, and nothing else of a page."""
        middle = (self.page.left + self.page.right) / 2
        number = label(str(self.chapter), self.theme.mute, L, (middle, 0.62), "center", "sans")
        title = label(self.chapter_title, self.theme.text, XL, (middle, -0.28), "center", "serif")
        self.play(appear([number, title], lag=0.15))
        self.rest(1.0)
        self.play(vanish([number, title]))


def card_for(title: str, number: int) -> type[Card]:
    """Return the card of a chapter."""
    return type(f"Card{number}", (Card,), {"chapter_title": title, "chapter": number})
