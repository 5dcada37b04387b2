"""`attnviz render`: scenes on a sentence, or the clips of a file, as clips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from attnviz.catalog import find_scenes
from attnviz.cli import clips
from attnviz.cli.config import Config, configure_from, each_clip
from attnviz.errors import AttnvizError, UsageError
from attnviz.request import FORMATS, Request, format_of

if TYPE_CHECKING:
    from attnviz.stage.cache import Kept
    from attnviz.stage.job import ClipJob


@dataclass(frozen=True)
class _Clip:
    """A clip that is asked for, and where it goes."""

    job: ClipJob
    target: Path
    request: Request
    limit: int | None = None  # bytes


@click.command()
@click.argument("scene", nargs=-1)
@clips.scene_options
@clips.making_options
@click.option("--from", "source", type=click.Path(path_type=Path), metavar="FILE", is_eager=True,
              callback=configure_from, help="The clips that a configuration file lists, instead of "
              "SCENEs; flags hold for all of them.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(FORMATS),
              help="png and svg are the last frame. [default: by the suffix of FILE, "
              "else mp4]")  # fmt: skip
@click.option("-t", "--transparent", is_flag=True,
              help="Leave the ground out (mov unless --format says else).")  # fmt: skip
@click.option("--beat", metavar="NAME", help="Only how this beat ends, as PNG or SVG.")
@click.option("-s", "--save_last_frame", is_flag=True, help="Only the last frame, as PNG.")
@click.option("--max-size", type=clips.Bytes(), metavar="SIZE", help="Largest file that will do, "
              "such as 5MB or 500k; what is lowered to get there is said.")  # fmt: skip
@click.pass_context
def render(
    context: click.Context, /, scene: tuple[str, ...], request: Request, source: Config | None,
    **flags: Any,
) -> None:  # fmt: skip
    """Render SCENEs on a sentence and print the paths of the clips.

    `all` stands for every scene; `attnviz scenes` lists them. Beside each clip stands a JSON file
    with the arrays that it drew.
    """
    from attnviz.files import check_writable

    if source is None:
        if not scene:
            raise click.MissingParameter(ctx=context, param=context.command.params[0])
        asked = _clips(scene, request, **flags)
    else:
        if scene:
            raise UsageError(f"{source.path} names its scenes: leave {scene[0]} or --from out")
        asked = _listed(context, source)
    for warning in dict.fromkeys(w for clip in asked for w in clip.request.check()):
        click.echo(f"warning: {warning}", err=True)
    for clip in asked:
        check_writable(clip.target)
    _make(asked, request.jobs, not request.disable_caching)


def _clips(
    scene: Sequence[str], request: Request, form: str | None, transparent: bool, beat: str | None,
    save_last_frame: bool, max_size: int | None,
) -> list[_Clip]:  # fmt: skip
    """Decide on the clips of some scenes with the same flags."""
    entries = find_scenes(scene)
    if request.output is not None and len(entries) > 1:
        raise UsageError(f"-o names one clip, and {len(entries)} are asked for: use --media_dir")
    if beat is not None and len(entries) > 1:
        raise UsageError(f"--beat is one scene's, and {len(entries)} are asked for: pass one")
    asked = "png" if save_last_frame else form
    wanted = format_of(asked, request.output, transparent, still=beat is not None)
    if wanted in ("png", "svg") and request.subtitles():
        raise UsageError("nothing plays in a still: pass --captions burn or none")
    if wanted in ("png", "svg") and max_size is not None:
        raise UsageError("--max-size is for clips: choose a still's size with -r W,H")
    picture = request.picture(wanted, transparent, beat)
    work = [request.job(entry, picture) for entry in entries]
    return [_Clip(job, request.target(job.file_name(), wanted), request, max_size) for job in work]


def _listed(context: click.Context, source: Config) -> list[_Clip]:
    """Decide on the clips that a file lists."""
    found: dict[Path, _Clip] = {}
    for number, (names, flags) in enumerate(each_clip(context, source), 1):
        del flags["scene"], flags["source"]
        try:
            asked = _clips(names, clips.request_of(flags), **flags)
        except UsageError as error:
            raise UsageError(f"{source.path}: [[clip]] {number}: {error}") from error
        for clip in asked:
            if found.setdefault(clip.target, clip).job != clip.job:
                raise UsageError(f"{source.path}: two clips are named {clip.target}: rename one")
    return list(found.values())


def _make(asked: Sequence[_Clip], processes: int | None, cached: bool) -> None:
    """Make clips side by side and put each where it goes."""
    from attnviz.export.delivery import deliver_clip
    from attnviz.stage.progress import Display
    from attnviz.stage.workers import Batch

    work = [clip.job for clip in asked]
    failed: list[tuple[ClipJob, AttnvizError]] = []
    with (
        Display(work) as display,
        Batch(work, processes, cached, display.told) as batch,
        TemporaryDirectory(prefix="attnviz-") as folder,
    ):
        for clip, made in zip(asked, batch.make(), strict=True):
            fitted, lowered = _fitted(clip, made, Path(folder))
            if isinstance(fitted, AttnvizError):
                failed.append((clip.job, fitted))
                continue
            deliver_clip(fitted, clip.target, clip.request.subtitles())
            with display.aside():
                if lowered:
                    click.echo(f"{clip.target.name}: lowered to {lowered}", err=True)
                click.echo(clip.target)
            if clip.request.preview:
                click.launch(str(clip.target))
    _report(failed, len(work))


def _fitted(
    clip: _Clip, made: Kept | AttnvizError, folder: Path
) -> tuple[Kept | AttnvizError, str]:
    """Make a clip as small as it must be; return it, or why not, and what was lowered."""
    if clip.limit is None or isinstance(made, AttnvizError):
        return made, ""
    from attnviz.export.fit import fit_clip

    try:
        ground = clip.job.direction.theme.ground
        return fit_clip(made, clip.job.picture, ground, clip.limit, folder)
    except UsageError as error:
        return error, ""


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
