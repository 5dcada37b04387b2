"""What a head adds to every word: below the word."""

import pytest

from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.sentence_plan import plan_columns
from attnviz.mobjects.update_columns import (
    updates_at_rest,
)
from tests.core_traces import default_trace
from tests.drawing import said
from tests.geometry import bounds, lies_in

WIDE, TALL = Page.of_pixels(1280, 720), Page.of_pixels(720, 1280)


@pytest.mark.parametrize("page", [WIDE, TALL])
def test_updates_at_rest_are_words_strips_and_symbols_in_one_column_each(page):
    head = default_trace().head()
    plan = plan_columns(head.labels, page)
    rest = updates_at_rest(head.update, plan, DARK)
    assert said(rest.words) == list(head.labels)
    assert not said(rest.strips)
    assert said(rest.symbols) == [part for i in range(8) for part in ("ΔE", str(i + 1))]
    for i, x in enumerate(plan.centers):
        column = bounds([rest.strips[i]])
        assert column.center[0] == pytest.approx(x, abs=0.02)
        assert column.top == pytest.approx(plan.top, abs=0.07)
    assert rest.note == "blue above 0, pink below; 28 of 576"
    assert lies_in(rest.everything(), page.content, 0.06)
