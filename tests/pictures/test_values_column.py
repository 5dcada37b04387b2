"""A column from closed to its sum: every number on the way is the head's."""

import numpy as np
import pytest

from attnviz.analysis.update_terms import update_terms
from attnviz.ink.text import label
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.grid_plan import plan_grid
from attnviz.pictures.values_column import OpeningColumn
from attnviz.pictures.values_plan import plan_stages
from attnviz.pictures.values_rows import plan_rows
from tests.core_traces import default_trace

PAGE = Page.of_pixels(1280, 720)
FOCUS = 3


@pytest.fixture
def opening():
    head = default_trace().head(13, 1)
    parts = update_terms(head, FOCUS, 8)
    grid = plan_grid(head.labels, PAGE, rows_below=0.9)
    rows = plan_rows(grid.labels, parts.keys, parts.rest, "", folded=False)
    stages = plan_stages(grid, rows, parts.weights.tolist(), FOCUS, PAGE)
    return head, stages, OpeningColumn(parts, head.pattern, stages, grid, DARK)


def done(tweens):
    for tween in tweens if isinstance(tweens, list) else [tweens]:
        tween.begin()
        tween.interpolate(1.0)


def test_values_become_weighted_values_and_these_their_sum(opening):
    head, stages, column = opening
    done(column.make_room()[0])
    done(column.make_values())
    seen = head.seen_values(FOCUS)[: FOCUS + 1]
    shown = [raster.values[0] for raster in column.values.rasters]
    assert shown == pytest.approx(np.clip(seen / column.scale, -1, 1))
    done(column.open({}))
    done(column.take_in())
    left, right = stages.opened.inside
    for raster in column.weighed.rasters:
        assert raster.place[0] == pytest.approx(left)
        assert raster.place[2] == pytest.approx(right - left)
    done(column.weigh())
    exact = head.pattern[FOCUS, : FOCUS + 1, None] * seen
    assert column.weighed.vectors == pytest.approx(exact)
    column.name_the_sum()
    done(column.add_up())
    mixed = (head.token_pattern @ head.token_values)[FOCUS]
    assert column.total.vectors[0] == pytest.approx(mixed, abs=1e-5)


def test_a_weight_comes_from_where_it_was_read(opening):
    head, stages, column = opening
    done(column.make_room()[0])
    text = numerals.weight(float(head.pattern[FOCUS, 2]))
    said = label(text, DARK.text, 0.3, (5.0, 1.0), "right", "sans")
    done(column.open({2: said}))
    assert column.picture["weight", 2] is said
    assert said.place[1] == pytest.approx(stages.opened.level(2) - 0.33 * stages.opened.number)
    assert said.box()[2] <= stages.opened.times


def test_all_but_the_sum_leaves(opening):
    _, _, column = opening
    done(column.make_room()[0])
    done(column.open({}))
    column.name_the_sum()
    leaving = {id(ink) for ink in column.leaving()}
    assert id(column.total.rasters[0]) not in leaving
    kept = [*column.picture.values(), *column.values.rasters, *column.total.brackets]
    assert {id(ink) for ink in kept} <= leaving
