"""A number falls to its place in the table, and the column that stands there rises to the word."""

import numpy as np
import pytest

from attnviz.ink.tween import leaves
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.sentence_plan import plan_columns
from attnviz.pictures.embedding import plan_lookup
from attnviz.pictures.embedding_fetch import all_fall, all_rise, lit_places
from attnviz.pictures.embedding_lookup import Lookup
from tests.core_traces import default_trace
from tests.geometry import bounds
from tests.ink.moving import at

PAGE = Page.of_pixels(1280, 720)


def lookup(trace=None, vocabulary=True):
    trace = trace or default_trace()
    labels = [word.label for word in trace.words]
    plan = plan_lookup(plan_columns(labels, PAGE), PAGE.content, trace.model.n_vocab)
    spans = [word.tokens for word in trace.words]
    keys = [[trace.tokens[i].id for i in span] for span in spans]
    stacks = [trace.embedding[span.start : span.stop] for span in spans]
    return Lookup.of(plan, keys, stacks, trace.vocabulary if vocabulary else None, DARK)


def test_a_column_starts_as_what_its_slot_shows_and_keeps_its_size():
    made = lookup()
    for fetch in made.fetches:
        slot = fetch.slot(made.plan, DARK)
        rising = fetch.rises(made.plan)
        at(rising, 0.0)
        shown, starts = bounds(slot.inks[2:]), bounds([fetch.strip])
        assert starts == shown
        at(rising, 1.0)
        ends = bounds([fetch.strip])
        assert (ends.width, ends.height) == pytest.approx((starts.width, starts.height))
        assert slot.box.center[0] == pytest.approx(made.plan.table.x(fetch.token))


def test_a_column_goes_to_the_side_only_between_the_words_columns_and_the_table():
    made = lookup()
    fetch = made.fetches[4]  # roamed, from far right
    rising = fetch.rises(made.plan)
    box = []
    for share in np.linspace(0, 1, 81):
        at(rising, share)
        box.append(bounds([fetch.strip]))
    start, end = box[0], box[-1]
    aside = [one for one in box if min(abs(one.left - start.left), abs(one.left - end.left)) > 0.02]
    assert len(aside) > 5
    for one in aside:
        assert one.bottom > made.plan.table.area.top - 0.2
        assert one.top < made.plan.columns.bottom + 0.2


def test_a_number_falls_above_its_place_and_under_no_column_that_is_there():
    made = lookup()
    fetch = made.fetches[3]
    (fall,) = fetch.falls(made.plan, DARK.text)
    for share in np.linspace(0, 1, 21):
        at(fall, share)
        box = bounds([fetch.number])
        if abs(box.center[0] - made.plan.lineup.centers[fetch.word]) > 0.2:
            assert box.bottom < made.plan.columns.bottom + 0.2
    assert bounds([fetch.number]).center[0] == pytest.approx(
        made.plan.table.x(fetch.token), abs=0.03
    )
    assert bounds([fetch.number]).bottom > made.plan.table.area.top


def test_many_numbers_fall_and_many_columns_rise_to_the_same_places():
    made, alone = lookup(), lookup()
    (rise,) = all_rise(made.fetches, made.plan, lag=0.1)
    at(rise, 1.0)
    for fetch, other in zip(made.fetches, alone.fetches, strict=True):
        at(other.rises(alone.plan), 1.0)
        assert bounds([fetch.strip]) == bounds([other.strip])
    (fall,) = all_fall(made.fetches, made.plan, lag=0.1)
    assert at(fall, 1.0)[:, 8].tolist() == [0.0] * 10
    lit = lit_places([fetch.token for fetch in made.fetches], made.plan.table, DARK)
    xs = sorted({round(float(x), 6) for x in lit.points[:, 0]})
    assert xs == pytest.approx(sorted(made.plan.table.x(fetch.token) for fetch in made.fetches))


def test_a_slot_opens_out_of_a_line_and_closes_to_it():
    made = lookup()
    slot = made.fetches[0].slot(made.plan, DARK)
    opening = slot.open()
    at(opening, 0.0)
    assert bounds(slot.inks).width < 0.01
    at(opening, 1.0)
    assert bounds(slot.inks).width == pytest.approx(slot.box.width, abs=1e-6)
    at(slot.close(), 1.0)
    assert bounds(slot.inks).width < 0.01
    assert len(leaves(slot.inks)) > 3
