from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from attnviz.analysis.heads import MIXED, MODIFIERS, PREVIOUS, SELF, SINK, label_head, rank_heads
from attnviz.analysis.modifiers import modifier_contrast
from attnviz.analysis.query import focus_query, readout, sink
from attnviz.errors import UsageError
from attnviz.traces.trace import Trace
from tests.core_traces import default_trace, head_of, smollm2, traces

SENTENCES = [
    "The old wooden ship crossed a calm grey sea.",
    "She opened the small red door and saw a long dark corridor",
    "In the cold morning a hungry stray cat chased the tiny mouse",
]


def labels(trace: Trace) -> dict[tuple[int, int], str]:
    return {(report.layer, report.head): report.label for report in rank_heads(trace)}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_labels_on_the_model(sentence: str) -> None:
    found = labels(smollm2().trace(sentence, upto=17))
    assert found[13, 1] == MODIFIERS
    assert found[16, 0] == PREVIOUS
    assert list(found.values()).count(MODIFIERS) <= 5  # out of 153: a label that says something


def test_labels_on_the_default_sentence() -> None:
    found = labels(default_trace())
    assert (found[13, 1], found[16, 0]) == (MODIFIERS, PREVIOUS)
    assert {PREVIOUS, SINK, MIXED} <= set(found.values())


WORDS = ["the", "old", "red", "ship", "of", "sand"]


def shifted(n: int, back: int) -> np.ndarray:
    """Make every query look so many positions back, or at the first one."""
    pattern = np.zeros((n, n), np.float32)
    for query in range(n):
        pattern[query, max(query - back, 0)] = 1
    return pattern


def test_label_rules() -> None:
    n = len(WORDS)
    assert label_head(shifted(n, 1), WORDS) == PREVIOUS
    assert label_head(shifted(n, 0), WORDS) == SELF
    assert label_head(shifted(n, n), WORDS) == SINK
    assert label_head(shifted(n, 2), WORDS) == MIXED
    modifiers = shifted(n, n)
    modifiers[2] = [0, 1, 0, 0, 0, 0]
    modifiers[3] = [0.2, 0.5, 0.3, 0, 0, 0]
    assert label_head(modifiers, WORDS) == MODIFIERS
    assert label_head(np.ones((1, 1), np.float32), ["one"]) == MIXED


def test_modifier_contrast() -> None:
    pattern = shifted(6, 1)
    on_run, elsewhere = modifier_contrast(pattern, WORDS)
    assert (on_run, elsewhere) == (1, 1)  # red <- old, ship <- red; of <- ship, sand <- of
    assert modifier_contrast(pattern, ["나는", "빨간", "배를", "보고", "간다", "오늘"]) == (0, 0)


def test_ranking_by_weight_of_one_word_on_another() -> None:
    trace = default_trace()
    reports = rank_heads(trace, query="creature", key="fluffy")
    assert len(reports) == 270
    values = [report.value for report in reports]
    assert values == sorted(values, reverse=True)
    for report in reports[:3]:
        pattern = trace.head(report.layer, report.head).pattern
        assert report.value == pattern[3, 1]
        assert report.measure == "weight"


def test_ranking_by_one_word_alone() -> None:
    trace = default_trace()
    by_key = rank_heads(trace, key="verdant")[0]
    assert by_key.value == trace.head(by_key.layer, by_key.head).pattern[7, 6]
    by_query = rank_heads(trace, query="forest")[0]
    pattern = trace.head(by_query.layer, by_query.head).pattern
    assert by_query.value == pattern[7, 1:7].max()
    assert by_query.measure == "selectivity"


@given(traces)
def test_ranks_hold_every_head_once(trace: Trace) -> None:
    reports = rank_heads(trace)
    assert sorted((report.layer, report.head) for report in reports) == list(np.ndindex(3, 4))
    assert all(0 <= report.value <= 1 for report in reports)


def test_ranking_a_key_after_the_query() -> None:
    with pytest.raises(UsageError, match=r"'blue' stands before 'forest' .* swap the two"):
        rank_heads(default_trace(), query="blue", key="forest")


def test_focus_and_readout_on_the_default_sentence() -> None:
    head = default_trace().head()
    query = focus_query(head)
    assert head.labels[query] == "creature"
    assert [head.labels[key] for key in readout(head, query)] == ["blue", "fluffy"]
    assert sink(head)


def test_focus_query() -> None:
    assert focus_query(head_of([[1]])) == 0
    assert focus_query(head_of([[1, 0], [0.5, 0.5]])) == 1
    assert focus_query(head_of([[1, 0, 0], [1, 0, 0], [0.1, 0.2, 0.7]])) == 2
    rows = [[1, 0, 0, 0], [0, 1, 0, 0], [0.5, 0.5, 0, 0], [0.5, 0.25, 0.25, 0]]
    assert focus_query(head_of(rows)) == 2


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
