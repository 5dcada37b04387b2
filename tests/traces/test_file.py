"""Traces in files: what was saved comes back, and so do the files of earlier versions."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from attnviz.traces.rule import AttentionRule
from attnviz.traces.trace import Trace
from tests.core_traces import SCALE, default_trace, made_up, reads_both_ways
from tests.traces.test_parts import pattern_only

FIRST = Path(__file__).parents[1] / "reference" / "first-format.npz"


def again(trace: Trace, folder: Path) -> Trace:
    trace.save(folder / "trace.npz")
    return Trace.load(folder / "trace.npz")


def test_a_file_of_the_first_format_reads_as_before() -> None:
    """It was saved before layers had rules: the scale and the mask stood with the model."""
    old, new = Trace.load(FIRST), made_up([1, 2], layers=2)
    assert (old.model, old.words, old.tokens) == (new.model, new.words, new.tokens)
    for layer, head in np.ndindex(2, 4):
        for name in ("scores", "mask", "pattern", "update"):
            np.testing.assert_array_equal(
                getattr(old.head(layer, head), name), getattr(new.head(layer, head), name)
            )
        np.testing.assert_array_equal(
            old.weights(layer, head).queries_before, new.weights(layer, head).queries_before
        )


def test_a_model_as_most_are_has_the_keys_that_it_always_had(tmp_path: Path) -> None:
    made_up([1, 2], layers=2).save(tmp_path / "trace.npz")
    with np.load(FIRST) as first, np.load(tmp_path / "trace.npz") as now:
        assert set(first) == set(now)
        headers = [json.loads(str(file["header"])) for file in (first, now)]
        assert headers[1] == {**headers[0], "layers": 2}
        for name in set(first) - {"header"}:
            np.testing.assert_array_equal(first[name], now[name])


RULES = {
    "both ways": lambda n: AttentionRule.both_ways(n, SCALE),
    "a window": lambda n: AttentionRule.causal(n, SCALE, window=2),
    "a cap": lambda n: AttentionRule(SCALE, np.tri(n, dtype=bool), softcap=20.0),
    "a bias": lambda n: AttentionRule(SCALE, np.tri(n, dtype=bool), bias=np.ones((4, n, n))),
    "sinks": lambda n: AttentionRule(SCALE, np.tri(n, dtype=bool), sinks=np.arange(4.0)),
}


@pytest.mark.parametrize("make", RULES.values(), ids=RULES)
def test_every_rule_comes_back(make, tmp_path: Path) -> None:
    whole = made_up([2, 1, 3])
    rules = (whole.rules[0], make(6), whole.rules[2])
    trace = dataclasses.replace(whole, rules=rules)
    loaded = again(trace, tmp_path)
    for before, after in zip(rules, loaded.rules, strict=True):
        assert (before.scale, before.softcap, before.window) == (
            after.scale, after.softcap, after.window,
        )  # fmt: skip
        np.testing.assert_array_equal(before.mask, after.mask)
    for layer in range(3):
        np.testing.assert_array_equal(
            trace.head(layer, 3, "token").pattern, loaded.head(layer, 3, "token").pattern
        )


def test_a_model_that_reads_both_ways_comes_back(tmp_path: Path) -> None:
    assert again(reads_both_ways([2, 1]), tmp_path).head(unit="token").mask.all()


def test_a_pattern_alone_comes_back(tmp_path: Path) -> None:
    kept = pattern_only(made_up([1, 3]), reasons={"weights": "it has none"})
    loaded = again(kept, tmp_path)
    assert loaded.lacks == kept.lacks
    np.testing.assert_array_equal(loaded.head(2, 1).pattern, kept.head(2, 1).pattern)


def test_own_rows_inputs_and_values_come_back(tmp_path: Path) -> None:
    whole = made_up([2, 1])
    blocks = tuple(dataclasses.replace(block, norm=None) for block in whole.attention_weights)
    inputs = np.random.default_rng(3).normal(size=(3, 3, 6)).astype(np.float32)
    trace = dataclasses.replace(
        whole, embedding=2 * whole.residual[0], inputs=inputs, attention_weights=blocks
    )
    loaded = again(trace, tmp_path)
    np.testing.assert_array_equal(loaded.embedding, trace.embedding)
    np.testing.assert_array_equal(loaded.weights(1, 0).inputs, inputs[1])


def test_the_default_models_trace_comes_back(tmp_path: Path) -> None:
    trace = default_trace()
    loaded = again(trace, tmp_path)
    for name in ("pattern", "update"):
        np.testing.assert_array_equal(getattr(loaded.head(), name), getattr(trace.head(), name))
    np.testing.assert_array_equal(loaded.weights().inputs, trace.weights().inputs)
