"""Finished clips, kept so that the same one is never rendered twice.

An entry is a folder named after its key, with the clip and its sidecar. It appears whole, by one
rename, so that two processes that make the same clip at once both succeed. It keeps the checksums
of its files, compared whenever it is looked for: one that is damaged is no entry and is made anew.
"""

from __future__ import annotations

import errno
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from attnviz.errors import AttnvizError
from attnviz.files.atomic import reason
from attnviz.files.checksum import checksum
from attnviz.files.owned import disown, owned_folder, remove, sweep
from attnviz.files.places import kept_folder
from attnviz.files.records import parse_json

LIMIT = 2 * 1024**3  # bytes in all; the least recently used go first
_PARTS = "making", "holding", "trying"  # folders of work under way
_KEY = re.compile("[0-9a-f]{64}")
_CLIP, _SIDECAR, _ABOUT = "clip", "sidecar.json", "about.json"


@dataclass(frozen=True)
class CachedClip:
    """A clip in the cache.

    Attributes
    ----------
    clip, sidecar
        Its files.
    """

    clip: Path
    sidecar: Path


@dataclass(frozen=True)
class Cleared:
    """What clearing a cache came to.

    Attributes
    ----------
    freed
        Bytes.
    clips, left
        How many clips are gone, and how many could not be removed.
    """

    freed: int
    clips: int
    left: int


class ClipCache:
    """A folder of finished clips, bounded in size.

    Parameters
    ----------
    folder
        Where; by default ``ATTNVIZ_CACHE_DIR`` or the user's cache folder.
    limit
        Bytes in all.
    """

    def __init__(self, folder: Path | None = None, limit: int = LIMIT) -> None:
        self.folder = folder or kept_folder() / "clips"
        self.limit = limit

    def find(self, key: str) -> CachedClip | None:
        """Return the clip of a key, if it is there and whole; it counts as used now."""
        entry = self.folder / key
        try:
            about = parse_json((entry / _ABOUT).read_bytes())
            whole = all(checksum(entry / name) == about[name] for name in (_CLIP, _SIDECAR))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if not whole:
            return None
        with suppress(OSError):  # a cache that may only be read, or an entry that has just gone
            os.utime(entry)
        return CachedClip(entry / _CLIP, entry / _SIDECAR)

    def is_writable(self) -> bool:
        """Say whether clips can be kept here; the folder is made if it is missing."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.sweep()
            with self._part("trying"):
                return True
        except OSError:
            return False

    @contextmanager
    def holding(self) -> Iterator[Callable[[CachedClip], CachedClip]]:
        """Give a way to hold clips: they stay readable whatever leaves the cache meanwhile."""
        with self._part("holding") as folder:

            def hold(kept: CachedClip) -> CachedClip:
                twins = [
                    folder / f"{secrets.token_hex(4)}-{f.name}" for f in (kept.clip, kept.sidecar)
                ]
                try:
                    os.link(kept.clip, twins[0])
                    os.link(kept.sidecar, twins[1])
                except OSError:  # no links on this disk
                    return kept
                return CachedClip(*twins)

            yield hold

    def _part(self, what: str) -> AbstractContextManager[Path]:
        """Make a folder that goes when the block ends."""
        return owned_folder(self.folder, f".{what}-")

    @contextmanager
    def making(self, key: str, suffix: str) -> Iterator[tuple[Path, Path]]:
        """Give paths for a clip and its sidecar, which become an entry if the block ends well.

        Parameters
        ----------
        suffix
            Of the clip while it is made, so that a writer knows its format.

        Raises
        ------
        AttnvizError
            When the disk is full.
        """
        with self._naming_a_full_disk(), self._part("making") as part:
            clip = part / f"clip{suffix}"
            yield clip, part / _SIDECAR
            clip.rename(part / _CLIP)
            sums = {name: checksum(part / name) for name in (_CLIP, _SIDECAR)}
            (part / _ABOUT).write_text(json.dumps(sums), "utf-8")
            disown(part)
            self._place(part, self.folder / key)
        self._trim()

    @contextmanager
    def _naming_a_full_disk(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise AttnvizError(
                f"cannot write to {self.folder}: {reason(error)}; make room there, as with "
                "`attnviz cache --clear`, or set ATTNVIZ_CACHE_DIR to another folder"
            ) from error

    def _place(self, part: Path, entry: Path) -> None:
        for _ in range(3):
            with suppress(OSError):
                part.rename(entry)
                return
            if self.find(entry.name) is not None:  # somebody else has made it meanwhile
                return
            shutil.rmtree(entry, ignore_errors=True)  # it is damaged
            with suppress(OSError):
                entry.unlink()

    def entries(self) -> list[tuple[Path, int]]:
        """Return every entry's folder and size in bytes, the least recently used first."""
        found = []
        try:
            paths = [*self.folder.iterdir()] if self.folder.is_dir() else []
        except OSError as error:
            raise AttnvizError(f"cannot read {self.folder}: {reason(error)}") from error
        for path in paths:
            if _KEY.fullmatch(path.name):
                with suppress(OSError):  # somebody else has just removed it
                    size = sum(file.stat().st_size for file in path.iterdir())
                    found.append((path.stat().st_mtime_ns, path, size))
        return [(path, size) for _, path, size in sorted(found)]

    def clear(self) -> Cleared:
        """Remove every entry, not what is being made now, and what killed processes have left."""
        freed = self.sweep()  # first: it may hold links to entries
        entries = self.entries()
        freed += sum(remove(path) for path, _ in entries)
        left = len([path for path, _ in entries if path.exists()])
        return Cleared(freed, len(entries) - left, left)

    def _trim(self) -> None:
        entries = self.entries()
        total = sum(size for _, size in entries)
        for path, size in entries[:-1]:  # the newest stays, however large
            if total <= self.limit:
                break
            shutil.rmtree(path, ignore_errors=True)
            total -= size
        self.sweep()

    def sweep(self) -> int:
        """Remove what processes that were killed have left; return how many bytes that freed."""
        return sweep(self.folder, [f".{what}-" for what in _PARTS])
