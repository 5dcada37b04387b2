"""Where files that attnviz keeps for itself go."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from attnviz.errors import UsageError


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


def written_path(text: str) -> Path:
    """Return the path that somebody wrote, ``~`` being a home folder.

    Raises
    ------
    UsageError
        When it cannot be one: it holds a null character, or names a user that there is not.
    """
    if "\0" in text:
        raise UsageError(f"{text!r} is no path: take the null character out")
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        user = Path(text).parts[0]
        raise UsageError(f"{text!r} is no path here: nobody's home is {user}") from error
