"""Captions of one's own: a file of the shape of ``scenes/captions/en.toml``, partly filled."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from attnviz.catalog.captions import load_captions
from attnviz.errors import UsageError, unknown
from attnviz.files.toml import nested, read_toml

#: Table, key and text of each caption, in the file's order: a record that travels and compares.
OwnCaptions = tuple[tuple[str, str, str], ...]

_KIND = "a file of captions as scenes/captions/en.toml is"
_FIXED = ("notes",)  # what a picture says of itself says how it was drawn
_LONGEST = 160  # letters that the largest caption's room has place for
_SLOT = re.compile(r"\{(\w+)\}")


def read_captions(path: Path, language: str) -> OwnCaptions:
    """Read a file of captions; what it leaves out stays as the language has it.

    Raises
    ------
    UsageError
        When it cannot be read, or has a table, a key or a {place} that the language's has not.
    """
    content = read_toml(path, _KIND)
    said = load_captions(language)
    tables = [table for table in said if table not in _FIXED]
    found: list[tuple[str, str, str]] = []
    try:
        for table in content:
            if table not in tables:
                raise unknown("table", table, tables, f"there are {', '.join(tables)}")
            for key, text in nested(content, table).items():
                if key not in said[table]:
                    raise unknown(f"[{table}] key", key, said[table], _listed(said[table]))
                _check(f"[{table}] {key}", text, _slots(said[table].values()))
                found.append((table, key, text))
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from error
    return tuple(found)


def captions_of(language: str, own: OwnCaptions, table: str) -> dict[str, str]:
    """Return a table of a language's captions, with those of one's own in their places."""
    return load_captions(language).get(table, {}) | {k: text for t, k, text in own if t == table}


def _check(where: str, text: object, slots: list[str]) -> None:
    if not isinstance(text, str) or not text:
        raise UsageError(f"{where}: write a text in quotation marks, or leave it out")
    if not text.isprintable():
        raise UsageError(f"{where}: remove the control characters and line breaks")
    if len(text) > _LONGEST:
        raise UsageError(f"{where}: {len(text)} letters are too many: write at most {_LONGEST}")
    for slot in _SLOT.findall(text):
        if slot not in slots:
            raise unknown(f"{where} place", f"{{{slot}}}", slots, _listed(slots))


def _slots(texts: Iterable[str]) -> list[str]:
    return sorted(set(_SLOT.findall(" ".join(texts))))


def _listed(names: Iterable[str]) -> str:
    return f"there are {', '.join(names) or 'none'}"
