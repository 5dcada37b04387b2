"""Query: the bubble follows the head, the product is the model's, and the sum adds up."""

import re
from collections import Counter
from typing import ClassVar

import numpy as np
import pytest

from attnviz.analysis.column import Column
from attnviz.catalog.captions import load_captions
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.mobjects.vectors import strip_columns, strip_scale
from attnviz.mobjects.words import column_words, symbols_below
from attnviz.scenes.query import Query
from attnviz.stage.settings import SceneSettings
from tests.core_traces import DEFAULT, default_trace, made_up
from tests.scenes.screen import signed
from tests.scenes.show import COMMON, Case, pick, play, sentence, show

ASKS = "who describes me?"
CASES = {
    **pick("the default", "in detail", "in tokens", "one word", "many words"),
    "in Korean": Case(default_trace, SceneSettings(language="ko")),
    "another head": COMMON["a head that looks one back"],
    "a word of pieces": Case(sentence("the verdant counterrevolutionaries overwhelmed us")),
}


def played(case):
    return show(Query, CASES[case])


@pytest.fixture(params=CASES)
def shown(request):
    return played(request.param)


def test_the_beats():
    assert list(played("the default").held) == [
        "ask", "matrix", "row", "rows", "everyone", "position",
    ]  # fmt: skip
    assert list(played("in detail").held) == [
        "ask", "normalise", "matrix", "row", "rows", "everyone", "pairs", "position",
    ]  # fmt: skip


class Stop(Exception):
    pass


class Begun(Query):
    """Tells what stands on stage before anything moves."""

    def play(self, *animations, **kwargs):
        self.begun.extend((ink, ink.box()) for ink in leaves(self.mobjects) if len(ink.outline))
        raise Stop


@pytest.mark.parametrize("case", ["the default", "one word", "many words", "in tokens"])
def test_it_begins_with_columns_at_rest_of_what_enters_the_layer(case):
    class First(Begun):
        begun: ClassVar = []

    with pytest.raises(Stop):
        play(First, CASES[case])
    scene, _ = played(case)
    lineup, head, theme = scene.product.lineup, scene.head, scene.theme
    inputs = scene.trace.weights(head.layer, head.head).inputs
    stacks = np.split(inputs, np.cumsum(head.token_counts)[:-1])
    rest = [
        *column_words(lineup, theme.text),
        *leaves(strip_columns(stacks, lineup, theme, None, theme.embedding)),
        *leaves(symbols_below("E", lineup, 0, theme.embedding, head.layer)),
    ]
    boxes = np.array([box for ink, box in First.begun])
    for ink in rest:
        if (box := ink.box()) is not None:
            assert np.abs(boxes - box).max(axis=1).min() < 0.01, ink.text


@pytest.mark.parametrize(
    ("case", "question"),
    [
        ("the default", ASKS),
        ("in Korean", "누가 저를 꾸미나요?"),
        ("another head", ASKS),
        ("one word", None),
        ("many words", ASKS),
    ],
)
def test_the_bubble_follows_what_the_head_does(case, question):
    scene, held = played(case)
    said = held["ask"].said
    assert scene.product.asked() == (question or "")
    if question:
        assert said.count(question) == 1
    else:
        assert not any("?" in text for text in said)


def test_the_followed_word_is_the_one_that_all_scenes_follow():
    scene, held = played("the default")
    assert scene.head.labels[scene.focus] == "creature"
    assert held["ask"].caption == "Imagine that creature asks the other words a question."
    assert held["matrix"].said.count("creature") == 1


def test_the_product_is_the_models_own(shown):
    scene, held = shown
    made = scene.trace.weights(scene.head.layer, scene.head.head)
    token = scene.trace.asking(scene.head.unit)[scene.focus]
    plan, product = scene.product.plan, scene.product.written
    window = made.query[np.ix_(plan.weights.rows, plan.weights.columns)]
    assert [ink.text for row in product.weights.entries for ink in row] == signed(window)
    entries = made.inputs[token][list(plan.inputs.rows)]
    assert [ink.text for ink in product.inputs.column] == signed(entries)
    results = made.queries_before[token][list(plan.result.rows)]
    assert [ink.text for ink in product.result.column] == signed(results)
    said = held["rows"].said
    for number, count in Counter([*signed(window), *signed(entries), *signed(results)]).items():
        assert said.count(number) >= count


