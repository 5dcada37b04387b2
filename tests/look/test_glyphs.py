"""Text as outlines: closed, shared, literal, with digits that stand under one another."""

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.look.glyphs import set_text, text_width
from attnviz.look.style import Voice

VOICES = get_args(Voice)
SAMPLES = ["forest", "8&@%", "한국어", "小猫", "مرحبا", "नमस्ते", "😀", "é", "x\u0338", "−3.09"]
MARKUP = ["<b>bold</b>", "$x$", "\\frac{1}{2}", "&amp;", "*stars*", "#{ok}", "<span size='1'>"]
words = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)


def contours(points):
    """Cut an outline where one curve does not begin at the end of the one before."""
    curves = points.reshape(-1, 4, 3)
    breaks = np.flatnonzero(np.abs(curves[1:, 0] - curves[:-1, 3]).max(axis=1) > 1e-12) + 1
    return np.split(curves, breaks)


def drawn(text, voice="serif"):
    return set_text(text, voice).points


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("text", SAMPLES)
def test_every_contour_ends_where_it_starts(text, voice):
    outline = drawn(text, voice)
    assert len(outline) % 4 == 0
    assert len(outline) > 0
    for contour in contours(outline):
        assert contour[0, 0] == pytest.approx(contour[-1, 3], abs=1e-9)


@pytest.mark.parametrize("text", SAMPLES)
def test_an_outline_lies_flat_one_em_high(text):
    outline = set_text(text)
    assert not outline.points[:, 2].any()
    assert outline.top == outline.points[:, 1].max()
    assert outline.bottom == min(outline.points[:, 1].min(), 0)
    assert 0.3 < outline.top - outline.bottom < 1.6


def test_the_text_stands_on_its_baseline():
    assert set_text("H").bottom == pytest.approx(0, abs=1e-9)
    assert set_text("Hg").bottom < -0.1
    assert drawn("H")[:, 0].min() == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("voice", ["sans", "sans-bold"])
def test_digits_plus_and_minus_are_tabular_where_numbers_speak(voice):
    assert len({set_text(c, voice).advance for c in "0123456789+−"}) == 1


@pytest.mark.parametrize("voice", VOICES)
def test_digits_are_tabular_in_every_voice(voice):
    assert len({set_text(c, voice).advance for c in "0123456789"}) == 1


@given(st.integers(0, 99), st.integers(0, 99), st.sampled_from("+−"))
def test_numbers_with_as_many_digits_are_equally_wide(a, b, sign):
    first, second = f"{sign}{a / 100:.2f}", f"{sign}{b / 100:.2f}"
    assert text_width(first, "sans", 1) == pytest.approx(text_width(second, "sans", 1), abs=0.012)


@given(words, words)
def test_words_are_as_wide_as_their_parts(left, right):
    together = set_text(f"{left} {right}").advance
    apart = sum(set_text(part).advance for part in (left, " ", right))
    assert together == pytest.approx(apart, abs=0.05)  # kerning at the seams


@given(words)
def test_a_longer_text_is_wider(word):
    assert set_text(word + "n").advance > set_text(word).advance


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("word", ["office", "fly", "fjord", "waffle", "ff", "fi"])
def test_letters_are_not_merged(word, voice):
    points = [len(drawn(letter, voice)) for letter in word]
    assert len(drawn(word, voice)) == sum(points)


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_set_literally(text):
    printed = [c for c in text if not c.isspace()]
    assert len(drawn(text)) == sum(len(drawn(c)) for c in printed)
    assert len(drawn(text)) > 0


@pytest.mark.parametrize("text", ["", " ", "   ", "\u200d", "\u3000"])
def test_nothing_is_drawn_for_blanks(text):
    assert drawn(text).shape == (0, 3)


def test_a_blank_takes_room():
    assert set_text("a b").advance > set_text("ab").advance + 0.15


def test_outlines_are_shared_and_cannot_be_written_to():
    first, second = set_text("forest", "sans"), set_text("forest", "sans")
    assert first is second
    with pytest.raises(ValueError, match="read-only"):
        first.points[0] = 0
    with pytest.raises(ValueError, match="read-only"):
        set_text(" ").points[:] = 0


def test_voices_look_different():
    assert len({drawn("forest", voice).tobytes() for voice in VOICES}) == len(VOICES)


@pytest.mark.parametrize("text", ["é", "x\u0338", "1\ufe0f\u20e3"])
def test_a_mark_takes_no_room_of_its_own(text):
    assert set_text(text).advance < 0.75


def test_decomposed_letters_look_like_composed_ones():
    assert set_text("cafe\u0301").points == pytest.approx(set_text("café").points)


def test_arabic_is_joined():
    assert len(drawn("مرحبا")) != sum(len(drawn(c)) for c in "مرحبا")


@pytest.mark.parametrize(("text", "right"), [("اب", True), ("با", False)])
def test_arabic_runs_to_the_left(text, right):
    points = drawn(text)
    alif = points[points[:, 1].argmax(), 0]  # the tall letter
    assert (alif > points[:, 0].mean()) == right


@pytest.mark.parametrize("text", ["क्ष", "🇰🇷", "👍🏽"])
def test_what_one_glyph_draws_is_narrower_than_its_parts(text):
    assert set_text(text).advance < sum(set_text(c).advance for c in text)


@given(words, st.floats(0.05, 2))
def test_width_grows_with_size(word, size):
    assert text_width(word, "serif", size) == pytest.approx(set_text(word).advance * size)
