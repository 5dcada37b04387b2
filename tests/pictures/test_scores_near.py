"""One cell drawn near: on the page, larger than it was, with all that belongs to it inside."""

import numpy as np
import pytest

from attnviz.ink.ink import Ink
from attnviz.ink.text import label
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.grid import cell_frame
from attnviz.mobjects.standing_scores import plan_scores
from attnviz.pictures.scores_heads import TurningStrip, plan_heads
from attnviz.pictures.scores_near import plan_near
from tests.geometry import bounds

NAMES = "the old wooden ship crossed a calm grey sea at dawn again".split()
PAGES = {
    "wide": Page.of_pixels(1280, 720), "tall": Page.of_pixels(720, 1280),
    "square": Page.of_pixels(900, 900),
}  # fmt: skip
every_size = pytest.mark.parametrize("n", [1, 2, 8, 14, 30, 48])
every_page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)


def near(n, page, query=None, key=0):
    names = [NAMES[i % len(NAMES)] for i in range(n)]
    plan = plan_heads(plan_scores(names, page, list(range(n)), list(range(n)))).plan
    query = n - 1 if query is None else query
    return plan_near(plan, query, key, (names[query], names[key]), page, plan.caption_below)


def strip(tokens=1):
    values = np.random.default_rng(0).normal(size=(tokens, 10)).astype(np.float32)
    return TurningStrip(values, 1.0, (0.22 * tokens, 1.2), DARK, DARK.query)


def within(inner, outer, slack=0.03):
    return (
        inner.left >= outer.left - slack and inner.right <= outer.right + slack
        and inner.bottom >= outer.bottom - slack and inner.top <= outer.top + slack
    )  # fmt: skip


@every_page
@every_size
def test_the_cell_is_in_the_pane_and_no_smaller(n, page):
    plan = near(n, page)
    assert within(plan.cell, plan.pane)
    assert plan.factor > 0.99
    assert plan.cell.width == pytest.approx(plan.factor * plan.plan.cell_width)


@every_page
@every_size
@pytest.mark.parametrize("tokens", [1, 4])
@pytest.mark.parametrize("value", [18.55, -142.51])
def test_query_key_signs_and_number_stand_in_the_cell_and_apart(n, page, tokens, value):
    plan = near(n, page)
    query, key = strip(), strip(tokens)
    query.stand(plan.in_cell(query))
    key.stand(plan.in_cell(key, key=True))
    size, at = plan.number(value)
    number = label(numerals.signed(value), DARK.text, size, at, "center", "sans")
    dot, equals = plan.signs(value, tokens > 1, DARK)
    boxes = [bounds(part) for part in (query.inks, [dot], key.inks, [equals], [number])]
    assert all(within(box, plan.cell) for box in boxes)
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            apart_x = one.right < other.left + 0.02 or other.right < one.left + 0.02
            assert apart_x or one.bottom > other.top - 0.02 or other.bottom > one.top - 0.02
    assert equals.text == ("→" if tokens > 1 else "=")


@every_page
@every_size
def test_heads_stand_above_the_column_and_beside_the_row(n, page):
    plan = near(n, page)
    query, key = strip(), strip(2)
    above = bounds(query.stand(plan.query_head(query)).inks)
    beside = bounds(key.stand(plan.key_head(key)).inks)
    assert above.center[0] == pytest.approx(plan.cell.center[0], abs=0.02)
    assert above.bottom >= plan.pane.top
    assert beside.center[1] == pytest.approx(plan.cell.center[1], abs=0.02)
    assert beside.right <= plan.pane.left
    top = bounds([plan.query_label("creature", DARK.query)])
    side = bounds([plan.key_label("creature", DARK.key, key)])
    assert top.bottom > above.top
    assert side.right < beside.left or side.bottom > beside.top
    for box in (above, beside, top, side):
        assert within(box, plan.room, 0.1)


@every_page
@every_size
def test_the_lattice_is_the_grid_s_at_first_and_never_leaves_what_it_may_fill(n, page):
    plan = near(n, page)
    grid = plan.plan
    whole = plan.lattice(0.0)
    assert whole[:, 0].min() == pytest.approx(grid.left)
    assert whole[:, 1].max() == pytest.approx(grid.top)
    assert len(whole) == 8 * (n + 1)  # a line a row's and a column's edge, four points each
    last = plan.lattice(1.0)
    box = bounds([Ink(last, DARK.hair, stroke=1.0)])
    assert within(box, plan.pane, 1e-6)
    for x in (plan.cell.left, plan.cell.right):
        assert np.isclose(last[:, 0], x).any()
    for share in (0.3, 0.7):
        box = bounds([Ink(plan.lattice(share), DARK.hair, stroke=1.0)])
        assert within(box, plan.room, 0.05)


def test_the_way_there_ends_at_the_near_view_and_the_way_back_at_the_grid():
    plan = near(8, PAGES["wide"], 3, 2)
    lines = Ink(plan.lattice(0.0), DARK.hair, stroke=1.0)
    for back, share in ((False, 1.0), (True, 0.0)):
        tween = plan.draw_near(lines, 1.0, back)
        tween.begin()
        tween.interpolate_mobject(1.0)
        assert lines.points == pytest.approx(plan.lattice(share))


def test_the_frame_of_the_cell_goes_with_it():
    plan = near(8, PAGES["wide"], 3, 2)
    frame = cell_frame(plan.plan, 2, 3, DARK.text)
    frame.place = plan.frame[0]
    assert frame.box() == pytest.approx(
        (plan.cell.left, plan.cell.bottom, plan.cell.right, plan.cell.top)
    )


def test_ways_lead_from_the_heads_to_the_cell():
    plan = near(8, PAGES["wide"], 3, 2)
    column, row = (bounds([ink]) for ink in plan.ways(DARK))
    assert (column.bottom, column.top) == pytest.approx((plan.cell.top, plan.pane.top))
    assert (row.left, row.right) == pytest.approx((plan.pane.left, plan.cell.left))
