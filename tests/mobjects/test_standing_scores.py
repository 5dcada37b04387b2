"""The grid of scores in the middle of the page: planned for the words, drawn from the arrays."""

import numpy as np
import pytest

from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK, DIM
from attnviz.mobjects.standing_scores import head_room, plan_scores, standing_scores
from tests.geometry import bounds

PAGES = {"wide": Page.of_pixels(1280, 720), "tall": Page.of_pixels(720, 1280)}
NAMES = "the old wooden ship crossed a calm grey sea at dawn again".split()


def standing(n, page=PAGES["wide"], focus=0):
    names = [NAMES[i % len(NAMES)] for i in range(n)]
    plan = plan_scores(names, page, list(range(n)), list(range(n)))
    scores = np.random.default_rng(2).normal(0, 2, (n, n)).astype(np.float32)
    return standing_scores(scores, 0.125, plan, focus, page, DARK), scores


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("n", [1, 2, 8, 14, 30, 48, 60])
def test_it_stands_in_the_middle_with_its_scale(n, page):
    grid, _ = standing(n, page)
    box = bounds(grid.everything())
    room = page.content if grid.plan.caption_below else page.content_without_caption
    off = np.abs(np.subtract(box.center, room.center)) / (room.width, room.height)
    assert off.max() <= 0.12
    assert box.left >= page.left - 0.05
    assert box.right <= page.right + 0.05


@pytest.mark.parametrize("n", [2, 8, 14, 16])
def test_it_leaves_room_for_heads(n):
    grid, _ = standing(n)
    page, (beside, above) = PAGES["wide"], head_room(n)
    room = page.content if grid.plan.caption_below else page.content_without_caption
    assert beside > 0
    assert grid.plan.extent.width + beside <= room.width + 1e-6
    assert grid.plan.extent.height + above <= room.height + 1e-6


def test_numbers_are_the_scores_and_none_is_left_out():
    grid, scores = standing(8)
    written = [ink.text for column in grid.scores.numbers for ink in column]
    assert written == [numerals.signed(float(v)) for v in scores.ravel()]


@pytest.mark.parametrize("focus", [0, 5])
def test_only_the_followed_column_stays_in_focus(focus):
    grid, _ = standing(8, focus=focus)
    grid.step_back(focus, DARK)
    for i, top in enumerate(grid.tops):
        assert top.get_color().to_hex() == (DARK.query if i == focus else DARK.mute)
        discs = {ink.opacity for ink in grid.scores.discs[i]}
        assert discs <= ({1.0} if i == focus else {DIM})
    left, _, right, _ = grid.frame.box()
    assert (left + right) / 2 == pytest.approx(grid.plan.center(0, focus)[0])


def test_very_many_are_a_picture_with_a_scale():
    grid, _ = standing(60)
    assert grid.scores is None
    assert grid.picture
    assert len(grid.ramp)
