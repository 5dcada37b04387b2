"""Files that ask for other mathematics than a plain Llama's are refused by the name of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attnviz.errors import UsageError
from attnviz.models.llama.model import LocalModel
from tests.models.written import TINY, altered

TEXT = "the theory"


def refused(path: Path) -> str:
    with pytest.raises(UsageError) as error:
        LocalModel(path)
    message = str(error.value)
    assert str(path) in message
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("attention.causal", False),
        ("attention.sliding_window", 2),
        ("attention.sliding_window", 63),
        ("attention.scale", 0.05),
        ("attention.clamp_kqv", 0.1),
        ("attention.max_alibi_bias", 8.0),
        ("attn_logit_softcapping", 1.0),
        ("final_logit_softcapping", 30.0),
        ("embedding_scale", 12.0),
        ("residual_scale", 0.22),
        ("logit_scale", 8.0),
        ("attention.value_length", 4),
        ("use_parallel_residual", True),
        ("rope.scaling.attn_factor", 1.2),
        ("attention.of_next_year", np.array([1, 2], np.int32)),
        ("attention.causal", 0),
        ("attention.causal", "no"),
    ],
)
def test_a_key_that_asks_for_more(tmp_path: Path, key: str, value: Any) -> None:
    message = refused(altered(tmp_path / "odd.gguf", {f"llama.{key}": value}))
    assert f"asks for 'llama.{key}' = " in message


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("attention.causal", True),
        ("attention.sliding_window", 0),
        ("attention.sliding_window", 64),  # as long as the context
        ("embedding_scale", 1.0),
        ("logit_scale", 1.0),
        ("attention.value_length", 10),
        ("attention.layer_norm_epsilon", 1e-5),
        ("vocab_size", 269),
        ("tensor_data_layout", "Meta AI original pth"),
        ("rope.scaling.type", "none"),
        ("expert_count", 0),
    ],
)
def test_a_key_that_changes_nothing(tmp_path: Path, key: str, value: Any) -> None:
    same = LocalModel(altered(tmp_path / "same.gguf", {f"llama.{key}": value})).trace(TEXT)
    np.testing.assert_array_equal(same.residual, LocalModel(TINY).trace(TEXT).residual)


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("blk.0.attn_q_norm.weight", 10),
        ("blk.1.attn_norm.bias", 30),
        ("output_norm.bias", 30),
        ("output.bias", 269),
        ("blk.2.attn_norm.weight", 30),
        ("rope_factors_long.weight", 5),
    ],
)
def test_a_tensor_that_nobody_reads(tmp_path: Path, name: str, shape: int) -> None:
    path = altered(tmp_path / "odd.gguf", tensors={name: np.ones(shape, np.float32)})
    assert f"has a tensor {name!r}, which attnviz does not compute with" in refused(path)


@pytest.mark.parametrize("name", ["head_count", "head_count_kv"])
def test_a_head_count_of_every_layer(tmp_path: Path, name: str) -> None:
    key = f"llama.attention.{name}"
    message = refused(altered(tmp_path / "list.gguf", {key: np.array([6, 6], np.int32)}))
    assert f"{key} is a list, a number a layer" in message


def test_a_part_of_a_split_file(tmp_path: Path) -> None:
    path = altered(tmp_path / "part.gguf", {"split.count": 3, "split.no": 1})
    assert "is part 2 of 3 of a model: join them first" in refused(path)
    LocalModel(altered(tmp_path / "whole.gguf", {"split.count": 1, "split.no": 0}))


def test_a_stretch_without_a_type_is_linear(tmp_path: Path) -> None:
    """As ggml reads it; positions a third as far apart turn a third as far."""
    factor = {"llama.rope.scaling.factor": 3.0}
    named = LocalModel(
        altered(tmp_path / "named.gguf", factor | {"llama.rope.scaling.type": "linear"})
    )
    expected = named.trace(TEXT).queries
    for keys in (factor, {"llama.rope.scale_linear": 3.0}):
        found = LocalModel(altered(tmp_path / "bare.gguf", keys)).trace(TEXT).queries
        np.testing.assert_array_equal(found, expected)
    assert not np.allclose(expected, LocalModel(TINY).trace(TEXT).queries)
