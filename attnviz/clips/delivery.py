"""Finished clips to where they were asked for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from attnviz.clips.outputs import check_own, files_of, sidecar_of
from attnviz.clips.subtitles import WRITERS, Cue, cues_of
from attnviz.files.atomic import atomic_write
from attnviz.files.fields import join_fields, split_fields
from attnviz.files.records import parse_json
from attnviz.files.written import note_written

if TYPE_CHECKING:
    from attnviz.clips.cache import CachedClip


def deliver_clip(
    kept: CachedClip, target: Path, subtitles: Sequence[str] = (), overwrite: bool = False
) -> None:
    """Copy a finished clip and its sidecar to where they were asked for, whole or not at all.

    Parameters
    ----------
    subtitles
        Formats of subtitle files to be written beside it: ``srt``, ``vtt``.
    overwrite
        Whether files that attnviz did not write are replaced.

    Raises
    ------
    UsageError
        When such a file is in the way.
    AttnvizError
        When a file cannot be written.
    """
    if not overwrite:  # one may have come since the work began
        check_own(target, subtitles)
    # A sidecar is kept without the name of its clip, the one thing that depends on where it stands.
    record = split_fields(kept.sidecar.read_bytes())
    record["video"] = json.dumps(target.name, ensure_ascii=False).encode()
    with ExitStack() as files:
        part = files.enter_context(atomic_write(target))
        sidecar = files.enter_context(atomic_write(sidecar_of(target)))
        shutil.copyfile(kept.clip, part)
        sidecar.write_bytes(join_fields(record))
        if subtitles:
            cues = cues_of(parse_json(record["beats"]))
            write_subtitles(files, target, subtitles, cues, parse_json(record["fps"]))
    note_written(files_of(target, subtitles))


def write_subtitles(
    files: ExitStack, target: Path, forms: Sequence[str], cues: Sequence[Cue], fps: float
) -> None:
    """Write subtitle files named after a clip; they appear when `files` ends well."""
    for form in forms:
        part = files.enter_context(atomic_write(target.with_suffix(f".{form}")))
        part.write_text(WRITERS[form](cues, fps), encoding="utf-8")
