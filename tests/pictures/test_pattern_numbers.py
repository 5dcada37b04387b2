"""Numbers in a grid's cells: what they say at each step, and that they stay in their cells."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.grid import dot_columns, dotted_keys
from attnviz.mobjects.grid_plan import plan_grid
from attnviz.mobjects.score_cells import quiet_minus
from attnviz.pictures.pattern_numbers import GridNumbers
from tests.drawing import texts
from tests.scenes.screen import in_grid

PAGE = Page.of_pixels(1280, 720)
NAMES = "the old wooden ship crossed a calm grey sea at dawn again".split()


def built(n, seed):
    random = np.random.default_rng(seed)
    scores = np.float32(random.normal(0, 4, (n, n)))
    seen = np.tri(n, dtype=bool)
    weights = np.where(seen, np.exp(scores), 0)
    pattern = np.float32(weights / weights.sum(axis=1, keepdims=True))
    plan = plan_grid(NAMES[:n], PAGE)
    return scores, pattern, seen, plan, GridNumbers(scores * 8, plan, 0.2, DARK)


def written(numbers):
    return in_grid(numbers.plan, texts([ink for ink in numbers.everything() if len(ink.outline)]))


def expected(values, where, write):
    return {(k, q): write(float(values[q, k])) for q, k in zip(*np.nonzero(where), strict=True)}


@given(st.integers(1, 10), st.integers(0, 999))
@settings(max_examples=12)
def test_products_scores_the_mask_and_shares_are_the_arrays_through_the_one_format(n, seed):
    scores, pattern, seen, _, numbers = built(n, seed)
    every = np.ones((n, n), bool)
    closed = np.where(seen, scores, -np.inf)
    assert written(numbers) == expected(scores * 8, every, numerals.signed)
    for values in (scores, closed):
        for query in range(n):
            numbers.score(query, values[query])
        assert written(numbers) == expected(values, every, numerals.signed)
    for query in range(n):
        numbers.share(query, pattern[query], seen[query])
    assert written(numbers) == expected(pattern, seen, numerals.weight)


def test_numbers_below_zero_are_pink_and_those_that_the_mask_hides_are_quiet():
    _, _, _, _, numbers = built(3, 0)
    numbers.score(1, np.float32([2.0, -2.0, -np.inf]))
    colors = [ink.get_color().to_hex() for ink in numbers.columns[1]]
    assert colors == [DARK.text, quiet_minus(DARK), DARK.fade]
    numbers.share(1, np.float32([0.98, 0.02, 0.0]), np.array([True, True, False]))
    assert [ink.get_color().to_hex() for ink in numbers.column(1, [1, 1, 0])] == [DARK.text] * 2


def test_a_number_is_written_in_its_own_cell_again_wherever_it_has_been():
    _, pattern, seen, plan, numbers = built(4, 1)
    inks = numbers.column(3, seen[3])
    for ink in inks:
        ink.place[:] = 9, 9, 2, 2, 0
        ink.rgba[3] = 0
    numbers.share(3, pattern[3], seen[3])
    for key, ink in enumerate(inks):
        assert ink.place[2:].tolist() == [0.2, 0.2, 0]
        left, _, right, _ = ink.box()
        assert (left + right) / 2 == pytest.approx(plan.center(key, 3)[0], abs=0.02)
        assert ink.opacity == 1


@pytest.mark.parametrize("seed", range(3))
def test_every_number_shrinks_into_the_middle_of_its_dot_or_of_its_cell(seed):
    _, pattern, seen, plan, numbers = built(6, seed)
    for query in range(6):
        numbers.share(query, pattern[query], seen[query])
    dots = dot_columns(pattern, plan, DARK.text)
    turns = numbers.turn_into_dots(pattern, dots)
    going = [ink for turn in turns if turn.remover for ink in turn.leaves]
    assert {id(ink) for ink in going} == {
        id(ink) for ink in numbers.everything() if len(ink.outline)
    }
    (coming,) = [turn for turn in turns if turn.introducer]
    assert coming.leaves == leaves(dots)
    for turn in turns:
        if turn.leaves:
            turn.begin()
            turn.interpolate(1)
    for query, column in enumerate(numbers.columns):
        for key in dotted_keys(pattern[query]):
            left, bottom, right, top = column[key].box()
            assert right - left < 0.01
            middle = (left + right) / 2, (bottom + top) / 2
            assert middle == pytest.approx(plan.center(key, query), abs=0.01)
