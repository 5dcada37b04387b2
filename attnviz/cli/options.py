"""What several commands take: the model, the head and the look."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from attnviz.catalog.captions import languages
from attnviz.catalog.choices import UNITS

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Size(click.ParamType[tuple[int, int]]):
    """Width and height in pixels, as a pair of numbers."""

    name = "size"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Read ``1080,1920`` or ``1080x1920``."""
        found = re.fullmatch(r"\s*(\d{2,5})\s*[,x]\s*(\d{2,5})\s*", str(value))
        if not found:
            self.fail("pass width and height in pixels, such as -r 1080,1920", param, ctx)
        return int(found[1]), int(found[2])


def theme_option(command: _Command) -> _Command:
    """Add ``--theme``."""
    return click.option(
        "--theme",
        default="dark",
        metavar="dark|light|FILE.toml",
        show_default=True,
        help="Colours and fonts: dark, light, or your own theme file.",
    )(command)


def language_option(command: _Command) -> _Command:
    """Add ``--lang``."""
    return click.option(
        "--lang",
        type=click.Choice(languages()),
        default="en",
        show_default=True,
        help="Language of the captions.",
    )(command)


def model_option(command: _Command) -> _Command:
    """Add ``--model``."""
    return click.option(
        "--model",
        default="smollm2",
        show_default=True,
        metavar="NAME|FILE.gguf",
        help="A model's name, or the path of a GGUF file with the Llama architecture.",
    )(command)


def word_options(command: _Command) -> _Command:
    """Add ``--word`` and ``--key``."""
    key = click.option(
        "--key",
        metavar="WORD",
        help="The word that answers, such as blue. [default: the word that gets most attention]",
    )
    follow = word_option(
        "The word to follow: ship, the#2 for the second the, or a position counted from 1. "
        "[default: a content word that attends to what describes it, else to earlier words]"
    )
    return follow(key(command))


def word_option(says: str) -> Callable[[_Command], _Command]:
    """Add ``--word`` with its help."""
    return click.option("--word", metavar="WORD", help=says)


def head_options(command: _Command) -> _Command:
    """Add ``--layer``, ``--head`` and ``--unit``."""
    for option in (
        click.option(
            "--unit",
            type=click.Choice(UNITS),
            default="word",
            show_default=True,
            help="What each row and column stands for.",
        ),
        click.option(
            "--head", type=int, help="Head, counted from 0. [default: chosen for the model]"
        ),
        click.option(
            "--layer", type=int, help="Layer, counted from 0. [default: chosen for the model]"
        ),
    ):
        command = option(command)
    return command
