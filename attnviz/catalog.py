"""What can be rendered, told without importing a scene (and so without manim)."""

from __future__ import annotations

from dataclasses import dataclass

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
    """

    slug: str
    class_name: str
    module: str
    title: str
    number: int
    summary: str


SCENES: tuple[SceneEntry, ...] = (
    SceneEntry(
        slug="tokens",
        class_name="Tokens",
        module="attnviz.scenes.tokens",
        title="Tokens",
        number=1,
        summary="the sentence, the pieces that the model knows with their numbers, and words again",
    ),
    SceneEntry(
        slug="embedding",
        class_name="Embedding",
        module="attnviz.scenes.embedding",
        title="Embedding",
        number=2,
        summary="each piece looks up its column of numbers, the same one every time",
    ),
    SceneEntry(
        slug="scores",
        class_name="Scores",
        module="attnviz.scenes.scores",
        title="Scores",
        number=9,
        summary="every query meets every key: products of any sign, as numbers and as marks",
    ),
    SceneEntry(
        slug="pattern",
        class_name="AttentionPattern",
        module="attnviz.scenes.pattern",
        title="Attention pattern",
        number=12,
        summary="tokens, queries and keys, scores, mask, softmax: the grid of who attends to whom",
    ),
)
