"""A trace's fields in one ``.npz`` file: numbers and JSON, nothing pickled.

It knows the records that a trace is made of, and not `Trace` itself, which calls it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from attnviz.errors import AttnvizError
from attnviz.files.atomic import atomic_write
from attnviz.traces.norm import RMSNorm
from attnviz.traces.records import ModelInfo, NextToken, Token, Word, sealed
from attnviz.traces.rule import AttentionRule
from attnviz.traces.weights import AttentionWeights, NormedInputs

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
    import zipfile  # here, so that writing one does not pay for it

    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = dict(file)
        return _fields(json.loads(str(arrays["header"])), arrays)
    except OSError as error:
        reason = error.strerror or "it is damaged"
        raise AttnvizError(f"cannot read the trace {path}: {reason}") from None
    except (KeyError, TypeError, ValueError, EOFError, zipfile.BadZipFile):
        raise AttnvizError(f"{path} is not a trace, or it is damaged: save it again") from None


def _model_record(model: ModelInfo) -> dict[str, Any]:
    record = asdict(model)
    if model.d_value == model.d_head:  # as the first files have it
        del record["d_value"]
    return record


def _word_record(word: Word) -> dict[str, Any]:
    """Write a word under the keys that files have had from the first."""
    tokens = [word.tokens.start, word.tokens.stop]
    return {"text": word.text, "start": word.start, "end": word.end, "pieces": tokens}


def _word_of(record: Mapping[str, Any]) -> Word:
    return Word(record["text"], record["start"], record["end"], range(*record["pieces"]))


def _fields(header: Mapping[str, Any], arrays: Mapping[str, Any]) -> dict[str, Any]:
    found, about = header.get("next_token"), dict(header["model"])
    scale, causal = about.pop("scale"), about.pop("causal")
    layers = header["layers"] if "layers" in header else len(arrays["queries"])
    weights, residual = _blocks(arrays), arrays.get("residual")
    inputs = arrays.get("inputs")
    if inputs is None and weights and weights[0].norm and residual is not None:
        inputs = NormedInputs(residual, weights)
    fields = {name: arrays.get(name) for name in _ARRAYS}
    if fields["embedding"] is None and residual is not None:
        fields["embedding"] = residual[0]
    output = arrays.get("output_weights")
    return {
        **fields,
        "model": ModelInfo(**about),
        "sentence": header["sentence"],
        "tokens": tuple(Token(**token) for token in header["tokens"]),
        "words": tuple(_word_of(word) for word in header["words"]),
        "rules": _rules(header, arrays, layers, scale, causal),
        "inputs": inputs,
        "output_weights": None if output is None else sealed(output),
        "next_token": found
        and NextToken(tuple(found["ids"]), tuple(found["texts"]), arrays["probabilities"]),
        "attention_weights": weights,
        "reasons": header.get("reasons", {}),
    }


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


def _rules(
    header: Mapping[str, Any], arrays: Mapping[str, Any], layers: int, scale: float, causal: bool
) -> tuple[AttentionRule, ...]:
    n = len(header["tokens"])
    if "rules" not in header:
        make = AttentionRule.causal if causal else AttentionRule.both_ways
        return (make(n, scale),) * layers
    masks = np.unpackbits(arrays["rule_masks"], axis=-1, count=n).astype(np.bool_)
    return tuple(
        AttentionRule(
            mask=mask,
            bias=arrays.get(f"rule_bias_{layer}"),
            sinks=arrays.get(f"rule_sinks_{layer}"),
            **rule,
        )
        for layer, (rule, mask) in enumerate(zip(header["rules"], masks, strict=True))
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
