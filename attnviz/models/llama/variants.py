"""What a weights file may ask for beyond the Llama architecture, which is refused by its name.

A key or a tensor that nobody reads changes nothing here and everything in the numbers: such a file
would be drawn as another model than it is, without a word.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from attnviz.errors import UsageError
from attnviz.models.gguf import GGUF
from attnviz.models.metadata import describe

PREFIX = "llama."

# Keys that `read_config` reads.
_READ = frozenset(
    "block_count context_length embedding_length feed_forward_length attention.head_count"
    " attention.head_count_kv attention.key_length attention.layer_norm_rms_epsilon"
    " rope.dimension_count rope.freq_base rope.scaling.type rope.scaling.factor"
    " rope.scale_linear".split()
)
# Keys that are true of any Llama and say nothing about how it computes, or only of parts it has
# not: the epsilon of another norm, how many of no experts are used, how a pooled output is made.
_IDLE = frozenset(
    "vocab_size tensor_data_layout attention.layer_norm_epsilon rope.scaling.finetuned"
    " rope.scaling.original_context_length expert_used_count pooling_type".split()
)
# Keys that ask for something else, and the values that ask for nothing.
_NOTHING: dict[str, tuple[Any, ...]] = {
    "expert_count": (0,),
    "use_parallel_residual": (False,),
    "attention.causal": (True,),
    "attention.sliding_window": (0,),
    "attention.scale": (0.0,),
    "attention.clamp_kqv": (0.0,),
    "attention.max_alibi_bias": (0.0,),
    "attn_logit_softcapping": (0.0,),
    "final_logit_softcapping": (0.0,),
    "embedding_scale": (0.0, 1.0),
    "residual_scale": (0.0, 1.0),
    "logit_scale": (0.0, 1.0),
    "rope.scaling.attn_factor": (0.0, 1.0),
}


def check_keys(weights: GGUF, d_head: int, n_context: int) -> None:
    """See that every key of the architecture is one that is followed.

    Parameters
    ----------
    weights : GGUF
        The open file.
    d_head : int
        Length of queries and keys.
    n_context : int
        How many tokens the model reads.

    Raises
    ------
    UsageError
        When a key asks for something that attnviz does not compute.
    """
    for key, value in weights.keys.under(PREFIX).items():
        if key in _READ or key in _IDLE:
            continue
        if key == "attention.value_length":
            idle = type(value) is int and value == d_head
        elif key == "attention.sliding_window" and type(value) is int and value >= n_context:
            idle = True  # it hides nothing
        else:
            idle = any(type(value) is type(no) and value == no for no in _NOTHING.get(key, ()))
        if not idle:
            raise UsageError(
                f"{weights.path} asks for {describe(PREFIX + key)} = {describe(value)}, "
                "which attnviz does not compute: take a plain Llama model"
            )


def check_tensors(weights: GGUF, read: Container[str]) -> None:
    """See that no tensor would be left unread.

    Parameters
    ----------
    weights : GGUF
        The open file.
    read : container of str
        Names of the tensors that the network reads.

    Raises
    ------
    UsageError
        When the file has another one.
    """
    for name in weights.tensors:
        # Older files keep rotary frequencies, which follow from the metadata, in every layer.
        if name not in read and not name.endswith(".attn_rot_embd.weight"):
            raise UsageError(
                f"{weights.path} has a tensor {describe(name)}, which attnviz does not "
                "compute with: take a plain Llama model"
            )
