"""A column opens into its table and folds back: the same texts travel, bars become their dots."""

import numpy as np
import pytest

from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.column_table import (
    bars_into_dots,
    dots_into_bars,
    fold_column,
    open_column,
)
from attnviz.mobjects.grid import dotted_keys
from attnviz.mobjects.grid_plan import plan_grid
from attnviz.mobjects.pattern_grid import pattern_grid
from attnviz.mobjects.standing_scores import plan_scores, standing_scores
from attnviz.pictures.softmax import stacked_shares
from attnviz.pictures.softmax_plan import plan_stacked_shares

PAGE = Page.of_pixels(1280, 720)


class Built:
    """A table of the last of n words, and the grid of scores that it comes out of."""

    def __init__(self, n):
        rng = np.random.default_rng(n)
        self.n, self.query = n, n - 1
        self.labels = [f"w{i}" for i in range(n)]
        self.scores, self.mask = rng.normal(0, 3, (n, n)), np.tri(n, dtype=bool)
        exps = np.where(self.mask, np.exp(self.scores), 0)
        self.pattern = exps / exps.sum(axis=1, keepdims=True)
        row, weights = self.scores[-1], self.pattern[-1]
        plan = plan_stacked_shares(
            self.labels, row, exps[-1:], weights, self.mask[-1], PAGE.content
        )
        self.table = stacked_shares(self.labels, n - 1, row, exps[-1], weights, plan, DARK)
        grid = plan_scores(self.labels, PAGE, [n - 1], [n - 1])
        self.standing = standing_scores(self.scores, 1.0, grid, n - 1, PAGE, DARK)
        self.grid = pattern_grid(self.pattern, self.mask, plan_grid(self.labels, PAGE), DARK)

    def open(self, old):
        plan, table = self.standing.plan, self.table
        return open_column(
            table.texts(), table.plan.rows.rows, table.names, old,
            lambda key: plan.center(key, self.query),
        )  # fmt: skip

    def fold(self):
        table = self.table
        moves, taken = fold_column(table.texts(), self.grid.words(self.query))
        bars = bars_into_dots(table.bars, table.plan.rows.rows, self.dots, self.dotted)
        return [*moves, *bars], taken

    @property
    def dots(self):
        return leaves(self.grid.dots[self.query])

    @property
    def dotted(self):
        return dotted_keys(self.pattern[self.query])

    def old(self):
        found = {("key", i): ink for i, ink in enumerate(self.standing.sides)}
        numbers = leaves(self.standing.scores.numbers[self.query])
        found |= {("score", i): ink for i, ink in enumerate(numbers)}
        return {**found, "query": self.standing.tops[self.query]}


def begun(moves):
    for move in moves:
        move.begin()
        move.interpolate(0.0)


@pytest.mark.parametrize("n", [2, 8, 12])
def test_names_and_numbers_start_where_the_grid_has_them_and_end_in_the_table(n):
    made = Built(n)
    old, home = made.old(), [ink.place.copy() for ink in leaves(made.table.texts().values())]
    moves, taken = made.open(old)
    begun(moves)
    for what, ink in made.table.texts().items():
        assert ink.place == pytest.approx(old[what].place)
        assert any(one is old[what] for one in taken)
    for move in moves:
        move.finish()
    ends = [ink.place for ink in leaves(made.table.texts().values())]
    assert np.array(ends) == pytest.approx(np.array(home))
    assert all(ink.opacity == 1 for ink in made.table.texts().values())


def test_what_the_grid_does_not_write_comes_out_of_its_cell_and_the_rest_is_gathered():
    made = Built(30)
    plan, old = made.standing.plan, made.old()
    assert made.standing.scores.cells.size is None
    (shared,) = (row for row in made.table.plan.rows.rows if row.shared)
    moves, _ = made.open(old)
    begun(moves)
    for what, ink in made.table.texts().items():
        if what != "query" and what[0] == "score":
            assert tuple(ink.place[:2]) == pytest.approx(plan.center(what[1], made.query))
            assert ink.opacity == 0
    for move in moves:
        move.finish()
    for key in shared.keys:
        assert old["key", key].opacity == 0


@pytest.mark.parametrize("n", [2, 8, 30])
def test_every_bar_becomes_the_dot_of_its_weight(n):
    made = Built(n)
    dots = [dot.place.copy() for dot in leaves(made.grid.dots[-1])]
    moves, taken = made.fold()
    coming = [ink for move in moves if move.introducer for ink in move.leaves]
    begun(moves)
    for move in moves:
        move.finish()
    assert np.array([dot.place for dot in leaves(made.grid.dots[-1])]) == pytest.approx(
        np.array(dots)
    )
    assert all(any(dot is ink for ink in coming) for dot in leaves(made.grid.dots[-1]))
    going = [ink for move in moves if move.remover for ink in move.leaves]
    assert {id(bar) for bar in made.table.bars} == {id(ink) for ink in going}
    for name in taken:
        assert name.text in [*made.labels, *map(numerals.signed, made.scores[-1])]


@pytest.mark.parametrize("n", [2, 8, 30])
def test_every_dot_becomes_the_bar_of_its_key(n):
    made = Built(n)
    table = made.table
    home = [bar.place.copy() for bar in table.bars]
    moves = dots_into_bars(made.dots, made.dotted, table.bars, table.plan.rows.rows)
    middles = dict(zip(made.dotted, [dot.place[:2].copy() for dot in made.dots], strict=True))
    begun(moves)
    for bar, row in zip(table.bars, table.plan.rows.rows, strict=True):
        own = [key for key in row.keys if key in middles]
        if own:  # a square inside the dot, in its middle
            left, bottom, right, top = bar.box()
            assert ((left + right) / 2, (bottom + top) / 2) == pytest.approx(middles[own[0]])
            radius = made.grid.plan.dot_radius * np.sqrt(made.pattern[-1][own[0]])
            assert (right - left) * (top - bottom) == pytest.approx(2 * radius**2, rel=1e-3)
    for move in moves:
        move.finish()
    assert np.array([bar.place for bar in table.bars]) == pytest.approx(np.array(home))
    going = {id(ink) for move in moves if move.remover for ink in move.leaves}
    assert going == {id(dot) for dot in made.dots}
