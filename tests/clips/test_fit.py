"""Clips under a size: as little as possible is lowered, and the sidecar says what is left."""

import json
from functools import cache

import av
import numpy as np
import pytest

from attnviz.clips.cache import CachedClip
from attnviz.clips.fit import fit_clip, said, ways
from attnviz.errors import UsageError
from attnviz.frames.encoder import Encoder
from attnviz.frames.settings import FrameSettings

WIDTH, HEIGHT, FPS, COUNT = 480, 320, 30, 40
BEATS = [{"name": "a", "caption": "A.", "start": 0, "end": 31},
         {"name": "b", "caption": "B.", "start": 31, "end": COUNT}]  # fmt: skip


def made(folder, form):
    """Encode drifting discs; return the clip with its sidecar, and its settings."""
    frame_settings = FrameSettings(WIDTH, HEIGHT, FPS, form)
    folder.mkdir()
    path = folder / f"clip.{form}"
    encoder = Encoder(path, frame_settings)
    for frame in drifting():
        encoder.write(frame)
    encoder.close()
    record = {"video": "", "width": WIDTH, "height": HEIGHT, "fps": FPS, "frames": COUNT,
              "beats": BEATS, "pattern": [[0.1, 0.9]]}  # fmt: skip
    (folder / "sidecar.json").write_text(json.dumps(record))
    return CachedClip(path, folder / "sidecar.json"), frame_settings


@cache
def drifting():
    rng, frames = np.random.default_rng(3), []
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    at, step = rng.uniform(0, 280, (15, 2)), rng.uniform(-4, 4, (15, 2))
    colors = rng.integers(60, 255, (15, 3))
    for i in range(COUNT):
        frame = np.full((HEIGHT, WIDTH, 4), (17, 19, 31, 255), np.uint8)
        for (cy, cx), color in zip(at + step * i, colors, strict=True):
            near = np.clip(14 - np.hypot(y - cy, x - 1.6 * cx), 0, 1)[..., None]
            frame[..., :3] = frame[..., :3] * (1 - near) + color * near
        frames.append(frame)
    return frames


@pytest.fixture(scope="module", params=["gif", "mp4", "webm"])
def clip(request, tmp_path_factory):
    return made(tmp_path_factory.mktemp("clip") / "whole", request.param)


@pytest.mark.parametrize("share", [0.9, 0.8])
def test_it_is_small_enough_and_the_sidecar_says_what_it_is(clip, tmp_path, share):
    kept, frame_settings = clip
    limit = int(kept.clip.stat().st_size * share)
    small, lowered = fit_clip(kept, frame_settings, "#11131F", limit, tmp_path)
    assert small.clip.stat().st_size <= limit
    about = json.loads(small.sidecar.read_text())
    with av.open(str(small.clip)) as movie:
        stream = movie.streams.video[0]
        frames = list(movie.decode(stream))
        assert (stream.width, stream.height) == (about["width"], about["height"])
    assert len(frames) == about["frames"] < COUNT
    assert f"{about['fps']:g} frames per second, {about['width']} x {about['height']}" in lowered
    first, second = about["beats"]
    assert (first["start"], second["end"]) == (0, about["frames"])
    assert first["end"] == second["start"] == -(-31 * about["fps"] // FPS)
    assert about["pattern"] == [[0.1, 0.9]]


def test_a_clip_that_is_small_enough_stays_as_it_is(clip, tmp_path):
    kept, frame_settings = clip
    assert fit_clip(kept, frame_settings, "#11131F", kept.clip.stat().st_size, tmp_path) == (
        kept,
        "",
    )
    assert list(tmp_path.iterdir()) == []


def test_a_size_that_cannot_be_reached_is_refused_with_a_way_out(clip, tmp_path):
    kept, frame_settings = clip
    with pytest.raises(
        UsageError, match=r"at its smallest it takes \d+ kB, .* allows 1 kB: .*--pace"
    ):
        fit_clip(kept, frame_settings, "#11131F", 900, tmp_path)


def test_rate_goes_first_then_colours_then_size_then_colours_again():
    found = ways(FrameSettings(1280, 720, 30, "gif"))
    keys = [(-w.frame_settings.fps, -w.frame_settings.height, -w.colors) for w in found]
    rates = [w.frame_settings.fps for w in found[:5]]
    assert rates == [24, 20, 15, 12, 10]
    assert (found[5].colors, found[5].frame_settings.height) == (64, 720)
    heights = [w.frame_settings.height for w in found[6:-1]]
    assert heights == sorted(set(heights), reverse=True)
    assert min(heights) >= 240
    assert found[-1].colors == 32
    assert len(set(keys)) == len(keys)
    assert all(w.frame_settings.width % 2 == w.frame_settings.height % 2 == 0 for w in found)
    guesses = [w.guess for w in found]
    assert guesses == sorted(guesses, reverse=True)


def test_only_gifs_have_colours_to_lose():
    assert {w.colors for w in ways(FrameSettings(1280, 720, 30, "mp4"))} == {256}


def test_sizes_are_said_as_people_say_them():
    assert [said(x) for x in (999, 500_000, 2_500_000, 1_400_000_000)] == [
        "1 kB",
        "500 kB",
        "2.5 MB",
        "1.4 GB",
    ]
