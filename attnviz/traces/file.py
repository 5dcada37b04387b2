"""A trace's fields in one ``.npz`` file: numbers and JSON, nothing pickled.

It knows the records that a trace is made of, and not `Trace` itself, which calls it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from attnviz.errors import AttnvizError
from attnviz.files.atomic import atomic_write
from attnviz.traces.records import ModelInfo, NextToken, Token, Word, sealed
from attnviz.traces.weights import AttentionWeights

_ARRAYS = ("residual", "queries", "kv_keys", "kv_values")
_WEIGHTS = tuple(AttentionWeights.__dataclass_fields__)  # each is stored with an axis for layers


def write(path: str | Path, fields: Mapping[str, Any]) -> None:
    """Write the fields of a trace to one file, which appears whole or not at all.

    Parameters
    ----------
    path : str or Path
        Where to.
    fields : mapping
        By the names that `Trace` has for them.

    Raises
    ------
    AttnvizError
        When it cannot be written.
    """
    header: dict[str, Any] = {
        "model": asdict(fields["model"]),
        "sentence": fields["sentence"],
        "tokens": [asdict(token) for token in fields["tokens"]],
        "words": [_word_record(word) for word in fields["words"]],
    }
    layers = range(len(fields["queries"]))
    arrays = {name: fields[name] for name in _ARRAYS}
    arrays["output_weights"] = np.stack([fields["output_weights"][layer] for layer in layers])
    if fields["attention_weights"] is not None:
        blocks = [fields["attention_weights"][layer] for layer in layers]
        for name in _WEIGHTS:
            arrays[f"attention_{name}"] = np.stack([getattr(block, name) for block in blocks])
    found = fields["next_token"]
    if found is not None:
        header["next_token"] = {"ids": found.ids, "texts": found.texts}
        arrays["probabilities"] = found.probabilities
    with atomic_write(path) as part, part.open("wb") as file:
        np.savez(file, header=np.array(json.dumps(header)), **arrays)


def read(path: str | Path) -> dict[str, Any]:
    """Read the fields of a trace from a file that `write` wrote.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    dict
        By the names that `Trace` has for them.

    Raises
    ------
    AttnvizError
        When there is no such file, or it is no trace, or it is damaged.
    """
    import zipfile  # here, so that writing one does not pay for it

    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = dict(file)
        return _fields(json.loads(str(arrays["header"])), arrays)
    except OSError as error:
        reason = error.strerror or "it is damaged"
        raise AttnvizError(f"cannot read the trace {path}: {reason}") from None
    except (KeyError, TypeError, ValueError, EOFError, zipfile.BadZipFile):
        raise AttnvizError(f"{path} is not a trace, or it is damaged: save it again") from None


def _word_record(word: Word) -> dict[str, Any]:
    """Write a word under the keys that files have had from the first."""
    tokens = [word.tokens.start, word.tokens.stop]
    return {"text": word.text, "start": word.start, "end": word.end, "pieces": tokens}


def _word_of(record: Mapping[str, Any]) -> Word:
    return Word(record["text"], record["start"], record["end"], range(*record["pieces"]))


def _fields(header: Mapping[str, Any], arrays: Mapping[str, Any]) -> dict[str, Any]:
    found = header.get("next_token")
    return {
        "model": ModelInfo(**header["model"]),
        "sentence": header["sentence"],
        "tokens": tuple(Token(**token) for token in header["tokens"]),
        "words": tuple(_word_of(word) for word in header["words"]),
        **{name: arrays[name] for name in _ARRAYS},
        "output_weights": sealed(arrays["output_weights"]),
        "next_token": found
        and NextToken(tuple(found["ids"]), tuple(found["texts"]), arrays["probabilities"]),
        "attention_weights": _blocks(arrays),
    }


def _blocks(arrays: Mapping[str, Any]) -> tuple[AttentionWeights, ...] | None:
    if "attention_query" not in arrays:
        return None
    parts = {name: arrays[f"attention_{name}"] for name in _WEIGHTS}
    parts["epsilon"] = parts["epsilon"].tolist()
    layers = range(len(parts["query"]))
    return tuple(AttentionWeights(**{k: v[i] for k, v in parts.items()}) for i in layers)
