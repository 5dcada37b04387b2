"""What a head adds to every word: below the word, as long as it is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.sentence_plan import plan_columns
from attnviz.mobjects.update_columns import step_bars, update_columns
from tests.core_traces import default_trace
from tests.drawing import said


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
    assert drawn.note.startswith("576 numbers a word: 28 drawn, 8 written")