@pytest.mark.parametrize(("beat", "row"), [("row", 0), ("rows", 1)])
def test_a_sum_adds_up_to_the_number_that_appears(shown, beat, row):
    scene, held = shown
    said = held[beat].said
    weights, inputs = scene.product.made.matrix[row], scene.product.column
    total = numerals.signed(float(scene.product.vector[row]))
    assert said.count(total) >= 2  # in the line below, and in the vector
    korean = scene.settings.language == "ko"
    more = "{}개 더: {}" if korean else "{} more: {}"
    terms = scene.product.plan.sum.terms
    left_out = len(inputs) - terms
    shown = [*range(terms - 1), len(inputs) - 1]
    rest = float(weights @ inputs) - sum(float(weights[i] * inputs[i]) for i in shown)
    assert said.count(more.format(left_out, numerals.signed(rest))) == 1


def test_the_running_sum_ends_where_the_vector_is(shown):
    scene, _ = shown
    for row in (0, 1, 63):
        running = np.cumsum(
            scene.product.made.matrix[row].astype(np.float64) * scene.product.column
        )
        assert running[-1] == pytest.approx(float(scene.product.vector[row]), abs=2e-4)


def test_sizes_and_captions_say_how_many_numbers():
    rows = played("the default").held["rows"]
    # The caption says it once more.
    assert rows.said.count("64 × 576") == rows.said.count("576") - 1 == 1
    assert rows.caption == "Row after row, 576 numbers become 64."


def test_what_goes_in_is_named_after_the_layer_it_enters():
    _, held = played("the default")
    ask = held["ask"].said
    assert ask.count("E") == ask.count("(13)") == 8  # one a word
    assert ask.count("E₄⁽¹³⁾: E₄ after layers 0 to 12") == 1
    note = "E₄⁽¹³⁾ normalised · q₄ not yet turned · rounded"
    assert held["row"].said.count(note) == 1
    _, held = show(Query, COMMON["the first layer"])
    assert not any("(0)" in text or "⁽" in text for text in held["ask"].said)
    assert any(re.match(r"E\S normalised · ", text) for text in held["row"].said)


@pytest.mark.parametrize(
    ("kind", "caption"),
    [
        ("modifiers", "Imagine that creature asks the other words a question."),
        ("alone", "creature can only look at itself."),
        ("self", "Here creature looks mostly at itself."),
        ("first", "Here creature looks mostly at the first word."),
        ("spread", "Here creature looks a little at several words."),
        ("mixed", "What creature asks here is hard to put into words."),
    ],
)
def test_only_a_word_that_asks_others_is_said_to_ask(kind, caption):
    class Read(Query):
        def setup(self):
            super().setup()
            self.column_read = Column(kind, (), (2,))

    scene, held = play(Read, CASES["the default"])
    ask = held["ask"]
    assert ask.caption == caption
    bubble = load_captions("en")["bubbles"].get(kind, "")
    assert scene.product.asked() == bubble
    assert any("?" in text for text in ask.said) == bool(bubble)


def test_a_word_of_several_tokens_says_whose_vector_is_shown():
    scene, held = played("a word of pieces")
    assert scene.head.token_counts[scene.focus] > 1
    last = scene.trace.tokens[scene.trace.words[scene.focus].tokens[-1]].text.strip()
    assert any(f"of token {last} · " in text for text in held["row"].said)
    assert not any("of token" in text for text in played("the default").held["row"].said)


def cells(scene, stacks, lower=True):
    """Return the outlines of the strips of vectors, as they are to be drawn."""
    plan = scene.after.plan.lower if lower else scene.after.plan.upper
    scale = strip_scale(np.concatenate(scene.head.queries[:, None]))
    drawn = strip_columns(stacks, plan, scene.theme, None, scene.theme.query, scale)
    return {ink.outline.tobytes() for ink in leaves(drawn) if len(ink.outline)}


@pytest.mark.parametrize("case", ["the default", "in tokens", "a word of pieces"])
def test_the_strips_are_every_words_query_before_and_after_its_place_turns_it(case):
    scene, held = played(case)
    head = scene.head
    before = scene.trace.weights(head.layer, head.head).queries_before
    asking = list(scene.trace.asking(head.unit))
    for beat, queries in (("everyone", before[asking]), ("position", head.queries)):
        shown = {ink.outline.tobytes() for ink in held[beat].inks if len(ink.outline)}
        assert cells(scene, list(queries[:, None])) <= shown
        assert held[beat].said.count("q") == len(head.labels)


