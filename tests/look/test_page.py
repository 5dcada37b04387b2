"""A frame's fixed places, from its shape alone."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.look.page import Box, Page

pages = st.builds(Page.of_pixels, st.integers(128, 4000), st.integers(128, 4000))


@pytest.mark.parametrize(
    ("pixels", "size", "margin", "portrait"),
    [
        ((1280, 720), (14.222, 8), 0.64, False),
        ((854, 480), (14.233, 8), 0.64, False),
        ((1080, 1920), (8, 14.222), 0.46, True),
        ((720, 720), (8, 8), 0.46, True),
    ],
)
def test_the_shorter_side_is_eight_units(pixels, size, margin, portrait):
    page = Page.of_pixels(*pixels)
    assert (page.width, page.height) == pytest.approx(size, abs=1e-3)
    assert (page.margin, page.portrait) == (margin, portrait)


def test_a_wide_page_has_the_guide_s_measures():
    page = Page.of_pixels(1280, 720)
    assert (page.title, page.caption, page.footer) == pytest.approx((3.38, -3.02, -3.58))
    assert (page.content.top, page.content.bottom) == pytest.approx((2.75, -2.45))
    assert page.content_without_caption.bottom == pytest.approx(-3.08)


@given(pages)
def test_places_follow_one_another_from_top_to_bottom(page):
    content = page.content
    heights = [page.height / 2, page.title, content.top, content.bottom, page.caption, page.footer]
    assert heights == sorted(heights, reverse=True)
    assert page.footer > -page.height / 2
    assert content.bottom > page.content_without_caption.bottom > page.footer
    assert page.left == -page.right == content.left == -content.right


def test_a_box_knows_its_extent():
    box = Box(-1, 2, 5, 4)
    assert (box.width, box.height, box.center) == (6, 2, (2, 3))


@given(
    shares=st.lists(st.floats(0.1, 5), min_size=1, max_size=6), gap=st.floats(0, 0.3),
)  # fmt: skip
def test_rows_and_columns_part_a_box_in_proportion(shares, gap):
    box = Box(-4, -2, 3, 2.5)
    for parts, low, high in (
        (box.rows(shares, gap), "bottom", "top"), (box.columns(shares, gap), "left", "right"),
    ):  # fmt: skip
        sizes = np.array([getattr(part, high) - getattr(part, low) for part in parts])
        assert sizes / sizes.sum() == pytest.approx(np.array(shares) / sum(shares))
        ordered = parts if low == "left" else parts[::-1]
        assert getattr(ordered[0], low) == pytest.approx(getattr(box, low))
        assert getattr(ordered[-1], high) == pytest.approx(getattr(box, high))
        for one, other in pairwise(ordered):
            assert getattr(other, low) - getattr(one, high) == pytest.approx(gap)


def test_an_inset_leaves_as_much_on_every_side():
    assert Box(-2, -1, 2, 1).inset(0.5) == Box(-1.5, -0.5, 1.5, 0.5)
    assert Box(-2, -1, 2, 1).inset(0.5, 0) == Box(-1.5, -1, 1.5, 1)
