"""A Llama model's shape, as the metadata of its weights file gives it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from attnviz.attention import Floats
from attnviz.errors import AttnvizError, UsageError
from attnviz.models.gguf import GGUF
from attnviz.models.llama.variants import check_keys, check_tensors
from attnviz.models.metadata import Metadata, describe
from attnviz.traces.records import ModelInfo
from attnviz.traces.rule import AttentionRule

# The head to show when none is asked for, by the model's name in its file: the one that attends
# from a word to the modifiers before it, found by trying every head on 63 nouns.
_DISPLAY_HEADS = {"Smollm2 135M 8k Lc100K Mix1 Ep2": (13, 1)}

_STRETCH = "rope_freqs.weight"  # a divisor for every rotary frequency


@dataclass(frozen=True, eq=False)
class Config:
    """What the forward pass needs to know.

    Attributes
    ----------
    name : str
        What the file calls its model.
    n_layers, n_heads, n_kv_heads, d_model, d_head, d_feed_forward, n_vocab, n_context : int
        The shape.
    epsilon : float
        Of RMSNorm.
    output_table : str
        The tensor that turns the last vector into logits.
    frequencies : float64 array (pairs,)
        By which the angle of each pair grows a position, in radians.
    """

    name: str
    n_layers: int
    n_heads: int
    n_kv_heads: int
    d_model: int
    d_head: int
    d_feed_forward: int
    n_vocab: int
    n_context: int
    epsilon: float
    output_table: str
    frequencies: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))

    @property
    def scale(self) -> float:
        """The factor on every dot product of query and key."""
        return float(self.d_head**-0.5)

    def angles(self, n: int) -> Floats:
        """Give the angle of every pair at positions 0 to n - 1, float32 (n, pairs)."""
        return (np.arange(n)[:, None] * self.frequencies).astype(np.float32)

    def rule(self, n: int) -> AttentionRule:
        """Return how every layer scores n tokens."""
        return AttentionRule.causal(n, self.scale)

    def info(self, slug: str, name: str | None = None) -> ModelInfo:
        """Describe the model.

        Parameters
        ----------
        slug : str
            What commands call it.
        name : str, optional
            What the screen calls it; what the file calls it when left out.

        Returns
        -------
        ModelInfo
            The description.
        """
        layer, head = _DISPLAY_HEADS.get(self.name, (self.n_layers // 2, 0))
        return ModelInfo(
            slug=slug,
            name=name or self.name or slug,
            n_layers=self.n_layers,
            n_heads=self.n_heads,
            n_kv_heads=self.n_kv_heads,
            d_model=self.d_model,
            d_head=self.d_head,
            n_vocab=self.n_vocab,
            n_context=self.n_context,
            display_layer=layer,
            display_head=head,
        )


def read_config(weights: GGUF) -> Config:
    """Read a model's shape and see that its tensors have it.

    Parameters
    ----------
    weights : GGUF
        The open file.

    Returns
    -------
    Config
        The shape.

    Raises
    ------
    UsageError
        When the file holds another architecture, or a variant that attnviz does not run.
    AttnvizError
        When the metadata is incomplete or contradicts the tensors.
    """
    keys = weights.keys
    architecture = keys.text("general.architecture")
    experts = architecture == "llama" and keys.whole("llama.expert_count", 0, least=0)
    if architecture != "llama" or experts:
        kind = "a mixture of experts" if experts else f"{describe(architecture)}"
        raise UsageError(f"{weights.path} holds {kind}; attnviz runs dense llama models")
    n_heads = _of_all_layers(keys, "llama.attention.head_count")
    d_model = keys.whole("llama.embedding_length")
    d_head = keys.whole("llama.attention.key_length", d_model // n_heads)
    tied = "output.weight" not in weights.tensors
    config = Config(
        name=keys.name("general.name"),
        n_layers=keys.whole("llama.block_count"),
        n_heads=n_heads,
        n_kv_heads=_of_all_layers(keys, "llama.attention.head_count_kv", n_heads),
        d_model=d_model,
        d_head=d_head,
        d_feed_forward=_of_all_layers(keys, "llama.feed_forward_length"),
        n_vocab=len(keys.texts("tokenizer.ggml.tokens")),
        n_context=keys.whole("llama.context_length"),
        epsilon=keys.number("llama.attention.layer_norm_rms_epsilon"),
        output_table="token_embd.weight" if tied else "output.weight",
    )
    check_keys(weights, d_head, config.n_context)
    _check_shapes(weights, config)  # first, as it bounds the sizes of everything after it
    return replace(config, frequencies=_frequencies(weights, d_head))


def _of_all_layers(keys: Metadata, key: str, default: int | None = None) -> int:
    """Look up a whole number that a file may give for every layer, which is not read here."""
    value = keys.under(key).get("")
    if isinstance(value, (list, np.ndarray)):
        raise UsageError(
            f"{keys.source}: {key} is a list, a number a layer; attnviz runs models that give "
            "one number for all layers"
        )
    return keys.whole(key, default)


def _frequencies(weights: GGUF, d_head: int) -> NDArray[np.float64]:
    """Rotary frequencies, Su et al. 2021 section 3.2.2, with the two usual stretches."""
    keys = weights.keys
    turned = keys.whole("llama.rope.dimension_count", d_head)
    base = keys.number("llama.rope.freq_base", 10_000.0)
    if turned > d_head or turned % 2 or not base:
        raise AttnvizError(
            f"the weights {weights.path} turn {turned} of {d_head} dimensions by base {base:g}"
        )
    frequencies = base ** (-np.arange(0, turned, 2) / turned)
    # A factor without a type is a linear one, and 0 is none, as ggml reads them.
    scaling = keys.text("llama.rope.scaling.type", "linear")
    if scaling == "linear":
        older = keys.number("llama.rope.scale_linear", 1.0)
        frequencies /= keys.number("llama.rope.scaling.factor", older) or 1.0
    elif scaling != "none":
        raise UsageError(
            f"{weights.path} stretches positions by {describe(scaling)}, which is not read"
        )
    if _STRETCH in weights.tensors:
        frequencies /= weights.tensor(_STRETCH)
    if not np.isfinite(frequencies).all():
        raise AttnvizError(f"the weights {weights.path} turn positions by no finite angle")
    return frequencies


def _check_shapes(weights: GGUF, config: Config) -> None:
    """See once, at the door, that no matrix product can fail later."""
    if not 1 <= config.n_layers <= len(weights.tensors):
        raise AttnvizError(f"the weights {weights.path} do not hold {config.n_layers} layers")
    d, ff, d_qkv = config.d_model, config.d_feed_forward, config.n_heads * config.d_head
    if config.n_kv_heads < 1 or config.n_heads % config.n_kv_heads:
        raise AttnvizError(
            f"{config.n_heads} heads of {weights.path} cannot share {config.n_kv_heads} keys"
        )
    d_kv = config.n_kv_heads * config.d_head
    layer = {
        "attn_norm": (d,),
        "attn_q": (d_qkv, d),
        "attn_k": (d_kv, d),
        "attn_v": (d_kv, d),
        "attn_output": (d, d_qkv),
        "ffn_norm": (d,),
        "ffn_gate": (ff, d),
        "ffn_up": (ff, d),
        "ffn_down": (d, ff),
    }
    shapes = {
        f"blk.{i}.{name}.weight": shape
        for i in range(config.n_layers)
        for name, shape in layer.items()
    }
    shapes["token_embd.weight"] = shapes[config.output_table] = (config.n_vocab, d)
    shapes["output_norm.weight"] = (d,)
    # A matrix may have a bias, as long as its outputs are many.
    optional = {
        name.removesuffix("weight") + "bias": shape[:1]
        for name, shape in shapes.items()
        if name.startswith("blk.") and len(shape) == 2
    }
    optional[_STRETCH] = (weights.keys.whole("llama.rope.dimension_count", config.d_head) // 2,)
    needed = shapes | {name: shape for name, shape in optional.items() if name in weights.tensors}
    for name, shape in needed.items():
        found = weights.tensors[name].shape if name in weights.tensors else None
        if found != shape:
            raise AttnvizError(
                f"the weights {weights.path} contradict themselves: tensor "
                f"{describe(name)} has shape {found} and needs {shape}"
            )
    check_tensors(weights, needed)
