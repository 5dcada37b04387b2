"""Finished clips to where they were asked for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from attnviz.clips.subtitles import WRITERS, Cue, cues_of
from attnviz.files.atomic import atomic_write

if TYPE_CHECKING:
    from attnviz.clips.cache import CachedClip

# A sidecar is kept without the name of its clip, the one thing that depends on where it stands.
NO_VIDEO = '"video":""'


def deliver_clip(kept: CachedClip, target: Path, subtitles: Sequence[str] = ()) -> None:
    """Copy a finished clip and its sidecar to where they were asked for, whole or not at all.

    Parameters
    ----------
    subtitles
        Formats of subtitle files to be written beside it: ``srt``, ``vtt``.
    """
    text = kept.sidecar.read_text(encoding="utf-8")
    with ExitStack() as files:
        part = files.enter_context(atomic_write(target))
        sidecar = files.enter_context(atomic_write(target.with_suffix(".json")))
        shutil.copyfile(kept.clip, part)
        sidecar.write_text(with_video(text, target.name), encoding="utf-8")
        if subtitles:
            record = json.loads(text)
            cues = cues_of(record["beats"])
            write_subtitles(files, target, subtitles, cues, record["fps"])


def write_subtitles(
    files: ExitStack, target: Path, forms: Sequence[str], cues: Sequence[Cue], fps: float
) -> None:
    """Write subtitle files named after a clip; they appear when `files` ends well."""
    for form in forms:
        part = files.enter_context(atomic_write(target.with_suffix(f".{form}")))
        part.write_text(WRITERS[form](cues, fps), encoding="utf-8")


def with_video(text: str, name: str) -> str:
    """Put the name of a clip's file into its sidecar, without reading the arrays in it."""
    return text.replace(NO_VIDEO, f'"video":{json.dumps(name, ensure_ascii=False)}', 1)
