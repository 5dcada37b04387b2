from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attnviz.errors import AttnvizError, UsageError
from attnviz.models.gguf import GGUF
from attnviz.models.llama.model import LocalModel
from attnviz.models.llama.network import Llama, rotate
from attnviz.traces.trace import Trace
from attnviz.traces.weights import HeadWeights
from tests.core_traces import DEFAULT, default_trace, made_up, reads_both_ways, smollm2, traces

TINY = Path(__file__).parents[1] / "reference" / "tiny.gguf"
ARRAYS = [field.name for field in dataclasses.fields(HeadWeights)][3:]


@pytest.mark.parametrize(("layer", "head"), [(0, 0), (13, 1), (13, 8), (29, 4)])
def test_the_matrices_make_what_the_model_made(layer: int, head: int) -> None:
    trace = default_trace()
    weights = trace.weights(layer, head)
    shared = head // 3
    assert weights.query.shape == weights.key.shape == weights.value.shape == (64, 576)
    assert weights.output.shape == (576, 64)
    close = {"rtol": 1e-3, "atol": 1e-3}
    for i in range(len(trace.tokens)):
        np.testing.assert_allclose(
            weights.query @ weights.inputs[i], weights.queries_before[i], **close
        )
        np.testing.assert_allclose(weights.key @ weights.inputs[i], weights.keys_before[i], **close)
        np.testing.assert_allclose(
            weights.value @ weights.inputs[i], trace.values[layer, head, i], **close
        )
    angles = np.arange(10)[:, None] * 1e5 ** (-np.arange(0, 64, 2) / 64)
    turned = rotate(weights.queries_before[None], angles.astype(np.float32))[0]
    np.testing.assert_allclose(turned, trace.queries[layer, head], **close)
    turned = rotate(weights.keys_before[None], angles.astype(np.float32))[0]
    np.testing.assert_allclose(turned, trace.kv_keys[layer, shared], **close)


def test_the_numbers_of_the_still() -> None:
    weights = smollm2().trace(DEFAULT, upto=14).weights()
    assert (weights.layer, weights.head) == (13, 1)
    np.testing.assert_allclose(weights.queries_before[3, :3], [0.40, 2.45, 2.14], atol=0.005)
    np.testing.assert_allclose(weights.query[1, :3], [-0.35, -0.04, 0.01], atol=0.005)
    np.testing.assert_allclose(weights.inputs[3, :3], [-0.04, -0.08, 0.01], atol=0.005)


def test_the_output_matrix_makes_the_update() -> None:
    trace = default_trace()
    weights, head = trace.weights(), trace.head(unit="token")
    mixed = head.pattern @ weights.values
    np.testing.assert_allclose(mixed @ weights.output.T, head.update, atol=1e-4)


def test_weights_are_read_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    trace = LocalModel(TINY).trace("the theory of heat")
    read: list[str] = []
    plain = GGUF.tensor
    monkeypatch.setattr(GGUF, "tensor", lambda self, name: read.append(name) or plain(self, name))
    assert trace.head().pattern.shape == (4, 4)
    assert not [name for name in read if "attn_output" not in name]
    trace.weights()
    assert sorted(name.split(".")[2] for name in read if "attn_output" not in name) == [
        "attn_k",
        "attn_norm",
        "attn_q",
        "attn_v",
    ]


