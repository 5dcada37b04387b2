"""Where the grid stands while its column opens: inside the page, in order, at any length."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.look.page import Page
from attnviz.mobjects.grid_plan import plan_grid
from attnviz.pictures.values_plan import plan_stages
from attnviz.pictures.values_rows import Row, folds, most_rows

WIDE, TALL = Page.of_pixels(1280, 720), Page.of_pixels(720, 1280)


def stages(n, focus, page, letters=5):
    """Plan for words that see all before them, each with an even share."""
    words = [f"{'w' * letters}{i}" for i in range(n)]
    grid = plan_grid(words, page, rows_below=0.9)
    folded = folds(grid, page)
    seen = range(focus + 1)
    kept = seen if not folded else range(min(focus + 1, most_rows(page)) - 1)
    rows = [
        Row((i,), grid.labels[i], i if i in kept else None) for i in (kept if folded else range(n))
    ]
    weights = [1 / (focus + 1)] * len(kept)
    if folded and len(kept) < len(seen):
        rows.append(Row(tuple(range(len(kept), focus + 1)), "others", len(kept)))
        weights.append(1 - sum(weights))
    return grid, rows, plan_stages(grid, rows, weights, focus, page)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 70), st.floats(0, 0.999), st.sampled_from([WIDE, TALL]), st.integers(1, 14))
def test_everything_stands_inside_the_page_and_nothing_on_another(n, where, page, letters):
    focus = int(where * n)
    _, rows, found = stages(n, focus, page, letters)
    room = page.content
    for plan in (found.beside, found.opened):
        edges, levels = np.array(plan.edges), np.array(plan.levels)
        assert (np.diff(edges) >= -1e-9).all()
        assert (np.diff(levels) < 0).all()
        assert edges[-1] <= room.right + 0.01
        assert plan.words < plan.values[0] < plan.values[1] < edges[0]
        assert room.bottom - 0.01 <= min(plan.floor, levels[-1])
        assert levels[0] <= room.top
        assert len(plan.levels) == len(plan.rows) + 1 == len(rows) + 1
    opened = found.opened
    left, right = opened.edges[focus], opened.edges[focus + 1]
    assert left < opened.dot < opened.weight < opened.times < opened.inside[0]
    assert opened.inside[1] < right
    lowest = max(j for j, row in enumerate(rows) if row.term is not None)
    assert opened.sum_level < opened.levels[lowest + 1]
    assert opened.floor <= opened.sum_level - opened.thick / 2
    wide = [span[1] - span[0] for span in (opened.values, opened.inside)]
    assert wide[0] == pytest.approx(wide[1])  # what slides in does not change its size


def test_the_closed_grid_is_the_one_that_was_given():
    grid, _, found = stages(8, 3, WIDE)
    for key in range(8):
        for query in range(8):
            spot = found.closed.center(query), found.closed.level(key)
            if query != 3:
                assert spot == pytest.approx(grid.center(key, query))
    assert found.closed.dot == pytest.approx(grid.center(0, 3)[0])


@pytest.mark.parametrize("focus", [3, 7])
def test_the_sum_falls_through_the_cells_of_later_words_where_there_are_any(focus):
    _, _, found = stages(8, focus, WIDE)
    plan = found.opened
    inside = plan.levels[-1] < plan.sum_level < plan.levels[-2]
    assert inside == (focus < 7)


def test_without_later_words_there_is_room_for_the_sum_below():
    _, _, found = stages(8, 7, WIDE)
    assert found.opened.floor < found.opened.levels[-1]


def test_names_are_not_larger_than_their_rows():
    for n in (2, 8, 15, 24):
        for page in (WIDE, TALL):
            _, _, found = stages(n, n - 1, page)
            for plan in (found.beside, found.opened):
                assert plan.size <= max(0.9 * plan.row_height, 0.2) + 1e-9
