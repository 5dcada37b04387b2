from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import attnviz
from attnviz.attention import attention_pattern, causal_mask
from attnviz.errors import AttnvizError, UsageError
from attnviz.traces.trace import HeadTrace, Trace
from tests.core_traces import default_trace, made_up, reads_both_ways, traces


@given(traces, st.integers(0, 2), st.integers(0, 3))
def test_a_word_weighs_what_its_tokens_weigh(trace: Trace, layer: int, head: int) -> None:
    words, tokens = trace.head(layer, head, "word"), trace.head(layer, head, "token")
    for number, word in enumerate(trace.words):
        last = word.tokens[-1]
        expected = [sum(tokens.pattern[last, i] for i in other.tokens) for other in trace.words]
        np.testing.assert_allclose(words.pattern[number], expected, rtol=1e-4, atol=1e-6)


@given(traces, st.integers(0, 2), st.integers(0, 3))
def test_a_word_updates_as_its_last_token_does(trace: Trace, layer: int, head: int) -> None:
    words, tokens = trace.head(layer, head, "word"), trace.head(layer, head, "token")
    last = [word.tokens[-1] for word in trace.words]
    np.testing.assert_allclose(words.update, tokens.update[last], rtol=1e-4, atol=1e-5)


@given(traces)
def test_weights_times_seen_values_is_the_update(trace: Trace) -> None:
    head = trace.head()
    for query in range(len(head.labels)):
        mixed = head.pattern[query] @ head.seen_values(query) @ head.output_weights
        np.testing.assert_allclose(mixed, head.update[query], rtol=1e-3, atol=1e-4)


def test_both_identities_on_the_model() -> None:
    trace = default_trace()
    last = [word.tokens[-1] for word in trace.words]
    starts = [word.tokens[0] for word in trace.words]
    assert max(len(word.tokens) for word in trace.words) == 3  # ver|d|ant
    for layer, head in np.ndindex(30, 9):
        words, tokens = trace.head(layer, head, "word"), trace.head(layer, head, "token")
        summed = np.add.reduceat(tokens.pattern[last], starts, axis=1)
        np.testing.assert_allclose(words.pattern, summed, atol=1e-5)
        np.testing.assert_allclose(words.update, tokens.update[last], rtol=1e-3, atol=1e-3)


@given(traces)
def test_the_pattern_is_the_softmax_of_the_scores(trace: Trace) -> None:
    for unit in ("word", "token"):
        head = trace.head(unit=unit)
        n = len(head.labels)
        assert head.scores.shape == head.pattern.shape == (n, n)
        np.testing.assert_array_equal(head.mask, causal_mask(n))
        np.testing.assert_array_equal(head.pattern, attention_pattern(head.scores, head.mask))


def test_head_in_words() -> None:
    head = made_up([1, 3, 2]).head(2, 3)
    assert isinstance(head.keys, tuple)
    assert isinstance(head.values, tuple)
    assert [len(keys) for keys in head.keys] == [1, 3, 2] == list(head.token_counts)
    assert [len(values) for values in head.values] == [1, 3, 2]
    assert head.labels == ("a", "abc", "ab")
    assert head.queries.shape == (3, 4)
    assert head.update.shape == (3, 6)
    assert head.footer == "Made up · layer 2 · head 3 · words"


def test_head_in_tokens() -> None:
    trace = made_up([1, 3, 2])
    head = trace.head(unit="token")
    assert (head.layer, head.head) == (1, 2)  # the model's display head
    np.testing.assert_array_equal(head.keys, trace.keys[1, 2])
    np.testing.assert_array_equal(head.values, trace.values[1, 2])
    np.testing.assert_array_equal(head.queries, trace.queries[1, 2])
    assert head.token_counts == (1,) * 6
    assert head.footer.endswith("tokens")


def test_grouped_keys_are_repeated_not_tiled() -> None:
    trace = made_up([2])
    for head, shared in enumerate([0, 0, 1, 1]):
        np.testing.assert_array_equal(trace.keys[:, head], trace.kv_keys[:, shared])
        np.testing.assert_array_equal(trace.head(0, head, "token").keys, trace.kv_keys[0, shared])


def test_arrays_are_read_only() -> None:
    trace = made_up([2, 1])
    head = trace.head()
    owners: list[tuple[object, str]] = [
        *((trace, name) for name in ("residual", "queries", "keys", "values", "kv_keys")),
        *((head, name) for name in ("queries", "scores", "mask", "pattern", "update")),
        (trace.next_token, "probabilities"),
    ]
    for owner, name in owners:
        array = getattr(owner, name)
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        head.layer = 3  # type: ignore[misc]


@pytest.mark.parametrize("name", ["residual", "queries", "kv_keys", "kv_values"])
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_numbers_that_are_not_finite_raise(name: str, bad: float) -> None:
    trace = made_up([2, 1])
    array = np.array(getattr(trace, name))
    array.flat[-1] = bad
    with pytest.raises(AttnvizError, match=f"Trace.{name} .*not finite"):
        dataclasses.replace(trace, **{name: array})


