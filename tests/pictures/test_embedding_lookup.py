"""All that a sentence fetches from the table: who goes alone, who together, what is left of it."""

import numpy as np
import pytest

from attnviz.ink.tween import leaves
from tests.core_traces import default_trace, made_up
from tests.drawing import said
from tests.geometry import bounds, lies_in
from tests.ink.moving import at
from tests.pictures.test_embedding_fetch import lookup


def test_every_token_fetches_by_itself_in_a_short_sentence_faster_and_faster():
    made = lookup()
    alone = made.alone()
    assert [fetch for fetch, _ in alone] == made.fetches
    seconds = [time for _, time in alone]
    assert seconds == sorted(seconds, reverse=True)
    assert made.others_fall() == made.others_rise() == []


def test_of_many_tokens_the_first_three_go_alone_and_the_rest_at_once():
    made = lookup(made_up([1, 2] * 8))
    assert [fetch for fetch, _ in made.alone()] == made.fetches[:3]
    (rise, *_) = (made.others_fall(), made.others_rise())[1]
    assert leaves(rise.mobject) == [ink for one in made.fetches[3:] for ink in leaves(one.strip)]


def test_columns_that_have_grown_are_those_at_rest():
    made = lookup()
    for fetch in made.fetches:
        at(fetch.rises(made.plan), 1.0)
    for move in made.table_goes():
        at(move, 1.0)
    moved, rest = made.moved(), made.at_rest
    ends = [np.sort(np.concatenate([ink.points for ink in leaves(some)]), axis=0)
            for some in (moved, rest)]  # fmt: skip
    np.testing.assert_allclose(*ends, atol=1e-9)


def test_a_repeated_word_has_one_slot_and_its_columns_sink_into_it_as_one():
    made = lookup()
    same = [made.fetches[1], made.fetches[2]]
    assert len(made.slots_open(same)) == len(made.open) == 2
    assert len(made.slots_open([same[0], same[0]])) == 1
    (back,) = made.sink(same)
    at(back, 1.0)
    for fetch in same:
        assert bounds([fetch.strip]).center[0] == pytest.approx(made.plan.table.x(fetch.token))
        assert bounds([fetch.strip]).top <= made.plan.table.area.top
    (up,) = made.rise_again(same)
    at(up, 1.0)
    for fetch in same:
        x = made.plan.lineup.centers[fetch.word]
        assert bounds([fetch.strip]).center[0] == pytest.approx(x)
        assert bounds([fetch.strip]).bottom > made.plan.lane.top - 0.01


def test_numbers_of_a_word_make_way_for_its_columns():
    made = lookup()
    ver, d, ant = made.fetches[6:9]
    made.step(ver, 0.5)
    for move in made.step(d, 0.5):
        at(move, 1.0)
    assert bounds([ant.number]).top < made.plan.columns.bottom


def test_the_column_that_is_drawn_near_is_written_where_nothing_else_is():
    made, trace = lookup(), default_trace()
    written = made.draw_near(3, trace.embedding[3])
    assert written >= 4
    assert len([text for text in said([made.near]) if text[0] in "+−"]) == written
    numbers = [fetch.number for fetch in made.fetches]
    low, high = bounds([made.near]).bottom, bounds([made.near]).top
    assert made.plan.table.area.top < low < high
    assert not [one for one in numbers if lies_in([one], bounds([made.near]))]
    (slot,) = made.open
    assert slot.box.center[0] == pytest.approx(made.plan.table.x(made.fetches[3].token))


def test_pictures_that_neighbours_share_stay_for_each_of_them():
    made = lookup(made_up([1] * 300))
    drawn = [i for i, one in enumerate(made.at_rest) if leaves(one)]
    assert len(drawn) < 300
    shared = made.at_rest[drawn[1]]
    for word in range(drawn[1], drawn[2]):
        others = made.rest_but([word])
        assert all(one is not shared for one in others)
        assert len(others) == len(drawn) - 1
