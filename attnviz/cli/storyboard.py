"""`attnviz storyboard`: a frame of every beat on one sheet."""

from __future__ import annotations

import click

from attnviz.catalog import find_scenes
from attnviz.cli import clips
from attnviz.errors import UsageError
from attnviz.request import Request


@click.command()
@click.argument("scene", nargs=-1, required=True)
@clips.scene_options
def storyboard(scene: tuple[str, ...], request: Request) -> None:
    """Write one PNG with a frame of every beat of SCENEs (or `all`), and print its path."""
    from attnviz.files import atomic_write
    from attnviz.models.base import load_model
    from attnviz.records import check_head
    from attnviz.stage.workers import scene_class

    output = request.output
    if output is not None and output.suffix.lower() not in ("", ".png"):
        raise UsageError(f"a storyboard is a PNG: pass -o {output.with_suffix('.png')}")
    if request.subtitles():
        raise UsageError("nothing plays on a storyboard: pass --captions burn or none")
    picture, direction = request.picture("png"), request.direction()
    work = [request.job(entry, picture) for entry in find_scenes(scene)]
    clips.say_warnings(request)
    runner = load_model(request.model)
    layer, _ = check_head(runner.info, request.layer, request.head)
    trace = runner.trace(request.sentence, upto=layer + 1)
    stem = work[0].file_name().removesuffix(".png")
    if len(work) > 1:
        stem = f"film{stem.removeprefix(work[0].slug)}"
    target = request.target(f"{stem}-storyboard.png", "png")
    with atomic_write(target) as part:
        from attnviz.export.storyboard import contact_sheet
        from attnviz.stage.render import held_beats

        frames = []
        for job in work:
            held = held_beats(scene_class(job.scene), trace, direction, picture)
            of = f"{job.title}: " if len(work) > 1 else ""
            frames += [(f"{of}{beat.name}", frame) for beat, frame in held]
        contact_sheet(frames, part, direction.theme, columns=4 if len(work) > 1 else None)
    click.echo(target)
