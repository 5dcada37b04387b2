"""A small matrix on its rail: its entries are the matrix's, each vector comes out beneath it."""

import numpy as np
import pytest

from attnviz.ink.text import symbol
from attnviz.ink.tween import leaves
from attnviz.look.page import Page
from attnviz.look.style import DARK, L
from attnviz.mobjects.rail import slide, small_matrix
from attnviz.mobjects.sentence_plan import plan_columns
from attnviz.mobjects.two_rows import two_rows
from tests.geometry import bounds

WIDE = Page.of_pixels(1280, 720)


def set_up(n=5, shape=(64, 576)):
    rng = np.random.default_rng(n)
    lineup = plan_columns(["blue"] * n, WIDE)
    matrix = rng.normal(size=shape)
    inputs = [rng.normal(size=(1, shape[1])) for _ in range(n)]
    outputs = [v @ matrix.T for v in inputs]
    rows = two_rows(inputs, outputs, lineup, "q", 13, DARK.query, DARK)
    made = symbol("W", "Q", DARK.query, L)
    edges = WIDE.left, WIDE.right
    return rows, small_matrix(matrix, made, rows.plan, edges, DARK.query, DARK), matrix


def play(tweens):
    """Return what stands where at any second of tweens that are played at once."""
    for tween in tweens:
        tween.begin()

    def at(second):
        for tween in tweens:
            tween.interpolate(min(second / tween.run_time, 1.0))

    return at, max(tween.run_time for tween in tweens)


@pytest.mark.parametrize("shape", [(64, 576), (4, 6), (64, 12)])
def test_its_cells_are_entries_of_the_matrix_the_first_ones_and_the_last(shape):
    _, small, matrix = set_up(shape=shape)
    assert (small.rows[-1], small.columns[-1]) == (shape[0] - 1, shape[1] - 1)
    entries = matrix[np.ix_(small.rows, small.columns)]
    shown = small.cells._values
    full = np.quantile(np.abs(entries), 0.97)
    assert shown == pytest.approx(np.clip(entries / full, -1, 1), abs=1e-6)


def test_it_starts_at_the_first_column_and_lies_on_the_rail_between_the_rows():
    rows, small, _ = set_up()
    box = bounds([small.cells])
    assert box.center == pytest.approx((rows.plan.upper.centers[0], rows.plan.rail))
    assert rows.plan.lower.top < box.bottom < box.top < rows.plan.upper.bottom


@pytest.mark.parametrize("n", [1, 2, 5, 28, 100])
def test_every_vector_comes_out_where_it_stands_and_nothing_else_is_left(n):
    rows, small, _ = set_up(n)
    ends = [ink.place.copy() for ink in leaves(rows.outputs)]
    tweens = slide(rows, small, DARK.query)
    at, seconds = play(tweens)
    at(seconds)
    for ink, end in zip(leaves(rows.outputs), ends, strict=True):
        assert ink.place == pytest.approx(end)
        assert ink.opacity == 1.0
    for ink in [*leaves(rows.made), *rows.arrows]:
        assert ink.opacity > 0
    copies = {id(ink) for tween in tweens if tween.remover for ink in tween.leaves}
    assert all(ink.opacity == 0 for tween in tweens for ink in tween.leaves if id(ink) in copies)
    assert small.cells.opacity == leaves(small.symbol)[0].opacity == 0  # it has left
    assert small.cells.box()[0] >= rows.plan.upper.centers[-1] - 0.61


def test_a_vector_is_not_seen_before_the_matrix_is_above_it():
    rows, small, _ = set_up()
    at, seconds = play(slide(rows, small, DARK.query))
    centers = rows.plan.upper.centers
    for second in np.linspace(0, seconds, 60):
        at(second)
        left, _, right, _ = small.cells.box()
        x = (left + right) / 2
        for i, center in enumerate(centers):
            seen = max(ink.opacity for ink in leaves(rows.outputs[i]))
            assert seen == 0 or x >= center - 0.01


@pytest.mark.parametrize("n", [2, 8, 28])
def test_its_symbol_never_sticks_out_of_the_rail(n):
    rows, small, _ = set_up(n)
    at, seconds = play(slide(rows, small, DARK.query))
    end = small.rail.box()[2]
    for second in np.linspace(0, seconds, 60):
        at(second)
        for ink in leaves(small.symbol):
            assert ink.opacity == 0 or ink.box()[2] <= end + 0.01


def test_what_was_worked_out_already_is_passed():
    rows, small, _ = set_up()
    moved = {id(ink) for tween in slide(rows, small, DARK.query, [2]) for ink in tween.leaves}
    assert not moved & {id(ink) for ink in leaves(rows.outputs[2])}
    assert moved >= {id(ink) for ink in leaves(rows.outputs[1])}
    assert id(rows.words[2]) in moved
