from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.models.gguf import GGUF
from attnviz.models.llama.config import read_config
from attnviz.models.llama.model import LocalModel
from attnviz.models.llama.network import Llama, rotate, silu
from attnviz.traces.norm import rms_norm

TINY = Path(__file__).parents[2] / "reference" / "tiny.gguf"


def test_silu() -> None:
    with np.errstate(over="ignore"):
        values = silu(np.array([0, 1, -1000, 1000], np.float32))
    np.testing.assert_allclose(values, [0, 1 / (1 + np.exp(-1)), 0, 1000], rtol=1e-6)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 20))
def test_rotated_products_depend_on_the_distance_alone(a: int, b: int, shift: int) -> None:
    rng = np.random.default_rng(0)
    q, k = rng.normal(size=(2, 1, 1, 10)).astype(np.float32)
    frequencies = 100.0 ** (-np.arange(0, 8, 2) / 8)  # the last two dimensions do not turn

    def at(x: np.ndarray, position: int) -> np.ndarray:
        return rotate(x, (position * frequencies)[None].astype(np.float32))[0, 0]

    np.testing.assert_allclose(
        at(q, a) @ at(k, b), at(q, a + shift) @ at(k, b + shift), rtol=1e-3, atol=1e-4
    )
    np.testing.assert_array_equal(at(q, a)[8:], q[0, 0, 8:])


def test_pairs_stand_side_by_side() -> None:
    x = np.array([[[1, 0, 0, 0]]], np.float32)
    turned = rotate(x, np.array([[np.pi / 2, 0]], np.float32))
    np.testing.assert_allclose(turned, [[[0, 1, 0, 0]]], atol=1e-7)


def test_the_parts_add_up_to_the_residual_stream() -> None:
    weights = GGUF(TINY)
    network = Llama(weights, read_config(weights))
    trace = LocalModel(TINY).trace("the theory of heat")
    for layer in range(2):
        updates = [trace.head(layer, head, unit="token").update for head in range(6)]
        after = trace.residual[layer] + np.sum(updates, axis=0)
        attended = network.attend(
            trace.queries[layer], trace.kv_keys[layer], trace.kv_values[layer],
            trace.rules[layer], layer,
        )  # fmt: skip
        np.testing.assert_allclose(after, trace.residual[layer] + attended, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(
            after + network.feed_forward(after, layer),
            trace.residual[layer + 1],
            rtol=1e-3,
            atol=1e-4,
        )


def test_blocks_of_queries_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "the theory of heat and other things"
    whole = LocalModel(TINY).trace(text)
    monkeypatch.setattr("attnviz.models.llama.network._SCORES", 6 * len(whole.tokens) * 3)
    parts = LocalModel(TINY).trace(text)
    np.testing.assert_allclose(parts.residual, whole.residual, rtol=1e-4, atol=1e-5)


def test_positions_stretched_by_the_file() -> None:
    weights = GGUF(TINY)
    plain = read_config(weights).frequencies
    np.testing.assert_allclose(plain, 5000.0 ** (-np.arange(0, 10, 2) / 10))
    weights.metadata |= {"llama.rope.scaling.type": "linear", "llama.rope.scaling.factor": 4.0}
    np.testing.assert_allclose(read_config(weights).frequencies, plain / 4)
    weights.metadata["llama.rope.scaling.type"] = "yarn"
    with pytest.raises(Exception, match="stretches positions by 'yarn'"):
        read_config(weights)


def test_config_is_checked_against_the_tensors() -> None:
    weights = GGUF(TINY)
    weights.metadata["llama.feed_forward_length"] = 45
    with pytest.raises(Exception, match=r"'blk.0.ffn_gate.weight' has shape \(44, 30\) and needs"):
        read_config(weights)


def test_a_tied_output_table() -> None:
    weights = GGUF(TINY)
    assert read_config(weights).output_table == "output.weight"
    del weights.tensors["output.weight"]
    config = read_config(weights)
    assert config.output_table == "token_embd.weight"
    x = np.ones(30, np.float32)
    table = weights.tensor("token_embd.weight")
    normed = rms_norm(x, weights.tensor("output_norm.weight"), config.epsilon)
    np.testing.assert_allclose(
        Llama(weights, config).logits(x), table @ normed, rtol=1e-4, atol=1e-5
    )


def test_biases_are_added_where_the_file_has_them() -> None:
    weights = GGUF(TINY)
    network = Llama(weights, read_config(weights))
    x = np.ones((1, 30), np.float32)
    _, _, plain = network.project(x, 0)
    # A row of another tensor stands in for a bias of the right length.
    norm = weights.tensors["blk.0.attn_norm.weight"]
    weights.tensors["blk.0.attn_v.bias"] = norm._replace(shape=(20,))
    _, _, biased = network.project(x, 0)
    bias = weights.tensor("blk.0.attn_v.bias").reshape(2, 1, 10)
    np.testing.assert_allclose(biased, plain + bias, rtol=1e-5)
    assert dataclasses.is_dataclass(network.config)
