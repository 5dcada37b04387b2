"""The embedding table as a picture: real columns at their true places, above them room to fly."""

from itertools import starmap

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.ink.tween import leaves
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.sentence_plan import plan_columns
from attnviz.mobjects.vectors import STRIP_CELLS, entries_drawn, strip_scale
from attnviz.pictures.embedding import plan_lookup, table_columns, table_picture
from tests.core_traces import default_trace
from tests.drawing import said, texts
from tests.geometry import lies_in, on_one_another

PAGES = list(starmap(Page.of_pixels, [(1280, 720), (720, 1280), (720, 720), (960, 720)]))
pages = st.sampled_from(PAGES)
sizes = st.sampled_from([1, 2, 7, 100, 32000, 49152, 256000])


def planned(page=PAGES[0], n_vocab=49152):
    return plan_lookup(plan_columns(["red", "wine"], page), page.content, n_vocab)


@given(pages, sizes, st.floats(0, 1))
@settings(max_examples=20)
def test_a_column_stands_at_its_numbers_share_of_the_way_across(page, n_vocab, share):
    plan = planned(page, n_vocab).table
    token = round(share * (n_vocab - 1))
    first, last = plan.x(0), plan.x(n_vocab - 1)
    assert plan.area.left < first <= plan.x(token) <= last < plan.area.right
    if n_vocab > 1:
        assert (plan.x(token) - first) / (last - first) == pytest.approx(token / (n_vocab - 1))


@given(pages, sizes)
@settings(max_examples=20)
def test_the_drawn_columns_stand_where_they_belong(page, n_vocab):
    plan = planned(page, n_vocab).table
    drawn = plan.drawn()
    assert (drawn[0], drawn[-1]) == (0, n_vocab - 1 if plan.count > 1 else 0)
    assert len(drawn) == plan.count <= n_vocab
    assert [plan.cell(token) for token in drawn] == list(range(plan.count))
    cell = plan.area.width / plan.count
    for i, token in enumerate(drawn):
        assert plan.x(token) == pytest.approx(plan.area.left + (i + 0.5) * cell, abs=0.51 * cell)


@given(pages)
def test_columns_keep_their_size_on_the_way_from_the_table_to_the_words(page):
    plan = planned(page)
    assert plan.columns.height == pytest.approx(plan.table.area.height)
    assert plan.columns.bottom == pytest.approx(plan.lane.top)
    assert plan.lane.bottom == pytest.approx(plan.table.area.top)
    assert plan.lane.height > plan.columns.height  # so that one can go to the side in it
    low, high = plan.rising
    assert 0 < low < high < 1


def test_on_the_model_cells_are_the_tables_own_entries():
    trace, plan = default_trace(), planned().table
    found = table_columns(plan, trace.vocabulary, {})
    for i in (0, 7, plan.count - 1):
        token = plan.drawn()[i]
        (row,) = trace.vocabulary.embeddings[token : token + 1]
        np.testing.assert_array_equal(found[i], row)
    scale = strip_scale(trace.embedding)
    made = table_picture(plan, found, scale, DARK)
    rows = entries_drawn(found.shape[1], STRIP_CELLS)
    pixels = made.cells.pixels[..., :3].astype(int)
    entries = found[:, rows].T
    assert pixels.shape[:2] == entries.shape == (28, plan.count)
    blue = pixels[..., 2] - pixels[..., 0]
    strong = np.abs(entries) >= scale
    assert strong.sum() > 50
    assert (blue[strong & (entries > 0)] > 100).all()  # one blue for plus, one pink for minus
    assert (blue[strong & (entries < 0)] < 0).all()


def test_without_a_vocabulary_only_the_sentences_own_columns_are_there():
    plan = planned().table
    own = {84: np.ones(576, np.float32), 42377: -np.ones(576, np.float32)}
    found = table_columns(plan, None, own)
    known = np.flatnonzero(~np.isnan(found).any(axis=1))
    assert known.tolist() == sorted(plan.cell(token) for token in own)
    made = table_picture(plan, found, 1.0, DARK)
    assert (made.cells.pixels[..., 3].max(axis=0) > 0).sum() == 2


@given(pages, sizes)
@settings(max_examples=20)
def test_the_axis_names_places_and_stays_in_its_room(page, n_vocab):
    plan = planned(page, n_vocab)
    columns = np.zeros((plan.table.count, 576), np.float32)
    made = table_picture(plan.table, columns, 1.0, DARK)
    assert lies_in([made.axis, made.frame], page.content, 0.12)
    assert not on_one_another(leaves(made.axis))
    named = [int(text.replace(",", "")) for text in said(made.axis)]
    assert named == sorted(named)
    assert named[-1] == n_vocab - 1
    for token, (_, (x, _)) in list(zip(named, texts(made.axis), strict=True))[:-1]:
        assert x == pytest.approx(plan.table.x(token), abs=0.05)
