"""Query: the bubble follows the head, the product is the model's, and the sum adds up."""

import re
from collections import Counter
from functools import cache

import numpy as np
import pytest

from attnviz.frames.settings import FrameSettings
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.mobjects.words import column_words
from attnviz.scenes.query import Query
from attnviz.stage.play import visit_beats
from attnviz.stage.settings import SceneSettings
from tests.core_traces import DEFAULT, made_up, smollm2
from tests.drawing import NUMERAL, said
from tests.scenes.screen import LONG_TALE

WIDE = FrameSettings(256, 144, 5)
ASKS = "any modifiers before me?"
CASES = {
    "the default": (DEFAULT, SceneSettings()),
    "in detail": (DEFAULT, SceneSettings(detail=True)),
    "in Korean": (DEFAULT, SceneSettings(language="ko")),
    "another head": ("The old wooden ship crossed a calm grey sea.", SceneSettings(16, 0)),
    "a word of pieces": ("the verdant counterrevolutionaries overwhelmed us", SceneSettings()),
    "in tokens": ("a verdant forest", SceneSettings(unit="token")),
    "one word": ("wine", SceneSettings()),
    "many words": (LONG_TALE, SceneSettings()),
}


@cache
def play(case):
    """Return the scene, and what it says at the end of each beat."""
    sentence, settings = CASES[case]
    trace = smollm2().trace(sentence, upto=(settings.layer or 13) + 1)
    return play_trace(trace, settings)


def play_trace(trace, settings):
    scenes, held = [], {}

    def look(beat, scene):
        scenes[:] = [scene]
        held[beat.name] = Counter(said(scene.mobjects)), beat.caption

    visit_beats(Query, trace, settings, WIDE, look)
    return scenes[0], held


def signed(values):
    return [numerals.signed(float(v)) for v in np.ravel(values)]


@pytest.fixture(params=CASES)
def show(request):
    return play(request.param)


def test_the_beats():
    assert list(play("the default")[1]) == ["ask", "matrix", "row", "rows", "everyone"]
    assert list(play("in detail")[1]) == [
        "ask", "normalise", "matrix", "row", "rows", "position", "everyone",
    ]  # fmt: skip


def test_it_begins_with_the_words_where_the_embedding_left_them():
    places = []

    class Stop(Exception):
        pass

    class Begun(Query):
        def play(self, *animations, **kwargs):
            places.extend((ink.text, *ink.place[:2]) for ink in leaves(self.mobjects))
            raise Stop

    with pytest.raises(Stop):
        visit_beats(
            Begun, smollm2().trace(DEFAULT, upto=14), SceneSettings(), WIDE, lambda *_: None
        )
    scene = play("the default")[0]
    for word in column_words(scene.lineup, scene.theme.text):
        assert (word.text, *word.place[:2]) in places


@pytest.mark.parametrize(
    ("case", "question"),
    [
        ("the default", ASKS),
        ("in Korean", "내 앞에 꾸미는 말이 있나요?"),
        ("another head", "who stands right before me?"),
        ("one word", None),
        ("many words", None),
    ],
)
def test_the_bubble_follows_what_the_head_does(case, question):
    scene, held = play(case)
    texts, _ = held["ask"]
    assert scene.asked() == (question or "")
    if question:
        assert texts[question] == 1
    else:
        assert not any("?" in text for text in texts)


def test_the_followed_word_is_the_one_that_all_scenes_follow():
    scene, held = play("the default")
    assert scene.head.labels[scene.focus] == "creature"
    assert held["ask"][1] == "What is creature looking for?"
    assert held["matrix"][0]["creature"] == 1


def test_the_product_is_the_models_own(show):
    scene, held = show
    made = scene.trace.weights(scene.head.layer, scene.head.head)
    token = scene.trace.asking(scene.head.unit)[scene.focus]
    plan, product = scene.product_plan, scene.product
    window = made.query[np.ix_(plan.weights.rows, plan.weights.columns)]
    assert [ink.text for row in product.weights.entries for ink in row] == signed(window)
    entries = made.inputs[token][list(plan.inputs.rows)]
    assert [ink.text for ink in product.inputs.column] == signed(entries)
    results = made.queries_before[token][list(plan.result.rows)]
    assert [ink.text for ink in product.result.column] == signed(results)
    texts, _ = held["rows"]
    for number, count in Counter([*signed(window), *signed(entries), *signed(results)]).items():
        assert texts[number] >= count


