"""Agreement with an independent implementation; `scripts/reference.py` says how it was made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attnviz.models.llama.model import LocalModel
from attnviz.models.load import load_model
from attnviz.models.model import Model

REFERENCE = Path(__file__).parent.parent / "reference"


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    with np.load(REFERENCE / "smollm2.npz") as arrays:
        made = dict(arrays)
    return made | {key: json.loads(str(made[key])) for key in ("sentences", "ids")}


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model("smollm2")


def test_token_ids_are_equal(model: Model, reference: dict[str, Any]) -> None:
    for sentence, ids in zip(reference["sentences"], reference["ids"], strict=True):
        assert [token.id for token in model.tokenize(sentence)] == ids, sentence


@pytest.mark.parametrize("number", [0, 1])
def test_patterns_of_all_270_heads(model: Model, reference: dict[str, Any], number: int) -> None:
    trace = model.trace(reference["sentences"][number])
    n = len(trace.tokens)
    expected = np.zeros((30, 9, n, n), np.float32)
    expected[:, :, np.tri(n, dtype=bool)] = reference[f"patterns_{number}"]
    for layer in range(30):
        for head in range(9):
            pattern = trace.head(layer, head, unit="token").pattern
            np.testing.assert_allclose(
                pattern, expected[layer, head], atol=1e-4, err_msg=f"layer {layer} head {head}"
            )


def test_next_tokens(model: Model, reference: dict[str, Any]) -> None:
    for i, ids, probabilities in zip(
        reference["predictions_of"], reference["tops"], reference["probabilities"], strict=True
    ):
        best = model.predict(reference["sentences"][i], top=5)
        assert [id for _, id, _ in best] == ids.tolist()
        np.testing.assert_allclose([p for _, _, p in best], probabilities, atol=1e-4)


def test_residual_stream(model: Model, reference: dict[str, Any]) -> None:
    residual = model.trace(reference["sentences"][int(reference["hidden_of"])]).residual
    expected = reference["hidden"]
    # The first token's residual reaches 26,000, so hidden states are compared relatively.
    for layer, (ours, theirs) in enumerate(zip(residual[:-1, -1], expected, strict=True)):
        distance = np.linalg.norm(ours - theirs) / np.linalg.norm(theirs)
        assert distance < 1e-4, f"entering layer {layer}"


def test_tiny_model_with_odd_sizes() -> None:
    tiny = LocalModel(REFERENCE / "tiny.gguf")
    with np.load(REFERENCE / "tiny.npz") as arrays:
        expected = dict(arrays)
    trace = tiny.trace(str(expected["text"]))
    info = trace.model
    assert (info.n_heads, info.n_kv_heads, info.d_model, info.d_head) == (6, 2, 30, 10)
    assert [token.id for token in trace.tokens] == expected["ids"].tolist()
    for layer, head in np.ndindex(info.n_layers, info.n_heads):
        pattern = trace.head(layer, head, unit="token").pattern
        np.testing.assert_allclose(pattern, expected["patterns"][layer, head], atol=1e-5)
    np.testing.assert_allclose(trace.residual[:-1], expected["hidden"], rtol=1e-4, atol=1e-4)
    logits = expected["logits"][-1].astype(np.float64)
    probabilities = np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum()
    assert trace.next_token is not None
    assert trace.next_token.ids == tuple(np.argsort(-probabilities)[:50].tolist())
    kept = list(trace.next_token.ids)
    np.testing.assert_allclose(trace.next_token.probabilities, probabilities[kept], atol=1e-5)
