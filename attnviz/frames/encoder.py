"""Frames into a file: one stream a clip, encoded beside the drawing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from av.video.frame import PictureType

from attnviz.frames.clear import matte, spread
from attnviz.frames.gif import GIF_COLORS, write_gif
from attnviz.frames.settings import FrameSettings, frame_rate
from attnviz.frames.tiles import BT709, CONVERSION, LIMITED, ConvertedPicture, Tiles, cut

Frame = npt.NDArray[np.uint8]  # (height, width, 4), RGBA, C-contiguous
Rect = tuple[int, int, int, int]
_QUEUED, _QUEUED_BYTES = 16, 2**27  # pictures waiting for the encoder, and what they may take
_THREADS = 2  # of x264's, on any machine: the same command gives the same bits


@dataclass(frozen=True)
class Codec:
    """How one format is encoded."""

    container: str
    name: str
    pixels: str
    options: dict[str, str]


def codec_for(frame_settings: FrameSettings) -> Codec:
    """Return the encoder of a picture's format, with transparency if it asks for it."""
    clear = frame_settings.transparent
    if frame_settings.format == "webm":
        options = {"crf": "24", "b": "0", "deadline": "good", "cpu-used": "4", "row-mt": "1"}
        options |= {"auto-alt-ref": "0"} if clear else {}
        return Codec("webm", "libvpx-vp9", "yuva420p" if clear else "yuv420p", options)
    if frame_settings.format == "mov" and clear:
        return Codec("mov", "prores_ks", "yuva444p10le", {"profile": "4444", "alpha_bits": "16"})
    if frame_settings.format == "gif":  # kept lossless until the palette is known
        return Codec("nut", "ffv1", "bgra", {"level": "3"})
    # No worse than crf 23 at x264's usual preset, for less than half of the time: measured by
    # scripts/quality.py, the figures are in docs/benchmarks.md.
    options = {"preset": "superfast", "crf": "24"}
    return Codec("mov" if frame_settings.format == "mov" else "mp4", "libx264", "yuv420p", options)


