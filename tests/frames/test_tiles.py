"""Tiles converted one by one are the picture converted at once."""

import av
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.frames.tiles import TILE_HEIGHT, ConvertedPicture, cut

WIDTH, HEIGHT = 426, 240  # no multiple of a tile either way


def noise(seed=0):
    pixels = np.random.default_rng(seed).integers(0, 256, (HEIGHT, WIDTH, 4), np.uint8)
    pixels[..., 3] = 255
    return pixels


def planes(frame):
    arrays = []
    for plane in frame.planes:
        rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
        arrays.append(rows[:, : plane.width].copy())
    return arrays


def painted(pixels, steps):
    """Paint boxes of a picture, step by step."""
    picture = ConvertedPicture(WIDTH, HEIGHT)
    for rects in steps:
        picture.paint(cut(pixels, rects))
    return planes(picture.frame)


WHOLE = [(0, 0, WIDTH, HEIGHT)]
boxes = st.tuples(*[st.integers(0, WIDTH - 1)] * 2, *[st.integers(0, HEIGHT - 1)] * 2)


@given(st.lists(st.lists(boxes, max_size=4), max_size=6))
@settings(max_examples=40)
def test_a_tile_is_the_same_whatever_stands_beside_it(steps):
    pixels = noise()
    steps = [
        [(min(a, b), min(c, d), max(a, b) + 1, max(c, d) + 1) for a, b, c, d in s] for s in steps
    ]
    for one, other in zip(painted(pixels, [WHOLE, *steps]), painted(pixels, [WHOLE]), strict=True):
        assert np.array_equal(one, other)


def test_it_is_what_the_converter_makes_of_the_whole_picture():
    pixels = noise()
    source = av.VideoFrame.from_numpy_buffer(pixels, format="rgba")
    whole = source.reformat(
        format="yuv420p", interpolation="AREA", dst_colorspace=1, dst_color_range="MPEG"
    )
    last = (HEIGHT - 1) % TILE_HEIGHT // 2 + 1  # rows of chroma below the last full row of tiles
    for one, other in zip(painted(pixels, [WHOLE]), planes(whole), strict=True):
        assert np.array_equal(one[: -last or None], other[: -last or None])
        assert np.abs(one.astype(int) - other).max() <= 1
