"""Captions as subtitle files, their times exact to a frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


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


def srt(cues: Sequence[Cue], fps: float) -> str:
    """Write cues as SubRip.

    Parameters
    ----------
    cues
        In order.
    fps
        Frames a second.
    """
    rate = Fraction(fps).limit_denominator(1001)
    blocks = [
        f"{i}\n{_clock(cue.start, rate, ',')} --> {_clock(cue.end, rate, ',')}\n{cue.text}\n"
        for i, cue in enumerate((cue for cue in cues if cue.text), 1)
    ]
    return "\n".join(blocks)


def _clock(frame: int, rate: Fraction, point: str) -> str:
    """Write a frame's time; rounded up, so that a cue never begins in the frame before."""
    thousandths = -(-frame * 1000 // rate)
    seconds, rest = divmod(int(thousandths), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{rest:03}"
