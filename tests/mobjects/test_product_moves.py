"""A product opens out of its symbols and folds up again: the same numbers, one thing each."""

import numpy as np
import pytest

from attnviz.ink.text import label, symbol
from attnviz.ink.tween import leaves
from attnviz.look.page import Page
from attnviz.look.style import DARK, XL, L
from attnviz.mobjects.matrix_product import equation, multiplication, plan_product
from attnviz.mobjects.product_moves import fold_up, open_out
from attnviz.mobjects.rail import small_matrix
from attnviz.mobjects.sentence_plan import plan_columns
from attnviz.mobjects.two_rows import two_rows
from tests.geometry import bounds

WIDE = Page.of_pixels(1280, 720)


def runs(size):
    return [symbol(letter, index, DARK.query, size) for letter, index in ("WQ", "E2", "q2")]


@pytest.fixture
def stage():
    rng = np.random.default_rng(0)
    weights, inputs = rng.normal(size=(64, 576)), rng.normal(size=(3, 576))
    made = inputs @ weights.T
    plan = plan_product(weights, inputs[1], made[1], WIDE)
    product = multiplication(weights, inputs[1], made[1], plan, runs(L), DARK.query, DARK)
    lineup = plan_columns(["a", "blue", "sea"], WIDE)
    rows = two_rows(list(inputs[:, None]), list(made[:, None]), lineup, "q", 0, DARK.query, DARK)
    edges = WIDE.left, WIDE.right
    return product, rows, small_matrix(weights, runs(L)[0], rows.plan, edges, DARK.query, DARK)


def play(tweens, share):
    for tween in tweens:
        tween.begin()
    for tween in tweens:
        tween.interpolate(share)


def test_symbols_become_heads_and_numbers_come_out_of_them(stage):
    product, _, _ = stage
    lines = equation(runs(XL), -1.0, WIDE, DARK)
    column = [label("strip", DARK.embedding, 0.3, (0, 2))]
    starts = np.array([ink.place for ink in leaves(lines)])
    moves = open_out(product, lines, column)
    play(moves, 0.0)
    heads = leaves([*product.heads, product.equals])
    assert np.array([ink.place for ink in heads]) == pytest.approx(starts)
    begun = [ink.box() for ink in leaves(product.weights.everything())]
    symbol_box = bounds(lines[0])
    for left, bottom, right, top in begun:
        assert symbol_box.left - 0.01 <= left <= right <= symbol_box.right + 0.01
        assert symbol_box.bottom - 0.01 <= bottom <= top <= symbol_box.top + 0.01
    for tween in moves:
        tween.interpolate(1.0)
    for entry in leaves(product.inputs.everything()):
        assert entry.opacity == 1.0
    assert column[0].opacity == 0.0
    assert bounds(product.weights.everything()).left == pytest.approx(
        product.plan.weights.box.left, abs=0.02
    )


def test_a_product_without_an_equation_opens_out_of_its_heads(stage):
    product, _, _ = stage
    moves = open_out(product, [], [label("strip", DARK.embedding, 0.3, (0, 2))])
    play(moves, 1.0)
    assert all(ink.opacity == 1.0 for ink in leaves(product.everything()) if len(ink.outline))


def test_matrix_column_and_vector_become_the_small_matrix_and_the_two_strips(stage):
    product, rows, small = stage
    ends = {
        id(ink): ink.place.copy()
        for ink in leaves([*small.everything(), *rows.inputs, *rows.outputs])
    }
    moves, gone = fold_up(product, small, rows, 1)
    assert {id(ink) for ink in gone} == {id(ink) for ink in leaves(product.heads)}
    play(moves, 0.0)
    wide = bounds(product.weights.everything())
    cells = small.frame.box()
    assert (cells[0], cells[2]) == pytest.approx((wide.left, wide.right), abs=0.05)
    for tween in moves:
        tween.interpolate(1.0)
    for ink in leaves([*small.body(), rows.inputs[1], rows.outputs[1]]):
        assert ink.place == pytest.approx(ends[id(ink)])
        assert ink.opacity == 1.0
    written = [product.weights, product.inputs, product.result]
    for ink in leaves([part for matrix in written for part in matrix.everything()]):
        assert ink.opacity == 0.0
    moved = {id(ink) for tween in moves for ink in tween.leaves}
    assert not moved & {id(ink) for ink in leaves([rows.inputs[0], rows.outputs[2]])}
