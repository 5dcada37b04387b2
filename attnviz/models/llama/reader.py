"""What a trace takes along of its model: parts of the weights file, read when asked for."""

from __future__ import annotations

import numpy as np

from attnviz.attention import Floats
from attnviz.models.gguf import GGUF
from attnviz.models.llama.config import Config
from attnviz.traces.norm import RMSNorm
from attnviz.traces.records import ModelInfo
from attnviz.traces.weights import AttentionWeights


class Rows:
    """A table of the weights file, read when asked for; see `Table`.

    Parameters
    ----------
    weights : GGUF
        The file.
    name : str
        A tensor of two axes.
    """

    def __init__(self, weights: GGUF, name: str) -> None:
        self._weights, self._name = weights, name

    def __len__(self) -> int:
        return self._weights.tensors[self._name].shape[0]

    def __getitem__(self, rows: slice, /) -> Floats:
        return self._weights.rows(self._name, rows)


class OutputWeights:
    """W_O of every layer, read when asked for.

    Parameters
    ----------
    weights : GGUF
        The file.
    info : ModelInfo
        The model's shape.
    """

    def __init__(self, weights: GGUF, info: ModelInfo) -> None:
        self._weights, self._info = weights, info
        self._last: tuple[int, Floats] | None = None

    def __getitem__(self, layer: int, /) -> Floats:
        # Heads of one layer are asked for one after the other, so the last one read is kept.
        if self._last is None or self._last[0] != layer:
            matrix = self._weights.tensor(f"blk.{layer}.attn_output.weight")
            heads, d_head, d_model = self._info.n_heads, self._info.d_head, self._info.d_model
            # (d_model, heads * d_head) -> (heads * d_head, d_model) -> (heads, d_head, d_model)
            self._last = layer, matrix.T.reshape(heads, d_head, d_model)
        return self._last[1]


class AttentionReader:
    """The input weights of every layer's attention block, read when asked for.

    Parameters
    ----------
    weights : GGUF
        The file.
    config : Config
        The model's shape.
    """

    def __init__(self, weights: GGUF, config: Config) -> None:
        self._weights, self._config = weights, config
        self._last: tuple[int, AttentionWeights] | None = None

    def __getitem__(self, layer: int, /) -> AttentionWeights:
        if self._last is None or self._last[0] != layer:  # kept, as in OutputWeights
            self._last = layer, self._read(layer)
        return self._last[1]

    def _read(self, layer: int) -> AttentionWeights:
        config = self._config
        heads = {"q": config.n_heads, "k": config.n_kv_heads, "v": config.n_kv_heads}

        def bias(name: str, size: int) -> Floats:
            tensor = f"blk.{layer}.{name}.bias"
            known = tensor in self._weights.tensors
            return self._weights.tensor(tensor) if known else np.zeros(size, np.float32)

        # (heads * d_head, d_model) -> (heads, d_head, d_model)
        query, key, value = (
            self._weights.tensor(f"blk.{layer}.attn_{name}.weight").reshape(
                count, config.d_head, config.d_model
            )
            for name, count in heads.items()
        )
        query_bias, key_bias, value_bias = (
            bias(f"attn_{name}", count * config.d_head).reshape(count, config.d_head)
            for name, count in heads.items()
        )
        return AttentionWeights(
            norm=RMSNorm(self._weights.tensor(f"blk.{layer}.attn_norm.weight"), config.epsilon),
            query=query,
            key=key,
            value=value,
            query_bias=query_bias,
            key_bias=key_bias,
            value_bias=value_bias,
            output_bias=bias("attn_output", config.d_model),
        )
