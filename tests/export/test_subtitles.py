"""Subtitles begin and end with frames."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from attnviz.export.subtitles import Cue, srt


def test_a_cue_is_numbered_timed_and_said():
    assert srt([Cue("A word.", 0, 15), Cue("Another.", 15, 40)], 15) == (
        "1\n00:00:00,000 --> 00:00:01,000\nA word.\n\n2\n00:00:01,000 --> 00:00:02,667\nAnother.\n"
    )


def test_a_silent_beat_has_no_cue():
    assert srt([Cue("", 0, 15), Cue("Now.", 15, 30)], 15).startswith("1\n00:00:01,000")


@given(st.integers(0, 400_000), st.sampled_from([15.0, 30.0, 60.0, 29.97, 24.0]))
def test_a_cue_never_begins_in_the_frame_before(frame, fps):
    start = srt([Cue("x", frame, frame + 9)], fps).split("\n")[1].split(" --> ")[0]
    hours, minutes, seconds = start.replace(",", ".").split(":")
    time = int(hours) * 3600 + int(minutes) * 60 + Fraction(seconds)
    rate = Fraction(fps).limit_denominator(1001)
    assert Fraction(frame) / rate <= time < Fraction(frame) / rate + Fraction(1, 1000)
