"""`attnviz storyboard`: a frame of every beat, on one sheet or on pages to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from attnviz.catalog.choices import PAPERS, Paper
from attnviz.cli import clips
from attnviz.cli.sentences import asked_scenes
from attnviz.clips.request import Request
from attnviz.errors import UsageError

if TYPE_CHECKING:
    from attnviz.clips.job import ClipJob


@click.command()
@click.argument("scene", nargs=-1, required=True)
@clips.scene_options
@click.option("--paper", type=click.Choice(list(PAPERS)), default="a4", show_default=True,
              help="Page size of a PDF.")  # fmt: skip
def storyboard(scene: tuple[str, ...], request: Request, paper: Paper) -> None:
    """Write one picture with a frame of each beat of SCENEs (or `all`), and print its path.

    The picture is a PNG. With -o FILE.pdf, write pages to print instead: vector graphics with
    searchable text, and each beat's caption below its picture. On paper, --theme light saves ink.
    """
    from attnviz.files.atomic import atomic_write

    output = request.output
    if output is not None and output.suffix.lower() not in ("", ".png", ".pdf"):
        raise UsageError(f"a storyboard is a PNG or a PDF: pass -o {output.with_suffix('.png')}")
    if request.subtitles():
        raise UsageError("a storyboard has no subtitles: pass --captions burn or none")
    frame_settings = request.frame_settings("png")
    work = [request.job(entry, frame_settings) for entry in asked_scenes(scene)]
    clips.say_warnings(request)
    stem = work[0].file_name().removesuffix(".png")
    if len(work) > 1:
        stem = f"film{stem.removeprefix(work[0].slug)}"
    target = request.target(f"{stem}-storyboard.png", "png")
    with atomic_write(target) as part:
        if target.suffix.lower() == ".pdf":
            _handout(work, request, paper, part)
        else:
            _sheet(work, part)
    click.echo(target)


def _sheet(work: Sequence[ClipJob], path: Path) -> None:
    """Write the frames of some scenes as one picture."""
    from attnviz.clips.computed import traces_for
    from attnviz.export.storyboard import contact_sheet
    from attnviz.stage.play import held_beats

    frames = []
    for job in work:
        held = held_beats(job.scene.load(), traces_for(job), job.settings, job.frame_settings)
        frames += [(f"{_of(job, work)}{beat.name}", frame) for beat, frame in held]
    theme = work[0].settings.theme
    contact_sheet(frames, path, theme, columns=4 if len(work) > 1 else None)


def _handout(
    work: Sequence[ClipJob], request: Request, paper: Paper, path: Path,
) -> None:  # fmt: skip
    """Write the frames of some scenes as pages, their captions below instead of inside."""
    from attnviz.analysis.counts import unit_name
    from attnviz.catalog.captions import noting
    from attnviz.clips.computed import traces_for
    from attnviz.export.handout import record_beats, write_handout
    from attnviz.mobjects.thinning import source_note

    captions = "burn" in request.captions
    panels = []
    for job in work:
        settings = replace(job.settings, captions=False)
        about = (
            job.scene.load(),
            traces_for(job),
            settings,
            job.frame_settings,
            _of(job, work),
            captions,
        )
        panels += record_beats(*about)
    settings, frame_settings = work[0].settings, work[0].frame_settings
    trace = traces_for(work[0])[0]
    head = trace.head(settings.layer, settings.head, settings.unit)
    with noting(settings.language):
        source = source_note(head, unit_name(head.labels, head.unit))
    write_handout(panels, frame_settings, trace.sentence, source, settings.theme, paper, path)


def _of(job: ClipJob, work: Sequence[ClipJob]) -> str:
    """Return what stands before a beat's name, where there is more than one scene."""
    return f"{job.title}: " if len(work) > 1 else ""
