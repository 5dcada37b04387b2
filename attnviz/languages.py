"""The languages that captions come in: a file each beside the scenes, and nothing else.

Nothing here imports a scene (and so manim): `--help` asks too.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def languages() -> tuple[str, ...]:
    """Return their names, such as ``en``, in order."""
    spec = find_spec("attnviz.scenes")
    folders = (spec.submodule_search_locations or []) if spec else []
    found = {path.stem for folder in folders for path in Path(folder).glob("captions/*.toml")}
    return tuple(sorted(found))
