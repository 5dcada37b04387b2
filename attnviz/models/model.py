"""What every model offers, whatever its architecture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from attnviz.attention import Floats
    from attnviz.traces.records import ModelInfo, Token
    from attnviz.traces.trace import Trace
    from attnviz.traces.vocabulary import Vocabulary


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
        """Cut a text into the model's tokens."""
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
