"""Keys lie down from where they stood, words and symbols travel: nothing comes from nowhere."""

import numpy as np
import pytest

from attnviz.ink.tween import leaves
from attnviz.look.page import Box, Page
from attnviz.look.style import DARK
from attnviz.mobjects.sentence_plan import plan_columns
from attnviz.mobjects.two_rows import two_rows
from attnviz.pictures.key_meet import come_together, lie_down, standing, take_no_part
from attnviz.pictures.key_strips import lying_strip
from tests.core_traces import made_up
from tests.geometry import bounds
from tests.ink.moving import at
from tests.pictures.test_key import picture_of

WIDE = Page.of_pixels(1280, 720)


def test_a_strip_starts_upright_where_it_stood_and_ends_lying():
    row, stood = Box(0.0, 2.0, 6.0, 2.2), Box(-3.0, -2.0, -2.8, 0.0)
    strip = leaves(lying_strip(np.linspace(1, 2, 64), row, 2.0, DARK))
    move = lie_down(strip, stood, row)
    at(move, 0.0)
    box = bounds(strip)
    assert box.center == pytest.approx(stood.center, abs=0.02)
    assert box.height == pytest.approx(stood.height, rel=0.05)
    assert box.width <= stood.width
    at(move, 1.0)
    assert bounds(strip).center == pytest.approx(row.center, abs=0.02)
    assert bounds(strip).width == pytest.approx(row.width, rel=0.05)


def test_the_first_entry_is_on_top_and_comes_to_lie_at_the_left():
    row, stood = Box(0.0, 2.0, 6.0, 2.2), Box(-3.0, -2.0, -2.8, 0.0)
    values = np.array([2.0, *[-0.1] * 15])
    strip = leaves(lying_strip(values, row, 2.0, DARK))
    first = max(strip, key=lambda ink: ink.rgba[2] - ink.rgba[0])
    move = lie_down(strip, stood, row)
    at(move, 0.0)
    assert first.points[:, 1].mean() > -0.2
    at(move, 1.0)
    assert first.points[:, 0].mean() < 0.4


@pytest.mark.parametrize("sizes", [[1, 1, 1], [1, 3, 2, 1], [2] * 9])
def test_words_and_keys_come_from_where_they_stood(sizes):
    head = made_up(sizes).head(1, 2)
    labels = [f"word{i}" for i in range(len(sizes))]
    query = len(sizes) - 1
    dots, picture = picture_of(head, WIDE, labels)
    picture.race.show(0)
    lineup = plan_columns(labels, WIDE)
    stacks = np.split(head.token_keys, np.cumsum(head.token_counts)[:-1])
    rows = two_rows(stacks, stacks, lineup, "k", 1, DARK.key, DARK)
    words = [word.place.copy() for word in rows.words]
    tokens = dots.in_word(head.token_counts)
    moves, taken = come_together(picture, rows, query, dots.visible, tokens)
    for move in moves:
        at(move, 0.0)
    known = {id(ink) for ink in taken}
    assert all(id(rows.words[i]) in known for i in dots.visible)
    for which, i in enumerate(picture.named):
        position = dots.visible[i]
        assert np.allclose(picture.race.names[which].place, words[position])
        stood = standing(rows, position, *tokens[i])
        strip = bounds(picture.strips[which + 1])
        assert strip.center == pytest.approx(stood.center, abs=0.05)
    assert np.allclose(picture.column.head.place, words[query])
    for move in moves:
        at(move, 1.0)
    for strip, row in zip(picture.strips, picture.plan.strips, strict=True):
        assert bounds(strip).center == pytest.approx(row.center, abs=0.05)


def test_who_is_not_seen_takes_no_part():
    head = made_up([1, 1, 2]).head(1, 2)
    labels = ["a", "b", "c"]
    stacks = np.split(head.token_keys, np.cumsum(head.token_counts)[:-1])
    rows = two_rows(stacks, stacks, plan_columns(labels, WIDE), "k", 1, DARK.key, DARK)
    gone = {id(ink) for ink in take_no_part(rows, [0, 1]).leaves}
    kept = [ink for ink in rows.everything() if id(ink) not in gone]
    expected = leaves([*rows.words[:2], *rows.outputs[:2], *rows.made[:2]])
    assert {id(ink) for ink in kept} == {id(ink) for ink in expected}
