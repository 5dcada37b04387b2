"""A deck as a PowerPoint file: a slide a step, its video playing as the slide is entered.

python-pptx is imported only where a file is written.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attnviz.errors import UsageError
from attnviz.files.owned import scratch_folder
from attnviz.slides.deck import Deck, Step
from attnviz.slides.pptxparts import pack, section_list, set_size, timing

if TYPE_CHECKING:
    from pptx.presentation import Presentation

#: Bytes that a video may have: our own bound. PowerPoint on a computer has none that matters here;
#: its web version, as Microsoft's help gave it when this was written, takes 100 MB without a
#: subscription and 256 MB with one.
LARGEST_VIDEO = 100_000_000
#: What Windows decodes, and PowerPoint plays there (learn.microsoft.com, "H.264 Video Decoder").
HIGHEST_LEVEL = 5.1

_EMU = 914_400  # to the inch
_SHORT, _LEAST, _MOST = 7.5, 1.0, 56.0  # inches: a slide's shorter side, what PowerPoint allows
_TITLE_ONLY = 5  # of the layouts that python-pptx brings


def slide_size(width: int, height: int) -> tuple[int, int]:
    """Return a slide's size, in EMU, for a picture of so many pixels.

    Raises
    ------
    UsageError
        When the picture is so narrow that PowerPoint has no such slide.
    """
    short, long = min(width, height), max(width, height)
    inches = min(_SHORT, _MOST * short / long)
    if inches < _LEAST:
        raise UsageError(f"no slide is as narrow as {width} x {height}: pass another -r W,H")
    scale = inches * _EMU / short
    return round(width * scale), round(height * scale)


def write_pptx(deck: Deck, path: Path, largest: int | None = None) -> list[str]:
    """Write a deck as a PowerPoint file.

    Each slide is filled by its video, on the ground of the theme; the picture that stands for the
    video until it plays is its first frame, so that nothing flashes. Its last frame stands above it
    and enters when it has ended: print, exports and lists of slides show that one. The caption is
    in the notes. The same deck gives the same bytes.

    Parameters
    ----------
    path
        The file; give a temporary name.
    largest
        Bytes that a video may have, by default `LARGEST_VIDEO`. Those that have more are encoded
        again.

    Returns
    -------
    list of str
        What its maker should know: videos encoded again, or too much for some players.

    Raises
    ------
    AttnvizError
        When a video is too large at any quality.
    """
    from pptx import Presentation

    with scratch_folder() as folder:
        fitted, notes = _fit(deck, largest or LARGEST_VIDEO, folder)
        show = Presentation()
        set_size(show, *slide_size(deck.width, deck.height))
        _say_what_it_is(show, fitted)
        for step in fitted.steps:
            _add_slide(show, fitted, step)
        section_list(show, [step.title for step in fitted.steps])
        loose = folder / "loose.pptx"
        show.save(str(loose))
        pack(loose, path)
    return notes


def _fit(deck: Deck, largest: int, folder: Path) -> tuple[Deck, list[str]]:
    """Return the deck with no video larger than that, and what was done for it."""
    from attnviz.slides.recode import encode_smaller, h264_level, megabytes
    from attnviz.slides.sections import save_ends

    steps, notes = list(deck.steps), []
    for i, step in enumerate(steps):
        size = step.video.stat().st_size
        if size <= largest:
            continue
        video, first, last = (folder / f"{i}{end}" for end in (".mp4", "-first.png", "-last.png"))
        encode_smaller(step.video, video, largest)
        save_ends(video, first, last)
        steps[i] = replace(step, video=video, first=first, last=last)
        notes.append(
            f"slide {i + 1} ({step.scene}, {step.beat}): encoded again with lower quality, "
            f"{megabytes(size)} to {megabytes(video.stat().st_size)}; PowerPoint plays up to "
            f"{megabytes(largest)}"
        )
    level = max(h264_level(step.video) for step in steps)
    if level > HIGHEST_LEVEL:
        notes.append(
            f"{deck.width} x {deck.height} at {deck.fps:.5g} frames per second is H.264 level "
            f"{level:g}, and Windows plays up to {HIGHEST_LEVEL}: lower --quality or --fps"
        )
    return replace(deck, steps=tuple(steps)), notes


def _say_what_it_is(show: Presentation, deck: Deck) -> None:
    from pptx.opc.constants import RELATIONSHIP_TYPE

    from attnviz._version import __version__

    about = show.core_properties
    about.title, about.subject = deck.sentence, deck.source
    about.author = about.last_modified_by = f"attnviz {__version__}"
    about.language, about.keywords, about.comments = deck.language, "attention", ""
    # These are the template's; today's date would be another every time.
    about._element.remove_all("dcterms:created", "dcterms:modified")
    package = show.part.package
    for number, relation in list(package._rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:  # of the template too: a blank slide
            package.drop_rel(number)


def _add_slide(show: Presentation, deck: Deck, step: Step) -> None:
    from pptx.dml.color import RGBColor

    ground = RGBColor(*bytes.fromhex(deck.theme.ground[1:]))  # type: ignore[no-untyped-call]
    slide: Any = show.slides.add_slide(show.slide_layouts[_TITLE_ONLY])
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = ground
    width, height = slide_size(deck.width, deck.height)
    title = slide.shapes.title
    # Above the slide, as PowerPoint hides titles: outlines and screen readers have it, nobody else.
    title.left, title.top, title.width, title.height = 0, -height // 8 - 1, width, height // 8
    title.text_frame.text = step.title if step.beat == step.scene else f"{step.title}: {step.beat}"
    movie = slide.shapes.add_movie(
        str(step.video), 0, 0, width, height, str(step.first), "video/mp4"
    )
    movie.name = step.video.name
    movie._element.nvPicPr.cNvPr.set("descr", step.caption)
    still = slide.shapes.add_picture(str(step.last), 0, 0, width, height)
    still.name = step.last.name
    still._element.nvPicPr.cNvPr.set("descr", step.caption)
    timing(slide, movie.shape_id, still.shape_id, math.ceil(1000 * step.frames / deck.fps))
    slide.notes_slide.notes_text_frame.text = step.caption
