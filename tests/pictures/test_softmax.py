"""Softmax as a table: every line is the column's own, and its shares stack up to 1."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.attention import attention_pattern
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.pictures.softmax import exp_head, share_head, stacked_shares
from attnviz.pictures.softmax_plan import plan_stacked_shares
from tests.core_traces import default_trace
from tests.drawing import said, texts
from tests.geometry import bounds, lies_in, on_one_another

WIDE, TALL, SQUARE, BROAD = (
    Page.of_pixels(*size) for size in ((1280, 720), (720, 1280), (720, 720), (960, 720))
)
pages = st.sampled_from([WIDE, TALL, SQUARE, BROAD])
NAMES = "the old wooden ship crossed a calm grey sea at dawn again".split()
TEMPERATURES = (0.5, 1.0, 2.0)


@st.composite
def columns(draw):
    """Draw the scores of a query, and how many keys it sees."""
    scores = draw(st.lists(st.floats(-12, 12), min_size=1, max_size=36))
    return np.array(scores), draw(st.integers(1, len(scores)))


class Built:
    """The table of one column, and the numbers that it is made of."""

    def __init__(self, scores, sees, page=WIDE, labels=NAMES):
        n = len(scores)
        self.scores, self.seen = scores, np.arange(n) < sees
        self.labels = [labels[i % len(labels)] for i in range(n)]
        states = [self.at(t) for t in TEMPERATURES]
        self.exps, self.weights = states[1]
        self.plan = plan_stacked_shares(
            self.labels, scores, np.array([exps for exps, _ in states]), self.weights, self.seen,
            page.content,
        )  # fmt: skip
        self.table = stacked_shares(
            self.labels, sees - 1, scores, self.exps, self.weights, self.plan, DARK
        )

    def at(self, temperature):
        """Return exponentials and weights at a temperature, computed the plain way."""
        exps = np.where(self.seen, np.exp(self.scores / temperature), 0)
        return exps, exps / exps.sum()

    @property
    def rows(self):
        return self.plan.rows.rows


def summed(rows, values):
    return [float(values[list(row.keys)].sum()) for row in rows]


def spans(inks):
    """Return from where to where each Ink reaches."""
    return np.array([ink.box()[::2] for ink in inks])


def check_stack(made, weights):
    """See that shares are as wide as they are large, and each begins where the last ended."""
    exact = np.array(summed(made.rows, weights))
    left, right = made.plan.bars
    bars = spans(made.table.bars)
    assert bars[0, 0] == pytest.approx(left)
    assert bars[1:, 0] == pytest.approx(bars[:-1, 1], abs=2e-4 * len(bars))
    assert np.diff(bars)[:, 0] == pytest.approx((right - left) * exact, abs=2e-4)
    assert bars[-1, 1] == pytest.approx(right, abs=2e-4 * len(bars))
    for bar, segment, plumb, number in zip(
        made.table.bars, made.table.segments, made.table.plumbs, made.table.shares, strict=False
    ):
        # Below, the same share lies in the whole; a line drops from where it ends.
        assert segment.box()[0] == pytest.approx(bar.box()[0])
        assert bar.box()[2] - 0.021 <= segment.box()[2] <= bar.box()[2] + 1e-4
        assert plumb.box()[0] == pytest.approx(bar.box()[2], abs=2e-4)
        assert plumb.box()[1] == pytest.approx(segment.box()[3])
        assert plumb.box()[3] == pytest.approx(bar.box()[1])
        assert number.box()[0] > bar.box()[2]


@given(columns(), pages)
@settings(max_examples=12)
def test_every_line_says_its_score_its_exponential_and_its_share(column, page):
    made = Built(*column, page)
    table = made.table
    scores = ["" if row.shared else numerals.signed(made.scores[row.keys[0]]) for row in made.rows]
    assert [ink.text for ink in table.scores] == scores
    assert said(table.exps) == [numerals.positive(v) for v in summed(made.rows, made.exps)]
    assert said(table.shares) == [numerals.weight(v) for v in summed(made.rows, made.weights)]
    assert said(table.total[1:]) == ["sum", numerals.positive(float(made.exps.sum()))]
    assert said([table.whole]) == ["1.00"]
    keys = sorted(key for row in made.rows for key in row.keys)
    assert keys == np.flatnonzero(made.seen).tolist()


@given(columns(), pages)
@settings(max_examples=12)
def test_shares_stack_up_to_one(column, page):
    made = Built(*column, page)
    check_stack(made, made.weights)


@given(columns(), st.floats(0.5, 2.0))
@settings(max_examples=12)
def test_at_any_temperature_they_still_do(column, temperature):
    made = Built(*column)
    exps, weights = made.at(temperature)
    changed = {id(ink) for ink in made.table.steps()}
    before = {id(ink): (ink.text, *ink.place) for ink in leaves(made.table.everything())}
    made.table.show(exps, weights)
    check_stack(made, weights)
    assert said(made.table.exps) == [numerals.positive(v) for v in summed(made.rows, exps)]
    assert said(made.table.shares) == [numerals.weight(v) for v in summed(made.rows, weights)]
    assert said([made.table.total[-1], made.table.whole]) == [
        numerals.positive(float(exps.sum())), "1.00"
    ]  # fmt: skip
    for ink in leaves(made.table.everything()):  # nothing else moves
        assert id(ink) in changed or before[id(ink)] == (ink.text, *ink.place)


def test_on_the_model_the_shares_are_the_heads_weights():
    head, query = default_trace().head(), 3
    scores, seen = head.scores[query].astype(float), head.mask[query]
    exps = np.where(seen, np.exp(scores), 0)
    weights = attention_pattern(scores, seen, 1.0)
    plan = plan_stacked_shares(head.labels, scores, exps[None], weights, seen, WIDE.content)
    table = stacked_shares(head.labels, query, scores, exps, weights, plan, DARK)
    assert said(table.names) == list(head.labels[: query + 1])
    assert said(table.shares) == [numerals.weight(float(w)) for w in head.pattern[query][seen]]
    widths = np.diff(spans(table.bars))[:, 0]
    assert widths / widths.sum() == pytest.approx(head.pattern[query][seen], abs=1e-4)


@given(columns(), pages)
@settings(max_examples=12)
def test_lines_are_level_and_nothing_lies_on_another_or_leaves_the_room(column, page):
    made = Built(*column, page, ["counterrevolutionaries", "a", "WWWWWWWWWW"])
    table, room = made.table, page.content
    assert lies_in(table.everything(), room, 0.02)
    assert not on_one_another(table.everything())
    for i, y in enumerate(made.plan.rows.heights):
        for ink in (table.scores[i], table.exps[i], table.shares[i], table.bars[i]):
            if ink.box() is not None:
                assert sum(ink.box()[1::2]) / 2 == pytest.approx(y, abs=0.04)
    ends = [table.names, [ink for ink in table.scores if ink.text], table.exps]
    for column_of, end in zip(ends, (made.plan.name, made.plan.score, made.plan.exp), strict=True):
        rights = [ink.box()[2] for ink in column_of]
        assert rights == pytest.approx([end] * len(rights), abs=0.06)


@given(columns(), pages)
@settings(max_examples=12)
def test_arrows_go_from_each_score_to_its_exponential(column, page):
    made = Built(*column, page)
    alone = [i for i, row in enumerate(made.rows) if not row.shared]
    assert len(made.table.arrows) == len(alone)
    for arrow, i in zip(made.table.arrows, alone, strict=True):
        box = bounds([arrow])
        assert made.table.scores[i].box()[2] < box.left < box.right < made.table.exps[i].box()[0]
        assert box.center[1] == pytest.approx(made.plan.rows.heights[i])
    division = bounds([made.table.division])
    assert made.table.total[-1].box()[2] < division.left
    assert division.right < made.plan.bars[0]
    assert division.center[1] == pytest.approx(made.plan.sum_height)


def test_what_stands_above_the_columns_names_them():
    made = Built(np.array([2.0, 1.0, 3.0]), 2)
    assert said([made.table.heading]) == ["old"]
    assert said(made.table.heads) == ["key", "score", "exp(score)", "share of the sum"]
    tops = [y for _, (_, y) in texts(made.table.heads)]
    assert min(tops) > made.plan.rows.top
    assert made.table.heading.box()[1] > max(tops)
    other = exp_head(made.plan, "exp(score / T)", DARK)
    assert other.box()[2] == pytest.approx(made.table.heads[2].box()[2], abs=0.03)
    assert other.place[1] == made.table.heads[2].place[1]
    weight = share_head(made.plan, "attention weight", DARK)
    assert weight.place[:2] == pytest.approx(made.table.heads[3].place[:2])


def test_a_long_name_is_cut_before_the_bars():
    made = Built(np.array([2.0, 1.0]), 2, labels=["counterrevolutionaries" * 3])
    name = made.table.heading
    assert "…" in name.text
    assert name.box()[2] < made.plan.bars[0]


def test_what_both_pictures_say_is_offered_by_what_it_stands_for():
    made = Built(np.linspace(-3, 3, 36), 30, SQUARE)
    found = made.table.texts()
    assert found.pop("query") is made.table.heading
    for i, row in enumerate(made.rows):
        if not row.shared:
            assert found.pop(("key", row.keys[0])) is made.table.names[i]
            assert found.pop(("score", row.keys[0])) is made.table.scores[i]
    assert found == {}
    assert any(row.shared for row in made.rows)


def test_the_step_of_a_key_is_found_alone_or_with_others():
    made = Built(np.linspace(-3, 3, 36), 30, SQUARE)
    for bar, row in zip(made.table.bars, made.rows, strict=True):
        for key in row.keys:
            assert made.table.bar_of(key) is bar


@given(columns(), pages)
@settings(max_examples=12)
def test_alone_names_and_scores_stand_in_the_middle_of_the_room(column, page):
    made = Built(*column, page)
    table = made.table
    before = [ink.place.copy() for ink in table.beginning()]
    home = table.stand_alone()
    assert np.array(before) == pytest.approx(home)
    assert lies_in(table.beginning(), page.content, 0.02)
    box = bounds([*table.names, *(ink for ink in table.scores if ink.text), table.heads[1]])
    if table.plan.score - table.plan.name < 2:
        assert box.center[0] == pytest.approx(page.content.center[0], abs=0.5)
    for ink, place in zip(table.beginning(), before, strict=True):
        assert ink.place[1] - place[1] == pytest.approx(table.plan.aside[1])


@given(columns(), pages)
@settings(max_examples=12)
def test_bars_are_first_as_long_as_their_exponentials_and_the_largest_fills_the_room(column, page):
    made = Built(*column, page)
    divided, staircase = made.table.stand_apart()
    left, right = made.plan.bars
    exps = np.array(summed(made.rows, made.exps))
    bars = spans(made.table.bars)
    assert bars[:, 0] == pytest.approx(left)
    assert bars[:, 1] - left == pytest.approx((right - left) * exps / exps.max(), abs=0.01)
    assert divided[0::2, 0] == pytest.approx(left)
    assert divided[0::2, 2] == pytest.approx(staircase[0::2, 2])
    for ink, place in zip(made.table.bars, staircase[0::2], strict=True):
        ink.place = place.copy()
    check_stack(Built(*column, page), made.weights)
    assert spans(made.table.bars)[1:, 0] == pytest.approx(spans(made.table.bars)[:-1, 1], abs=0.01)
    for share, bar in zip(divided[1::2], divided[0::2], strict=True):
        assert share[0] > bar[0] + bar[2]


def test_what_a_sink_takes_is_missing_from_the_whole():
    made = Built(np.array([2.0, 1.0, 0.5]), 3)
    lost, exps = 4.0, made.exps
    table = stacked_shares(
        made.labels, 2, made.scores, exps, exps / (exps.sum() + lost), made.plan, DARK, lost
    )
    (nowhere,) = table.nowhere
    left, right = made.plan.bars
    taken = lost / (exps.sum() + lost)
    assert (right - left) * taken == pytest.approx(np.diff(spans([nowhere]))[0, 0], abs=1e-3)
    assert nowhere.box()[2] == pytest.approx(right)
    assert said([table.whole]) == [numerals.weight(1 - taken)]
    assert made.table.nowhere == []
