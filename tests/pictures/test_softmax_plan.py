"""The table of one column has room for every number it will show, and its stack for the shares."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Page
from attnviz.look.style import XS, L, M, S
from attnviz.pictures.softmax_plan import plan_stacked_shares, small_type

WIDE, TALL, SQUARE, BROAD = (
    Page.of_pixels(*size) for size in ((1280, 720), (720, 1280), (720, 720), (960, 720))
)
pages = st.sampled_from([WIDE, TALL, SQUARE, BROAD])
NAMES = "the old wooden ship crossed a calm grey sea at dawn again".split()
TEMPERATURES = np.array([0.5, 1.0, 2.0])


def planned(scores, sees, page):
    scores, n = np.asarray(scores, float), len(scores)
    seen = np.arange(n) < sees
    exps = np.where(seen, np.exp(scores / TEMPERATURES[:, None]), 0)
    weights = exps[1] / exps[1].sum()
    labels = [NAMES[i % len(NAMES)] for i in range(n)]
    return exps, plan_stacked_shares(labels, scores, exps, weights, seen, page.content)


@st.composite
def columns(draw):
    scores = draw(st.lists(st.floats(-15, 15), min_size=1, max_size=40))
    return scores, draw(st.integers(1, len(scores)))


@given(columns(), pages)
@settings(max_examples=25)
def test_columns_follow_one_another_inside_the_room(column, page):
    exps, plan = planned(*column, page)
    size, room = plan.rows.size, page.content
    score = max(text_width(numerals.signed(s), "sans", size) for s in column[0][: column[1]])
    numbers = [numerals.positive(float(v)) for v in [*exps.ravel(), *exps.sum(axis=1)]]
    exp = max(text_width(text, "sans-bold", size) for text in numbers)
    assert room.left < plan.name
    single = [row for row in plan.rows.rows if not row.shared]
    assert not single or plan.name < plan.score
    assert plan.score < plan.arrow < plan.exp - exp + 1e-9
    assert score <= plan.score - plan.name or any(row.shared for row in plan.rows.rows)
    assert plan.exp < plan.bars[0] < plan.bars[1] <= room.right
    whole = text_width(numerals.weight(1.0), "sans-bold", size)
    assert plan.bars[1] + whole <= room.right + 1e-9


@given(columns(), pages)
@settings(max_examples=25)
def test_rows_the_sum_and_the_heading_stand_over_one_another_in_the_room(column, page):
    _, plan = planned(*column, page)
    room, pitch = page.content, plan.rows.pitch
    assert plan.top <= room.top + 1e-9
    assert plan.top - 0.7 > plan.rows.top  # a heading, and the columns' names
    assert plan.sum_height + 0.45 * pitch < plan.rows.bottom
    assert plan.sum_height - 0.45 * pitch > room.bottom - 1e-9
    left, right, base = plan.slider
    assert room.left <= left < right <= room.right
    if plan.narrow:
        assert base < plan.sum_height - 0.5 * pitch
        assert base - 0.35 > room.bottom - 1e-9  # its ticks' numbers
    else:
        assert base > plan.rows.top + 0.3
        assert left >= plan.exp


@given(columns(), pages)
@settings(max_examples=25)
def test_the_stack_of_shares_has_a_good_part_of_the_width(column, page):
    _, plan = planned(*column, page)
    wide = plan.bars[1] - plan.bars[0]
    assert wide >= 0.2 * page.content.width
    if wide < 0.3 * page.content.width:
        assert plan.rows.size <= S


def test_few_rows_are_set_larger_and_a_narrow_page_has_its_slider_below():
    sizes = [planned([1.0] * n, n, WIDE)[1].rows.size for n in (2, 9, 12)]
    assert sizes == [L, M, S]
    assert [planned([1.0] * 3, 3, page)[1].narrow for page in (WIDE, BROAD, TALL, SQUARE)] == [
        False, False, True, True,
    ]  # fmt: skip


@given(columns(), st.floats(0.5, 2.0))
@example(([3.5, 0.1], 2), 0.507)  # 999.99 is wider than 1,098, where it ends
@settings(max_examples=25)
def test_on_the_way_between_temperatures_every_number_stays_in_its_column(column, temperature):
    _, plan = planned(*column, WIDE)
    exps = np.exp(np.array(column[0][: column[1]]) / temperature)
    for value in (*exps, exps.sum()):
        wide = text_width(numerals.positive(float(value)), "sans-bold", plan.rows.size)
        assert plan.exp - wide > plan.arrow + 0.1


@pytest.mark.parametrize(("size", "small"), [(L, S), (M, S), (S, XS), (XS, XS)])
def test_names_of_columns_are_smaller_than_their_numbers_but_never_below_the_smallest(size, small):
    assert small_type(size) == small
