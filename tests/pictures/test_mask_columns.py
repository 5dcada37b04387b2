"""Without the mask dots are the plain softmax, in hidden cells too; the mask takes those back."""

import numpy as np
import pytest

from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.grid import dotted_keys
from attnviz.mobjects.grid_plan import plan_grid
from attnviz.mobjects.pattern_grid import pattern_grid
from attnviz.pictures.mask_columns import LeakingColumns

PAGE = Page.of_pixels(1280, 720)


class Built:
    def __init__(self, n, but):
        scores, self.mask = np.random.default_rng(n).normal(0, 2, (n, n)), np.tri(n, dtype=bool)
        exps = np.exp(scores)
        self.bare = exps / exps.sum(axis=1, keepdims=True)
        seen = np.where(self.mask, exps, 0)
        self.pattern = seen / seen.sum(axis=1, keepdims=True)
        self.plan = plan_grid([f"w{i}" for i in range(n)], PAGE)
        self.grid = pattern_grid(self.pattern, self.mask, self.plan, DARK)
        self.columns = LeakingColumns(self.bare, self.pattern, ~self.mask, self.grid, but, DARK)
        self.but = but

    def areas(self, inks):
        """Return what weight each disc's area says, by its cell."""
        found = {}
        for ink in inks:
            x, y = ink.place[:2]
            query = int((x - self.plan.left) / self.plan.cell_width)
            key = int((self.plan.top - y) / self.plan.cell_height)
            found[query, key] = (ink.place[2] / self.plan.dot_radius) ** 2
        return found


def finish(moves):
    for move in moves:
        move.begin()
        move.finish()


def printed(weights, where, but):
    return {
        (q, k): pytest.approx(weights[q, k]) for q, k in np.argwhere(where)
        if q != but and numerals.weight(float(weights[q, k])) != "0.00"
    }  # fmt: skip


@pytest.mark.parametrize("but", [None, 3])
def test_leaks_are_the_plain_softmax_in_hidden_cells(but):
    made = Built(8, but)
    leaks = [ink for query in made.columns.queries for ink in made.columns.leaks[query]]
    assert made.areas(leaks) == printed(made.bare, ~made.mask, but)
    assert {ink.get_color().to_hex() for ink in leaks} == {DARK.minus}


@pytest.mark.parametrize("spread", [False, True])
def test_unmasked_the_dots_are_as_large_as_the_plain_softmax_says(spread):
    made = Built(8, 3)
    if spread:
        finish(made.columns.spread())
    else:
        made.columns.stand_unmasked()
    for query, dots in made.columns.dots.items():
        areas = made.areas(dots)
        assert areas == {
            (query, key): pytest.approx(made.bare[query, key])
            for key in dotted_keys(made.pattern[query])
        }  # fmt: skip


def test_the_mask_takes_everything_back_and_leaves_the_pattern():
    made = Built(8, 3)
    before = [ink.place.copy() for ink in leaves(made.grid.dots)]
    made.columns.stand_unmasked()
    moves = made.columns.close()
    finish(moves)
    assert np.array([ink.place for ink in leaves(made.grid.dots)]) == pytest.approx(
        np.array(before)
    )
    gone = {id(ink) for move in moves if move.remover for ink in move.leaves}
    assert gone == {id(ink) for leaks in made.columns.leaks.values() for ink in leaks}


def test_the_column_that_is_left_stays_as_it_is():
    made = Built(8, 3)
    own = {id(ink) for ink in leaves(made.grid.dots[3])}
    moves = [*made.columns.spread(), *made.columns.close()]
    assert not own & {id(ink) for move in moves for ink in move.leaves}
