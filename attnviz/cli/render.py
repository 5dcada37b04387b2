"""`attnviz render` and `attnviz storyboard`: a scene on a sentence, as a clip or a sheet."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from attnviz.catalog import DEFAULT_SENTENCE, SCENES, SceneEntry
from attnviz.cli.options import head_options, model_option, read_sentence
from attnviz.errors import UsageError

if TYPE_CHECKING:
    from attnviz.headtrace import HeadTrace
    from attnviz.models.base import Model
    from attnviz.records import Unit
    from attnviz.stage.progress import Display
    from attnviz.stage.settings import Direction, Picture
    from attnviz.trace import Trace

QUALITIES = ("l", "m", "h", "p", "k")
FORMATS = ("mp4", "gif", "webm", "mov", "png")
_Command = TypeVar("_Command", bound=Callable[..., Any])


def _size(context: click.Context, parameter: click.Parameter, value: str | None) -> Any:
    if value is None:
        return None
    found = re.fullmatch(r"\s*(\d{2,5})\s*[,x]\s*(\d{2,5})\s*", value)
    if not found:
        raise UsageError(f"-r {value}: pass width and height in pixels, such as -r 1080,1920")
    return int(found[1]), int(found[2])


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
        click.option("-o", "--output_file", "output", type=click.Path(path_type=Path),
                     metavar="FILE", help="Where to write. [default: named after the sentence, "
                     "in the media folder]"),
        click.option("--media_dir", type=click.Path(path_type=Path), default=Path("media"),
                     show_default=True, help="Folder of clips."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@click.argument("scene")
@scene_options
@click.option(
    "--fps", "--frame_rate", "fps", type=float, help="Frames a second, instead of the quality's."
)
@click.option("--format", "form", type=click.Choice(FORMATS),
              help="png is the last frame. [default: by the suffix of FILE, else mp4]")  # fmt: skip
@click.option(
    "-t",
    "--transparent",
    is_flag=True,
    help="Leave the ground out (mov unless --format says else).",
)
@click.option("-s", "--save_last_frame", is_flag=True, help="Only the last frame, as PNG.")
@click.option("-p", "--preview", is_flag=True, help="Open the clip when it is done.")
@click.option("--pace", type=float, default=1.0, show_default=True,
              help="Speed: 2 plays twice as fast, 0.5 half as fast.")  # fmt: skip
def render(
    scene: str, sentence: str, layer: int | None, head: int | None, unit: Unit, model: str,
    quality: str, resolution: tuple[int, int] | None, theme: str, lang: str, output: Path | None,
    media_dir: Path, fps: float | None, form: str | None, transparent: bool, save_last_frame: bool,
    preview: bool, pace: float,
) -> None:  # fmt: skip
    """Render SCENE on a sentence and print the path of the clip.

    Beside the clip stands a JSON file with the arrays that it drew. `attnviz scenes` lists scenes.
    """
    from attnviz.files import atomic_write
    from attnviz.models.base import load_model
    from attnviz.stage.progress import Display

    entry = _entry(scene)
    wanted = _format("png" if save_last_frame else form, output, transparent)
    picture = _picture(quality, resolution, fps, wanted, transparent)
    direction = _direction(layer, head, unit, pace, theme, lang)
    runner = load_model(model)  # at first use this fetches the weights, with a bar of its own
    with Display(entry.title) as display:
        display.step("computing")
        trace = _trace(runner, sentence, direction)
        _warn_of_glyphs(trace)
        name = _name(entry, trace, direction, picture)
        target = media_dir / name if output is None else _with_suffix(output, wanted)
        with atomic_write(target) as part, atomic_write(target.with_suffix(".json")) as sidecar:
            record = _render(entry, trace, direction, picture, part, target.name, display)
            sidecar.write_text(record, encoding="utf-8")
    click.echo(target)
    if preview:
        click.launch(str(target))


def _render(
    entry: SceneEntry, trace: Trace, direction: Direction, picture: Picture, part: Path, name: str,
    display: Display,
) -> str:  # fmt: skip
    display.step("drawing")
    from attnviz.export.sidecar import sidecar_json, sidecar_record
    from attnviz.stage.render import render_clip

    played = render_clip(_scene_class(entry), trace, direction, picture, part, display)
    frames, beats = played.frames, [vars(beat) for beat in played.beats]
    if picture.format == "png":  # nothing plays in a still
        frames, beats = 1, [{"name": b["name"], "caption": b["caption"]} for b in beats]
    head = _head(trace, direction)
    record = sidecar_record(
        entry.slug, name, trace, head, direction, picture, frames, beats, played.drawn
    )
    return sidecar_json(record)


@click.command()
@click.argument("scene")
@scene_options
def storyboard(
    scene: str, sentence: str, layer: int | None, head: int | None, unit: Unit, model: str,
    quality: str, resolution: tuple[int, int] | None, theme: str, lang: str, output: Path | None,
    media_dir: Path,
) -> None:  # fmt: skip
    """Write one PNG with a frame of every beat of SCENE, and print its path."""
    from attnviz.files import atomic_write
    from attnviz.models.base import load_model

    entry = _entry(scene)
    picture = _picture(quality, resolution, None, "png", False)
    direction = _direction(layer, head, unit, 1.0, theme, lang)
    trace = _trace(load_model(model), sentence, direction)
    _warn_of_glyphs(trace)
    if output is not None and output.suffix.lower() not in ("", ".png"):
        raise UsageError(f"a storyboard is a PNG: pass -o {output.with_suffix('.png')}")
    stem = _name(entry, trace, direction, picture).removesuffix(".png")
    sheet = media_dir / f"{stem}-storyboard.png"
    target = sheet if output is None else _with_suffix(output, "png")
    with atomic_write(target) as part:
        from attnviz.export.storyboard import contact_sheet
        from attnviz.stage.render import held_beats

        held = held_beats(_scene_class(entry), trace, direction, picture)
        contact_sheet([(beat.name, frame) for beat, frame in held], part, direction.theme)
    click.echo(target)


def _entry(slug: str) -> SceneEntry:
    for entry in SCENES:
        if slug in (entry.slug, entry.class_name):
            return entry
    from attnviz.suggest import unknown

    raise unknown("scene", slug, [entry.slug for entry in SCENES], "attnviz scenes lists them")


def _scene_class(entry: SceneEntry) -> Any:
    from importlib import import_module

    return getattr(import_module(entry.module), entry.class_name)


def _format(form: str | None, output: Path | None, transparent: bool) -> str:
    suffix = output.suffix[1:].lower() if output is not None else ""
    if suffix and suffix not in FORMATS:
        raise UsageError(
            f"cannot make a clip named {output}: end it in one of .{', .'.join(FORMATS)}"
        )
    if form and suffix and form != suffix:
        name = output.with_suffix(f".{form}") if output is not None else ""
        raise UsageError(f"{output} is no name for a {form}: pass -o {name}")
    return form or suffix or ("mov" if transparent else "mp4")


def _with_suffix(output: Path, form: str) -> Path:
    """Give a name without a suffix its format's, as manim does; a folder keeps its name."""
    bare = not output.suffix and output.name and not output.is_dir()
    return output.with_suffix(f".{form}") if bare else output