@given(traces, st.integers(0, 2), st.integers(0, 3))
def test_grouped_heads_share_keys_and_values(trace: Trace, layer: int, head: int) -> None:
    weights = trace.weights(layer, head)
    assert trace.attention_weights is not None
    block = trace.attention_weights[layer]
    np.testing.assert_array_equal(weights.query, block.query[head])
    np.testing.assert_array_equal(weights.key, block.key[head // 2])
    np.testing.assert_array_equal(weights.value, block.value[head // 2])
    made = weights.inputs @ weights.query.T + weights.query_bias
    np.testing.assert_allclose(made, weights.queries_before, rtol=1e-5, atol=1e-6)


def test_biases_are_read_where_the_file_has_them() -> None:
    model = LocalModel(TINY)
    norm = model._weights.tensors["blk.0.attn_norm.weight"]
    model._weights.tensors["blk.0.attn_v.bias"] = norm._replace(shape=(20,))  # stands in for one
    trace = model.trace("the theory of heat")
    for head in range(6):
        weights = trace.weights(0, head)
        assert weights.value_bias.any()
        made = weights.inputs @ weights.value.T + weights.value_bias
        np.testing.assert_allclose(made, weights.values, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("unit", ["word", "token"])
def test_all_heads_together_are_the_attention_block(
    unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    after: list[np.ndarray] = []
    plain = Llama.feed_forward

    def record(self: Llama, x: np.ndarray, layer: int) -> np.ndarray:
        after.append(x)
        return plain(self, x, layer)

    monkeypatch.setattr(Llama, "feed_forward", record)
    trace = smollm2().trace(DEFAULT)
    assert len(after) == 30
    rows = list(trace.asking(unit))  # type: ignore[arg-type]
    assert len(rows) == (8 if unit == "word" else 10)
    for layer, expected in enumerate(after):
        update = trace.block_update(layer, unit)  # type: ignore[arg-type]
        error = np.abs(trace.residual[layer][rows] + update - expected[rows])
        # Relative to the vector: the first token's grows to 26,000.
        assert (error.max(axis=-1) < 1e-5 * np.abs(expected[rows]).max(axis=-1)).all()


@given(traces, st.integers(0, 2))
def test_a_word_of_the_block_updates_as_its_last_token(trace: Trace, layer: int) -> None:
    words, tokens = trace.block_update(layer, "word"), trace.block_update(layer)
    assert tokens.shape == trace.residual[layer].shape
    np.testing.assert_allclose(words, tokens[list(trace.asking())], rtol=1e-4, atol=1e-4)
    assert not words.flags.writeable


def test_the_output_bias_counts_once() -> None:
    model = LocalModel(TINY)
    norm = model._weights.tensors["blk.0.attn_norm.weight"]
    model._weights.tensors["blk.0.attn_output.bias"] = norm
    trace = model.trace("the theory of heat")
    attended = model._network.attend(trace.queries[0], trace.kv_keys[0], trace.kv_values[0], 0)
    np.testing.assert_allclose(trace.block_update(0), attended, rtol=1e-4, atol=1e-5)


def test_asking() -> None:
    trace = made_up([1, 3, 2])
    assert trace.asking() == (0, 3, 5)
    assert trace.asking("token") == (0, 1, 2, 3, 4, 5)
    with pytest.raises(UsageError, match="no unit 'line'"):
        trace.asking("line")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="reads both ways"):
        reads_both_ways([1, 3, 2]).asking()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(traces)
def test_weights_are_saved(tmp_path: Path, trace: Trace) -> None:
    trace.save(tmp_path / "trace.npz")
    loaded = Trace.load(tmp_path / "trace.npz")
    for head in range(4):
        before, after = trace.weights(2, head), loaded.weights(2, head)
        for name in ARRAYS:
            np.testing.assert_array_equal(getattr(after, name), getattr(before, name))
    np.testing.assert_array_equal(loaded.block_update(1), trace.block_update(1))


def test_weights_of_the_model_are_saved(tmp_path: Path) -> None:
    trace = LocalModel(TINY).trace("the theory of heat", upto=1)
    trace.save(tmp_path / "trace.npz")
    loaded = Trace.load(tmp_path / "trace.npz")
    for name in ARRAYS:
        np.testing.assert_array_equal(
            getattr(loaded.weights(0, 3), name), getattr(trace.weights(0, 3), name)
        )


def test_a_trace_without_weights(tmp_path: Path) -> None:
    trace = dataclasses.replace(made_up([1, 2]), attention_weights=None)
    assert trace.block_update(0).shape == (3, 6)
    trace.save(tmp_path / "trace.npz")
    with pytest.raises(AttnvizError, match="came without W_Q, W_K and W_V: run the model"):
        Trace.load(tmp_path / "trace.npz").weights()


@pytest.mark.parametrize(
    ("layer", "head", "message"),
    [
        (3, 0, "Made up has no layer 3: choose a layer from 0 to 2"),
        (0, 4, "Made up has no head 4: choose a head from 0 to 3"),
        (2, 0, "layer 2 was not computed"),
    ],
)
def test_heads_out_of_range(layer: int, head: int, message: str) -> None:
    trace = made_up([2], layers=2)
    with pytest.raises(UsageError, match=message):
        trace.weights(layer, head)
    if head == 0:
        with pytest.raises(UsageError, match=message):
            trace.block_update(layer)


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays_are_checked_and_read_only(name: str) -> None:
    weights = made_up([2, 1]).weights()
    array = getattr(weights, name)
    assert array.dtype == np.float32
    with pytest.raises(ValueError, match="read-only"):
        array[...] = 0
    with pytest.raises(AttnvizError, match=rf"HeadWeights.{name} has shape"):
        dataclasses.replace(weights, **{name: array[..., :-1]})
    with pytest.raises(AttnvizError, match=rf"HeadWeights.{name} .*not finite"):
        dataclasses.replace(weights, **{name: np.full_like(array, np.nan)})


def test_a_block_of_wrong_shape() -> None:
    attention = made_up([2, 1]).attention_weights
    assert attention is not None
    with pytest.raises(AttnvizError, match=r"AttentionWeights.value has shape"):
        dataclasses.replace(attention[0], value=attention[0].value[:, :, 1:])
