"""Frames into a file: one stream a clip, encoded beside the drawing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import av
import av.filter
import numpy as np
import numpy.typing as npt
from av.video.frame import PictureType

from attnviz.stage.settings import Picture

Frame = npt.NDArray[np.uint8]  # (height, width, 4), RGBA, C-contiguous
_QUEUED = 8  # frames waiting for the encoder: 66 MB at 1080p


@dataclass(frozen=True)
class Codec:
    """How one format is encoded."""

    container: str
    name: str
    pixels: str
    options: dict[str, str]


def codec_for(picture: Picture) -> Codec:
    """Return the encoder of a picture's format, with transparency if it asks for it."""
    clear = picture.transparent
    if picture.format == "webm":
        options = {"crf": "24", "b": "0", "deadline": "good", "cpu-used": "4", "row-mt": "1"}
        options |= {"auto-alt-ref": "0"} if clear else {}
        return Codec("webm", "libvpx-vp9", "yuva420p" if clear else "yuv420p", options)
    if picture.format == "mov" and clear:
        return Codec("mov", "prores_ks", "yuva444p10le", {"profile": "4444", "alpha_bits": "16"})
    if picture.format == "gif":  # kept lossless until the palette is known
        return Codec("nut", "ffv1", "bgra", {"level": "3"})
    options = {"preset": "veryfast", "crf": "18", "movflags": "+faststart"}
    return Codec("mov" if picture.format == "mov" else "mp4", "libx264", "yuv420p", options)


class Encoder:
    """Encodes RGBA frames into one file, on a thread of its own.

    Parameters
    ----------
    path
        The file; it appears as frames come, so give a temporary name.
    picture
        Size, rate and format.
    on_frame
        Called with the number of frames encoded so far.
    """

    def __init__(
        self, path: Path, picture: Picture, on_frame: Callable[[int], None] | None = None
    ) -> None:
        self._path, self._picture, self._on_frame = path, picture, on_frame
        self._codec = codec_for(picture)
        self._target = path.with_suffix(".nut") if picture.format == "gif" else path
        self._rate = Fraction(picture.fps).limit_denominator(1001)
        self.frames = 0  # given so far
        self._encoded = 0
        self._key_next = True
        self._error: BaseException | None = None
        self._queue: Queue[tuple[Frame, int, bool] | None] = Queue(maxsize=_QUEUED)
        self._open()
        self._thread = Thread(target=self._work, name="attnviz-encoder", daemon=True)
        self._thread.start()

    def _open(self) -> None:
        self._container = av.open(
            str(self._target), "w", format=self._codec.container,
            options={k: v for k, v in self._codec.options.items() if k == "movflags"},
        )  # fmt: skip
        options = {k: v for k, v in self._codec.options.items() if k != "movflags"}
        stream: Any = self._container.add_stream(self._codec.name, rate=self._rate, options=options)
        stream.width, stream.height = self._picture.width, self._picture.height
        stream.pix_fmt = self._codec.pixels
        stream.codec_context.time_base = 1 / self._rate
        if self._codec.name == "libx264":
            stream.codec_context.gop_size = int(10 * self._picture.fps)
        self._stream = stream

    def mark(self) -> None:
        """Let the next frame be a key frame, so that the clip can be cut there."""
        self._key_next = True

    def write(self, pixels: Frame, repeat: int = 1) -> None:
        """Take one frame, shown for `repeat` frames; the array must not be written to afterwards.

        Raises
        ------
        BaseException
            Whatever stopped the encoder.
        """
        if self._error is not None:
            raise self._error
        self._queue.put((pixels, repeat, self._key_next))
        self._key_next = False
        self.frames += repeat

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            if self._error is not None:
                continue
            try:
                self._encode(*job)
            except BaseException as error:
                self._error = error

    def _encode(self, pixels: Frame, repeat: int, key: bool) -> None:
        height, width = pixels.shape[:2]
        source = av.VideoFrame.from_numpy_buffer(pixels, format="rgba")
        # Converted once: a hold encodes the same converted picture again and again.
        frame = source.reformat(width=width, height=height, format=self._codec.pixels)
        for i in range(repeat):
            frame.pts, frame.time_base = self._encoded, 1 / self._rate
            frame.pict_type = PictureType.I if key and i == 0 else PictureType.NONE
            self._container.mux(self._stream.encode(frame))
            self._encoded += 1
        if self._on_frame is not None:
            self._on_frame(self._encoded)

    def close(self) -> None:
        """Encode what is queued and finish the file."""
        self._queue.put(None)
        self._thread.join()
        if self._error is None:
            self._container.mux(self._stream.encode(None))
        self._container.close()
        if self._error is not None:
            raise self._error
        if self._picture.format == "gif":
            write_gif(self._target, self._path, self._rate)
            self._target.unlink()

    def abort(self) -> None:
        """Stop and remove what was written."""
        self._error = self._error or RuntimeError("aborted")
        self._queue.put(None)
        self._thread.join()
        self._container.close()
        self._target.unlink(missing_ok=True)
        self._path.unlink(missing_ok=True)


def write_gif(source: Path, target: Path, rate: Fraction) -> None:
    """Turn a lossless video into a GIF with one palette made for it, in two passes."""
    palette = _palette(source)
    with av.open(str(source)) as movie, av.open(str(target), "w", format="gif") as output:
        stream_in = movie.streams.video[0]
        graph = av.filter.Graph()
        pixels = graph.add_buffer(template=stream_in)
        colors = graph.add(
            "buffer", f"video_size={palette.width}x{palette.height}:pix_fmt=bgra:time_base=1/25"
        )
        use = graph.add("paletteuse", "dither=none:diff_mode=rectangle")
        sink = graph.add("buffersink")
        pixels.link_to(use, 0, 0)
        colors.link_to(use, 0, 1)
        use.link_to(sink)
        graph.configure()
        stream: Any = output.add_stream("gif", rate=rate)
        stream.width, stream.height, stream.pix_fmt = stream_in.width, stream_in.height, "pal8"
        colors.push(palette)
        colors.push(None)
        count = 0

        def drain() -> None:
            nonlocal count
            while True:
                try:
                    frame: Any = sink.pull()
                except (av.error.BlockingIOError, av.error.EOFError):
                    return
                frame.pts, frame.time_base = count, 1 / rate
                count += 1
                output.mux(stream.encode(frame))

        for decoded in movie.decode(stream_in):
            pixels.push(decoded)
            drain()
        pixels.push(None)
        drain()
        output.mux(stream.encode(None))


def _palette(source: Path) -> Any:
    with av.open(str(source)) as movie:
        graph = av.filter.Graph()
        pixels = graph.add_buffer(template=movie.streams.video[0])
        make = graph.add("palettegen", "stats_mode=full")
        sink = graph.add("buffersink")
        pixels.link_to(make)
        make.link_to(sink)
        graph.configure()
        for decoded in movie.decode(video=0):
            pixels.push(decoded)
        pixels.push(None)
        return sink.pull()