def test_every_word_gets_its_query():
    _, held = played("the default")
    said = held["everyone"].said
    words = DEFAULT.split()
    caption = held["everyone"].caption.split()  # it has an "a" of its own
    found = {word: said.count(word) - caption.count(word) for word in words}
    assert found == dict.fromkeys(words, 1)
    note = "E normalised · blue above 0, pink below; 28 of 576, 28 of 64 · not yet turned by place"
    assert said.count(note) == 1


def test_dials_turn_by_the_place_of_each_word():
    ends = {}

    class Watching(Query):
        def rest(self, seconds=0.6):
            ends.setdefault(self._said, [ink.place.copy() for ink in leaves(self.mobjects)])
            super().rest(seconds)

    scene, held = play(Watching, CASES["the default"])
    first = 7  # of the pair whose farthest turn comes nearest to half a turn
    pair = slice(first - 1, first + 1)
    after = scene.head.queries[:, pair]
    directions = np.arctan2(after[:, 1], after[:, 0])
    for x, direction in zip(scene.product.lineup.centers, directions, strict=True):
        spot = x, scene.after.plan.rail
        here = [place[4] for place in ends["position"] if np.allclose(place[:2], spot)]
        off = (np.array(here) - direction + np.pi) % (2 * np.pi) - np.pi
        assert np.abs(off).min() < 1e-3
    assert "dials: numbers 7 and 8 of each q, thin: before" in held["position"].said


def test_it_ends_with_the_two_rows_that_key_begins_with():
    scene, held = played("the default")
    rows = scene.product.two_rows(True)
    shown = [ink for ink in held["position"].inks if len(ink.outline)]
    boxes = np.array([ink.box() for ink in shown])
    for ink in rows.everything():
        if (box := ink.box()) is not None:
            nearest = shown[int(np.abs(boxes - box).max(axis=1).argmin())]
            assert np.abs(np.array(nearest.box()) - box).max() < 1e-3
            assert nearest.opacity == pytest.approx(ink.opacity)


def test_in_detail_the_steps_around_the_product_are_the_models():
    scene, held = played("in detail")
    column = scene.trace.residual[13][3].astype(np.float64)
    size = np.sqrt(np.mean(column**2) + 1e-5)
    gain = scene.trace.attention_weights[13].norm.gain
    assert np.allclose(column / size * gain, scene.product.column, atol=1e-4)
    said = held["normalise"].said
    assert said.count(numerals.positive(size)) == 1
    for values in (column[:5], gain[:5], scene.product.column[:5]):
        for number in signed(values):
            assert number in said
    assert held["normalise"].caption == "Before the matrix, the vector is scaled to a common size."
    assert held["pairs"].caption == "Its place in the sentence turns the query, pair by pair."
    assert held["position"].caption == "Then each query is turned by its place in the sentence."
    before, after = signed(scene.product.vector[:6]), signed(scene.head.queries[3][:6])
    for number in [*before, *after]:
        assert number in held["pairs"].said


def test_a_position_only_turns_its_pairs():
    scene, _ = played("in detail")
    before, after = (v.reshape(-1, 2) for v in (scene.product.vector, scene.head.queries[3]))
    lengths = [np.linalg.norm(pairs, axis=1) for pairs in (before, after)]
    assert np.allclose(*lengths, atol=1e-4)


def test_a_model_with_biases_counts_them():
    scene, held = play(Query, Case(lambda: made_up([1, 2, 1, 1])))
    assert np.abs(scene.product.made.bias).min() > 0
    said = held["row"].said
    total = float(scene.product.made.matrix[0] @ scene.product.column + scene.product.made.bias[0])
    assert scene.product.vector[0] == pytest.approx(total, abs=1e-4)
    assert said.count(numerals.signed(total)) >= 2
    assert any("bias: " in text for text in said)
    assert held["row"].caption == "One row times the vector, plus a bias, gives one number."


def test_what_was_drawn_is_told():
    drawn = played("the default").scene.drawn()
    assert drawn["asks"] == "modifiers"
    assert np.allclose(
        drawn["matrix"] @ drawn["column"] + drawn["bias"], drawn["vector"], atol=1e-3
    )
    assert drawn["written_columns"][-1] == 575
