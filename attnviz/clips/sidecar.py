"""What stands beside a clip: the arrays that it drew, every digit, and when each beat plays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attnviz._version import __version__
from attnviz.clips.job import ClipJob
from attnviz.export.tables import grid_record
from attnviz.frames.settings import STILLS
from attnviz.traces.trace import Trace

if TYPE_CHECKING:
    from attnviz.stage.play import PlayedScene


def sidecar_record(
    job: ClipJob, trace: Trace, played: PlayedScene, video: str = ""
) -> dict[str, Any]:
    """Gather what a clip drew, as its scene played it.

    Parameters
    ----------
    job
        What was asked for.
    trace
        The sentence and its tokens.
    played
        What the scene did; of its head nothing is computed again that the scene has drawn.
    video
        The name of the clip's file; nothing as long as nobody knows it.

    Returns
    -------
    dict
        All keys of ``attnviz grid --format json`` with the same numbers, and ``attnviz``,
        ``scene``, ``video``, ``width``, ``height``, ``fps``, ``frames``, ``pace``, ``theme``,
        ``source``, ``beats`` and ``drawn``. Of each beat: ``name``, ``caption`` and, unless it is a
        still, ``start`` and ``end`` in frames.
    """
    frames, beats = played.frames, [vars(beat) for beat in played.beats]
    if job.frame_settings.format in STILLS:  # nothing plays in a still
        frames, beats = 1, [{"name": b["name"], "caption": b["caption"]} for b in beats]
    return {
        "attnviz": __version__,
        "scene": job.slug,
        "video": video,
        "width": job.frame_settings.width,
        "height": job.frame_settings.height,
        "fps": job.frame_settings.fps,
        "frames": frames,
        "pace": job.settings.pace,
        "theme": job.settings.theme.name,
        "source": played.head.footer,
        "beats": beats,
        "drawn": dict(played.drawn),
        **grid_record(trace, played.head),
    }