class Encoder:
    """Encodes pictures into one file, on a thread of its own.

    Parameters
    ----------
    path
        The file; it appears as frames come, so give a temporary name.
    frame_settings
        Size, rate and format.
    on_frame
        Called with the number of frames encoded so far, from the encoder's thread.
    ground
        What a GIF's half clear edges stand on, ``#rrggbb``.
    colors
        How many a GIF may have.
    """

    def __init__(
        self, path: Path, frame_settings: FrameSettings,
        on_frame: Callable[[int], None] | None = None, ground: str = "#000000",
        colors: int = GIF_COLORS,
    ) -> None:  # fmt: skip
        self._path, self._frame_settings, self._on_frame = path, frame_settings, on_frame
        self._ground, self._colors = ground, colors
        self._codec = codec_for(frame_settings)
        self._target = path.with_suffix(".nut") if frame_settings.format == "gif" else path
        self._rate = frame_rate(frame_settings.fps)
        self.frames = 0  # given so far
        self._encoded = 0
        self._key_next = True
        self._error: BaseException | None = None
        fit = _QUEUED_BYTES // (4 * frame_settings.width * frame_settings.height)
        self._queue: Queue[tuple[Tiles | Frame, int, bool] | None] = Queue(
            maxsize=max(2, min(_QUEUED, fit))
        )
        self._by_tiles = self._codec.pixels == "yuv420p"
        self._converted: Any = ConvertedPicture(frame_settings.width, frame_settings.height)
        self._open()
        self._thread = Thread(target=self._work, name="attnviz-encoder", daemon=True)
        self._thread.start()

    def _open(self) -> None:
        # The index in front lets a player start before the whole file is there.
        options = {} if self._codec.container in ("webm", "nut") else {"movflags": "+faststart"}
        self._container = av.open(
            str(self._target), "w", format=self._codec.container, options=options
        )
        stream: Any = self._container.add_stream(
            self._codec.name, rate=self._rate, options=self._codec.options
        )
        stream.width, stream.height = self._frame_settings.width, self._frame_settings.height
        stream.pix_fmt = self._codec.pixels
        context = stream.codec_context
        context.time_base = 1 / self._rate
        if self._codec.pixels.startswith("yuv"):
            _tag(context)
        if self._by_tiles:
            context.gop_size = int(10 * self._frame_settings.fps)
        if self._codec.name == "libx264":
            # Left to itself it takes as many as there are cores, and encodes a little differently.
            context.thread_count = _THREADS
        self._stream = stream

    def mark(self) -> None:
        """Let the next frame be a key frame, so that the clip can be cut there."""
        self._key_next = True

    def write(self, pixels: Frame, repeat: int = 1, rects: list[Rect] | None = None) -> None:
        """Take one picture, shown for `repeat` frames.

        Parameters
        ----------
        pixels
            The whole picture; copied as far as it is needed.
        rects
            Boxes outside of which it is what was written last; None if all of it is new.

        Raises
        ------
        BaseException
            Whatever stopped the encoder.
        """
        if self._error is not None:
            raise self._error
        if rects is None:
            rects = [(0, 0, self._frame_settings.width, self._frame_settings.height)]
        given = cut(pixels, rects) if self._by_tiles else pixels.copy()
        self._queue.put((given, repeat, self._key_next))
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

    def _encode(self, given: Tiles | Frame, repeat: int, key: bool) -> None:
        if isinstance(given, Tiles):
            self._converted.paint(given)
            frame = self._converted.frame
        else:
            shown = self._cleared(given) if self._frame_settings.transparent else given
            source = av.VideoFrame.from_numpy_buffer(shown, format="rgba")
            frame = _converted(source, self._codec.pixels)
        for i in range(repeat):  # a hold is converted once
            frame.pts, frame.time_base = self._encoded, 1 / self._rate
            frame.pict_type = PictureType.I if key and i == 0 else PictureType.NONE
            self._container.mux(self._stream.encode(frame))
            self._encoded += 1
        if self._on_frame is not None:
            self._on_frame(self._encoded)

    def _cleared(self, given: Frame) -> Frame:
        return matte(given, self._ground) if self._frame_settings.format == "gif" else spread(given)

    def close(self) -> None:
        """Encode what is queued and finish the file.

        Raises
        ------
        BaseException
            Whatever stopped the encoder; the file is removed then.
        """
        self._queue.put(None)
        self._thread.join()
        try:
            if self._error is not None:
                raise self._error
            self._container.mux(self._stream.encode(None))
            self._container.close()
            self._let_go()
            if self._frame_settings.format == "gif":
                write_gif(
                    self._target, self._path, self._rate, self._colors, self._frame_settings.once
                )
                self._target.unlink()
        except BaseException as error:
            self._error = error
            self._remove()
            raise

    def abort(self) -> None:
        """Stop and remove what was written."""
        self._error = self._error or RuntimeError("aborted")
        self._queue.put(None)
        self._thread.join()
        self._remove()

    def _let_go(self) -> None:
        """Free what is large: a codec's frames, and the picture that tiles are painted into."""
        self._stream = self._converted = None

    def _remove(self) -> None:
        with suppress(OSError):  # what could not be written cannot be finished either
            self._container.close()
        self._let_go()
        self._target.unlink(missing_ok=True)
        self._path.unlink(missing_ok=True)


def _converted(source: av.VideoFrame, pixels: str) -> av.VideoFrame:
    """Convert a whole picture; its transparency, if the format has any, with it."""
    if not pixels.startswith("yuv"):
        return source.reformat(format=pixels)
    frame = source.reformat(format=pixels, **CONVERSION)
    _tag(frame)  # ProRes says it in every frame
    return frame


def _tag(meant: Any) -> None:
    """Say of a stream or a frame how its colours are meant."""
    meant.colorspace = meant.color_primaries = meant.color_trc = BT709
    meant.color_range = LIMITED
