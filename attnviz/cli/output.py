"""Where a command's result goes: the standard output or a file, whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from attnviz.errors import UsageError
from attnviz.files.atomic import atomic_write

_Command = TypeVar("_Command", bound=Callable[..., Any])

#: Formats that a terminal cannot show.
BINARY = frozenset({"npz", "png", "pdf"})


def excel_option(command: _Command) -> _Command:
    """Add ``--excel``."""
    return click.option(
        "--excel",
        is_flag=True,
        help="Write csv for Excel: with a byte-order mark, without which Excel garbles letters "
        "outside English.",
    )(command)


def output_option(command: _Command) -> _Command:
    """Add ``-o``, a file instead of the standard output."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Write to this file instead of standard output.",
    )(command)


def choose_format(
    asked: str | None, output: Path | None, formats: tuple[str, ...], excel: bool = False
) -> str:
    """Decide on the format: the one asked for, else by the file's suffix, else the first.

    Parameters
    ----------
    excel
        Whether it is for Excel: csv, unless something else is asked for.

    Raises
    ------
    UsageError
        When the suffix tells nothing, or what is for Excel is no csv.
    """
    if excel:
        how = choose_format(asked, output, ("csv", *formats))
        if how != "csv":
            raise UsageError(f"--excel is for csv, and {how} is asked for: leave one of them out")
        return how
    if asked is not None:
        return asked
    if output is None:
        return formats[0]
    suffix = output.suffix[1:].lower()
    if suffix in formats:
        return suffix
    if suffix in ("", "txt"):
        return formats[0]
    raise UsageError(
        f"cannot tell a format from the name {output.name}: pass --format, one of "
        + ", ".join(formats)
    )


def deliver(content: str | bytes, output: Path | None, excel: bool = False) -> None:
    """Write a result to a file, or to the standard output.

    Parameters
    ----------
    content
        Text is written in UTF-8.
    output
        The file, or None for the standard output.
    excel
        Whether text begins with a byte-order mark.

    Raises
    ------
    UsageError
        When bytes would go to a terminal.
    AttnvizError
        When the file cannot be written.
    """
    data = (
        content.encode("utf-8-sig" if excel else "utf-8") if isinstance(content, str) else content
    )
    if output is not None:
        with atomic_write(output) as part:
            part.write_bytes(data)
        return
    if isinstance(content, bytes) and sys.stdout.isatty():
        raise UsageError("a terminal cannot show this format: pass -o FILE")
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
