"""What query and key share: who is followed, who speaks, and how symbols open into numbers."""

import dataclasses
from functools import cache

import numpy as np
import pytest

from attnviz.ink.motion import appear, vanish
from attnviz.ink.tween import leaves
from attnviz.look.colors import rgb
from attnviz.look.style import DARK
from attnviz.mobjects.rail import slide
from attnviz.mobjects.vectors import strip_columns, strip_scale
from attnviz.stage.grid_scene import GridScene
from attnviz.stage.word_product import WordProduct
from tests.core_traces import default_trace, made_up, reads_both_ways, smollm2
from tests.drawing import said
from tests.geometry import lies_in
from tests.stage.playing import SQUARE, TALL, WIDE, play


class Asking(GridScene):
    """Makes the product of a query, and every word's."""

    slug, letter = "query", "q"

    def setup(self):
        super().setup()
        followed = self.focus if self.letter == "q" else self.key
        self.product = WordProduct(self, self.letter, followed)

    def beats(self):
        return ["ask", "matrix", "everyone"]

    def ask(self):
        self.rows = self.product.two_rows(turned=False)
        self.add(*self.rows.standing())
        self.product.begin(self.rows)
        self.remove(*leaves(self.rows.entering[self.product.followed]))  # it is in the equation
        self.lines = self.product.equation_below(self.rows)
        self.play(*self.product.highlight(self.focus), appear(self.lines))

    def matrix(self):
        column = leaves(self.rows.inputs[self.product.followed])
        opened = self.product.open_out(self.lines, column, self.product.asked())
        self.play(*opened, self.rows.step_aside(self.product.followed))
        work = self.product.rows_worked
        self.play(work.stand_up(0))
        self.play(appear(work.begin(0)), *work.add_all(0.2))

    def everyone(self):
        rows = self.product.two_rows(turned=False)
        small = self.product.small_matrix(rows)
        self.play(rows.come_back(self.product.followed), *self.product.fold_up(small, rows))
        self.play(*slide(rows, small, self.product.role, [self.product.followed]))
        self.play(vanish(small.everything()))

    def slots(self):
        return {**super().slots(), **self.product.slots()}


class Offering(Asking):
    """The same of a key."""

    slug, letter = "key", "k"


@cache
def on_the_model(scene, frames=WIDE):
    """Play the default sentence once: the scene, and what it says at the end of each beat."""
    return play(scene, default_trace(), lambda scene: said(scene.mobjects), frames)


BOTH = pytest.mark.parametrize("scene", [Asking, Offering])


# Whose product it is


@BOTH
def test_the_product_is_that_of_the_followed_words_last_token(scene):
    trace = made_up([2, 1, 3], seed=4)
    made, _ = play(scene, trace)
    head = trace.weights(1, 2)
    token = trace.asking("word")[made.focus if scene is Asking else made.key]
    matrix = head.query if scene is Asking else head.key
    bias = head.query_bias if scene is Asking else head.key_bias
    assert np.array_equal(made.product.column, head.inputs[token])
    assert made.product.vector == pytest.approx(matrix @ head.inputs[token] + bias, abs=1e-5)
    drawn = made.product.drawn()
    assert np.array_equal(drawn["matrix"], matrix)
    assert drawn["piece"] == token
    assert drawn["written_rows"] == made.product.plan.weights.rows


@BOTH
def test_symbols_name_the_matrix_and_count_words_from_one(scene):
    made, _ = on_the_model(scene)
    letter, number = scene.letter, str(made.product.followed + 1)
    assert ["".join(run.text for run in runs) for runs in made.product.symbols(0.44)] == [
        f"W{letter.upper()}", f"E{number}(13)", f"{letter}{number}",
    ]  # fmt: skip


def test_the_note_says_which_vectors_are_drawn():
    made = on_the_model(Asking)[0]
    assert made.product.note() == "E₄⁽¹³⁾ normalised · q₄ not yet turned · rounded"
    assert made.entered_note(made.product.followed) == "E₄⁽¹³⁾: E₄ after layers 0 to 12"
    trace = smollm2().trace("나는 학교에 간다", upto=14)
    made, _ = play(Asking, trace)
    last = trace.tokens[trace.words[made.product.followed].tokens[-1]].text.strip()
    assert f" of token {last} · " in made.product.note()


def test_the_note_is_silent_on_positions_that_turn_nothing():
    trace = made_up([1])
    queries = np.array(trace.queries)
    queries[1, 2] = trace.weights(1, 2).queries_before
    made, _ = play(Asking, dataclasses.replace(trace, queries=queries))
    assert not made.product.made.turned
    assert made.product.note() == "E₁⁽¹⁾ normalised · rounded"
    assert made.entered_note(made.product.followed) == "E₁⁽¹⁾: E₁ after layer 0"


# Words


