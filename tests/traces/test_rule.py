"""How a layer scores, held against the formula written out, one number after another."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.errors import AttnvizError
from attnviz.traces.rule import AttentionRule
from attnviz.traces.trace import Trace
from tests.core_traces import SCALE, made_up

sentences = st.lists(st.integers(1, 4), min_size=1, max_size=6)


def drawn(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def ruled(sizes: list[int], **rule: object) -> Trace:
    """Make a trace whose layers score by a rule that says more than a scale."""
    trace = made_up(sizes)
    n = len(trace.tokens)
    mask = rule.pop("mask", np.tri(n, dtype=bool))
    made = AttentionRule(scale=SCALE, mask=mask, **rule)  # type: ignore[arg-type]
    return dataclasses.replace(trace, rules=(made,) * 3)


def plain_pattern(trace: Trace, layer: int, head: int) -> np.ndarray:
    """Compute a head's pattern over tokens the plain way, in double precision."""
    rule, n = trace.rules[layer], len(trace.tokens)
    queries, keys = trace.queries[layer, head], trace.keys[layer, head]
    pattern = np.zeros((n, n))
    for q in range(n):
        exps = {}
        for k in range(n):
            if not rule.mask[q, k]:
                continue
            score = rule.scale * sum(
                float(a) * float(b) for a, b in zip(queries[q], keys[k], strict=True)
            )
            if rule.softcap is not None:
                score = rule.softcap * math.tanh(score / rule.softcap)
            if rule.bias is not None:
                score += float(rule.bias[head, q, k])
            exps[k] = math.exp(score)
        total = sum(exps.values())
        if rule.sinks is not None:
            total += math.exp(float(rule.sinks[head]))
        for k, exp in exps.items():
            pattern[q, k] = exp / total
    return pattern


def window(sizes: list[int], width: int) -> np.ndarray:
    n = sum(sizes)
    return np.triu(np.tri(n, dtype=bool), 1 - width)


RULES = {
    "a scale and nothing else": lambda sizes: {},
    "a soft cap": lambda sizes: {"softcap": 2.0},
    "a bias": lambda sizes: {"bias": drawn(4, sum(sizes), sum(sizes))},
    "sinks": lambda sizes: {"sinks": drawn(4)},
    "a window": lambda sizes: {"mask": window(sizes, 2), "window": 2},
    "all of it": lambda sizes: {
        "softcap": 3.0,
        "bias": drawn(4, sum(sizes), sum(sizes), seed=1),
        "sinks": drawn(4, seed=2),
        "mask": window(sizes, 3),
        "window": 3,
    },
}
every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)


@every_rule
@given(sizes=sentences)
def test_a_pattern_is_the_formula_written_out(rule, sizes: list[int]) -> None:
    trace = ruled(sizes, **rule(sizes))
    for head in range(4):
        made = trace.head(1, head, "token").pattern
        np.testing.assert_allclose(made, plain_pattern(trace, 1, head), rtol=1e-4, atol=1e-6)


@every_rule
@given(sizes=sentences)
def test_a_word_weighs_what_its_tokens_weigh_whatever_the_rule(rule, sizes: list[int]) -> None:
    trace = ruled(sizes, **rule(sizes))
    words, tokens = trace.head(1, 2), trace.head(1, 2, "token")
    last = [word.tokens[-1] for word in trace.words]
    for number, query in enumerate(last):
        summed = [sum(tokens.pattern[query, i] for i in word.tokens) for word in trace.words]
        np.testing.assert_allclose(words.pattern[number], summed, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(words.update, tokens.update[last], rtol=1e-3, atol=1e-4)


@every_rule
@given(sizes=sentences)
def test_weights_times_seen_values_is_the_update_whatever_the_rule(rule, sizes) -> None:
    head = ruled(sizes, **rule(sizes)).head()
    for query in range(len(head.labels)):
        mixed = head.pattern[query] @ head.seen_values(query) @ head.output_weights
        np.testing.assert_allclose(mixed, head.update[query], rtol=1e-3, atol=1e-4)


def test_a_window_may_part_a_word() -> None:
    """The second word's last token sees two tokens back: one of the first word's three."""
    head = ruled([3, 1], mask=window([3, 1], 2), window=2).head(0, 0)
    assert head.mask.tolist() == [[True, False], [True, True]]
    seen = head.token_pattern[1] > 0
    assert seen.tolist() == [False, False, True, True]
    assert head.pattern.sum(axis=1) == pytest.approx(1, abs=1e-6)


def test_a_mask_of_words_is_that_of_their_tokens() -> None:
    trace = made_up([2, 1, 3])
    assert (trace.head().mask == np.tri(3, dtype=bool)).all()
    assert (trace.head(unit="token").mask == np.tri(6, dtype=bool)).all()


def test_no_score_is_larger_than_the_cap() -> None:
    plain, capped = made_up([3, 2]).head(), ruled([3, 2], softcap=0.5).head(unit="token")
    assert np.abs(plain.scores).max() > 0.5
    assert np.abs(capped.scores).max() <= 0.5


def test_a_sink_takes_what_no_key_gets() -> None:
    head = ruled([1, 1, 1], sinks=np.full(4, 50.0)).head()
    assert head.pattern.sum(axis=1).max() < 0.01
    faint = ruled([1, 1, 1], sinks=np.full(4, -50.0)).head()
    assert faint.pattern.sum(axis=1) == pytest.approx(1)


def test_values_have_a_size_of_their_own() -> None:
    trace = made_up([1, 2])
    model = dataclasses.replace(trace.model, d_value=5)
    values, output = drawn(3, 2, 3, 5), drawn(3, 4, 5, 6)
    wide = dataclasses.replace(trace, model=model, kv_values=values, output_weights=output)
    head = wide.head(1, 2)
    assert head.seen_values(1).shape == (2, 5)
    expected = wide.head(1, 2, "token").pattern[[0, 2]] @ values[1, 1] @ output[1, 2]
    np.testing.assert_allclose(head.update, expected, rtol=1e-4)


def test_what_looks_ahead() -> None:
    assert not AttentionRule.causal(3, 1.0).looks_ahead
    assert not AttentionRule.causal(5, 1.0, window=2).looks_ahead
    assert AttentionRule.both_ways(3, 1.0).looks_ahead
    assert not AttentionRule.both_ways(1, 1.0).looks_ahead  # a single token has nothing ahead


def test_a_window_counts_the_query_itself() -> None:
    rule = AttentionRule.causal(4, 1.0, window=2)
    assert rule.mask.sum(axis=1).tolist() == [1, 2, 2, 2]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"mask": np.ones((2, 3), bool)}, "mask has shape"),
        ({"mask": np.zeros((3, 3), bool)}, "lets each look at one"),
        ({"mask": np.ones((3, 3), bool), "bias": np.zeros((4, 3, 2))}, "bias has shape"),
        ({"mask": np.ones((3, 3), bool), "sinks": np.array([np.nan])}, "not finite"),
    ],
)
def test_a_rule_that_cannot_be(given: dict, said: str) -> None:
    with pytest.raises(AttnvizError, match=said):
        AttentionRule(scale=1.0, **given)


def test_a_rule_is_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        AttentionRule.causal(3, 1.0).mask[0, 0] = False
