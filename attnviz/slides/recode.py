"""Videos encoded again, where nothing else will do: smaller, or backwards."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import av
from av.video.frame import PictureType

from attnviz.clips.join import ticks_of
from attnviz.errors import AttnvizError
from attnviz.frames.encoder import codec_for
from attnviz.frames.settings import FrameSettings

_BLOCK = 2**28  # bytes of decoded frames that are held at once
_THREADS = 2  # of x264's, on any machine: the same video gives the same bits
_USUAL, _STEP, _WORST = 24, 3, 51  # x264's crf: of our clips, between attempts, the lowest quality


def h264_level(video: Path) -> float:
    """Return the level of an H.264 video: what a decoder must be able to do, such as 4.2."""
    with av.open(str(video)) as movie:
        about = movie.streams.video[0].codec_context.extradata or b"\0\0\0\0"
        return about[3] / 10  # ISO/IEC 14496-15: AVCLevelIndication


def encode_smaller(video: Path, target: Path, largest: int) -> None:
    """Encode a video again with the best quality that fits into so many bytes.

    Raises
    ------
    AttnvizError
        When even the lowest quality does not.
    """
    # Six more on x264's scale make a file of about half the size.
    guess = _USUAL + math.ceil(6 * math.log2(max(video.stat().st_size / largest, 1)))
    for crf in (*range(min(guess, _WORST), _WORST, _STEP), _WORST):
        with av.open(str(video)) as movie:
            source = movie.streams.video[0]
            options = {"preset": "medium", "crf": str(crf)}
            _encode(movie.decode(source), source, target, options)
        if target.stat().st_size <= largest:
            return
    size = target.stat().st_size
    raise AttnvizError(
        f"{video.stem} takes {megabytes(size)} at the lowest quality and at most "
        f"{megabytes(largest)} are played: lower --quality or --resolution"
    )


def encode_backwards(video: Path, target: Path) -> None:
    """Encode a video's frames in reverse order, in bounded memory."""
    with av.open(str(video)) as movie:
        source = movie.streams.video[0]
        _encode(_backwards(movie, source), source, target, codec_for(FrameSettings()).options)


def _backwards(movie: Any, source: Any) -> Iterator[Any]:
    """Decode a block of frames after another, the last one first."""
    ticks, end = ticks_of(source), source.frames
    size = max(1, _BLOCK // (source.width * source.height * 3 // 2))
    while end > 0:
        start = max(0, end - size)
        movie.seek(start * ticks, stream=source)  # to the key frame there or before
        block = []
        for frame in movie.decode(source):
            at = frame.pts // ticks
            if start <= at < end:
                block.append(frame)
            if at >= end - 1:
                break
        yield from reversed(block)
        end = start


def _encode(frames: Iterable[Any], source: Any, target: Path, options: dict[str, str]) -> None:
    """Write frames into an MP4 of the size, rate and colours of `source`."""
    with av.open(str(target), "w", format="mp4", options={"movflags": "+faststart"}) as movie:
        stream: Any = movie.add_stream("libx264", rate=source.average_rate, options=options)
        stream.width, stream.height, stream.pix_fmt = source.width, source.height, source.pix_fmt
        ours, theirs = stream.codec_context, source.codec_context
        ours.time_base = 1 / source.average_rate
        ours.gop_size = int(10 * source.average_rate)
        ours.thread_count = _THREADS
        for name in ("colorspace", "color_primaries", "color_trc", "color_range"):
            setattr(ours, name, getattr(theirs, name))
        for i, frame in enumerate(frames):
            frame.pts, frame.time_base = i, ours.time_base
            frame.pict_type = PictureType.NONE
            movie.mux(stream.encode(frame))
        movie.mux(stream.encode(None))


def megabytes(size: int) -> str:
    """Write a size in bytes for people."""
    return f"{size / 1e6:.3g} MB"
