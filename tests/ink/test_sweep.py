"""A line that passes over a picture changes what it has passed, once and in order."""

import pytest

from attnviz.ink.ink import line
from attnviz.ink.sweep import Sweep

MARKS = [1.0, 2.0, 3.5]


def swept():
    stroke, passed = line("#ffffff", (0, 0), (0, 2), width=1), []
    animation = Sweep([stroke], 0.0, 4.0, MARKS, passed.append, 1.0)
    animation.begin()
    return stroke, passed, animation


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.0, []), (0.24, []), (0.25, [0]), (0.6, [0, 1]), (0.99, [0, 1, 2]), (1.0, [0, 1, 2])],
)
def test_what_the_line_has_passed_has_changed_and_nothing_else(share, expected):
    stroke, passed, animation = swept()
    animation.interpolate(share)
    assert passed == expected
    assert stroke.place[0] == pytest.approx(4 * share)


def test_each_changes_once_and_all_have_at_the_end_whatever_frames_there_are():
    _, passed, animation = swept()
    for share in (0.1, 0.3, 0.3, 0.55, 0.9):
        animation.interpolate(share)
    assert passed == [0, 1, 2]
    _, passed, animation = swept()
    animation.interpolate(1)  # a render that jumps from beat to beat
    assert passed == [0, 1, 2]


def test_the_line_comes_at_the_beginning_and_goes_at_the_end():
    stroke, _, animation = swept()
    seen = []
    for share in (0.0, 0.5, 1.0):
        animation.interpolate(share)
        seen.append(stroke.opacity)
    assert seen == [0, 1, 0]
    assert animation.introducer
    assert animation.remover
