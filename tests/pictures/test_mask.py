"""One column without and with the mask: every share has its bar, and what leaks is summed."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.catalog.captions import noted
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Box, Page
from attnviz.look.style import DARK
from attnviz.mobjects.grid_plan import plan_grid
from attnviz.pictures.mask import (
    TITLES,
    plan_unmasked,
    unmasked_chart,
    unmasked_names,
    unmasked_parting,
)
from tests.drawing import said, texts
from tests.geometry import apart, bounds, lies_in, on_one_another

WIDE, TALL, SQUARE, BROAD = (
    Page.of_pixels(*size) for size in ((1280, 720), (720, 1280), (720, 720), (960, 720))
)
pages = st.sampled_from([WIDE, TALL, SQUARE, BROAD])
NAMES = "the old wooden ship crossed a calm grey sea at dawn again".split()
seeds = st.integers(0, 2**32 - 1)


@st.composite
def columns(draw):
    """Draw how many words there are, and how many of them the followed one sees."""
    n = draw(st.integers(1, 40))
    return n, draw(st.integers(1, n)), draw(seeds)


class Built:
    """The two charts of one column, and what they are made of."""

    def __init__(self, n, sees, seed=0, page=WIDE):
        self.labels = [NAMES[i % len(NAMES)] for i in range(n)]
        self.seen = np.arange(n) < sees
        raw = np.exp(np.random.default_rng(seed).normal(0, 2, n))
        masked = np.where(self.seen, raw, 0)
        self.weights = raw / raw.sum(), masked / masked.sum()
        self.page, self.grid = page, plan_grid(self.labels, page, rows_below=0.9)
        self.plan = plan_unmasked(self.labels, *self.weights, self.seen, self.grid, page.content)
        self.charts = [unmasked_chart(self.plan, i, self.weights, DARK) for i in (0, 1)]
        self.names = unmasked_names(self.plan, self.labels[sees - 1], DARK)
        self.parting = unmasked_parting(self.plan, DARK)

    @property
    def rows(self):
        return self.plan.rows.rows

    def parts(self):
        charted = [part for chart in self.charts for part in chart.everything()]
        return [*charted, *self.names.values(), *self.parting]


def widths(chart):
    return np.array([bar.box()[2] - bar.box()[0] for bar in chart.bars])


def share(row, weights):
    return float(weights[list(row.keys)].sum())


@given(columns(), pages)
@settings(max_examples=12)
def test_every_share_is_written_and_their_bars_have_one_scale(column, page):
    made = Built(*column, page)
    every = np.array([[share(row, w) for row in made.rows] for w in made.weights])
    drawn = np.array([widths(chart) for chart in made.charts])
    assert sorted(key for row in made.rows for key in row.keys) == list(range(column[0]))
    for shares, chart in zip(every, made.charts, strict=True):
        assert said(chart.shares) == [numerals.weight(s) for s in shares]
        assert shares.sum() == pytest.approx(1)
    largest = np.unravel_index(every.argmax(), every.shape)
    assert drawn == pytest.approx(drawn[largest] * every / every[largest], abs=2e-3)


@given(columns(), pages)
@settings(max_examples=12)
def test_what_later_words_get_is_summed_and_with_the_mask_it_is_nothing(column, page):
    made = Built(*column, page)
    leak = float(made.weights[0][~made.seen].sum())
    assert said(made.charts[0].unmasked_share) == ["leak", numerals.weight(leak)]
    assert said(made.charts[1].unmasked_share) == ["leak", "0.00"]
    for row, ink in zip(made.rows, made.charts[1].shares, strict=True):
        assert row.seen or ink.text == "0.00"
        color = DARK.text if row.seen else DARK.mute
        assert ink.get_color().to_hex() == color


@given(columns(), pages)
@settings(max_examples=12)
def test_bars_begin_at_their_charts_left_and_end_before_their_number(column, page):
    made = Built(*column, page)
    for left, chart in zip(made.plan.charts, made.charts, strict=True):
        for bar, number, y in zip(chart.bars, chart.shares, made.plan.rows.heights, strict=True):
            assert bar.box()[0] == pytest.approx(left)
            assert bar.box()[2] <= number.box()[0] + 0.01
            for ink in (bar, number):
                assert sum(ink.box()[1::2]) / 2 == pytest.approx(y, abs=0.03)
        assert said([chart.title]) == [noted(TITLES[made.charts.index(chart)])]
        assert chart.title.box()[1] > bounds(chart.bars).top
        assert bounds(chart.unmasked_share).top < bounds(chart.bars).bottom
    first, second = (bounds(chart.everything()) for chart in made.charts)
    assert first.right < second.left


@given(columns(), pages)
@settings(max_examples=12)
def test_charts_keep_to_their_room_and_no_text_lies_on_another(column, page):
    made = Built(*column, page)
    room = page.content
    above_caption = Box(room.left, page.caption + 0.3, room.right, room.top)
    assert lies_in(made.parts(), above_caption, 0.01)
    assert not on_one_another(made.parts())


@given(columns(), pages)
@settings(max_examples=12)
def test_a_dashed_line_parts_what_is_seen_from_what_is_not(column, page):
    made = Built(*column, page)
    if made.seen.all():
        assert made.parting == []
        return
    (line,) = made.parting
    y = line.box()[1]
    heights = zip(made.rows, made.plan.rows.heights, strict=True)
    assert all((height > y) == row.seen for row, height in heights)
    assert line.box()[0] == pytest.approx(made.plan.box.left)
    assert line.box()[2] > bounds(made.charts[1].shares).left


def test_beside_a_grid_charts_are_level_with_its_rows_and_name_nothing_again():
    made = Built(8, 4)
    assert made.plan.name is None
    assert made.names == {}
    assert made.plan.rows.heights == pytest.approx([made.grid.row_y(i) for i in range(8)])
    grid = (made.grid.left, made.grid.bottom, made.grid.right, made.grid.top)
    assert apart(bounds(made.parts()), Box(*grid))


@pytest.mark.parametrize(("page", "headed"), [(TALL, False), (SQUARE, True)])
def test_away_from_the_grid_rows_have_names_and_a_whole_page_also_a_heading(page, headed):
    made = Built(8, 4, page=page)
    assert made.plan.headed == headed
    assert ("query" in made.names) == headed
    names = {key[1]: ink for key, ink in made.names.items() if key != "query"}
    for row, y in zip(made.rows, made.plan.rows.heights, strict=True):
        if row.shared:
            continue
        ink = names[row.keys[0]]
        assert ink.text == made.labels[row.keys[0]]
        assert ink.box()[2] < made.plan.charts[0]
        assert sum(ink.box()[1::2]) / 2 == pytest.approx(y, abs=0.12)
        assert ink.get_color().to_hex() == (DARK.key if row.seen else DARK.mute)
    if headed:
        heading = made.names["query"]
        assert heading.text == made.labels[3]
        assert heading.get_color().to_hex() == DARK.query
        assert heading.box()[1] > max(chart.title.box()[3] for chart in made.charts)


def test_many_keys_share_rows_and_their_sum_has_one_bar():
    made = Built(40, 20, page=SQUARE)
    shared = [i for i, row in enumerate(made.rows) if row.shared]
    assert shared
    for i in shared:
        exact = share(made.rows[i], made.weights[0])
        assert said([made.charts[0].shares[i]]) == [numerals.weight(exact)]
        assert made.rows[i].text in [ink.text for ink in made.names.values()]
    heights = [y for _, (_, y) in texts(made.charts[0].shares)]
    assert all(a > b for a, b in pairwise(heights))
    assert len(leaves(made.charts[0].bars)) == len(made.rows)
