"""Sizes of frames: what cannot be drawn or encoded is refused before anything is."""

from fractions import Fraction

import pytest

from attnviz.errors import UsageError
from attnviz.frames.settings import FORMATS, STILLS, FrameSettings, frame_rate

MOVING = [form for form in FORMATS if form not in STILLS]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("size", [(128, 128), (7680, 4320), (128, 16384), (16384, 128)])
def test_what_every_format_holds(form, size):
    made = FrameSettings(*size, 30, form)
    assert (made.width, made.height) == size


@pytest.mark.parametrize("size", [(127, 128), (126, 128), (128, 0), (129, 200), (-128, 128)])
def test_odd_and_small_sizes_are_none(size):
    with pytest.raises(UsageError, match="even numbers of at least 128"):
        FrameSettings(*size)


@pytest.mark.parametrize(
    ("fps", "exact"),
    [(23.976, (24000, 1001)), (23.98, (24000, 1001)), (29.97, (30000, 1001)),
     (30000 / 1001, (30000, 1001)), (47.952, (48000, 1001)), (59.94, (60000, 1001)),
     (119.88, (120000, 1001)), (24, (24, 1)), (30.0, (30, 1)), (12.5, (25, 2)), (29.9, (299, 10))],
)  # fmt: skip
def test_a_rate_of_broadcasting_is_meant_exactly(fps, exact):
    assert frame_rate(fps) == Fraction(*exact)
    assert FrameSettings(fps=fps).fps == float(Fraction(*exact))
    assert frame_rate(FrameSettings(fps=fps).fps) == Fraction(*exact)


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "gif"])
def test_only_a_gif_begins_again_by_itself(form):
    with pytest.raises(UsageError, match="--once is for GIFs"):
        FrameSettings(format=form, once=True)


@pytest.mark.parametrize("form", ["mp4", "mov"])
@pytest.mark.parametrize("size", [(16386, 128), (128, 16386), (99998, 128)])
def test_a_side_is_no_longer_than_the_encoder_takes(form, size):
    with pytest.raises(UsageError, match=f"too many for {form}: pass -r W,H with at most 16384"):
        FrameSettings(*size, 30, form)


@pytest.mark.parametrize("form", ["webm", "gif", "png", "svg"])
def test_nor_than_cairo_draws(form):
    assert FrameSettings(32766, 128, 30, form).width == 32766
    with pytest.raises(UsageError, match="at most 32766 along a side"):
        FrameSettings(128, 32768, 30, form)


@pytest.mark.parametrize("form", MOVING)
def test_nor_an_area_larger_than_libav_takes(form):
    assert FrameSettings(16000, 16000, 30, form).height == 16000
    with pytest.raises(UsageError, match="too many for a video"):
        FrameSettings(16384, 16384, 30, form)
    assert FrameSettings(16384, 16384, 30, "png").height == 16384