def _picture(
    quality: str,
    resolution: tuple[int, int] | None,
    fps: float | None,
    form: str,
    transparent: bool,
) -> Picture:
    from attnviz.stage.settings import QUALITIES as SIZES
    from attnviz.stage.settings import Picture

    width, height, rate = SIZES[quality]
    if resolution is not None:
        width, height = resolution
    return Picture(width, height, fps if fps is not None else rate, form, transparent)


def _direction(
    layer: int | None, head: int | None, unit: Unit, pace: float, theme: str, lang: str
) -> Direction:
    from attnviz.mobjects.style import THEMES
    from attnviz.stage.settings import Direction

    return Direction(layer, head, unit, pace, THEMES[theme], lang)


def _trace(runner: Model, sentence: str, direction: Direction) -> Trace:
    from attnviz.records import check_head

    layer, _ = check_head(runner.info, direction.layer, direction.head)
    return runner.trace(sentence, upto=layer + 1)


def _head(trace: Trace, direction: Direction) -> HeadTrace:
    return trace.head(direction.layer, direction.head, direction.unit)


def _warn_of_glyphs(trace: Trace) -> None:
    """Say before rendering which characters no installed font can draw."""
    from attnviz.mobjects.fonts import has_cjk, missing

    lost = missing(word.text for word in trace.words)
    if lost:
        way = "" if has_cjk() else ": pip install manimgx-fonts-cjk brings Han, kana and Hangul"
        click.echo(f"warning: no installed font can draw {' '.join(lost[:8])}{way}", err=True)


def _name(entry: SceneEntry, trace: Trace, direction: Direction, picture: Picture) -> str:
    """Name a clip after its sentence; what the name does not say goes into a short checksum."""
    words = re.sub(r"[^\w]+", "-", trace.sentence.lower()).strip("-_")
    short = words if len(words) <= 48 else words[:48].rsplit("-", 1)[0]
    head = _head(trace, direction)
    display = head.model.display_layer, head.model.display_head
    plain = (head.layer, head.head) == display and direction.unit == "word"
    plain &= direction.pace == 1 and direction.theme.name == "dark" and direction.language == "en"
    plain &= head.model.slug == "smollm2" and not picture.transparent
    if not plain or short.replace("-", " ") != trace.sentence:
        about = repr((trace.sentence, head.footer, direction, picture.transparent, head.model.slug))
        short += "-" + hashlib.sha256(about.encode()).hexdigest()[:6]
    wide = abs(picture.width - picture.height * 16 / 9) < 2
    pixels = f"{picture.height}p" if wide else f"{picture.width}x{picture.height}p"
    size = f"{pixels}{picture.fps:g}"
    return f"{entry.slug}-{short}-{size}.{picture.format}"
