"""Finished clips made into a deck: cut into steps, each with its pictures and its caption."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attnviz.files.records import read_record
from attnviz.slides.deck import Deck, Per, Step
from attnviz.slides.sections import cut_sections, save_ends

if TYPE_CHECKING:
    from attnviz.clips.cache import CachedClip
    from attnviz.clips.job import ClipJob


def make_deck(made: Sequence[tuple[ClipJob, CachedClip]], folder: Path, per: Per = "beat") -> Deck:
    """Cut clips into the steps of a deck.

    Parameters
    ----------
    made
        Clips in order, each with the job that it was made for; all on one sentence and of one
        size, rate and theme.
    folder
        Where the videos and pictures of the steps go, named in order after scene and beat.
    per
        Whether a beat is a step, or a whole scene.

    Returns
    -------
    Deck
        Beats that are too short for a frame are left out.
    """
    steps: list[Step] = []
    records: list[dict[str, Any]] = []
    for job, kept in made:
        record = read_record(kept.sidecar)
        records.append(record)
        parts = _parts(record, job.slug, per)
        names = [
            f"{len(steps) + i:02}-{_plain(job.slug)}"
            + (f"-{_plain(name)}" if per == "beat" else "")
            for i, (name, *_) in enumerate(parts, 1)
        ]
        videos = [folder / f"{name}.mp4" for name in names]
        if per == "beat":
            cut_sections(kept.clip, [(start, end) for _, _, start, end in parts], videos)
        else:
            shutil.copyfile(kept.clip, videos[0])
        for (name, caption, start, end), video in zip(parts, videos, strict=True):
            first, last = (video.with_name(f"{video.stem}-{end}.png") for end in ("first", "last"))
            save_ends(video, first, last)
            about = job.slug, job.title, name, caption
            steps.append(Step(*about, video, first, last, end - start))
    job, frame_settings = made[0][0], made[0][0].frame_settings
    return Deck(
        sentence=job.sentence,
        source=records[0]["source"],
        language=job.settings.language,
        width=frame_settings.width,
        height=frame_settings.height,
        fps=frame_settings.fps,
        theme=job.settings.theme,
        steps=tuple(steps),
    )


def _parts(record: dict[str, Any], slug: str, per: Per) -> list[tuple[str, str, int, int]]:
    """Return name, caption, first frame and end of each step that a clip becomes."""
    beats = [beat for beat in record["beats"] if beat["end"] > beat["start"]]
    if per == "scene":
        captions = dict.fromkeys(beat["caption"] for beat in beats if beat["caption"])
        return [(slug, "\n".join(captions), 0, record["frames"])]
    return [(beat["name"], beat["caption"], beat["start"], beat["end"]) for beat in beats]


def _plain(name: str) -> str:
    """Leave of a name what needs no quoting in a path or an address."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
