"""One score drawn near over its cell: its number, in the grid, divided with the others."""

import pytest

from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.standing_scores import plan_scores
from attnviz.pictures.scores_lens import ScoreLens
from tests.drawing import said
from tests.geometry import bounds

NAMES = "the old wooden ship crossed a calm grey sea at dawn again".split()
SCALE = 0.125


def planned(n):
    names = [NAMES[i % len(NAMES)] for i in range(n)]
    return plan_scores(names, Page.of_pixels(1280, 720), list(range(n)), list(range(n)))


@pytest.mark.parametrize("value", [18.5, 0.0, -18.5])
@pytest.mark.parametrize(("query", "key"), [(0, 0), (13, 13), (6, 2)])
def test_a_lens_says_its_score_within_the_grid(value, query, key):
    plan = planned(14)
    lens = ScoreLens(query, key, value, 0.5 if value > 0 else 0.0, plan, DARK)
    assert said([lens.group]) == [numerals.signed(value)]
    box = bounds(leaves(lens.group))
    assert plan.left - 1e-6 <= box.left <= box.right <= plan.right + 1e-6
    assert plan.bottom - 1e-6 <= box.bottom <= box.top <= plan.top + 1e-6
    assert len(leaves(lens.group)) == (4 if value > 0 else 3)


def test_a_lens_is_divided_as_the_line_passes_its_column():
    plan = planned(14)
    lens = ScoreLens(6, 2, 16.0, 1.0, plan, DARK)
    show = lens.divides(SCALE)
    show(5, 1.0)
    assert said([lens.group]) == ["+16.00"]
    show(6, 1.0)
    assert said([lens.group]) == ["+2.00"]
