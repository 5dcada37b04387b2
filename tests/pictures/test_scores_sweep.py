"""One line divides what it passes: before it stand products, behind it scores, and discs stay."""

import numpy as np
import pytest

from attnviz.ink.text import label
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK, DIM
from attnviz.mobjects.score_cells import ScoreCells, plan_score_cells
from attnviz.mobjects.standing_scores import plan_scores
from attnviz.pictures.scores_sweep import (
    DivisionSweep,
    brightens,
    divided_by,
    divides,
    ticks_divided,
)
from tests.drawing import area, said
from tests.geometry import bounds

PAGE = Page.of_pixels(1280, 720)
NAMES = "the old wooden ship crossed a calm grey sea at dawn again".split()
SCALE = 0.125


def made(n):
    names = [NAMES[i % len(NAMES)] for i in range(n)]
    plan = plan_scores(names, PAGE, list(range(n)), list(range(n)))
    products = np.random.default_rng(1).normal(0, 12, (n, n)).astype(np.float32)
    cells = plan_score_cells(SCALE * products, products, plan)
    return plan, ScoreCells(products, plan, cells, DARK)


def go(sweep, tween, share):
    tween.begin()
    tween.interpolate_mobject(share)


@pytest.mark.parametrize(
    ("scale", "width", "says"),
    [(0.125, 64, "÷ √64 = 8"), (80**-0.5, 80, "÷ √80 = 8.94"), (0.1, 64, "÷ 10.00")],
)
def test_the_tab_says_what_is_divided_by_and_what_that_is(scale, width, says):
    assert divided_by(scale, width) == says


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_before_the_line_stand_products_and_behind_it_scores(share):
    plan, scores = made(8)
    sweep = DivisionSweep("÷ √64 = 8", plan, PAGE, DARK)
    tween = sweep.go([divides(scores, SCALE), brightens(scores)], scores.everything(), 1.0)
    go(sweep, tween, share)
    x = sweep.rule.box()[0]
    for query in range(8):
        left = plan.left + query * plan.cell_width
        texts = [ink.text for ink in scores.numbers[query]]
        if x <= left:
            assert texts == [numerals.signed(float(v)) for v in scores.values[query]]
            assert {ink.opacity for ink in leaves(scores.discs[query])} <= {DIM}
        elif x >= left + plan.cell_width:
            assert texts == [numerals.signed(float(v) * SCALE) for v in scores.values[query]]
            assert {ink.opacity for ink in leaves(scores.discs[query])} <= {1.0}


def test_numbers_keep_their_places_and_discs_their_size():
    plan, scores = made(8)
    ends = [ink.box()[2] for ink in leaves(scores.numbers)]
    sizes = [area(ink.points) for ink in leaves(scores.discs)]
    sweep = DivisionSweep("÷ √64 = 8", plan, PAGE, DARK)
    go(sweep, sweep.go([divides(scores, SCALE)], scores.everything(), 1.0), 1.0)
    assert [ink.box()[2] for ink in leaves(scores.numbers)] == pytest.approx(ends, abs=0.02)
    assert [area(ink.points) for ink in leaves(scores.discs)] == pytest.approx(sizes)


@pytest.mark.parametrize("n", [1, 2, 8, 14, 48])
def test_the_tab_stands_over_the_labels_and_stays_on_the_page(n):
    plan, _ = made(n)
    sweep = DivisionSweep("÷ √64 = 8", plan, PAGE, DARK)
    for x in (plan.left, (plan.left + plan.right) / 2, plan.right):
        sweep.stand(x)
        box = bounds(sweep.tab)
        assert box.bottom >= plan.extent.top
        assert PAGE.left - 1e-6 <= box.left <= box.right <= PAGE.right + 1e-6
        assert box.top < PAGE.title


def test_the_ends_of_a_scale_go_with_the_line():
    ticks = [label(numerals.signed(v), DARK.mute, 0.2, (0, 0), "left", "sans") for v in (-16, 16)]
    show = ticks_divided(ticks, 16.0, SCALE, 4)
    for column in range(4):
        show(column, 1.0)
    assert said(ticks) == ["−2.00", "+2.00"]
