"""A trace's fields in one ``.npz`` file: numbers and JSON, nothing pickled.

It knows the records that a trace is made of, and not `Trace` itself, which calls it.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from attnviz.errors import AttnvizError
from attnviz.files.atomic import atomic_write, reason
from attnviz.traces.header import Header, read_header
from attnviz.traces.norm import RMSNorm
from attnviz.traces.records import ModelInfo, NextToken, Word, sealed
from attnviz.traces.rule import AttentionRule
from attnviz.traces.weights import AttentionWeights, LayerArrays, NormedInputs

if TYPE_CHECKING:
    from attnviz.traces.archive import Archive

_ARRAYS = ("residual", "queries", "kv_keys", "kv_values", "embedding", "given_pattern")
# Each is stored with an axis for layers.
_WEIGHTS = ("query", "key", "value", "query_bias", "key_bias", "value_bias", "output_bias")


def write(path: str | Path, fields: Mapping[str, Any]) -> None:
    """Write the fields of a trace to one file, which appears whole or not at all.

    Parameters
    ----------
    path : str or Path
        Where to.
    fields : mapping
        By the names that `Trace` has for them; None for what is not there.

    Raises
    ------
    AttnvizError
        When it cannot be written.
    """
    rules, model = fields["rules"], fields["model"]
    # In the first files the two stood in the model's record, and most models need no more.
    plain = {"scale": rules[0].scale, "causal": not rules[0].looks_ahead}
    header: dict[str, Any] = {
        "model": {**_model_record(model), **plain},
        "sentence": fields["sentence"],
        "tokens": [asdict(token) for token in fields["tokens"]],
        "words": [_word_record(word) for word in fields["words"]],
        "layers": len(rules),
    }
    if fields["reasons"]:
        header["reasons"] = dict(fields["reasons"])
    arrays = {name: fields[name] for name in _ARRAYS if fields[name] is not None}
    if "residual" in arrays and np.array_equal(arrays.get("embedding", ()), arrays["residual"][0]):
        del arrays["embedding"]
    if not all(_is_plain(rule, **plain) for rule in rules):
        _write_rules(rules, header, arrays)
    _write_weights(fields, range(len(rules)), arrays)
    found = fields["next_token"]
    if found is not None:
        header["next_token"] = {"ids": found.ids, "texts": found.texts}
        arrays["probabilities"] = found.probabilities
    with atomic_write(path) as part, part.open("wb") as file:
        np.savez(file, header=np.array(json.dumps(header)), **arrays)


def read(path: str | Path) -> dict[str, Any]:
    """Read the fields of a trace from a file that `write` wrote.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    dict
        By the names that `Trace` has for them.

    Raises
    ------
    AttnvizError
        When there is no such file, or it is no trace, or it is damaged.
    """
    from attnviz.traces.archive import BROKEN, Archive  # here, so that writing does not pay for it

    if Path(path).exists() and not Path(path).is_file():
        raise AttnvizError(f"cannot read the trace {path}: it is not an ordinary file")
    try:
        with Archive(path) as archive:
            return _fields(read_header(archive.text("header")), archive)
    except OSError as error:
        if error.errno not in (None, errno.EINVAL):  # that is a place before the file's beginning
            raise AttnvizError(f"cannot read the trace {path}: {reason(error)}") from None
    except (*BROKEN, TypeError):
        pass
    raise AttnvizError(f"{path} is not a trace, or it is damaged: save it again")


def _model_record(model: ModelInfo) -> dict[str, Any]:
    record = asdict(model)
    if model.d_value == model.d_head:  # as the first files have it
        del record["d_value"]
    return record


def _word_record(word: Word) -> dict[str, Any]:
    """Write a word under the keys that files have had from the first."""
    tokens = [word.tokens.start, word.tokens.stop]
    return {"text": word.text, "start": word.start, "end": word.end, "pieces": tokens}


def _fields(header: Header, archive: Archive) -> dict[str, Any]:
    model, n = header.model, len(header.tokens)
    layers = archive.shapes["queries"][0] if header.layers is None else header.layers
    if not 1 <= layers <= model.n_layers:
        raise ValueError("there are more layers than the model has")
    shapes = _shapes(model, layers, n)
    arrays = {name: archive.array(name, shapes[name]) for name in archive.shapes.keys() & shapes}
    _check_whole(arrays)
    weights, residual = _blocks(arrays), arrays.get("residual")
    inputs: LayerArrays | None = arrays.get("inputs")
    if inputs is None and weights and weights[0].norm and residual is not None:
        inputs = NormedInputs(residual, weights)
    fields = {name: arrays.get(name) for name in _ARRAYS}
    if fields["embedding"] is None and residual is not None:
        fields["embedding"] = residual[0]
    found, output = header.next_token, arrays.get("output_weights")
    return {
        **fields,
        "model": model,
        "sentence": header.sentence,
        "tokens": header.tokens,
        "words": header.words,
        "rules": _rules(header, archive, layers),
        "inputs": inputs,
        "output_weights": None if output is None else sealed(output),
        "next_token": found and NextToken(*found, archive.array("probabilities", (len(found[0]),))),
        "attention_weights": weights,
        "reasons": header.reasons,
    }


def _shapes(model: ModelInfo, layers: int, n: int) -> dict[str, tuple[int, ...]]:
    """Return what shape each array has, as in `Trace` and, by layer, in `AttentionWeights`."""
    heads, shared = (layers, model.n_heads), (layers, model.n_kv_heads)
    d, d_head, d_value = model.d_model, model.d_head, model.d_value
    return {
        "residual": (layers + 1, n, d),
        "queries": (*heads, n, d_head),
        "kv_keys": (*shared, n, d_head),
        "kv_values": (*shared, n, d_value),
        "embedding": (n, d),
        "given_pattern": (*heads, n, n),
        "inputs": (layers, n, d),
        "output_weights": (*heads, d_value, d),
        "attention_gain": (layers, d),
        "attention_epsilon": (layers,),
        "attention_query": (*heads, d_head, d),
        "attention_key": (*shared, d_head, d),
        "attention_value": (*shared, d_value, d),
        "attention_query_bias": (*heads, d_head),
        "attention_key_bias": (*shared, d_head),
        "attention_value_bias": (*shared, d_value),
        "attention_output_bias": (layers, d),
    }


def _check_whole(arrays: Mapping[str, Any]) -> None:
    """See that what is only used together is there together, or not at all."""
    weights = tuple(f"attention_{name}" for name in _WEIGHTS)
    norms = ("attention_gain", "attention_epsilon")
    for names in (("queries", "kv_keys"), ("kv_values", "output_weights"), weights, norms):
        if len({name in arrays for name in names}) > 1:
            raise ValueError(f"one of {', '.join(names)} is missing")


def _is_plain(rule: AttentionRule, scale: float, causal: bool) -> bool:
    """Tell whether the scale and whether it reads from left to right say all of a rule."""
    make = AttentionRule.causal if causal else AttentionRule.both_ways
    same = rule.scale == scale and np.array_equal(rule.mask, make(len(rule.mask), scale).mask)
    return bool(same and rule.is_plain and rule.sinks is None and rule.window is None)


def _write_rules(
    rules: tuple[AttentionRule, ...], header: dict[str, Any], arrays: dict[str, Any]
) -> None:
    header["rules"] = [
        {"scale": rule.scale, "softcap": rule.softcap, "window": rule.window} for rule in rules
    ]
    arrays["rule_masks"] = np.packbits([rule.mask for rule in rules], axis=-1)
    for layer, rule in enumerate(rules):
        for name in ("bias", "sinks"):
            if getattr(rule, name) is not None:
                arrays[f"rule_{name}_{layer}"] = getattr(rule, name)


def _rules(header: Header, archive: Archive, layers: int) -> tuple[AttentionRule, ...]:
    n, heads = len(header.tokens), header.model.n_heads
    if header.rules is None:
        make = AttentionRule.causal if header.causal else AttentionRule.both_ways
        return (make(n, header.scale),) * layers
    packed = archive.array("rule_masks", (layers, n, (n + 7) // 8), "bytes")
    masks = np.unpackbits(packed, axis=-1, count=n).astype(np.bool_)

    def given(name: str, layer: int, shape: tuple[int, ...]) -> Any:
        name = f"rule_{name}_{layer}"
        return archive.array(name, shape) if name in archive.shapes else None

    return tuple(
        AttentionRule(
            mask=mask,
            bias=given("bias", layer, (heads, n, n)),
            sinks=given("sinks", layer, (heads,)),
            **rule,
        )
        for layer, (rule, mask) in enumerate(zip(header.rules, masks, strict=True))
    )


def _write_weights(fields: Mapping[str, Any], layers: range, arrays: dict[str, Any]) -> None:
    if fields["output_weights"] is not None:
        arrays["output_weights"] = np.stack([fields["output_weights"][i] for i in layers])
    if fields["attention_weights"] is None:
        return
    blocks = [fields["attention_weights"][i] for i in layers]
    for name in _WEIGHTS:
        arrays[f"attention_{name}"] = np.stack([getattr(block, name) for block in blocks])
    norms = [block.norm for block in blocks]
    if isinstance(fields["inputs"], NormedInputs):  # they are made again when asked for
        arrays["attention_gain"] = np.stack([norm.gain for norm in norms])
        arrays["attention_epsilon"] = np.array([norm.epsilon for norm in norms])
    elif fields["inputs"] is not None:
        arrays["inputs"] = np.stack([fields["inputs"][i] for i in layers])


def _blocks(arrays: Mapping[str, Any]) -> tuple[AttentionWeights, ...] | None:
    if "attention_query" not in arrays:
        return None
    norms: list[RMSNorm | None] = [None] * len(arrays["attention_query"])
    if "attention_gain" in arrays:
        epsilons = arrays["attention_epsilon"].tolist()
        norms = [RMSNorm(*norm) for norm in zip(arrays["attention_gain"], epsilons, strict=True)]
    return tuple(
        AttentionWeights(norm=norm, **{name: arrays[f"attention_{name}"][i] for name in _WEIGHTS})
        for i, norm in enumerate(norms)
    )
