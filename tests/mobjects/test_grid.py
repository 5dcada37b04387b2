"""The grid: keys are rows, queries are columns, area is weight, numbers are the arrays' own."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.ink.text import text_boxes
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects import grid as draw
from attnviz.mobjects.cells import Cells
from attnviz.mobjects.grid_plan import plan_grid
from tests.drawing import area, circles, said, texts

PAGE = Page.of_pixels(1280, 720)
INK = DARK.text
NAMES = "the old wooden ship crossed a calm grey sea at dawn again".split()
seeds = st.integers(0, 2**32 - 1)


def planned(n, page=PAGE, **kwargs):
    return plan_grid([NAMES[i % len(NAMES)] for i in range(n)], page, **kwargs)


def softmaxed(n, seed=0, sharpness=3.0):
    """Make a causal pattern, (query, key), rows summing to 1."""
    raw = np.exp(sharpness * np.random.default_rng(seed).normal(size=(n, n))).astype(np.float32)
    raw *= np.tri(n, dtype=np.float32)
    return raw / raw.sum(axis=1, keepdims=True)


def scored(n, seed=0):
    return np.random.default_rng(seed).normal(0, 4, (n, n)).astype(np.float32)


def marks(columns):
    """Return every mark as (column, x, y, area, whether it is a ring)."""
    return [
        (i, *ink.place[:2], area(ink.points), ink.is_stroked)
        for i, column in enumerate(columns)
        for ink in leaves(column)
    ]


def cell(plan, x, y):
    """Return the row and the column that a point lies in."""
    row, column = (plan.top - y) / plan.cell_height, (x - plan.left) / plan.cell_width
    assert 0 <= row < plan.n
    assert 0 <= column < plan.n
    return int(row), int(column)


def one_at(query, key, n=5, value=1.0):
    values = np.zeros((n, n), np.float32)
    values[query, key] = value
    return values


# Keys are rows, queries are columns


@pytest.mark.parametrize(("query", "key"), [(3, 1), (1, 3), (0, 4), (4, 4)])
def test_a_weight_stands_in_its_key_s_row_and_its_query_s_column(query, key):
    plan = planned(5)
    (mark,) = marks(draw.dot_columns(one_at(query, key), plan, INK))
    assert mark[0] == query
    assert cell(plan, *mark[1:3]) == (key, query)
    assert mark[1:3] == pytest.approx(
        (
            plan.left + (query + 0.5) * plan.cell_width,
            plan.top - (key + 0.5) * plan.cell_height,
        )
    )


@pytest.mark.parametrize(("query", "key"), [(3, 1), (1, 3)])
def test_scores_numbers_and_cells_stand_the_same_way(query, key):
    plan, values = planned(5), one_at(query, key, value=-2.0)
    (mark,) = marks(draw.score_columns(values, plan, DARK))
    assert cell(plan, *mark[1:3]) == (key, query)
    alone = np.where(values != 0, values, np.nan)
    columns = draw.number_columns(alone, plan, INK, 0.2, numerals.signed)
    ((text, spot),) = texts(columns)
    assert (text, cell(plan, *spot)) == ("−2.00", (key, query))
    shown = Cells(np.abs(values) / 2, plan, DARK.hair, INK, np.ones((5, 5), bool))
    assert [tuple(at) for at in np.argwhere(shown.pixels[..., 0] > 200)] == [(key, query)]


def test_rows_go_down_and_columns_to_the_right():
    plan = planned(4)
    centers = np.array([[plan.center(key, query) for query in range(4)] for key in range(4)])
    assert np.diff(centers[..., 0], axis=1) == pytest.approx(plan.cell_width)
    assert np.diff(centers[..., 1], axis=0) == pytest.approx(-plan.cell_height)


def test_labels_stand_at_their_own_row_and_column():
    plan = planned(6)
    tops, sides = draw.column_labels(plan, DARK.query), draw.row_labels(plan, DARK.key)
    assert said(tops) == said(sides) == list(plan.labels)
    for i, (top, side) in enumerate(zip(tops, sides, strict=True)):
        x, y = plan.center(i, i)
        left, low, right, high = side.box()
        assert right < plan.left
        assert low < y < high
        left, low, right, _ = top.box()
        assert left < x < right
        assert low > plan.top - 0.01
        assert top.get_color().to_hex() == DARK.query
        assert side.get_color().to_hex() == DARK.key


@pytest.mark.parametrize("n", [2, 8, 24, 60])
def test_both_axes_are_named(n):
    plan = planned(n)
    names = draw.axis_names(plan, DARK)
    assert said(names) == ["query", "key"]
    for _, (x, y) in texts(names):
        assert x < plan.left
        assert y > plan.top
    query, across, _, key, down, _ = leaves(names)
    left, low, right, high = across.box()
    assert (right - left > 0.1, high - low) == (True, pytest.approx(0))  # beside "query"
    left, low, right, high = down.box()
    assert (high - low > 0.1, right - left) == (True, pytest.approx(0))
    assert (query.get_color().to_hex(), key.get_color().to_hex()) == (DARK.query, DARK.key)


# Area is weight


@given(st.integers(1, 12), seeds)
@settings(max_examples=25)
def test_a_dot_s_area_is_its_weight(n, seed):
    plan, pattern = planned(n), softmaxed(n, seed)
    found = marks(draw.dot_columns(pattern, plan, INK))
    weights = np.array([pattern[column, cell(plan, x, y)[0]] for column, x, y, *_ in found])
    areas = np.array([mark[3] for mark in found])
    ratio = (areas @ weights) / (weights @ weights)
    assert areas == pytest.approx(ratio * weights, rel=1e-6)
    assert ratio == pytest.approx(np.pi * plan.dot_radius**2, rel=1e-4)


@given(st.integers(1, 12), seeds)
@settings(max_examples=25)
def test_every_weight_that_prints_more_than_zero_has_its_dot(n, seed):
    plan, pattern = planned(n), softmaxed(n, seed, 6.0)
    found = marks(draw.dot_columns(pattern, plan, INK))
    dotted = {(column, cell(plan, x, y)[0]) for column, x, y, *_ in found}
    printed = np.vectorize(numerals.weight)(pattern) != "0.00"
    assert dotted == set(zip(*np.nonzero(printed), strict=True))
    assert not any(ring for *_, ring in found)


@pytest.mark.parametrize(("weight", "dots"), [(0.0, 0), (0.00499, 0), (0.00501, 1), (1.0, 1)])
def test_a_weight_that_prints_zero_draws_nothing(weight, dots):
    columns = draw.dot_columns(one_at(2, 1, value=weight), planned(5), INK)
    assert len(columns) == 5
    assert len(leaves(columns)) == dots


def test_a_weight_of_one_fills_its_cell_without_touching_the_lines():
    plan = planned(5)
    (dot,) = leaves(draw.dot_columns(one_at(2, 1), plan, INK))
    left, low, right, high = dot.box()
    assert right - left == pytest.approx(0.92 * min(plan.cell_width, plan.cell_height))
    assert high - low == pytest.approx(right - left)


# Scores


@pytest.mark.parametrize("n", [2, 7, 12, 20])
def test_a_score_above_zero_is_a_disc_as_large_as_it_and_one_below_a_quiet_dash(n):
    plan, scores = planned(n), scored(n)
    columns = draw.score_columns(scores, plan, DARK)
    discs = {}
    for query, column in enumerate(columns):
        for x, y, size, ring, _ in circles(column):
            assert not ring
            discs[query, cell(plan, x, y)[0]] = size
    assert set(discs) == {(q, k) for q, k in np.argwhere(scores > 1e-4 * scores.max())}
    full = np.pi * plan.dot_radius**2 / scores.max()
    for (query, key), size in discs.items():
        assert size == pytest.approx(full * scores[query, key], rel=1e-3)
    below = [ink for ink in leaves(columns) if ink.is_stroked]
    assert {ink.get_color().to_hex() for ink in below} <= {DARK.minus}
    dashes = np.concatenate([ink.points.reshape(-1, 4, 3) for ink in below])
    found = {(cell(plan, *dash[:, :2].mean(axis=0))[::-1]) for dash in dashes}
    assert found == {(q, k) for q, k in np.argwhere(scores <= -0.005)}
    lengths = np.ptp(dashes[..., 0], axis=1)
    assert np.ptp(lengths) < 1e-9  # the lowest is no larger a mark than the others
    assert lengths.max() < 0.25 * min(plan.cell_width, plan.cell_height)


def test_parts_of_a_grid_share_one_scale():
    plan, scores, seen = planned(6), scored(6), np.tri(6, dtype=bool)
    scores[0, 5] = 40  # the largest is hidden
    whole = {mark[:3]: mark[3:] for mark in marks(draw.score_columns(scores, plan, DARK))}
    for part in (seen, ~seen):
        shown = np.where(part, scores, np.nan)
        for mark in marks(draw.score_columns(shown, plan, DARK, 40.0)):
            assert mark[3:] == pytest.approx(whole[mark[:3]])


def test_hidden_scores_and_zeros_draw_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for nothing in (np.full((3, 3), np.nan), np.zeros((3, 3))):
            assert leaves(draw.score_columns(nothing, planned(3), DARK)) == []


# Numbers


def read_cells(columns, plan):
    """Return what is written in each cell, (key, query) to text, checking where it stands."""
    found = {}
    for query, column in enumerate(columns):
        for text, corners in text_boxes(column):
            x, y = corners.mean(axis=0)
            row, at = cell(plan, x, y)
            assert at == query
            assert (x, y) == pytest.approx(plan.center(row, query), abs=0.08)
            assert np.ptp(corners[:, 0]) < plan.cell_width
            assert np.ptp(corners[:, 1]) < plan.cell_height
            found[row, query] = text
    return found


@given(st.integers(1, 12), seeds, st.floats(0.1, 1e4))
@settings(max_examples=25)
def test_numbers_of_the_size_that_is_chosen_fit_their_cells(n, seed, factor):
    plan, values = planned(n), scored(n, seed) * factor
    size = plan.number_size(draw.widest_number(values))
    if size is not None:
        read_cells(draw.number_columns(values, plan, INK, size, numerals.signed), plan)


def test_there_is_no_size_for_numbers_too_wide_for_their_cells():
    assert planned(12).number_size(50.0) is None
    assert planned(2).number_size(2.0) is not None


def test_a_cell_without_a_number_stays_empty():
    values = np.full((3, 3), np.nan)
    values[2, 0] = 0.5
    columns = draw.number_columns(values, planned(3), INK, 0.2, numerals.weight)
    assert [len(text_boxes(column)) for column in columns] == [0, 0, 1]


# Lines and frames


@pytest.mark.parametrize(("n", "lines"), [(1, 4), (8, 18), (24, 50), (25, 4), (60, 4)])
def test_the_lattice_has_a_line_between_all_cells_while_there_are_labels(n, lines):
    plan = planned(n)
    lattice = draw.grid_lines(plan, DARK)
    assert len(lattice.outline) == 4 * lines
    assert lattice.box() == pytest.approx((plan.left, plan.bottom, plan.right, plan.top))


def test_frames_surround_a_column_and_a_cell():
    plan = planned(6)
    x, y = plan.center(2, 4)
    half_w, half_h = plan.cell_width / 2, plan.cell_height / 2
    column, one = draw.column_frame(plan, 4, INK), draw.cell_frame(plan, 2, 4, INK)
    assert column.box() == pytest.approx((x - half_w, plan.bottom, x + half_w, plan.top))
    assert one.box() == pytest.approx((x - half_w, y - half_h, x + half_w, y + half_h))
    assert column.is_stroked
    assert one.is_stroked


def test_a_grid_too_fine_for_all_labels_names_its_focus_and_what_else_finds_room():
    plan = planned(40, first_columns=[30], first_rows=[3, 20, 21])
    assert plan.columns[0] == 30
    assert plan.rows[:2] == (3, 20)  # 21 would lie on 20
    assert 21 not in plan.rows
    tops, sides = draw.column_labels(plan, DARK.query), draw.row_labels(plan, DARK.key)
    for inks, named in ((tops, plan.columns), (sides, plan.rows)):
        assert [ink.text for ink in inks] == [
            text if i in named else "" for i, text in enumerate(plan.labels)
        ]
    assert tops[30].box()[1] > plan.top
    for key in plan.rows:
        _, low, right, high = sides[key].box()
        assert right < plan.left
        assert low < plan.row_y(key) < high


@pytest.mark.parametrize("n", [1, 3, 8])
def test_a_row_is_framed_from_edge_to_edge(n):
    plan = planned(n)
    for key in range(n):
        left, bottom, right, top = draw.row_frame(plan, key, INK).box()
        assert (left, right) == pytest.approx((plan.left, plan.right))
        assert (bottom + top) / 2 == pytest.approx(plan.row_y(key))
        assert top - bottom == pytest.approx(plan.cell_height)


def test_a_line_that_sweeps_begins_at_the_left_edge_and_says_what_it_does_below():
    plan = planned(5)
    stroke, said = draw.sweep_line(plan, "÷ √64", DARK)
    left, bottom, right, top = stroke.box()
    assert (left, right, top) == pytest.approx((plan.left, plan.left, plan.top))
    assert bottom < plan.bottom
    assert said.text == "÷ √64"
    assert said.box()[3] < bottom
    assert len(draw.sweep_line(plan, "", DARK)) == 1
