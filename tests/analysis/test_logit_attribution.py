from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import pytest

from attnviz.analysis import logit_attribution as module
from attnviz.analysis.logit_attribution import (
    Raised,
    Readout,
    chance,
    clearly_raised,
    raised_by,
    told_apart,
)
from attnviz.errors import AttnvizError, UsageError
from attnviz.traces.norm import rms_norm
from attnviz.traces.trace import Trace
from tests.core_traces import default_trace, made_up, smollm2


@cache
def france() -> Trace:
    return smollm2().trace("The capital of France is")


def test_a_head_that_names_a_country() -> None:
    head = france().head(23, 4)
    assert head.pattern[4, 3] > 0.8  # it looks at France
    found = raised_by(france(), head, 4, top=4)
    assert [word.text for word in found] == ["France", "Breton", "French", "Jacques"]
    assert found == sorted(found, key=lambda word: -word.change)


def test_what_is_clear_is_past_the_head_s_own_chance() -> None:
    head = france().head(23, 4)
    read = clearly_raised(france(), head, 4, top=4)
    assert read is not None
    assert read.words == raised_by(france(), head, 4, top=4)
    assert read.chance == chance(france(), head) < read.words[0].deviations
    assert read.among == len(france().vocabulary.word_ids)
    assert clearly_raised(france(), head, 3) is None  # Breton, 6.18 out: chance reaches 6.76


def test_the_display_head_speaks_for_no_word() -> None:
    trace = default_trace()
    for position in (3, 7):
        assert clearly_raised(trace, trace.head(), position) is None


def test_chance_is_measured_on_each_head() -> None:
    trace = france()
    found = [chance(trace, trace.head(*head)) for head in ((13, 1), (23, 4), (29, 3))]
    assert found == [pytest.approx(x, abs=0.01) for x in (6.75, 6.76, 7.98)]


def test_other_random_updates_rarely_pass_chance() -> None:
    head = dataclasses.replace(france().head(23, 4))
    reached, rng = chance(france(), head), np.random.default_rng(1)
    strongest = []
    for _ in range(10):
        mixed = rng.normal(size=(len(head.labels), 64)).astype(np.float32)
        head.__dict__["update"] = mixed @ head.output_weights
        strongest.append(raised_by(france(), head, 4, top=1)[0].deviations)
    assert 3 < np.median(strongest) < reached
    assert sum(one > reached for one in strongest) <= 1


def test_it_is_what_the_logits_gain_at_that_scale() -> None:
    trace = france()
    vocabulary, head = trace.vocabulary, trace.head(23, 4)
    assert vocabulary is not None
    before, update = trace.residual[23, 4], head.update[4]
    table, words = vocabulary.outputs[0 : len(vocabulary.outputs)], vocabulary.word_ids
    scale = np.sqrt(np.mean((before + update) ** 2) + 1e-5)
    after = table @ rms_norm(before + update, vocabulary.norm.gain, vocabulary.norm.epsilon)
    gain = (after - table @ (vocabulary.norm.gain * before / scale))[words]
    best = int(gain.argmax())
    found = raised_by(trace, head, 4, top=1)[0]
    assert found.text == vocabulary.text(int(words[best])).strip()
    assert found.change == pytest.approx(float(gain[best] - gain.mean()), abs=1e-3)


def test_units_share_the_last_token() -> None:
    trace = default_trace()
    words, tokens = trace.head(20, 3), trace.head(20, 3, "token")
    for position in (3, 6):  # creature, and verdant of three tokens
        token = trace.asking()[position]
        of_word, of_token = (
            raised_by(trace, words, position, top=1)[0],
            raised_by(trace, tokens, token, top=1)[0],
        )
        assert of_word.text == of_token.text
        assert of_word.change == pytest.approx(of_token.change, rel=1e-3)


def test_what_cannot_be_ranked() -> None:
    trace = france()
    with pytest.raises(UsageError, match="no position 5: choose one from 0 to 4"):
        raised_by(trace, trace.head(), 5)
    with pytest.raises(UsageError, match="cannot rank 0 words"):
        raised_by(trace, trace.head(), 0, top=0)
    loaded = made_up([1, 2])
    with pytest.raises(AttnvizError, match="came without a vocabulary: run the model"):
        raised_by(loaded, loaded.head(), 0)
    with pytest.raises(AttnvizError, match="came without a vocabulary: run the model"):
        chance(loaded, loaded.head())


def test_an_update_of_nothing_raises_nothing() -> None:
    head = dataclasses.replace(france().head(), output_weights=np.zeros((64, 576), np.float32))
    assert {word.change for word in raised_by(france(), head, 1)} == {0.0}


def test_a_vocabulary_without_words_raises_none() -> None:
    trace = france()
    vocabulary = dataclasses.replace(trace.vocabulary, text=lambda id: "#")
    assert raised_by(dataclasses.replace(trace, vocabulary=vocabulary), trace.head(), 0) == []


def test_numbers_past_the_largest_are_refused() -> None:
    trace = france()
    gain = np.full_like(trace.vocabulary.norm.gain, 3e38)
    norm = dataclasses.replace(trace.vocabulary.norm, gain=gain)
    vocabulary = dataclasses.replace(trace.vocabulary, norm=norm)
    with pytest.raises(AttnvizError, match="not finite: the weights are bad"):
        raised_by(dataclasses.replace(trace, vocabulary=vocabulary), trace.head(), 4)


def test_no_word_is_told_where_two_print_alike(monkeypatch):
    trace, loud = default_trace(), [Raised("forest", 3.0, 8.0), Raised("tree", 2.9, 7.0)]
    alike = [loud[0], Raised("tree", 2.999, 7.9)]
    for words, reached, clear in [(loud, 6.5, True), (alike, 6.5, False), (loud, 7.999, False)]:
        read = Readout(words, reached, 9)
        monkeypatch.setattr(module, "clearly_raised", lambda *_, r=read: r)
        assert told_apart(trace, trace.head(), 3, 4) == (read if clear else None)
    monkeypatch.setattr(module, "clearly_raised", lambda *_: None)
    assert told_apart(trace, trace.head(), 3, 4) is None


def test_a_trace_without_a_vocabulary_tells_of_no_word():
    trace = made_up([1, 2, 1])
    assert told_apart(trace, trace.head(0, 0), 1, 4) is None
