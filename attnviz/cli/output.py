"""Where a command's result goes: the standard output or a file, whole or not at all."""

from __future__ import annotations

import sys
from pathlib import Path

from attnviz.errors import UsageError
from attnviz.files.atomic import atomic_write

#: Formats that a terminal cannot show.
BINARY = frozenset({"npz", "png"})


def choose_format(asked: str | None, output: Path | None, formats: tuple[str, ...]) -> str:
    """Decide on the format: the one asked for, else by the file's suffix, else the first.

    Raises
    ------
    UsageError
        When the suffix tells nothing.
    """
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


def deliver(content: str | bytes, output: Path | None) -> None:
    """Write a result to a file, or to the standard output.

    Parameters
    ----------
    content
        Text is written in UTF-8.
    output
        The file, or None for the standard output.

    Raises
    ------
    UsageError
        When bytes would go to a terminal.
    AttnvizError
        When the file cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    if output is not None:
        with atomic_write(output) as part:
            part.write_bytes(data)
        return
    if isinstance(content, bytes) and sys.stdout.isatty():
        raise UsageError("this format is not for a terminal: pass -o FILE")
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
