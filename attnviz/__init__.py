"""Type a sentence, get the film that explains attention on it, with a real model's numbers."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from attnviz._version import __version__

if TYPE_CHECKING:
    from attnviz.models.base import load_model
    from attnviz.trace import HeadTrace, Trace

__all__ = ["HeadTrace", "Trace", "__version__", "load_model", "trace"]

_HOMES = {
    "HeadTrace": "attnviz.trace",
    "Trace": "attnviz.trace",
    "load_model": "attnviz.models.base",
}


def trace(sentence: str, model: str = "smollm2", upto: int | None = None) -> Trace:
    """Run a model on a sentence."""
    from attnviz.models.base import load_model

    return load_model(model).trace(sentence, upto)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'attnviz' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


class _Package(ModuleType):
    """Keeps `attnviz.trace` the function when the module of that name is loaded."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name == "trace" and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
