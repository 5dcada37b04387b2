"""The products of a query with the keys it sees: in order, bars as long, what is cut said."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.analysis.dot_products import dot_products
from attnviz.analysis.followed import focus_query
from attnviz.ink.text import Run
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.pictures.key import plan_race, product_rows
from tests.core_traces import default_trace, made_up
from tests.drawing import said, texts
from tests.geometry import apart, bounds, lies_in, on_one_another

WIDE, TALL, SQUARE, BROAD = (
    Page.of_pixels(*size) for size in ((1280, 720), (720, 1280), (720, 720), (960, 720))
)
PAGES = [WIDE, TALL, SQUARE, BROAD]
traces = st.builds(
    made_up, st.lists(st.integers(1, 3), min_size=1, max_size=24), st.integers(0, 2**32 - 1)
)


def rows_of(found, labels, page, first=0):
    title = [Run("added up", DARK.mute, "sans")]
    box = plan_race(page).rows
    return product_rows(found, labels, title, "{} others".format, first, box, DARK)


# Rooms


@pytest.mark.parametrize("page", PAGES)
def test_a_product_worked_out_and_all_of_them_have_rooms_of_their_own(page):
    plan, room = plan_race(page), page.content
    boxes = [box for box in (plan.panel, plan.rows) if box is not None]
    assert (plan.panel is None) == (page is SQUARE)
    for i, box in enumerate(boxes):
        assert min(box.width, box.height) >= 2.5
        assert room.left - 1e-9 <= box.left < box.right <= room.right + 1e-9
        assert room.bottom - 1e-9 <= box.bottom < box.top <= room.top + 1e-9
        assert all(apart(box, other) for other in boxes[:i])


# Products


def bars(rows):
    """Return where the bar of each row starts and ends."""
    return np.array(
        [next(ink for ink in leaves(row) if ink.text is None).box()[::2] for row in rows]
    )


@given(traces, st.sampled_from(PAGES), st.data())
@settings(max_examples=12)
def test_products_go_from_the_largest_to_the_smallest_and_bars_are_as_long(trace, page, data):
    head = trace.head(1, 2)
    found = dot_products(head, len(head.labels) - 1)
    first = data.draw(st.integers(0, len(found.visible) - 1))
    made = rows_of(found, head.labels, page, first)
    values = found.products[made.order]
    assert (np.diff(values) <= 0).all()
    assert values[0] == found.products.max()
    assert values[-1] == found.products.min()
    assert first in made.order
    assert [said(row)[-1] for row in made.rows] == [numerals.signed(float(v)) for v in values]
    (zero,) = [ink.box()[0] for ink in leaves(made.head) if ink.text is None]
    ends = bars(made.rows)
    lengths = np.diff(ends, axis=1)[:, 0]
    longest = np.abs(values).argmax()
    assert lengths == pytest.approx(
        lengths[longest] * np.abs(values) / abs(values[longest]), abs=2e-3
    )
    for (left, right), value in zip(ends, values, strict=True):
        assert (left if value > 0 else right) == pytest.approx(zero, abs=2e-3)


@given(traces, st.sampled_from(PAGES))
@settings(max_examples=12)
def test_rows_stay_in_their_room_and_nothing_lies_on_another(trace, page):
    head = trace.head(1, 2)
    labels = ["counterrevolutionaries", "a", "WWWWWWWWWW"] * 8
    made = rows_of(dot_products(head, len(head.labels) - 1), labels, page)
    assert lies_in(made.everything(), plan_race(page).rows, 0.08)
    assert not on_one_another(made.everything())
    for row, (left, right) in zip(made.rows, bars(made.rows), strict=True):
        *name, number = [ink.box() for ink in leaves(row) if ink.text]
        assert max(box[2] for box in name) < left
        assert right < number[0]
    heights = [bounds(row).center[1] for row in made.rows]
    assert all(a > b for a, b in pairwise(heights))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("n", [1, 4, 12, 24])
def test_products_that_find_no_row_are_counted_before_the_last(n, page):
    head = made_up([1] * n).head(1, 2)
    found = dot_products(head, n - 1)
    made = rows_of(found, head.labels, page, int(np.argsort(found.products)[n // 3]))
    missing = n - len(made.rows)
    assert said([made.rest]) == ([f"{missing} others"] if missing else [])
    if missing:
        ((_, (_, y)),) = texts([made.rest])
        above, below = (bounds(row).center[1] for row in made.rows[-2:])
        assert above > y > below


def test_the_title_says_whose_products_and_every_row_whose_key():
    head = default_trace().head()
    found = dot_products(head, focus_query(head))
    made = rows_of(found, head.labels, WIDE)
    assert "".join(said(made.head)) == f"q{found.query + 1} · kadded up"
    exact = head.token_keys @ head.queries[found.query]
    for row, i in zip(made.rows, made.order, strict=True):
        word = found.visible[i]
        assert said(row)[:3] == [f"{head.labels[word]} ", "k", str(word + 1)]
        assert said(row)[-1] == numerals.signed(float(exact[found.tokens[i]]))
