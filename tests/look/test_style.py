"""The look's fixed numbers keep the order that their names promise."""

from dataclasses import fields
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.look import style
from attnviz.look.style import (
    DARK,
    LIGHT,
    SMALLEST,
    THEMES,
    XL,
    XS,
    L,
    M,
    Role,
    S,
    Theme,
    reading_time,
)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_every_role_has_a_colour_of_its_own(theme):
    colors = [theme.color(role) for role in get_args(Role)]
    assert all(len(color) == 7 and int(color[1:], 16) >= 0 for color in colors)
    assert len(set(colors)) == len(colors)
    named = {field.name for field in fields(Theme)} - {"name", "voices"}
    assert named == set(get_args(Role))


def test_themes_are_found_by_their_names():
    assert {name: theme.name for name, theme in THEMES.items()} == {
        "dark": "dark",
        "light": "light",
    }


def test_sizes_rise_and_the_smallest_is_twelve_pixels_at_480p():
    sizes = [XS, S, M, L, XL]
    assert sizes == sorted(set(sizes))
    assert min(sizes) == SMALLEST
    assert pytest.approx(12) == SMALLEST * 480 / 8


def test_what_is_in_focus_is_drawn_with_the_widest_line_and_hairs_with_the_finest():
    widths = [style.GRID_STROKE, style.RULE_STROKE, style.BRACKET_STROKE, style.FOCUS_STROKE]
    assert widths == sorted(set(widths))


@given(st.integers(0, 60), st.integers(0, 60))
def test_more_words_are_never_given_less_time_and_none_too_little_or_too_much(one, other):
    fewer, more = sorted((one, other))
    assert reading_time(fewer) <= reading_time(more)
    assert reading_time(fewer) >= 1.2
    assert reading_time(more) <= 3.0


@pytest.mark.parametrize(("words", "seconds"), [(1, 1.2), (5, 1.4), (10, 2.8), (12, 3.0)])
def test_a_caption_stands_for_so_many_seconds(words, seconds):
    assert reading_time(words) == pytest.approx(seconds)
