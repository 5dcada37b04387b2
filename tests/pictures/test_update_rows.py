"""Every word's row: blocks as long as what each key contributes, hollow where it takes away."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.analysis.update_chain import contributions
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.pictures.update_rows import draw_rows, rows_shown
from tests.core_traces import default_trace
from tests.drawing import said
from tests.geometry import bounds, lies_in, on_one_another

PAGES = [Page.of_pixels(*shape) for shape in [(1280, 720), (720, 1280), (720, 720)]]
pages = st.sampled_from(PAGES)


def everything(rows):
    inks = []
    for row in rows.rows.values():
        inks += [row.name, row.number, *row.blocks, *row.inside]
    return inks


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 40), st.integers(0, 99), pages)
def test_blocks_are_as_long_as_contributions(n, seed, page):
    rng = np.random.default_rng(seed)
    parts = rng.normal(1.0, 1.0, (n, n)) * (rng.random((n, n)) < 0.5)
    parts[:, 0] += 1 - np.minimum(parts.sum(axis=1), 0)  # lengths are above 0
    names = [f"word{i}" for i in range(n)]
    rows = draw_rows(names, parts.sum(axis=1), n // 2, lambda i: parts[i], page.content, DARK)
    assert n // 2 in rows.rows
    assert rows.whole == (len(rows.rows) == n)
    assert lies_in(everything(rows), page.content, 0.05)
    assert not on_one_another(everything(rows), 0.03)
    for i, row in rows.rows.items():
        part = parts[i]
        assert row.number.text == numerals.positive(float(part.sum()))
        solid = [
            b for b in row.blocks if not b.is_stroked and b.get_color().to_hex() != DARK.ground
        ]
        hollow = [b for b in row.blocks if b.is_stroked]
        back = sum(b.place[2] for b in hollow) / rows.plan.scale
        assert back == pytest.approx(-np.minimum(part, 0).sum(), abs=0.02 / rows.plan.scale)
        reach = max(b.box()[2] for b in solid) - rows.plan.left
        assert reach / rows.plan.scale == pytest.approx(
            np.maximum(part, 0).sum(), abs=0.03 / rows.plan.scale
        )
        end = rows.plan.stance(i, float(part.sum())).tip[0]
        first_back = min((b.box()[0] for b in hollow), default=rows.plan.left + reach)
        assert first_back == pytest.approx(end, abs=0.04)


def test_names_stand_inside_the_blocks_of_the_keys():
    head, page = default_trace().head(), PAGES[0]
    lengths = np.linalg.norm(head.update, axis=1)
    rows = draw_rows(
        list(head.labels), lengths, 3, lambda i: contributions(head, i), page.content, DARK
    )
    assert said(rows.rows[3].inside) == ["blue", "fluffy"]
    assert [rows.rows[i].number.text for i in (0, 3)] == ["5.16", "11.80"]
    for row in rows.rows.values():
        for ink in row.inside:
            left, low, right, high = ink.box()
            holding = [bounds([block]) for block in row.blocks]
            assert any(b.left < left and right < b.right and b.bottom < low and high < b.top
                       for b in holding)  # fmt: skip
    assert len(rows.others(3)) == 7


@pytest.mark.parametrize("page", PAGES)
def test_of_many_words_the_followed_and_the_longest_have_rows(page):
    lengths = np.arange(100.0)
    few = rows_shown(lengths[:8], 3, page.content)
    assert few == list(range(8))
    many = rows_shown(lengths, 3, page.content)
    assert many == [3, *range(88, 100)]
    assert rows_shown(lengths, 95, page.content) == list(range(87, 100))


def test_blocks_come_out_of_the_line_where_all_begin():
    head = default_trace().head()
    lengths = np.linalg.norm(head.update, axis=1)
    rows = draw_rows(
        list(head.labels), lengths, 3, lambda i: contributions(head, i), PAGES[0].content, DARK
    )
    sweep = rows.sweep(rows.others(3))
    ends = {id(block): block.place.copy() for row in rows.others(3) for block in row.blocks}
    sweep.begin()
    sweep.interpolate(0.0)
    for row in rows.others(3):
        assert bounds(row.blocks).width < 0.01
        assert bounds(row.blocks).left == pytest.approx(rows.plan.left, abs=0.01)
    sweep.interpolate(1.0)
    for row in rows.others(3):
        for block in row.blocks:
            assert block.place == pytest.approx(ends[id(block)])
