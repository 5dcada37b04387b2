"""Clips joined into one film without encoding again, with chapter marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from attnviz.errors import AttnvizError


@dataclass(frozen=True)
class Chapter:
    """A named stretch of a film.

    Attributes
    ----------
    title
        What players show.
    start, end
        Frames from the beginning; `end` is the first frame of what follows.
    """

    title: str
    start: int
    end: int


def join_clips(parts: Sequence[Path], chapters: Sequence[Chapter], target: Path) -> int:
    """Put clips behind one another into one MP4 file.

    Their packets are copied as they are, so that every frame is the one that the clip shows.

    Parameters
    ----------
    parts
        Clips that were encoded alike: one size, rate and codec, each beginning with a key frame.
    chapters
        What becomes chapter marks.
    target
        The film; it grows as packets come, so give a temporary name.

    Returns
    -------
    int
        How many frames the film has.

    Raises
    ------
    AttnvizError
        When a part is not encoded like the first.
    """
    with av.open(str(target), "w", format="mp4", options={"movflags": "+faststart"}) as film:
        stream: Any = None
        look: tuple[Any, ...] = ()
        frames, delay = 0, max(_delay(part) for part in parts)
        for part in parts:
            with av.open(str(part)) as clip:
                source = clip.streams.video[0]
                if stream is None:
                    look = _look(source)
                    stream = film.add_stream_from_template(source)
                    rate = Fraction(source.average_rate or 0)
                    _mark(film, chapters, rate)
                elif _look(source) != look:
                    raise AttnvizError(f"{part.name} is not encoded like {parts[0].name}")
                frames += _copy(clip, source, film, stream, frames, delay)
    return frames


def _look(stream: Any) -> tuple[Any, ...]:
    """Return all that a decoder must know before the first packet."""
    context = stream.codec_context
    about = context.name, context.width, context.height, context.pix_fmt
    return (*about, stream.average_rate, stream.time_base, bytes(context.extradata or b""))


def ticks_of(source: Any) -> int:
    """Return how many units of a stream's time base a frame lasts."""
    ticks: int = round(1 / (source.average_rate * source.time_base))
    return ticks


def _delay(part: Path) -> int:
    """Return by how many frames decoding runs ahead of showing."""
    with av.open(str(part)) as clip:
        source = clip.streams.video[0]
        first: Any = next(clip.demux(source))
        return -int(first.dts or 0) // ticks_of(source)


def _copy(clip: Any, source: Any, film: Any, stream: Any, before: int, delay: int) -> int:
    """Copy a clip's packets behind so many frames; return how many frames it has."""
    ticks, count = ticks_of(source), 0
    for packet in clip.demux(source):
        if packet.dts is None:  # what demuxing ends with
            continue
        packet.pts += before * ticks
        # Clips differ in how far decoding runs ahead; the film runs as far as any of them.
        packet.dts = (before + count - delay) * ticks
        packet.stream = stream
        film.mux(packet)
        count += 1
    return count


def _mark(film: Any, chapters: Sequence[Chapter], rate: Fraction) -> None:
    film.set_chapters(
        [
            {
                "id": i,
                "start": chapter.start,
                "end": chapter.end,
                "time_base": 1 / rate,
                "metadata": {"title": chapter.title},
            }
            for i, chapter in enumerate(chapters)
        ]
    )
