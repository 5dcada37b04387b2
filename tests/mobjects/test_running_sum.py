"""A running sum: what is written and what is left out add up to the number that appears."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.look import numerals
from attnviz.look.page import Box
from attnviz.look.style import DARK
from attnviz.mobjects.running_sum import plan_sum, running_sum, sum_path
from tests.drawing import said

FACTORS = (2.5, 2.5)


def written(length, bias=0.0, seed=0, width=13.0, lines=1):
    rng = np.random.default_rng(seed)
    weights, inputs = rng.normal(size=length) / 4, rng.normal(size=length) / 4
    plan = plan_sum(FACTORS, 3.0, min(length, 6), -width / 2, width, lines)
    made = running_sum(weights, inputs, bias, plan, 0.0, lambda _: DARK.plus, DARK.query, DARK)
    return weights, inputs, plan, made


@given(st.integers(2, 600), st.floats(-2, 2), st.integers(0, 9))
def test_terms_and_the_rest_add_up(length, bias, seed):
    weights, inputs, plan, made = written(length, bias, seed)
    total = float(weights @ inputs) + bias
    assert made.running[0] == 0
    assert made.running[-1] == pytest.approx(total)
    shown = [*range(plan.terms - 1), length - 1] if length > plan.terms else range(length)
    assert [t.weight.text for t in made.terms] == [numerals.signed(weights[i]) for i in shown]
    assert [t.entry.text for t in made.terms] == [numerals.signed(inputs[i]) for i in shown]
    note = [text for text in said(made.rest) if ":" in text]
    left_out = set(range(length)) - set(shown)
    rest = math.fsum([bias, *(weights[i] * inputs[i] for i in left_out)])
    if note:
        count, _, amount = note[0].rpartition(": ")
        assert amount == numerals.signed(rest)
        left = re.match(r"[\d,]+", count)
        assert (int(left[0]) if left else 0) == length - len(shown)
        assert ("bias" in count) == (bias != 0)
    else:
        assert rest == pytest.approx(0, abs=1e-9)
    made.show(length)
    assert made.total.text == numerals.signed(total)


def test_the_number_runs_through_every_partial_sum():
    weights, inputs, _, made = written(40)
    for count in (0, 1, 7, 39, 40):
        made.show(count)
        assert made.total.text == numerals.signed(float(weights[:count] @ inputs[:count]))


def test_a_narrow_room_breaks_the_line_and_stays_inside():
    _, _, plan, made = written(576, width=6.0, lines=3)
    assert plan.height > 0
    made.show(576)
    boxes = [ink.box() for part in made.everything() for ink in part.family_members_with_points()]
    assert max(box[2] for box in boxes) <= 3.0 + 0.05
    assert min(box[0] for box in boxes) >= -3.0 - 0.05


def test_the_path_rises_and_falls_with_the_sum():
    running = np.array([0.0, 1.0, -1.0, 3.0])
    path = sum_path(running, Box(0, 0, 3, 2), DARK.query, DARK)
    places = []
    for count in range(4):
        path.show(count)
        places.append(tuple(path.end.place[:2]))
    ys = np.array([y for _, y in places])
    unit = ys[1] - ys[0]
    assert unit > 0
    assert np.allclose((ys - ys[0]) / unit, running)
    assert np.allclose(np.diff([x for x, _ in places]), np.diff([x for x, _ in places])[0])
    assert np.allclose(path.trail.points[-1, :2], places[-1])
