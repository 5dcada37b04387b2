"""A deck as a PDF: a page a step, with the frame that it ends on."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import cairo

from attnviz._version import __version__
from attnviz.slides.deck import Deck, page_size

_CLOSED = cairo.PDFOutlineFlags(0)


def write_pdf(deck: Deck, path: Path) -> list[str]:
    """Write the last frame of every step as a page, without loss, and scenes as bookmarks.

    Nothing plays in it. The same deck gives the same file.

    Parameters
    ----------
    path
        The file; give a temporary name.

    Returns
    -------
    list of str
        Nothing: there is nothing that its maker must know.
    """
    across, down = page_size(deck.width, deck.height)
    with cairo.PDFSurface(str(path), across, down) as surface:
        surface.set_metadata(cairo.PDF_METADATA_TITLE, deck.sentence)
        surface.set_metadata(cairo.PDF_METADATA_SUBJECT, deck.source)
        surface.set_metadata(cairo.PDF_METADATA_CREATOR, f"attnviz {__version__}")
        surface.set_metadata(cairo.PDF_METADATA_CREATE_DATE, "")  # the same file at any time
        ctx = cairo.Context(surface)
        ctx.scale(across / deck.width, down / deck.height)
        for step in deck.steps:
            still = cairo.ImageSurface.create_from_png(str(step.last))
            # The picture is the page: one that is blurred at its borders shows the paper there.
            pattern = cairo.SurfacePattern(still)
            pattern.set_extend(cairo.EXTEND_PAD)
            ctx.set_source(pattern)
            ctx.paint()
            surface.show_page()
        for title, page in _scenes(deck):
            surface.add_outline(cairo.PDF_OUTLINE_ROOT, title, f"page={page}", _CLOSED)
    return []


def _scenes(deck: Deck) -> list[tuple[str, int]]:
    """Return each scene's title and the page that it begins on, from 1."""
    pages = enumerate(deck.steps, 1)
    grouped = groupby(pages, key=lambda pair: pair[1].title)
    return [(title, next(group)[0]) for title, group in grouped]
