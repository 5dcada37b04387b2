"""What several commands take: the sentence, the model and the head."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from attnviz.catalog.choices import UNITS
from attnviz.errors import UsageError

_Command = TypeVar("_Command", bound=Callable[..., Any])


def read_sentence(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> str | None:
    """Take a sentence as it was typed, or read it from the standard input where it is ``-``."""
    if value == "-":
        if sys.stdin is None:  # as Python has it where the shell closed it
            raise UsageError("there is no standard input to read: pass the sentence itself")
        try:
            value = sys.stdin.read().rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise UsageError("what came on the standard input is no text in UTF-8") from error
    return value


def sentence_argument(name: str = "sentence") -> Callable[[_Command], _Command]:
    """Add the sentence; ``-`` reads it from the standard input."""
    return click.argument(name, callback=read_sentence)


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
