"""Contrast as WCAG 2 defines it, and what it asks of the themes that come along."""

from dataclasses import replace
from typing import get_args

import pytest

from attnviz.look.contrast import MARK_ROLES, TEXT_ROLES, contrast, luminance, too_faint
from attnviz.look.style import DARK, LIGHT, THEMES, Role

themes = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)


# Ratios that checkers of contrast publish, cut to two decimals as they do.
@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#FFFFFF", 21.0),
        ("#777777", "#FFFFFF", 4.47),  # often printed as 4.48: the grey that just fails
        ("#767676", "#FFFFFF", 4.54),  # the lightest grey that passes on white
        ("#949494", "#FFFFFF", 3.03),
        ("#FF0000", "#FFFFFF", 3.99),
        ("#0000FF", "#FFFFFF", 8.59),
        ("#00FF00", "#FFFFFF", 1.37),
        ("#FFFF00", "#000000", 19.55),
        ("#123456", "#123456", 1.0),
    ],
)
def test_published_ratios(one, other, ratio):
    assert int(contrast(one, other) * 100) / 100 == ratio
    assert contrast(one, other) == contrast(other, one)


def test_luminance_weighs_the_primaries_as_the_eye_does():
    assert [luminance(c) for c in ("#FF0000", "#00FF00", "#0000FF")] == [0.2126, 0.7152, 0.0722]
    assert (luminance("#000000"), luminance("#FFFFFF")) == (0.0, pytest.approx(1.0))
    assert luminance("#808080") == pytest.approx(0.2158605)  # half the code is a fifth of the light


def test_every_role_is_text_or_a_mark_or_no_more_than_a_help_for_the_eye():
    assert {*TEXT_ROLES, *MARK_ROLES} == set(get_args(Role)) - {"ground", "hair"}


@themes
@pytest.mark.parametrize("role", TEXT_ROLES)
def test_text_can_be_read(theme, role):
    assert contrast(theme.color(role), theme.ground) >= 4.5


@themes
@pytest.mark.parametrize("role", MARK_ROLES)
def test_lines_that_have_a_meaning_can_be_seen(theme, role):
    assert contrast(theme.color(role), theme.ground) >= 3


@themes
def test_names_below_a_contact_sheets_pictures_can_be_read(theme):
    assert contrast(theme.text, theme.hair) >= 4.5


@themes
def test_nothing_is_said_of_the_themes_that_come_along(theme):
    assert too_faint(theme) == []


def test_what_is_too_faint_is_named_with_its_ratio_and_what_it_needs():
    assert too_faint(replace(DARK, query="#5A5A5A", line="#303030")) == [
        "query #5A5A5A on ground #11131F has a contrast of 2.67, and 4.5 is needed to read it",
        "line #303030 on ground #11131F has a contrast of 1.39, and 3 is needed to see it",
    ]


def test_a_ground_of_the_wrong_kind_makes_everything_too_faint():
    wrong = {fault.split()[0] for fault in too_faint(replace(LIGHT, ground="#11131F"))}
    assert {"text", "mute", "query", "key"} <= wrong
    assert too_faint(replace(DARK, ground="#FFFFFF"))[0].startswith(
        "text #F1ECE1 on ground #FFFFFF"
    )
