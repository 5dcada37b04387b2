"""Two rows of columns: what stands where, from two words to many, and whose numbers they are."""

import numpy as np
import pytest

from attnviz.ink.tween import leaves
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.sentence_plan import plan_columns
from attnviz.mobjects.two_rows import plan_two_rows, two_rows
from attnviz.mobjects.vectors import strip_columns, strip_scale
from tests.drawing import said
from tests.geometry import bounds, lies_in, on_one_another

PAGES = [Page.of_pixels(1280, 720), Page.of_pixels(720, 1280), Page.of_pixels(720, 720)]
WORDS = "Yesterday , my grandmother baked a warm apple pie for her hungry neighbours .".split()


def drawn(n, page=PAGES[0], tokens=1):
    rng = np.random.default_rng(n)
    words = [WORDS[i % len(WORDS)] for i in range(n)]
    lineup = plan_columns(words, page)
    inputs = [rng.normal(size=(tokens, 576)) for _ in range(n)]
    outputs = [rng.normal(size=(1, 64)) for _ in range(n)]
    return two_rows(inputs, outputs, lineup, "q", 13, DARK.query, DARK), inputs, outputs


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("n", [1, 2, 8, 14, 28, 100])
def test_the_rows_stand_in_the_room_and_nothing_lies_on_anything(n, page):
    rows, _, _ = drawn(n, page)
    assert lies_in(rows.everything(), page.content, 0.06)
    upright = [] if rows.plan.upper.angle else rows.words  # slanted ones may share a box
    assert not on_one_another([*upright, *leaves(rows.entering), *leaves(rows.made)])
    upper, lower = bounds(rows.inputs), bounds(rows.outputs)
    assert upper.height == pytest.approx(lower.height, abs=0.15)
    assert rows.plan.upper.bottom - rows.plan.lower.top == pytest.approx(1.0)
    assert upper.bottom > rows.plan.rail > lower.top
    assert bounds(rows.made).top < lower.bottom
    if not rows.plan.upper.angle:
        assert bounds(rows.words).bottom > bounds(rows.entering).top - 0.1


def test_each_column_stands_under_its_word_and_an_arrow_leads_from_one_to_the_other():
    rows, _, _ = drawn(8)
    for i, x in enumerate(rows.plan.upper.centers):
        for part in (rows.inputs, rows.outputs):
            assert bounds(part[i]).center[0] == pytest.approx(x, abs=0.01)
        arrow = rows.arrows[i].box()
        assert rows.plan.lower.top < arrow[1] < arrow[3] < rows.plan.upper.bottom
    text = said(rows.everything())
    assert text.count("E") == text.count("q") == text.count("(13)") == 8


def test_both_rows_are_strips_of_their_vectors_each_on_its_own_scale():
    rows, inputs, outputs = drawn(5, tokens=2)
    for drawn_row, vectors, plan in (
        (rows.inputs, inputs, rows.plan.upper), (rows.outputs, outputs, rows.plan.lower),
    ):  # fmt: skip
        color = DARK.embedding if vectors is inputs else DARK.query
        again = strip_columns(
            vectors, plan, DARK, None, color, strip_scale(np.concatenate(vectors))
        )
        for one, other in zip(leaves(drawn_row), leaves(again), strict=True):
            assert np.array_equal(one.outline, other.outline)
            assert np.array_equal(one.rgba, other.rgba)


def test_the_words_are_those_of_the_columns_at_rest():
    rows, _, _ = drawn(8)
    assert [ink.text for ink in rows.words] == WORDS[:8]
    again = plan_two_rows(rows.plan.upper)
    assert again.upper.centers == rows.plan.upper.centers
