"""Folders and files of work under way, and what killed processes have left of theirs.

Who works in a folder holds a lock in it. The system lets go of that however the process ends, and
tells other machines and containers on the same disk: a lock that can be had is one that nobody
holds. Process ids tell neither. Where there are no such locks, only age tells.
"""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir

from attnviz.errors import AttnvizError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_OWNER = ".owner"
_STALE = 24 * 3600  # seconds after which what nobody can be told to own is nobody's
_SCRATCH = "attnviz-"


@contextmanager
def owned_folder(parent: Path, prefix: str, mode: int = 0o777) -> Iterator[Path]:
    """Make a folder that goes when the block ends, and that `sweep` leaves alone until then.

    Raises
    ------
    OSError
        When it cannot be made.
    """
    folder = parent / f"{prefix}{os.urandom(8).hex()}"
    folder.mkdir(mode, parents=True)
    file = _claim(folder)
    try:
        yield folder
    finally:
        if file is not None:
            os.close(file)
        shutil.rmtree(folder, ignore_errors=True)


def disown(folder: Path) -> None:
    """Leave nothing in a folder but what the work has put there; it is about to be renamed."""
    with suppress(OSError):
        (folder / _OWNER).unlink()


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Make a folder for temporary files; those that killed processes have left go.

    Raises
    ------
    AttnvizError
        When there is no room for one.
    """
    try:
        parent = Path(gettempdir())
        sweep(parent, [_SCRATCH], mine=True)
        owned = owned_folder(parent, _SCRATCH, 0o700)
        folder = owned.__enter__()
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise AttnvizError(f"no temporary files can be written: {why}; set TMPDIR") from error
    try:
        yield folder
    finally:
        owned.__exit__(None, None, None)


def hold(file: int) -> bool:
    """Lock an open file for this process; say whether that could be done."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # held by another, or a disk without locks
        return False
    return True


def is_abandoned(path: Path, lock: Path) -> bool:
    """Tell whether nobody works at a path any more: its lock can be had, or it is a day old."""
    try:
        file = os.open(lock, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        return _is_old(path)
    except OSError:  # another user's
        return False
    try:
        return hold(file) or (fcntl is None and _is_old(path))
    finally:
        os.close(file)


def sweep(parent: Path, prefixes: Collection[str], mine: bool = False) -> int:
    """Remove folders that nobody works in any more.

    Parameters
    ----------
    prefixes
        How their names begin.
    mine
        Whether only this user's are looked at: others may write to the parent.

    Returns
    -------
    int
        How many bytes that freed.
    """
    freed = 0
    with suppress(OSError):
        for path in [path for path in parent.iterdir() if path.name.startswith(tuple(prefixes))]:
            with suppress(OSError):
                about = path.lstat()
                ours = not mine or about.st_uid == _user()
                if stat.S_ISDIR(about.st_mode) and ours and is_abandoned(path, path / _OWNER):
                    freed += remove(path)
    return freed


def remove(folder: Path) -> int:
    """Remove a folder as far as it can be; return how many bytes that freed.

    A file that is known by another name too is not freed.
    """
    before = _bytes(folder)
    shutil.rmtree(folder, ignore_errors=True)
    return before - _bytes(folder)


def _bytes(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                about = os.lstat(os.path.join(place, name))
                total += about.st_size if about.st_nlink == 1 else 0
    return total


def _claim(folder: Path) -> int | None:
    """Lock a folder; the lock has its name only when it is held, so that nobody finds it free."""
    new = folder / f"{_OWNER}-new"
    try:
        file = os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:  # a full disk, which whoever writes the rest will say
        return None
    if hold(file):
        with suppress(OSError):
            new.rename(folder / _OWNER)
            return file
    os.close(file)
    with suppress(OSError):
        new.unlink()
    return None


def _is_old(path: Path) -> bool:
    try:
        return time.time() - path.lstat().st_mtime > _STALE
    except OSError:
        return False


def _user() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0
