"""What stands beside a clip: the arrays that it drew, every digit, and when each beat plays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attnviz._version import __version__
from attnviz.export.tables import grid_record
from attnviz.frames.settings import STILLS, FrameSettings
from attnviz.stage.settings import SceneSettings
from attnviz.traces.head import HeadTrace
from attnviz.traces.trace import Trace

if TYPE_CHECKING:
    from attnviz.stage.play import PlayedScene


def sidecar_record(
    slug: str, video: str, trace: Trace, head: HeadTrace, settings: SceneSettings,
    frame_settings: FrameSettings, frames: int, beats: list[dict[str, Any]],
    drawn: Mapping[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """Gather what a clip drew.

    Parameters
    ----------
    slug, video
        The scene, and the name of its file.
    frames
        Length of the clip.
    beats
        Of each: ``name``, ``caption`` and, unless it is a still, ``start`` and ``end`` in frames.
    drawn
        What else the scene drew, by name.

    Returns
    -------
    dict
        All keys of ``attnviz grid --format json`` with the same numbers, and ``attnviz``,
        ``scene``, ``video``, ``width``, ``height``, ``fps``, ``frames``, ``pace``, ``source``,
        ``beats`` and ``drawn``.
    """
    return {
        "attnviz": __version__,
        "scene": slug,
        "video": video,
        "width": frame_settings.width,
        "height": frame_settings.height,
        "fps": frame_settings.fps,
        "frames": frames,
        "pace": settings.pace,
        "theme": settings.theme.name,
        "source": head.footer,
        "beats": beats,
        "drawn": dict(drawn),
        **grid_record(trace, head),
    }


def sidecar_of(
    slug: str,
    trace: Trace,
    settings: SceneSettings,
    frame_settings: FrameSettings,
    played: PlayedScene,
) -> dict[str, Any]:
    """Gather what a clip drew, as its scene played it; the file's name is not known yet."""
    frames, beats = played.frames, [vars(beat) for beat in played.beats]
    if frame_settings.format in STILLS:  # nothing plays in a still
        frames, beats = 1, [{"name": b["name"], "caption": b["caption"]} for b in beats]
    if frame_settings.beat is not None:
        beats = [beat for beat in beats if beat["name"] == frame_settings.beat]
    head = trace.head(settings.layer, settings.head, settings.unit)
    return sidecar_record(
        slug, "", trace, head, settings, frame_settings, frames, beats, played.drawn
    )
