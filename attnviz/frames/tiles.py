"""A converted picture that is brought up to date tile by tile.

Converting RGBA to the encoder's YUV costs nearly as much as encoding. Most of a frame is what the
last one was, so only the tiles that changed are converted, stacked so that few calls do it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import VideoReformatter

Pixels = npt.NDArray[np.uint8]
TILE_WIDTH, TILE_HEIGHT = 128, 64
_STACKS = (16, 4, 1)  # tiles a call: each size keeps its own converter, set up once
# The converter rounds the last rows that it is given in another way, so it is given two more,
# which nobody looks at: a tile then comes out the same wherever it stands in a stack.
_TAIL = 2
#: The numbers of BT.709 and of limited range, in every video standard.
BT709, LIMITED = 1, 1
#: How RGBA is converted for a video; each chroma sample is the mean of the pixels it stands for.
CONVERSION: dict[str, Any] = {
    "interpolation": "AREA",
    "dst_colorspace": BT709,
    "dst_color_range": "MPEG",
}


@dataclass(frozen=True)
class Tiles:
    """Tiles of a picture, cut out.

    Attributes
    ----------
    corners
        (left, top) of each, in pixels.
    rows
        (tiles * TILE_HEIGHT + 2, TILE_WIDTH, 4), RGBA, one tile under the other; what lies outside
        the picture, as the last two rows do, is undefined.
    """

    corners: tuple[tuple[int, int], ...]
    rows: Pixels


def cut(picture: Pixels, rects: Iterable[tuple[int, int, int, int]]) -> Tiles:
    """Copy the tiles that boxes of a picture touch.

    Parameters
    ----------
    picture
        (height, width, 4), RGBA.
    rects
        Boxes (left, top, right, bottom) in pixels.
    """
    corners = sorted(
        {
            (x, y)
            for left, top, right, bottom in rects
            for y in range(top - top % TILE_HEIGHT, bottom, TILE_HEIGHT)
            for x in range(left - left % TILE_WIDTH, right, TILE_WIDTH)
        }
    )
    rows = np.empty((len(corners) * TILE_HEIGHT + _TAIL, TILE_WIDTH, 4), np.uint8)
    for i, (x, y) in enumerate(corners):
        part = picture[y : y + TILE_HEIGHT, x : x + TILE_WIDTH]
        rows[i * TILE_HEIGHT :][: part.shape[0], : part.shape[1]] = part
    return Tiles(tuple(corners), rows)


class ConvertedPicture:
    """A yuv420p frame (BT.709, limited range) that tiles are painted into.

    Parameters
    ----------
    width, height
        In pixels, both even.
    """

    def __init__(self, width: int, height: int) -> None:
        self.frame: Any = av.VideoFrame(width, height, "yuv420p")
        self._planes = [_plane(plane) for plane in self.frame.planes]
        self._converters = {count: VideoReformatter() for count in _STACKS}

    def paint(self, tiles: Tiles) -> None:
        """Convert tiles and put them into the frame."""
        start = 0
        for count in _STACKS:
            while len(tiles.corners) - start >= count:
                end = start + count
                rows = tiles.rows[start * TILE_HEIGHT : end * TILE_HEIGHT + _TAIL]
                self._paint(tiles.corners[start:end], rows)
                start = end

    def _paint(self, corners: tuple[tuple[int, int], ...], rows: Pixels) -> None:
        converted: Any = self._converters[len(corners)].reformat(
            av.VideoFrame.from_numpy_buffer(rows, format="rgba"),
            format="yuv420p",
            threads=1,
            **CONVERSION,
        )
        for plane, target, half in zip(converted.planes, self._planes, (1, 2, 2), strict=True):
            source = _plane(plane)
            tall, wide = TILE_HEIGHT // half, TILE_WIDTH // half
            for i, (x, y) in enumerate(corners):
                place = target[y // half : y // half + tall, x // half : x // half + wide]
                tile = source[i * tall : (i + 1) * tall]
                place[:] = tile[: place.shape[0], : place.shape[1]]


def _plane(plane: Any) -> Pixels:
    """Return a plane's pixels as an array that writes through."""
    rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]
