"""Scores of all columns turn into dots: what stands in a cell is that cell's, before and after."""

import numpy as np
import pytest

from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.grid_plan import plan_grid
from attnviz.mobjects.pattern_grid import pattern_grid
from attnviz.mobjects.score_cells import plan_score_cells
from attnviz.pictures.softmax_columns import SharedColumns

PAGE = Page.of_pixels(1280, 720)


def built(n, but=1):
    scores, mask = np.random.default_rng(n).normal(0, 3, (n, n)), np.tri(n, dtype=bool)
    exps = np.where(mask, np.exp(scores), 0)
    pattern = exps / exps.sum(axis=1, keepdims=True)
    plan = plan_grid([f"w{i}" for i in range(n)], PAGE)
    grid = pattern_grid(pattern, mask, plan, DARK)
    cells = plan_score_cells(scores, scores, plan)
    return scores, pattern, grid, SharedColumns(scores, mask, cells, grid, but, DARK)


@pytest.mark.parametrize("n", [3, 8, 20])
def test_a_disc_stands_for_every_score_above_zero_that_is_seen_and_for_no_other(n):
    scores, _, grid, columns = built(n)
    seen = {(q, k) for q, k in np.argwhere(np.tri(n)) if q != 1}
    assert set(columns.numbers) == (seen if n <= 12 else set())
    assert set(columns.discs) <= {cell for cell in seen if scores[cell] > 0}
    sizes = {cell: disc.place[2] ** 2 / scores[cell] for cell, disc in columns.discs.items()}
    assert list(sizes.values()) == pytest.approx([next(iter(sizes.values()))] * len(sizes))
    for (query, key), ink in columns.numbers.items():
        assert ink.text == numerals.signed(scores[query, key])
        left, _, right, _ = ink.box()
        column = grid.plan.left + query * grid.plan.cell_width
        assert column < left < right < column + grid.plan.cell_width


@pytest.mark.parametrize("n", [3, 8, 20])
def test_they_end_as_the_dots_of_all_columns_and_nothing_else(n):
    _, pattern, grid, columns = built(n)
    before = [ink.place.copy() for ink in leaves(grid.dots)]
    moves, taken = columns.share_out(pattern)
    for move in moves:
        move.begin()
        move.finish()
    assert np.array([ink.place for ink in leaves(grid.dots)]) == pytest.approx(np.array(before))
    coming = {id(ink) for move in moves if move.introducer for ink in move.leaves}
    assert coming == {id(ink) for q, dots in enumerate(grid.dots) if q != 1 for ink in leaves(dots)}
    going = {id(ink) for move in moves if move.remover for ink in move.leaves}
    assert going | {id(ink) for ink in taken} == {id(ink) for ink in columns.everything()}


def test_a_disc_becomes_the_dot_in_its_cell():
    _, pattern, _, columns = built(8)
    moves, taken = columns.share_out(pattern)
    starts = {tuple(np.round(disc.place, 6)) for disc in taken}
    found = {
        tuple(np.round(ink.place, 6))
        for move in moves if move.introducer for ink in move.leaves
    }  # fmt: skip
    assert starts <= found
