"""The two steps that clips only name: what goes in, what comes out, and whether they are shown."""

import dataclasses

import numpy as np
import pytest

from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.stage.detail_steps import DetailSteps
from attnviz.stage.grid_scene import GridScene
from attnviz.stage.word_product import WordProduct
from tests.core_traces import default_trace, made_up
from tests.drawing import said
from tests.stage.playing import TALL, WIDE, play


class Asking(GridScene):
    """The steps around a query, and nothing else."""

    slug, letter = "query", "q"

    def setup(self):
        super().setup()
        followed = self.focus if self.letter == "q" else self.key
        self.product = WordProduct(self, self.letter, followed)
        self.around = DetailSteps(self.product)

    def beats(self):
        before, after = self.around.steps()
        return ["ask", *before, *after]

    def ask(self):
        self.rows = self.product.two_rows(False)
        self.add(*self.rows.standing())
        self.product.begin(self.rows)
        self.rest(0.1)

    def normalise(self):
        self.around.normalise(self.rows, [])

    def pairs(self):
        self.remove(*leaves([*self.product.leaving, *self.product.word, *self.around.normalised]))
        rows = self.product.two_rows(False)
        self.add(*rows.everything())
        self.around.pairs(rows)


class Offering(Asking):
    """The same of a key."""

    slug, letter = "key", "k"


def beats(scene, trace, **settings):
    return list(play(scene, trace, **settings)[1])


def test_they_are_shown_only_in_detail_and_a_key_is_normalised_with_its_query():
    trace = default_trace()
    assert beats(Asking, trace) == ["ask"]
    assert beats(Asking, trace, detail=True) == ["ask", "normalise", "pairs"]
    assert beats(Offering, trace, detail=True) == ["ask", "pairs"]


def test_vectors_that_a_position_changes_but_does_not_turn_have_no_such_step():
    trace = made_up([1, 1, 1])
    assert not np.allclose(trace.weights(1, 2).queries_before, trace.queries[1, 2])
    assert beats(Asking, trace, detail=True) == ["ask", "normalise"]


def test_a_vector_that_no_position_turns_has_no_such_step():
    trace = default_trace()
    queries = np.array(trace.queries)
    queries[13, 1] = trace.weights(13, 1).queries_before
    plain = dataclasses.replace(trace, queries=queries)
    assert beats(Asking, plain, detail=True) == ["ask", "normalise"]


@pytest.mark.parametrize("frames", [WIDE, TALL])
def test_on_the_model_the_steps_are_the_models(frames):
    trace = default_trace()
    scene, shown = play(Asking, trace, lambda s: said(s.mobjects), frames, detail=True)
    token = trace.asking("word")[scene.product.followed]
    column, block = trace.residual[13][token], trace.attention_weights[13]
    root = np.sqrt(np.mean(np.float64(column) ** 2) + block.norm.epsilon)
    normalised = trace.weights(13, 1).inputs[token]
    for value in (*column[:3], column[-1], *block.norm.gain[:3], *normalised[:3], normalised[-1]):
        assert numerals.signed(float(value)) in shown["normalise"]
    assert numerals.positive(float(root)) in shown["normalise"]
    before, after = (
        trace.weights(13, 1).queries_before[token],
        scene.head.queries[scene.product.followed],
    )
    for value in (*before[:2], before[-1], *after[:2], after[-1]):
        assert numerals.signed(float(value)) in shown["pairs"]
    assert any(f"position {token}, counted from 0" in text for text in shown["pairs"])
    assert scene.head.labels[scene.product.followed] in shown["normalise"]
    assert scene.head.labels[scene.product.followed] in shown["pairs"]
    assert numerals.positive(float(root)) not in shown["pairs"]  # it has gone
