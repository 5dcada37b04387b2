"""Output that appears whole or not at all."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from attnviz.errors import AttnvizError
from attnviz.files.owned import hold, is_abandoned
from attnviz.files.places import check_name


@contextmanager
def atomic_write(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a temporary path to write to, which becomes `path` if the block ends well.

    The temporary file stands in the same folder, so that the last step is one rename, and keeps
    the suffix, so that a writer that chooses its format by the name chooses the right one.
    Folders that are missing are made. If the block raises, nothing is left and whatever stood at
    `path` before still does.

    Parameters
    ----------
    path
        Where the finished file shall stand.

    Yields
    ------
    Path
        A file in the same folder, empty; the block writes to it. A file that is replaced hands its
        permissions on.

    Raises
    ------
    AttnvizError
        When the folder cannot be made or written to, or the disk is full.
    UsageError
        When the system has no such names: ``aux.mp4`` on Windows.

    Examples
    --------
    >>> with atomic_write("pattern.json") as part:
    ...     part.write_text("{}")
    """
    check_name(path)
    # A link stays a link: what it leads to is replaced.
    target = Path(os.path.realpath(path))
    part = target.parent / f".{target.stem[:40]}-{os.urandom(4).hex()}.part{target.suffix}"
    file = None
    try:
        if target.is_dir():
            raise IsADirectoryError(21, "it is a folder")
        if target.exists() and not target.is_file():  # a device or a pipe
            raise OSError(22, "it is not an ordinary file")
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
        # Found out before the work rather than after it: a render takes a while. It stays, so that
        # nobody else can put a link in its place, and nobody may read more than what it replaces.
        allowed = 0o666 if mode is None else mode & 0o777 | stat.S_IRUSR | stat.S_IWUSR
        file = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, allowed)
        if not hold(file):  # Windows renames no file that is open
            os.close(file)
            file = None
        yield part
        if mode is not None:
            part.chmod(mode)
        os.replace(part, target)
    except OSError as error:
        if not concerns(error, target.parent):
            raise
        way_out = f"choose another place, such as -o ~/{target.name}"
        raise AttnvizError(f"cannot write {os.fspath(path)}: {reason(error)}; {way_out}") from error
    finally:
        if file is not None:
            os.close(file)
        with suppress(OSError):  # it was renamed, or there is no such folder
            part.unlink()


def _sweep(target: Path) -> None:
    """Remove what killed processes have left of earlier tries to write this file."""
    begin = re.escape(f".{target.stem[:40]}-")
    name = re.compile(rf"{begin}[0-9a-f]{{8}}\.part{re.escape(target.suffix)}")
    with suppress(OSError):
        for path in [path for path in target.parent.iterdir() if name.fullmatch(path.name)]:
            if is_abandoned(path, path):
                path.unlink()


def check_writable(
    path: str | os.PathLike[str],
    write: Callable[[str | os.PathLike[str]], AbstractContextManager[Path]] = atomic_write,
) -> None:
    """Find out, before the work rather than after it, whether `write` could write there.

    Nothing is left, not even the folders that it makes to find out.

    Parameters
    ----------
    write
        `atomic_write`, or what makes a folder: `attnviz.files.folders.atomic_folder`.

    Raises
    ------
    AttnvizError
        As `write` would.
    """

    class Enough(Exception):
        pass

    made = [folder for folder in Path(os.path.realpath(path)).parents if not folder.exists()]
    try:
        with suppress(Enough), write(path):
            raise Enough
    finally:
        for folder in made:
            with suppress(OSError):
                folder.rmdir()


def reason(error: OSError) -> str:
    """Say why the system would not, in the middle of a sentence: ``permission denied``."""
    return (error.strerror or str(error)).lower()


def concerns(error: OSError, folder: Path) -> bool:
    """Tell whether `error` is about writing into `folder`, not about another file or a socket."""
    if error.filename is None:
        return not isinstance(error, ConnectionError | BrokenPipeError)
    # Of a copy both files are named, the one that is read first.
    names = [Path(os.fsdecode(name)) for name in (error.filename, error.filename2) if name]
    return any(folder == n or folder in n.parents or n in folder.parents for n in names)
