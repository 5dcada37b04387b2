"""Embedding: a token's column is its row of the table, wherever the token stands."""

import numpy as np

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
