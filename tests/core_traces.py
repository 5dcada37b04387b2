"""Small random traces for tests, and the real model opened once."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
from hypothesis import strategies as st

from attnviz.models.load import load_model
from attnviz.models.model import Model
from attnviz.traces.head import HeadTrace
from attnviz.traces.norm import RMSNorm
from attnviz.traces.records import ModelInfo, NextToken, Token, Word
from attnviz.traces.rule import AttentionRule
from attnviz.traces.trace import Trace
from attnviz.traces.weights import AttentionWeights, NormedInputs

SCALE = 0.5
DEFAULT = "a fluffy blue creature roamed the verdant forest"


@cache
def smollm2() -> Model:
    return load_model("smollm2")


@cache
def default_trace() -> Trace:
    return smollm2().trace(DEFAULT)


def info(heads: int = 4, shared: int = 2) -> ModelInfo:
    return ModelInfo(
        slug="made-up",
        name="Made up",
        n_layers=3,
        n_heads=heads,
        n_kv_heads=shared,
        d_model=6,
        d_head=4,
        n_vocab=100,
        n_context=64,
        display_layer=1,
        display_head=2,
    )


def made_up(sizes: list[int], seed: int = 0, layers: int = 3) -> Trace:
    """Make a trace of words of so many tokens, with random numbers for everything."""
    rng = np.random.default_rng(seed)
    model, n = info(), sum(sizes)
    sentence = " ".join("abcdefgh"[:size] for size in sizes)
    words, tokens, at = [], [], 0
    for number, size in enumerate(sizes):
        words.append(Word("abcdefgh"[:size], at, at + size, range(len(tokens), len(tokens) + size)))
        tokens += [Token("abcdefgh"[i], i, at + i, at + i + 1, number) for i in range(size)]
        at += size + 1

    def normal(*shape: int) -> np.ndarray:
        return rng.normal(size=shape).astype(np.float32)

    residual, queries = normal(layers + 1, n, 6), 3 * normal(layers, 4, n, 4)
    keys, values, output = normal(layers, 2, n, 4), normal(layers, 2, n, 4), normal(layers, 4, 4, 6)
    weights = tuple(
        AttentionWeights(
            norm=RMSNorm(normal(6), 1e-5),
            query=normal(4, 4, 6),
            key=normal(2, 4, 6),
            value=normal(2, 4, 6),
            query_bias=normal(4, 4),
            key_bias=normal(2, 4),
            value_bias=normal(2, 4),
            output_bias=normal(6),
        )
        for _ in range(layers)
    )
    return Trace(
        model=model,
        sentence=sentence,
        tokens=tuple(tokens),
        words=tuple(words),
        rules=(AttentionRule.causal(n, SCALE),) * layers,
        embedding=residual[0],
        residual=residual,
        inputs=NormedInputs(residual, weights),
        queries=queries,
        kv_keys=keys,
        kv_values=values,
        output_weights=output,
        next_token=NextToken((5, 7), ("five", "seven"), np.array([0.6, 0.3], np.float32)),
        attention_weights=weights,
    )


def reads_both_ways(sizes: list[int]) -> Trace:
    """Make a trace of a model in which every token sees every other."""
    trace = made_up(sizes)
    rule = AttentionRule.both_ways(len(trace.tokens), SCALE)
    return dataclasses.replace(trace, rules=(rule,) * len(trace.rules))


def head_of(pattern: list[list[float]]) -> HeadTrace:
    """Make a head whose pattern is the one given, rows being whatever sums to 1."""
    weights = np.array(pattern, np.float64)
    n = len(weights)
    model = info()
    with np.errstate(divide="ignore"):
        scores = np.maximum(np.log(weights), -200).astype(np.float32)
    head = HeadTrace(
        model=model,
        layer=0,
        head=0,
        unit="word",
        labels=tuple("abcdefghijklmnop"[:n]),
        queries=np.zeros((n, 4), np.float32),
        token_keys=np.zeros((n, 4), np.float32),
        token_values=np.zeros((n, 4), np.float32),
        token_counts=(1,) * n,
        asking=tuple(range(n)),
        rule=AttentionRule.causal(n, SCALE),
        output_weights=np.zeros((4, 6), np.float32),
    )
    head.__dict__["scores"] = scores
    return head


def shifted(n: int, back: int) -> np.ndarray:
    """Make every query look so many positions back, or at the first one."""
    pattern = np.zeros((n, n), np.float32)
    for query in range(n):
        pattern[query, max(query - back, 0)] = 1
    return pattern


traces = st.builds(
    made_up, st.lists(st.integers(1, 4), min_size=1, max_size=7), st.integers(0, 2**32 - 1)
)
