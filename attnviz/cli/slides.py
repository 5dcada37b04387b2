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
              help="PowerPoint, one HTML file, or a folder: for one's own reveal.js deck, or for "
              "manim-slides. [default: by the suffix of FILE, else pptx] A video in PowerPoint has "
              f"at most {LARGEST_VIDEO // 10**6} MB, for PowerPoint on the web; a larger "
              f"one is encoded again. Windows plays up to H.264 level {HIGHEST_LEVEL}: any "
              "--quality but k.")  # fmt: skip
@click.option("--per", type=click.Choice(get_args(Per)), default="beat", show_default=True,
              help="What a slide plays: one step of an explanation, or a whole scene.")  # fmt: skip
def slides(scene: tuple[str, ...], request: Request, kind: str | None, per: Per) -> None:
    """Make SCENEs on a sentence into slides, and print the path of the deck.

    `all` stands for every scene. Each slide plays as it is entered and holds its last frame, where
    the next one goes on. Captions are speaker notes, whether they are drawn in or not.
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
                f"cannot make slides named {output}: end it in .pptx or .html, or pass --to "
                f"{' or '.join(FOLDERS)} for a folder"
            )
        return suffix or FILES[0]
    if output is not None and suffix and suffix != kind and (kind in FILES or suffix in FILES):
        name = output.with_suffix(f".{kind}" if kind in FILES else "")
        raise UsageError(f"{output} is no name for {kind}: pass -o {name}")
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
