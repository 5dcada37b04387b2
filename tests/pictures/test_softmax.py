"""Softmax as a table: every line is the column's own, and its shares stack up to 1."""

import numpy as np
import pytest

from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.grid_plan import plan_grid
from attnviz.pictures.softmax import column_sums, with_sums
from tests.drawing import said

WIDE = Page.of_pixels(1280, 720)


@pytest.mark.parametrize("n", [1, 3, 8, 12, 16, 24])
def test_sums_stand_under_their_columns(n):
    plan = with_sums(plan_grid(["word"] * n, WIDE, panel=False), WIDE)
    pattern = np.tril(np.ones((n, n))) / np.arange(1, n + 1)[:, None]
    sums = column_sums(pattern, plan, WIDE, DARK)
    assert said(sums) in ([], ["sum", *["1.00"] * n])
    for query, group in enumerate(sums[1:]):
        left, bottom, right, top = group[0].box()
        assert (left + right) / 2 == pytest.approx(plan.center(0, query)[0], abs=0.01)
        assert top < plan.bottom
        assert bottom >= WIDE.content_without_caption.bottom - 1e-6
