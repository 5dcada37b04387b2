"""What scenes are called and what they say: a file a language beside the scenes.

Nothing here imports a scene (and so manim): `--help` asks too.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path


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


@dataclass(frozen=True)
class PictureNotes:
    """What stands in pictures and in the footer, apart from captions: the table ``[notes]``.

    Called with a key, and with a text for each of its {places}, it returns what is said in its
    language; in English where the language's file has no such line.
    """

    language: str = "en"

    def __call__(self, key: str, **places: str) -> str:
        """Return one note."""
        said = load_captions(self.language).get("notes", {})
        return (said.get(key) or load_captions("en")["notes"][key]).format(**places)


ENGLISH = PictureNotes()


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