def test_who_asks_and_who_answers_are_lit_and_who_is_hidden_steps_back():
    made, looks = play(
        Asking,
        default_trace(),
        lambda s: [ink.rgba[:3].copy() for ink in getattr(s.product, "line", [])],
    )
    colors = looks["ask"]
    for i, color in enumerate(colors):
        role = DARK.query if i == made.focus else DARK.text if i < made.focus else DARK.mute
        assert color == pytest.approx(rgb(role)), made.head.labels[i]
    tweens = made.product.highlight(made.focus, [1, 2])
    answering = [ink for tween in tweens for ink in tween.leaves if tween._color == DARK.key]
    assert [ink.text for ink in answering] == ["fluffy", "blue"]


def test_a_model_that_reads_both_ways_hides_nobody():
    trace = reads_both_ways([1] * 4)
    made, _ = play(Asking, trace, unit="token")
    hidden, _, _ = made.product.highlight(made.focus)
    assert hidden.leaves == []


@pytest.mark.parametrize("frames", [WIDE, TALL, SQUARE])
def test_of_too_many_words_those_that_are_followed_keep_their_labels(frames):
    made, _ = play(Asking, made_up([1] * 300), frames=frames)
    named = made.product.lineup.named
    assert len(named) < 300
    assert made.focus == named[0]
    assert made.labelled == f"{len(named)} of 300 words labelled"
    assert made.product.line[made.focus].text == made.head.labels[made.focus]


@pytest.mark.parametrize("word", ["a", "creature", "forest"])
@pytest.mark.parametrize("frames", [WIDE, TALL, SQUARE])
def test_a_word_speaks_in_a_bubble_below_its_column_that_stays_on_the_page(word, frames):
    made, _ = play(Asking, default_trace(), frames=frames, word=word)
    product, rows = made.product, made.product.two_rows(turned=False)
    bubble = product.speak_below(rows, "any modifiers before me?")
    assert " ".join(" ".join(said(bubble)).split()) == "any modifiers before me?"
    assert lies_in(bubble, made.page.content, 0.05)
    tip = max(leaves(bubble)[0].points[:, :2].tolist(), key=lambda point: point[1])
    assert tip[0] == pytest.approx(product.lineup.centers[product.followed], abs=0.02)
    assert tip[1] < rows.plan.upper.bottom
    assert made.bubbles_said[-1] == ("ask", product.followed, "any modifiers before me?")
    assert product.speak_below(rows, "") == []
    assert product.speak_below(rows, "any modifiers before me? " * 60) == []


# The product


@BOTH
@pytest.mark.parametrize("frames", [WIDE, TALL, SQUARE])
def test_symbols_open_into_numbers_and_then_make_room_for_every_words(scene, frames):
    made, shown = on_the_model(scene, frames)
    word = made.head.labels[made.product.followed]
    assert {"W", "E", scene.letter, "="} <= set(shown["ask"])
    for entries in made.product.written.weights.entries:
        for ink in entries:
            assert ink.text in shown["matrix"]
    assert word in shown["matrix"]
    assert not {"roamed", "verdant", "forest"} & set(shown["matrix"])
    # The symbols have moved, not doubled; the sum below has a sign of its own.
    assert [shown["matrix"].count(text) for text in ("W", "E", scene.letter, "=")] == [1, 1, 1, 2]
    assert "576" in shown["matrix"]  # how long the column is
    assert "576" not in shown["everyone"]
    assert all(label in shown["everyone"] for label in made.head.labels)
    assert made.product.work is None


@BOTH
def test_every_words_vector_comes_and_is_said_how_it_is_drawn(scene):
    made, shown = on_the_model(scene)
    assert shown["everyone"].count(scene.letter) == 8
    assert shown["everyone"].count("E") == 8
    how = "E normalised · blue above 0, pink below; 28 of 576, 28 of 64"
    assert made.product.rows_note() == f"{how} · not yet turned by place"
    assert made.product.rows_note(turned=True) == how


@BOTH
def test_two_rows_show_what_the_matrix_makes_before_and_after_positions(scene):
    made, _ = on_the_model(scene)
    product, head = made.product, made.head
    weights = made.trace.weights(head.layer, head.head)
    asking = list(made.trace.asking("word"))
    before, after = (
        (weights.queries_before[asking], head.queries) if scene is Asking
        else (weights.keys_before, head.token_keys)
    )  # fmt: skip
    counts = [1] * 8 if scene is Asking else head.token_counts
    for turned, vectors in ((False, before), (True, after)):
        rows = product.two_rows(turned)
        stacks = np.split(vectors, np.cumsum(counts)[:-1])
        scale = strip_scale(after)
        again = strip_columns(stacks, rows.plan.lower, DARK, None, product.role, scale)
        for one, other in zip(leaves(rows.outputs), leaves(again), strict=True):
            assert np.array_equal(one.outline, other.outline)


def test_captions_can_say_the_symbols_and_the_sizes():
    made, _ = on_the_model(Asking)
    said = {name: "".join(run.text for run in runs) for name, runs in made.slots().items()}
    assert (said["matrix"], said["column"], said["vector"]) == ("WQ", "E4(13)", "q4")
    assert (said["out"], said["width"]) == ("64", "576")
