"""From a scene class and a Trace to frames: into a clip, a still, or a list of pictures."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from manim import config, logger, tempconfig

from attnviz.frames.encoder import Encoder, Frame
from attnviz.frames.renderer import FrameSink, StageRenderer
from attnviz.frames.sampler import Sampler
from attnviz.frames.settings import STILLS, FrameSettings
from attnviz.stage.scene import AttentionScene, Beat, Traces
from attnviz.stage.settings import SceneSettings
from attnviz.stage.stills import save_still, still_beat
from attnviz.traces.head import HeadTrace


@dataclass(frozen=True)
class PlayedScene:
    """What a scene did.

    Attributes
    ----------
    frames
        How many.
    beats
        As they were played; of a still of one beat that alone.
    head
        What it drew, with what of it was computed for that: nobody need compute it again.
    drawn
        What it drew besides.
    """

    frames: int
    beats: tuple[Beat, ...]
    head: HeadTrace
    drawn: dict[str, Any]


class Progress(Protocol):
    """Somebody who is told how far a render is."""

    def begin(self, frames: int) -> None:
        """Hear about how many frames there will be."""

    def reach(self, frames: int) -> None:
        """Hear how many are encoded by now; called from another thread."""


@contextmanager
def _configured(frame_settings: FrameSettings) -> Iterator[None]:
    settings = {
        "pixel_width": frame_settings.width, "pixel_height": frame_settings.height,
        "frame_rate": frame_settings.fps, "disable_caching": True, "dry_run": True,
        "progress_bar": "none", "background_opacity": 0.0 if frame_settings.transparent else 1.0,
    }  # fmt: skip
    level = logger.level
    logger.setLevel("ERROR")
    try:
        with tempconfig(settings):
            yield
    finally:
        logger.setLevel(level)


@contextmanager
def _renderer(
    scene_class: type[AttentionScene], sink: FrameSink | None, **how: bool
) -> Iterator[StageRenderer]:
    """Give a renderer for a scene, which lets go of its pictures when the scene has been played."""
    renderer = StageRenderer(sink, scene_class.camera_type, **how)
    try:
        yield renderer
    finally:
        renderer.close()


def _play(scene: AttentionScene) -> PlayedScene:
    scene.render()
    frames = round(scene.time * config.frame_rate)
    return PlayedScene(frames, tuple(scene.played), scene.head, dict(scene.drawn()))


def render_clip(
    scene_class: type[AttentionScene], trace: Traces, settings: SceneSettings,
    frame_settings: FrameSettings, path: Path, progress: Progress | None = None,
    redraw_all: bool = False,
) -> PlayedScene:  # fmt: skip
    """Render a scene into one file.

    Parameters
    ----------
    path
        Where the file goes; it grows as frames come, so give a temporary name.
    progress
        Told how far it is.
    redraw_all
        Whether the camera draws every frame whole, for comparison.
    """
    with _configured(frame_settings):
        if frame_settings.format in STILLS:
            return _render_still(scene_class, trace, settings, frame_settings, path)
        on_progress = progress.reach if progress else None
        encoder = Encoder(path, frame_settings, on_progress, settings.theme.ground)
        try:
            with _renderer(scene_class, encoder, redraw_all=redraw_all) as renderer:
                scene = scene_class(trace, settings, renderer=renderer)
                if progress is not None:
                    scene.before_beats = lambda: progress.begin(
                        round(scene.expected_seconds() * frame_settings.fps)
                    )
                played = _play(scene)
        except BaseException:
            encoder.abort()
            raise
        encoder.close()
        return played


def _render_still(
    scene_class: type[AttentionScene], trace: Traces, settings: SceneSettings,
    frame_settings: FrameSettings, path: Path,
) -> PlayedScene:  # fmt: skip
    shown: list[Beat] = []

    def see(beat: Beat, scene: AttentionScene) -> None:
        if beat.name == still_beat(scene, frame_settings.beat):
            save_still(scene, frame_settings, path)
            shown.append(beat)

    def check(scene: AttentionScene) -> None:
        still_beat(scene, frame_settings.beat)

    played = _jump(scene_class, trace, settings, see, check)
    return played if frame_settings.beat is None else replace(played, beats=tuple(shown))


def _picture_of(scene: AttentionScene) -> Frame:
    renderer = scene.renderer
    assert isinstance(renderer, StageRenderer)
    return renderer.picture(scene)


def _jump(
    scene_class: type[AttentionScene],
    trace: Traces,
    settings: SceneSettings,
    visit: Callable[[Beat, AttentionScene], None],
    before: Callable[[AttentionScene], None] = lambda scene: None,
) -> PlayedScene:
    with _renderer(scene_class, None, skip_animations=True) as renderer:
        scene = scene_class(trace, settings, renderer=renderer)
        scene.before_beats = lambda: before(scene)
        scene.after_beat = lambda beat: visit(beat, scene)
        return _play(scene)


def visit_beats(
    scene_class: type[AttentionScene],
    trace: Traces,
    settings: SceneSettings,
    frame_settings: FrameSettings,
    visit: Callable[[Beat, AttentionScene], None],
) -> PlayedScene:
    """Jump from beat to beat, and show the scene as it stands at the end of each.

    Parameters
    ----------
    visit
        Called with every beat and the scene.
    """
    with _configured(frame_settings):
        return _jump(scene_class, trace, settings, visit)


def held_beats(
    scene_class: type[AttentionScene],
    trace: Traces,
    settings: SceneSettings,
    frame_settings: FrameSettings,
) -> list[tuple[Beat, Frame]]:
    """Return every beat of a scene with the frame it holds, without rendering between them."""
    held: list[tuple[Beat, Frame]] = []
    visit_beats(
        scene_class, trace, settings, frame_settings, lambda b, s: held.append((b, _picture_of(s)))
    )
    return held


def frames_every(
    scene_class: type[AttentionScene],
    trace: Traces,
    settings: SceneSettings,
    frame_settings: FrameSettings,
    seconds: float,
) -> list[tuple[float, str, Frame]]:
    """Return the frames of a scene at even intervals, as they are in its clip.

    Parameters
    ----------
    seconds
        From one to the next; rounded to whole frames.

    Returns
    -------
    list of (seconds from the beginning, the beat's name, picture)
    """
    step = max(round(seconds * frame_settings.fps), 1)
    sampler = Sampler(step)
    with _configured(frame_settings), _renderer(scene_class, sampler) as renderer:
        beats = _play(scene_class(trace, settings, renderer=renderer)).beats
    starts = [beat.start for beat in beats]
    return [
        (frame / frame_settings.fps, beats[max(bisect_right(starts, frame) - 1, 0)].name, picture)
        for frame, picture in sampler.kept
    ]
