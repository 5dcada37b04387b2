"""The matrices of an attention block, and one head's with what they make of a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from attnviz.attention import Floats
from attnviz.errors import AttnvizError
from attnviz.traces.norm import RMSNorm
from attnviz.traces.records import ModelInfo, seal


@dataclass(frozen=True, eq=False)
class AttentionWeights:
    """What one layer's attention block reads its input with.

    Rows of `query` and `key` stand in the order of the numbers of a query or key; rotary positions
    turn neighbouring rows, 0 with 1 and 2 with 3. Biases are zeros where a model has none.

    Attributes
    ----------
    norm : RMSNorm or None
        The normalisation before the block; None for another one, or none.
    query : float32 array (n_heads, d_head, d_model)
        W_Q, by head.
    key : float32 array (n_kv_heads, d_head, d_model)
        W_K, one for each group of query heads.
    value : float32 array (n_kv_heads, d_value, d_model)
        W_V, likewise.
    query_bias : float32 array (n_heads, d_head)
        Added after W_Q.
    key_bias : float32 array (n_kv_heads, d_head)
        Added after W_K.
    value_bias : float32 array (n_kv_heads, d_value)
        Added after W_V.
    output_bias : float32 array (d_model,)
        Added once by the whole block, after W_O.
    """

    norm: RMSNorm | None
    query: Floats
    key: Floats
    value: Floats
    query_bias: Floats
    key_bias: Floats
    value_bias: Floats
    output_bias: Floats

    def __post_init__(self) -> None:
        heads, d_head, d = self.query.shape
        shared, d_value = len(self.key), self.value.shape[1]
        shapes: dict[str, tuple[int, ...]] = {
            "query": (heads, d_head, d),
            "key": (shared, d_head, d),
            "value": (shared, d_value, d),
            "query_bias": (heads, d_head),
            "key_bias": (shared, d_head),
            "value_bias": (shared, d_value),
            "output_bias": (d,),
        }
        for name, shape in shapes.items():
            seal(self, name, shape)


class LayerArrays(Protocol):
    """Arrays by layer: one array, or something that reads or makes them when asked."""

    def __getitem__(self, layer: int, /) -> Floats:
        """Return one layer's."""
        ...


class LayerAttention(Protocol):
    """Input weights of attention by layer: a tuple, or something that reads them when asked."""

    def __getitem__(self, layer: int, /) -> AttentionWeights:
        """Return one layer's."""
        ...


@dataclass(frozen=True, eq=False)
class HeadWeights:
    """One head's matrices, and the vectors that they make of a sentence's tokens.

    ``query @ inputs[i] + query_bias`` is ``queries_before[i]``; with the position of token `i`
    mixed in it becomes the trace's query. Keys go the same way, and
    ``value @ inputs[i] + value_bias`` is ``values[i]``. The biases are zeros for a model that has
    none, as the default one. A word's query is that of its last token, see `Trace.asking`.

    Attributes
    ----------
    model : ModelInfo
        The model.
    layer, head : int
        Which head, counted from zero.
    query, key : float32 array (d_head, d_model)
        Its W_Q and W_K; W_K and W_V are shared by the heads of a group.
    value : float32 array (d_value, d_model)
        Its W_V.
    output : float32 array (d_model, d_value)
        Its share of W_O: ``output @ mixed`` is the update for one mixture of values.
    query_bias, key_bias : float32 array (d_head,)
        Added after W_Q and W_K.
    value_bias : float32 array (d_value,)
        Added after W_V.
    inputs : float32 array (p, d_model)
        What the matrices multiply: in most models the residual stream entering the layer,
        normalised.
    queries_before, keys_before : float32 array (p, d_head)
        Before positions were mixed in.
    values : float32 array (p, d_value)
        Which no position is mixed into.
    """

    model: ModelInfo
    layer: int
    head: int
    query: Floats
    key: Floats
    value: Floats
    output: Floats
    query_bias: Floats
    key_bias: Floats
    value_bias: Floats
    inputs: Floats
    queries_before: Floats
    keys_before: Floats
    values: Floats

    def __post_init__(self) -> None:
        p, d, d_head = len(self.inputs), self.model.d_model, self.model.d_head
        if not p:
            raise AttnvizError("HeadWeights.inputs is empty: a sentence has at least one token")
        for name, size in (("query", d_head), ("key", d_head), ("value", self.model.d_value)):
            seal(self, name, (size, d))
            seal(self, f"{name}_bias", (size,))
        seal(self, "output", (d, self.model.d_value))
        seal(self, "inputs", (p, d))
        for name in ("queries_before", "keys_before"):
            seal(self, name, (p, d_head))
        seal(self, "values", (p, self.model.d_value))

    @classmethod
    def of(
        cls,
        block: AttentionWeights,
        model: ModelInfo,
        layer: int,
        head: int,
        *,
        inputs: Floats,
        values: Floats,
        output: Floats,
    ) -> HeadWeights:
        """Take one head's share of a block, and make its queries and keys again.

        Parameters
        ----------
        block : AttentionWeights
            The layer's.
        model : ModelInfo
            The model.
        layer, head : int
            Which head, counted from zero.
        inputs : float32 array (p, d_model)
            What the block's matrices multiply.
        values : float32 array (p, d_value)
            As the model made them.
        output : float32 array (d_model, d_value)
            This head's share of W_O.

        Returns
        -------
        HeadWeights
            The head's.

        Raises
        ------
        AttnvizError
            When an array has another shape, or holds a number that is not finite.
        """
        shared = head * len(block.key) // len(block.query)  # grouped keys are repeated, not tiled
        return cls(
            model=model,
            layer=layer,
            head=head,
            query=block.query[head],
            key=block.key[shared],
            value=block.value[shared],
            output=output,
            query_bias=block.query_bias[head],
            key_bias=block.key_bias[shared],
            value_bias=block.value_bias[shared],
            inputs=inputs,
            queries_before=inputs @ block.query[head].T + block.query_bias[head],
            keys_before=inputs @ block.key[shared].T + block.key_bias[shared],
            values=values,
        )


class NormedInputs:
    """What the matrices of every layer multiply, where that is the normalised residual stream.

    Made when asked for, by the same `RMSNorm` as in the forward pass: kept for all layers it would
    take as much memory as the residual stream.

    Parameters
    ----------
    residual : float32 array (layers + 1, n, d_model)
        The residual stream entering each layer.
    weights : LayerAttention
        With the normalisation before each layer's block.
    """

    def __init__(self, residual: Floats, weights: LayerAttention) -> None:
        self._residual, self._weights = residual, weights

    def __getitem__(self, layer: int, /) -> Floats:
        norm = self._weights[layer].norm
        if norm is None:
            raise AttnvizError(f"the normalisation before layer {layer} is not known")
        return norm(self._residual[layer])
