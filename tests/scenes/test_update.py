"""Update: E + ΔE = E′ in the trace's own numbers, and a move drawn to scale."""

import dataclasses

import numpy as np
import pytest

from attnviz.analysis.logit_attribution import CHANCE, Raised, raised_by
from attnviz.analysis.residual_updates import nearings
from attnviz.ink.ink import SQUARE
from attnviz.look import numerals
from attnviz.scenes import update as module
from attnviz.scenes.update import Update
from tests.scenes.screen import column, entries, read
from tests.scenes.show import COMMON, Case, pick, play, sentence, show

CASES = {
    **pick(
        "the default", "in tokens", "another head", "the first layer", "the last layer",
        "upright", "square", "one word", "two words", "several pieces", "without labels",
        "no mask",
    ),
    "many words": COMMON["dots"],
}  # fmt: skip


def played(case):
    return show(Update, CASES[case])


@pytest.fixture(params=CASES)
def shown(request):
    return played(request.param)


def test_the_beats():
    beats = ["updates", "added", "arrow", "nearer", "read_out", "every"]
    assert list(played("the default").held) == beats
    assert list(played("one word").held) == ["updates", "added", "arrow", "read_out"]
    assert "nearer" not in played("two words").held
    assert "read_out" not in played("without labels").held  # it has no vocabulary


def test_the_columns_are_the_trace_s(shown):
    scene, held = shown
    trace, head, focus = scene.trace, scene.head, scene.focus
    before = trace.residual[head.layer][trace.asking(head.unit)[focus]]
    rows = len(scene.sum.lines)
    assert column(scene.sum, held["added"], 0) == entries(before, rows)
    assert column(scene.sum, held["added"], 1) == entries(head.update[focus], rows)
    assert column(scene.sum, held["added"], 2) == entries(before + head.update[focus], rows)
    legend = next(text for text in held["added"].said if "a column, rounded" in text)
    assert f"one head of {head.model.n_heads}" in legend
    assert ("a word's last piece" in legend) == (head.token_counts[focus] > 1)
    assert f"entering layer {head.layer}" in held["added"].said


def test_what_is_written_adds_up_within_rounding(shown):
    scene, held = shown
    old, added, new = (
        np.array([read(text) for text in column(scene.sum, held["added"], i)]) for i in range(3)
    )
    assert np.abs(old + added - new).max() <= 0.015 + 1e-5 * np.abs(old).max()


def test_the_measures_are_numpy_s(shown):
    scene, held = shown
    focus, head = scene.focus, scene.head
    before = scene.all_updates.before[focus].astype(float)
    added = head.update[focus].astype(float)
    length, step = np.linalg.norm(before), np.linalg.norm(added)
    turned = np.degrees(
        np.arccos(
            np.clip(before @ (before + added) / length / np.linalg.norm(before + added), -1, 1)
        )
    )
    said = held["arrow"].said
    assert numerals.positive(float(length)) in said
    assert numerals.positive(float(step)) in said
    assert numerals.weight(float(step / length)) in said
    (angle,) = [text for text in said if text.endswith("°")]
    assert float(angle[:-1]) == pytest.approx(turned, abs=0.03)
    assert numerals.weight(float(step / length)) in held["arrow"].caption


def test_nearer_words_are_listed_by_their_gain(shown):
    scene, held = shown
    if "nearer" not in held:
        assert nearings(scene.all_updates, scene.focus) == []
        return
    near = nearings(scene.all_updates, scene.focus)
    arrows = [text for text in held["nearer"].said if " → " in text and text[0] in "+−0"]
    assert (
        arrows
        == [f"{numerals.signed(one.before)} → {numerals.signed(one.after)}" for one in near][
            : len(arrows)
        ]
    )
    assert 1 <= len(arrows) <= 4
    approached = scene.brief(near[0].position) in held["nearer"].caption
    assert approached == (near[0].gain >= 0.005)


def test_a_word_that_comes_nearer_to_none_is_said_to(monkeypatch):
    near = played("the default").scene.near
    away = [dataclasses.replace(one, after=one.before - 0.1) for one in near]
    monkeypatch.setattr(module, "nearings", lambda updates, query: away)
    _, held = play(Update, CASES["the default"])
    assert held["nearer"].caption == "It comes visibly nearer to no other word."


def test_words_are_read_out_and_chance_is_said(shown):
    scene, held = shown
    if scene.trace.vocabulary is None:
        assert "read_out" not in held
        return
    words = raised_by(scene.trace, scene.head, scene.focus, 4)
    said = held["read_out"].said
    listed = [one for one in words if one.text in said]
    assert listed == words[: len(listed)]
    assert listed
    for one in listed:
        assert numerals.signed(one.change) in said
    heading = " ".join(said)
    assert numerals.positive(words[0].deviations) in heading
    assert numerals.positive(CHANCE) in heading
    clear = words[0].deviations > CHANCE
    assert (words[0].text in held["read_out"].caption) == clear


def test_a_word_past_chance_is_named(monkeypatch):
    loud = [Raised("forest", 3.0, CHANCE + 1), Raised("tree", 2.0, CHANCE)]
    monkeypatch.setattr(module, "raised_by", lambda *_: loud)
    _, held = play(Update, CASES["the default"])
    assert held["read_out"].caption == "Read out here, it speaks for forest most."


def test_repeated_words_are_told_apart():
    scene, held = play(Update, Case(sentence("a red fox saw a red fox and a red hen")))
    for one in scene.near[:4]:
        word = scene.head.labels[one.position]
        again = scene.head.labels.count(word) > 1
        assert (f"{word} ({one.position + 1})" in held["nearer"].said) == again


def test_bars_are_as_long_as_the_updates(shown):
    scene, held = shown
    if "every" not in held:
        assert len(scene.head.labels) == 1
        return
    steps = np.linalg.norm(scene.head.update.astype(float), axis=1)
    shares = steps / np.linalg.norm(scene.all_updates.before.astype(float), axis=1)
    bars = [ink.place for ink in held["every"].inks if ink.outline is SQUARE]
    x, tall = np.array(sorted((left + width / 2, height) for left, _, width, height, _ in bars)).T
    assert tall == pytest.approx(steps * tall.max() / steps.max(), rel=1e-4)
    assert x == pytest.approx(scene.lineup.centers)
    said = held["every"].said
    legend = next(text for text in said if text.endswith("rounded"))
    some = [scene.focus] if "numbers of" in legend else range(len(steps))
    for i in some:
        assert numerals.positive(float(steps[i])) in said
        assert numerals.weight(float(shares[i])) in said
    far = np.flatnonzero(scene.all_updates.apart)
    assert ("E is" in legend) == bool(len(far))


def test_it_begins_with_every_update(shown):
    scene, held = shown
    said = held["updates"].said
    if scene.lineup.size:
        for word in scene.lineup.labels:
            assert word in said
    assert any("blue above 0, pink below" in text for text in said)
