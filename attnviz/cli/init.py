"""`attnviz init`: a configuration file with every key there is, all of them commented out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from textwrap import wrap
from typing import Any

import click

from attnviz.cli import flags
from attnviz.cli.config import CLIP, FILE
from attnviz.errors import UsageError

_HEAD = """\
# Settings for attnviz in this folder; flags override them. To change a setting, remove the # in
# front of its name and edit its value. Paths are relative to this file's folder. The clips listed
# at the end are rendered by `attnviz render --from {file}`.

# For every command that has the flag.
"""
_CLIPS = f"""
# Clips. Each can have any key of [render] and any of those at the top.

#[[{CLIP}]]
#scene = "pattern"  # or several: ["query", "key"]
#sentence = "The old wooden ship crossed a calm grey sea."
#output = "ship.mp4"
"""
# Of flags that have no value unless they are given, what one could look like.
_EXAMPLES: dict[str, Any] = {
    "layer": 13, "head": 1, "resolution": "1080,1920", "fps": 30, "jobs": 2, "scenes": "query,key",
    "beat": "grid", "sentence": "The old wooden ship crossed a calm grey sea.",
    "query": "ship", "key": "wooden",
    "output": "grid.csv", "max_size": "5MB", "captions_file": "captions.toml",
    "output_file": "clip.mp4", "every": 0.5,
}  # fmt: skip


@click.command()
@click.argument("file", type=click.Path(path_type=Path), default=FILE)
@click.option("--force", is_flag=True, help="Overwrite FILE if it exists.")
def init(file: Path, force: bool) -> None:
    """Write FILE (default: attnviz.toml), a configuration file with every setting there is.

    Commands read the attnviz.toml in the folder where you run them, or the file that --config
    names.
    """
    from attnviz.files.atomic import atomic_write

    if file.exists() and not force:
        raise UsageError(f"{file} already exists: pass --force to overwrite it, or another name")
    with atomic_write(file) as part:
        part.write_text(written(flags.configurable(), file), encoding="utf-8")
    click.echo(file)


def written(commands: Mapping[str, click.Command], file: Path = FILE) -> str:
    """Return the file: what means the same to several commands first, then each one's own."""
    own = {name: _keys(command) for name, command in commands.items()}
    common: dict[str, click.Option] = {}
    for key, meant in _meanings(own.values()).items():
        if len(meant) > 1 and len({str(flag.to_info_dict()) for flag in meant}) == 1:
            common[key] = meant[0]
    # A line break would end the comment, and bytes that are no text cannot be written.
    name = "".join(letter if letter.isprintable() else "?" for letter in str(file))
    parts = [_HEAD.format(file=name), *_lines(common)]
    for name, keys in own.items():
        rest = {key: flag for key, flag in keys.items() if key not in common}
        parts += [f"\n#[{name}]\n", *_lines(rest)] if rest else []
    return "".join([*parts, _CLIPS])


def _meanings(commands: Iterable[Mapping[str, click.Option]]) -> dict[str, list[click.Option]]:
    found: dict[str, list[click.Option]] = {}
    for keys in commands:
        for key, flag in keys.items():
            found.setdefault(key, []).append(flag)
    return found


def _keys(command: click.Command) -> dict[str, click.Option]:
    """Return a command's options by key, each once: under its first long name."""
    once: dict[str, click.Option] = {}
    for key, flag in flags.of(command).items():
        if isinstance(flag, click.Option) and flag not in once.values():
            once[key] = flag
    return once


def _lines(keys: Mapping[str, click.Option]) -> Iterator[str]:
    for key, flag in keys.items():
        yield "".join(f"# {line}\n" for line in wrap(flag.help or "", 96))
        yield f"#{key} = {_value(key, flag)}\n"


def _value(key: str, flag: click.Option) -> str:
    """Return a flag's default in TOML, or an example of a value."""
    value = flag.to_info_dict()["default"]
    if value is None:
        choices = getattr(flag.type, "choices", None)
        value = choices[0] if choices else _EXAMPLES.get(key, "")
    # Text, numbers, lists and true are the same in JSON and in TOML.
    return json.dumps(value, ensure_ascii=False, default=str)
