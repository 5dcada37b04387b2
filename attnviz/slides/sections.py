"""A clip cut into its sections without encoding again, and the pictures each begins and ends on.

The encoder puts a key frame where a section begins, and no frame refers to one before its key
frame: a section's packets are all that a decoder needs. `attnviz.clips.join` does the inverse.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import av
import numpy as np
from PIL import Image

from attnviz.clips.join import ticks_of
from attnviz.errors import AttnvizError


def cut_sections(clip: Path, bounds: Sequence[tuple[int, int]], targets: Sequence[Path]) -> None:
    """Write each section of a clip as an MP4 of its own.

    Packets are copied as they are, so that every frame is the one that the clip shows; the first
    of each section is shown at time 0.

    Parameters
    ----------
    clip
        As `attnviz.frames.encoder.Encoder` writes it: of constant rate.
    bounds
        First frame of each section and the first after it, one section behind another, from 0.
    targets
        A file for each.

    Raises
    ------
    AttnvizError
        When the clip has no key frame where a section begins.
    """
    with av.open(str(clip)) as movie:
        source = movie.streams.video[0]
        packets = (packet for packet in movie.demux(source) if packet.dts is not None)
        for (start, end), target in zip(bounds, targets, strict=True):
            section: list[Any] = list(islice(packets, end - start))
            shown = sorted(packet.pts // ticks_of(source) for packet in section)
            if shown != list(range(start, end)) or not section[0].is_keyframe:
                raise AttnvizError(
                    f"{clip.name} cannot be cut at frame {start}: render it again with "
                    "--disable_caching"
                )
            _write(section, source, start, target)


def _write(section: Sequence[Any], source: Any, start: int, target: Path) -> None:
    """Write packets into a file of their own, as many frames earlier."""
    with av.open(str(target), "w", format="mp4", options={"movflags": "+faststart"}) as part:
        stream = part.add_stream_from_template(source)
        before = start * ticks_of(source)
        for packet in section:
            packet.pts -= before
            packet.dts -= before
            packet.stream = stream
            part.mux(packet)


def save_ends(video: Path, first: Path, last: Path) -> None:
    """Save a video's first frame and the one that it holds at its end, as PNG.

    Parameters
    ----------
    video
        As our encoder writes it.
    first, last
        Names of the pictures.
    """
    # Half of the frames are referred to by no other, and need not be decoded; where the last one is
    # of those after all, every frame is.
    ends = _ends(video, "NONREF") or _ends(video, "DEFAULT")
    if ends is None:
        raise AttnvizError(f"{video.name} is damaged: render it again with --disable_caching")
    for frame, path in zip(ends, (first, last), strict=True):
        _image(frame).save(path)


def _image(frame: Any) -> Image.Image:
    """Convert a frame as players do.

    On its own way to 8 bits the converter rounds down, and a still would be darker than its video;
    its way to 16 is exact.
    """
    exact = frame.reformat(format="gbrp16le").to_ndarray().astype(np.uint32)
    return Image.fromarray(np.minimum((exact + 128) >> 8, 255).astype(np.uint8))


def _ends(video: Path, skipped: Literal["NONREF", "DEFAULT"]) -> tuple[Any, Any] | None:
    """Return the first and the last frame, or None if the decoder left one of them out."""
    with av.open(str(video)) as movie:
        source = movie.streams.video[0]
        source.thread_type, source.codec_context.skip_frame = "AUTO", skipped
        first: Any = None
        last: Any = None
        for frame in movie.decode(source):
            first, last = first or frame, frame
        whole = first and (first.pts, last.pts) == (0, (source.frames - 1) * ticks_of(source))
        return (first, last) if whole else None
