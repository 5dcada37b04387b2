"""Where files that attnviz keeps for itself go."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path, PureWindowsPath

from attnviz.errors import UsageError

WINDOWS = sys.platform == "win32"


def cache_folder() -> Path:
    r"""Return the folder for what attnviz fetches, by the system's own convention.

    Returns
    -------
    Path
        ``$XDG_CACHE_HOME/attnviz`` or ``~/.cache/attnviz``; ``~/Library/Caches/attnviz`` on macOS;
        ``%LOCALAPPDATA%\attnviz`` on Windows. It may not exist yet.

    Raises
    ------
    UsageError
        When it lies in a home folder and this user has none.
    """
    if sys.platform == "darwin":
        base = _home() / "Library" / "Caches"
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or _home() / "AppData" / "Local")
    else:
        xdg = os.environ.get("XDG_CACHE_HOME", "")
        # The XDG specification: a path that is not absolute is to be ignored.
        base = Path(xdg) if os.path.isabs(xdg) else _home() / ".cache"
    return base / "attnviz"


def kept_folder() -> Path:
    """Return the folder for what is kept of work done: ``ATTNVIZ_CACHE_DIR`` or the usual one."""
    asked = os.environ.get("ATTNVIZ_CACHE_DIR")
    return Path(asked) if asked else cache_folder()


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError as error:
        raise UsageError(
            "this user has no home folder to keep files in: set XDG_CACHE_HOME or HOME to a folder "
            "that can be written to"
        ) from error


# Names of devices in every folder of Windows, whatever the suffix; 1 to 3 also as superscripts.
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[1-9¹²³]) *(\..*)?", re.I)


def refused_by_windows(path: str) -> str:
    r"""Say why Windows can have no file of this path, in the middle of a sentence.

    Returns
    -------
    str
        Nothing if it can. Drives and shares may stand at the beginning.

    Examples
    --------
    >>> refused_by_windows(r"C:\talk\Aux.mp4")
    'Windows keeps the name Aux.mp4 for a device'
    """
    whole = PureWindowsPath(path)
    for name in whole.parts[1:] if whole.anchor else whole.parts:
        if _DEVICE.fullmatch(name):
            return f"Windows keeps the name {name} for a device"
        if bad := re.search(r'[\0-\x1f<>:"|?*]', name):
            return f"Windows allows no {bad[0]} in a name"
        if name[-1] in " ." and name not in (".", ".."):
            return "Windows allows no name that ends in a space or a dot"
    return ""


def check_name(path: str | os.PathLike[str]) -> None:
    """Refuse to write what Windows can have no file of, if this is Windows.

    Raises
    ------
    UsageError
        As `refused_by_windows` says why.
    """
    if WINDOWS and (why := refused_by_windows(os.fspath(path))):
        raise UsageError(f"cannot write {os.fspath(path)}: {why}; choose another name")


def written_path(text: str) -> Path:
    """Return the path that somebody wrote, ``~`` being a home folder.

    Raises
    ------
    UsageError
        When it cannot be one: it holds a null character, or names a user that there is not.
    """
    if "\0" in text:
        raise UsageError(f"{text!r} is not a path: remove the null character")
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        user = Path(text).parts[0]
        raise UsageError(f"{text!r} is not a path here: there is no home folder {user}") from error
