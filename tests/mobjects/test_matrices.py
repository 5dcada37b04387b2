"""A written matrix shows the entries it says, where its plan puts them."""

import numpy as np
import pytest

from attnviz.look import numerals
from attnviz.look.colors import rgb
from attnviz.look.style import DARK, S
from attnviz.mobjects.matrices import (
    matrix,
    matrix_width,
    plan_matrix,
    row_frame,
    vector,
    weight_shade,
)
from tests.drawing import said, texts

RNG = np.random.default_rng(5)


@pytest.mark.parametrize(
    ("shape", "shown"), [((64, 576), (6, 6)), ((3, 4), (6, 6)), ((9, 1), (4, 1))]
)
def test_the_first_entries_and_the_last_are_written(shape, shown):
    values = RNG.normal(size=shape)
    plan = plan_matrix(values, *shown, S, -3.0, 1.0, 0.4)
    made = matrix(values, plan, lambda _: DARK.text, DARK.text, DARK.mute)
    rows = list(range(shape[0])) if shape[0] <= shown[0] else [*range(shown[0] - 1), shape[0] - 1]
    columns = (
        list(range(shape[1])) if shape[1] <= shown[1] else [*range(shown[1] - 1), shape[1] - 1]
    )
    assert (plan.rows, plan.columns) == (tuple(rows), tuple(columns))
    found = [[ink.text for ink in row] for row in made.entries]
    assert found == [[numerals.signed(float(values[i, j])) for j in columns] for i in rows]
    assert (plan.gap_x is None, plan.gap_y is None) == (
        shape[1] <= shown[1], shape[0] <= shown[0],
    )  # fmt: skip
    assert bool(len(made.dots)) == (plan.gap_x is not None or plan.gap_y is not None)


def test_numbers_stand_inside_the_brackets_and_the_width_is_what_was_said():
    values = RNG.normal(size=(64, 576)) * 30
    plan = plan_matrix(values, 6, 6, S, -3.0, 1.0, 0.4)
    made = matrix(values, plan, lambda _: DARK.text, DARK.text, DARK.mute)
    assert plan.box.width == pytest.approx(matrix_width(values, 6, 6, S))
    left, bottom, right, top = made.frame.box()
    for row in made.entries:
        for ink in row:
            box = ink.box()
            assert left < box[0] < box[2] < right
            assert bottom < box[1] < box[3] < top


def test_a_vector_is_a_column_in_its_colour():
    values = RNG.normal(size=64)
    made = vector(values, 6, S, 0.0, 0.0, 0.4, DARK.query)
    assert said(made.column) == [numerals.signed(float(values[i])) for i in (0, 1, 2, 3, 4, 63)]
    assert all(np.allclose(ink.rgba[:3], rgb(DARK.query)) for ink in made.column)


def test_a_weight_has_its_signs_colour_and_nothing_has_none():
    shade = weight_shade(0.4, DARK)
    assert (shade(0.4), shade(0.9), shade(-0.4)) == (DARK.plus, DARK.plus, DARK.minus)
    assert shade(0.001) == shade(-0.004) == DARK.fade
    blue = [int(shade(v)[5:], 16) for v in (0.02, 0.1, 0.2, 0.4)]
    assert blue == sorted(blue)


def test_a_frame_goes_round_its_row():
    values = RNG.normal(size=(64, 576))
    plan = plan_matrix(values, 6, 6, S, -3.0, 1.0, 0.4)
    made = matrix(values, plan, lambda _: DARK.text, DARK.text, DARK.mute)
    left, bottom, right, top = row_frame(plan, 2, DARK.query).box()
    inside = [t for t, (x, y) in texts([i for r in made.entries for i in r])
              if left < x < right and bottom < y < top]  # fmt: skip
    assert inside == [ink.text for ink in made.entries[2]]
