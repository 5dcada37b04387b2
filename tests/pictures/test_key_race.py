"""The race: lines are running sums, ends are the products, names follow and keep apart."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.ink.text import text_boxes
from attnviz.look.page import Box
from attnviz.look.style import DARK, M
from attnviz.pictures.key_race import axes, axis_room, race, round_steps, tick_texts
from tests.drawing import texts

BOX = Box(-5.0, -2.0, 2.0, 2.0)
drawn = st.tuples(st.integers(1, 7), st.integers(2, 70), st.integers(0, 2**32 - 1))


def made(m, length, seed, unnamed=0):
    rng = np.random.default_rng(seed)
    query, keys = rng.normal(size=length), rng.normal(size=(m, length))
    sums = np.pad(np.cumsum(keys * query, axis=1), ((0, 0), (1, 0)))
    names = [None] * unnamed + [f"word{i}" for i in range(m - unnamed)]
    return query, keys, race(sums, names, [DARK.key] * m, [1.6] * m, BOX, M, DARK.key)


def value_at(scale, y):
    return scale.low + (y - scale.box.bottom) / scale.box.height * (scale.high - scale.low)


@given(drawn)
@settings(max_examples=30)
def test_lines_end_at_the_dot_products(how):
    query, keys, picture = made(*how)
    picture.show(len(query))
    for dot, goal, key in zip(picture.ends, picture.goals, keys, strict=True):
        assert dot.place[0] == pytest.approx(BOX.right)
        assert value_at(picture.scale, dot.place[1]) == pytest.approx(key @ query, abs=1e-9)
        assert tuple(dot.place[:2]) == pytest.approx(goal)


@given(drawn, st.floats(0, 1))
@settings(max_examples=30)
def test_a_line_stands_at_the_sum_of_the_products_so_far(how, share):
    query, keys, picture = made(*how)
    term = share * len(query)
    whole = int(term)
    picture.show(term)
    for dot, key in zip(picture.ends, keys, strict=True):
        products = key * query
        part = products[whole] * (term - whole) if whole < len(query) else 0.0
        value = value_at(picture.scale, dot.place[1])
        assert value == pytest.approx(products[:whole].sum() + part, abs=1e-9)


@given(drawn, st.floats(0.01, 1))
@settings(max_examples=20)
def test_what_is_drawn_of_a_line_reaches_from_zero_to_its_end_without_gaps(how, share):
    query, _, picture = made(*how)
    picture.show(share * len(query))
    for which, dot in enumerate(picture.ends):
        inks = [ink for ink in picture.lines(which)[:-1] if ink.opacity > 0]
        parts = sorted((ink.points[0, 0], ink.points[-1, 0]) for ink in inks)
        assert parts[0][0] == pytest.approx(BOX.left)
        assert parts[-1][1] == pytest.approx(dot.place[0])
        assert all(one[1] >= other[0] - 1e-9 for one, other in pairwise(parts))
        assert tuple(inks[-1].points[-1, :2]) == pytest.approx(tuple(dot.place[:2]))


@given(drawn, st.floats(0, 1))
@settings(max_examples=30)
def test_names_follow_in_the_order_of_the_sums_and_never_touch(how, share):
    query, _, picture = made(*how)
    picture.show(share * len(query))
    heights = [dot.place[1] for dot in picture.ends]
    order = np.argsort(heights, kind="stable")
    bases = np.array([name.place[1] for name in picture.names])
    assert (np.diff(bases[order]) >= 1.1 * M - 1e-9).all()
    boxes = [text_boxes(name)[0][1] for name in picture.names]
    for i in range(len(boxes) - 1):
        lower, upper = boxes[order[i]], boxes[order[i + 1]]
        assert lower[:, 1].max() < upper[:, 1].min() + 0.02
    assert all(
        name.place[0] > dot.place[0] for name, dot in zip(picture.names, picture.ends, strict=True)
    )


def test_lines_without_a_name_lie_below_and_have_no_dot():
    _, _, picture = made(5, 64, 3, unnamed=3)
    assert len(picture.names) == len(picture.ends) == 2
    assert {id(ink) for ink in picture.thin} == {
        id(ink) for ink in picture.everything()[: len(picture.thin)]
    }


@given(st.floats(-500, 0), st.floats(0, 500))
def test_the_scale_has_a_few_round_numbers_and_zero(low, high):
    if high - low < 1e-3:
        return
    steps = round_steps(low, high)
    assert 0.0 in steps
    assert 1 <= len(steps) <= 5
    assert all(low - 1e-9 <= step <= high + 1e-9 for step in steps)


def test_the_scale_is_written_where_its_numbers_stand():
    query, _, picture = made(3, 64, 1)
    written = texts(axes(picture.scale, DARK))
    for value, text in tick_texts(picture.scale.low, picture.scale.high):
        heights = [y for said, (x, y) in written if said == text and x < BOX.left]
        assert heights == pytest.approx([picture.scale.y(value)], abs=0.03)
    below = {text: x for text, (x, y) in written if y < BOX.bottom}
    assert set(below) == {"16", "32", "48", "64"}
    assert below["32"] == pytest.approx(picture.scale.x(32), abs=0.02)
    assert len(query) == 64
    room = axis_room(picture.scale.low, picture.scale.high)
    assert min(x for _, (x, _) in written) > BOX.left - room[0]
