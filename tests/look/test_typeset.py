"""Words are cut in the middle and set smaller until they fit; what fits is left alone."""

from math import cos, pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.ink.text import label
from attnviz.look.glyphs import text_width
from attnviz.look.style import XS, L, M, S
from attnviz.look.typeset import ASCENT, LEAN, TREATMENTS, fit_text, shorten, slanted_reach

FLAT, SLANTED, STEEP = 0.0, pi / 4, 55 * pi / 180

words = st.text("abcdefghijklmnopqrstuvwxyzW한猫😀", min_size=1, max_size=25)


def test_the_treatments_are_the_guide_s_in_its_order():
    assert TREATMENTS == ((L, FLAT), (M, FLAT), (S, FLAT), (S, SLANTED), (XS, STEEP))


@given(words, st.floats(0.6, 5), st.sampled_from([XS, S, M]))
def test_a_shortened_word_keeps_its_ends_and_fits(text, width, size):
    cut = shorten(text, width, size)
    if text_width(text, "serif", size) <= width:
        assert cut == text
        return
    head, tail = cut.split("…")
    assert text.startswith(head)
    assert text.endswith(tail)
    assert 0 <= len(head) - len(tail) <= 1
    assert text_width(cut, "serif", size) <= width or len(head + tail) <= 2


def test_a_text_takes_the_largest_size_at_which_it_fits():
    assert fit_text("red", 3, (L, M, S)) == ("red", L)
    text, size = fit_text("counterrevolutionaries", 2.6, (L, M, S))
    assert (text, size) == ("counterrevolutionaries", S)
    text, size = fit_text("w" * 60, 2.6, (L, M, S))
    assert size == S
    assert "…" in text


@given(words, st.floats(0.2, 6), st.lists(st.sampled_from([XS, S, M, L]), min_size=1, unique=True))
def test_the_largest_size_that_fits_is_taken_and_the_smallest_loses_its_middle(text, width, sizes):
    sizes = sorted(sizes, reverse=True)
    written, size = fit_text(text, width, sizes)
    larger = [s for s in sizes if s > size]
    assert all(text_width(text, "serif", s) > width for s in larger)
    if text_width(text, "serif", size) <= width:
        assert written == text
    else:
        assert size == sizes[-1]
        assert written == shorten(text, width, size)


@pytest.mark.parametrize("angle", [SLANTED, STEEP])
@pytest.mark.parametrize("text", ["a", "forest", "counterrevolutionaries", "Wolga"])
def test_no_slanted_label_reaches_further_than_is_said(text, angle):
    ink = label(text, "#000000", S, (LEAN * S * sin(angle), 0.0), "left", angle=angle)
    _, low, right, high = ink.box()
    reach = slanted_reach(text_width(text, "serif", S), S, angle)
    assert right <= reach
    assert reach < right + 0.6 * S  # and not much less, or columns would be too narrow
    assert high <= text_width(text, "serif", S) * sin(angle) + ASCENT * S * cos(angle)
    assert low < 0.1
