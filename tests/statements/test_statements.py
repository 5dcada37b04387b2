"""Whatever a scene says of a sentence holds on its arrays; questions and answers by one rule."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.statements.claims import judged
from tests.statements.sentences import HEADS, SENTENCES

# Every sentence is played on two heads in turn: all sentences, and each scene on each head.
PAIRS = [
    (sentence, (HEADS[i % len(HEADS)], HEADS[(i + 1 + i // len(HEADS) % 5) % len(HEADS)]))
    for i, sentence in enumerate(SENTENCES)
]
SAMPLE = [0, 6, 9, 13, 36, 42]


def faults(marked, heads, language="en"):
    return [
        f"{claim.key}: {claim.text} ({claim.where})"
        for claim in judged(marked, heads, language)
        if not claim.holds
    ]


@pytest.mark.slow
@pytest.mark.parametrize("number", SAMPLE)
def test_what_is_said_holds(number):
    assert not faults(*PAIRS[number])


@pytest.mark.long
@pytest.mark.parametrize("number", sorted({*range(len(PAIRS))} - {*SAMPLE}))
def test_what_is_said_holds_of_every_sentence(number):
    marked, heads = PAIRS[number]
    assert not faults(marked, heads, "en" if number % 2 else "ko")


def test_every_sentence_is_played_on_two_heads_and_every_head_on_many():
    assert len(SENTENCES) == 60
    assert all(len(set(heads)) == 2 for _, heads in PAIRS)
    assert min(Counter(head for _, heads in PAIRS for head in heads).values()) >= 15
