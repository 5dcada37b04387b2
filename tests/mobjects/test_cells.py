"""Cells: a grid as one picture, weights on a ramp, scores in the colour of their sign."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.ink.tween import leaves
from attnviz.look.colors import rgb
from attnviz.look.contrast import contrast
from attnviz.look.page import Page
from attnviz.look.style import DARK, THEMES
from attnviz.mobjects.cells import (
    Cells,
    cell_bands,
    lowest_color,
    ramp_scale,
    score_cells,
    score_scale,
)
from attnviz.mobjects.grid_plan import DOTS_AT_MOST, plan_grid
from tests.drawing import said
from tests.mobjects.test_grid import softmaxed

PAGE = Page.of_pixels(1280, 720)
INK = DARK.text
seeds = st.integers(0, 2**32 - 1)


def planned(n, page=PAGE):
    return plan_grid(["word"] * n, page)


@given(st.integers(2, 30), seeds)
@settings(max_examples=15)
def test_heavier_cells_are_brighter(n, seed):
    plan, pattern = planned(n), softmaxed(n, seed)
    shown = Cells(pattern, plan, DARK.hair, DARK.text, np.tri(n, dtype=bool))
    seen = np.tri(n, dtype=bool)
    brightness = shown.pixels[..., :3].astype(int).transpose(1, 0, 2)[seen]
    assert (np.diff(brightness[np.argsort(pattern[seen])], axis=0) >= 0).all()
    assert (shown.pixels[..., 3] == np.where(seen.T, 255, 0)).all()
    assert not shown.pixels[~seen.T].any()


def test_the_ramp_goes_by_the_square_root_from_hair_to_text():
    weights = np.float32([[0, 0.25], [1, 0]])
    shown = Cells(weights, planned(2), DARK.hair, DARK.text, np.ones((2, 2), bool))
    low, high = rgb(DARK.hair) * 255, rgb(DARK.text) * 255
    assert shown.pixels[0, 0, :3] == pytest.approx(low, abs=0.51)
    assert shown.pixels[1, 0, :3] == pytest.approx((low + high) / 2, abs=0.51)
    assert shown.pixels[0, 1, :3] == pytest.approx(high, abs=0.51)


def test_cells_fill_the_grid():
    plan = planned(60)
    shown = Cells(softmaxed(60), plan, DARK.hair, INK, np.ones((60, 60), bool))
    assert shown.box() == pytest.approx((plan.left, plan.bottom, plan.right, plan.top))


def test_the_scale_of_cells_says_what_brightness_means():
    plan = planned(60)
    scale = ramp_scale(plan, PAGE, DARK)
    assert said(scale) == ["0.00", "0.50", "1.00", "weight, square-root ramp"]
    steps = [ink for ink in leaves(scale) if ink.text is None]
    brightness = [ink.rgba[:3].sum() for ink in steps]
    assert brightness == sorted(brightness)
    assert steps[0].rgba[:3] == pytest.approx(rgb(DARK.hair), abs=0.1)
    assert steps[-1].rgba[:3] == pytest.approx(rgb(DARK.text), abs=0.02)
    boxes = np.array([ink.box() for ink in leaves(scale)])
    assert boxes[:, 0].min() > plan.right
    assert boxes[:, 2].max() <= PAGE.right + 1e-6


def test_a_page_without_room_beside_the_grid_has_no_scale():
    page = Page.of_pixels(720, 1280)
    assert len(ramp_scale(planned(60, page), page, DARK)) == 0


def test_bands_show_what_cells_show():
    n = DOTS_AT_MOST + 12
    weights = np.random.default_rng(3).dirichlet(np.ones(n), n).astype(np.float32)
    plan, seen = plan_grid(["w"] * n, PAGE), np.tri(n, dtype=bool)
    bands = cell_bands(weights, plan, DARK.hair, DARK.text, seen)
    assert 2 <= len(bands) <= DOTS_AT_MOST
    whole = Cells(weights, plan, DARK.hair, DARK.text, seen)
    assert (np.concatenate([band.pixels for band in bands], axis=1) == whole.pixels).all()
    lefts = [band.place[0] for band in bands]
    assert lefts == sorted(lefts)
    assert bands[0].box()[0] == pytest.approx(plan.left)
    assert bands[-1].box()[2] == pytest.approx(plan.right)


# Scores


def colors(scores):
    """Return the colour of every cell, (key, query, 3)."""
    bands = score_cells(np.float32(scores), planned(len(scores)), DARK)
    return np.concatenate([band.pixels for band in bands], axis=1)[..., :3].astype(float)


def test_scores_have_the_colour_of_their_sign_on_a_square_root_ramp():
    found = colors([[4.0, 0.0], [-4.0, 1.0]])  # (query, key)
    low, plus, minus = (rgb(color) * 255 for color in (DARK.hair, DARK.plus, lowest_color(DARK)))
    assert found[0, 0] == pytest.approx(plus, abs=0.51)
    assert found[1, 0] == pytest.approx(low, abs=0.51)
    assert found[0, 1] == pytest.approx(minus, abs=0.51)
    assert found[1, 1] == pytest.approx((low + plus) / 2, abs=0.51)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_the_lowest_score_asks_for_less_than_the_highest(theme):
    lowest, highest = (contrast(c, theme.ground) for c in (lowest_color(theme), theme.plus))
    assert lowest < 0.5 * highest


@given(st.integers(50, 70), seeds)
@settings(max_examples=10)
def test_of_two_scores_of_a_sign_the_one_farther_from_zero_has_more_of_its_colour(n, seed):
    scores = np.random.default_rng(seed).normal(0, 4, (n, n)).astype(np.float32)
    found, low = colors(scores).transpose(1, 0, 2), rgb(DARK.hair) * 255
    for side in (scores > 0, scores < 0):
        distance = np.linalg.norm(found[side] - low, axis=1)
        assert (np.diff(distance[np.argsort(np.abs(scores[side]))]) > -1.5).all()  # as rounded


def test_scores_that_are_all_zero_have_no_colour():
    assert (colors(np.zeros((3, 3))) == np.round(rgb(DARK.hair) * 255)).all()


def test_the_scale_of_scores_goes_from_below_zero_to_above():
    scale = score_scale(12.345, planned(60), PAGE, DARK)
    assert said(scale) == ["−12.35", "0.00", "+12.35", "score, square-root ramp"]
    steps = [ink for ink in leaves(scale) if ink.text is None]
    assert steps[0].rgba[:3] == pytest.approx(rgb(lowest_color(DARK)), abs=0.02)
    assert steps[-1].rgba[:3] == pytest.approx(rgb(DARK.plus), abs=0.02)
    page = Page.of_pixels(720, 1280)
    assert len(score_scale(1.0, planned(60, page), page, DARK)) == 0
