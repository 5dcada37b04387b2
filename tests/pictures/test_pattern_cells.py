"""A grid and all that stands in its cells travels as one, and turns from products into dots."""

import numpy as np
import pytest

from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK, DIM
from attnviz.mobjects.grid_plan import plan_grid
from attnviz.mobjects.pattern_grid import pattern_grid
from attnviz.pictures.pattern_cells import PatternCells
from tests.drawing import circles, said, texts
from tests.scenes.screen import in_grid

PAGE = Page.of_pixels(1280, 720)
NAMES = "the old wooden ship crossed a calm grey sea at dawn again".split()


def built(n=6, seed=1):
    scores = np.float32(np.random.default_rng(seed).normal(0, 3, (n, n)))
    mask = np.tri(n, dtype=bool)
    weights = np.where(mask, np.exp(scores), 0)
    weights = np.float32(weights / weights.sum(axis=1, keepdims=True))
    plan = plan_grid([NAMES[i % len(NAMES)] for i in range(n)], PAGE, rows_below=0.9)
    grid = pattern_grid(weights, mask, plan.in_the_middle(PAGE), DARK)
    cells = PatternCells(grid, 8 * scores, scores, weights, mask, PAGE, DARK)
    return scores, weights, mask, plan, cells


def play(*tweens):
    for tween in tweens:
        if tween.leaves:
            tween.begin()
            tween.interpolate(1)


def written(cells):
    return in_grid(cells.plan, texts([i for i in cells.numbers.everything() if len(i.outline)]))


def expected(values, where, write):
    return {(k, q): write(float(values[q, k])) for q, k in zip(*np.nonzero(where), strict=True)}


def test_sweeps_write_products_then_scores_then_the_mask_then_shares():
    scores, weights, mask, _, cells = built()
    every = np.ones_like(mask)
    assert written(cells) == expected(8 * scores, every, numerals.signed)
    play(cells.divide("÷ √64"))
    assert written(cells) == expected(scores, every, numerals.signed)
    play(cells.close())
    closed = np.where(mask, scores, -np.inf)
    assert written(cells) == expected(closed, every, numerals.signed)
    play(cells.share_all())
    assert written(cells) == expected(weights, mask, numerals.weight)


def test_a_line_that_has_passed_half_of_the_grid_has_changed_half_of_its_columns():
    scores, _, mask, _, cells = built()
    sweep = cells.divide("÷ √64")
    sweep.begin()
    sweep.interpolate(0.5)
    half = np.arange(6)[:, None] < 3
    found = written(cells)
    assert found == {
        **expected(8 * scores, ~half & np.ones_like(mask), numerals.signed),
        **expected(scores, half & np.ones_like(mask), numerals.signed),
    }


@pytest.mark.parametrize("n", [3, 6, 20, 60])
def test_all_of_it_travels_also_what_is_still_to_come(n):
    _, _, _, plan, cells = built(n)
    everything = cells.grid.everything()
    parts = leaves([*everything, *cells.marks[0], *cells.marks[1]])
    if cells.numbers:
        parts += cells.numbers.everything()
    before = np.array([ink.place for ink in parts])
    target = plan.moved(0.5, -0.25)
    moves = cells.move(target, leaves(everything[:3]))  # most are not on stage
    play(*moves)
    step = target.left - plan.in_the_middle(PAGE).left, target.top - plan.in_the_middle(PAGE).top
    after = np.array([ink.place for ink in parts])
    assert after[:, :2] - before[:, :2] == pytest.approx(np.tile(step, (len(parts), 1)))
    assert cells.plan == target
    assert cells.move(target, []) == []
    play(*cells.to_the_middle([]))
    back = np.array([ink.place for ink in parts])
    assert back == pytest.approx(before)


def test_numbers_are_rewritten_where_the_grid_stands_by_then():
    scores, _, mask, plan, cells = built()
    play(*cells.move(plan, cells.numbers.everything()))
    play(cells.divide(""))
    assert written(cells) == expected(scores, np.ones_like(mask), numerals.signed)


def test_all_numbers_come_but_the_one_that_is_there():
    _, _, _, _, cells = built()
    there = cells.number(3, 1)
    assert there is cells.column(3)[1]
    coming = cells.write(there).leaves
    assert len(coming) == 35
    assert all(ink is not there for ink in coming)


@pytest.mark.parametrize(("n", "numbers", "marks", "picture"), [
    (6, True, False, False), (20, False, True, False), (60, False, False, True),
])  # fmt: skip
def test_cells_hold_numbers_or_marks_or_are_a_picture_with_its_scale(n, numbers, marks, picture):
    _, _, _, _, cells = built(n)
    assert bool(cells.numbers) == numbers
    assert bool(leaves([*cells.marks[0]])) == marks
    assert bool(cells.grid.picture) == picture
    assert bool(said(leaves(cells.ramp))) == picture


def test_marks_of_what_the_mask_hides_stand_apart():
    scores, _, mask, _, cells = built(20)
    for marks, part in zip(cells.marks, (mask, ~mask), strict=True):
        discs = circles(leaves([*marks]))
        assert len(discs) <= ((scores > 0) & part).sum()
        assert discs


def test_columns_step_back_and_come_forward_and_the_first_row_is_told_from_the_others():
    _, weights, _, _, cells = built()
    play(cells.dim())
    assert {round(ink.opacity, 9) for ink in leaves(cells.grid.dots)} == {DIM}
    play(cells.light_up())
    assert {round(ink.opacity, 9) for ink in leaves(cells.grid.dots)} == {1.0}
    printed = np.vectorize(numerals.weight)(weights) != "0.00"
    assert len(cells.below_first_row()) == printed[:, 1:].sum()
