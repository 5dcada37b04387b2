"""A deck as a file or a folder: a kind of deck is a module beside this one, and a line here."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from importlib import import_module
from os import PathLike
from pathlib import Path

from attnviz.files.atomic import atomic_write
from attnviz.files.folders import atomic_folder
from attnviz.slides.deck import Deck


@dataclass(frozen=True)
class DeckKind:
    """A kind of deck.

    Attributes
    ----------
    writer
        ``module:function``. It is called with the deck, which has its name by then, and a temporary
        path, and returns what the deck's maker should know.
    is_folder
        Whether it is a folder of files.
    """

    writer: str
    is_folder: bool = False

    @property
    def writing(self) -> Callable[[str | PathLike[str]], AbstractContextManager[Path]]:
        """What makes it appear whole or not at all."""
        return atomic_folder if self.is_folder else atomic_write


#: By what `attnviz slides --to` calls them; the first is made where nothing else is asked for.
WRITERS = {
    "pptx": DeckKind("attnviz.slides.pptx:write_pptx"),
    "html": DeckKind("attnviz.slides.html:write_html"),
    "reveal": DeckKind("attnviz.slides.reveal:write_reveal", is_folder=True),
    "manim-slides": DeckKind("attnviz.slides.manimslides:write_manim_slides", is_folder=True),
}


def kinds(is_folder: bool) -> tuple[str, ...]:
    """Return the kinds that are files, or those that are folders."""
    return tuple(name for name, kind in WRITERS.items() if kind.is_folder == is_folder)


def write_deck(deck: Deck, kind: str, target: Path) -> list[str]:
    """Write a deck of one of `WRITERS`, whole or not at all.

    Returns
    -------
    list of str
        What its maker should know.
    """
    found = WRITERS[kind]
    module, _, function = found.writer.partition(":")
    write = getattr(import_module(module), function)  # each brings libraries of its own
    with found.writing(target) as part:
        notes: list[str] = write(replace(deck, name=target.name), part)
    return notes
