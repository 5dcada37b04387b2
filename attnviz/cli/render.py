"""`attnviz render`: scenes on a sentence, or the clips of a file, as clips."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from attnviz.catalog.scenes import SceneEntry, beat_name, find_scenes
from attnviz.cli import clips
from attnviz.cli.config import Config, configure_from, each_clip
from attnviz.cli.sentences import asked_scenes
from attnviz.clips.plan import PlannedClip, plan, warnings
from attnviz.clips.request import Request
from attnviz.errors import AttnvizError, UsageError
from attnviz.frames.settings import FORMATS

if TYPE_CHECKING:
    from attnviz.clips.cache import CachedClip
    from attnviz.clips.job import ClipJob


@click.command()
@click.argument("scene", nargs=-1)
@clips.scene_options
@clips.making_options
@click.option("--from", "source", type=click.Path(path_type=Path), metavar="FILE", is_eager=True,
              callback=configure_from, help="Render the clips that a configuration file lists, "
              "instead of SCENEs; flags apply to all of them.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(FORMATS),
              help="The output's format; png, svg and pdf show the last frame. [default: from the "
              "suffix of FILE, else mp4]")  # fmt: skip
@click.option("-t", "--transparent", is_flag=True,
              help="Transparent background (as mov, unless --format says otherwise).")  # fmt: skip
@click.option("--beat", metavar="NAME",
              help="Only a still of the end of this beat: PNG, SVG or PDF.")  # fmt: skip
@click.option("-s", "--save_last_frame", is_flag=True, help="Only the last frame, as PNG.")
@click.option("--once", is_flag=True,
              help="Let a GIF stop at its end, where others begin again.")  # fmt: skip
@click.option("--max-size", type=clips.Bytes(), metavar="SIZE", help="Largest size of the file, "
              "such as 5MB or 500k; quality is lowered as needed, and you hear how.")  # fmt: skip
@click.pass_context
def render(
    context: click.Context, /, scene: tuple[str, ...], request: Request, source: Config | None,
    save_last_frame: bool,
) -> None:  # fmt: skip
    """Render SCENEs on a sentence and print the paths of the clips.

    `all` means every scene; `attnviz scenes` lists them. A JSON file beside each clip has the
    numbers that it shows: x.json beside x.mp4, x.gif.json beside x.gif.
    """
    if source is None:
        if not scene:
            raise click.MissingParameter(ctx=context, param=context.command.params[0])
        asked = _planned(asked_scenes(scene), request, save_last_frame)
    else:
        if scene:
            raise UsageError(f"{source.path} lists its own scenes: leave out {scene[0]} or --from")
        asked = _listed(context, source)
    for warning in warnings(asked):
        click.echo(f"warning: {warning}", err=True)
    for planned in asked:
        planned.check()
    _make(asked, request.jobs, not request.disable_caching)


def _planned(
    entries: Sequence[SceneEntry], request: Request, save_last_frame: bool
) -> list[PlannedClip]:
    if save_last_frame:
        request = replace(request, form="png")
    return plan(entries, request)


def _listed(context: click.Context, source: Config) -> list[PlannedClip]:
    """Decide on the clips that a file lists."""
    found: dict[Path, PlannedClip] = {}
    for number, (names, flags) in enumerate(each_clip(context, source), 1):
        try:
            asked = _planned(find_scenes(names), clips.request_of(flags), flags["save_last_frame"])
        except UsageError as error:
            raise UsageError(f"{source.path}: [[clip]] {number}: {error}") from error
        for planned in asked:
            if found.setdefault(planned.target, planned).job != planned.job:
                raise UsageError(f"{source.path}: two clips are named {planned.target}: rename one")
    return list(found.values())


def _make(asked: Sequence[PlannedClip], processes: int | None, cached: bool) -> None:
    """Make clips side by side and put each where it goes."""
    from attnviz.clips.batch import Batch
    from attnviz.clips.progress import Display

    work = [planned.job for planned in asked]
    failed: list[tuple[ClipJob, AttnvizError]] = []
    with Display(work) as display, Batch(work, processes, cached, display.on_progress) as batch:
        for planned, made in zip(asked, batch.make(), strict=True):
            try:
                if isinstance(made, AttnvizError):
                    raise made
                lowered = planned.deliver(made)
            except AttnvizError as error:
                failed.append((planned.job, error))
                continue
            with display.aside():
                if note := _other_beat(planned, made):
                    click.echo(f"{planned.target.name}: {note}", err=True)
                if lowered:
                    click.echo(f"{planned.target.name}: lowered to {lowered}", err=True)
                click.echo(planned.target)
            if planned.request.preview:
                click.launch(str(planned.target))
    _report(failed, len(work))


def _other_beat(planned: PlannedClip, made: CachedClip) -> str:
    """Say which beat a still shows, if it is not called what was asked for."""
    asked = planned.request.beat
    if asked is None:
        return ""
    shown = json.loads(made.sidecar.read_text(encoding="utf-8"))["beats"][0]["name"]
    if shown == asked:
        return ""
    if beat_name(planned.job.slug, asked) == shown:
        return f"beat {asked} is now called {shown}"
    return f"{planned.job.slug} skips {asked} on this sentence: this is how {shown} ends"


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
