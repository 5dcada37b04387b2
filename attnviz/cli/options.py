"""What several commands take: the model and the head."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from attnviz.catalog.choices import UNITS

_Command = TypeVar("_Command", bound=Callable[..., Any])


def model_option(command: _Command) -> _Command:
    """Add ``--model``."""
    return click.option(
        "--model",
        default="smollm2",
        show_default=True,
        metavar="NAME|FILE.gguf",
        help="A model's name, or the path of any Llama-architecture GGUF file.",
    )(command)


def head_options(command: _Command) -> _Command:
    """Add ``--layer``, ``--head`` and ``--unit``."""
    for option in (
        click.option(
            "--unit",
            type=click.Choice(UNITS),
            default="word",
            show_default=True,
            help="What a row and a column stand for.",
        ),
        click.option("--head", type=int, help="Head, from 0. [default: the model's display head]"),
        click.option(
            "--layer", type=int, help="Layer, from 0. [default: the model's display layer]"
        ),
    ):
        command = option(command)
    return command
