"""Colours as numbers, and what lies between two of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.look.colors import blend, rgb


def test_a_blend_goes_from_one_colour_to_the_other():
    assert blend("#000000", "#ff8000", 0) == "#000000"
    assert blend("#000000", "#ff8000", 2) == "#FF8000"
    assert rgb(blend("#000000", "#ff8000", 0.5)) == pytest.approx([0.5, 0.25, 0], abs=0.01)


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_a_colour_is_three_numbers_and_back(parts):
    color = "#" + "".join(f"{part:02X}" for part in parts)
    assert rgb(color).tolist() == [part / 255 for part in parts]
    assert rgb(color.lower()).tolist() == rgb(color).tolist()
    assert blend(color, "#000000", 0) == blend("#000000", color, 1) == color


@given(st.floats(-1, 2), st.floats(-1, 2))
def test_a_blend_never_leaves_its_two_ends_and_more_of_one_is_nearer_to_it(share, other):
    less, more = sorted((share, other))
    one, two = rgb(blend("#102030", "#F0E0D0", less)), rgb(blend("#102030", "#F0E0D0", more))
    low, high = rgb("#102030"), rgb("#F0E0D0")
    assert (low <= one).all()
    assert (one <= two).all()
    assert (two <= high).all()