@pytest.mark.parametrize("name", ["residual", "queries", "kv_keys", "kv_values"])
def test_wrong_shapes_raise(name: str) -> None:
    trace = made_up([2, 1])
    with pytest.raises(AttnvizError, match=f"Trace.{name} has shape"):
        dataclasses.replace(trace, **{name: getattr(trace, name)[..., :-1]})


def test_words_must_hold_every_token() -> None:
    trace = made_up([2, 1])
    with pytest.raises(AttnvizError, match="each of its tokens"):
        dataclasses.replace(trace, words=trace.words[:1])


@pytest.mark.parametrize(
    ("layer", "head", "message"),
    [
        (3, 0, "Made up has no layer 3: choose a layer from 0 to 2"),
        (-1, 0, "Made up has no layer -1: choose a layer from 0 to 2"),
        (0, 4, "Made up has no head 4: choose a head from 0 to 3"),
        (2, 0, "layer 2 was not computed, only the first 2: trace with upto=3 or without upto"),
    ],
)
def test_heads_out_of_range(layer: int, head: int, message: str) -> None:
    with pytest.raises(UsageError) as error:
        made_up([2], layers=2).head(layer, head)
    assert str(error.value) == message


def test_unknown_unit() -> None:
    with pytest.raises(UsageError, match="no unit 'line'"):
        made_up([2]).head(unit="line")  # type: ignore[arg-type]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(traces)
def test_save_and_load(tmp_path: Path, trace: Trace) -> None:
    path = tmp_path / "trace.npz"
    trace.save(path)
    loaded = attnviz.Trace.load(path)
    for name in ("model", "sentence", "tokens", "words"):
        assert getattr(loaded, name) == getattr(trace, name)
    for name in ("residual", "queries", "keys", "values"):
        np.testing.assert_array_equal(getattr(loaded, name), getattr(trace, name))
    np.testing.assert_array_equal(loaded.head(2, 1).update, trace.head(2, 1).update)
    assert loaded.next_token is not None
    assert trace.next_token is not None
    assert loaded.next_token.texts == trace.next_token.texts
    np.testing.assert_array_equal(loaded.next_token.probabilities, trace.next_token.probabilities)
    assert [file.name for file in tmp_path.iterdir()] == ["trace.npz"]


def test_save_and_load_without_next_token(tmp_path: Path) -> None:
    trace = dataclasses.replace(made_up([1, 2]), next_token=None)
    trace.save(tmp_path / "trace.npz")
    assert Trace.load(tmp_path / "trace.npz").next_token is None


def test_loading_what_is_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "trace.npz"
    with pytest.raises(AttnvizError, match=r"cannot read the trace .*no such file"):
        Trace.load(path)
    path.write_text("not a trace")
    with pytest.raises(AttnvizError, match="is not a trace"):
        Trace.load(path)
    np.savez(path, header=np.array("{}"))
    with pytest.raises(AttnvizError, match="is not a trace"):
        Trace.load(path)
    made_up([1, 2]).save(path)
    path.write_bytes(path.read_bytes()[:-300])
    with pytest.raises(AttnvizError, match="is not a trace"):
        Trace.load(path)


def test_head_trace_counts_its_tokens() -> None:
    head = made_up([1, 2]).head()
    with pytest.raises(AttnvizError, match="2 positions need 2 counts"):
        dataclasses.replace(head, token_counts=(3,))
    assert isinstance(head, HeadTrace)


def test_words_need_a_causal_model() -> None:
    trace = reads_both_ways([1, 2])
    with pytest.raises(UsageError, match="reads both ways: look at it in tokens"):
        trace.head()
    assert trace.head(unit="token").mask.all()


def test_public_names() -> None:
    import attnviz.traces.trace as module

    assert callable(attnviz.trace)
    assert attnviz.HeadTrace is HeadTrace
    assert callable(attnviz.load_model)
    assert module is not None
    with pytest.raises(AttributeError):
        attnviz.nothing  # noqa: B018


def test_both_identities_where_white_space_has_words_of_its_own() -> None:
    trace = attnviz.load_model("smollm2").trace("A red,\n\tblue  sea in 24\u00a0days", upto=14)
    words, tokens = trace.head(unit="word"), trace.head(unit="token")
    assert {"↵", "⇥", "␣", "⍽", "24"} <= set(words.labels)
    last = [word.tokens[-1] for word in trace.words]
    starts = [word.tokens[0] for word in trace.words]
    summed = np.add.reduceat(tokens.pattern[last], starts, axis=1)
    np.testing.assert_allclose(words.pattern, summed, atol=1e-5)
    np.testing.assert_allclose(words.update, tokens.update[last], rtol=1e-3, atol=1e-3)
