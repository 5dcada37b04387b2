"""Captions as data: one file a language beside the scenes, one line a beat."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from attnviz.mobjects.style import Theme
from attnviz.mobjects.text import Run

_SLOT = re.compile(r"\{(\w+)\}")


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


def fill(template: str, slots: Mapping[str, Sequence[Run]], theme: Theme) -> list[Run]:
    """Put runs of words and numbers into a caption; the rest of it is italic.

    Parameters
    ----------
    template
        Such as ``{query} gives {share} of its attention to {keys}.``
    slots
        What stands in each place.
    """
    runs: list[Run] = []
    at = 0
    for slot in _SLOT.finditer(template):
        if slot.start() > at:
            runs.append(Run(template[at : slot.start()], theme.text, "italic"))
        runs += slots[slot.group(1)]
        at = slot.end()
    if at < len(template):
        runs.append(Run(template[at:], theme.text, "italic"))
    return runs
