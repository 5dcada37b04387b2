"""Tokens: every token stands over its own number, and words of several are joined."""

import pytest

from attnviz.scenes.tokens import Tokens
from attnviz.stage.settings import SceneSettings
from attnviz.traces.records import visible
from tests.scenes.show import COMMON, Case, play, sentence, show


def test_every_token_stands_over_its_own_number():
    scene, held = show(Tokens, COMMON["the default"])
    for token in scene.trace.tokens:
        assert visible(token.text) in held["pieces"].said
        assert str(token.id) in held["pieces"].said


def test_words_of_several_tokens_are_joined_and_only_they():
    scene, held = play(Tokens, COMMON["the default"], lambda scene: len(scene.joints))
    several = sum(len(word.tokens) > 1 for word in scene.trace.words)
    assert held["braces"].seen == several == 1
    assert "braces" not in show(Tokens, Case(sentence("a blue creature"))).held


def test_a_line_break_ends_a_line_on_screen_and_blanks_are_seen():
    scene, held = show(Tokens, Case(sentence("red,\nblue  sea")))
    assert {"↵", "␣", "blue", "␣sea"} <= set(held["pieces"].said)
    heights = [y for _, y in scene.flow.points]
    assert heights[:3] == [heights[0]] * 3
    assert heights[3:] == [heights[3]] * 3 < heights[:3]


def captions(words, **settings):
    _, held = show(Tokens, Case(sentence(words), SceneSettings(**settings)))
    return {beat: one.caption for beat, one in held.items()}


@pytest.mark.parametrize(
    ("words", "caption"),
    [
        ("a fluffy blue creature roamed the verdant forest",
         "verdant is spelled by 3 tokens here."),
        ("the verdant sea, the verdant sky", "verdant (2) is spelled by 3 tokens here."),
        ("☂ a sea", "☂ is spelled by 3 tokens here."),  # no word is
    ],
)  # fmt: skip
def test_one_word_of_several_tokens_is_named_with_their_count(words, caption):
    assert captions(words)["braces"] == caption


@pytest.mark.parametrize(
    ("words", "unit", "caption"),
    [
        ("the verdant sea", "word", "From here on, we follow whole words."),
        ("the blue sea", "word", "Here each word is one token."),
        ("the verdant sea", "token", "From here on, we follow the tokens themselves."),
        ("我喜欢黑猫", "word", "From here on, we follow whole characters."),
    ],
)
def test_what_is_followed_is_said(words, unit, caption):
    assert captions(words, unit=unit)["together"] == caption


def test_tokens_that_are_followed_stay_apart():
    scene, held = show(Tokens, Case(sentence("a verdant sea"), SceneSettings(unit="token")))
    said = held["together"].said
    assert [said.count(token) for token in ("a", "ver", "d", "ant", "sea")] == [1] * 5
    assert all(said.count(str(token.id)) == 1 for token in scene.trace.tokens)
    assert "verdant" not in said


def test_no_caption_counts_marks_as_words():
    said = captions("to be, or not to be: that is the question", unit="word")
    assert not any(any(map(str.isdigit, caption)) for caption in said.values())
