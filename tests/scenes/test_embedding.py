"""Embedding: a token's column is its row of the table, wherever the token stands."""

import numpy as np
import pytest

from attnviz.ink.tween import leaves
from attnviz.mobjects.vectors import strip_columns
from attnviz.mobjects.words import symbols_below
from attnviz.scenes.embedding import Embedding
from tests.scenes.screen import signed
from tests.scenes.show import COMMON, Case, play, sentence, show


def test_the_column_that_is_drawn_near_says_rows_of_the_table():
    scene, held = show(Embedding, COMMON["the default"])
    token = scene.trace.words[3].tokens[0]  # creature, which the display head follows
    row = scene.trace.residual[0][token]
    for entry in signed([*row[:4], row[-1]]):
        assert entry in held["table"].said


def columns(scene):
    """Return each word's column as it stands: its cells' corners and colours."""
    found = []
    for fetch in scene.picture.fetches:
        inks = leaves(fetch.strip)
        points = np.concatenate([ink.points for ink in inks])
        found.append((points - points.min(axis=0), [tuple(ink.rgba[:3]) for ink in inks]))
    return found


def test_the_same_word_twice_fetches_the_same_column():
    _, held = play(Embedding, Case(sentence("the cat saw the other cat")), columns)
    found = held["again"].seen
    first, again, other = found[1], found[5], found[4]
    np.testing.assert_allclose(first[0], again[0], atol=1e-9)
    assert first[1] == again[1]
    assert first[0].shape != other[0].shape or not np.allclose(first[0], other[0])


def test_every_column_comes_out_of_the_place_that_its_number_names():
    scene, _ = show(Embedding, COMMON["the default"])
    plan = scene.picture.plan
    area, last = plan.table.area, scene.head.model.n_vocab - 1
    tokens = [token.id for token in scene.trace.tokens]
    assert [fetch.token for fetch in scene.picture.fetches] == tokens
    cell = area.width / plan.table.count
    for fetch, token in zip(scene.picture.fetches, tokens, strict=True):
        slot = fetch.slot(plan, scene.theme)
        share = (slot.box.center[0] - area.left - cell / 2) / (area.width - cell)
        assert share == pytest.approx(token / last)


def test_at_the_end_all_columns_stand_with_their_symbols_as_the_next_clips_find_them():
    scene, held = show(Embedding, COMMON["the default"])
    trace, lineup = scene.trace, scene.plan_lineup()
    stacks = [trace.embedding[word.tokens.start : word.tokens.stop] for word in trace.words]
    rest = strip_columns(stacks, lineup, scene.theme, None, scene.theme.embedding)
    boxes = {tuple(np.round(ink.box(), 6)) for ink in held["left_out"].inks}
    assert {tuple(np.round(ink.box(), 6)) for ink in leaves(rest)} <= boxes
    for name in symbols_below("E", lineup, 0, scene.theme.embedding):
        assert {tuple(np.round(ink.box(), 6)) for ink in leaves(name)} <= boxes


@pytest.mark.parametrize("name", ["many words", "cells", "without labels", "one word", "in tokens"])
def test_all_columns_come_at_any_length(name):
    scene, held = show(Embedding, COMMON[name])
    few = len(scene.picture.alone())
    assert few == len(scene.picture.fetches) or few == 3
    drawn = [ink for ink in held["lookup"].inks if ink.text is None and not ink.is_stroked]
    xs = [ink.box() for ink in drawn if ink.box()[3] > scene.picture.plan.lane.top]
    assert min(box[0] for box in xs) < scene.lineup.centers[0] < max(box[2] for box in xs)
    assert max(box[2] for box in xs) > scene.lineup.centers[-1]


def test_without_the_vocabulary_only_the_sentences_own_columns_are_drawn_and_that_is_said():
    _, held = show(Embedding, COMMON["without labels"])
    assert any("only this sentence's columns" in text for text in held["words"].said)
    _, held = show(Embedding, COMMON["the default"])
    assert any("of 49,152 columns drawn" in text for text in held["words"].said)


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
