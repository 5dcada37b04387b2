"""What a file holds, in a word: two files of one checksum are the same."""

from __future__ import annotations

import hashlib
from pathlib import Path


def checksum(path: Path) -> str:
    """Return a file's SHA-256, in hexadecimal; a gigabyte takes about a second.

    Raises
    ------
    OSError
        When it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
