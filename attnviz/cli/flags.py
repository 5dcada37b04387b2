"""Flags as keys of a file: which there are, and what each of them takes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from attnviz.cli.commands import COMMANDS, load
from attnviz.files.places import written_path

_TYPED = ("overwrite", "outside")  # what they permit, no file can permit itself
_FILES = {"theme": ".toml", "model": ".gguf"}  # names, or the paths of files


def configurable() -> dict[str, click.Command]:
    """Return the commands whose flags a file can settle: those that take ``--config``."""
    found = {name: load(name) for name in COMMANDS}
    return {
        name: command
        for name, command in found.items()
        if any(parameter.name == "config" for parameter in command.params)
    }


def of(command: click.Command) -> dict[str, click.Parameter]:
    """Return a command's parameters by the keys that a file has for them: the flags' long names.

    Of the arguments only the sentence is one, and what is settled before anything else is not.
    """
    found: dict[str, click.Parameter] = {}
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            found |= {"sentence": parameter} if parameter.name == "sentence" else {}
        elif not parameter.is_eager and parameter.name not in _TYPED:
            long = [name for name in parameter.opts if name.startswith("--")]
            found |= {name[2:].replace("-", "_"): parameter for name in long}
    return found


def shaped(parameter: click.Parameter, value: Any) -> Any:
    """Return a value as a flag would bring it: a size as text, one of several in a list."""
    if isinstance(value, list) and parameter.name == "resolution":
        return ",".join(map(str, value))
    return [value] if parameter.multiple and not isinstance(value, list) else value


def fault(command: click.Command, parameter: click.Parameter, value: Any) -> str | None:
    """Say what is wrong with a value for a flag, or None."""
    value = shaped(parameter, value)
    if isinstance(value, dict) or (isinstance(value, list) and not parameter.multiple):
        return "write a single value"
    switch = bool(getattr(parameter, "is_flag", False))
    if isinstance(value, bool) != switch:
        return "write true or false" if switch else "write its value, not true or false"
    if any(isinstance(one, str) and "\0" in one for one in (value, *_several(value))):
        return "remove the null character"
    if isinstance(parameter.type, click.Path) and not isinstance(value, str):
        return "write a path in quotation marks"
    try:
        parameter.type_cast_value(click.Context(command), value)
    except click.BadParameter as error:
        return error.message[:1].lower() + error.message[1:].rstrip(".")
    except (OverflowError, TypeError, ValueError):  # such as a date
        return f"{value} is not a valid number"
    return None


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def takes(command: click.Command, parameter: click.Parameter, value: Any) -> bool:
    """Tell whether a flag takes a value."""
    return fault(command, parameter, value) is None


def seen_from(folder: Path, key: str, value: Any) -> Any:
    """Return a value as it is meant in a file of a folder: paths begin there."""
    if not isinstance(value, str) or not value:
        return value
    named = key in ("output_file", "output", "media_dir", "captions_file")
    if key in _FILES:
        path = Path(value)
        named = path.suffix.lower() == _FILES[key] or len(path.parts) > 1
    return str(folder / written_path(value)) if named and "\0" not in value else value


def is_about(said: str, key: str, parameter: click.Parameter, value: Any) -> bool:
    """Tell whether an error is about a flag: it names the flag, or what it is and its value."""
    if set(re.findall(r"(?<!\S)--?[\w-]+", said)) & set(parameter.opts):
        return True
    return bool(re.search(rf"\b{key}\b", said)) and str(value) in said
