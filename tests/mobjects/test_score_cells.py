"""Scores in cells: a disc's area is the score, its number stands beside it, minus is quiet."""

import numpy as np
import pytest

from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.contrast import TEXT_NEEDS, contrast
from attnviz.look.page import Page
from attnviz.look.style import DARK, DIM, THEMES
from attnviz.mobjects.grid import widest_number
from attnviz.mobjects.grid_plan import plan_grid
from attnviz.mobjects.score_cells import ScoreCells, plan_cells, plan_score_cells, quiet_minus
from tests.drawing import area

NAMES = "the old wooden ship crossed a calm grey sea at dawn again".split()
PAGES = {"wide": Page.of_pixels(1280, 720), "tall": Page.of_pixels(720, 1280)}


def scored(n, seed=0):
    return np.random.default_rng(seed).normal(0, 3, (n, n)).astype(np.float32)


def planned(n, page=PAGES["wide"]):
    names = [NAMES[i % len(NAMES)] for i in range(n)]
    return plan_grid(names, page, panel=False, aspect=2.7)


def filled(n, page=PAGES["wide"], theme=DARK):
    plan, values = planned(n, page), scored(n)
    return ScoreCells(values, plan, plan_score_cells(values, 8 * values, plan), theme)


@pytest.mark.parametrize("n", [1, 2, 8])
def test_every_number_stands_in_its_cell_beside_a_disc_as_large_as_it(n):
    found = filled(n)
    plan, radius = found.plan, found.cells.radius
    for query, key in np.ndindex(n, n):
        value, (x, y) = float(found.values[query, key]), plan.center(key, query)
        number = found.numbers[query][key]
        assert number.text == numerals.signed(value)
        boxes = [number.box()]
        disc = found.disc_at.get((query, key))
        assert (disc is None) == (value <= 0)
        if disc is not None:
            share = value / found.values.max()
            assert area(disc.points) == pytest.approx(np.pi * radius**2 * share, rel=1e-4)
            boxes.append(disc.box())
            assert disc.box()[2] < number.box()[0]
        for left, low, right, high in boxes:
            assert x - plan.cell_width / 2 < left < right < x + plan.cell_width / 2
            assert y - plan.cell_height / 2 < low < high < y + plan.cell_height / 2


def test_below_zero_a_number_is_quiet_and_alone():
    found = filled(8)
    for query, key in np.argwhere(found.values < 0):
        assert (query, key) not in found.disc_at
        assert found.numbers[query][key].get_color().to_hex() == quiet_minus(DARK)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_the_quiet_minus_can_be_read(theme):
    quiet = contrast(quiet_minus(theme), theme.ground)
    assert TEXT_NEEDS <= quiet <= contrast(theme.minus, theme.ground)


def test_high_cells_hold_the_number_below_the_disc():
    plan = planned(5, PAGES["tall"])
    values = scored(5)
    cells = plan_cells(plan, widest_number(values))
    found = ScoreCells(values, plan, cells, DARK)
    query, key = max(found.disc_at, key=lambda cell: found.values[cell])
    assert found.numbers[query][key].box()[3] < found.disc_at[query, key].box()[1]


@pytest.mark.parametrize("n", [13, 30])
def test_small_cells_hold_marks_alone(n):
    found = filled(n)
    assert found.cells.size is None
    assert not leaves(found.numbers)
    assert leaves(found.discs)


def test_stepping_back_leaves_one_column_as_it_is():
    animated, at_once = filled(8), filled(8)
    for tween in animated.step_back(3):
        tween.begin()
        tween.interpolate_mobject(1.0)
    at_once.stepped_back(3)
    for one, other in zip(animated.everything(), at_once.everything(), strict=True):
        assert one.rgba == pytest.approx(other.rgba)
    fresh = filled(8)
    assert all(
        (a.rgba == b.rgba).all() for a, b in zip(at_once.column(3), fresh.column(3), strict=True)
    )
    assert {ink.opacity for ink in at_once.discs[0]} <= {DIM}
