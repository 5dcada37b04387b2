"""Finished clips, kept so that the same one is never rendered twice.

An entry is a folder named after its key, with the clip and its sidecar. It appears whole, by one
rename, so that two processes that make the same clip at once both succeed; one that is damaged is
no entry.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from attnviz.models.weights import cache_folder

LIMIT = 2 * 1024**3  # bytes in all; the least recently used go first
_STALE = 24 * 3600  # seconds after which an unfinished entry is nobody's
_CLIP, _SIDECAR, _ABOUT = "clip", "sidecar.json", "about.json"


@dataclass(frozen=True)
class Kept:
    """A clip in the cache.

    Attributes
    ----------
    clip, sidecar
        Its files.
    """

    clip: Path
    sidecar: Path


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
        self.folder = folder or _default_folder()
        self.limit = limit

    def find(self, key: str) -> Kept | None:
        """Return the clip of a key, if it is there and whole; it counts as used now."""
        entry = self.folder / key
        try:
            sizes = json.loads((entry / _ABOUT).read_text())
            whole = all((entry / name).stat().st_size == sizes[name] for name in (_CLIP, _SIDECAR))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if not whole:
            return None
        os.utime(entry)
        return Kept(entry / _CLIP, entry / _SIDECAR)

    @contextmanager
    def making(self, key: str, suffix: str) -> Iterator[tuple[Path, Path]]:
        """Give paths for a clip and its sidecar, which become an entry if the block ends well.

        Parameters
        ----------
        suffix
            Of the clip while it is made, so that a writer knows its format.
        """
        part = self.folder / f".making-{os.getpid()}-{secrets.token_hex(4)}"
        part.mkdir(parents=True)
        try:
            yield part / f"clip{suffix}", part / _SIDECAR
            (part / f"clip{suffix}").rename(part / _CLIP)
            sizes = {name: (part / name).stat().st_size for name in (_CLIP, _SIDECAR)}
            (part / _ABOUT).write_text(json.dumps(sizes))
            self._place(part, self.folder / key)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        self._trim()

    def _place(self, part: Path, entry: Path) -> None:
        try:
            part.rename(entry)
        except OSError:  # it is there by now, made by somebody else, or damaged
            if self.find(entry.name) is None:
                shutil.rmtree(entry, ignore_errors=True)
                part.rename(entry)

    def entries(self) -> list[tuple[Path, int]]:
        """Return every entry's folder and size in bytes, the least recently used first."""
        if not self.folder.is_dir():
            return []
        found = [path for path in self.folder.iterdir() if not path.name.startswith(".")]
        found.sort(key=lambda path: path.stat().st_mtime)
        return [(path, sum(f.stat().st_size for f in path.iterdir())) for path in found]

    def clear(self) -> int:
        """Remove everything; return how many bytes that freed."""
        freed = sum(size for _, size in self.entries())
        shutil.rmtree(self.folder, ignore_errors=True)
        return freed

    def _trim(self) -> None:
        entries = self.entries()
        total = sum(size for _, size in entries)
        for path, size in entries[:-1]:  # the newest stays, however large
            if total <= self.limit:
                break
            shutil.rmtree(path, ignore_errors=True)
            total -= size
        for part in self.folder.glob(".making-*"):
            if time.time() - part.stat().st_mtime > _STALE:
                shutil.rmtree(part, ignore_errors=True)


def _default_folder() -> Path:
    asked = os.environ.get("ATTNVIZ_CACHE_DIR")
    return (Path(asked) if asked else cache_folder()) / "clips"
