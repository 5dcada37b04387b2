"""The matrices of an attention block, and one head's with what they make of a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from attnviz.attention import Floats
from attnviz.errors import AttnvizError
from attnviz.traces.norm import rms_norm
from attnviz.traces.records import ModelInfo, seal


@dataclass(frozen=True, eq=False)
class AttentionWeights:
    """What one layer's attention block reads its input with.

    Rows of `query` and `key` stand in the order of the numbers of a query or key; rotary positions
    turn neighbouring rows, 0 with 1 and 2 with 3. Biases are zeros where a model has none.

    Attributes
    ----------
    gain : float32 array (d_model,)
        Of the normalisation before the block.
    epsilon : float
        Of the same.
    query : float32 array (n_heads, d_head, d_model)
        W_Q, by head.
    key, value : float32 array (n_kv_heads, d_head, d_model)
        W_K and W_V, one for each group of query heads.
    query_bias : float32 array (n_heads, d_head)
        Added after W_Q.
    key_bias, value_bias : float32 array (n_kv_heads, d_head)
        Added after W_K and W_V.
    output_bias : float32 array (d_model,)
        Added once by the whole block, after W_O.
    """

    gain: Floats
    epsilon: float
    query: Floats
    key: Floats
    value: Floats
    query_bias: Floats
    key_bias: Floats
    value_bias: Floats
    output_bias: Floats

    def __post_init__(self) -> None:
        heads, d_head, d = self.query.shape
        shared = len(self.key)
        shapes: dict[str, tuple[int, ...]] = {
            "gain": (d,),
            "query": (heads, d_head, d),
            "key": (shared, d_head, d),
            "value": (shared, d_head, d),
            "query_bias": (heads, d_head),
            "key_bias": (shared, d_head),
            "value_bias": (shared, d_head),
            "output_bias": (d,),
        }
        for name, shape in shapes.items():
            seal(self, name, shape)


class LayerWeights(Protocol):
    """Output weights by layer: an array, or something that reads them when asked."""

    def __getitem__(self, layer: int, /) -> Floats:
        """Return one layer's, shape (n_heads, d_head, d_model)."""
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
    query, key, value : float32 array (d_head, d_model)
        Its W_Q, W_K and W_V; the last two are shared by the heads of a group.
    output : float32 array (d_model, d_head)
        Its share of W_O: ``output @ mixed`` is the update for one mixture of values.
    query_bias, key_bias, value_bias : float32 array (d_head,)
        Added after the matrices.
    inputs : float32 array (p, d_model)
        The residual stream entering the layer, normalised: what the matrices multiply.
    queries_before, keys_before : float32 array (p, d_head)
        Before positions were mixed in.
    values : float32 array (p, d_head)
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
        for name in ("query", "key", "value"):
            seal(self, name, (d_head, d))
            seal(self, f"{name}_bias", (d_head,))
        seal(self, "output", (d, d_head))
        seal(self, "inputs", (p, d))
        for name in ("queries_before", "keys_before", "values"):
            seal(self, name, (p, d_head))

    @classmethod
    def of(
        cls,
        block: AttentionWeights,
        model: ModelInfo,
        layer: int,
        head: int,
        *,
        residual: Floats,
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
        residual : float32 array (p, d_model)
            The residual stream entering the layer.
        values : float32 array (p, d_head)
            As the model made them.
        output : float32 array (d_model, d_head)
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
        inputs = rms_norm(residual, block.gain, block.epsilon)  # (p, d_model)
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
