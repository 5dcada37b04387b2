"""What commands that make clips share: their options, gathered into one record."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from attnviz.catalog.choices import CAPTIONS
from attnviz.catalog.scenes import DEFAULT_SENTENCE
from attnviz.cli.config import config_option
from attnviz.cli.options import (
    Size,
    head_options,
    language_option,
    model_option,
    theme_option,
    word_options,
)
from attnviz.cli.sentences import read_sentence
from attnviz.clips.request import Request
from attnviz.frames.settings import QUALITIES

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Bytes(click.ParamType[int]):
    """A size in bytes."""

    name = "bytes"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read ``500k``, ``2.5M``, ``5MB`` or ``4MiB``; a million bytes are a megabyte."""
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(?:([kmg])(i?)b?|b)?", str(value).strip(), re.I)
        unit = 1024 if found and found[3] else 1000
        size = float(found[1]) * unit ** " kmg".index((found[2] or " ").lower()) if found else 0
        if not 1 <= size < 1e18:
            self.fail(f"{value!r} is not a size: pass one such as 500k, 2.5M or 5MB", param, ctx)
        return int(size)


def _add(command: _Command, options: Sequence[Callable[[Any], Any]]) -> _Command:
    for option in reversed(options):
        command = option(command)
    return command


def request_of(flags: dict[str, Any]) -> Request:
    """Take what a request is made of out of a command's flags."""
    return Request(**{f.name: flags.pop(f.name) for f in fields(Request) if f.name in flags})


def scene_options(command: _Command) -> _Command:
    """Add what every command that plays a scene takes; it comes as one `request`."""

    @functools.wraps(command)
    def gathered(**flags: Any) -> Any:
        return command(request=request_of(flags), **flags)

    options = [
        click.option(
            "--sentence", callback=read_sentence, default=DEFAULT_SENTENCE, show_default=True,
            help="The sentence to explain attention on; `-` reads standard input.",
        ),
        head_options,
        word_options,
        model_option,
        click.option("-q", "--quality", type=click.Choice(list(QUALITIES)), default="m",
                     show_default=True, help="480p15, 720p30, 1080p60, 1440p60 or 2160p60."),
        click.option("-r", "--resolution", type=Size(), metavar="W,H",
                     help="Size in pixels, instead of that of --quality."),
        theme_option,
        language_option,
        click.option("--captions", type=click.Choice(CAPTIONS), multiple=True, default=["burn"],
                     show_default=True, help="Draw captions into the picture (burn), write them "
                     "to a file beside the clip (srt, vtt), or have none. Can be given more than "
                     "once."),
        click.option("--captions-file", type=click.Path(path_type=Path), metavar="FILE.toml",
                     help="Your own captions, in the format of scenes/captions/en.toml; lines that "
                     "it leaves out keep the default."),
        click.option("--detail", is_flag=True, help="Also show the steps that clips usually skip: "
                     "normalisation and positions."),
        click.option("-o", "--output_file", "output", type=click.Path(path_type=Path),
                     metavar="FILE", help="The file to write. [default: named after scene and "
                     "sentence, in --media_dir]"),
        click.option("--media_dir", type=click.Path(path_type=Path), default=Path("media"),
                     show_default=True, help="Folder for clips."),
        click.option("--overwrite", is_flag=True, help="Also replace files that attnviz did not "
                     "write, or that were changed since."),
        config_option,
    ]  # fmt: skip
    return _add(cast("_Command", gathered), options)


def making_options(command: _Command) -> _Command:
    """Add what every command that renders clips takes."""
    options = [
        click.option("--fps", "--frame_rate", "fps", type=float,
                     help="Frames per second, instead of those of --quality."),
        click.option("--pace", type=float, default=1.0, show_default=True,
                     help="Speed: 2 plays twice as fast, 0.5 half as fast."),
        click.option("--jobs", type=click.IntRange(1), metavar="N",
                     help="How many clips to render at once. [default: one per core]"),
        click.option("--disable_caching", is_flag=True,
                     help="Render again, even if the finished clip is in the cache."),
        click.option("-p", "--preview", is_flag=True, help="Open the result when it is done."),
    ]  # fmt: skip
    return _add(command, options)


def say_warnings(request: Request) -> None:
    """Refuse what cannot be read, fetch weights at first use, warn of letters without a font."""
    for warning in request.check():
        click.echo(f"warning: {warning}", err=True)
