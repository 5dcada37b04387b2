"""Colours as numbers, and what lies between two of them."""

import pytest

from attnviz.look.colors import blend, rgb


def test_a_blend_goes_from_one_colour_to_the_other():
    assert blend("#000000", "#ff8000", 0) == "#000000"
    assert blend("#000000", "#ff8000", 2) == "#FF8000"
    assert rgb(blend("#000000", "#ff8000", 0.5)) == pytest.approx([0.5, 0.25, 0], abs=0.01)
