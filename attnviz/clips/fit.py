"""Clips made small enough: fewer frames first, then fewer colours, then fewer pixels.

In this order because of what it does to a clip of words and numbers: at ten frames a second all of
it can still be read, 64 colours cannot be told from 256, and small print suffers last.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

from attnviz.clips.cache import CachedClip
from attnviz.errors import UsageError
from attnviz.files.json import to_json
from attnviz.files.records import read_record
from attnviz.frames.encoder import Encoder, Frame
from attnviz.frames.gif import GIF_COLORS
from attnviz.frames.settings import FrameSettings

_RATES = (24.0, 20.0, 15.0, 12.0, 10.0)  # frames a second
_FEW, _FEWEST = 64, 32  # colours; below that words lose the colours of their roles
_SHRINK, _SHORTEST = 0.84, 240  # a step down in size, and pixels of the shorter side at least
_NEAR = 1.1  # one step less that is this far above the limit is not tried


@dataclass(frozen=True)
class Smaller:
    """A way to make a clip smaller.

    Attributes
    ----------
    frame_settings
        Its frames.
    colors
        Of a GIF.
    guess
        Its size over the size of the whole clip, as a rule.
    """

    frame_settings: FrameSettings
    colors: int
    guess: float

    def __str__(self) -> str:
        """Say what it comes to."""
        p = self.frame_settings
        colors = f", {self.colors} colours" if self.colors < GIF_COLORS else ""
        return f"{p.fps:.5g} frames per second, {p.width} x {p.height} pixels{colors}"


def ways(frame_settings: FrameSettings) -> list[Smaller]:
    """Return the ways to make a clip smaller, the least harmful first.

    Guesses are measured on the scenes: a GIF holds what changes, so it is not in proportion.
    """
    rates = [rate for rate in _RATES if rate < frame_settings.fps]
    found = [
        Smaller(replace(frame_settings, fps=rate), GIF_COLORS, (rate / frame_settings.fps) ** 0.8)
        for rate in rates
    ]
    slow = found[-1] if found else Smaller(frame_settings, GIF_COLORS, 1.0)
    if frame_settings.format == "gif":
        slow = Smaller(slow.frame_settings, _FEW, 0.8 * slow.guess)
        found.append(slow)
    share = _SHRINK
    while min(frame_settings.width, frame_settings.height) * share >= _SHORTEST:
        width, height = (
            2 * round(side * share / 2) for side in (frame_settings.width, frame_settings.height)
        )
        smaller = replace(slow.frame_settings, width=width, height=height)
        found.append(Smaller(smaller, slow.colors, slow.guess * share**0.9))
        share *= _SHRINK
    if frame_settings.format == "gif":
        last = found[-1]
        found.append(Smaller(last.frame_settings, _FEWEST, 0.85 * last.guess))
    return found


def fit_clip(
    kept: CachedClip, frame_settings: FrameSettings, ground: str, limit: int, folder: Path
) -> tuple[CachedClip, str]:
    """Make a finished clip small enough.

    Parameters
    ----------
    frame_settings
        The frames of the clip.
    ground
        The theme's, ``#rrggbb``.
    limit
        Bytes.
    folder
        Where the smaller clip may stand.

    Returns
    -------
    tuple
        The clip with a sidecar that says what it is now, and what was lowered; the clip itself and
        nothing if it is small enough.

    Raises
    ------
    UsageError
        When no way makes it small enough.
    """
    whole = kept.clip.stat().st_size
    if whole <= limit:
        return kept, ""
    record = read_record(kept.sidecar)
    left = ways(frame_settings)
    best: Smaller | None = None
    smallest, base = float(whole), float(whole)
    clip = folder / f"best.{frame_settings.format}"
    while left:
        way = next((way for way in left if way.guess * base <= limit), left[-1])
        made = folder / f"tried.{frame_settings.format}"
        _encode(kept.clip, frame_settings, way, ground, [b["start"] for b in record["beats"]], made)
        size = made.stat().st_size
        smallest, base = min(smallest, size), size / way.guess
        at = left.index(way)
        if size > limit:
            left = left[at + 1 :]
            continue
        best, left = way, [other for other in left[:at] if other.guess * base <= limit * _NEAR]
        made.replace(clip)
    if best is None:
        raise UsageError(
            f"even at its smallest it takes {said(smallest)}, and --max-size allows {said(limit)}: "
            "raise the limit, shorten the clip with --pace 2, or use another --format"
        )
    sidecar = folder / "best.json"
    sidecar.write_text(to_json(_shown(record, frame_settings.fps, best)), encoding="utf-8")
    return CachedClip(clip, sidecar), str(best)


def said(size: float) -> str:
    """Write a size in bytes as people do: 2.5 MB."""
    if size >= 999.5e6:  # three digits of it are a thousand
        return f"{size / 1e9:.3g} GB"
    return f"{size / 1e6:.3g} MB" if size >= 1e6 else f"{math.ceil(size / 1e3)} kB"


def _later(frame: int, before: float, now: float) -> int:
    """Return the first frame at another rate that does not come before this one."""
    return math.ceil(round(frame * now / before, 6))


def _shown(record: dict[str, Any], fps: float, way: Smaller) -> dict[str, Any]:
    """Return a sidecar's record with the size, rate and times that the smaller clip has."""
    now = way.frame_settings.fps
    beats = [
        {**b, "start": _later(b["start"], fps, now), "end": _later(b["end"], fps, now)}
        for b in record["beats"]
    ]
    size = {"width": way.frame_settings.width, "height": way.frame_settings.height}
    frames = _later(record["frames"], fps, now)
    return {**record, **size, "fps": now, "frames": frames, "beats": beats}


def _encode(
    source: Path,
    frame_settings: FrameSettings,
    way: Smaller,
    ground: str,
    starts: list[int],
    target: Path,
) -> None:
    """Encode a clip again in a smaller way; where beats start, it can still be cut."""
    marks = {_later(start, frame_settings.fps, way.frame_settings.fps) for start in starts}
    encoder = Encoder(target, way.frame_settings, None, ground, way.colors)
    try:
        for i, frame in enumerate(frames_of(source, frame_settings)):
            first, after = (
                _later(i + k, frame_settings.fps, way.frame_settings.fps) for k in (0, 1)
            )
            if first < after:
                if first in marks:
                    encoder.mark()
                encoder.write(_resized(frame, way.frame_settings), after - first)
    except BaseException:
        encoder.abort()
        raise
    encoder.close()


def _resized(frame: Frame, frame_settings: FrameSettings) -> Frame:
    if frame.shape[:2] == (frame_settings.height, frame_settings.width):
        return frame
    size = frame_settings.width, frame_settings.height
    return np.array(Image.fromarray(frame).resize(size, Image.Resampling.LANCZOS))


def frames_of(path: Path, frame_settings: FrameSettings) -> Iterator[Frame]:
    """Yield a clip's frames, (height, width, 4), RGBA, transparency included."""
    with av.open(str(path)) as movie:
        stream = movie.streams.video[0]
        decoder: Any = stream.codec_context
        if (
            frame_settings.format == "webm" and frame_settings.transparent
        ):  # the default one leaves it out
            decoder = av.CodecContext.create("libvpx-vp9", "r")
        for packet in movie.demux(stream):
            for frame in decoder.decode(packet):
                yield frame.to_ndarray(format="rgba")
