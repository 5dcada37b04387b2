"""`attnviz render` and `attnviz storyboard`: scenes on a sentence, as clips or as a sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from attnviz.catalog import SCENES, SceneEntry
from attnviz.cli import clips
from attnviz.errors import AttnvizError, UsageError

if TYPE_CHECKING:
    from attnviz.records import Unit
    from attnviz.stage.job import ClipJob


@click.command()
@click.argument("scene", nargs=-1, required=True)
@clips.scene_options
@clips.making_options
@click.option("--format", "form", type=click.Choice(clips.FORMATS),
              help="png is the last frame. [default: by the suffix of FILE, else mp4]")  # fmt: skip
@click.option("-t", "--transparent", is_flag=True,
              help="Leave the ground out (mov unless --format says else).")  # fmt: skip
@click.option("-s", "--save_last_frame", is_flag=True, help="Only the last frame, as PNG.")
def render(
    scene: tuple[str, ...], sentence: str, layer: int | None, head: int | None, unit: Unit,
    model: str, quality: str, resolution: tuple[int, int] | None, theme: str, lang: str,
    detail: bool, output: Path | None, media_dir: Path, fps: float | None, pace: float,
    jobs: int | None, disable_caching: bool, preview: bool, form: str | None, transparent: bool,
    save_last_frame: bool,
) -> None:  # fmt: skip
    """Render SCENEs on a sentence and print the paths of the clips.

    `all` stands for every scene; `attnviz scenes` lists them. Beside each clip stands a JSON file
    with the arrays that it drew.
    """
    from attnviz.files import check_writable
    from attnviz.stage.progress import Display
    from attnviz.stage.workers import Batch

    entries = _entries(scene)
    if output is not None and len(entries) > 1:
        raise UsageError(f"-o names one clip, and {len(entries)} are asked for: use --media_dir")
    wanted = clips.format_of("png" if save_last_frame else form, output, transparent)
    picture = clips.picture_of(quality, resolution, fps, wanted, transparent)
    direction = clips.direction_of(layer, head, unit, pace, theme, lang, detail)
    work = [clips.job_of(entry, sentence, model, direction, picture) for entry in entries]
    named = None if output is None else clips.with_suffix(output, wanted)
    targets = [named or media_dir / job.file_name() for job in work]
    clips.prepare(sentence, model)
    for target in targets:
        check_writable(target)
    failed: list[tuple[ClipJob, AttnvizError]] = []
    with Display(work) as display, Batch(work, jobs, not disable_caching, display.told) as batch:
        for job, target, made in zip(work, targets, batch.make(), strict=True):
            if isinstance(made, AttnvizError):
                failed.append((job, made))
                continue
            clips.deliver_clip(made, target)
            with display.aside():
                click.echo(target)
            if preview:
                click.launch(str(target))
    _report(failed, len(work))


def _entries(names: tuple[str, ...]) -> list[SceneEntry]:
    if "all" in names:
        return list(SCENES)
    return [clips.find_scene(name) for name in dict.fromkeys(names)]


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


@click.command()
@click.argument("scene", nargs=-1, required=True)
@clips.scene_options
def storyboard(
    scene: tuple[str, ...], sentence: str, layer: int | None, head: int | None, unit: Unit,
    model: str, quality: str, resolution: tuple[int, int] | None, theme: str, lang: str,
    detail: bool, output: Path | None, media_dir: Path,
) -> None:  # fmt: skip
    """Write one PNG with a frame of every beat of SCENEs (or `all`), and print its path."""
    from attnviz.files import atomic_write
    from attnviz.models.base import load_model
    from attnviz.records import check_head
    from attnviz.stage.workers import scene_class

    entries = _entries(scene)
    picture = clips.picture_of(quality, resolution, None, "png", False)
    direction = clips.direction_of(layer, head, unit, 1.0, theme, lang, detail)
    if output is not None and output.suffix.lower() not in ("", ".png"):
        raise UsageError(f"a storyboard is a PNG: pass -o {output.with_suffix('.png')}")
    work = [clips.job_of(entry, sentence, model, direction, picture) for entry in entries]
    clips.prepare(sentence, model)
    runner = load_model(model)
    trace = runner.trace(sentence, upto=check_head(runner.info, layer, head)[0] + 1)
    stem = work[0].file_name().removesuffix(".png")
    if len(work) > 1:
        stem = f"film{stem.removeprefix(work[0].slug)}"
    sheet = media_dir / f"{stem}-storyboard.png"
    target = sheet if output is None else clips.with_suffix(output, "png")
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
