"""The two sides have one scale, room for every number, and the names between them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Page
from attnviz.look.style import XS, L, M, S
from attnviz.pictures.mask_plan import FARTHEST, HEAD, plan_leak, small_type

WIDE, TALL, SQUARE, BROAD = (
    Page.of_pixels(*size) for size in ((1280, 720), (720, 1280), (720, 720), (960, 720))
)
pages = st.sampled_from([WIDE, TALL, SQUARE, BROAD])
NAMES = "the old wooden ship crossed a calm grey sea at dawn again".split()


@st.composite
def columns(draw):
    """Draw the scores of a query, and how many keys it sees."""
    scores = draw(st.lists(st.floats(-12, 12), min_size=1, max_size=40))
    return np.array(scores), draw(st.integers(1, len(scores)))


def planned(scores, sees, page):
    scores, seen = np.asarray(scores, float), np.arange(len(scores)) < sees
    raw = np.exp(scores)
    weights = raw / raw.sum(), np.where(seen, raw, 0) / raw[seen].sum()
    labels = [NAMES[i % len(NAMES)] for i in range(len(scores))]
    return weights, plan_leak(labels, sees - 1, scores, weights, seen, page.content)


@given(columns(), pages)
@settings(max_examples=25)
def test_the_longest_bar_and_its_number_stay_in_the_room_on_both_sides(column, page):
    weights, plan = planned(*column, page)
    number = text_width(numerals.weight(1.0), "sans-bold", plan.rows.size)
    left, right = plan.axes
    assert (left + right) / 2 == pytest.approx(plan.middle)
    assert plan.unit > 0
    for row in plan.rows.rows:
        assert left - plan.unit * row.total(weights[0]) - number > page.content.left - 1e-6
        assert right + plan.unit * row.total(weights[1]) + number < page.content.right + 1e-6
        if not row.seen and not row.shared:
            for fallen in (0.0, FARTHEST):
                text = numerals.signed(column[0][row.keys[0]] - fallen)
                end = right + plan.unit * row.total(weights[0])
                assert end + text_width(text, "sans", plan.rows.size) < page.content.right


@given(columns(), pages)
@settings(max_examples=25)
def test_rows_stand_in_the_middle_of_the_room_below_their_head(column, page):
    _, plan = planned(*column, page)
    room = page.content
    assert plan.rows.top + HEAD <= room.top + 1e-6
    assert plan.rows.bottom >= room.bottom - 1e-6
    middle = (plan.rows.top + HEAD + plan.rows.bottom) / 2
    assert middle == pytest.approx(room.center[1])


def test_alone_the_side_without_the_mask_stands_in_the_middle():
    _, plan = planned([2.0, 1.0, 0.5], 2, WIDE)
    moved = plan.moved(plan.aside)
    # As far from the left of the page as names are from its right.
    assert moved.axes[1] - WIDE.content.right == pytest.approx(-plan.aside)
    assert plan.aside == pytest.approx(moved.aside)
    assert moved.rows == plan.rows


def test_a_sentence_of_eight_words_has_a_row_a_word_and_long_ones_fold_what_prints_nothing():
    assert len(planned(np.linspace(0, 3, 8), 4, WIDE)[1].rows.rows) == 8
    scores = np.where(np.arange(30) % 6 == 0, 5.0, -5.0)
    weights, plan = planned(scores, 20, WIDE)
    shared = [row for row in plan.rows.rows if row.shared]
    assert len(shared) == 2
    for row in shared:
        assert all(numerals.weight(float(max(w[k] for w in weights))) == "0.00" for k in row.keys)
    assert sorted(key for row in plan.rows.rows for key in row.keys) == list(range(30))


@pytest.mark.parametrize(("size", "small"), [(L, M), (M, S), (S, XS)])
def test_names_beside_the_rows_are_a_size_smaller(size, small):
    assert small_type(size) == small
