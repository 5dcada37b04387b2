"""What stands beside a clip: the arrays that it drew, every digit, and when each beat plays."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from attnviz._version import __version__
from attnviz.clips.job import ClipJob
from attnviz.export.tables import grid_record, positions_record
from attnviz.frames.settings import STILLS
from attnviz.traces.trace import Trace

if TYPE_CHECKING:
    from attnviz.stage.play import PlayedScene
    from attnviz.traces.head import HeadTrace

#: Positions up to which every array stands beside a clip. A grid of more is an area of colours,
#: and its arrays take tens of megabytes.
EVERY_ARRAY = 300
_ARRAYS = "queries", "keys", "values", "scores", "mask", "pattern", "update"


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
        still, ``start`` and ``end`` in frames. Of more than `EVERY_ARRAY` positions, instead of
        whole arrays ``followed``, the followed query's row of each, and ``left_out``, which says
        how to get them.
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
        **(_drawn if len(played.head.labels) <= EVERY_ARRAY else _long)(trace, played, job.model),
    }


def _drawn(trace: Trace, played: PlayedScene, model: str) -> dict[str, Any]:
    return {"drawn": dict(played.drawn), **grid_record(trace, played.head)}


def _long(trace: Trace, played: PlayedScene, model: str) -> dict[str, Any]:
    """Gather what can be read off a long clip, and what brings the rest."""
    head, n = played.head, len(played.head.labels)
    square = [name for name, value in played.drawn.items() if np.shape(value) == (n, n)]
    record: dict[str, Any] = {
        "drawn": {name: value for name, value in played.drawn.items() if name not in square},
        **positions_record(trace, head),
        "left_out": {
            "why": f"{n} positions: whole arrays stand here up to {EVERY_ARRAY}",
            "arrays": [*_ARRAYS, *(f"drawn.{name}" for name in square)],
            "command": f"attnviz grid SENTENCE --unit {head.unit} --layer {head.layer} "
            f"--head {head.head} --model {shlex.quote(model)} --format json",
        },
    }
    if "followed_query" in played.drawn:
        record["followed"] = _row(head, played.drawn)
    return record


def _row(head: HeadTrace, drawn: Mapping[str, Any]) -> dict[str, Any]:
    """Return the followed query's row of every array that has one a query."""
    row = int(drawn["followed_query"])
    rows = "queries", "scores", "mask", "pattern", "update"
    return {"query": row, **{name: getattr(head, name)[row] for name in rows}}
