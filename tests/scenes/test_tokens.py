"""Tokens: every token stands over its own number, and words of several are joined."""

from attnviz.scenes.tokens import Tokens
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
