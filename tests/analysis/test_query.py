from __future__ import annotations

from typing import get_args

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from attnviz.analysis.followed import focus_query
from attnviz.analysis.query import QueryKind, describe_query, readout, sink
from attnviz.traces.head import HeadTrace
from attnviz.traces.trace import Trace
from tests.core_traces import DEFAULT, default_trace, head_of, smollm2, traces

SHIP = "The old wooden ship crossed a calm grey sea."


def kinds(sentence: str, layer: int = 13, head: int = 1) -> dict[str, str | None]:
    """Describe every word, the last of equal ones."""
    seen = smollm2().trace(sentence, upto=layer + 1).head(layer, head)
    return {label: describe_query(seen, i) for i, label in enumerate(seen.labels)}


def test_nouns_of_the_default_sentence_ask_for_modifiers() -> None:
    found = kinds(DEFAULT)
    assert found["a"] is None
    assert found["creature"] == found["forest"] == "modifiers"
    assert found["roamed"] == found["the"] == "mixed"


def test_nouns_of_another_sentence_ask_for_modifiers() -> None:
    found = kinds(SHIP)
    assert found["ship"] == found["sea"] == "modifiers"
    assert found["crossed"] == found["calm"] == "sink"


def test_a_head_that_looks_at_the_word_before() -> None:
    assert set(list(kinds(SHIP, 16, 0).values())[1:]) == {"previous"}
    found = kinds(DEFAULT, 16, 0)
    assert found.pop("verdant") == "self"  # its last token looks at the token before
    assert set(list(found.values())[1:]) == {"previous"}


def test_a_noun_phrase_alone() -> None:
    assert kinds("a fluffy blue creature")["creature"] == "modifiers"
    assert kinds("a fluffy blue creature", 16, 0)["creature"] == "previous"
    # With a single modifier it cannot be told from the word before.
    assert kinds("a blue creature")["creature"] != "modifiers"


def test_words_of_another_language_ask_for_no_modifiers() -> None:
    assert "modifiers" not in kinds("나는 작은 파란 고양이를 보았다").values()


def labelled(rows: list[list[float]], words: str) -> HeadTrace:
    head = head_of(rows)
    object.__setattr__(head, "labels", tuple(words.split()))
    return head


def test_each_rule() -> None:
    rows = np.eye(5)
    assert describe_query(head_of(rows.tolist()), 3) == "self"
    rows = np.zeros((5, 5))
    rows[:, 0] = 1
    assert describe_query(head_of(rows.tolist()), 3) == "sink"
    rows = np.eye(5, k=-1)
    rows[0, 0] = 1
    assert [describe_query(head_of(rows.tolist()), i) for i in range(3)] == [
        None,
        "previous",
        "previous",
    ]
    rows = np.tri(5) / np.arange(1, 6)[:, None]
    assert describe_query(head_of(rows.tolist()), 4) == "mixed"


def test_a_word_need_not_do_what_its_head_does() -> None:
    rows = np.eye(6, k=-1)
    rows[0, 0] = 1
    rows[4] = [0.1, 0.3, 0.3, 0.2, 0.1, 0]
    head = head_of(rows.tolist())
    assert [describe_query(head, i) for i in (3, 4, 5)] == ["previous", "mixed", "previous"]


def test_modifiers_must_stand_out() -> None:
    words = "the old ship of sand the red sea"
    rows = np.zeros((8, 8))
    rows[:, 0] = 1
    rows[2] = [0.1, 0.8, 0.1, 0, 0, 0, 0, 0]
    rows[7] = [0.39, 0, 0, 0, 0, 0, 0.45, 0.16]
    head = labelled(rows.tolist(), words)
    assert [describe_query(head, i) for i in (2, 7, 3)] == ["modifiers", "mixed", "sink"]


@given(traces, st.integers(0, 2), st.integers(0, 3), st.sampled_from(["word", "token"]))
def test_every_query_is_described(trace: Trace, layer: int, head: int, unit: str) -> None:
    seen = trace.head(layer, head, unit)  # type: ignore[arg-type]
    found = [describe_query(seen, i) for i in range(len(seen.labels))]
    assert found[0] is None
    assert set(found[1:]) <= set(get_args(QueryKind))


def test_focus_and_readout_on_the_default_sentence() -> None:
    head = default_trace().head()
    query = focus_query(head)
    assert head.labels[query] == "creature"
    assert [head.labels[key] for key in readout(head, query)] == ["blue", "fluffy"]
    assert sink(head)


def test_readout() -> None:
    head = head_of([[1, 0, 0, 0], [0.5, 0.5, 0, 0], [0.2, 0.6, 0.2, 0], [0.25, 0.25, 0.25, 0.25]])
    assert readout(head, 0) == (0,)
    assert readout(head, 1) == (0, 1)  # half is not more than half
    assert readout(head, 2) == (1,)
    assert readout(head, 3) == (0, 1, 2)


@given(traces)
def test_readout_holds_more_than_half(trace: Trace) -> None:
    head = trace.head()
    for query in range(len(head.labels)):
        keys = readout(head, query)
        assert head.pattern[query, list(keys)].sum() > 0.5 - 1e-6
        assert head.pattern[query, list(keys[:-1])].sum() <= 0.5 + 1e-6


def test_sink() -> None:
    assert sink(head_of([[1, 0, 0], [0.6, 0.4, 0], [0.3, 0.3, 0.4]]))
    assert not sink(head_of([[1, 0, 0], [0, 1, 0], [0, 0, 1]]))
    assert not sink(head_of([[1]]))
