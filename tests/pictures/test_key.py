"""A query meets the keys it sees: strips over their products, totals, a column of discs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.analysis.dot_products import dot_products
from attnviz.ink.text import Run
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.colors import rgb
from attnviz.look.page import Box, Page
from attnviz.look.style import DARK
from attnviz.pictures.key import meeting
from attnviz.pictures.key_plan import NAMED_AT_MOST, THIN_AT_MOST, runners, thin_lines
from tests.core_traces import default_trace, made_up
from tests.drawing import area, said
from tests.geometry import apart, lies_in, on_one_another

WIDE, TALL, SQUARE, BROAD = (
    Page.of_pixels(*size) for size in ((1280, 720), (720, 1280), (720, 720), (960, 720))
)
PAGES = [WIDE, TALL, SQUARE, BROAD]
traces = st.builds(
    made_up, st.lists(st.integers(1, 3), min_size=1, max_size=28), st.integers(0, 2**32 - 1)
)
LONG = ["counterrevolutionaries", "a", "WWWWWWWWWW", "blue"] * 8
TITLE = [Run("4 products each, added up", DARK.mute, "sans")]


def picture_of(head, page, labels, query=None, followed=0):
    query = len(head.labels) - 1 if query is None else query
    dots = dot_products(head, query)
    made = meeting(
        head.queries[query], head.token_keys[list(dots.tokens)], dots.merged,
        (query, dots.visible), (labels[query], [labels[i] for i in dots.visible]),
        followed, TITLE, page, DARK,
    )  # fmt: skip
    made.race.show(dots.length)
    made.totals.run(1.0)
    return dots, made


def at_rest(made):
    """Return all that stands there when every line has come to its end."""
    column, totals = made.column, made.totals
    return [
        made.title, *made.symbols, *made.strips, made.axes, *made.race.everything(),
        column.frame, column.lines, column.head, *column.names, *column.marks,
        *totals.numbers, *totals.leaders, *totals.threads,
    ]  # fmt: skip


# Whose lines have names


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=90), st.data())
def test_the_best_four_the_last_and_the_followed_have_names(values, data):
    followed = data.draw(st.integers(0, len(values) - 1))
    named = runners(np.array(values), followed)
    assert followed in named
    assert len(named) <= NAMED_AT_MOST
    if len(values) <= NAMED_AT_MOST:
        assert named == list(range(len(values)))
        return
    ranked = sorted(values, reverse=True)
    assert [*ranked[:4], ranked[-1]] == sorted(
        (values[i] for i in named if i != followed or values[i] in ranked[:4] + ranked[-1:]),
        reverse=True,
    )[:5] or followed in named
    thin = thin_lines(np.array(values), named)
    assert not set(thin) & set(named)
    assert len(thin) == min(len(values) - len(named), THIN_AT_MOST)


# Where things stand


@given(traces, st.sampled_from(PAGES), st.data())
@settings(max_examples=25)
def test_all_of_it_stays_on_the_page_and_no_text_lies_on_another(trace, page, data):
    head = trace.head(1, 2)
    followed = data.draw(st.integers(0, len(head.labels) - 1))
    _, made = picture_of(head, page, LONG, followed=followed)
    room = page.content
    assert lies_in(at_rest(made), Box(page.left, room.bottom, page.right, room.top), 0.26)
    assert not on_one_another(at_rest(made))
    plan = made.plan
    assert all(apart(row, plan.chart) for row in plan.strips)
    assert apart(plan.chart, plan.column)
    assert plan.chart.width > 1.8
    assert plan.chart.height > 1.2


@given(traces, st.sampled_from(PAGES), st.floats(0, 1))
@settings(max_examples=25)
def test_names_that_run_stay_on_the_page(trace, page, share):
    head = trace.head(1, 2)
    dots, made = picture_of(head, page, LONG)
    made.race.show(share * dots.length)
    assert lies_in(made.race.names, Box(page.left, -9, page.right + page.margin, 9))


# What is true


@given(traces, st.sampled_from(PAGES))
@settings(max_examples=15)
def test_totals_are_those_of_the_arrays_and_discs_are_as_large(trace, page):
    head = trace.head(1, 2)
    dots, made = picture_of(head, page, head.labels)
    assert said(made.totals.numbers) == [numerals.signed(float(dots.merged[i])) for i in made.named]
    values = np.array([float(dots.merged[i]) for i in made.plan.rows])
    largest = max(float(values.max()), 0.0)
    areas = []
    for value, mark in zip(values, made.column.marks, strict=True):
        assert mark.is_stroked == (value <= 0)  # a short dash, never a disc
        if value > 0:
            areas.append((value / largest, area(mark.points)))
    for share, found in areas:
        assert found / max(size for _, size in areas) == pytest.approx(share, rel=1e-3)
    for ink, place in zip(made.totals.threads, made.places, strict=True):
        assert abs(ink.points[-1, 1] - made.plan.cells[place].center[1]) < 1e-6


@given(traces)
@settings(max_examples=15)
def test_the_last_of_many_is_not_the_one_with_a_large_mark(trace):
    head = trace.head(1, 2)
    dots, made = picture_of(head, WIDE, head.labels)
    sizes = [np.ptp(mark.points[:, 0]) for mark in made.column.marks]
    values = [float(dots.merged[i]) for i in made.plan.rows]
    if len(values) > 1 and min(values) < max(values):
        assert sizes[int(np.argmin(values))] <= max(sizes)
        assert not (max(values) > 0 and sizes[int(np.argmin(values))] == max(sizes))


def test_strips_lie_over_the_terms_that_they_are_multiplied_into():
    head = default_trace().head()
    dots, made = picture_of(head, WIDE, head.labels, query=3)
    chart, step = made.plan.chart, made.plan.chart.width / dots.length
    vectors = [head.queries[3], *head.token_keys[list(dots.tokens)][list(made.named)]]
    for strip, values, row in zip(made.strips, vectors, made.plan.strips, strict=True):
        assert (row.left, row.right) == pytest.approx((chart.left, chart.right))
        cells = {}
        for ink in strip:
            red, _, blue = ink.rgba[:3] - rgb(DARK.hair)
            for corners in ink.points.reshape(-1, 16, 3):  # four strokes a cell
                x = (corners[:, 0].min() + corners[:, 0].max()) / 2
                cells[round((x - chart.left) / step - 0.5)] = blue > red
        assert cells == {i: value >= 0 for i, value in enumerate(values)}


def test_the_bar_reads_the_two_numbers_and_writes_their_product():
    head = default_trace().head()
    dots, made = picture_of(head, WIDE, head.labels, query=3, followed=2)
    query, key = head.queries[3], head.token_keys[dots.tokens[2]]
    for term in (0, 1.0, 2.7, 31.2, 63.9, 64):
        made.reading.show(term)
        at = min(int(term), 63)
        numbers = [float(query[at]), float(key[at]), float(query[at] * key[at])]
        assert said(made.reading.factors) == [numerals.signed(v) for v in numbers]
        left = made.reading.frame.place[0]
        assert left == pytest.approx(made.race.scale.x(at))
        assert made.reading.plumb.place[0] == pytest.approx(made.race.scale.x(term))
    assert "".join(said([*made.reading.signs])) == "×=k3:"
    assert not on_one_another([made.title, *made.reading.everything()])


def test_the_title_and_the_symbols_say_whose_numbers_they_are():
    head = default_trace().head()
    _, made = picture_of(head, WIDE, head.labels, query=3)
    assert "".join(said(made.title)) == "q4 · k4 products each, added up"
    assert ["".join(said(leaves(line))) for line in made.symbols] == ["q4", "k1", "k2", "k3", "k4"]
