"""A film is its clips, frame for frame, with marks where chapters begin."""

import hashlib
from fractions import Fraction

import av
import numpy as np
import pytest

from attnviz.clips.join import Chapter, join_clips
from attnviz.errors import AttnvizError
from attnviz.frames.encoder import Encoder
from attnviz.frames.settings import FrameSettings

SMALL = FrameSettings(128, 128, 15)


def make_clip(path, count, seed, picture=SMALL):
    """Encode a clip of so many different frames."""
    rng = np.random.default_rng(seed)
    encoder = Encoder(path, picture)
    encoder.mark()
    for _ in range(count):
        pixels = np.full((picture.height, picture.width, 4), 255, np.uint8)
        pixels[..., :3] = rng.integers(0, 255, 3)
        pixels[20:90, 30:70, :3] = rng.integers(0, 255, (70, 40, 3))
        encoder.write(pixels)
    encoder.close()
    return path


def decoded(path):
    with av.open(str(path)) as movie:
        return [
            (
                frame.pts * frame.time_base,
                hashlib.sha256(frame.to_ndarray(format="rgb24").tobytes()).digest(),
            )
            for frame in movie.decode(video=0)
        ]


@pytest.fixture
def clips(tmp_path):
    return [make_clip(tmp_path / f"{i}.mp4", n, i) for i, n in enumerate((7, 1, 23, 4))]


def test_a_film_shows_its_clips_frame_for_frame_at_a_constant_rate(clips, tmp_path):
    film = tmp_path / "film.mp4"
    assert join_clips(clips, [], film) == 35
    apart = [picture for clip in clips for _, picture in decoded(clip)]
    shown = decoded(film)
    assert [picture for _, picture in shown] == apart
    assert [time for time, _ in shown] == [Fraction(i, 15) for i in range(35)]


def test_chapters_begin_where_they_say(clips, tmp_path):
    film = tmp_path / "film.mp4"
    join_clips(clips, [Chapter("Tokens", 0, 8), Chapter("Scores", 8, 35)], film)
    with av.open(str(film)) as movie:
        marks = movie.chapters()
        length = movie.duration / av.time_base
    assert [mark["metadata"]["title"] for mark in marks] == ["Tokens", "Scores"]
    starts = [float(mark["start"] * mark["time_base"]) for mark in marks]
    assert starts == pytest.approx([0, 8 / 15], abs=0.002)
    assert length == pytest.approx(35 / 15, abs=0.002)


def test_clips_of_another_size_are_refused(clips, tmp_path):
    other = make_clip(tmp_path / "other.mp4", 3, 9, FrameSettings(160, 128, 15))
    with pytest.raises(AttnvizError, match=r"other\.mp4 is not encoded like 0\.mp4"):
        join_clips([*clips, other], [], tmp_path / "film.mp4")
