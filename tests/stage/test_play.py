"""From a scene to a file: beats tile the clip, stills are its frames, failures leave nothing."""

from itertools import pairwise

import av
import numpy as np
import pytest
from manim import config
from PIL import Image

from attnviz.frames.settings import FrameSettings
from attnviz.look.colors import rgb
from attnviz.look.style import DARK, DIM
from attnviz.scenes.pattern import AttentionPattern
from attnviz.stage.play import frames_every, held_beats, render_clip
from attnviz.stage.settings import SceneSettings
from tests.core_traces import smollm2
from tests.drawing import decode

SMALL = FrameSettings(256, 144, 6)


@pytest.fixture(scope="module")
def trace():
    return smollm2().trace("red wine stains", upto=14)


@pytest.fixture(scope="module")
def clip(trace, tmp_path_factory):
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    return path, render_clip(AttentionPattern, trace, SceneSettings(), SMALL, path)


@pytest.fixture(scope="module")
def frames(clip):
    return [frame.astype(int) for frame in decode(clip[0])]


def apart(one, other):
    return np.abs(one[..., :3].astype(int) - other[..., :3]).max()


# Beats


def test_beats_follow_one_another_without_a_gap_to_the_last_frame(clip, frames):
    beats = clip[1].beats
    assert beats[0].start == 0
    assert all(before.end == after.start for before, after in pairwise(beats))
    assert all(beat.start < beat.end for beat in beats)
    assert beats[-1].end == clip[1].frames == len(frames)


@pytest.mark.parametrize(
    ("fps", "pace"), [(5, 1.0), (7, 3.3), (12.5, 2.0), (29.97, 4.0), (60, 9.0), (5, 10.0)]
)
def test_frames_are_counted_as_they_are_encoded(trace, tmp_path, fps, pace):
    path = tmp_path / "clip.mp4"
    played = render_clip(
        AttentionPattern, trace, SceneSettings(pace=pace), FrameSettings(128, 128, fps), path
    )
    assert len(decode(path)) == played.frames == played.beats[-1].end


def test_pace_stretches_the_clip(trace, clip, tmp_path):
    path = tmp_path / "clip.mp4"
    played = render_clip(AttentionPattern, trace, SceneSettings(pace=0.5), SMALL, path)
    assert played.frames == pytest.approx(2 * clip[1].frames, rel=0.1)


def test_a_clip_can_be_cut_where_a_beat_begins(clip):
    with av.open(str(clip[0])) as movie:
        keys = [i for i, frame in enumerate(movie.decode(video=0)) if frame.key_frame]
    assert {beat.start for beat in clip[1].beats} <= set(keys)


def test_a_beat_ends_in_a_held_picture(clip, frames):
    for beat in clip[1].beats:
        assert apart(frames[beat.end - 2], frames[beat.end - 1]) <= 16, beat.name


# Stills


def test_what_a_beat_holds_is_what_the_clip_shows_there(trace, clip, frames):
    held = held_beats(AttentionPattern, trace, SceneSettings(), SMALL)
    assert [beat.name for beat, _ in held] == [beat.name for beat in clip[1].beats]
    for (_, still), beat in zip(held, clip[1].beats, strict=True):
        assert still.shape == (144, 256, 4)
        # A clip keeps colour at half size, brightness at full.
        bright, shown = still[..., :3].mean(axis=2), frames[beat.end - 1][..., :3].mean(axis=2)
        assert np.abs(bright - shown).max() < 40, beat.name
        assert np.abs(bright - shown).mean() < 2, beat.name


def test_a_png_is_the_last_frame(trace, tmp_path):
    path = tmp_path / "last.png"
    played = render_clip(
        AttentionPattern, trace, SceneSettings(), FrameSettings(256, 144, 6, "png"), path
    )
    still = np.array(Image.open(path))
    assert (still == held_beats(AttentionPattern, trace, SceneSettings(), SMALL)[-1][1]).all()
    assert played.beats[-1].name == "reading"


def test_redrawing_only_what_changed_shows_the_same_clip(trace, frames, tmp_path):
    path = tmp_path / "whole.mp4"
    render_clip(AttentionPattern, trace, SceneSettings(), SMALL, path, redraw_all=True)
    whole = decode(path)
    assert len(whole) == len(frames)
    assert max(apart(a, b) for a, b in zip(whole, frames, strict=True)) <= 30


def test_on_a_clear_ground_ink_keeps_its_colour(trace, tmp_path):
    path = tmp_path / "last.png"
    picture = FrameSettings(1280, 720, 6, "png", transparent=True)
    render_clip(AttentionPattern, trace, SceneSettings(), picture, path)
    still = np.array(Image.open(path)).astype(int)
    assert still[0, 0, 3] == 0
    dim = still[np.abs(still[..., 3] - 255 * DIM) < 1]  # dots out of focus
    assert len(dim) > 100
    assert np.median(dim[:, :3], axis=0) == pytest.approx(rgb(DARK.text) * 255, abs=4)


# Failures, and what is left as it was


class Trouble(Exception):
    pass


class Broken(AttentionPattern):
    """Goes wrong in the middle."""

    def grid(self):
        super().grid()
        raise Trouble


@pytest.mark.parametrize("form", ["mp4", "mov", "webm", "gif", "png"])
def test_a_scene_that_fails_leaves_no_file(trace, tmp_path, form):
    with pytest.raises(Trouble):
        render_clip(
            Broken,
            trace,
            SceneSettings(),
            FrameSettings(256, 144, 6, form),
            tmp_path / f"clip.{form}",
        )
    assert list(tmp_path.iterdir()) == []


def test_manim_s_settings_are_as_before(trace):
    before = (config.pixel_width, config.frame_rate, config.dry_run, config.disable_caching)
    held_beats(AttentionPattern, trace, SceneSettings(), SMALL)
    assert (config.pixel_width, config.frame_rate, config.dry_run, config.disable_caching) == before


class Listener:
    """Hears how far a render is."""

    def __init__(self):
        self.expected, self.reached = 0, []

    def begin(self, frames):
        self.expected = frames

    def reach(self, frames):
        self.reached.append(frames)


def test_progress_is_told_up_to_the_last_frame(trace, tmp_path):
    listener = Listener()
    played = render_clip(
        AttentionPattern, trace, SceneSettings(pace=4), SMALL, tmp_path / "clip.mp4", listener
    )
    assert listener.reached == sorted(listener.reached)
    assert listener.reached[-1] == played.frames
    assert 0.4 < listener.expected / played.frames < 2.5


def test_frames_at_even_intervals_are_those_of_the_clip(trace, clip, frames):
    kept = frames_every(AttentionPattern, trace, SceneSettings(), SMALL, 2.0)
    assert [at for at, _, _ in kept] == [2.0 * i for i in range(-(-len(frames) // 12))]
    beats = {frame: beat.name for beat in clip[1].beats for frame in range(beat.start, beat.end)}
    for at, name, picture in kept:
        frame = round(at * 6)
        assert name == beats[frame]
        assert np.abs(frames[frame] - picture.astype(int)).mean() < 4  # compressed, and not
