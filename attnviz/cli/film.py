"""`attnviz film`: all scenes with chapter cards, joined into one film."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from attnviz.catalog.scenes import SCENES, SceneEntry, find_scene
from attnviz.cli import clips
from attnviz.cli.sentences import asked_scenes
from attnviz.clips.request import Request
from attnviz.errors import AttnvizError, UsageError

if TYPE_CHECKING:
    from attnviz.clips.job import ClipJob


@click.command()
@click.argument("scene", nargs=-1)
@clips.scene_options
@clips.making_options
@click.option("--scenes", metavar="A,B,C", help="SCENEs as a flag, for use in attnviz.toml.")
def film(scene: tuple[str, ...], request: Request, scenes: str | None) -> None:
    """Render SCENEs (default: all) and join them into one film with title cards and chapters.

    After the mask, the pattern begins with the grid that the mask ends with; a clip of its own
    begins with the sentence. A JSON file beside the film lists its chapters. Subtitle files are
    written only if --captions asks for them, because players would show them on top of the
    captions in the picture. If it is interrupted, run it again: it continues with what is missing.
    """
    from attnviz.clips.batch import Batch
    from attnviz.clips.film import card_before, join_film
    from attnviz.clips.outputs import check_outputs
    from attnviz.clips.progress import Display

    entries = _chosen(scene, scenes)
    if request.format != "mp4":
        raise UsageError("a film is an MP4: end its name in .mp4")
    frame_settings = request.frame_settings()
    work: list[ClipJob] = []
    for before, entry in zip([None, *entries], entries, strict=False):
        job = request.job(entry, frame_settings, before)
        work += [card_before(job, entry.number), job]
    clips.say_warnings(request)
    whole = work[1].file_name().removeprefix(work[1].slug)
    target = request.target(f"film{whole}", "mp4")
    where = target, request.subtitles(), request.overwrite
    check_outputs(*where)
    cached = not request.disable_caching
    with Display(work) as display, Batch(work, request.jobs, cached, display.on_progress) as batch:
        made = list(batch.make())
        parts = [part for part in made if not isinstance(part, AttnvizError)]
        if len(parts) < len(made):
            raise next(part for part in made if isinstance(part, AttnvizError))
        join_film(work[1::2], parts, frame_settings.fps, *where)
    click.echo(target)
    if request.preview:
        click.launch(str(target))


def _chosen(typed: tuple[str, ...], scenes: str | None) -> list[SceneEntry]:
    if typed:
        source = click.get_current_context().get_parameter_source("scenes")
        if source is click.core.ParameterSource.COMMANDLINE:
            raise UsageError("scenes are given twice: leave out --scenes or the arguments")
        return asked_scenes(typed)
    if scenes is None:
        return list(SCENES)
    names = [name.strip() for name in scenes.split(",") if name.strip()]
    if not names:
        raise UsageError("--scenes is empty: pass names separated by commas, such as query,key")
    return [find_scene(name) for name in names]
