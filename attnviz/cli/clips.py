"""What commands that make clips share: their options, and the jobs and files that come of them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from attnviz.catalog import DEFAULT_SENTENCE, SCENES, SceneEntry
from attnviz.cli.options import head_options, model_option, read_sentence
from attnviz.errors import UsageError

if TYPE_CHECKING:
    from attnviz.records import Unit
    from attnviz.stage.cache import Kept
    from attnviz.stage.job import ClipJob
    from attnviz.stage.settings import Direction, Picture

QUALITIES = ("l", "m", "h", "p", "k")
FORMATS = ("mp4", "gif", "webm", "mov", "png")
# Every browser shows a frame of less than 2 hundredths of a second for 10.
GIF_FASTEST = 50
_Command = TypeVar("_Command", bound=Callable[..., Any])


def _size(context: click.Context, parameter: click.Parameter, value: str | None) -> Any:
    if value is None:
        return None
    found = re.fullmatch(r"\s*(\d{2,5})\s*[,x]\s*(\d{2,5})\s*", value)
    if not found:
        raise UsageError(f"-r {value}: pass width and height in pixels, such as -r 1080,1920")
    return int(found[1]), int(found[2])


def _add(command: _Command, options: Sequence[Callable[[Any], Any]]) -> _Command:
    for option in reversed(options):
        command = option(command)
    return command


def scene_options(command: _Command) -> _Command:
    """Add what every command that plays a scene takes."""
    options = [
        click.option(
            "--sentence", callback=read_sentence, default=DEFAULT_SENTENCE, show_default=True,
            help="What to explain attention on; `-` reads the standard input.",
        ),
        head_options,
        model_option,
        click.option("-q", "--quality", type=click.Choice(QUALITIES), default="m",
                     show_default=True, help="480p15, 720p30, 1080p60, 1440p60 or 2160p60."),
        click.option("-r", "--resolution", callback=_size, metavar="W,H",
                     help="Size in pixels, instead of the quality's."),
        click.option("--theme", type=click.Choice(["dark", "light"]), default="dark",
                     show_default=True, help="Colours."),
        click.option("--lang", type=click.Choice(["en", "ko"]), default="en", show_default=True,
                     help="Language of the captions."),
        click.option("--detail", is_flag=True, help="Show the steps that clips leave out: "
                     "normalisation and positions."),
        click.option("-o", "--output_file", "output", type=click.Path(path_type=Path),
                     metavar="FILE", help="Where to write. [default: named after the sentence, "
                     "in the media folder]"),
        click.option("--media_dir", type=click.Path(path_type=Path), default=Path("media"),
                     show_default=True, help="Folder of clips."),
    ]  # fmt: skip
    return _add(command, options)


def making_options(command: _Command) -> _Command:
    """Add what every command that renders clips takes."""
    options = [
        click.option("--fps", "--frame_rate", "fps", type=float,
                     help="Frames a second, instead of the quality's."),
        click.option("--pace", type=float, default=1.0, show_default=True,
                     help="Speed: 2 plays twice as fast, 0.5 half as fast."),
        click.option("--jobs", type=click.IntRange(1), metavar="N",
                     help="Clips rendered at once. [default: the cores there are]"),
        click.option("--disable_caching", is_flag=True,
                     help="Render anew what was rendered before."),
        click.option("-p", "--preview", is_flag=True, help="Open what was made when it is done."),
    ]  # fmt: skip
    return _add(command, options)


def find_scene(slug: str) -> SceneEntry:
    """Return the scene of a slug or a class name.

    Raises
    ------
    UsageError
        When there is none; it names the nearest.
    """
    for entry in SCENES:
        if slug in (entry.slug, entry.class_name):
            return entry
    from attnviz.suggest import unknown

    raise unknown("scene", slug, [entry.slug for entry in SCENES], "attnviz scenes lists them")


def picture_of(
    quality: str,
    resolution: tuple[int, int] | None,
    fps: float | None,
    form: str,
    transparent: bool,
) -> Picture:
    """Return the picture that the flags ask for."""
    from attnviz.stage.settings import QUALITIES as SIZES
    from attnviz.stage.settings import Picture

    width, height, rate = SIZES[quality]
    if resolution is not None:
        width, height = resolution
    if form == "gif":
        if fps is not None and fps > GIF_FASTEST:
            raise UsageError(f"a GIF plays slowly above {GIF_FASTEST} frames a second: lower --fps")
        rate = min(rate, GIF_FASTEST)
    return Picture(width, height, fps if fps is not None else rate, form, transparent)


def direction_of(
    layer: int | None,
    head: int | None,
    unit: Unit,
    pace: float,
    theme: str,
    lang: str,
    detail: bool,
) -> Direction:
    """Return the direction that the flags ask for."""
    from attnviz.mobjects.style import THEMES
    from attnviz.stage.settings import Direction

    return Direction(layer, head, unit, pace, THEMES[theme], lang, detail)


def job_of(
    entry: SceneEntry, sentence: str, model: str, direction: Direction, picture: Picture
) -> ClipJob:
    """Return the job of one scene."""
    from attnviz.stage.job import ClipJob

    where = f"{entry.module}:{entry.class_name}"
    return ClipJob(
        where, entry.slug, entry.title, sentence, model, direction, picture, entry.seconds
    )


def prepare(sentence: str, model: str) -> None:
    """Refuse what cannot be read, fetch weights at first use, warn of letters without a font.

    The rest is found out where the work is done; this is what must be said before it begins.
    """
    from attnviz.models.base import check_text

    check_text(sentence)
    if model == "smollm2":
        from attnviz.models import weights

        weights.default()
    if (
        sentence.isascii()
    ):  # which the fonts that come with attnviz have, and a cached clip is quick
        return
    from attnviz.mobjects.fonts import has_cjk, missing

    lost = missing([sentence])
    if lost:
        way = "" if has_cjk() else ": pip install manimgx-fonts-cjk brings Han, kana and Hangul"
        click.echo(f"warning: no installed font can draw {' '.join(lost[:8])}{way}", err=True)


def deliver_clip(kept: Kept, target: Path) -> None:
    """Copy a finished clip and its sidecar to where they were asked for, whole or not at all."""
    from attnviz.export.names import with_video
    from attnviz.files import atomic_write

    with atomic_write(target) as part, atomic_write(target.with_suffix(".json")) as sidecar:
        shutil.copyfile(kept.clip, part)
        text = kept.sidecar.read_text(encoding="utf-8")
        sidecar.write_text(with_video(text, target.name), encoding="utf-8")


def format_of(form: str | None, output: Path | None, transparent: bool) -> str:
    """Decide on a clip's format: as asked, by the file's suffix, or by default."""
    suffix = output.suffix[1:].lower() if output is not None else ""
    if suffix and suffix not in FORMATS:
        raise UsageError(
            f"cannot make a clip named {output}: end it in one of .{', .'.join(FORMATS)}"
        )
    if form and suffix and form != suffix:
        name = output.with_suffix(f".{form}") if output is not None else ""
        raise UsageError(f"{output} is no name for a {form}: pass -o {name}")
    return form or suffix or ("mov" if transparent else "mp4")


def with_suffix(output: Path, form: str) -> Path:
    """Give a name without a suffix its format's, as manim does; a folder keeps its name."""
    bare = not output.suffix and output.name and not output.is_dir()
    return output.with_suffix(f".{form}") if bare else output
