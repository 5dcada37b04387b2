"""`attnviz render`: scenes on a sentence, as clips."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from attnviz.catalog import find_scenes
from attnviz.cli import clips
from attnviz.errors import AttnvizError, UsageError
from attnviz.request import FORMATS, Request, format_of

if TYPE_CHECKING:
    from attnviz.stage.job import ClipJob


@click.command()
@click.argument("scene", nargs=-1, required=True)
@clips.scene_options
@clips.making_options
@click.option("--format", "form", type=click.Choice(FORMATS),
              help="png and svg are the last frame. [default: by the suffix of FILE, "
              "else mp4]")  # fmt: skip
@click.option("-t", "--transparent", is_flag=True,
              help="Leave the ground out (mov unless --format says else).")  # fmt: skip
@click.option("--beat", metavar="NAME", help="Only how this beat ends, as PNG or SVG.")
@click.option("-s", "--save_last_frame", is_flag=True, help="Only the last frame, as PNG.")
def render(
    scene: tuple[str, ...], request: Request, form: str | None, transparent: bool,
    beat: str | None, save_last_frame: bool,
) -> None:  # fmt: skip
    """Render SCENEs on a sentence and print the paths of the clips.

    `all` stands for every scene; `attnviz scenes` lists them. Beside each clip stands a JSON file
    with the arrays that it drew.
    """
    from attnviz.export.delivery import deliver_clip
    from attnviz.files import check_writable
    from attnviz.stage.progress import Display
    from attnviz.stage.workers import Batch

    entries = find_scenes(scene)
    if request.output is not None and len(entries) > 1:
        raise UsageError(f"-o names one clip, and {len(entries)} are asked for: use --media_dir")
    if beat is not None and len(entries) > 1:
        raise UsageError(f"--beat is one scene's, and {len(entries)} are asked for: pass one")
    asked = "png" if save_last_frame else form
    wanted = format_of(asked, request.output, transparent, still=beat is not None)
    if wanted in ("png", "svg") and request.subtitles():
        raise UsageError("nothing plays in a still: pass --captions burn or none")
    picture = request.picture(wanted, transparent, beat)
    work = [request.job(entry, picture) for entry in entries]
    targets = [request.target(job.file_name(), wanted) for job in work]
    clips.say_warnings(request)
    for target in targets:
        check_writable(target)
    failed: list[tuple[ClipJob, AttnvizError]] = []
    cached = not request.disable_caching
    with Display(work) as display, Batch(work, request.jobs, cached, display.told) as batch:
        for job, target, made in zip(work, targets, batch.make(), strict=True):
            if isinstance(made, AttnvizError):
                failed.append((job, made))
                continue
            deliver_clip(made, target, request.subtitles())
            with display.aside():
                click.echo(target)
            if request.preview:
                click.launch(str(target))
    _report(failed, len(work))


def _report(failed: list[tuple[ClipJob, AttnvizError]], asked: int) -> None:
    """Say what could not be made: one line a clip, the last one as the command's own error."""
    if not failed:
        return
    if len(failed) == asked and len({str(error) for _, error in failed}) == 1:
        raise failed[0][1]  # wrong with the sentence or the flags, not with a scene
    for job, error in failed[:-1]:
        click.echo(f"error: {job.slug}: {error}", err=True)
    job, error = failed[-1]
    raise AttnvizError(f"{job.slug}: {error}")
