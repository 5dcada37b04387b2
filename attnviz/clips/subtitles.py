"""Captions as subtitle files, their times exact to a frame."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from attnviz.frames.settings import frame_rate

_WORD_JOINER = "\N{WORD JOINER}"  # shows nothing, and no line breaks there
# What players take for markup or for the line of times: SubRip has no way to escape it.
_SRT_MARKUP = re.compile(r"<(?=[/a-zA-Z])|-(?=->)|-(?=>)")


@dataclass(frozen=True)
class Cue:
    """One caption and when it shows.

    Attributes
    ----------
    text
        What it says.
    start, end
        Frames from the beginning; `end` is the first frame without it.
    """

    text: str
    start: int
    end: int


def cues_of(beats: Iterable[Mapping[str, Any]], after: int = 0) -> list[Cue]:
    """Return the captions of a sidecar's beats.

    Parameters
    ----------
    after
        Frames before the clip, in a film.
    """
    return [Cue(beat["caption"], after + beat["start"], after + beat["end"]) for beat in beats]


def srt(cues: Sequence[Cue], fps: float) -> str:
    """Write cues as SubRip; what a player would take for markup is shown as it is.

    Parameters
    ----------
    cues
        In order; empty ones are left out.
    fps
        Frames a second.
    """
    blocks = [
        f"{i}\n{times}\n{_SRT_MARKUP.sub(_joined, text)}\n"
        for i, (times, text) in enumerate(_timed(cues, fps, ","), 1)
    ]
    return "\n".join(blocks)


def vtt(cues: Sequence[Cue], fps: float) -> str:
    """Write cues as WebVTT, for the ``track`` of a web page's video.

    Parameters
    ----------
    cues
        In order; empty ones are left out.
    fps
        Frames a second.
    """
    blocks = [f"{times}\n{_escaped(text)}\n" for times, text in _timed(cues, fps, ".")]
    return "\n".join(["WEBVTT\n", *blocks])


WRITERS: dict[str, Callable[[Sequence[Cue], float], str]] = {"srt": srt, "vtt": vtt}


def _timed(cues: Sequence[Cue], fps: float, point: str) -> Iterable[tuple[str, str]]:
    """Yield the line of times and the text, on one line, of every cue that says something."""
    rate = frame_rate(fps)
    for cue in cues:
        if text := " ".join(cue.text.split()):  # an empty line would end the cue
            yield f"{_clock(cue.start, rate, point)} --> {_clock(cue.end, rate, point)}", text


def _joined(found: re.Match[str]) -> str:
    return found[0] + _WORD_JOINER


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(frame: int, rate: Fraction, point: str) -> str:
    """Write a frame's time, cut to milliseconds.

    A player that looks at a cue when it shows a frame finds it begun with its first frame, and over
    with the first that is not its own; rounded up, it would find either one frame late.
    """
    thousandths = frame * 1000 // rate
    seconds, rest = divmod(int(thousandths), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{rest:03}"
