"""Tokens, embedding and scores say what the trace says, and choose by the numbers alone."""

from functools import cache

import numpy as np
import pytest

from attnviz import load_model
from attnviz.frames.settings import FrameSettings
from attnviz.look import numerals
from attnviz.scenes.embedding import Embedding
from attnviz.scenes.pattern import AttentionPattern
from attnviz.scenes.scores import NEXT_TO_NOTHING, Scores
from attnviz.scenes.tokens import Tokens
from attnviz.stage.play import visit_beats
from attnviz.stage.settings import SceneSettings
from tests.drawing import said

S = "a fluffy blue creature roamed the verdant forest"
SMALL = FrameSettings(256, 144, 15)


@cache
def traced(sentence):
    return load_model("smollm2").trace(sentence, upto=14)


def at_each_beat(scene, sentence, look):
    """Return what `look` finds at the end of every beat, by the beat's name."""
    found = {}
    visit_beats(
        scene, traced(sentence), SceneSettings(), SMALL,
        lambda beat, scene: found.update({beat.name: look(scene)}),
    )  # fmt: skip
    return found


def texts(scene):
    return said(scene.mobjects)


def test_every_token_stands_over_its_own_number():
    shown = at_each_beat(Tokens, S, texts)["pieces"]
    for token in traced(S).tokens:
        assert token.text.strip() in shown
        assert str(token.id) in shown


def test_words_of_several_tokens_are_joined_and_only_they():
    beats = at_each_beat(Tokens, S, lambda scene: len(getattr(scene, "joints", [])))
    assert beats["braces"] == sum(len(word.tokens) > 1 for word in traced(S).words) == 1
    assert "braces" not in at_each_beat(Tokens, "a blue creature", texts)


def test_the_column_that_speaks_says_rows_of_the_table():
    shown = at_each_beat(Embedding, S, texts)["lookup"]
    token = traced(S).words[3].tokens[0]  # creature, which the display head follows
    row = traced(S).residual[0][token]
    for value in (*row[:6], row[-1]):
        assert numerals.signed(float(value)) in shown


def test_the_same_word_twice_is_drawn_as_the_same_column():
    def columns(scene):
        return getattr(scene, "strips", [])

    found = at_each_beat(Embedding, "the cat saw the other cat", columns)["again"]
    first, again, other = found[1], found[5], found[4]

    def shape(column):
        inks = [ink for ink in column if not ink.is_stroked]
        points = np.concatenate([ink.points for ink in inks])
        return points - points.min(axis=0), [tuple(ink.rgba[:3]) for ink in inks]

    np.testing.assert_allclose(shape(first)[0], shape(again)[0], atol=1e-9)
    assert shape(first)[1] == shape(again)[1]
    assert shape(first)[0].shape != shape(other)[0].shape or not np.allclose(
        shape(first)[0], shape(other)[0]
    )


def test_scores_names_the_highest_the_lowest_and_the_one_nearest_zero():
    scores = traced(S).head().scores
    shown = at_each_beat(Scores, S, texts)["span"]
    for value in (scores.max(), scores.min(), scores.flat[np.abs(scores).argmin()]):
        assert numerals.signed(float(value)) in shown


@pytest.mark.parametrize(
    "sentence", [S, "Go home", "internationalization of electroencephalographically"]
)
def test_next_to_nothing_is_said_only_of_what_is(sentence):
    look = at_each_beat(Scores, sentence, lambda scene: (scene.pairs[1], texts(scene)))
    cell, shown = look["near_zero"]
    is_near = abs(traced(sentence).head().scores[cell]) < NEXT_TO_NOTHING
    assert ("nothing" in " ".join(shown)) == is_near


def test_words_that_were_cut_are_said_to_be():
    long = "w" * 120 + " is long"
    assert any(
        "long words cut" in text for text in at_each_beat(AttentionPattern, long, texts)["grid"]
    )
    assert not any("words cut" in text for text in at_each_beat(AttentionPattern, S, texts)["grid"])
