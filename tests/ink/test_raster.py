"""Tables drawn as pictures: every cell, whatever its size; no seam between neighbours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.frames.canvas import Canvas
from attnviz.ink.ink import join, rectangle, rectangles
from attnviz.ink.raster import Raster
from attnviz.ink.tween import leaves
from attnviz.look.colors import rgb
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.sentence_plan import plan_columns
from attnviz.mobjects.vectors import STRIP_CELLS, strip_columns

SIZE = 320, 180
PAGE = Page.of_pixels(*SIZE)
UNIT = SIZE[1] / PAGE.height


def drawn(*inks):
    """Draw on black; return the red channel."""
    canvas = Canvas(PAGE, SIZE, "#000000")
    canvas.draw(inks)
    return canvas.pixels[..., 0]


def white(values, width, height, left=-5.0, top=3.0, **options):
    """Return a raster so many pixels large, from black to white."""
    size = width / UNIT, height / UNIT
    return Raster(values, (left, top), size, "#000000", "#FFFFFF", **options)


@given(
    st.integers(1, 60), st.integers(1, 60), st.floats(4, 150), st.floats(4, 80),
    st.floats(0, 1), st.floats(0, 1), st.integers(0, 2**32),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_every_cell_is_seen_however_small(rows, columns, width, height, dx, dy, seed):
    row, column = np.random.default_rng(seed).integers(0, (rows, columns))
    values = np.zeros((rows, columns))
    values[row, column] = 1
    left, top = -5 + dx / UNIT, 3 - dy / UNIT
    shown = drawn(white(values, width, height, left, top))
    ys, xs = np.nonzero(shown)
    assert shown.max() == 255
    # Where it belongs, to within the pixels that stand for it.
    x = (left + PAGE.width / 2) * UNIT + (column + 0.5) * width / columns
    y = (PAGE.height / 2 - top) * UNIT + (row + 0.5) * height / rows
    assert abs(xs.mean() + 0.5 - x) <= max(width / columns, 1) + 1
    assert abs(ys.mean() + 0.5 - y) <= max(height / rows, 1) + 1
    assert np.ptp(xs) < width / columns + 2
    assert np.ptp(ys) < height / rows + 2


def test_values_are_colours_on_a_straight_line():
    ramp = white(np.linspace(0, 1, 5)[None], 100, 10)
    assert ramp.pixels[0, :, 0].tolist() == [0, 64, 128, 191, 255]
    assert (ramp.pixels[..., 3] == 255).all()


def test_what_is_below_zero_has_a_colour_of_its_own_also_where_cells_share_a_pixel():
    ramp = white(np.array([[-1, -0.5, 0, 0.5, 1]]), 100, 10, below="#FF0000")
    assert ramp.pixels[0, :, 1].tolist() == [0, 0, 0, 128, 255]
    assert ramp.pixels[0, :, 0].tolist() == [255, 128, 0, 128, 255]
    values = np.zeros((200, 200))
    values[10, 10], values[10, 11], values[150, 150] = 0.5, -0.9, 0.8
    canvas = Canvas(PAGE, SIZE, "#000000")
    canvas.draw([white(values, 20, 20, below="#FF0000")])
    reds, greens = canvas.pixels[..., 0], canvas.pixels[..., 1]
    assert sorted(reds[reds > 0].tolist()) == [204, 229]
    assert greens[greens > 0].tolist() == [204]


def test_what_is_not_shown_is_clear_also_where_cells_share_a_pixel():
    values, seen = np.ones((200, 200)), np.tri(200, dtype=bool)
    shown = drawn(white(values, 50, 50, shown=seen))
    assert shown.astype(bool).sum() == pytest.approx(50 * 51 / 2, abs=60)
    assert not white(values, 50, 50, shown=~np.ones_like(seen)).pixels.any()


def test_gaps_come_where_there_is_room_for_them():
    values = np.ones((4, 5))
    wide = drawn(white(values, 100, 80, gap=0.25)) > 0
    assert wide.sum() == 4 * 5 * 15 * 15
    fine = drawn(white(np.ones((40, 50)), 100, 80, gap=0.25)) > 0
    assert fine.sum() == 100 * 80


def test_side_by_side_they_show_no_seam():
    for width in np.linspace(20, 30, 21):
        parts = [white(np.ones((3, 7)), width, 20, -5 + i * width / UNIT) for i in range(5)]
        row = drawn(*parts)[40] > 0
        (xs,) = np.nonzero(row)
        assert row[xs.min() : xs.max() + 1].all()


def test_one_may_look_as_closely_as_one_likes():
    checks = np.indices((100, 100)).sum(axis=0) % 2
    near = drawn(white(checks, 1e6, 1e6, left=-5, top=3))  # a cell is 10,000 pixels
    assert set(np.unique(near[41:, 61:])) in ({0}, {255})


def test_it_can_be_turned():
    ink = white(np.array([[0.0, 1.0]]), 40, 40, left=0, top=0)
    ink.place[4] = np.pi / 2  # what was at the right is above
    shown = drawn(ink)
    ys, xs = np.nonzero(shown)
    assert ys.max() < SIZE[1] / 2 - 15
    assert xs.min() >= SIZE[0] / 2 - 1


@pytest.mark.parametrize("n", [49, 128, 129, 1000])
def test_many_columns_are_few_inks_and_every_entry_is_there(n):
    rng = np.random.default_rng(n)
    stacks = [rng.normal(size=(tokens, 40)) for tokens in rng.integers(1, 4, n)]
    plan = plan_columns(["w"] * n, PAGE)
    columns = strip_columns(stacks, plan, DARK, None)
    assert len(columns) == n
    inks = leaves(columns)
    assert len(inks) <= 128
    edges = [x for ink in inks for x in ink.box()[::2]]
    assert (np.diff(edges) > -1e-9).all()
    assert edges[0] == pytest.approx(plan.centers[0] - plan.pitch / 2)
    assert edges[-1] == pytest.approx(plan.centers[-1] + plan.pitch / 2)
    assert all(ink.pixels.shape[0] == STRIP_CELLS for ink in inks)
    first = stacks[0][0, :27]
    red, blue = (inks[0].pixels[:27, 0, [0, 2]] - 255 * rgb(DARK.hair)[[0, 2]]).T
    assert ((red > blue) == (first < 0))[np.abs(first) > 0.1].all()
    for side in (first > 0, first < 0):
        strength = (blue if first[side][0] > 0 else red)[side]
        assert (np.diff(strength[np.argsort(np.abs(first[side]))]) >= 0).all()


@given(st.lists(st.tuples(*[st.floats(-5, 5)] * 4), min_size=1, max_size=6))
def test_rectangles_are_rectangles(boxes):
    one_by_one = join([rectangle(*box) for box in boxes])
    assert rectangles(*np.transpose(boxes)) == pytest.approx(one_by_one)


def test_other_values_in_the_same_cells_are_drawn_from_then_on():
    raster = white(np.array([[0.0, 1.0]]), 20, 10)
    canvas = Canvas(PAGE, SIZE, "#000000")
    canvas.draw([raster])
    before = canvas.pixels[..., 0].copy()
    raster.set_values(np.array([[1.0, np.nan]]))
    canvas.draw([raster])
    after = canvas.pixels[..., 0]
    assert after.sum() == before.sum() > 0
    assert (after != before).any()
    assert raster.values[0, 0] == 1
    assert np.isnan(raster.values[0, 1])
