"""Strips: exact numbers, weighed from left to right, fallen into their sum."""

import numpy as np
import pytest

from attnviz.look.page import Box, Page
from attnviz.look.style import DARK
from attnviz.mobjects.sentence_plan import plan_columns
from attnviz.mobjects.update_columns import updates_at_rest
from attnviz.pictures.values import (
    Falling,
    Strips,
    Turning,
    Weighing,
    full_colour,
    going_along,
    lane,
    matrix_chip,
)
from tests.drawing import said
from tests.geometry import bounds, lies_in

RNG = np.random.default_rng(3)
VECTORS = RNG.normal(size=(3, 64)).astype(np.float32)
WEIGHTS = np.array([0.5, 0.2, 0.3], np.float32)
BOXES = [Box(0, 1 - i - 0.3, 3, 1 - i) for i in range(3)]


def strips(vectors=VECTORS, scale=10.0):
    return Strips(vectors, BOXES[: len(vectors)], scale, DARK)


def at(tween, share):
    tween.begin()
    tween.interpolate(share)
    return tween


def test_a_strip_shows_every_number_on_one_scale():
    for raster, vector in zip(strips().rasters, VECTORS, strict=True):
        assert raster.values[0] == pytest.approx(vector / 10)


def test_the_rule_has_weighed_what_is_behind_it():
    shown = strips()
    weighing = at(Weighing(shown, BOXES, WEIGHTS, DARK, 1.0), 0.5)
    weighted = WEIGHTS[:, None] * VECTORS
    assert shown.vectors[:, :32] == pytest.approx(weighted[:, :32])
    assert shown.vectors[:, 32:] == pytest.approx(VECTORS[:, 32:])
    assert weighing.rule.place[0] == pytest.approx(1.5)
    at(Weighing(strips(), BOXES, WEIGHTS, DARK, 1.0), 1.0)


def test_in_the_end_all_are_weighed():
    shown = strips()
    at(Weighing(shown, BOXES, WEIGHTS, DARK, 1.0), 1.0)
    assert shown.vectors == pytest.approx(WEIGHTS[:, None] * VECTORS)


def test_the_lowest_falls_first_and_the_sum_is_what_has_arrived():
    shown, goal = strips(), Box(0, -4.3, 3, -4)
    total = Strips(np.full((1, 64), np.nan), [goal], 10.0, DARK)
    falling = Falling(shown, total)
    falling.begin()
    landed = []
    for share in np.linspace(0, 1, 60):
        falling.interpolate(share)
        tops = [raster.place[1] for raster in shown.rasters]
        assert tops == sorted(tops, reverse=True)  # none overtakes one below it
        left = [raster.opacity for raster in shown.rasters]
        count = 3 - sum(opacity > 0 for opacity in left)
        landed.append(count)
        if count:
            expected = VECTORS[3 - count :].sum(axis=0)
            assert total.vectors[0] == pytest.approx(expected, abs=1e-5)
        else:
            assert np.isnan(total.rasters[0].values).all()
    assert landed == sorted(landed)
    assert {*landed} == {0, 1, 2, 3}


def test_a_strip_turns_upright_with_its_first_number_on_top():
    (raster,) = strips(VECTORS[:1]).rasters
    room = Box(5, 0, 5.3, 2)
    turning = at(Turning(raster, room, 1.0), 0.0)
    assert bounds([raster]) == BOXES[0]
    for share in (0.3, 0.5, 0.8):
        turning.interpolate(share)
        around = bounds([raster])
        assert around.left > -0.5
        assert around.bottom > -1.1  # it sweeps over little
    turning.interpolate(1.0)
    found = bounds([raster])
    for side in ("left", "bottom", "right", "top"):
        assert getattr(found, side) == pytest.approx(getattr(room, side))
    x, y = raster.place[:2]  # where its first number begins
    assert (x, y) == pytest.approx((room.right, room.top))


def test_one_number_in_ten_has_full_colour():
    full = full_colour(VECTORS)
    assert (np.abs(VECTORS) >= full).mean() == pytest.approx(0.1, abs=0.01)


def test_the_small_matrix_goes_between_words_and_columns():
    for n in (2, 8, 24):
        plan = plan_columns([f"w{i}" for i in range(n)], Page.of_pixels(1280, 720))
        room = lane(plan)
        assert plan.top < room.bottom < room.top < plan.label_base
        assert room.width < max(plan.pitch, 1.0)


def test_columns_drop_out_of_the_line_under_the_words_where_the_matrix_is():
    plan = plan_columns(["red", "white", "wine"], Page.of_pixels(1280, 720))
    rest = updates_at_rest(VECTORS, plan, DARK)
    ends = [bounds([column]) for column in rest.strips]
    matrix = matrix_chip("O", lane(plan).center, 0.3, DARK.output)
    start = bounds(matrix).center
    for tween in (tweens := going_along(matrix, rest, plan, 1)):
        tween.begin()
        tween.interpolate(0.2)
    begun = bounds([rest.strips[0]])
    assert begun.height < 0.9 * ends[0].height
    assert begun.top == pytest.approx(ends[0].top, abs=0.1)
    assert bounds([rest.strips[1]]) == ends[1]  # it stands already
    for tween in tweens:
        tween.interpolate(1.0)
    assert [bounds([column]) for column in rest.strips] == ends
    end = bounds(matrix).center
    assert end[0] - start[0] == pytest.approx(plan.centers[-1] - plan.centers[0])
    assert end[1] == pytest.approx(start[1])


def test_a_matrix_is_its_symbol_in_brackets():
    chip = matrix_chip("V", (1.0, 2.0), 0.5, DARK.value)
    assert said(chip) == ["W", "V"]
    assert lies_in(chip, Box(0.4, 1.6, 1.6, 2.4))
