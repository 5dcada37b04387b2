"""One column read out: sorted by weight, the rest summed, everything accounted for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.grid_plan import plan_grid
from attnviz.mobjects.reading import reading_panel
from tests.drawing import area, said, texts

WIDE, TALL = Page.of_pixels(1280, 720), Page.of_pixels(720, 1280)
NAMES = "the old wooden ship crossed a calm grey sea at dawn again".split()
NOTE = ("The first position draws", "weight from every query.")
seeds = st.integers(0, 2**32 - 1)
sharpness = st.sampled_from([0.3, 1.5, 4.0])


def weigh(n, seed, sharp=1.5):
    raw = np.exp(sharp * np.random.default_rng(seed).normal(size=n)).astype(np.float32)
    return raw / raw.sum()


def built(weights, query=0, page=WIDE, note=()):
    labels = NAMES[: len(weights)]
    plan = plan_grid(labels, page, rows_below=0.9)
    return plan, reading_panel(labels, np.float32(weights), query, plan, DARK, note)


def row_texts(panel):
    return [said(row) for row in panel.rows]


@given(st.integers(1, 12), seeds, sharpness)
@settings(max_examples=20)
def test_keys_are_sorted_by_weight_the_heaviest_first(n, seed, sharp):
    weights = weigh(n, seed, sharp)
    _, panel = built(weights)
    shown = weights[panel.keys]
    assert (np.diff(shown) <= 0).all()
    left_out = np.delete(weights, panel.keys)
    assert left_out.max(initial=0) <= shown.min()


def test_equal_weights_keep_the_order_of_the_sentence():
    _, panel = built([0.2] * 5)
    assert panel.keys == [0, 1, 2, 3, 4]


@given(st.integers(1, 12), seeds, sharpness)
@settings(max_examples=20)
def test_a_row_names_its_key_and_its_weight(n, seed, sharp):
    weights = weigh(n, seed, sharp)
    _, panel = built(weights, query=n - 1)
    for key, row in zip(panel.keys, row_texts(panel), strict=False):
        assert row[:2] == [numerals.weight(float(weights[key])), NAMES[key]]
        assert row[2:] == ([" (itself)"] if key == n - 1 else [])


@given(st.integers(1, 12), seeds, sharpness, st.booleans())
@settings(max_examples=30)
def test_all_rows_add_up_to_the_printed_total(n, seed, sharp, noted):
    weights = weigh(n, seed, sharp)
    _, panel = built(weights, note=NOTE if noted else ())
    total = said(panel.total)[0]
    assert total == numerals.weight(float(weights.sum())) == "1.00"
    rows = row_texts(panel)
    printed = sum(float(row[0]) for row in rows)
    assert printed == pytest.approx(1, abs=0.00501 * (len(rows) + 1))


@given(st.integers(2, 12), seeds, sharpness)
@settings(max_examples=20)
def test_what_has_no_row_of_its_own_is_summed_and_counted(n, seed, sharp):
    weights = weigh(n, seed, sharp)
    _, panel = built(weights, note=NOTE)
    rest = float(np.delete(weights, panel.keys).sum())
    others = row_texts(panel)[len(panel.keys) :]
    if numerals.weight(rest) == "0.00":
        assert others == []
    else:
        assert others == [[numerals.weight(rest), f"{n - len(panel.keys)} others"]]


def test_small_weights_are_named_together_when_their_sum_can_be_written():
    _, panel = built([0.98, 0.004, 0.004, 0.004, 0.008])
    assert row_texts(panel) == [
        ["0.98", "the", " (itself)"], ["0.01", "crossed"], ["0.01", "3 others"],
    ]  # fmt: skip


def test_hidden_keys_are_no_others():
    _, panel = built([0.5, 0.5, 0, 0, 0])
    assert row_texts(panel) == [["0.50", "the", " (itself)"], ["0.50", "old"]]


@given(st.integers(1, 12), seeds, sharpness)
@settings(max_examples=20)
def test_dots_have_the_area_of_their_weight(n, seed, sharp):
    weights = weigh(n, seed, sharp)
    _, panel = built(weights)
    areas = np.array([area(dot.points) for dot in panel.dots])
    shown = weights[panel.keys]
    ratio = (areas @ shown) / (shown @ shown)
    assert areas == pytest.approx(ratio * shown, rel=1e-6)


def test_a_small_grid_s_dots_keep_their_size():
    plan, panel = built([0.05] * 10 + [0.25, 0.25])
    largest = max(dot.place[2] for dot in panel.dots)
    assert largest == pytest.approx(plan.dot_radius * 0.5, rel=1e-5)


def test_the_heading_names_the_query():
    _, panel = built([0.2, 0.8], query=1)
    assert said(panel.head) == ["old", "shares its attention over"]
    assert panel.head[0].get_color().to_hex() == DARK.query


def test_a_remark_stands_below_the_total():
    _, panel = built([0.2, 0.8], note=NOTE)
    total, _, *note = texts(panel.total)
    assert [text for text, _ in note] == list(NOTE)
    assert total[1][1] > note[0][1][1] > note[1][1][1]


@pytest.mark.parametrize("page", [WIDE, TALL], ids=["beside", "below"])
@pytest.mark.parametrize("note", [(), NOTE], ids=["", "note"])
@pytest.mark.parametrize("n", [1, 2, 7, 12])
def test_the_panel_stays_in_its_room_and_its_rows_apart(n, note, page):
    plan, panel = built(weigh(n, 1, 0.3), page=page, note=note)
    box = plan.panel
    sides = box if page == WIDE else page  # a panel below is enlarged, up to the page's width
    for part in panel.everything():
        for ink in part.family_members_with_points():
            left, low, right, high = ink.box()
            assert left >= sides.left - 0.1
            assert right <= sides.right + 0.05
            assert low >= box.bottom - 0.12
            assert high <= box.top + 0.05
    heights = [texts(row)[0][1][1] for row in [*panel.rows, panel.total]]
    assert (-np.diff(heights) > 0.25).all()
    for dot, row in zip(panel.dots, panel.rows, strict=False):
        assert dot.box()[2] < row[0].box()[0]
        assert dot.place[1] == pytest.approx(texts(row)[0][1][1], abs=0.05)
