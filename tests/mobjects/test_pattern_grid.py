"""The whole pattern, as it stands with nothing in focus."""

import numpy as np
import pytest

from attnviz.ink.raster import Raster
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.grid_plan import plan_grid
from attnviz.mobjects.pattern_grid import pattern_grid
from tests.drawing import circles, said

PAGE = Page.of_pixels(1280, 720)
NAMES = "the old wooden ship crossed a calm grey sea at dawn again".split()


def built(n):
    weights = np.random.default_rng(n).dirichlet(np.ones(n), n) * np.tri(n)
    pattern = np.float32(weights / weights.sum(axis=1, keepdims=True))
    plan = plan_grid([NAMES[i % len(NAMES)] for i in range(n)], PAGE).in_the_middle(PAGE)
    return pattern, plan, pattern_grid(pattern, np.tri(n, dtype=bool), plan, DARK)


@pytest.mark.parametrize("n", [1, 5, 12, 20, 48])
def test_every_weight_that_prints_is_a_bright_dot_of_its_area(n):
    pattern, plan, grid = built(n)
    found = {}
    for x, y, area, _, opacity in circles(leaves(grid.everything())):
        cell = int((x - plan.left) / plan.cell_width), int((plan.top - y) / plan.cell_height)
        found[cell] = area
        assert opacity == 1
    printed = np.vectorize(numerals.weight)(pattern) != "0.00"
    assert set(found) == set(zip(*np.nonzero(printed), strict=True))
    for cell, area in found.items():
        assert area == pytest.approx(np.pi * plan.dot_radius**2 * pattern[cell], rel=1e-3)


def test_words_stand_on_both_axes_in_the_colours_of_their_roles():
    _, plan, grid = built(8)
    for inks, color in ((grid.tops, DARK.query), (grid.sides, DARK.key)):
        assert [ink.text for ink in inks] == list(plan.labels)
        assert {ink.get_color().to_hex() for ink in inks} == {color}
    assert {"query", "key"} <= set(said(leaves(grid.everything())))


def test_very_many_words_are_one_picture_and_no_dots():
    pattern, _, grid = built(60)
    (cells,) = [ink for ink in leaves(grid.everything()) if isinstance(ink, Raster)]
    assert cells.pixels.shape[:2] == pattern.shape
    assert not circles(leaves(grid.everything()))
