"""Columns of a sum stand side by side in their room; their weights are drawn true to area."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.ink.text import Run, symbol
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK, SMALLEST, L
from attnviz.pictures.update_sum_columns import (
    brace_below,
    columns_note,
    columns_that_fit,
    head_labels,
    plan_terms,
    signs,
    symbol_above,
    weight_marks,
    written_column,
    written_entry,
)
from tests.drawing import area, said, texts
from tests.geometry import bounds, lies_in, on_one_another

WIDE, TALL = Page.of_pixels(1280, 720), Page.of_pixels(720, 1280)
pages = st.sampled_from([WIDE, TALL, Page.of_pixels(720, 720)])


def some(terms, length=64, seed=0, size=1.0):
    return size * np.random.default_rng(seed).normal(size=(terms, length))


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 7), st.integers(2, 90), pages, st.integers(0, 999), st.floats(0.01, 3000))
def test_columns_stand_side_by_side_inside_the_page(terms, length, page, seed, size):
    values, box = some(terms, length, seed, size), page.content
    fit, number = columns_that_fit([values], box, terms + 1)
    assert number >= SMALLEST
    heads = [f"word{i}" for i in range(fit)]
    plan = plan_terms(heads, [values], box)
    assert plan.centers[0] - plan.half >= box.left - 1e-6
    assert plan.centers[-1] + plan.half <= box.right + 1e-6
    assert all(b - a > 2 * plan.half for a, b in zip(plan.centers, plan.centers[1:], strict=False))
    assert plan.bottom - 0.5 > box.bottom - 0.35
    assert plan.head_base + 0.7 * plan.size <= box.top + 0.05
    assert list(plan.lines) == sorted(plan.lines, reverse=True)
    assert (plan.gap is None) == (len(plan.lines) >= length)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=6).filter(any))
def test_dots_are_as_large_as_their_weights(weights):
    plan = plan_terms(["a"] * (len(weights) + 1), [some(len(weights))], WIDE.content)
    dots, texts = weight_marks(np.array(weights), plan, DARK)
    assert [ink.text for ink in texts] == [numerals.weight(w) for w in weights]
    sizes = [area(dot.points) for dot in dots]
    assert sizes == pytest.approx([np.pi * 0.27**2 * w for w in weights], rel=1e-3, abs=1e-9)


def test_the_longest_wording_that_fits_is_said():
    plan = plan_terms(["a"] * 5, [some(4)], WIDE.content)
    long, short = [Run("long " * 12, DARK.mute, "sans")], [Run("short", DARK.mute, "sans")]
    assert said([brace_below(0, 3, [long, short], plan, DARK.value)[1]]) == ["long " * 12]
    assert said([brace_below(0, 0, [long, short], plan, DARK.value)[1]]) == ["short"]


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 6), st.integers(1, 90), pages, st.integers(0, 999))
def test_a_column_writes_its_first_entries_and_its_last(terms, length, page, seed):
    values = some(terms, length, seed)
    plan = plan_terms(["a"] * (terms + 1), [values], page.content)
    column = written_column(values[0], plan.centers[0], plan, DARK.value)
    count = len(plan.lines)
    shown = values[0] if length <= count else [*values[0][: count - 1], values[0][-1]]
    assert said(column.numbers) == [numerals.signed(float(v)) for v in shown]
    note = columns_note(plan, length)
    if length > count:
        assert note == f"{count} of {length} numbers a column, rounded"
        (dots,) = column.dots
        middle = sum(dots.box()[1::2]) / 2
        assert texts(column.numbers)[-2][1][1] > middle > texts(column.numbers)[-1][1][1]
    else:
        assert note == f"{length} numbers a column, rounded"
        assert column.dots == []
    assert lies_in(column.numbers, bounds([column.frame]))
    left, low, right, high = column.frame.box()
    assert (left + right) / 2 == pytest.approx(plan.centers[0])
    assert (low, high) == pytest.approx((plan.bottom, plan.top))


def test_a_single_number_is_written_where_its_column_has_it():
    values = some(2)
    plan = plan_terms(["a"] * 3, [values], WIDE.content)
    column = written_column(values[0], plan.centers[1], plan, DARK.value)
    for row, ink in enumerate(column.numbers[:-1]):
        alone = written_entry(values[0, row], plan.centers[1], row, plan, DARK.value)
        assert alone.text == ink.text
        assert alone.box() == pytest.approx(ink.box())


@pytest.mark.parametrize("page", [WIDE, TALL])
@pytest.mark.parametrize("terms", [1, 2, 5])
def test_signs_stand_between_the_columns_and_the_last_says_equals(terms, page):
    plan = plan_terms(["a"] * (terms + 1), [some(terms)], page.content)
    shown = signs(plan, DARK)
    assert said(shown) == ["+"] * (terms - 1) + ["="]
    for ink, (left, right) in zip(shown, pairwise(plan.centers), strict=True):
        x0, low, x1, high = ink.box()
        assert left + plan.half < x0 < x1 < right - plan.half
        assert plan.bottom < low < high < plan.top


@pytest.mark.parametrize("page", [WIDE, TALL])
def test_heads_symbols_weights_and_a_brace_stand_over_one_another(page):
    values = some(3)
    plan = plan_terms(
        ["creature", "forest", "counterrevolutionaries" * 3, "sum"], [values], page.content
    )
    heads = head_labels(plan, [DARK.key, DARK.key, DARK.mute, DARK.output])
    assert [ink.text for ink in heads[:2]] == ["creature", "forest"]
    assert "…" in heads[2].text
    assert heads[3].get_color().to_hex() == DARK.output
    above = symbol_above(symbol("v", "4", DARK.value, L), 1, plan)
    assert bounds([above]).center[0] == pytest.approx(plan.centers[1], abs=0.05)
    dots, numbers = weight_marks(np.array([0.5, 0.3, 0.2]), plan, DARK)
    brace, text = brace_below(1, 2, [[Run("both of these", DARK.mute, "sans")]], plan, DARK.value)
    whole = [
        *heads,
        *numbers,
        text,
        *written_column(values[0], plan.centers[0], plan, DARK.value).numbers,
    ]
    assert not on_one_another(whole)
    for ink, x in zip(heads, plan.centers, strict=True):
        left, low, right, _ = ink.box()
        assert (left + right) / 2 == pytest.approx(x, abs=0.05)
        assert right - left < plan.pitch
        assert low > bounds([*dots, *numbers, above]).top
    for dot, number, x in zip(dots, numbers, plan.centers, strict=False):
        assert dot.box()[2] < number.box()[0]
        assert x - plan.pitch / 2 < dot.box()[0] < number.box()[2] < x + plan.pitch / 2
        assert dot.place[1] == pytest.approx(sum(number.box()[1::2]) / 2, abs=0.03)
    assert bounds(dots).bottom > plan.top > plan.bottom > bounds(brace).top
    assert bounds(brace).left == pytest.approx(plan.centers[1] - plan.half)
    assert bounds(brace).right == pytest.approx(plan.centers[2] + plan.half)
    assert bounds([text]).top < bounds(brace).bottom
