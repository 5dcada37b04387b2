"""A model by its name or file; nothing else knows which architectures there are."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from attnviz.errors import UsageError
from attnviz.files.places import written_path

if TYPE_CHECKING:
    from attnviz.models.model import Model
    from attnviz.traces.trace import Trace

MODELS = {"smollm2": "SmolLM2-135M"}
"""Models known by name: what commands call them, and what the screen does."""

ARCHITECTURES = {"llama": "attnviz.models.llama.model:LocalModel"}
"""What runs a weights file, by the architecture that its header names: ``module:class``."""


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
    if model in MODELS:
        from attnviz.models.weights import default

        return _open(default(), str(model), MODELS[str(model)])
    path = written_path(str(model))
    if path.is_file():
        return _open(path)
    if path.suffix == ".gguf" or len(path.parts) > 1:
        raise UsageError(f"there is no weights file {path}: check the path")
    raise UsageError(
        f"no model {str(model)!r}: known is {', '.join(MODELS)}, or give the path of a .gguf file"
    )


def _open(path: Path, *names: str) -> Model:
    """Open a weights file with the class that runs its architecture."""
    from attnviz.models.gguf import GGUF

    weights = GGUF(path)
    architecture = weights.keys.text("general.architecture")
    # One that nobody runs goes to the Llama's, which refuses it and says what it runs.
    where = ARCHITECTURES.get(architecture, ARCHITECTURES["llama"])
    module, _, name = where.partition(":")
    model: Model = getattr(import_module(module), name)(weights, *names)
    return model


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
