"""One column's shares back to back: every number is a softmax, and what leaks is summed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.grid_plan import plan_grid
from attnviz.pictures.mask import WITH, WITHOUT, hidden_cells, leak_chart
from attnviz.pictures.mask_plan import plan_leak
from tests.drawing import area, said
from tests.geometry import bounds, lies_in, on_one_another

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
    """The chart of one column, and what it is made of."""

    def __init__(self, n, sees, seed=0, page=WIDE, labels=NAMES):
        self.labels = [labels[i % len(labels)] for i in range(n)]
        self.seen = np.arange(n) < sees
        self.scores = np.random.default_rng(seed).normal(0, 2, n)
        self.weights = self.lowered(0.0), self.lowered(np.inf)
        self.plan = plan_leak(
            self.labels, sees - 1, self.scores, self.weights, self.seen, page.content
        )
        self.chart = leak_chart(self.labels, sees - 1, self.scores, self.weights, self.plan, DARK)

    def lowered(self, fallen):
        """Return the softmax when hidden scores are so much lower, the plain way."""
        exps = np.exp(np.where(self.seen, self.scores, self.scores - fallen))
        return exps / exps.sum()

    @property
    def rows(self):
        return self.plan.rows.rows


def share(row, weights):
    return float(weights[list(row.keys)].sum())


def widths(bars):
    return np.array([bar.box()[2] - bar.box()[0] for bar in bars])


@given(columns(), pages)
@settings(max_examples=15)
def test_every_share_is_written_and_all_bars_have_one_scale(column, page):
    made = Built(*column, page)
    for side in (WITHOUT, WITH):
        exact = np.array([share(row, made.weights[side]) for row in made.rows])
        assert said(made.chart.sides[side].shares) == [numerals.weight(s) for s in exact]
        bars = widths(made.chart.sides[side].bars)
        assert bars == pytest.approx(made.plan.unit * exact, abs=2e-3)
        assert exact.sum() == pytest.approx(1)
    assert sorted(key for row in made.rows for key in row.keys) == list(range(column[0]))


@given(columns(), pages)
@settings(max_examples=15)
def test_bars_begin_at_the_names_and_run_outwards(column, page):
    made = Built(*column, page)
    left, right = made.plan.axes
    for bar, number in zip(*_side(made, WITHOUT), strict=True):
        assert bar.box()[2] == pytest.approx(left)
        assert number.box()[2] < bar.box()[0]
    for bar, number in zip(*_side(made, WITH), strict=True):
        assert bar.box()[0] == pytest.approx(right)
        assert number.box()[0] > bar.box()[2]
    assert left <= bounds(made.chart.names).left
    assert bounds(made.chart.names).right <= right


def _side(made, side):
    one = made.chart.sides[side]
    return one.bars, one.shares


@given(columns(), pages)
@settings(max_examples=15)
def test_what_leaks_is_summed_and_bracketed(column, page):
    made = Built(*column, page)
    if made.seen.all():
        assert made.chart.leak == []
        assert made.chart.hidden() == []
        return
    bracket, name, number = made.chart.leak
    assert name.text == "leak"
    assert number.text == numerals.weight(float(made.weights[0][~made.seen].sum()))
    for i in made.chart.hidden():
        assert bracket.box()[1] < made.plan.rows.heights[i] < bracket.box()[3]
        assert number.box()[2] < bracket.box()[0] < made.chart.sides[WITHOUT].shares[i].box()[0]
        assert said([made.chart.scores[i]]) == ["−∞"]
        assert said([made.chart.sides[WITH].shares[i]]) == ["0.00"]


@given(columns(), st.floats(0, 12))
@settings(max_examples=15)
def test_as_hidden_scores_fall_shares_are_the_softmax_of_what_is_written(column, fallen):
    made = Built(*column)
    weights = made.lowered(fallen)
    made.chart.show(WITH, weights)
    made.chart.lower(weights, fallen)
    exact = [share(row, weights) for row in made.rows]
    assert said(made.chart.sides[WITH].shares) == [numerals.weight(s) for s in exact]
    for i in made.chart.hidden():
        row = made.rows[i]
        text = "" if row.shared else numerals.signed(made.scores[row.keys[0]] - fallen)
        assert made.chart.scores[i].text == text
        if text:  # the score stands at the end of its bar
            assert made.chart.scores[i].box()[0] > made.chart.sides[WITH].bars[i].box()[2]


def test_a_tick_stays_where_each_bar_ended_without_the_mask():
    made = Built(8, 4)
    seen = [row for row in made.rows if row.seen]
    assert len(made.chart.ticks) == len(seen)
    for tick, row, bar in zip(made.chart.ticks, seen, made.chart.sides[WITH].bars, strict=False):
        x = made.plan.axes[1] + made.plan.unit * share(row, made.weights[0])
        assert tick.box()[0] == pytest.approx(x)
        assert tick.box()[2] <= bar.box()[2]  # whoever is seen gains
        assert tick.get_color().to_hex() == DARK.ground


def test_what_is_hidden_has_the_colour_of_minus_and_the_seen_that_of_text():
    made = Built(8, 4)
    for side in (WITHOUT, WITH):
        for bar, row in zip(made.chart.sides[side].bars, made.rows, strict=True):
            assert bar.get_color().to_hex() == (DARK.text if row.seen else DARK.minus)
    for name, row in zip(made.chart.names, made.rows, strict=True):
        assert name.get_color().to_hex() == (DARK.key if row.seen else DARK.mute)
    assert made.chart.query.text == made.labels[3]
    assert made.chart.query.get_color().to_hex() == DARK.query


@given(columns(), pages)
@settings(max_examples=15)
def test_the_chart_keeps_to_its_room_and_no_text_lies_on_another(column, page):
    made = Built(*column, page, ["counterrevolutionaries", "a", "WWWWWWWWWW"])
    assert lies_in(made.chart.everything(), page.content, 0.03)
    assert not on_one_another(made.chart.everything())
    made.chart.move(made.plan.aside)
    alone = [*made.chart.names, *made.chart.sides[WITHOUT].bars, *made.chart.leak]
    assert lies_in([*alone, *made.chart.sides[WITHOUT].shares], page.content, 0.03)


def test_a_dashed_line_parts_what_is_seen_from_what_is_not():
    (line,) = Built(8, 4).chart.parting
    heights = Built(8, 4).plan.rows.heights
    assert [y > line.box()[1] for y in heights] == [True] * 4 + [False] * 4
    assert Built(8, 8).chart.parting == []


def test_texts_that_the_grid_says_too_are_offered_by_what_they_stand_for():
    made = Built(40, 20, page=SQUARE)
    found = made.chart.texts()
    assert found.pop("query") is made.chart.query
    assert any(row.shared for row in made.rows)
    for row, name in zip(made.rows, made.chart.names, strict=True):
        if not row.shared:
            assert found.pop(("key", row.keys[0])) is name
    assert found == {}


@pytest.mark.parametrize("n", [1, 5, 60])
def test_the_shade_lies_on_hidden_cells_alone(n):
    plan = plan_grid(["word"] * n, WIDE)
    hidden = np.random.default_rng(n).random((n, n)) < 0.4
    shade = hidden_cells(hidden, plan, DARK.hair)
    covered = sum(abs(area(ink.points)) for ink in shade)
    assert covered == pytest.approx(hidden.sum() * plan.cell_width * plan.cell_height)
    assert all(ink.opacity == 0 for ink in shade)
    if n <= 48:
        for ink, query in zip(shade, np.flatnonzero(hidden.any(axis=1)), strict=True):
            left = plan.left + query * plan.cell_width
            assert ink.box()[::2] == pytest.approx((left, left + plan.cell_width))
            keys = np.flatnonzero(hidden[query])
            assert ink.box()[3] == pytest.approx(plan.top - keys[0] * plan.cell_height)
