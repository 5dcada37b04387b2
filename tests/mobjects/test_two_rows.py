"""Two rows of columns: what stands where, from two words to many, and whose numbers they are."""

import numpy as np
import pytest

from attnviz.ink.tween import leaves
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.sentence_plan import plan_columns
from attnviz.mobjects.two_rows import plan_two_rows, two_rows
from attnviz.mobjects.vectors import strip_columns, strip_scale
from attnviz.mobjects.words import symbols_below
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


@pytest.mark.parametrize("n", [2, 8, 28, 100])
def test_what_goes_in_begins_as_columns_at_rest_and_rises(n):
    rows, inputs, _ = drawn(n)
    rest = plan_columns([WORDS[i % len(WORDS)] for i in range(n)], PAGES[0])
    ends = [ink.place.copy() for ink in rows.standing()]
    moves = rows.put_to_rest(rest)
    at_rest = [
        *leaves(strip_columns(inputs, rest, DARK, None, DARK.embedding)),
        *leaves(symbols_below("E", rest, 0, DARK.embedding, 13)),
    ]
    begun = [*leaves(rows.inputs), *leaves(rows.entering)]
    for one, other in zip(begun, at_rest, strict=True):
        assert one.box() == pytest.approx(other.box(), abs=1e-6)
    for move in moves:
        move.begin()
        move.interpolate(1.0)
    for ink, end in zip(rows.standing(), ends, strict=True):
        assert ink.place == pytest.approx(end)


def test_symbols_pass_beside_their_columns():
    rows, _, _ = drawn(8)
    moves = rows.put_to_rest(plan_columns(WORDS[:8], PAGES[0]))
    for move in moves:
        move.begin()
        move.interpolate(0.5)
    for symbol, column in zip(rows.entering, rows.inputs, strict=True):
        assert bounds(symbol).left > bounds(column).right


@pytest.mark.parametrize("i", [0, 3, 7])
def test_all_columns_give_way_to_one_and_come_back(i):
    rows, _, _ = drawn(8)
    ends = [ink.place.copy() for ink in rows.standing()]
    mine = {id(ink) for ink in rows.column(i)}
    aside = rows.step_aside(i)
    assert not mine & {id(ink) for ink in aside.leaves}
    aside.begin()
    aside.interpolate(1.0)
    centers = rows.plan.upper.centers
    for j, word in enumerate(rows.words):
        if j != i:
            assert word.opacity == 0.0
            left, _, right, _ = word.box()
            assert abs((left + right) / 2 - centers[i]) > abs(centers[j] - centers[i])
    rows, _, _ = drawn(8)
    back = rows.come_back(i)
    back.begin()
    assert all(ink.opacity == 0.0 for ink in back.leaves)
    back.interpolate(1.0)
    for ink, end in zip(rows.standing(), ends, strict=True):
        assert ink.place == pytest.approx(end)
        assert ink.opacity == 1.0