@pytest.mark.parametrize(("beat", "row"), [("row", 0), ("rows", 1)])
def test_a_sum_adds_up_to_the_number_that_appears(show, beat, row):
    scene, held = show
    texts, _ = held[beat]
    weights, inputs = scene.matrix_values[row], scene.column_values
    total = numerals.signed(float(scene.made_values[row]))
    assert texts[total] >= 2  # in the line below, and in the vector
    note = next(text for text in texts if re.search(r" more: ", text))
    terms = scene.product_plan.sum.terms
    left_out = len(inputs) - terms
    shown = [*range(terms - 1), len(inputs) - 1]
    rest = float(weights @ inputs) - sum(float(weights[i] * inputs[i]) for i in shown)
    assert note == f"{left_out} more: {numerals.signed(rest)}"


def test_the_running_sum_ends_where_the_vector_is(show):
    scene, _ = show
    for row in (0, 1, 63):
        running = np.cumsum(scene.matrix_values[row].astype(np.float64) * scene.column_values)
        assert running[-1] == pytest.approx(float(scene.made_values[row]), abs=2e-4)


def test_sizes_and_captions_say_how_many_numbers():
    texts, caption = play("the default")[1]["rows"]
    assert texts["64 × 576"] == texts["576"] - 1 == 1  # the caption says it once more
    assert caption == "Row after row, 576 numbers become 64."


def test_normalisation_and_position_are_named():
    _, held = play("the default")
    assert "normalised" in held["matrix"][1]
    assert "position" in held["everyone"][1]
    assert held["row"][0]["E₄ normalised · q₄ before its position · rounded"] == 1


def test_a_word_of_several_tokens_says_whose_vector_is_shown():
    scene, held = play("a word of pieces")
    assert scene.head.token_counts[scene.focus] > 1
    last = scene.trace.tokens[scene.trace.words[scene.focus].tokens[-1]].text.strip()
    assert any(f"of its last piece {last}" in text for text in held["row"][0])
    assert not any("last piece" in text for text in play("the default")[1]["row"][0])


def test_every_word_gets_its_query():
    scene, held = play("the default")
    texts, _ = held["everyone"]
    assert {word: texts[word] for word in DEFAULT.split()} == dict.fromkeys(DEFAULT.split(), 1)
    assert texts["q"] == 8
    assert texts["64 numbers each: 28 drawn, 8 written · brightness = size"] == 1
    written = [text for text in texts.elements() if NUMERAL.fullmatch(text) and "." in text]
    expected = signed(scene.made_values[[0, 1, 2, 3, 4, 5, 6, 63]])
    assert Counter(written) == Counter(expected)


def test_in_detail_the_steps_around_the_product_are_the_models():
    scene, held = play("in detail")
    column = scene.trace.residual[13][3].astype(np.float64)
    size = np.sqrt(np.mean(column**2) + 1e-5)
    gain = scene.trace.attention_weights[13].norm.gain
    assert np.allclose(column / size * gain, scene.column_values, atol=1e-4)
    texts, caption = held["normalise"]
    assert texts[numerals.positive(size)] == 1
    for values in (column[:5], gain[:5], scene.column_values[:5]):
        for number in signed(values):
            assert texts[number] >= 1
    assert "normalised" in caption
    texts, caption = held["position"]
    assert "position" in caption
    for number in [*signed(scene.made_values[:6]), *signed(scene.head.queries[3][:6])]:
        assert texts[number] >= 1
    after = [numerals.signed(float(v)) for v in scene.head.queries[3][:6]]
    texts, _ = held["everyone"]
    assert all(texts[number] >= 1 for number in after)


def test_a_position_only_turns_its_pairs():
    scene, _ = play("in detail")
    before, after = (v.reshape(-1, 2) for v in (scene.made_values, scene.head.queries[3]))
    lengths = [np.linalg.norm(pairs, axis=1) for pairs in (before, after)]
    assert np.allclose(*lengths, atol=1e-4)


def test_a_model_with_biases_counts_them():
    scene, held = play_trace(made_up([1, 2, 1, 1]), SceneSettings())
    assert np.abs(scene.bias).min() > 0
    texts, _ = held["row"]
    total = float(scene.matrix_values[0] @ scene.column_values + scene.bias[0])
    assert scene.made_values[0] == pytest.approx(total, abs=1e-4)
    assert texts[numerals.signed(total)] >= 2
    assert any("a bias" in text for text in texts)


def test_what_was_drawn_is_told():
    drawn = play("the default")[0].drawn()
    assert drawn["asks"] == "modifiers"
    assert np.allclose(
        drawn["matrix"] @ drawn["column"] + drawn["bias"], drawn["vector"], atol=1e-3
    )
    assert drawn["written_columns"][-1] == 575
