from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from attnviz.analysis.heads import (
    MIXED,
    MODIFIERS,
    PREVIOUS,
    PRONOUN,
    SELF,
    SINK,
    label_head,
    rank_heads,
)
from attnviz.errors import UsageError
from attnviz.traces.trace import Trace
from tests.core_traces import default_trace, shifted, smollm2, traces

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


@pytest.mark.parametrize(
    "sentence",
    [
        "a fluffy blue creature roamed the verdant forest because it was hungry",
        "Mary gave John a book because he asked",
        "The cat sat on the mat because it was tired",
        "Peter met the teacher and Anna thanked him",
        "The tall man in the dark coat sold his bike because it was old",
    ],
)
def test_a_head_that_looks_from_a_pronoun_to_its_noun(sentence: str) -> None:
    found = labels(smollm2().trace(sentence, upto=17))
    assert found[13, 8] == PRONOUN
    assert list(found.values()).count(PRONOUN) <= 20  # of 153


@pytest.mark.parametrize(
    "sentence",
    [
        "Mary gave John a book because he asked",
        "The cat sat on the mat because it was tired",
        "Peter met the teacher and Anna thanked him",
        "The doctor told the nurse that she would leave",
    ],
)
def test_no_modifiers_where_nothing_is_described(sentence: str) -> None:
    found = labels(smollm2().trace(sentence, upto=17))
    assert MODIFIERS not in found.values()


def test_no_pronouns_where_there_is_none() -> None:
    assert PRONOUN not in labels(default_trace()).values()


WORDS = ["the", "old", "red", "ship", "of", "sand"]


def test_label_rules() -> None:
    n = len(WORDS)
    assert label_head(shifted(n, 1), WORDS) == PREVIOUS
    assert label_head(shifted(n, 0), WORDS) == SELF
    assert label_head(shifted(n, n), WORDS) == SINK
    assert label_head(shifted(n, 2), WORDS) == MIXED
    modifiers = shifted(n, n)
    modifiers[3] = [0.2, 0.5, 0.3, 0, 0, 0]
    assert label_head(modifiers, WORDS) == MODIFIERS
    pronoun, words = shifted(6, 6), "Anna saw Peter when he slept".split()
    pronoun[4] = [0.3, 0.1, 0.6, 0, 0, 0]
    assert label_head(pronoun, words) == PRONOUN
    assert label_head(pronoun, ["Anna", "saw", "Peter", "when", "Mary", "slept"]) != PRONOUN
    assert label_head(np.ones((1, 1), np.float32), ["one"]) == MIXED


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
