"""`attnviz slides`: scenes as a deck whose slides play a beat each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from attnviz.cli import clips
from attnviz.cli.sentences import asked_scenes
from attnviz.clips.request import Request
from attnviz.errors import AttnvizError, UsageError
from attnviz.slides.deck import Per
from attnviz.slides.pptx import HIGHEST_LEVEL, LARGEST_VIDEO
from attnviz.slides.write import WRITERS, check_deck, kinds, write_deck

if TYPE_CHECKING:
    from attnviz.clips.job import ClipJob

FILES, FOLDERS = kinds(is_folder=False), kinds(is_folder=True)


@click.command()
@click.argument("scene", nargs=-1, required=True)
@clips.scene_options
@clips.making_options
@click.option("--to", "kind", type=click.Choice(list(WRITERS)),
              help="PowerPoint, one HTML file, a PDF with a page per slide, or a folder for your "
              "own reveal.js deck or for manim-slides. [default: from the suffix of FILE, else "
              f"pptx] In a PowerPoint file, videos over {LARGEST_VIDEO // 10**6} MB are encoded "
              "again, since PowerPoint on the web plays none larger. Windows plays H.264 up to "
              f"level {HIGHEST_LEVEL}: any --quality but k.")  # fmt: skip
@click.option("--per", type=click.Choice(get_args(Per)), default="beat", show_default=True,
              help="What one slide plays: a beat (one step) or a whole scene.")  # fmt: skip
def slides(scene: tuple[str, ...], request: Request, kind: str | None, per: Per) -> None:
    """Make a slide deck of SCENEs and print its path.

    `all` means every scene. Each slide plays one beat and holds its last frame; the next slide
    continues from there. Printed, a slide shows its last frame. Captions become speaker notes, also
    if they are drawn into the picture.
    """
    entries = asked_scenes(scene)
    kind = kind_of(kind, request.output)
    frame_settings = request.frame_settings("mp4")
    if kind == "pptx":
        from attnviz.slides.pptx import slide_size

        slide_size(frame_settings.width, frame_settings.height)
    work = [request.job(entry, frame_settings) for entry in entries]
    target = _target(request, kind, work)
    clips.say_warnings(request)
    check_deck(kind, target, request.overwrite)
    _make(request, work, kind, per, target)
    click.echo(target)
    if request.preview:
        click.launch(str(target))


def kind_of(kind: str | None, output: Path | None) -> str:
    """Decide on a deck's kind: as asked, by the file's suffix, or by default."""
    suffix = output.suffix[1:].lower() if output is not None else ""
    if kind is None:
        if suffix and suffix not in FILES:
            raise UsageError(
                f"cannot make slides named {output}: end it in .{' or .'.join(FILES)}, "
                f"or pass --to {' or '.join(FOLDERS)} for a folder"
            )
        return suffix or FILES[0]
    if output is not None and suffix and suffix != kind and (kind in FILES or suffix in FILES):
        name = output.with_suffix(f".{kind}" if kind in FILES else "")
        raise UsageError(f"{output} is not a name for {kind}: pass -o {name}")
    return kind


def _target(request: Request, kind: str, work: Sequence[ClipJob]) -> Path:
    """Return where the deck goes: as asked, or named as a clip or a film would be."""
    stem = work[0].file_name().removesuffix(".mp4")
    if len(work) > 1:
        stem = f"film{stem.removeprefix(work[0].slug)}"
    if kind in FILES:
        return request.target(f"{stem}.{kind}", kind)
    return request.output or request.media_dir / f"{stem}-{kind}"


def _make(request: Request, work: Sequence[ClipJob], kind: str, per: Per, target: Path) -> None:
    """Render what was not rendered before, cut it, and write the deck."""
    from attnviz.clips.batch import Batch
    from attnviz.clips.progress import Display
    from attnviz.files.owned import scratch_folder
    from attnviz.slides.assemble import make_deck

    cached = not request.disable_caching
    with (
        scratch_folder() as folder,
        Display(work) as display,
        Batch(work, request.jobs, cached, display.on_progress) as batch,
    ):
        made = []
        for job, kept in zip(work, batch.make(), strict=True):
            if isinstance(kept, AttnvizError):
                raise kept
            made.append((job, kept))
        deck = make_deck(made, folder, per)
        warnings = write_deck(deck, kind, target, request.overwrite)
        with display.aside():
            for warning in warnings:
                click.echo(f"warning: {warning}", err=True)
