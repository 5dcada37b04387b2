"""Where files that attnviz keeps for itself go."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache_folder() -> Path:
    r"""Return the folder for what attnviz fetches, by the system's own convention.

    Returns
    -------
    Path
        ``$XDG_CACHE_HOME/attnviz`` or ``~/.cache/attnviz``; ``~/Library/Caches/attnviz`` on macOS;
        ``%LOCALAPPDATA%\attnviz`` on Windows. It may not exist yet.
    """
    if sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        xdg = os.environ.get("XDG_CACHE_HOME", "")
        # The XDG specification: a path that is not absolute is to be ignored.
        base = Path(xdg) if os.path.isabs(xdg) else Path.home() / ".cache"
    return base / "attnviz"
