"""A slider's knob stands where its number does among the ticks, and the number is written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.style import DARK
from attnviz.pictures.softmax_temperature import slider
from tests.drawing import circles, said, texts
from tests.geometry import bounds, on_one_another

TICKS = (0.5, 1.0, 2.0)
BOX = (1.0, 6.0, 2.2)


def built(start=1.0, ticks=TICKS, box=BOX):
    return slider("T", ticks, start, box, DARK)


def ticks_at(made):
    """Return where each tick of the track stands."""
    strokes = [ink.box() for ink in leaves(made.track) if ink.text is None]
    return sorted(left for left, _, right, _ in strokes if left == pytest.approx(right))


@given(st.floats(0.5, 2.0), st.floats(0.5, 2.0))
@settings(max_examples=25)
def test_the_knob_and_the_number_follow(start, number):
    made = built(start)
    low, middle, high = ticks_at(made)
    for value in (start, number):
        made.show(value)
        ((x, *_),) = circles([made.knob])
        assert (x - low) / (high - low) == pytest.approx((value - 0.5) / 1.5, abs=1e-6)
        assert made.value.text == numerals.positive(value)
    made.show(1.0)
    assert made.knob.place[0] == pytest.approx(middle)


def test_ticks_are_named_and_evenly_spaced_by_value():
    made = built(ticks=(0.0, 1.0, 4.0))
    first, second, third = ticks_at(made)
    assert (second - first) / (third - first) == pytest.approx(1 / 4)
    assert said(made.track) == ["T", " = ", "0.00", "1.00", "4.00"]
    for (text, (x, y)), tick in zip(texts(made.track)[2:], ticks_at(made), strict=True):
        assert x == pytest.approx(tick, abs=0.03), text
        assert y < made.knob.place[1]


@pytest.mark.parametrize("number", [0.5, 0.77, 2.0])
def test_it_stays_between_its_ends_and_its_number_off_the_track(number):
    made = built()
    made.show(number)
    whole = bounds(made.everything())
    assert BOX[0] <= whole.left + 0.02
    assert whole.right <= BOX[1] + 0.02
    assert not on_one_another(made.everything())
    (track,) = [b for ink in leaves(made.track) if ink.text is None
                if (b := ink.box())[2] - b[0] > 1]  # fmt: skip
    assert made.value.box()[2] < track[0]
    low, high = track[1], track[3]
    assert low == pytest.approx(high)
    assert made.knob.place[1] == pytest.approx(low)
