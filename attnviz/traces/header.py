"""What a trace's file says in words: read into records, each number held against the others."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from attnviz.files.records import parse_json
from attnviz.traces.records import ModelInfo, Token, Word

_MOST = 1 << 24  # of heads, layers, numbers in a vector
_MOST_TOKENS = 1 << 14  # a mask of n tokens takes n * n bytes, a pattern four times as much
_Kind = TypeVar("_Kind")


@dataclass(frozen=True)
class Header:
    """What the arrays of a file belong to.

    Attributes
    ----------
    model, sentence, tokens, words, reasons
        As in a `Trace`.
    layers : int or None
        How many were computed; None in the first files, where the arrays tell.
    scale, causal
        Of every layer, unless there are `rules`.
    rules : tuple of dict, or None
        ``scale``, ``softcap`` and ``window`` of each layer.
    next_token : tuple of int, tuple of str; or None
        Ids and texts.
    """

    model: ModelInfo
    sentence: str
    tokens: tuple[Token, ...]
    words: tuple[Word, ...]
    reasons: Mapping[str, str]
    layers: int | None
    scale: float
    causal: bool
    rules: tuple[dict[str, Any], ...] | None
    next_token: tuple[tuple[int, ...], tuple[str, ...]] | None


def read_header(text: str) -> Header:
    """Read the header of a trace's file.

    Raises
    ------
    ValueError, KeyError, TypeError
        When it is not one that `attnviz.traces.file.write` writes.
    """
    header = _of(parse_json(text), dict)
    about = _of(header["model"], dict)
    scale, causal = _number(about.pop("scale")), _of(about.pop("causal"), bool)
    model, sentence = _model(about), _of(header["sentence"], str)
    words = _words(header["words"], len(sentence))
    tokens = _tokens(header["tokens"], len(sentence), len(words))
    if [word.tokens.start for word in words] != [0, *(word.tokens.stop for word in words)][:-1]:
        raise ValueError("the words do not hold the tokens in order")
    if words[-1].tokens.stop != len(tokens):
        raise ValueError("the words do not hold each token once")
    layers, rules = header.get("layers"), header.get("rules")
    if layers is not None:
        layers = _count(layers, 1, model.n_layers)
    reasons = {_of(k, str): _of(v, str) for k, v in _of(header.get("reasons", {}), dict).items()}
    return Header(
        model=model,
        sentence=sentence,
        tokens=tokens,
        words=words,
        reasons=reasons,
        layers=layers,
        scale=scale,
        causal=causal,
        rules=None if rules is None else tuple(_rule(rule) for rule in _of(rules, list)),
        next_token=_next_token(header.get("next_token")),
    )


def _of(value: Any, kind: type[_Kind]) -> _Kind:
    if type(value) is not kind:  # True is no number here
        raise TypeError(f"{value!r:.40} is no {kind.__name__}")
    return value


def _count(value: Any, least: int, most: int = _MOST) -> int:
    if not least <= _of(value, int) <= most:
        raise ValueError(f"{value} is not from {least} to {most}")
    return int(value)


def _number(value: Any) -> float:
    number = float(value) if type(value) is int else _of(value, float)
    if not math.isfinite(number) or abs(number) > 1e30:
        raise ValueError(f"{number} is out of bounds")
    return number


def _model(about: dict[str, Any]) -> ModelInfo:
    names = _of(about.pop("slug"), str), _of(about.pop("name"), str)
    zero = {"display_layer", "display_head", "n_vocab", "n_context", "d_value"}
    sizes: dict[str, Any] = {k: _count(v, 0 if k in zero else 1) for k, v in about.items()}
    model = ModelInfo(*names, **sizes)
    _count(model.display_layer, 0, model.n_layers - 1)
    _count(model.display_head, 0, model.n_heads - 1)
    if model.n_heads % model.n_kv_heads:
        raise ValueError("heads do not share keys evenly")
    return model


def _words(found: Any, length: int) -> tuple[Word, ...]:
    words = []
    for record in _of(found, list):
        start, end = (_count(record[name], 0, length) for name in ("start", "end"))
        first, stop = _of(record["pieces"], list)
        tokens = range(_count(first, 0, _MOST_TOKENS), _count(stop, 1, _MOST_TOKENS))
        if not tokens:
            raise ValueError("a word has no token")
        words.append(Word(_of(record["text"], str), start, end, tokens))
    if not words:
        raise ValueError("there is no word")
    return tuple(words)


def _tokens(found: Any, length: int, words: int) -> tuple[Token, ...]:
    return tuple(
        Token(
            text=_of(record["text"], str),
            id=_count(record["id"], 0, 1 << 31),
            start=_count(record["start"], 0, length),
            end=_count(record["end"], 0, length),
            word=_count(record["word"], 0, words - 1),
        )
        for record in _of(found, list)
    )


def _rule(record: dict[str, Any]) -> dict[str, Any]:
    softcap, window = record["softcap"], record["window"]
    if softcap is not None and _number(softcap) <= 0:
        raise ValueError("a cap is above zero")
    if window is not None:
        window = _count(window, 1, 1 << 31)
    return {"scale": _number(record["scale"]), "softcap": softcap, "window": window}


def _next_token(found: Any) -> tuple[tuple[int, ...], tuple[str, ...]] | None:
    if found is None:
        return None
    ids = tuple(_count(i, 0, 1 << 31) for i in _of(found["ids"], list))
    texts = tuple(_of(text, str) for text in _of(found["texts"], list))
    if len(ids) != len(texts):
        raise ValueError("ids and texts of next tokens differ in number")
    return ids, texts
