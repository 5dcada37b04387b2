"""What a head adds to every word: below the word, as long as it is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.sentence_plan import plan_columns
from attnviz.mobjects.update_columns import (
    step_bars,
    update_columns,
    update_symbols,
    updates_at_rest,
)
from tests.core_traces import default_trace
from tests.drawing import said, texts
from tests.geometry import bounds, lies_in, on_one_another

WIDE, TALL = Page.of_pixels(1280, 720), Page.of_pixels(720, 1280)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 60), st.integers(0, 999))
def test_bars_are_as_long_as_the_updates(n, seed):
    rng = np.random.default_rng(seed)
    steps, page = rng.uniform(0, 20, n), Page.of_pixels(1280, 720)
    plan = plan_columns([f"w{i}" for i in range(n)], page)
    chart = step_bars(steps, steps / 150, plan, n // 2, page, DARK)
    tall = np.array([bar.place[3] for bar in chart.bars])
    assert tall == pytest.approx(steps * tall.max() / steps.max())
    assert [bar.place[0] + bar.place[2] / 2 for bar in chart.bars] == pytest.approx(plan.centers)
    expected = [numerals.positive(float(s)) for s in steps]
    assert said(chart.lengths) == (expected if chart.all_written else [expected[n // 2]])
    shares = [numerals.weight(float(s)) for s in steps / 150]
    assert said(chart.shares) == (shares if chart.all_written else [shares[n // 2]])


def test_updates_stand_below_their_words():
    head, page = default_trace().head(), Page.of_pixels(1280, 720)
    plan = plan_columns(head.labels, page)
    drawn = update_columns(head.update, plan, 3, DARK)
    assert len(drawn.strips) == len(drawn.symbols) == 8
    shown = said(drawn.strips[3])
    entries = [*head.update[3][: len(shown) - 1], head.update[3][-1]]
    assert shown == [numerals.signed(float(v)) for v in entries]
    assert said(drawn.symbols) == [part for i in range(8) for part in ("ΔE", str(i + 1))]
    assert drawn.note == "blue above 0, pink below; 28 of 576, 8 written"


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


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 60), st.integers(0, 999), st.sampled_from([WIDE, TALL]))
def test_bars_their_lengths_and_shares_stand_over_one_another(n, seed, page):
    rng = np.random.default_rng(seed)
    steps = rng.uniform(0.01, 20, n)
    plan = plan_columns([f"w{i}" for i in range(n)], page)
    chart = step_bars(steps, steps / 150, plan, n // 2, page, DARK)
    shown = range(n) if chart.all_written else [n // 2]
    parts = [*chart.bars, *chart.lengths, *chart.shares, chart.title]
    assert lies_in(parts, page.content, 0.06)
    assert not on_one_another(parts)
    for i, above, below in zip(shown, chart.lengths, chart.shares, strict=True):
        bar = bounds([chart.bars[i]])
        assert above.box()[1] >= bar.top
        assert below.box()[3] < bar.bottom
        for ink in (above, below):
            assert sum(ink.box()[::2]) / 2 == pytest.approx(plan.centers[i], abs=0.05)
        assert above.box()[3] < plan.top
    assert bounds([chart.title]).top < min(ink.box()[1] for ink in chart.shares)


def test_an_update_of_nothing_is_a_bar_of_no_height():
    plan = plan_columns(["red", "wine"], WIDE)
    steps = np.zeros(2)
    chart = step_bars(steps, steps, plan, 0, WIDE, DARK)
    assert [bar.place[3] for bar in chart.bars] == [0, 0]
    assert said(chart.lengths) == said(chart.shares) == ["0.00", "0.00"]


@pytest.mark.parametrize("page", [WIDE, TALL])
@pytest.mark.parametrize("n", [1, 8, 24, 40])
def test_every_update_has_its_symbol_or_one_speaks_for_all(n, page):
    plan = plan_columns(["w"] * n, page)
    symbols = update_symbols(plan, n - 1, DARK)
    assert not on_one_another(symbols)
    if len(symbols) == n:
        named = range(n)
    else:
        named = [n - 1]  # the focus
        assert n > 20
    assert [said(symbol) for symbol in symbols] == [["ΔE", str(i + 1)] for i in named]
    for symbol, i in zip(symbols, named, strict=True):
        assert bounds([symbol]).center[0] == pytest.approx(plan.centers[i], abs=0.05)
        assert bounds([symbol]).top < plan.bottom


def test_where_no_word_has_room_for_numbers_none_are_said_to_be_written():
    updates = default_trace().head().update
    plan = plan_columns(["w"] * 24, WIDE)
    drawn = update_columns(np.tile(updates, (3, 1)), plan, 3, DARK)
    assert texts(drawn.strips) == []
    assert drawn.note == "blue above 0, pink below; 28 of 576"
