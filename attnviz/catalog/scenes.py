"""What can be rendered, told without importing a scene (and so without manim)."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

#: The sentence of a clip when none is given.
DEFAULT_SENTENCE = "a fluffy blue creature roamed the verdant forest"


@dataclass(frozen=True)
class SceneEntry:
    """One scene as the command line knows it.

    Attributes
    ----------
    slug
        Its name on the command line.
    class_name, module
        Where its class is.
    title
        What a chapter card calls it.
    number
        Its place in the film, from 1.
    summary
        What the viewer sees, in one line.
    seconds
        About how long its clip of the default sentence is.
    inputs
        What it is made from.
    """

    slug: str
    class_name: str
    module: str
    title: str
    number: int
    summary: str
    seconds: float = 20.0
    inputs: str = "sentence"


SCENES: tuple[SceneEntry, ...] = (
    SceneEntry(
        slug="tokens",
        class_name="Tokens",
        module="attnviz.scenes.tokens",
        title="Tokens",
        number=1,
        summary="the sentence, the pieces that the model knows with their numbers, and words again",
        seconds=10,
    ),
    SceneEntry(
        slug="embedding",
        class_name="Embedding",
        module="attnviz.scenes.embedding",
        title="Embedding",
        number=2,
        summary="each piece looks up its column of numbers, the same one every time",
        seconds=13,
    ),
    SceneEntry(
        slug="query",
        class_name="Query",
        module="attnviz.scenes.query",
        title="Query",
        number=7,
        summary="a word asks: a matrix times its column makes the query, row by row",
        seconds=19,
    ),
    SceneEntry(
        slug="key",
        class_name="Key",
        module="attnviz.scenes.key",
        title="Key",
        number=8,
        summary="words answer: each makes a key; one plane shows which of them a query is after",
        seconds=17,
    ),
    SceneEntry(
        slug="scores",
        class_name="Scores",
        module="attnviz.scenes.scores",
        title="Scores",
        number=9,
        summary="every query meets every key: products of any sign, as numbers and as marks",
        seconds=18,
    ),
    SceneEntry(
        slug="mask",
        class_name="Mask",
        module="attnviz.scenes.mask",
        title="Mask",
        number=10,
        summary="later words are hidden; one column without and with the mask: what would leak",
        seconds=14,
    ),
    SceneEntry(
        slug="softmax",
        class_name="Softmax",
        module="attnviz.scenes.softmax",
        title="Softmax",
        number=11,
        summary="one column: score, exp, shares that add to 1, a temperature; then every column",
        seconds=22,
    ),
    SceneEntry(
        slug="pattern",
        class_name="AttentionPattern",
        module="attnviz.scenes.pattern",
        title="Attention pattern",
        number=12,
        summary="tokens, queries and keys, scores, mask, softmax: the grid of who attends to whom",
        seconds=25,
    ),
    SceneEntry(
        slug="values",
        class_name="Values",
        module="attnviz.scenes.values",
        title="Values",
        number=14,
        summary="values of the words looked at, each times its weight, add up to an update",
        seconds=16,
    ),
    SceneEntry(
        slug="update",
        class_name="Update",
        module="attnviz.scenes.update",
        title="Update",
        number=15,
        summary="a word's vector takes in its update and moves; how far each word moves",
        seconds=20,
    ),
)


def find_scene(name: str) -> SceneEntry:
    """Return the scene of a slug or a class name.

    Raises
    ------
    UsageError
        When there is none; it names the nearest.
    """
    for entry in SCENES:
        if name in (entry.slug, entry.class_name):
            return entry
    from attnviz.errors import unknown

    raise unknown("scene", name, [entry.slug for entry in SCENES], "attnviz scenes lists them")


def find_scenes(names: Iterable[str]) -> list[SceneEntry]:
    """Return the scenes of some names, each once, in the order asked for; ``all`` takes all."""
    asked = list(dict.fromkeys(names))
    return list(SCENES) if "all" in asked else [find_scene(name) for name in asked]


def scene_class(name: str) -> Any:
    """Return the class that a job's `scene` names."""
    if name.startswith("card:"):
        _, number, title = name.split(":", 2)
        return importlib.import_module("attnviz.stage.card").card_for(title, int(number))
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)
