"""Labels stand where they are put, lines mix voices, and text is broken only at spaces."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import PI

from attnviz.ink.text import (
    Line,
    Run,
    balanced,
    entering,
    label,
    line_width,
    numbers,
    plain_entering,
    symbol,
    text_boxes,
    wrap,
    wrap_evenly,
)
from attnviz.look.glyphs import set_text, text_width
from attnviz.look.style import SMALLEST, XL, XS, L, M, S, Voice

INK, AMBER = "#F1ECE1", "#FFB01F"
coordinates = st.floats(-7, 7)
sizes = st.sampled_from([XS, S, M, L, XL])
words = st.text("abcdefghijklmnopqrstuvwxyz0123456789.,'", min_size=1, max_size=10)
runs = st.lists(
    st.builds(
        Run,
        st.lists(words, max_size=5).map(" ".join) | st.sampled_from([" ", " to ", "of ", ""]),
        st.just(INK),
        st.sampled_from(Voice.__args__),
    ),
    min_size=1,
    max_size=7,
)


def plain(line):
    return "".join(run.text for run in line)


# Labels


@given(words, coordinates, coordinates, sizes)
def test_a_label_stands_on_its_point(text, x, y, size):
    width = text_width(text, "serif", size)
    for align, left in (("left", x), ("center", x - width / 2), ("right", x - width)):
        ink = label(text, INK, size, (x, y), align)
        assert ink.place == pytest.approx([left, y, size, size, 0])
        assert (ink.text, ink.em) == (text, size)


def test_a_turned_label_turns_about_its_start():
    ink = label("forest", INK, 1.0, (2, 1), "right", angle=PI / 2)
    upright = label("forest", INK, 1.0, (0, 0), "left").box()
    left, bottom, right, top = ink.box()
    assert (bottom, top) == pytest.approx((1 + upright[0], 1 + upright[2]))
    assert (left, right) == pytest.approx((2 - upright[3], 2 - upright[1]))


def test_labels_on_one_baseline_do_not_wander():
    low = [label(text, INK, M, (0, 1.5)).place[1] for text in ("ace", "dog", "Hill", "gypsy")]
    assert low == [1.5] * 4


# Many numbers as one Ink


@given(st.lists(st.tuples(words, coordinates, coordinates), min_size=1, max_size=4), sizes)
@settings(max_examples=25)
def test_each_number_stands_on_its_own_point(entries, size):
    texts, points = [e[0] for e in entries], [e[1:] for e in entries]
    for align in ("left", "center", "right"):
        ink = numbers(texts, points, INK, size, align)
        alone = [label(t, INK, size, p, align, "sans") for t, p in zip(texts, points, strict=True)]
        assert ink.points == pytest.approx(np.concatenate([one.points for one in alone]))
        assert ink.text.split("\n") == texts


def test_numbers_need_as_many_points():
    with pytest.raises(ValueError, match="zip"):
        numbers(["1", "2"], [(0, 0)], INK, M)


def test_no_numbers_draw_nothing():
    assert numbers([], [], INK, M).box() is None


# Boxes of text


def test_text_boxes_tell_what_stands_where():
    ink = numbers(["+1.00", "−2.50"], [(0, 0), (3, 1)], INK, M)
    (first, a), (second, b) = text_boxes(ink)
    assert (first, second) == ("+1.00", "−2.50")
    assert a.mean(axis=0)[0] == pytest.approx(0, abs=0.01)
    assert b.mean(axis=0)[0] == pytest.approx(3, abs=0.01)
    assert b[:, 1].min() == pytest.approx(1, abs=0.02)


@given(words, coordinates, coordinates, sizes, st.floats(-PI, PI))
def test_a_text_box_turns_with_its_text(text, x, y, size, angle):
    ink = label(text, INK, size, (x, y), "left", angle=angle)
    (_, corners), points = *text_boxes(ink), ink.points[:, :2]
    along = (corners[1] - corners[0]) / np.linalg.norm(corners[1] - corners[0])
    across = np.array([-along[1], along[0]])
    for axis in (along, across):
        assert (points @ axis).min() == pytest.approx((corners @ axis).min())
        assert (points @ axis).max() == pytest.approx((corners @ axis).max())


def test_a_text_box_moves_with_its_ink():
    ink = numbers(["1", "2"], [(0, 0), (1, 0)], INK, M)
    before = [corners for _, corners in text_boxes(ink)]
    ink.place[:2] += (2, 5)
    for old, (_, new) in zip(before, text_boxes(ink), strict=True):
        assert new == pytest.approx(old + np.array([2, 5]))


def test_blanks_and_shapes_have_no_text_box():
    assert text_boxes(numbers([" ", "7"], [(0, 0), (1, 0)], INK, M))[0][0] == "7"
    assert text_boxes(label(" ", INK, M, (0, 0))) == []
    shape = label("x", INK, M, (0, 0))
    shape.text = None
    assert text_boxes(shape) == []


# Mixed lines


@given(runs, sizes)
def test_a_line_is_as_wide_as_its_runs(mixed, size):
    whole = sum(text_width(run.text, run.voice, size) for run in mixed)
    assert line_width(mixed, size) == pytest.approx(whole)


def test_runs_follow_one_another_in_their_own_voice_and_colour():
    parts = [Run("creature ", AMBER), Run("gives", INK, "italic"), Run(" 0.41", INK, "sans-bold")]
    first, second, third = Line(parts, M, (1, 2))
    assert [ink.text for ink in (first, second, third)] == ["creature ", "gives", " 0.41"]
    assert first.get_color().to_hex() == AMBER
    assert first.place[:2] == pytest.approx([1, 2])
    assert second.place[0] == pytest.approx(1 + parts[0].advance * M)
    assert third.place[0] == pytest.approx(1 + line_width(parts[:2], M))
    assert third.outline is set_text(" 0.41", "sans-bold").points


@pytest.mark.parametrize(("align", "share"), [("left", 0), ("center", 0.5), ("right", 1)])
def test_a_line_aligns_as_a_whole(align, share):
    parts = [Run("creature", AMBER), Run("gives", INK, "italic")]
    line = Line(parts, M, (1, 2), align)
    assert line[0].place[0] == pytest.approx(1 - share * line_width(parts, M))


@given(sizes)
def test_an_index_is_smaller_and_lower_but_never_below_the_smallest(size):
    letter, index = Line(symbol("q", "4", AMBER, size), size, (0, 0))
    assert letter.em == size
    assert index.em == pytest.approx(max(0.68 * size, SMALLEST))
    assert index.place[1] == pytest.approx(-0.16 * size)


def test_a_symbol_can_have_a_prime_and_no_index():
    assert [run.text for run in symbol("E", "", AMBER, M, prime=True)] == ["E", "′"]
    assert [run.text for run in symbol("E", "4", AMBER, M)] == ["E", "4"]


@given(sizes, st.integers(1, 1200), st.integers(1, 99), st.booleans())
def test_what_enters_a_layer_has_its_number_below_and_the_layer_above(size, index, layer, prime):
    line = Line(entering(str(index), layer, AMBER, size, prime), size, (0, 0))
    assert [ink.text for ink in line] == [
        "E", *(["′"] if prime else []), str(index), f"({layer})"
    ]  # fmt: skip
    *_, letter, below, above = [ink.box() for ink in line]
    assert below[3] < above[1]  # above it, and clear of it
    assert below[1] < 0
    assert above[0] < below[2] or index < 10  # in the same place, not after it
    assert min(below[0], above[0]) > 0.5 * letter[2]
    assert all(ink.em >= SMALLEST for ink in line)
    width = line_width(entering(str(index), layer, AMBER, size, prime), size)
    assert width >= max(below[2], above[2]) - 0.03 * size


def test_what_enters_layer_0_is_the_row_of_the_table():
    assert entering("4", 0, AMBER, M) == symbol("E", "4", AMBER, M)
    assert plain_entering(4, 0) == "E₄"
    assert plain_entering(12, 13) == "E₁₂⁽¹³⁾"


# Breaking


@given(runs, sizes, st.floats(0.5, 12))
def test_a_broken_line_is_never_wider_than_its_room(mixed, size, width):
    for line in wrap(mixed, size, width):
        assert line_width(line, size) <= width or " " not in plain(line)


@given(runs, sizes, st.floats(0.5, 12))
def test_breaking_loses_nothing_but_the_spaces_at_the_breaks(mixed, size, width):
    lines = wrap(mixed, size, width)
    assert " ".join(plain(line) for line in lines).split() == plain(mixed).split()
    for line in lines:
        assert plain(line) == plain(line).strip()


@given(st.lists(words, min_size=1, max_size=12), sizes, st.floats(0.5, 12))
def test_a_line_takes_as_many_words_as_it_can(text, size, width):
    lines = wrap([Run(" ".join(text), INK)], size, width)
    for line, after in pairwise(lines):
        longer = [*line, Run(" ", INK), after[0]]
        assert line_width(longer, size) > width


def test_a_line_breaks_at_a_space_that_ends_a_run():
    parts = [Run("it gives ", INK, "italic"), Run("0.41", INK, "sans-bold"), Run(".", INK)]
    width = line_width(parts[:1], M) + 0.1
    assert [plain(line) for line in wrap(parts, M, width)] == ["it gives", "0.41."]


def test_a_word_keeps_its_full_stop_though_the_voice_changes():
    parts = [Run("to ", INK, "italic"), Run("forest", AMBER), Run(".", INK, "italic")]
    (first, second) = wrap(parts, M, line_width(parts, M) - 0.01)
    assert plain(first) == "to"
    assert [(run.text, run.color) for run in second] == [("forest", AMBER), (".", INK)]


def test_a_word_too_wide_stands_alone():
    long = "internationalization"
    lines = wrap([Run(f"the {long} of", INK)], M, 0.5)
    assert [plain(line) for line in lines] == ["the", long, "of"]


@pytest.mark.parametrize("width", [2.0, 3.0, 4.5, 20.0])
def test_balanced_lines_are_as_many_as_they_must_be_and_about_as_long(width):
    words = "a fluffy blue creature roamed the verdant forest and then it slept".split()
    runs = [Run(" ".join(words), "#FFFFFF")]
    lines = balanced(runs, 0.32, width)
    assert len(lines) == len(wrap(runs, 0.32, width))
    assert " ".join("".join(run.text for run in line) for line in lines).split() == words
    lengths = [line_width(line, 0.32) for line in lines]
    assert max(lengths) <= width
    longest_word = max(line_width([Run(word, "#FFFFFF")], 0.32) for word in words)
    assert max(lengths) - sum(lengths) / len(lengths) <= longest_word


def test_lines_are_about_equally_long():
    lines = wrap_evenly([Run("any modifiers before me?", "#000000", "italic")], M, 2.4)
    widths = [line_width(line, M) for line in lines]
    assert len(lines) == 2
    assert min(widths) > 0.55 * max(widths)
