"""Clips as one film: what stands beside it, and where each chapter begins."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from attnviz.catalog.needs import ONE_HEAD
from attnviz.clips.cache import CachedClip
from attnviz.clips.delivery import write_subtitles
from attnviz.clips.job import CardName, ClipJob
from attnviz.clips.join import Chapter, join_clips
from attnviz.clips.outputs import check_own, files_of, sidecar_of
from attnviz.clips.subtitles import cues_of
from attnviz.files.atomic import atomic_write
from attnviz.files.records import read_record
from attnviz.files.written import note_written

_CARD_SECONDS = 2.0


def card_before(job: ClipJob, number: int) -> ClipJob:
    """Return the job of the chapter card that stands before a scene."""
    card = CardName(number, job.title)
    return replace(job, scene=card, slug="card", needs=ONE_HEAD, seconds=_CARD_SECONDS)


def join_film(
    scenes: list[ClipJob], parts: list[CachedClip], fps: float, target: Path,
    subtitles: tuple[str, ...], overwrite: bool = False,
) -> None:  # fmt: skip
    """Join finished clips, cards and scenes in turn, into a film with chapters, subtitles and JSON.

    Parameters
    ----------
    scenes
        The scenes' jobs.
    parts
        A card and a clip for each of them.
    fps
        Frames a second, of all.
    target
        The film; the other files are named after it.
    subtitles
        Formats of subtitle files: ``srt``, ``vtt``.
    overwrite
        Whether files that attnviz did not write are replaced.
    """
    if not overwrite:  # one may have come since the work began
        check_own(target, subtitles)
    records = [read_record(part.sidecar) for part in parts]
    starts = [sum(record["frames"] for record in records[:i]) for i in range(len(records) + 1)]
    chapters = [
        Chapter(scene.title, starts[2 * i], starts[2 * i + 2]) for i, scene in enumerate(scenes)
    ]
    cues = [
        cue
        for start, record in zip(starts, records, strict=False)
        for cue in cues_of(record["beats"], start)
    ]
    about: dict[str, Any] = {
        "video": target.name,
        "sentence": records[1]["sentence"],
        "source": records[1]["source"],
        "fps": fps,
        "frames": starts[-1],
        "chapters": [
            {
                "scene": scene.slug,
                "title": chapter.title,
                "start": chapter.start,
                "end": chapter.end,
            }
            for scene, chapter in zip(scenes, chapters, strict=True)
        ],
    }
    with ExitStack() as files:
        film_part = files.enter_context(atomic_write(target))
        sidecar = files.enter_context(atomic_write(sidecar_of(target)))
        join_clips([part.clip for part in parts], chapters, film_part)
        write_subtitles(files, target, subtitles, cues, fps)
        sidecar.write_text(json.dumps(about, ensure_ascii=False) + "\n", encoding="utf-8")
    note_written(files_of(target, subtitles))
