"""What may be said of one word's column: each kind is a condition on its weights."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.analysis.column import Kind, describes, read_column
from attnviz.traces.head import HeadTrace
from attnviz.traces.trace import Trace
from tests.core_traces import DEFAULT, head_of, smollm2, traces


def column(sentence: str, word: str, layer: int = 13, head: int = 1):
    seen = smollm2().trace(sentence, upto=layer + 1).head(layer, head)
    at = len(seen.labels) - 1 - seen.labels[::-1].index(word)
    found = read_column(seen, at)
    return found.kind, [seen.labels[i] for i in found.named]


@pytest.mark.parametrize(
    ("sentence", "word", "head", "kind", "named"),
    [
        (DEFAULT, "creature", (13, 1), "modifiers", ["blue", "fluffy"]),
        (DEFAULT, "forest", (13, 1), "mixed", ["verdant", "a"]),  # verdant gets .48
        (DEFAULT, "a", (13, 1), "alone", ["a"]),
        (DEFAULT, "creature", (16, 0), "modifiers", ["blue"]),
        ("The old wooden ship crossed a calm grey sea.", "grey", (16, 0), "previous", ["calm"]),
        (f"{DEFAULT} because it was hungry", "it", (13, 8), "pronoun", ["creature"]),
        # 10.1 gives .96 to thanked: no word that him could mean.
        ("Peter met the teacher and Anna thanked him", "him", (10, 1), "previous", ["thanked"]),
        ("She loves playing chess", "playing", (13, 1), "near", ["loves"]),
    ],
)
def test_kinds_on_the_model(
    sentence: str, word: str, head: tuple[int, int], kind: str, named: list[str]
) -> None:
    found = column(sentence, word, *head)
    if kind == "near" and found[0] == "previous":  # one word before: both are true of it
        kind = "previous"
    assert found == (kind, named)


# Fresh sentences, on which the rule was not tuned: whether the words right before describe it.
PHRASES = [
    ("The *tall* *glass* vase", True), ("a *sudden* *cold* wind", True),
    ("my *old* bicycle", True), ("every *honest* witness", True), ("the *curious* fox", True),
    ("an *enormous* *empty* hall", True), ("that *famous* *French* painter", True),
    ("her *brother* slept", False), ("the *dog* barked", False), ("a *boy* running", False),
    ("the *farmer* slowly", False), ("the *nurse* smiles", False), ("the *man* who", False),
    ("the *committee* met", False), ("his *father* built", False), ("*loves* playing", False),
    ("a *teacher* gave *Mary*", False), ("the *king's* crown", False), ("the *sailor* left", False),
]  # fmt: skip


def test_a_word_inside_of_a_phrase_is_not_described() -> None:
    words = "They crossed a calm grey sea and the brown fox jumps".split()
    assert [describes(words, i) for i in (3, 4, 5, 9)] == [False, False, True, True]


@pytest.mark.parametrize(("phrase", "expected"), PHRASES)
def test_what_describes(phrase: str, expected: bool) -> None:
    words = ["Yesterday", *phrase.replace("*", "").split()]
    assert describes(words, len(words) - 1) == expected


def test_nothing_describes_in_other_languages() -> None:
    assert not describes("나는 작은 파란 고양이를".split(), 3)
    assert not describes("il voit le petit chat".split(), 4)


def labelled(rows: list[list[float]], words: str) -> HeadTrace:
    head = head_of(rows)
    object.__setattr__(head, "labels", tuple(words.split()))
    return head


def rows_with(last: list[float]) -> list[list[float]]:
    rows = np.eye(len(last))
    rows[-1] = last
    return rows.tolist()


@pytest.mark.parametrize(
    ("words", "last", "kind", "answers"),
    [
        ("so the old red ship", [0.2, 0, 0.3, 0.3, 0.2], "modifiers", (2, 3)),
        ("so the old red ship", [0.2, 0, 0.05, 0.65, 0.1], "modifiers", (3,)),
        ("so the old red ship", [0.2, 0, 0.2, 0.2, 0.4], "mixed", ()),
        ("so the old red ship", [0.1, 0, 0.1, 0.1, 0.7], "self", ()),
        ("so the old red ship", [0.7, 0, 0.1, 0.1, 0.1], "first", ()),
        ("so the old red ship", [0.25, 0.25, 0.2, 0.2, 0.1], "spread", ()),
        ("Anna saw Peter when he", [0.1, 0.1, 0.7, 0.1, 0], "pronoun", (2,)),
        ("Anna saw Peter when he", [0.7, 0.1, 0.1, 0.1, 0], "first", ()),
        ("Anna saw Peter when he", [0.1, 0.1, 0.1, 0.7, 0], "previous", (3,)),
        ("so Mary often happily smiles", [0, 0.3, 0.2, 0.4, 0.1], "near", (3, 1, 2)),
        ("red ship", [0.4, 0.6], "self", ()),
        ("red ship", [0.6, 0.4], "first", ()),
    ],
)
def test_each_rule(words: str, last: list[float], kind: str, answers: tuple[int, ...]) -> None:
    head = labelled(rows_with(last), words)
    found = read_column(head, len(last) - 1)
    assert (found.kind, found.answers) == (kind, answers)


@given(traces, st.integers(0, 2), st.integers(0, 3), st.sampled_from(["word", "token"]))
def test_what_is_named_is_seen_and_holds_its_condition(
    trace: Trace, layer: int, head: int, unit: str
) -> None:
    seen = trace.head(layer, head, unit)  # type: ignore[arg-type]
    for i in range(len(seen.labels)):
        found = read_column(seen, i)
        assert found.kind in get_args(Kind)
        assert all(seen.mask[i, key] for key in found.named)
        assert bool(found.answers) == (found.kind in ("modifiers", "pronoun", "previous", "near"))
        weights = [float(seen.pattern[i, key]) for key in found.named]
        assert weights == sorted(weights, reverse=True)
