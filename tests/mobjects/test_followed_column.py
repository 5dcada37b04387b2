"""The finished pattern with one column in focus, and what a later picture takes over of it."""

import numpy as np
import pytest

from attnviz.ink.raster import Raster
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK, DIM
from attnviz.mobjects.followed_column import FollowedColumn
from attnviz.mobjects.grid_plan import plan_grid
from attnviz.mobjects.pattern_grid import pattern_grid
from tests.core_traces import default_trace
from tests.drawing import circles, said, texts

WIDE, TALL = Page.of_pixels(1280, 720), Page.of_pixels(720, 1280)
NAMES = "the old wooden ship crossed a calm grey sea at dawn again".split()


def test_the_followed_column_offers_what_it_says():
    head, page = default_trace().head(), Page.of_pixels(1280, 720)
    plan = plan_grid(head.labels, page, rows_below=0.9)
    shown = FollowedColumn(
        head.labels, head.pattern, head.mask, 3, (), plan, page, DARK
    )  # fmt: skip
    assert shown.said["query"].text == "creature"
    for key, word in enumerate(["a", "fluffy", "blue", "creature"]):
        assert shown.said["key", key].text == word
        assert shown.said["weight", key].text == numerals.weight(float(head.pattern[3, key]))
        assert ("dot", key) in shown.said
    assert ("key", 4) not in shown.said
    assert all(any(ink is one for one in shown.inks) for ink in shown.said.values())
    assert len(texts(shown.inks)) > 20


def built(n, page=WIDE, note=()):
    weights = np.random.default_rng(n).dirichlet(np.ones(n), n) * np.tri(n)
    pattern = np.float32(weights / weights.sum(axis=1, keepdims=True))
    mask, query = np.tri(n, dtype=bool), n // 2
    labels = [NAMES[i % len(NAMES)] for i in range(n)]
    plan = plan_grid(labels, page, rows_below=0.9)
    shown = FollowedColumn(labels, pattern, mask, query, note, plan, page, DARK)
    return pattern, query, plan, shown


@pytest.mark.parametrize("n", [5, 12, 20, 40])
def test_the_other_columns_step_back_and_the_followed_one_is_framed(n):
    pattern, query, plan, shown = built(n)
    ratio = np.pi * plan.dot_radius**2
    bright = 0
    for x, y, size, _, opacity in circles(shown.inks):
        column = (x - plan.left) / plan.cell_width
        if not 0 <= column < n or not plan.bottom < y < plan.top:
            continue  # a dot of the reading beside the grid
        row, column = int((plan.top - y) / plan.cell_height), int(column)
        assert size == pytest.approx(ratio * pattern[column, row], rel=1e-3)
        assert opacity == (1 if column == query else DIM)
        bright += column == query
    assert bright == sum(numerals.weight(float(w)) != "0.00" for w in pattern[query])
    x, half = plan.center(0, query)[0], plan.cell_width / 2
    frames = [ink.box() for ink in shown.inks if ink.is_stroked and len(ink.outline) == 16]
    assert any(box == pytest.approx((x - half, plan.bottom, x + half, plan.top)) for box in frames)


@pytest.mark.parametrize("n", [5, 12, 20])
def test_the_query_and_the_keys_it_sees_have_their_colours(n):
    _, query, plan, shown = built(n)
    assert shown.said["query"].text == plan.labels[query]
    assert shown.said["query"].get_color().to_hex() == DARK.query
    keys = {key[1]: ink for key, ink in shown.said.items() if key[0] == "key"}
    assert sorted(keys) == list(range(query + 1))
    for i, ink in keys.items():
        assert ink.text == plan.labels[i]
        assert ink.get_color().to_hex() == DARK.key
        assert ink.box()[1] < plan.row_y(i) < ink.box()[3]


def test_without_room_for_all_labels_those_that_are_written_are_taken_over():
    _, query, plan, shown = built(40)
    written = {key[1] for key in shown.said if key[0] == "key"}
    assert 5 < len(written) < query
    assert written == {i for i in plan.rows if i <= query}
    names = [text for text in said(shown.inks) if text in NAMES]
    assert len(names) == len(plan.rows) + len(plan.columns)


def test_very_many_words_are_cells_and_no_dots():
    _, query, plan, shown = built(60)
    assert any(isinstance(ink, Raster) for ink in shown.inks)
    assert {"0.00", "0.50", "1.00"} <= set(said(leaves(shown.scale)))
    assert circles(shown.inks) == []
    assert {what for what in shown.said if what != "query"} == {
        ("key", i) for i in plan.rows if i <= query
    }


@pytest.mark.parametrize("page", [WIDE, TALL], ids=["beside", "below"])
def test_where_there_is_a_panel_the_column_is_read_out_and_its_parts_are_what_is_taken_over(page):
    pattern, query, plan, shown = built(8, page, note=("a remark",))
    assert "a remark" in said(shown.inks)
    dots = {key[1]: ink for key, ink in shown.said.items() if key[0] == "dot"}
    weights = {key[1]: ink for key, ink in shown.said.items() if key[0] == "weight"}
    assert weights
    for key, ink in weights.items():
        assert ink.text == numerals.weight(float(pattern[query, key]))
        x, y = dots[key].place[:2]
        assert plan.panel.left - 1 < x < ink.box()[0]  # the dot of the reading, not of the grid
        assert y == pytest.approx(sum(ink.box()[1::2]) / 2, abs=0.1)
    inks = {id(ink) for ink in shown.inks}
    assert len(inks) == len(shown.inks)
    assert all(id(ink) in inks for ink in shown.said.values())


@pytest.mark.parametrize("n", [5, 12, 20])
def test_a_whole_pattern_steps_back_to_how_it_stands_here(n):
    pattern, query, plan, shown = built(n)
    grid = pattern_grid(pattern, np.tri(n, dtype=bool), plan, DARK)
    for tween in shown.focus(grid):
        tween.begin()
        tween.interpolate(1)
    for now, wanted in zip(leaves(grid.everything()), leaves(shown.grid.everything()), strict=True):
        assert now.place == pytest.approx(wanted.place)
        if len(now.outline):
            assert now.rgba == pytest.approx(wanted.rgba), (now.text, query)


@pytest.mark.parametrize("page", [WIDE, TALL], ids=["beside", "below"])
def test_copies_of_the_columns_dots_travel_to_its_reading_in_the_size_of_the_grid(page):
    pattern, query, plan, shown = built(8, page)
    coming, _ = shown.read_out()
    ends = [ink.place.copy() for ink in coming.leaves]
    coming.begin()
    coming.interpolate(0)
    for ink, key in zip(coming.leaves, shown.panel.keys, strict=True):
        assert ink.place[:2] == pytest.approx(plan.center(key, query))
        assert ink.place[2] == pytest.approx(plan.dot_radius * np.sqrt(pattern[query, key]))
    coming.interpolate(1)
    assert [ink.place for ink in coming.leaves] == [pytest.approx(end) for end in ends]
    assert built(20)[3].read_out() == []
