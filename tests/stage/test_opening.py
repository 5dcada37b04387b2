"""How a grid is opened: the sentence, its columns, its queries and keys, and the lattice."""

from functools import cache

import pytest

from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.colors import rgb
from attnviz.look.style import DARK
from attnviz.stage.opening import OpeningScene
from tests.core_traces import default_trace, made_up, smollm2
from tests.drawing import said
from tests.stage.playing import TALL, WIDE, play


class Opening(OpeningScene):
    """Opens its grid, and that is all."""

    slug = "pattern"

    def beats(self):
        return ["tokens", "embedding", "queries", "grid"]


def opened(trace, frames=WIDE):
    return play(Opening, trace, lambda scene: said(scene.mobjects), frames)


@cache
def on_the_model(frames=WIDE):
    return opened(default_trace(), frames)


@pytest.mark.parametrize("frames", [WIDE, TALL])
def test_every_word_is_there_in_every_beat_and_twice_in_the_grid(frames):
    scene, shown = on_the_model(frames)
    words = scene.head.labels
    for beat, times in (("tokens", 1), ("embedding", 1), ("queries", 1), ("grid", 2)):
        for word in words:
            assert shown[beat].count(word) >= times, (beat, word)


def test_words_of_several_pieces_say_how_many_and_only_while_they_are_read():
    scene, shown = on_the_model()
    (several,) = [n for n in scene.head.token_counts if n > 1]
    assert shown["tokens"].count(numerals.count(several)) == 1
    assert leaves(scene.counts)[0].opacity == 0  # gone by the end


@pytest.mark.parametrize("frames", [WIDE, TALL])
def test_the_column_that_speaks_writes_rows_of_the_table(frames):
    scene, shown = on_the_model(frames)
    rows = scene.trace.residual[0]
    (note,) = [text for text in shown["embedding"] if "pink" in text]
    assert note.startswith("blue above 0, pink below; 28 of 576")
    if "written" in note:
        token = scene.trace.words[scene.focus].tokens[0]
        for value in (*rows[token][:4], rows[token][-1]):
            assert numerals.signed(float(value)) in shown["embedding"]


def test_every_word_makes_a_query_and_a_key_that_become_labels():
    scene, shown = on_the_model()
    assert (shown["queries"].count("q"), shown["queries"].count("k")) == (8, 8)
    assert (shown["grid"].count("q"), shown["grid"].count("k")) == (0, 0)
    for inks, color in ((scene.tops, DARK.query), (scene.rows, DARK.key)):
        assert all(ink.rgba[:3] == pytest.approx(rgb(color)) for ink in inks)
    for tops, sides, i in zip(scene.tops, scene.rows, range(8), strict=True):
        assert (tops.text, sides.text) == (scene.head.labels[i],) * 2
        x, y = scene.plan.center(i, i)
        assert tops.box()[0] < x < tops.box()[2]
        assert sides.box()[1] < y < sides.box()[3]


def test_a_sentence_too_long_for_labels_opens_all_the_same():
    _, shown = opened(made_up([1] * 30))
    assert "q" in shown["queries"]
    assert {"query", "key"} <= set(shown["grid"])


COUNTED = {
    "Yes, no!": "Tokens: 4. Words: 2. Marks: 2.",
    "red wine": "The model reads 2 tokens; we follow 2 words.",
    "wine": "The model reads one token.",
    "สวัสดี": "The model reads 12 tokens; we follow 4 characters.",
    "小猫 cat": "Tokens: 6. Parts of the text that we follow: 3.",
    "a  b": "Tokens: 3. Words: 2. Marks: 0.",
}


@pytest.mark.parametrize(("sentence", "caption"), COUNTED.items())
def test_tokens_words_and_marks_are_counted_and_nothing_else_is_called_a_word(sentence, caption):
    scene, shown = opened(smollm2().trace(sentence, upto=14))
    assert scene.played[0].caption == caption
    assert all(word.text.strip() in "".join(shown["tokens"]) for word in scene.trace.words)


def test_words_that_find_no_room_are_counted_in_the_legend():
    trace = made_up([8] * 300)
    _, shown = play(Opening, trace, lambda scene: (said(scene.mobjects), len(scene.line)))
    texts, drawn = shown["tokens"]
    assert 0 < drawn < 300
    assert texts.count("abcdefgh") == drawn
    assert f"{300 - drawn} more words" in texts
