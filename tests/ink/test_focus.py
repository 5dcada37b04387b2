"""What steps back stays readable: numbers take a quieter colour, marks grow faint."""

import numpy as np
import pytest
from manim import VGroup

from attnviz.ink.focus import step_back, step_forward
from attnviz.ink.text import numbers
from attnviz.ink.tween import leaves
from attnviz.look.colors import rgb
from attnviz.look.contrast import contrast
from attnviz.look.style import DARK, DIM, LIGHT
from tests.ink.moving import disc, word


def played(tweens):
    for tween in tweens:
        if tween.leaves:
            tween.begin()
            tween.interpolate(1.0)


def mixed(theme):
    label, column = word("forest", color=theme.text), numbers(["+1.00"], [(0, 0)], theme.text, 0.3)
    return [label, VGroup(disc().paint(theme.text), column), disc(1).paint(theme.text)]


def looks(mobjects):
    return np.array([ink.rgba for ink in leaves(mobjects)])


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_numbers_change_colour_and_marks_grow_faint_and_nothing_else_changes(theme):
    things = mixed(theme)
    places = [ink.place.copy() for ink in leaves(things)]
    played(step_back(things, theme))
    text, mute = rgb(theme.text), rgb(theme.mute)
    expected = [[*mute, 1.0], [*text, DIM], [*mute, 1.0], [*text, DIM]]
    assert looks(things) == pytest.approx(np.array(expected))
    assert all(
        (ink.place == place).all() for ink, place in zip(leaves(things), places, strict=True)
    )
    assert contrast(theme.mute, theme.ground) >= 4.5


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_who_steps_forward_again_is_as_before(theme):
    things = mixed(theme)
    before = looks(things)
    played(step_back(things, theme))
    assert looks(things) != pytest.approx(before)
    played(step_forward(things, theme))
    assert looks(things) == pytest.approx(before)


def test_nothing_steps_back_from_nothing():
    assert [tween.leaves for tween in step_back([], DARK)] == [[], []]
