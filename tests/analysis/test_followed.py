"""Which word a clip follows: rules, and sixty sentences whose content words are marked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.analysis.followed import focus_key, focus_query, followed
from attnviz.analysis.function_words import content_words
from attnviz.errors import UsageError
from attnviz.traces.trace import Trace
from tests.core_traces import DEFAULT, default_trace, head_of, smollm2, traces
from tests.everyday import EVERYDAY, content_of, plain

SHOWN = [(13, 1), (13, 8), (16, 0), (4, 3)]


@pytest.mark.parametrize("marked", EVERYDAY, ids=plain)
def test_a_content_word_is_followed_in_every_language(marked: str) -> None:
    trace = smollm2().trace(plain(marked), upto=17)
    for layer, head in SHOWN:
        seen = trace.head(layer, head)
        assert seen.labels[focus_query(seen)] in content_of(marked), (layer, head)


@pytest.mark.parametrize(
    ("sentence", "never"),
    [
        ("Stop!", "!"),
        ('She said "no" and left.', '"'),
        ("The quick brown fox jumps over the lazy dog.", "over"),
        ("The cat sat on the mat.", "."),
        ("Wait ... what?", "..."),
    ],
)
def test_no_mark_and_no_preposition_is_followed(sentence: str, never: str) -> None:
    head = smollm2().trace(sentence, upto=14).head(13, 1)
    assert head.labels[focus_query(head)] != never


def test_of_content_words_one_comes_first_that_looks_at_what_describes_it() -> None:
    sentence = "The little girl gave her brother a shiny red balloon"
    head = smollm2().trace(sentence, upto=14).head(13, 1)
    assert head.labels[focus_query(head)] == "balloon"


def test_what_counts_as_a_content_word() -> None:
    words = ["The", "cat", "'s", "“", "in", "1984", ",", "isn't", "😀"]
    assert content_words(words).tolist() == [0, 1, 1, 0, 0, 1, 0, 0, 0]
    assert content_words("il a mangé une pomme".split()).tolist() == [0, 0, 1, 0, 1]
    french = "le ciel est-il peut-être bleu".split()
    assert content_words(french).tolist() == [0, 1, 0, 1, 1]
    assert content_words("she would die an hour later".split()).tolist() == [0, 0, 1, 0, 1, 1]
    joined = "it didn't rain so he won't come".split()
    assert content_words(joined).tolist() == [0, 0, 1, 0, 0, 0, 1]
    assert content_words("the dog's nose won".split()).tolist() == [0, 1, 1, 1]


def labelled(rows: list[list[float]], words: str):
    head = head_of(rows)
    object.__setattr__(head, "labels", tuple(words.split()))
    return head


def test_marks_are_followed_only_alone_and_function_words_only_without_content() -> None:
    rows = [[1, 0, 0, 0], [0.5, 0.5, 0, 0], [0.1, 0.8, 0.1, 0], [0, 0.9, 0.1, 0]]
    assert focus_query(labelled(rows, "the cat ran .")) == 2
    assert focus_query(labelled(rows, "of to in .")) == 2
    assert focus_query(labelled(rows, "Stop ! ! .")) == 0
    assert focus_query(labelled(rows, ". ! ! .")) == 3


def test_the_answer_is_a_word_that_is_seen() -> None:
    rows = [[1, 0, 0, 0], [0.5, 0.5, 0, 0], [0.1, 0.2, 0.7, 0], [0.1, 0.2, 0.6, 0.1]]
    assert focus_key(labelled(rows, "a cat , ran"), 3) == 1
    assert focus_key(labelled(rows, ", , , ,"), 3) == 2


@given(traces, st.integers(0, 2), st.integers(0, 3))
def test_there_is_always_a_word_and_a_key_that_it_sees(trace: Trace, layer: int, head: int) -> None:
    seen = trace.head(layer, head)
    query, key = followed(seen, None, None)
    assert seen.mask[query, key]


def test_words_that_are_named() -> None:
    head = default_trace().head()
    assert DEFAULT.split()[3] == "creature"
    assert followed(head, None, None)[0] == 3
    assert followed(head, "forest", None)[0] == 7
    assert followed(head, "forest", "creature") == (7, 3)
    assert followed(head, "8", "1") == (7, 0)
    query, key = followed(head, None, "verdant")  # of those that see it
    assert (query, key) == (7, 6)


def test_a_key_that_the_word_cannot_see_is_refused() -> None:
    with pytest.raises(UsageError, match=r"'creature' cannot see --key 'forest'.*looks back only"):
        followed(default_trace().head(), "creature", "forest")


def test_a_word_that_is_not_there_names_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"did you mean 'creature'.*word#2"):
        followed(default_trace().head(), "creatur", None)
    with pytest.raises(UsageError, match=r"'the' occurs once.*word#2"):
        followed(default_trace().head(), "the#2", None)


def test_weights_on_marks_do_not_decide() -> None:
    rows = np.eye(5)
    rows[3] = [0.2, 0.5, 0, 0.3, 0]
    rows[4] = [0.2, 0, 0.7, 0, 0.1]
    assert focus_query(labelled(rows.tolist(), "red ship , blue sea")) == 3
