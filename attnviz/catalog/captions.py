"""What scenes are called and what they say: a file a language beside the scenes.

Nothing here imports a scene (and so manim): `--help` asks too.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_noting = ContextVar("language of notes", default="en")


@cache
def languages() -> tuple[str, ...]:
    """Return their names, such as ``en``, in order."""
    return tuple(sorted(path.stem for path in _files("*")))


@cache
def load_captions(language: str) -> dict[str, dict[str, str]]:
    """Return {scene slug: {beat: caption}} of one language, and its ``titles``.

    Raises
    ------
    FileNotFoundError
        When there is no file for the language.
    """
    found: dict[str, dict[str, str]] = {}
    files = _files(language)
    if not files:
        raise FileNotFoundError(f"no captions in {language!r}")
    for path in files:
        found |= tomllib.loads(path.read_text("utf-8"))
    return found


def titles(language: str) -> dict[str, str]:
    """Return what scenes are called in a language, by slug, as far as its file says."""
    return load_captions(language).get("titles", {})


@contextmanager
def noting(language: str) -> Iterator[None]:
    """Let pictures say what they say in a language within the block, see `noted`."""
    before = _noting.set(language)
    try:
        yield
    finally:
        _noting.reset(before)


def noted(key: str, **places: str) -> str:
    """Return what a picture or the footer says: a line of ``[notes]``, its {places} filled.

    It is in the language that is `noting`, English if none is or its file has no such line.
    """
    said = load_captions(_noting.get()).get("notes", {})
    return (said.get(key) or load_captions("en")["notes"][key]).format(**places)


def letters(language: str) -> str:
    """Return every character of a language's file, each once: what must be drawn for it."""
    return "".join(sorted({c for path in _files(language) for c in path.read_text("utf-8")}))


def scene_files(pattern: str) -> list[Path]:
    """Find files beside the scenes, without importing any."""
    spec = find_spec("attnviz.scenes")
    folders = (spec.submodule_search_locations or []) if spec else []
    return [path for folder in folders for path in Path(folder).glob(pattern)]


def _files(language: str) -> list[Path]:
    return scene_files(f"captions/{language}.toml")
