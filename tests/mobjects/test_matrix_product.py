"""A written product: its numbers are the arrays', its parts stand side by side in their room."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.ink.text import symbol
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Box, Page
from attnviz.look.style import DARK, XL, L
from attnviz.mobjects.matrix_product import equation, multiplication, plan_product
from tests.core_traces import default_trace
from tests.drawing import said, texts
from tests.geometry import apart, bounds, lies_in, on_one_another

WIDE, TALL, SQUARE, BROAD = (
    Page.of_pixels(*size) for size in ((1280, 720), (720, 1280), (720, 720), (960, 720))
)
pages = st.sampled_from([WIDE, TALL, SQUARE, BROAD])
shapes = st.tuples(st.integers(1, 80), st.integers(1, 700))
seeds = st.integers(0, 2**32 - 1)


def symbols(size=L):
    return [
        symbol("W", "Q", DARK.query, size),
        symbol("E", "4", DARK.embedding, size),
        symbol("q", "4", DARK.query, size),
    ]


def arrays(shape, seed=0, size=1.0):
    rng = np.random.default_rng(seed)
    weights, inputs = size * rng.normal(size=shape), rng.normal(size=shape[1])
    return weights, inputs, weights @ inputs


def built(weights, inputs, result, page=WIDE):
    plan = plan_product(weights, inputs, result, page)
    made = multiplication(weights, inputs, result, plan, symbols(), DARK.query, DARK)
    return plan, made


def some(shape=(64, 576), page=WIDE, seed=0, size=1.0):
    return built(*arrays(shape, seed, size), page)


def written(values):
    return [numerals.signed(float(v)) for v in np.ravel(values)]


def first_and_last(length, count):
    return list(range(length)) if count == length else [*range(count - 1), length - 1]


@given(shapes, pages, seeds)
@settings(max_examples=12)
def test_the_numbers_are_the_arrays_first_ones_and_last(shape, page, seed):
    weights, inputs, result = arrays(shape, seed)
    plan, made = built(weights, inputs, result, page)
    rows = first_and_last(shape[0], len(made.weights.entries))
    columns = first_and_last(shape[1], len(made.weights.entries[0]))
    assert [said(row) for row in made.weights.entries] == [
        written(weights[row, columns]) for row in rows
    ]
    assert said(made.inputs.column) == written(inputs[columns])
    assert said(made.result.column) == written(result[rows])
    assert (list(plan.weights.rows), list(plan.weights.columns)) == (rows, columns)


def test_on_the_model_the_numbers_are_the_models():
    trace = default_trace()
    head = trace.weights(13, 1)
    _, made = built(head.query, head.inputs[3], head.queries_before[3])
    exact = np.float64(head.query) @ np.float64(head.inputs[3])
    assert said(made.weights.entries[-1]) == written(head.query[63, [0, 1, 2, 3, 4, 575]])
    assert said(made.result.column) == written(exact[[0, 1, 2, 3, 4, 63]])


@pytest.mark.parametrize(
    ("shape", "sizes"),
    [((64, 576), ["64 × 576", "576", "64"]), ((128, 4096), ["128 × 4,096", "4,096", "128"])],
)
def test_below_each_stands_how_large_it_is(shape, sizes):
    _, made = some(shape)
    assert said(made.counts) == sizes
    for (_, (x, y)), part in zip(
        texts(made.counts), (made.weights, made.inputs, made.result), strict=True
    ):
        assert x == pytest.approx(part.plan.box.center[0], abs=0.02)
        assert y < part.plan.box.bottom


@pytest.mark.parametrize(
    ("shape", "dots"),
    [((64, 576), (1, 1, 1)), ((3, 576), (1, 1, 0)), ((64, 3), (1, 0, 1)), ((2, 3), (0, 0, 0))],
)
def test_dots_stand_exactly_where_numbers_are_left_out(shape, dots):
    _, made = some(shape)
    parts = made.weights, made.inputs, made.result
    assert tuple(len(part.dots) for part in parts) == dots


@given(shapes, pages, seeds, st.floats(0.05, 30))
@settings(max_examples=12)
def test_parts_stand_in_order_and_none_on_another(shape, page, seed, size):
    plan, made = some(shape, page, seed, size)
    weights, inputs, result = (
        bounds(m.everything()) for m in (made.weights, made.inputs, made.result)
    )
    equals = bounds([made.equals])
    assert weights.right < plan.upright < inputs.left
    assert inputs.right < equals.left < equals.right < result.left
    assert inputs.bottom < equals.center[1] < inputs.top
    assert not on_one_another(made.everything())
    assert lies_in(made.everything(), page.content, 0.01)


@given(shapes, pages, seeds)
@settings(max_examples=12)
def test_word_sum_and_panel_have_rooms_of_their_own(shape, page, seed):
    plan, made = some(shape, page, seed)
    whole, room = bounds(made.everything()), page.content
    assert whole.top < plan.word_base < room.top
    lowest = plan.sum_base - plan.sum.height
    assert room.bottom < lowest - 0.25  # a note stands under the ellipsis
    assert plan.sum_base + 0.7 * plan.sum.size < whole.bottom
    if plan.panel is not None:
        sums = Box(plan.sum.left, lowest, room.right, plan.sum_base + 0.7 * plan.sum.size)
        assert apart(plan.panel, whole)
        assert apart(plan.panel, sums)
        assert plan.panel.height >= 1.6
        assert lies_in_box(plan.panel, room)


def lies_in_box(box, room):
    return (
        room.left - 1e-9 <= box.left and box.right <= room.right + 1e-9
        and room.bottom - 1e-9 <= box.bottom and box.top <= room.top + 1e-9
    )  # fmt: skip


@given(shapes, seeds, pages)
@settings(max_examples=12)
def test_a_row_stands_up_beside_the_numbers_that_it_meets(shape, seed, page):
    _, made = some(shape, page, seed)
    last = len(made.weights.entries) - 1
    for row in (0, last):
        standing = made.upright(row)
        assert said(standing) == said(made.weights.entries[row])
        for ink, source, column in zip(
            standing, made.weights.entries[row], made.inputs.column, strict=True
        ):
            left, _, right, _ = ink.box()
            assert ink.place[1] == pytest.approx(column.place[1])
            assert bounds(made.weights.everything()).right < left
            assert right < made.inputs.frame.box()[0]
            assert ink.get_color() == source.get_color()


def test_symbols_stand_above_their_parts():
    _, made = some()
    assert [said(head) for head in made.heads] == [["W", "Q"], ["E", "4"], ["q", "4"]]
    for head, part in zip(made.heads, (made.weights, made.inputs, made.result), strict=True):
        box = bounds([head])
        assert box.center[0] == pytest.approx(part.plan.box.center[0], abs=0.05)
        assert box.bottom > part.plan.box.top


def test_weights_have_the_colour_of_their_sign_and_the_vectors_that_of_their_role():
    weights, inputs = np.array([[3.0, -3.0], [0.001, 3.0]]), np.array([1.0, 2.0])
    _, made = built(weights, inputs, weights @ inputs)
    colors = [[ink.get_color().to_hex() for ink in row] for row in made.weights.entries]
    assert colors == [[DARK.plus, DARK.minus], [DARK.fade, DARK.plus]]
    assert {ink.get_color().to_hex() for ink in made.inputs.column} == {DARK.embedding}
    assert {ink.get_color().to_hex() for ink in made.result.column} == {DARK.query}


@pytest.mark.parametrize("page", [WIDE, TALL, SQUARE, BROAD])
def test_the_equation_reads_from_left_to_right_in_the_middle_of_the_page(page):
    first, second, third, equals = equation(symbols(XL), 0.5, page, DARK)
    order = [first, second, equals, third]
    assert [said(line) for line in order] == [["W", "Q"], ["E", "4"], ["="], ["q", "4"]]
    boxes = [bounds([line]) for line in order]
    assert all(a.right < b.left for a, b in pairwise(boxes))
    assert bounds(order).center[0] == pytest.approx(page.content.center[0], abs=0.05)
    assert {float(leaves(line)[0].place[1]) for line in order} == {0.5}
