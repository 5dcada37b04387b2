"""The whole pattern, as it stands with nothing in focus."""

import numpy as np
import pytest

from attnviz.ink.raster import Raster
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.grid_plan import plan_grid
from attnviz.mobjects.pattern_grid import PatternGrid
from tests.drawing import circles, said

PAGE = Page.of_pixels(1280, 720)
NAMES = "the old wooden ship crossed a calm grey sea at dawn again".split()


def built(n):
    weights = np.random.default_rng(n).dirichlet(np.ones(n), n) * np.tri(n)
    pattern = np.float32(weights / weights.sum(axis=1, keepdims=True))
    plan = plan_grid([NAMES[i % len(NAMES)] for i in range(n)], PAGE).in_the_middle(PAGE)
    return pattern, plan, PatternGrid(pattern, np.tri(n, dtype=bool), plan, PAGE, DARK)


@pytest.mark.parametrize("n", [1, 5, 12, 20, 48])
def test_every_weight_that_prints_is_a_bright_dot_of_its_area(n):
    pattern, plan, grid = built(n)
    found = {}
    for x, y, area, _, opacity in circles(grid.inks):
        cell = int((x - plan.left) / plan.cell_width), int((plan.top - y) / plan.cell_height)
        found[cell] = area
        assert opacity == 1
    printed = np.vectorize(numerals.weight)(pattern) != "0.00"
    assert set(found) == set(zip(*np.nonzero(printed), strict=True))
    for cell, area in found.items():
        assert area == pytest.approx(np.pi * plan.dot_radius**2 * pattern[cell], rel=1e-3)


def test_words_stand_on_both_axes_in_the_colours_of_their_roles():
    _, plan, grid = built(8)
    for inks, color in ((grid.tops, DARK.query), (grid.rows, DARK.key)):
        assert [ink.text for ink in inks] == list(plan.labels)
        assert {ink.get_color().to_hex() for ink in inks} == {color}
    assert {"query", "key"} <= set(said(grid.inks))


def test_very_many_words_are_a_picture_with_its_scale():
    _, plan, grid = built(60)
    bands = [ink for ink in grid.inks if isinstance(ink, Raster)]
    assert sum(band.pixels.shape[1] for band in bands) == 60
    assert not circles(grid.inks)
    assert {"0.00", "0.50", "1.00"} <= set(said([grid.scale]))
    assert grid.scale[0].box()[0] > plan.right
