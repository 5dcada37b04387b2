"""What is worked out beside the grid: one product, and the softmax of one column."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.ink.motion import copy_of
from attnviz.ink.text import label
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.grid_plan import plan_grid
from attnviz.pictures.pattern import WorkedProduct, share_panel
from tests.drawing import said, texts

WIDE, TALL = Page.of_pixels(1280, 720), Page.of_pixels(720, 1280)
NAMES = "the old wooden ship crossed a calm grey sea at dawn again".split()
scores = st.lists(st.floats(-12, 12, width=32), min_size=1, max_size=12).map(np.float32)


def built(values, page=WIDE):
    exps = np.exp(values.astype(float))
    weights = (exps / exps.sum()).astype(np.float32)
    plan = plan_grid(NAMES[: len(values)], page, rows_below=0.9)
    return weights, plan, share_panel(values, weights, plan, DARK)


@given(scores)
@settings(max_examples=20)
def test_the_numbers_are_exponentials_shares_and_their_sums(values):
    weights, _, panel = built(values)
    exps = np.exp(values.astype(float))
    assert said(panel.exps) == [numerals.positive(float(v)) for v in exps]
    assert said(panel.shares) == [numerals.weight(float(w)) for w in weights]
    total = numerals.positive(float(exps.sum()))
    assert said(panel.total) == [total, "in all", numerals.weight(float(weights.sum()))]
    assert numerals.weight(float(weights.sum())) == "1.00"


@given(scores)
@settings(max_examples=20)
def test_each_step_starts_where_the_last_one_ended(values):
    weights, _, panel = built(values)
    left, right = zip(*((bar.box()[0], bar.box()[2]) for bar in panel.bars), strict=True)
    whole = right[-1] - left[0]
    widths = np.maximum(np.array(right) - left, 0)
    assert left[1:] == pytest.approx(right[:-1], abs=1e-3)
    assert widths == pytest.approx(whole * weights, abs=1e-3)


@given(scores)
@settings(max_examples=10)
def test_the_staircase_always_ends_at_one_and_the_same_width(values):
    def width(panel):
        return panel.bars[-1].box()[2] - panel.bars[0].box()[0]

    (full,) = built(np.float32([0.0]))[2].bars  # a share of one
    assert width(built(values)[2]) == pytest.approx(full.width, abs=2e-3)


@given(scores)
@settings(max_examples=20)
def test_beside_the_grid_every_line_stands_level_with_its_row(values):
    _, plan, panel = built(values)
    for i, (exp, bar, share) in enumerate(zip(panel.exps, panel.bars, panel.shares, strict=True)):
        low, high = plan.row_y(i) - plan.cell_height / 2, plan.row_y(i) + plan.cell_height / 2
        for ink in (exp, bar, share):
            assert low < ink.box()[1] < ink.box()[3] < high
        assert sum(bar.box()[1::2]) / 2 == pytest.approx(plan.row_y(i))
        assert exp.box()[2] < panel.bars[0].box()[0] < bar.box()[2] <= share.box()[0] + 1e-6


@pytest.mark.parametrize("page", [WIDE, TALL], ids=["beside", "below"])
@pytest.mark.parametrize("n", [1, 5, 12])
def test_the_panel_stays_in_its_room_and_its_lines_apart(n, page):
    _, plan, panel = built(np.linspace(14, -14, n).astype(np.float32), page)
    sides = (
        plan.panel if page == WIDE else page
    )  # a panel below is enlarged, up to the page's width
    for part in panel.everything():
        for ink in part.family_members_with_points():
            left, low, right, _ = ink.box()
            assert left >= sides.left - 0.05
            assert right <= sides.right + 0.05
            assert low > page.caption + 0.3  # above the caption's letters
    heights = [y for _, (_, y) in texts(panel.exps)]
    sizes = [ink.em for ink in panel.exps]
    assert len(set(sizes)) == 1
    assert (-np.diff(heights) >= 0.9 * sizes[0]).all()
    assert panel.total[1].box()[3] < panel.exps[-1].box()[1]


def test_large_exponentials_are_set_smaller_but_not_cut():
    values = np.float32([60, 0, -60])
    _, _, panel = built(values)
    assert said(panel.exps) == ["1.14·10²⁶", "1.00", "0.00"]
    assert panel.exps[0].box()[2] - panel.exps[0].box()[0] < 1.1


def test_numbers_align_at_the_right():
    _, _, panel = built(np.float32([8, 1, -3]))
    ends = [ink.box()[2] for ink in panel.exps]
    assert ends == pytest.approx([ends[0]] * 3, abs=0.02)


# What travels


def places(inks):
    return np.array([ink.place for ink in inks])


def at(tween, share):
    if not hasattr(tween, "begun"):
        tween.begin()
        tween.begun = True
    tween.interpolate(share)


@pytest.mark.parametrize("page", [WIDE, TALL], ids=["beside", "below"])
def test_scores_travel_to_their_rows_and_turn_into_their_exponentials_there(page):
    values = np.float32([1.5, 2.0, -0.5])
    _, plan, panel = built(values, page)
    column = [label(numerals.signed(float(v)), DARK.text, 0.2, plan.center(i, 2), voice="sans")
              for i, v in enumerate(values)]  # fmt: skip
    assert [ink.text for ink in panel.scores] == [ink.text for ink in column]
    taking = panel.take(column)
    at(taking, 1)
    for score, exp in zip(column, panel.exps, strict=True):
        assert score.box()[2] == pytest.approx(exp.box()[2], abs=0.03)  # aligned at the right
        assert score.box()[1] == pytest.approx(exp.box()[1], abs=0.02)
    going, coming = panel.exponentiate(column)[1:]
    assert going.remover
    assert going.leaves == column
    assert coming.introducer
    assert coming.leaves == panel.exps


def test_exponentials_fall_into_their_sum_as_copies_and_shares_come_out_of_their_bars():
    _, _, panel = built(np.float32([1.5, 2.0, -0.5]))
    before = places(panel.exps)
    falling, _, _, coming, _ = panel.share_out()
    at(falling, 1)
    x, y = panel.total[1].get_center()[:2]
    assert falling.introducer
    assert falling.remover
    for ink in falling.leaves:
        left, bottom, right, top = ink.box()
        assert ((left + right) / 2, (bottom + top) / 2) == pytest.approx((x, y))
    assert (places(panel.exps) == before).all()
    at(coming, 0)
    for share, bar in zip(panel.shares, panel.bars, strict=True):
        assert share.place[0] == pytest.approx(bar.box()[2])


def test_shares_travel_back_into_the_column_s_cells():
    weights, plan, panel = built(np.float32([1.5, 2.0, -0.5]))
    column = [label(numerals.weight(float(w)), DARK.text, 0.2, plan.center(i, 2), voice="sans")
              for i, w in enumerate(weights)]  # fmt: skip
    rest = places(column)
    giving = panel.give_back(column)
    at(giving, 0)
    assert places(column) == pytest.approx(places(panel.shares))
    at(giving, 1)
    assert places(column) == pytest.approx(rest)


@pytest.mark.parametrize("page", [WIDE, TALL], ids=["beside", "below"])
def test_a_query_and_a_key_meet_in_their_cell_and_their_sum_flies_there(page):
    random = np.random.default_rng(3)
    query, key = np.float32(random.normal(0, 1, (2, 64)))
    plan = plan_grid(NAMES[:6], page, rows_below=0.9)
    product = WorkedProduct(query, key, 0.125, (1, 3), plan, DARK)
    _, meeting = product.meet()
    at(meeting, 0)
    x, y = plan.center(1, 3)
    q, k = (ink for ink in meeting.leaves if ink.text in ("q", "k"))
    assert q.box()[3] < plan.top  # below its head
    assert k.box()[0] > plan.left  # beside its row's
    at(meeting, 1)
    for ink in meeting.leaves:
        left, bottom, right, top = ink.box()
        assert abs((left + right) / 2 - x) < plan.cell_width / 2
        assert abs((bottom + top) / 2 - y) < plan.cell_height / 2
    opening = product.open()
    for tween in opening:
        at(tween, 0)
    middles = [(ink.box()[0] + ink.box()[2]) / 2 for ink in opening[1].leaves]
    assert np.abs(np.array(middles) - x).max() < plan.cell_width / 2
    for tween in opening:
        at(tween, 1)
    (symbol,) = [ink for ink in opening[0].leaves if ink.text == "q"]
    assert symbol.box() == pytest.approx(leaves(product.panel.heads[0])[0].box(), abs=0.02)
    total = leaves(product.panel.total)[-1]
    assert total.text == numerals.signed(float(query @ key))
    number = copy_of(total)
    number.place[:2] = x, y
    flight = product.hand_in(number)
    at(flight, 0)
    assert number.place == pytest.approx(total.place)
    at(flight, 1)
    assert number.place[:2] == pytest.approx((x, y))
