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
@click.option(
    "--paper",
    type=click.Choice(list(PAPERS)),
    default="a4",
    show_default=True,
    help="Page size of a PDF.",
)
@click.option("--every", type=click.FloatRange(0.1), metavar="SECONDS",
              help="A frame at even intervals instead of one a beat.")  # fmt: skip
def storyboard(scene: tuple[str, ...], request: Request, paper: Paper, every: float | None) -> None:
    """Write one picture with a frame of each beat of SCENEs (or `all`), and print its path.

    The picture is a PNG. With -o FILE.pdf, write pages to print instead: vector graphics with
    searchable text, and each beat's caption below its picture. On paper, --theme light saves ink.

    With --every SECONDS it has a frame at even intervals instead, to see how a clip moves.
    """
    from attnviz.files.atomic import atomic_write

    output = request.output
    if output is not None and output.suffix.lower() not in ("", ".png", ".pdf"):
        raise UsageError(f"a storyboard is a PNG or a PDF: pass -o {output.with_suffix('.png')}")
    if every is not None and output is not None and output.suffix.lower() == ".pdf":
        raise UsageError("--every makes a PNG: pass -o FILE.png, or leave --every out")
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
            _sheet(work, part, every)
    click.echo(target)


def _sheet(work: Sequence[ClipJob], path: Path, every: float | None) -> None:
    """Write the frames of some scenes as one picture: of each beat, or every so many seconds."""
    from attnviz.clips.computed import traces_for
    from attnviz.export.storyboard import contact_sheet
    from attnviz.stage.play import frames_every, held_beats

    frames = []
    for job in work:
        how = job.scene.load(), traces_for(job), job.settings, job.frame_settings
        if every is None:
            found = [(beat.name, frame) for beat, frame in held_beats(*how)]
        else:
            found = [
                (f"{at:.1f} s  {name}", frame) for at, name, frame in frames_every(*how, every)
            ]
        frames += [(f"{_of(job, work)}{name}", frame) for name, frame in found]
    theme, many = work[0].settings.theme, len(work) > 1 or every is not None
    contact_sheet(frames, path, theme, columns=4 if many else None)


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
