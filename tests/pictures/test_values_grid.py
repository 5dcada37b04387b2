"""A grid whose parts have names: they move from one picture to the next, and nothing is doubled."""

import numpy as np
import pytest

from attnviz.ink.ink import CIRCLE, Ink
from attnviz.ink.text import label
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK, DIM
from attnviz.mobjects.grid_plan import plan_grid
from attnviz.pictures.values_grid import rearrange, split_grid, times_signs, weight_labels
from attnviz.pictures.values_plan import plan_stages
from attnviz.pictures.values_rows import Row
from tests.core_traces import default_trace
from tests.drawing import area, said

PAGE = Page.of_pixels(1280, 720)
FOCUS = 3


@pytest.fixture(scope="module")
def pictures():
    """Return the head, and of each stage its plan and its picture."""
    head = default_trace().head(13, 1)
    grid = plan_grid(head.labels, PAGE, rows_below=0.9)
    rows = [Row((i,), grid.labels[i], i if i <= FOCUS else None) for i in range(8)]
    found = plan_stages(grid, rows, head.pattern[FOCUS, : FOCUS + 1].tolist(), FOCUS, PAGE)
    plans = found.closed, found.beside, found.opened
    return head, [(plan, split_grid(plan, grid, head.pattern, DARK)) for plan in plans]


def test_dots_have_the_area_of_their_weights_at_every_stage(pictures):
    head, stages = pictures
    for plan, picture in stages:
        dots = {name: ink for name, ink in picture.items() if name[0] == "dot"}
        printed = [
            (q, k) for q in range(8) for k in range(8)
            if float(numerals.weight(float(head.pattern[q, k]))) > 0
        ]  # fmt: skip
        assert {name[1:] for name in dots} == {*printed}
        for (_, query, key), dot in dots.items():
            unit = plan.own if query == FOCUS else plan.unit
            expected = np.pi * unit**2 * head.pattern[query, key]
            assert area(dot.points) == pytest.approx(expected, rel=1e-3)
            assert dot.opacity == (1.0 if query == FOCUS else DIM)
        assert plan.own == plan.unit  # one scale


def test_every_stage_says_the_words_twice(pictures):
    head, stages = pictures
    for _, picture in stages:
        assert sorted(said([*picture.values()])) == sorted([*head.labels, *head.labels])


def test_what_stays_is_the_same_ink_and_arrives_where_the_next_picture_has_it(pictures):
    _, ((_, before), (_, after), _) = pictures
    moves, come, stays = rearrange(before, after)
    assert not come
    assert stays.keys() == after.keys() == before.keys()
    for move in moves:
        move.begin()
        move.interpolate(1.0)
    for name, ink in stays.items():
        assert ink is before[name]
        assert ink.place == pytest.approx(after[name].place)


def test_what_says_something_else_comes_and_what_is_missing_goes():
    old = {"a": label("x", DARK.text, 0.3, (0, 0)), "b": Ink(CIRCLE, DARK.text)}
    new = {"a": label("y", DARK.text, 0.3, (1, 0)), "c": Ink(CIRCLE, DARK.text)}
    moves, come, stays = rearrange(old, new)
    assert come == [new["a"], new["c"]]
    assert stays == new
    (gone,) = moves
    assert gone.remover
    assert {*map(id, gone.leaves)} == {*map(id, old.values())}


def test_weights_and_signs_stand_in_the_rows_that_are_looked_at(pictures):
    head, (*_, (plan, _)) = pictures
    weights = head.pattern[FOCUS, : FOCUS + 1]
    written = weight_labels(plan, weights, DARK)
    assert said([*written.values()]) == [numerals.weight(float(w)) for w in weights]
    assert len(times_signs(plan, DARK)) == FOCUS + 1
