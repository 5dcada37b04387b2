"""Tokens: every token stands over its own number, and words of several are joined."""

import numpy as np
import pytest

from attnviz.ink.tween import leaves
from attnviz.look.glyphs import text_width
from attnviz.scenes.tokens import Tokens
from attnviz.stage.settings import SceneSettings
from attnviz.traces.records import label
from tests.scenes.show import COMMON, Case, play, sentence, show


def staged(scene, held):
    """Return each text between title and caption, and where it stands."""
    low, high = scene.page.caption + 0.4, scene.page.title - 0.1
    return [(text, spot) for text, spot in held.texts if low < spot[1] < high]


def test_every_token_stands_over_its_own_number():
    scene, held = show(Tokens, COMMON["the default"])
    spots = {}
    for text, spot in staged(scene, held["pieces"]):
        spots.setdefault(text, []).append(spot)
    for token in scene.trace.tokens:
        (above,), (below,) = spots[label(token.text)], spots[str(token.id)]
        assert above[0] == pytest.approx(below[0], abs=0.1)
        assert above[1] > below[1]


def test_words_of_several_tokens_are_joined_and_only_they():
    scene, held = play(Tokens, COMMON["the default"], joints)
    several = sum(len(word.tokens) > 1 for word in scene.trace.words)
    assert held["braces"].seen == several == 1
    assert "braces" not in show(Tokens, Case(sentence("a blue creature"))).held


def joints(scene):
    return len(scene.parted.joints)


def test_a_line_break_ends_a_line_on_screen_and_blanks_are_seen():
    scene, held = show(Tokens, Case(sentence("red,\nblue  sea")))
    said = held["pieces"].said
    assert {"↵", "␣", "blue", "sea"} <= set(said)
    # One is a token of its own, the other is marked in the box of the token that it belongs to.
    assert said.count("␣") == 2
    heights = [y for _, y in scene.plan.flow.points]
    assert heights[:3] == [heights[0]] * 3
    assert heights[3:] == [heights[3]] * 3 < heights[:3]


def test_a_blank_is_marked_wherever_a_token_begins_with_one():
    scene, held = show(Tokens, COMMON["the default"])
    with_blank = [token for token in scene.trace.tokens if token.text.startswith(" ")]
    assert held["pieces"].said.count("␣") == len(with_blank) == 7


@pytest.mark.parametrize(
    "words",
    [
        "a fluffy blue creature roamed the verdant forest",
        "나는 학교에 간다",
        "مرحبا بالعالم",
        "wine",
    ],
)  # fmt: skip
def test_the_sentence_never_stands_twice(words):
    scene, held = show(Tokens, Case(sentence(words)))
    spelled = [word for word in scene.trace.words if len(word.tokens) > 1]
    for beat in ("pieces", "braces"):
        said = [text for text, _ in staged(scene, held[beat])] if beat in held else []
        assert not {word.label for word in spelled} & set(said)
    for beat in ("sentence", "together"):
        said = [text for text, _ in staged(scene, held[beat])]
        for word in scene.trace.words:
            same = [other.label for other in scene.trace.words].count(word.label)
            assert said.count(word.label) == same


def test_words_keep_their_letters_from_the_sentence_to_the_end():
    words = Tokens, COMMON["the default"]
    _, held = play(*words, lambda scene: [(id(i), i.text) for i in leaves(scene.mobjects)])
    first, parted, last = (set(held[beat].seen) for beat in ("sentence", "pieces", "together"))
    kept = {text for _, text in first & parted & last}
    assert {"a", "fluffy", "blue", "creature", "roamed", "the", "forest"} <= kept
    assert "verdant" not in kept


def test_at_the_end_numbers_have_fallen_away_and_seams_show_where_tokens_meet():
    scene, held = show(Tokens, COMMON["the default"])
    assert not {str(token.id) for token in scene.trace.tokens} & set(held["together"].said)
    plan = scene.plan.closed
    i = plan.texts.index("verdant")
    dashed = [ink for ink in held["together"].inks if ink.is_stroked and len(ink.outline) > 16]
    seams = sorted(float(ink.points[0, 0]) for ink in dashed if np.ptp(ink.points[:, 0]) < 0.01)
    meet = [text_width(text, "serif", plan.size) for text in ("ver", "verd")]
    assert seams == pytest.approx([plan.lefts[i] + x for x in meet])


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
    assert not {str(token.id) for token in scene.trace.tokens} & set(said)
    assert "verdant" not in said


def test_no_caption_counts_marks_as_words():
    said = captions("to be, or not to be: that is the question", unit="word")
    assert not any(any(map(str.isdigit, caption)) for caption in said.values())
