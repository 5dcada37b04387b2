"""Vectors as columns: colour is sign, its strength size; written entries are the array's own."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.catalog.captions import noting
from attnviz.ink.text import text_boxes
from attnviz.look import numerals
from attnviz.look.colors import rgb
from attnviz.look.page import Page
from attnviz.look.style import DARK, LIGHT, S
from attnviz.mobjects import vectors
from attnviz.mobjects.sentence_plan import plan_columns
from tests.drawing import said, texts

WIDE = Page.of_pixels(1280, 720)
seeds = st.integers(0, 2**32 - 1)


def cells(group):
    """Return every cell of a strip as (left, top, colour)."""
    found = []
    for ink in group.family_members_with_points():
        for cell in ink.points.reshape(-1, 16, 3):  # four straight curves
            found.append((cell[:, 0].min(), cell[:, 1].max(), ink.rgba[:3]))
    return found


def signed_share(color, theme):
    """Return how far a cell is from no colour to that of its sign: below 0 for minus."""
    low = rgb(theme.hair)
    for sign, full in ((1, rgb(theme.plus)), (-1, rgb(theme.minus))):
        share = float((color - low) @ (full - low) / ((full - low) @ (full - low)))
        if np.abs(low + share * (full - low) - color).max() < 0.01:
            return sign * round(share, 2)
    raise AssertionError(f"{color} is neither sign's")


@given(st.integers(1, 600), st.integers(1, 40))
def test_the_first_entries_and_the_last_are_drawn(length, most):
    drawn = vectors.entries_drawn(length, most)
    if length <= most:
        assert drawn == list(range(length))
    else:
        assert len(drawn) == most
        assert drawn == [*range(most - 1), length - 1]


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@given(st.integers(1, 4), st.integers(1, 60), seeds)
@settings(max_examples=30)
def test_a_cell_s_colour_is_its_entry_s_sign_and_stronger_the_larger_it_is(
    theme, tokens, length, seed
):
    values = np.random.default_rng(seed).normal(size=(tokens, length))
    rows = vectors.entries_drawn(length, vectors.STRIP_CELLS)
    group = vectors.strip(values, 0, 0, tokens, len(rows), 2.0, theme)
    found = cells(group)
    assert len(found) == tokens * len(rows)
    entries = [values[int(left + 0.01), rows[int(-top + 0.01)]] for left, top, _ in found]
    shares = [signed_share(color, theme) for *_, color in found]
    assert [s > 0 for s in shares] == [e >= 0 for e in entries]
    assert (np.diff(np.array(shares)[np.argsort(entries)]) >= -1e-9).all()
    assert all(abs(s) == 1 for s, e in zip(shares, entries, strict=True) if abs(e) >= 2)


def test_the_note_names_the_colours_of_the_themes_that_come_along_and_of_no_other():
    said = [vectors.strip_note(576, 8, theme) for theme in (DARK, LIGHT)]
    assert said == ["blue above 0, pink below; 28 of 576, 8 written"] * 2
    assert vectors.strip_note(20, 0, DARK) == "blue above 0, pink below; 20 of 20"
    own = vectors.strip_note(576, 0, replace(DARK, plus="#00FF00"))
    assert own == "colour: above or below 0; 28 of 576"
    with noting("ko"):
        assert "분홍" in vectors.strip_note(576, 0, LIGHT)


def test_every_token_of_a_word_has_a_strip_of_its_own():
    plan = plan_columns(["creature", "verdant"], WIDE)
    stacks = [np.ones((1, 10)), np.ones((3, 10))]
    one, three = vectors.strip_columns(stacks, plan, DARK, None)
    assert len({round(left, 3) for left, *_ in cells(one[:-1])}) == 1
    assert len({round(left, 3) for left, *_ in cells(three[:-1])}) == 3
    for group, x in zip((one, three), plan.centers, strict=True):
        assert group.get_center()[0] == pytest.approx(x, abs=0.05)


def test_one_column_speaks_and_its_numbers_are_its_entries():
    plan = plan_columns(["red", "wine"], WIDE)
    stacks = [np.random.default_rng(i).normal(size=(1, 576)) for i in range(2)]
    silent, speaking = vectors.strip_columns(stacks, plan, DARK, 1)
    assert said(silent) == []
    rows = vectors.entries_drawn(576, vectors.written_entries(plan))
    assert said(speaking) == [numerals.signed(float(v)) for v in stacks[1][0][rows]]
    heights = [y for _, (_, y) in texts(speaking)]
    gaps = -np.diff(heights)
    assert gaps[:-1] == pytest.approx(gaps[0], abs=0.02)
    assert gaps[-1] == pytest.approx(2 * gaps[0], abs=0.02)  # room for the ellipsis


def test_a_word_of_several_tokens_cannot_speak():
    plan = plan_columns(["red", "wine"], WIDE)
    assert vectors.speaks(np.ones((1, 20)), plan)
    assert not vectors.speaks(np.ones((2, 20)), plan)
    assert not vectors.speaks(np.ones((1, 20)), plan_columns(["a"] * 24, WIDE))


def test_numbers_under_one_another_align_on_the_point():
    ink = vectors.number_column(np.array([1.0, -22.5, 0.0]), 2.0, [1.0, 0.5, 0.0], DARK.text, S)
    right = [corners[:, 0].max() for _, corners in text_boxes(ink)]
    assert right == pytest.approx([right[0]] * 3, abs=0.01)
    assert [y for _, (_, y) in texts(ink)] == pytest.approx([1.0, 0.5, 0.0], abs=0.03)


def test_the_width_is_that_of_the_widest_number():
    alone = vectors.signed_width(np.array([-22.5]), S)
    assert vectors.signed_width(np.array([1.0, -22.5, 0.0]), S) == alone
