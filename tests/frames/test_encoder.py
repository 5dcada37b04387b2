"""Frames in, a file out: as many, as long, in the colours given, whole or not at all."""

import resource
import struct
from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from attnviz.frames.encoder import Encoder
from attnviz.frames.settings import FrameSettings
from tests.drawing import decode

WIDTH, HEIGHT = 256, 144
GROUND, TEXT, QUERY = (17, 19, 31, 255), (241, 236, 225, 255), (255, 176, 31, 255)
HALF, CLEAR = (255, 176, 31, 128), (0, 0, 0, 0)


def solid(color):
    return np.full((HEIGHT, WIDTH, 4), color, np.uint8)


def stripes(*colors):
    """Paint upright stripes of equal width."""
    frame = solid(colors[0])
    for i, color in enumerate(colors):
        frame[:, i * WIDTH // len(colors) : (i + 1) * WIDTH // len(colors)] = color
    return frame


def pixel(frame, x, y=HEIGHT // 2):
    return frame[y, x].astype(int)


def noise(seed):
    frame = np.random.default_rng(seed).integers(0, 256, (HEIGHT, WIDTH, 4), np.uint8)
    frame[..., 3] = 255
    return frame


def encode(path, jobs, fps=15.0, transparent=False):
    """Encode (frame, repeat) into a file of the format that its name says."""
    picture = FrameSettings(WIDTH, HEIGHT, fps, path.suffix[1:], transparent)
    encoder = Encoder(path, picture)
    for frame, repeat in jobs:
        encoder.write(frame, repeat)
    encoder.close()
    return encoder


JOBS = [(solid(GROUND), 5), (solid(TEXT), 1), (stripes(GROUND, QUERY), 7)]
FORMATS = ["mp4", "mov", "webm", "gif"]


@pytest.fixture(params=FORMATS)
def clip(request, tmp_path):
    path = tmp_path / f"clip.{request.param}"
    encode(path, JOBS)
    return path


# What is in the file


def test_it_has_as_many_frames_as_were_given(clip):
    assert len(decode(clip)) == 13
    assert [p.name for p in clip.parent.iterdir()] == [clip.name]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("fps", [12.5, 15.0, 29.97])
def test_it_lasts_as_long_as_its_frames_at_a_constant_rate(form, fps, tmp_path):
    path = tmp_path / f"clip.{form}"
    encode(path, JOBS, fps)
    tick = {"mp4": 1e-4, "mov": 1e-4, "webm": 1e-3, "gif": 1e-2}[form]  # what its clock can tell
    with av.open(str(path)) as movie:
        stream = movie.streams.video[0]
        times = [float(frame.pts * stream.time_base) for frame in movie.decode(stream)]
        duration = movie.duration / av.time_base
    assert times == pytest.approx([i / fps for i in range(13)], abs=tick)
    assert duration == pytest.approx(13 / fps, abs=2 * tick)


def test_the_rate_that_it_says_is_the_one_asked_for(tmp_path):
    for form in ("mp4", "mov", "webm"):
        encode(tmp_path / f"clip.{form}", JOBS, 29.97)
        with av.open(str(tmp_path / f"clip.{form}")) as movie:
            assert movie.streams.video[0].average_rate == Fraction(30000, 1001)


@pytest.mark.parametrize(("form", "codec"), [("mp4", "h264"), ("mov", "h264"), ("webm", "vp9")])
def test_every_player_knows_its_codec(form, codec, tmp_path):
    encode(tmp_path / f"clip.{form}", JOBS)
    with av.open(str(tmp_path / f"clip.{form}")) as movie:
        stream = movie.streams.video[0]
        assert (stream.codec_context.name, stream.pix_fmt) == (codec, "yuv420p")
        assert (stream.width, stream.height) == (WIDTH, HEIGHT)
        assert len(movie.streams) == 1


def test_colours_come_back(clip):
    frames = decode(clip)
    for frame, color in ((frames[0], GROUND), (frames[5], TEXT), (frames[12], QUERY)):
        assert pixel(frame, -20) == pytest.approx(color, abs=4)
    assert pixel(frames[12], 20) == pytest.approx(GROUND, abs=4)


def test_it_says_how_its_colours_are_meant(tmp_path):
    encode(tmp_path / "clip.mp4", JOBS)
    with av.open(str(tmp_path / "clip.mp4")) as movie:
        frame = next(movie.decode(video=0))
        assert (frame.colorspace, frame.color_range) == (1, 1)  # BT.709, limited range


@pytest.mark.parametrize("form", ["mp4", "mov"])
def test_the_index_stands_in_front(form, tmp_path):
    encode(tmp_path / f"clip.{form}", JOBS)
    data, at, boxes = (tmp_path / f"clip.{form}").read_bytes(), 0, []
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        boxes.append(kind.decode())
        at += size
    assert boxes.index("moov") < boxes.index("mdat")


@pytest.mark.parametrize("form", ["mp4", "mov", "webm"])
def test_a_mark_makes_the_next_frame_a_key_frame(form, tmp_path):
    path = tmp_path / f"clip.{form}"
    encoder = Encoder(path, FrameSettings(WIDTH, HEIGHT, 15, form))
    for i in range(9):
        if i in (4, 6):
            encoder.mark()
        encoder.write(stripes(GROUND, QUERY, TEXT)[:, :: (-1) ** i].copy(), 2)
    encoder.close()
    with av.open(str(path)) as movie:
        keys = [i for i, frame in enumerate(movie.decode(video=0)) if frame.key_frame]
    assert keys == [0, 8, 12]


def test_it_counts_frames_and_tells_how_far_it_is(tmp_path):
    heard = []
    encoder = Encoder(tmp_path / "clip.mp4", FrameSettings(WIDTH, HEIGHT, 15), heard.append)
    for frame, repeat in JOBS:
        encoder.write(frame, repeat)
    assert encoder.frames == 13
    encoder.close()
    assert heard == [5, 6, 13]


@pytest.mark.parametrize("form", ["mp4", "gif"])
def test_a_picture_may_be_painted_over_once_it_was_written(form, tmp_path):
    path = tmp_path / f"clip.{form}"
    frame, encoder = solid(TEXT), Encoder(path, FrameSettings(WIDTH, HEIGHT, 15, form))
    encoder.write(noise(0), 30)  # keeps the encoder busy meanwhile
    encoder.write(frame, 5)
    frame[:] = GROUND
    encoder.write(frame, 5)
    encoder.close()
    *_, last = frames = decode(path)
    assert pixel(frames[32], 70) == pytest.approx(TEXT, abs=4)
    assert pixel(last, 70) == pytest.approx(GROUND, abs=4)


boxes = st.tuples(*[st.integers(0, WIDTH - 1)] * 2, *[st.integers(0, HEIGHT - 1)] * 2)
paints = st.tuples(boxes, st.sampled_from([GROUND, TEXT, QUERY]))


@given(st.lists(st.lists(paints, max_size=3), min_size=1, max_size=5))
@settings(max_examples=15)
def test_writing_what_changed_is_writing_it_all(tmp_path_factory, changes):
    folder = tmp_path_factory.mktemp("parts")
    whole, parts = folder / "whole.mp4", folder / "parts.mp4"
    frames, told = [stripes(GROUND, TEXT, QUERY)], [None]
    for step in changes:
        frame, rects = frames[-1].copy(), []
        for (x0, x1, y0, y1), color in step:
            left, right, top, bottom = min(x0, x1), max(x0, x1) + 1, min(y0, y1), max(y0, y1) + 1
            frame[top:bottom, left:right] = color
            rects.append((left, top, right, bottom))
        frames.append(frame)
        told.append(rects)
    for path, says in ((whole, [None] * len(frames)), (parts, told)):
        encoder = Encoder(path, FrameSettings(WIDTH, HEIGHT, 15))
        for frame, rects in zip(frames, says, strict=True):
            encoder.write(frame, 1, rects)
        encoder.close()
    for one, other in zip(decode(whole), decode(parts), strict=True):
        assert np.array_equal(one, other)


# Transparency


def read_clear(path):
    """Decode a clip with its transparency."""
    with av.open(str(path)) as movie:
        stream = movie.streams.video[0]
        decoder = stream.codec_context
        if path.suffix == ".webm":  # FFmpeg's own decoder of VP9 leaves transparency out
            decoder = av.CodecContext.create("libvpx-vp9", "r")
        frames = [f for packet in movie.demux(stream) for f in decoder.decode(packet)]
        return [frame.to_ndarray(format="rgba") for frame in frames]


@pytest.mark.parametrize("form", ["webm", "mov"])
def test_transparency_comes_back(form, tmp_path):
    path = tmp_path / f"clip.{form}"
    encode(path, [(stripes(CLEAR, TEXT, HALF, CLEAR), 6)], transparent=True)
    frames = read_clear(path)
    assert len(frames) == 6
    for frame in frames:
        clear, opaque, half, _ = (pixel(frame, x) for x in (32, 96, 160, 224))
        assert clear[3] <= 2
        assert opaque == pytest.approx(TEXT, abs=5)
        assert half[3] == pytest.approx(128, abs=4)
        assert half[:3] == pytest.approx(HALF[:3], abs=6)


@pytest.mark.parametrize("form", ["webm", "mov"])
def test_clear_clips_have_the_colours_of_the_others_and_say_so(form, tmp_path):
    green = (30, 200, 60, 255)  # BT.601 has another one
    path = tmp_path / f"clip.{form}"
    encode(path, [(solid(green), 3)], transparent=True)
    with av.open(str(path)) as movie:
        stream = movie.streams.video[0]
        context, frame = stream.codec_context, next(movie.decode(stream))
    for said in (context, frame):
        about = said.colorspace, said.color_primaries, said.color_trc, said.color_range
        assert about == (1, 1, 1, 1)  # BT.709, limited range
    y, u, v = frame.to_ndarray(format="yuv444p")[:, 70, 120].astype(float)
    red, green_, blue = (c / 255 for c in green[:3])
    # ITU-R BT.709-6, tables 3.2 to 3.5
    luma = 0.2126 * red + 0.7152 * green_ + 0.0722 * blue
    wanted = (
        16 + 219 * luma,
        128 + 224 * (blue - luma) / 1.8556,
        128 + 224 * (red - luma) / 1.5748,
    )
    assert (y, u, v) == pytest.approx(wanted, abs=1.5)


def test_a_transparent_mov_is_what_editors_take(tmp_path):
    encode(tmp_path / "clip.mov", [(stripes(CLEAR, TEXT), 3)], transparent=True)
    with av.open(str(tmp_path / "clip.mov")) as movie:
        context = movie.streams.video[0].codec_context
        assert (context.name, context.profile) == ("prores", "4444")


def test_a_transparent_gif_is_clear_where_nothing_was_drawn(tmp_path):
    encode(tmp_path / "clip.gif", [(stripes(CLEAR, TEXT), 3)], transparent=True)
    frames = decode(tmp_path / "clip.gif")
    assert len(frames) == 3
    for frame in frames:
        assert pixel(frame, 64)[3] == 0
        assert pixel(frame, 192) == pytest.approx(TEXT, abs=3)


def test_what_is_not_asked_to_be_clear_is_opaque(clip):
    assert {int(frame[..., 3].min()) for frame in decode(clip)} == {255}


# GIF


def test_a_gif_keeps_small_marks_in_their_own_colour(tmp_path):
    frame = solid(GROUND)
    frame[10:14, 10:14] = QUERY
    frame[20:24, 20:24] = TEXT
    encode(tmp_path / "clip.gif", [(solid(GROUND), 3), (frame, 3)])
    last = decode(tmp_path / "clip.gif")[-1]
    assert pixel(last, 12, 12) == pytest.approx(QUERY, abs=6)
    assert pixel(last, 22, 22) == pytest.approx(TEXT, abs=6)


@pytest.mark.parametrize("once", [False, True])
def test_a_gif_plays_over_and_over_or_once(once, tmp_path):
    encoder = Encoder(tmp_path / "clip.gif", FrameSettings(WIDTH, HEIGHT, 15, "gif", once=once))
    for frame, repeat in JOBS:
        encoder.write(frame, repeat)
    encoder.close()
    with Image.open(tmp_path / "clip.gif") as gif:
        assert gif.info.get("loop") == (None if once else 0)  # 0: for ever
    assert len(decode(tmp_path / "clip.gif")) == 13


# Whole or not at all


@pytest.mark.parametrize("form", FORMATS)
def test_a_stopped_clip_leaves_nothing(form, tmp_path):
    encoder = Encoder(tmp_path / f"clip.{form}", FrameSettings(WIDTH, HEIGHT, 15, form))
    encoder.write(noise(0), 20)
    encoder.abort()
    assert list(tmp_path.iterdir()) == []


SLOW = 1.0  # frames a second: what is written in seconds is written after few frames


@pytest.fixture
def full_disk():
    """Let files grow to 20 kB only."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("form", FORMATS)
def test_a_full_disk_is_heard_of_while_writing(form, tmp_path, full_disk):
    encoder = Encoder(tmp_path / f"clip.{form}", FrameSettings(WIDTH, HEIGHT, SLOW, form))
    with pytest.raises(OSError, match="too large"):
        for i in range(1000):
            encoder.write(noise(i))
    encoder.abort()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", FORMATS)
def test_a_full_disk_is_heard_of_at_the_end(form, tmp_path, full_disk):
    encoder = Encoder(tmp_path / f"clip.{form}", FrameSettings(WIDTH, HEIGHT, SLOW, form))
    for i in range(12):  # fewer than wait for the encoder
        encoder.write(noise(i))
    with pytest.raises(OSError, match="too large"):
        encoder.close()
    assert list(tmp_path.iterdir()) == []


def test_a_gif_that_cannot_be_written_leaves_nothing(tmp_path):
    encoder = Encoder(tmp_path / "clip.gif", FrameSettings(WIDTH, HEIGHT, 15, "gif"))
    encoder.write(solid(TEXT), 3)
    (tmp_path / "clip.gif").mkdir()
    with pytest.raises(OSError, match="directory"):
        encoder.close()
    assert [p.name for p in tmp_path.iterdir()] == ["clip.gif"]
