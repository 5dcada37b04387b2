"""A dot product worked out: the terms and the sum that are shown are numpy's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.ink.text import text_boxes
from attnviz.look import numerals
from attnviz.look.page import Box
from attnviz.look.style import DARK
from attnviz.pictures.pattern_product import product_panel
from tests.drawing import said, texts

BOX = Box(3.3, -2.4, 6.6, 2.5)
seeds = st.integers(0, 2**32 - 1)


def vectors(length, seed):
    return np.random.default_rng(seed).normal(0, 2, (2, length)).astype(np.float32)


def panel(query, key, scale=0.125, box=BOX):
    return product_panel(query, key, scale, (8, 7), box, DARK)


def written(values):
    return [numerals.signed(float(v)) for v in values]


def drawn_entries(length):
    return [*range(5), length - 1] if length > 6 else list(range(length))


@given(st.integers(1, 80), seeds)
@settings(max_examples=20)
def test_the_columns_are_the_entries_and_their_products(length, seed):
    query, key = vectors(length, seed)
    shown, rows = panel(query, key), drawn_entries(length)
    assert said(shown.query) == written(query[rows])
    assert said(shown.key) == written(key[rows])
    assert said(shown.products) == written(query[rows] * key[rows])


@given(st.integers(2, 80), seeds)
@settings(max_examples=20)
def test_the_sum_is_of_all_entries_and_is_scaled_as_the_model_does(length, seed):
    query, key = vectors(length, seed)
    shown, scale = panel(query, key, length**-0.5), length**-0.5
    total = float(np.dot(query, key))
    assert said(shown.total) == [f"sum of {length}", numerals.signed(total)]
    over, root, number, equals, result = said(shown.scaled)
    assert over == f"{numerals.signed(total)} /"
    assert (root, number, equals) == ("√", str(length), "=")
    assert result == numerals.signed(total * scale)
    assert float(result.replace("−", "-")) == pytest.approx(total / np.sqrt(length), abs=0.0051)


def test_a_model_that_divides_by_something_else_says_that_number():
    query, key = vectors(64, 1)
    over, number, equals, result = said(panel(query, key, 0.0123).scaled)
    assert (number, equals) == ("81.30", "=")
    assert (over, result) == (
        f"{numerals.signed(float(query @ key))} /", numerals.signed(float(query @ key) * 0.0123),
    )  # fmt: skip


def test_a_model_that_divides_by_nothing_has_no_division():
    query, key = vectors(64, 1)
    assert said(panel(query, key, 1.0).scaled) == []


def test_each_product_stands_in_the_row_of_its_factors():
    query, key = vectors(64, 1)
    shown = panel(query, key)
    rows = [[y for _, (_, y) in texts(part)] for part in (shown.query, shown.key, shown.products)]
    assert rows[0] == pytest.approx(rows[1], abs=0.02)
    assert rows[0] == pytest.approx(rows[2], abs=0.02)
    assert rows[0] == sorted(rows[0], reverse=True)
    columns = [[x for _, (x, _) in texts(part)] for part in (shown.query, shown.key)]
    assert max(columns[0]) < min(columns[1])


@pytest.mark.parametrize(("length", "dots"), [(4, False), (6, False), (7, True), (64, True)])
def test_an_ellipsis_stands_exactly_where_entries_are_left_out(length, dots):
    shown = panel(*vectors(length, 2))
    for part in (shown.query, shown.key, shown.products):
        shapes = [ink for ink in part if ink.text is None and not ink.is_stroked]
        assert len(shapes) == dots
        (numbers,) = (ink for ink in part if ink.text is not None)
        heights = [corners[:, 1].mean() for _, corners in text_boxes(numbers)]
        gaps = -np.diff(heights)
        assert gaps[:-1] == pytest.approx(gaps[0], abs=0.02)
        assert gaps[-1] == pytest.approx(gaps[0] * (1 + dots), abs=0.02)
        for ellipsis in shapes:
            assert heights[-1] < ellipsis.box()[1] < ellipsis.box()[3] < heights[-2]


def test_the_symbols_name_the_pair():
    shown = panel(*vectors(64, 3))
    assert said(shown.heads) == ["q", "8", "k", "7", "product", "×", "="]


@pytest.mark.parametrize("height", [3.6, 4.4, 6.0])
@pytest.mark.parametrize("length", [2, 64])
def test_the_panel_stays_in_its_box(length, height):
    query, key = 30 * vectors(length, 4)
    box = Box(0, 0, 3.25, height)
    for part in panel(query, key, box=box).everything():
        for ink in part.family_members_with_points():
            left, low, right, high = ink.box()
            assert left >= box.left - 0.12
            assert right <= box.right + 0.12
            assert low >= box.bottom - 0.05
            assert high <= box.top
