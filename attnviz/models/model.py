"""What every model offers, and where models come from by name."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from attnviz.errors import UsageError

if TYPE_CHECKING:
    from attnviz.attention import Floats
    from attnviz.traces.records import ModelInfo, Token
    from attnviz.traces.trace import Trace
    from attnviz.traces.vocabulary import Vocabulary

MODELS = {"smollm2": "SmolLM2-135M"}
"""Models known by name: what commands call them, and what the screen does."""


class Model(Protocol):
    """A language model that leaves a trace.

    Attributes
    ----------
    info : ModelInfo
        Its name and shape.
    vocabulary : Vocabulary
        Its tokens: texts, and rows at both ends.
    """

    info: ModelInfo
    vocabulary: Vocabulary

    def tokenize(self, text: str) -> tuple[Token, ...]:
        """Cut a text into the model's pieces."""
        ...

    def trace(self, sentence: str, upto: int | None = None) -> Trace:
        """Run the first `upto` layers, or all of them, on a sentence."""
        ...

    def predict(self, text: str, top: int = 5) -> list[tuple[str, int, float]]:
        """Give the likeliest next tokens: text, id and probability, best first."""
        ...

    def embedding(self, ids: Sequence[int]) -> Floats:
        """Read rows of the embedding table, float32 (len(ids), d_model)."""
        ...


def load_model(model: str | Path = "smollm2") -> Model:
    """Open a model. Nothing but its header is read until it runs.

    Parameters
    ----------
    model : str or Path
        The name of a known model, or the path of a Llama-architecture GGUF file.

    Returns
    -------
    Model
        The model.

    Raises
    ------
    UsageError
        When the name is not known and no such file exists, or it is another kind of model.
    AttnvizError
        When the weights are missing, truncated or altered.
    """
    from attnviz.models.llama.model import LocalModel

    if model in MODELS:
        from attnviz.models.weights import default

        return LocalModel(default(), str(model), MODELS[str(model)])
    path = Path(model).expanduser()
    if path.is_file():
        return LocalModel(path)
    if path.suffix == ".gguf" or len(path.parts) > 1:
        raise UsageError(f"there is no weights file {path}: check the path")
    raise UsageError(
        f"no model {str(model)!r}: known is {', '.join(MODELS)}, or give the path of a .gguf file"
    )


def trace_head(
    sentence: str, model: str | Path, layer: int | None = None, head: int | None = None
) -> Trace:
    """Run a model on a sentence, no further than one head needs.

    Parameters
    ----------
    sentence : str
        One line of text.
    model : str or Path
        As `load_model` takes it.
    layer, head : int, optional
        The head; the model's display head where left out.

    Returns
    -------
    Trace
        With every layer up to the head's.

    Raises
    ------
    UsageError
        When the model has no such head, or the sentence or the model cannot be used.
    AttnvizError
        When the weights are missing, truncated or altered.
    """
    from attnviz.traces.records import check_head

    runner = load_model(model)
    layer, _ = check_head(runner.info, layer, head)
    return runner.trace(sentence, upto=layer + 1)


def check_text(text: str, allow: str = "") -> None:
    """See that a text can be read, and later drawn on one line.

    Parameters
    ----------
    text : str
        The text.
    allow : str
        Control characters that are fine here.

    Raises
    ------
    UsageError
        When it is empty or blank, or holds a control character or half of a surrogate pair.
    """
    if not text.strip():
        raise UsageError("the sentence is empty: give at least one word")
    for at, letter in enumerate(text):
        kind = unicodedata.category(letter)
        if kind in ("Cc", "Zl", "Zp") and letter not in allow:
            raise UsageError(
                f"the sentence has a control character, U+{ord(letter):04X}, "
                f"at position {at}: put a space there"
            )
        if kind == "Cs":
            raise UsageError(f"the sentence is not valid UTF-8 at position {at}: retype it there")
