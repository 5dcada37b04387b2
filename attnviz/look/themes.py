"""Themes by name, and themes in files of one's own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from attnviz.errors import UsageError
from attnviz.files.places import written_path
from attnviz.files.toml import nested, read_toml
from attnviz.look.style import THEMES, FontFile, Role, Theme, Voice

KEYS = ("name", "base", "colors", "fonts")
_WAY_OUT = "pass dark, light, or a theme file in .toml"


def load_theme(name: str) -> Theme:
    """Return the theme of a name or a file.

    A file holds a `name`, the `base` (dark or light) that everything it leaves out is taken from,
    a table `colors` by role, and a table `fonts` by voice.

    Raises
    ------
    UsageError
        When there is no such theme, or something is wrong with the file.
    """
    if name in THEMES:
        return THEMES[name]
    path = written_path(name)
    if path.suffix.lower() != ".toml" and not path.is_file():
        from attnviz.errors import unknown

        raise unknown("theme", name, THEMES, _WAY_OUT)
    try:
        about = path.stat()
        made = about.st_mtime_ns, about.st_size
    except OSError:
        made = 0, 0  # reading says what is wrong with it
    return _read(path, made)


def warnings(theme: Theme) -> list[str]:
    """Say what will be hard to read in a theme; the built-in ones have been checked."""
    if theme in THEMES.values():
        return []
    from attnviz.look.contrast import too_faint

    return [f"theme {theme.name}: {fault}" for fault in too_faint(theme)]


@lru_cache(maxsize=16)
def _read(path: Path, made: tuple[int, int]) -> Theme:
    """Read a theme file, once while it stays the same."""
    content = read_toml(path, "dark, light, or a theme file")
    try:
        for key in content:
            _known("key", key, KEYS)
        base = content.get("base", "dark")
        if not isinstance(base, str) or base not in THEMES:
            raise UsageError(f"base = {base!r} is not a theme: write one of {', '.join(THEMES)}")
        name = content.get("name", path.stem)
        if not isinstance(name, str) or not name.strip():
            raise UsageError(f"name = {name!r} is not a name: write it in quotation marks")
        colors = _colors(nested(content, "colors"))
        voices = _voices(nested(content, "fonts"), path.resolve().parent)
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from error
    return replace(THEMES[base], name=name, voices=voices, **colors)


def _colors(table: dict[str, Any]) -> dict[str, str]:
    return {_known("role", role, get_args(Role)): _color(role, c) for role, c in table.items()}


def _color(role: str, value: object) -> str:
    """Return a colour as ``#RRGGBB``."""
    found = re.fullmatch(
        r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", value if isinstance(value, str) else ""
    )
    if not found:
        raise UsageError(f'{role} = {value!r} is not a colour: write it as "#RRGGBB"')
    digits = found[1].upper()
    return "#" + (digits if len(digits) == 6 else "".join(2 * c for c in digits))


def _voices(table: dict[str, Any], folder: Path) -> tuple[tuple[Voice, FontFile], ...]:
    from attnviz.look.fontfiles import find_font

    found: dict[Voice, FontFile] = {}
    for voice, asked in table.items():
        _known("voice", voice, get_args(Voice))
        if not isinstance(asked, str) or not asked.strip():
            raise UsageError(f"{voice} = {asked!r} is not a font: write a file or a name as text")
        found[voice] = find_font(asked, voice, folder)  # type: ignore[index, arg-type]
    return tuple(sorted(found.items()))


def _known(kind: str, name: str, known: Iterable[str]) -> str:
    if name not in known:
        from attnviz.errors import unknown

        raise unknown(kind, name, known, f"there are {', '.join(known)}")
    return name
