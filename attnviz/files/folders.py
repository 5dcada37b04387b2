"""Folders that appear whole or not at all, and replace only what attnviz itself has made."""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attnviz.errors import AttnvizError
from attnviz.files.atomic import concerns, reason
from attnviz.files.checksum import checksum
from attnviz.files.owned import disown, owned_folder, sweep
from attnviz.files.places import check_name

#: In every such folder: the checksum of each of its files and its name, a line each.
CONTENTS = ".attnviz"


@contextmanager
def atomic_folder(path: str | os.PathLike[str], overwrite: bool = False) -> Iterator[Path]:
    """Give a temporary folder to fill, which becomes `path` if the block ends well.

    A folder that is there already is replaced if it is empty or was made like this and nothing has
    been put into it since: nobody loses files of their own. If the block raises, nothing is left
    and whatever stood at `path` before still does.

    Parameters
    ----------
    path
        Where the finished folder shall stand.
    overwrite
        Whether files of its making that were changed since may go; files that it did not make stay
        in any case, and with them the folder.

    Yields
    ------
    Path
        A folder beside it.

    Raises
    ------
    AttnvizError
        When it cannot be made or replaced, or the disk is full.
    UsageError
        When the system has no such names: ``aux`` on Windows.
    """
    check_name(path)
    target = Path(os.path.realpath(path))
    try:
        _check_replaceable(target, overwrite)
        sweep(target.parent, [_part_name(target)])
        with owned_folder(target.parent, _part_name(target)) as part:
            if target.exists():
                part.chmod(stat.S_IMODE(target.stat().st_mode) | stat.S_IRWXU)
            yield part
            disown(part)
            lines = [f"{checksum(part / name)}  {name}\n" for name in _files(part)]
            (part / CONTENTS).write_text("".join(lines), encoding="utf-8", newline="\n")
            _put(part, target)
    except OSError as error:
        if not concerns(error, target.parent):
            raise
        raise AttnvizError(
            f"cannot write {os.fspath(path)}: {reason(error)}; choose another place, such as "
            f"-o ~/{target.name or 'slides'}"
        ) from error


def _part_name(target: Path) -> str:
    return f".{target.name[:40]}.part-"


def _files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir())


def _check_replaceable(target: Path, overwrite: bool) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise NotADirectoryError(20, "it is a file, and a folder is to be written", str(target))
    here = Path.cwd()
    if target in (here, *here.parents):
        raise OSError(16, "it is the folder that you are in, or one above it", str(target))
    known = _known(target)
    for name in _files(target):
        if name not in known:
            raise OSError(39, f"the folder holds {name}, which attnviz did not write", str(target))
        if not overwrite and known[name] not in (None, checksum(target / name)):
            why = f"{name} in it was changed since, and --overwrite would replace it"
            raise OSError(39, why, str(target))


def _known(target: Path) -> dict[str, str | None]:
    """Return the checksums of a folder's files by their names, none where only those were kept."""
    contents = target / CONTENTS
    if not contents.is_file():
        return {}
    known: dict[str, str | None] = {CONTENTS: None}
    for line in contents.read_text("utf-8", "replace").splitlines():
        found = re.fullmatch("([0-9a-f]{64})  (.+)", line)
        known |= {found[2]: found[1]} if found else {line: None}
    return known


def _put(part: Path, target: Path) -> None:
    if not target.exists():
        part.rename(target)
        return
    old = part.with_name(f".{target.name[:40]}.old-{os.urandom(4).hex()}")
    target.rename(old)
    try:
        part.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
