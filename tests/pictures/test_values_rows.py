"""All words have a row while there is room; then those without weight share one."""

import pytest

from attnviz.look.page import Page
from attnviz.mobjects.grid_plan import plan_grid
from attnviz.pictures.values_rows import folds, plan_rows

WIDE = Page.of_pixels(1280, 720)


@pytest.mark.parametrize(("n", "folded"), [(8, False), (14, False), (24, True), (400, True)])
def test_rows_fold_where_they_would_be_too_low(n, folded):
    grid = plan_grid([f"w{i}" for i in range(n)], WIDE)
    assert folds(grid, WIDE) == folded


def test_rows_are_all_words_or_the_terms_and_the_others_together():
    names = ["a", "b", "c", "d"]
    rows = plan_rows(names, [0, 2], [], "", folded=False)
    assert [(row.keys, row.name, row.term) for row in rows] == [
        ((0,), "a", 0), ((1,), "b", None), ((2,), "c", 1), ((3,), "d", None),
    ]  # fmt: skip
    rows = plan_rows(names, [2], [0, 1], "2 others", folded=True)
    assert [(row.keys, row.name, row.term) for row in rows] == [
        ((2,), "c", 0), ((0, 1), "2 others", 1),
    ]  # fmt: skip
