"""The files that a clip or a film becomes, and whether they may be written."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from attnviz.clips.subtitles import WRITERS, cues_of
from attnviz.files.atomic import check_writable
from attnviz.files.records import parse_json
from attnviz.files.written import check_replaceable
from attnviz.frames.settings import FORMATS

_CLIP, _FILM = {"attnviz", "scene", "beats"}, {"sentence", "source", "chapters"}


def sidecar_of(target: Path) -> Path:
    """Return where the JSON of a clip or a film stands; no two clips share one.

    ``softmax.mp4`` has ``softmax.json``; every other format has the clip's whole name before it, as
    in ``softmax.gif.json``, and so has the MP4 whose name would then be another clip's.
    """
    other = Path(target.stem).suffix[1:].lower() in FORMATS
    if target.suffix == ".mp4" and not other:
        return target.with_suffix(".json")
    return target.with_name(f"{target.name}.json")


def files_of(target: Path, subtitles: Sequence[str]) -> list[Path]:
    """Return a clip or a film, and all that stands beside it."""
    return [target, sidecar_of(target), *(target.with_suffix(f".{form}") for form in subtitles)]


def check_outputs(target: Path, subtitles: Sequence[str] = (), overwrite: bool = False) -> None:
    """Find out, before the work rather than after it, whether all files can and may be written.

    Parameters
    ----------
    subtitles
        Formats of the subtitle files beside it.
    overwrite
        Whether files that attnviz did not write are replaced.

    Raises
    ------
    AttnvizError
        When one cannot be written, or is somebody's own.
    """
    check_writable(target)  # first: what has no name, as a folder's root, has no names beside it
    for path in files_of(target, subtitles)[1:]:
        check_writable(path)
    if not overwrite:
        check_own(target, subtitles)


def check_own(target: Path, subtitles: Sequence[str] = ()) -> None:
    """Refuse to replace files that attnviz did not write.

    Raises
    ------
    UsageError
        When there is one.
    """
    for path in files_of(target, subtitles):
        check_replaceable(path, lambda path: _looks_ours(path, target))


def _looks_ours(path: Path, target: Path) -> bool:
    """Tell by what the JSON beside it says of them whether this file is a clip's."""
    sidecar = sidecar_of(target)
    record = _record(sidecar) or _record(target.with_suffix(".json"))  # where all once had it
    if Path(str(record.get("video", ""))).stem != target.stem:
        return False
    if not (record.keys() >= _CLIP or record.keys() >= _FILM):
        return False
    if path == target:
        return bool(record["video"] == target.name)
    form = path.suffix[1:]
    if path == sidecar or form not in WRITERS:
        return path == sidecar
    with suppress(OSError, ValueError, KeyError, TypeError):
        written = WRITERS[form](cues_of(record["beats"]), record["fps"])
        return path.read_text("utf-8") == written
    return False


def _record(sidecar: Path) -> dict[str, Any]:
    try:
        found = parse_json(sidecar.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
