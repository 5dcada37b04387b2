"""A deck written as one of the kinds that there are."""

from __future__ import annotations

from pathlib import Path

from attnviz.slides.deck import Deck

FILES = ("pptx", "html")


def write_deck(deck: Deck, kind: str, target: Path) -> list[str]:
    """Write a deck of one of the kinds, whole or not at all; return what is to be said of it."""
    from attnviz.files.atomic import atomic_write
    from attnviz.files.folders import atomic_folder

    if kind in FILES:
        with atomic_write(target) as part:
            if kind == "pptx":
                from attnviz.slides.pptx import write_pptx

                return write_pptx(deck, part)
            from attnviz.slides.html import write_html

            write_html(deck, part)
            return []
    with atomic_folder(target) as part:
        if kind == "reveal":
            from attnviz.slides.reveal import write_reveal

            write_reveal(deck, part, target.name)
        else:
            from attnviz.slides.manimslides import write_manim_slides

            write_manim_slides(deck, part)
    return []
