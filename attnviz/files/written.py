"""Files that attnviz wrote, told from those that are somebody's own: those are never replaced.

What was written is noted by its checksum, and by that of where. A file at a place that nothing was
noted of is from before, or from another machine; there its content has to tell.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from attnviz.errors import UsageError
from attnviz.files.checksum import checksum
from attnviz.files.places import kept_folder

_NOTES = "written.txt"
_MOST = 20_000  # lines; the older half goes first


def note_written(paths: Iterable[Path]) -> None:
    """Note that attnviz has just written these files; where notes cannot be kept, none are."""
    with suppress(OSError, UsageError):
        lines = "".join(f"{checksum(path)} {_place(path)}\n" for path in paths)
        notes = kept_folder() / _NOTES
        notes.parent.mkdir(parents=True, exist_ok=True)
        with notes.open("a", encoding="ascii") as file:  # a short line is added in one piece
            file.write(lines)
        if notes.stat().st_size > _MOST * 82:
            part = notes.with_name(f"{_NOTES}-{os.urandom(4).hex()}")
            newer = notes.read_text("ascii", "replace").splitlines(keepends=True)[-_MOST // 2 :]
            part.write_text("".join(newer), "utf-8")
            part.replace(notes)


def check_replaceable(path: Path, looks_ours: Callable[[Path], bool] = lambda path: False) -> None:
    """Refuse to replace a file that attnviz did not write, or that was changed since.

    Parameters
    ----------
    path
        The file; one that is not there, is empty or is no ordinary file is not refused here.
    looks_ours
        Tells by its content whether attnviz wrote a file of which nothing was noted.

    Raises
    ------
    UsageError
        One line with the flag that allows it.
    """
    try:
        if not path.is_file() or path.stat().st_size == 0:
            return
        found = checksum(path)
    except OSError:  # writing says why
        return
    sums, places = _noted()
    if found in sums:
        return
    changed = _place(path) in places
    if not changed and looks_ours(path):
        return
    said = "was changed since attnviz wrote it" if changed else "was not written by attnviz"
    raise UsageError(f"{path} {said}: name another file with -o, or pass --overwrite to replace it")


def _place(path: Path) -> str:
    return hashlib.sha256(os.path.realpath(path).encode(errors="surrogateescape")).hexdigest()[:16]


def _noted() -> tuple[set[str], set[str]]:
    """Return the checksums of what was written, and of where."""
    try:
        lines = (kept_folder() / _NOTES).read_text("ascii", "replace").splitlines()
    except (OSError, UsageError):
        return set(), set()
    pairs = [line.split(" ") for line in lines if len(line) == 81]
    return {pair[0] for pair in pairs}, {pair[-1] for pair in pairs}
