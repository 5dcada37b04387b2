"""Embedding: a token's column is its row of the table, wherever the token stands."""

import numpy as np
import pytest

from attnviz.ink.tween import leaves
from attnviz.scenes.embedding import Embedding
from tests.scenes.screen import signed
from tests.scenes.show import COMMON, Case, copies, play, sentence, show


def test_the_column_that_speaks_says_rows_of_the_table():
    scene, held = show(Embedding, COMMON["the default"])
    token = scene.trace.words[3].tokens[0]  # creature, which the display head follows
    row = scene.trace.residual[0][token]
    for entry in signed([*row[:6], row[-1]]):
        assert entry in held["lookup"].said


def test_the_same_word_twice_is_drawn_as_the_same_column():
    def columns(scene):
        return [copies(leaves(strip)) for strip in getattr(scene, "strips", [])]

    _, held = play(Embedding, Case(sentence("the cat saw the other cat")), columns)
    found = held["again"].seen
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


@pytest.mark.parametrize(
    ("words", "caption"),
    [
        ("a cat saw the cat", "cat occurs 2 times and fetches the same column each time."),
        ("a verdant and verdant sea",
         "verdant occurs 2 times and fetches the same columns each time."),
        # The first of all stands after no space: it is another token.
        ("red wine, red sea, red sky", "red occurs 3 times, 2 of them with the same numbers."),
        ("we saw it, him, her", ", occurs 2 times and fetches the same column each time."),
        ("sea, sky, sea, sky, sea", "sky occurs 2 times and fetches the same column each time."),
    ],
)  # fmt: skip
def test_a_word_that_occurs_again_is_counted_and_words_come_before_marks(words, caption):
    scene, held = show(Embedding, Case(sentence(words)))
    assert held["again"].caption == caption
    ids = [scene.trace.tokens[i].id for i in range(len(scene.trace.tokens))]
    assert max(map(ids.count, ids)) >= scene.times == scene.keys.count(scene.most) > 1


@pytest.mark.parametrize(
    ("words", "caption"),
    [
        ("a blue sea", "From now on, E1 to E3 stand for these vectors."),
        ("wine", "From now on, E1 stands for this vector."),
    ],
)
def test_symbols_are_introduced_by_their_first_and_their_last(words, caption):
    _, held = show(Embedding, Case(sentence(words)))
    assert held["symbols"].caption == caption
    assert "again" not in held


def test_the_footer_names_columns_as_the_picture_draws_them():
    scene, _ = show(Embedding, COMMON["the default"])
    assert scene.source() == "SmolLM2-135M · columns of the embedding table"
