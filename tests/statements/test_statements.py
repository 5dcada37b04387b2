"""Whatever a scene says of a sentence holds on its arrays; questions and answers by one rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from attnviz.catalog.scenes import SCENES
from tests.statements.arrays import Arrays
from tests.statements.claims import claims, judge, judged, trace_of
from tests.statements.reading import screens, statement
from tests.statements.sentences import PAIRS, SENTENCES

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


def spoiled(text, names):
    """Return a text that says another number, or another word."""
    if any(c.isdigit() for c in text):
        return "".join(str(9 - int(c)) if c.isdigit() else c for c in text)
    return next(name for name in names if name != text) if text in names else f"{text}x"


@pytest.mark.slow
@pytest.mark.parametrize("number", [0, 42])
def test_another_number_or_another_word_in_a_line_is_noticed(number):
    marked, (head, _) = PAIRS[number]
    arrays = Arrays(trace_of(marked), marked, *head)
    passed, tried = [], 0
    for entry in SCENES:
        for screen in screens(entry, arrays.trace, *head):
            key, slots = statement(screen)
            for slot, text in slots.items():
                tried += 1
                changed = {**slots, slot: spoiled(text, arrays.names)}
                if judge(arrays, screen, key, changed)[0]:
                    passed.append((entry.slug, key, changed))
    assert tried > 30
    assert not passed


def test_a_line_that_nobody_knows_is_noticed():
    marked, (head, _) = PAIRS[0]
    arrays = Arrays(trace_of(marked), marked, *head)
    tokens = next(entry for entry in SCENES if entry.slug == "tokens")
    screen = screens(tokens, arrays.trace, *head)[0]
    assert statement(screen) is not None
    assert statement(replace(screen, caption="A model knows what words mean.")) is None
    assert not judge(arrays, screen, "another", {})[0]


@pytest.mark.slow
def test_a_pronoun_asks_who_it_could_be():
    marked = next(s for s in SENTENCES if "because it was" in s)
    asked = []
    for entry in SCENES:
        if entry.slug in ("query", "key"):
            found = claims(entry, marked, (13, 8), word="it")
            assert not [claim for claim in found if not claim.holds]
            asked += [claim.key for claim in found if claim.key.startswith("bubbles.")]
    assert {*asked} == {"bubbles.pronoun", "bubbles.pronoun_answer"}
