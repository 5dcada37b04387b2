"""Folders that appear whole or not at all, and replace only what attnviz itself has made."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attnviz.errors import AttnvizError
from attnviz.files.atomic import concerns, reason

#: In every such folder: the names of its files, one a line.
CONTENTS = ".attnviz"


@contextmanager
def atomic_folder(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a temporary folder to fill, which becomes `path` if the block ends well.

    A folder that is there already is replaced if it is empty or was made like this and nothing has
    been put into it since: nobody loses files of their own. If the block raises, nothing is left
    and whatever stood at `path` before still does.

    Parameters
    ----------
    path
        Where the finished folder shall stand.

    Yields
    ------
    Path
        A folder beside it.

    Raises
    ------
    AttnvizError
        When it cannot be made or replaced, or the disk is full.
    """
    target = Path(os.path.realpath(path))
    part = target.parent / f".{target.name[:40]}-{os.urandom(4).hex()}"
    try:
        _check_replaceable(target)
        part.mkdir(parents=True)
        yield part
        (part / CONTENTS).write_text("".join(f"{name}\n" for name in _files(part)))
        _put(part, target)
    except OSError as error:
        if not concerns(error, target.parent):
            raise
        raise AttnvizError(
            f"cannot write {os.fspath(path)}: {reason(error)}; choose another place, such as "
            f"-o ~/{target.name or 'slides'}"
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir())


def _check_replaceable(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise NotADirectoryError(20, "it is a file, and this makes a folder", str(target))
    here = Path.cwd()
    if target in (here, *here.parents):
        raise OSError(16, "it is the folder that you are in, or above it", str(target))
    contents = target / CONTENTS
    known = {CONTENTS, *contents.read_text().splitlines()} if contents.is_file() else set()
    if foreign := [name for name in _files(target) if name not in known]:
        raise OSError(39, f"the folder holds {foreign[0]}, which is not of its making", str(target))


def _put(part: Path, target: Path) -> None:
    if not target.exists():
        part.rename(target)
        return
    old = part.with_name(f"{part.name}-old")
    target.rename(old)
    try:
        part.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
