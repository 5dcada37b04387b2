"""From a scene class and a Trace to frames: into a clip, a still, or a list of pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from manim import config, logger, tempconfig

from attnviz.frames.encoder import Encoder, Frame
from attnviz.frames.renderer import StageRenderer
from attnviz.frames.settings import STILLS, Picture
from attnviz.stage.scene import AttentionScene, Beat
from attnviz.stage.settings import Direction
from attnviz.stage.stills import save_still, still_beat
from attnviz.traces.trace import Trace


@dataclass(frozen=True)
class Played:
    """What a scene did: its frames counted, its beats, and what it drew besides the grid."""

    frames: int
    beats: tuple[Beat, ...]
    drawn: dict[str, Any]


class Progress(Protocol):
    """Somebody who is told how far a render is."""

    def begin(self, frames: int) -> None:
        """Hear about how many frames there will be."""

    def reach(self, frames: int) -> None:
        """Hear how many are encoded by now; called from another thread."""


@contextmanager
def _stage(picture: Picture) -> Iterator[None]:
    settings = {
        "pixel_width": picture.width, "pixel_height": picture.height,
        "frame_rate": picture.fps, "disable_caching": True, "dry_run": True,
        "progress_bar": "none", "background_opacity": 0.0 if picture.transparent else 1.0,
    }  # fmt: skip
    level = logger.level
    logger.setLevel("ERROR")
    try:
        with tempconfig(settings):
            yield
    finally:
        logger.setLevel(level)


def _play(scene: AttentionScene) -> Played:
    scene.render()
    frames = round(scene.time * config.frame_rate)
    return Played(frames, tuple(scene.played), dict(scene.drawn()))


def render_clip(
    scene_class: type[AttentionScene], trace: Trace, direction: Direction, picture: Picture,
    path: Path, progress: Progress | None = None, redraw_all: bool = False,
) -> Played:  # fmt: skip
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
    with _stage(picture):
        if picture.format in STILLS:
            return _render_still(scene_class, trace, direction, picture, path)
        told = progress.reach if progress else None
        encoder = Encoder(path, picture, told, direction.theme.ground)
        try:
            renderer = StageRenderer(encoder, scene_class.camera_type, redraw_all=redraw_all)
            scene = scene_class(trace, direction, renderer=renderer)
            if progress is not None:
                scene.before_beats = lambda: progress.begin(
                    round(scene.expected_seconds() * picture.fps)
                )
            played = _play(scene)
        except BaseException:
            encoder.abort()
            raise
        encoder.close()
        return played


def _render_still(
    scene_class: type[AttentionScene], trace: Trace, direction: Direction, picture: Picture,
    path: Path,
) -> Played:  # fmt: skip
    def see(beat: Beat, scene: AttentionScene) -> None:
        if beat.name == still_beat(scene, picture.beat):
            save_still(scene, picture, path)

    def check(scene: AttentionScene) -> None:
        still_beat(scene, picture.beat)

    return _jump(scene_class, trace, direction, see, check)


def _picture_of(scene: AttentionScene) -> Frame:
    renderer = scene.renderer
    assert isinstance(renderer, StageRenderer)
    return renderer.picture(scene)


def _jump(
    scene_class: type[AttentionScene],
    trace: Trace,
    direction: Direction,
    visit: Callable[[Beat, AttentionScene], None],
    before: Callable[[AttentionScene], None] = lambda scene: None,
) -> Played:
    renderer = StageRenderer(None, scene_class.camera_type, skip_animations=True)
    scene = scene_class(trace, direction, renderer=renderer)
    scene.before_beats = lambda: before(scene)
    scene.after_beat = lambda beat: visit(beat, scene)
    return _play(scene)


def visit_beats(
    scene_class: type[AttentionScene],
    trace: Trace,
    direction: Direction,
    picture: Picture,
    visit: Callable[[Beat, AttentionScene], None],
) -> Played:
    """Jump from beat to beat, and show the scene as it stands at the end of each.

    Parameters
    ----------
    visit
        Called with every beat and the scene.
    """
    with _stage(picture):
        return _jump(scene_class, trace, direction, visit)


def held_beats(
    scene_class: type[AttentionScene], trace: Trace, direction: Direction, picture: Picture
) -> list[tuple[Beat, Frame]]:
    """Return every beat of a scene with the frame it holds, without rendering between them."""
    held: list[tuple[Beat, Frame]] = []
    visit_beats(
        scene_class, trace, direction, picture, lambda b, s: held.append((b, _picture_of(s)))
    )
    return held
