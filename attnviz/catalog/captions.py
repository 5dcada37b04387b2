"""The languages that captions come in: a file each beside the scenes, and nothing else.

Nothing here imports a scene (and so manim): `--help` asks too.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path


@cache
def languages() -> tuple[str, ...]:
    """Return their names, such as ``en``, in order."""
    return tuple(sorted(path.stem for path in _files("*")))


@cache
def titles(language: str) -> dict[str, str]:
    """Return what scenes are called in a language, by slug, as far as its file says."""
    found: dict[str, str] = {}
    for path in _files(language):
        found |= tomllib.loads(path.read_text("utf-8")).get("titles", {})
    return found


def letters(language: str) -> str:
    """Return every character of a language's file, each once: what must be drawn for it."""
    return "".join(sorted({c for path in _files(language) for c in path.read_text("utf-8")}))


def _files(name: str) -> list[Path]:
    spec = find_spec("attnviz.scenes")
    folders = (spec.submodule_search_locations or []) if spec else []
    return [path for folder in folders for path in Path(folder).glob(f"captions/{name}.toml")]


@cache
def load_captions(language: str) -> dict[str, dict[str, str]]:
    """Return {scene slug: {beat: caption}} of one language.

    Raises
    ------
    FileNotFoundError
        When there is no file for the language.
    """
    text = files("attnviz.scenes").joinpath(f"captions/{language}.toml").read_text("utf-8")
    return tomllib.loads(text)
