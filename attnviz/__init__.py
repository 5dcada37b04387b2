"""Type a sentence, get the film that explains attention on it, with a real model's numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attnviz._version import __version__

if TYPE_CHECKING:
    from attnviz.clips.render import Clip, render
    from attnviz.models.load import load_model
    from attnviz.traces.head import HeadTrace
    from attnviz.traces.trace import Trace

__all__ = ["Clip", "HeadTrace", "Trace", "__version__", "load_model", "render", "trace"]

_HOMES = {
    "Clip": "attnviz.clips.render",
    "HeadTrace": "attnviz.traces.head",
    "Trace": "attnviz.traces.trace",
    "load_model": "attnviz.models.load",
    "render": "attnviz.clips.render",
}


def trace(sentence: str, model: str = "smollm2", upto: int | None = None) -> Trace:
    """Run a model on a sentence and keep what it did.

    Parameters
    ----------
    sentence : str
        One line of text.
    model : str
        The name of a known model, or the path of a Llama-architecture GGUF file.
    upto : int, optional
        How many layers to run: a head in layer L needs L + 1. All of them when left out.

    Returns
    -------
    Trace
        Queries, keys, values and residual stream of every layer that ran.

    Raises
    ------
    UsageError
        When the sentence or the model is not one that can be used.
    AttnvizError
        When the weights are missing, truncated or altered.

    Examples
    --------
    >>> trace = attnviz.trace("a fluffy blue creature", upto=14)
    >>> trace.head(13, 1).pattern[3].round(2)
    array([0.19, 0.32, 0.41, 0.08], dtype=float32)
    """
    from attnviz.models.load import load_model

    _show_grids()
    return load_model(model).trace(sentence, upto)


def load_ipython_extension(shell: Any) -> None:
    """Answer ``%load_ext attnviz`` in a notebook: bring the cell magic ``%%attnviz``."""
    from attnviz.notebook import load

    load(shell)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'attnviz' has no attribute {name!r}")
    from importlib import import_module

    _show_grids()
    return getattr(import_module(_HOMES[name]), name)


def _show_grids() -> None:
    """Let a notebook show heads as their grids, whichever way it comes to have one."""
    from attnviz.notebook import show_grids

    show_grids()
