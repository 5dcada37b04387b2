"""A trace in one ``.npz`` file: numbers and JSON, nothing pickled."""

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
from attnviz.traces.trace import Trace
from attnviz.traces.weights import AttentionWeights

_ARRAYS = ("residual", "queries", "kv_keys", "kv_values")
_WEIGHTS = tuple(AttentionWeights.__dataclass_fields__)  # each is stored with an axis for layers


def write_trace(trace: Trace, path: str | Path) -> None:
    """Write a trace, see `Trace.save`."""
    header: dict[str, Any] = {
        "model": asdict(trace.model),
        "sentence": trace.sentence,
        "tokens": [asdict(token) for token in trace.tokens],
        "words": [
            {**asdict(word), "pieces": [word.pieces.start, word.pieces.stop]}
            for word in trace.words
        ],
    }
    layers = range(trace.n_layers)
    arrays = {name: getattr(trace, name) for name in _ARRAYS}
    arrays["output_weights"] = np.stack([trace.output_weights[layer] for layer in layers])
    if trace.attention_weights is not None:
        blocks = [trace.attention_weights[layer] for layer in layers]
        for name in _WEIGHTS:
            arrays[f"attention_{name}"] = np.stack([getattr(block, name) for block in blocks])
    if trace.next_token is not None:
        header["next_token"] = {"ids": trace.next_token.ids, "texts": trace.next_token.texts}
        arrays["probabilities"] = trace.next_token.probabilities
    with atomic_write(path) as part, part.open("wb") as file:
        np.savez(file, header=np.array(json.dumps(header)), **arrays)


def read_trace(path: str | Path) -> Trace:
    """Read a trace, see `Trace.load`."""
    import zipfile  # here, so that writing one does not pay for it

    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = dict(file)
        header = json.loads(str(arrays["header"]))
        found = header.get("next_token")
        return Trace(
            model=ModelInfo(**header["model"]),
            sentence=header["sentence"],
            tokens=tuple(Token(**token) for token in header["tokens"]),
            words=tuple(
                Word(**{**word, "pieces": range(*word["pieces"])}) for word in header["words"]
            ),
            **{name: arrays[name] for name in _ARRAYS},
            output_weights=sealed(arrays["output_weights"]),
            next_token=found
            and NextToken(tuple(found["ids"]), tuple(found["texts"]), arrays["probabilities"]),
            attention_weights=_blocks(arrays),
        )
    except OSError as error:
        reason = error.strerror or "it is damaged"
        raise AttnvizError(f"cannot read the trace {path}: {reason}") from None
    except (KeyError, TypeError, ValueError, EOFError, zipfile.BadZipFile):
        raise AttnvizError(f"{path} is not a trace, or it is damaged: save it again") from None


def _blocks(arrays: Mapping[str, Any]) -> tuple[AttentionWeights, ...] | None:
    if "attention_query" not in arrays:
        return None
    parts = {name: arrays[f"attention_{name}"] for name in _WEIGHTS}
    parts["epsilon"] = parts["epsilon"].tolist()
    layers = range(len(parts["query"]))
    return tuple(AttentionWeights(**{k: v[i] for k, v in parts.items()}) for i in layers)
