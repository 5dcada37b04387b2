"""Columns that are added up: written entries are the arrays' own, and so is each sum on the way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.ink.motion import without
from attnviz.ink.text import text_boxes
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.pictures.update_sum_columns import (
    columns_note,
    plan_terms,
)
from attnviz.pictures.update_vector_sum import Addition, Equation
from tests.drawing import said

WIDE, TALL = Page.of_pixels(1280, 720), Page.of_pixels(720, 1280)
pages = st.sampled_from([WIDE, TALL, Page.of_pixels(720, 720)])


def some(terms, length=64, seed=0, size=1.0):
    return size * np.random.default_rng(seed).normal(size=(terms, length))


def written(column):
    return [ink.text for ink in column.numbers]


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 4), st.integers(2, 90), st.integers(0, 999))
def test_entries_are_the_first_and_the_last(terms, length, seed):
    values = some(terms, length, seed)
    plan = plan_terms(["a"] * (terms + 1), [values], WIDE.content)
    adding = Addition(values, values.sum(axis=0), plan, ["#ff0000"] * terms, "#00ff00", DARK)
    count = len(plan.lines)
    vectors, columns = [*values, values.sum(axis=0)], [*adding.columns, adding.total]
    for vector, column in zip(vectors, columns, strict=True):
        shown = vector if length <= count else [*vector[: count - 1], vector[-1]]
        assert written(column) == [numerals.signed(float(v)) for v in shown]
        assert bool(column.dots) == (length > count)
    assert columns_note(plan, length).startswith(str(min(count, length)))


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 6), st.integers(0, 999))
def test_one_row_is_added_term_by_term(terms, seed):
    values = some(terms, seed=seed)
    plan = plan_terms(["a"] * (terms + 1), [values], WIDE.content)
    adding = Addition(values, values.sum(axis=0), plan, ["#ff0000"] * terms, "#00ff00", DARK)
    row = adding.worked_row()
    entry = row if row < len(plan.lines) - 1 else -1
    sums = np.cumsum(values[:, entry])
    standing = []
    for i, (_, before, after) in enumerate(adding.one_row()):
        assert before == standing
        assert said(after) == [numerals.signed(float(sums[i]))]
        standing = after
    assert standing == [adding.total.numbers[row]]


def test_the_row_that_is_worked_out_adds_up_as_written():
    terms = np.array([[0.004, 0.31, 0.30, 5.0, -0.2], [0.004, 0.1, 0.42, 0.001, -0.3]])
    plan = plan_terms(["a"] * 3, [terms], WIDE.content)
    adding = Addition(terms, terms.sum(axis=0), plan, ["#ff0000"] * 2, "#00ff00", DARK)
    assert adding.worked_row() == 2  # +0.30 +0.42 = +0.72


def test_terms_travel_into_the_sum():
    values = some(3)
    plan = plan_terms(["a"] * 4, [values], WIDE.content)
    adding = Addition(values, values.sum(axis=0), plan, ["#ff0000"] * 3, "#00ff00", DARK)
    flight, _ = adding.other_rows()
    flight.begin()
    flight.interpolate(1.0)
    middles = [np.mean(text_boxes(ink)[0][1], axis=0) for ink in flight.leaves]
    others = without(adding.total.numbers, adding.worked_row())
    column = [np.mean(text_boxes(ink)[0][1], axis=0) for ink in others]
    for i, spot in enumerate(middles):
        assert spot == pytest.approx(column[i // 3], abs=0.12)  # widths differ a little


def test_rewriting_keeps_the_columns_and_changes_their_numbers():
    values = some(2)
    plan = plan_terms(["a"] * 3, [values], WIDE.content)
    adding = Addition(values, values.sum(axis=0), plan, ["#ff0000"] * 2, "#00ff00", DARK)
    frames = [column.frame for column in adding.columns]
    adding.rewrite(0.5 * values, ["#00ff00"] * 2)
    assert [column.frame for column in adding.columns] == frames
    assert written(adding.columns[1])[0] == numerals.signed(float(0.5 * values[1, 0]))
    assert adding.terms[0, 0] == 0.5 * values[0, 0]


def test_an_equation_names_its_columns():
    before, update = some(2)
    plan = plan_terms(["", "word", ""], [some(2)], WIDE.content)
    shown = Equation(before, update, before + update, 4, 13, ["old", "added", "new"], plan, DARK)
    texts = said(shown.inks())
    once = ("ΔE", "′", "old", "added", "new", "+", "=")
    assert [texts.count(text) for text in once] == [1] * len(once)
    assert [texts.count(text) for text in ("E", "4", "(13)")] == [2, 3, 2]
    assert written(shown.adding.total)[0] == numerals.signed(float((before + update)[0]))
