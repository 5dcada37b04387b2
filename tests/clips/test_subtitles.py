"""Subtitles begin and end with frames, and say what the captions say."""

import re
from fractions import Fraction
from itertools import pairwise

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.clips.subtitles import WRITERS, Cue, cues_of, srt, vtt
from attnviz.frames.settings import frame_rate

RATES = [15.0, 30.0, 60.0, 29.97, 24.0, 12.5]
MARKUP = "<b>bold</b> & 1 --> 2 <c.red> {share} a < b"


def seconds(clock):
    hours, minutes, rest = clock.replace(",", ".").split(":")
    return int(hours) * 3600 + int(minutes) * 60 + Fraction(rest)


def times(text):
    """Return (start, end) of every cue, in seconds."""
    found = re.findall(r"^(\d\d:\d\d:\d\d[,.]\d{3}) --> (\S+)$", text, re.M)
    return [(seconds(start), seconds(end)) for start, end in found]


def test_a_cue_is_numbered_timed_and_said():
    assert srt([Cue("A word.", 0, 15), Cue("Another.", 15, 40)], 15) == (
        "1\n00:00:00,000 --> 00:00:01,000\nA word.\n\n2\n00:00:01,000 --> 00:00:02,666\nAnother.\n"
    )


def test_for_a_web_page_it_has_a_heading_and_points():
    assert vtt([Cue("A word.", 0, 15), Cue("Another.", 15, 40)], 15) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nA word.\n\n"
        "00:00:01.000 --> 00:00:02.666\nAnother.\n"
    )


@pytest.mark.parametrize("form", WRITERS)
def test_a_silent_beat_has_no_cue(form):
    cues = [Cue("", 0, 15), Cue(" ", 15, 30), Cue("Now.", 30, 45)]
    assert times(WRITERS[form](cues, 15)) == [(2, 3)]


@pytest.mark.parametrize("form", WRITERS)
def test_a_cue_is_one_line(form):
    assert WRITERS[form]([Cue("A\n\nword.", 0, 15)], 15).endswith(",000\nA word.\n"[-9:])


@pytest.mark.parametrize("form", WRITERS)
@given(st.integers(1, 400_000), st.integers(1, 500), st.sampled_from(RATES))
def test_a_cue_is_there_with_its_frames_and_no_others(form, frame, length, fps):
    ((start, end),) = times(WRITERS[form]([Cue("x", frame, frame + length)], fps))
    rate = frame_rate(fps)
    there = [start <= Fraction(f) / rate < end for f in (frame - 1, frame)]
    assert there == [False, True]
    there = [start <= Fraction(f) / rate < end for f in (frame + length - 1, frame + length)]
    assert there == [True, False]


@pytest.mark.parametrize("form", WRITERS)
@given(st.lists(st.integers(1, 500), min_size=1, max_size=9), st.sampled_from(RATES))
def test_cues_follow_one_another_without_overlap(form, lengths, fps):
    ends = [sum(lengths[: i + 1]) for i in range(len(lengths))]
    cues = [Cue("x", end - length, end) for end, length in zip(ends, lengths, strict=True)]
    shown = times(WRITERS[form](cues, fps))
    assert all(start < end for start, end in shown)
    assert all(before[1] == after[0] for before, after in pairwise(shown))


def test_after_an_hour_of_29_97_frames_a_second_a_cue_is_where_television_has_it():
    assert times(srt([Cue("x", 107_892, 107_893)], 29.97))[0][0] == Fraction("3599.996")


def test_in_a_film_cues_wait_for_what_comes_before():
    beats = [{"name": "a", "caption": "A.", "start": 0, "end": 7}]
    assert cues_of(beats) == [Cue("A.", 0, 7)]
    assert cues_of(beats, 30) == [Cue("A.", 30, 37)]


def test_a_web_page_reads_no_markup():
    (line,) = vtt([Cue(MARKUP, 0, 15)], 15).splitlines()[3:]
    assert not set("<>") & set(line)
    back = line.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert back == MARKUP


def test_a_player_reads_no_markup(tmp_path):
    (tmp_path / "clip.srt").write_text(srt([Cue(MARKUP, 0, 15)], 15), encoding="utf-8")
    with av.open(str(tmp_path / "clip.srt")) as file:
        (packet,) = [p for p in file.demux() if p.size]
        raw = bytes(packet).decode()
        (event,) = file.streams[0].codec_context.decode2(packet).rects
    said = event.ass.decode().split(",", 8)[-1]
    assert said.replace("\N{WORD JOINER}", "") == MARKUP  # a tag would have become another
    assert raw.replace("\N{WORD JOINER}", "") == MARKUP
