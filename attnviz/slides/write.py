"""A deck as a file or a folder: a kind of deck is a module beside this one, and a line here."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from os import PathLike
from pathlib import Path

from attnviz.files.atomic import atomic_write, check_writable
from attnviz.files.folders import atomic_folder
from attnviz.files.written import check_replaceable, note_written
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

    def writing(
        self, overwrite: bool = False
    ) -> Callable[[str | PathLike[str]], AbstractContextManager[Path]]:
        """Return what makes it appear whole or not at all, where `check_deck` allows it."""
        return partial(atomic_folder, overwrite=overwrite) if self.is_folder else atomic_write


#: By what `attnviz slides --to` calls them; the first is made where nothing else is asked for.
WRITERS = {
    "pptx": DeckKind("attnviz.slides.pptx:write_pptx"),
    "html": DeckKind("attnviz.slides.html:write_html"),
    "pdf": DeckKind("attnviz.slides.pdf:write_pdf"),
    "reveal": DeckKind("attnviz.slides.reveal:write_reveal", is_folder=True),
    "manim-slides": DeckKind("attnviz.slides.manimslides:write_manim_slides", is_folder=True),
}


def kinds(is_folder: bool) -> tuple[str, ...]:
    """Return the kinds that are files, or those that are folders."""
    return tuple(name for name, kind in WRITERS.items() if kind.is_folder == is_folder)


def check_deck(kind: str, target: Path, overwrite: bool = False) -> None:
    """Find out, before the work rather than after it, whether a deck can and may be written.

    Parameters
    ----------
    overwrite
        Whether one that was changed since, or a file that attnviz did not write, is replaced.

    Raises
    ------
    AttnvizError
        When it cannot, or the file is somebody's own.
    """
    found = WRITERS[kind]
    check_writable(target, found.writing(overwrite))
    if not (found.is_folder or overwrite):
        check_replaceable(target, _looks_ours)


def _looks_ours(path: Path) -> bool:
    """Tell a deck from before by what stands in it."""
    import zipfile

    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as file:
                return b">attnviz " in file.read("docProps/core.xml")
        marks = b"<noscript>This deck needs JavaScript", b"/Creator (attnviz "
        return any(mark in path.read_bytes() for mark in marks)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return False


def write_deck(deck: Deck, kind: str, target: Path, overwrite: bool = False) -> list[str]:
    """Write a deck of one of `WRITERS`, whole or not at all.

    Parameters
    ----------
    overwrite
        As `check_deck` takes it.

    Returns
    -------
    list of str
        What its maker should know.
    """
    found = WRITERS[kind]
    module, _, function = found.writer.partition(":")
    write = getattr(import_module(module), function)  # each brings libraries of its own
    check_deck(kind, target, overwrite)  # a file may have come since the work began
    with found.writing(overwrite)(target) as part:
        notes: list[str] = write(replace(deck, name=target.name), part)
    if not found.is_folder:
        note_written([target])
    return notes
