"""What a trace may lack, and how that is said: fields that are read where they are there.

Some models do not tell all that they did, down to a pattern and nothing else. What is absent is
stored as None; whoever reads it is told, in a sentence, and nobody need ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from attnviz.errors import AttnvizError

#: What a trace may lack: its fields, and what to call them. A scene says which of them it draws.
PARTS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "embedding": (("embedding",), "the rows of the embedding table"),
    "residual": (("residual",), "the residual stream"),
    "queries": (("queries", "kv_keys"), "queries and keys"),
    "values": (("kv_values", "output_weights"), "values and W_O"),
    "weights": (("attention_weights", "inputs"), "W_Q, W_K and W_V"),
    "vocabulary": (("vocabulary",), "a vocabulary"),
    "next_token": (("next_token",), "the next token"),
}


class Part:
    """A field of a frozen dataclass that some records do not have: reading it then says so.

    The record's ``lacks`` maps what is not there to a sentence. What is absent is stored as None,
    and nobody who reads the field need ask.

    Parameters
    ----------
    part : str
        What it belongs to, a key of ``lacks``.
    """

    def __init__(self, part: str) -> None:
        self._part = part

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_{name}"

    def __get__(self, record: Any, owner: type | None = None) -> Any:
        if record is None:
            return None  # the default of the field
        value = vars(record).get(self._name)
        if value is None:
            kind, name = type(record).__name__, self._name[1:]
            raise AttnvizError(record.lacks.get(self._part, f"this {kind} has no {name}"))
        return value

    def __set__(self, record: Any, value: Any) -> None:
        vars(record)[self._name] = value


def part(name: str) -> Any:
    """Declare a field that some records do not have, see `Part`."""
    return Part(name)


def has(record: object, name: str) -> bool:
    """Tell whether a record has one of the fields that it may lack."""
    return vars(record).get(f"_{name}") is not None


def stored(record: Any) -> dict[str, Any]:
    """Return all fields of a record by name, what is not there as None."""
    parts = {name for name, kind in vars(type(record)).items() if isinstance(kind, Part)}
    names = (field.name for field in fields(record))
    return {n: getattr(record, n) if n not in parts or has(record, n) else None for n in names}


def lacking(record: Any, reasons: Mapping[str, str]) -> dict[str, str]:
    """Return which of `PARTS` a trace lacks, with a sentence that says so.

    Parameters
    ----------
    record : Trace
        The trace.
    reasons : mapping of str to str
        What to say where the model itself has no such part, by its name.

    Returns
    -------
    dict of str to str
        By the names of `PARTS`.
    """
    there, model = stored(record), record.model.name
    return {
        name: reasons.get(
            name,
            f"this trace of {model} came without {what}: run the model on the sentence again",
        )
        for name, (needed, what) in PARTS.items()
        if any(there[field] is None for field in needed)
    }
