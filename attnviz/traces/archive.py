"""Arrays in an ``.npz`` file of unknown origin: nothing is run, and nothing unasked is read.

What an array would take is known before it is read, from the directory of the file and from the
array's own header, and never exceeds the file: arrays are stored as they are, as ``numpy.savez``
stores them.
"""

from __future__ import annotations

import math
import re
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

_HEADER = re.compile(
    rb"\{'descr': '([<|][fuU]\d{1,9})', 'fortran_order': (True|False), "
    rb"'shape': \(((?:\d{1,9}, )*(?:\d{1,9},?)?)\), \} *\n"
)
_FLOATS = ("<f4", "<f8")
# What the standard library's reader raises on one broken file or another.
BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, struct.error, EOFError, KeyError, MemoryError,
    NotImplementedError, OverflowError, RuntimeError, ValueError,
)  # fmt: skip


@dataclass(frozen=True)
class _Entry:
    """Where an array stands, and what it is."""

    info: zipfile.ZipInfo
    start: int
    kind: str
    in_columns: bool
    shape: tuple[int, ...]


class Archive:
    """The arrays of one file.

    Parameters
    ----------
    path : str or Path
        The file.

    Attributes
    ----------
    shapes : dict of str to tuple of int
        The arrays that are there.

    Raises
    ------
    OSError
        When it cannot be read.
    BROKEN
        When it holds no arrays as they are saved.
    """

    def __init__(self, path: str | Path) -> None:
        self._zip = zipfile.ZipFile(path)
        try:
            infos = {info.filename.removesuffix(".npy"): info for info in self._zip.infolist()}
            if sum(info.file_size for info in infos.values()) > Path(path).stat().st_size:
                raise ValueError("arrays are larger than the file that holds them")
            self._entries = {name: self._entry(info) for name, info in infos.items()}
        except BaseException:
            self._zip.close()
            raise
        self.shapes = {name: entry.shape for name, entry in self._entries.items()}

    def __enter__(self) -> Archive:
        """Return this."""
        return self

    def __exit__(self, *about: object) -> None:
        """Close the file."""
        self._zip.close()

    def text(self, name: str) -> str:
        """Read a text that is stored as an array without axes."""
        entry = self._entries[name]
        if entry.kind[1] != "U" or entry.shape:
            raise ValueError(f"{name} is no text")
        return self._bytes(entry).decode("utf-32-le").rstrip("\0")

    def array(
        self, name: str, shape: tuple[int, ...], kind: Literal["floats", "bytes"] = "floats"
    ) -> NDArray[Any]:
        """Read an array of finite numbers, or of bytes, of a shape that is known."""
        entry = self._entries[name]
        known = _FLOATS if kind == "floats" else ("|u1",)
        if entry.shape != shape or entry.kind not in known:
            raise ValueError(f"{name} has another shape or other numbers")
        flat = np.frombuffer(self._bytes(entry), entry.kind)
        with np.errstate(over="ignore"):
            if kind == "floats" and not np.isfinite(flat.astype(np.float32)).all():
                raise ValueError(f"{name} holds a number that is not finite")
        return flat.reshape(shape, order="F" if entry.in_columns else "C")

    def _entry(self, info: zipfile.ZipInfo) -> _Entry:
        if info.compress_type != zipfile.ZIP_STORED or info.compress_size != info.file_size:
            raise ValueError("it is packed")
        with self._zip.open(info) as file:
            start = file.read(10)
            if start[:8] != b"\x93NUMPY\x01\x00" or len(start) < 10:
                raise ValueError("it is no array")
            length = int.from_bytes(start[8:], "little")
            found = _HEADER.fullmatch(file.read(length))
        if found is None:
            raise ValueError("it is an array of another kind")
        kind, in_columns, sizes = (part.decode("ascii") for part in found.groups())
        shape = tuple(int(size) for size in sizes.replace(",", " ").split())
        item = int(kind[2:]) * (4 if kind[1] == "U" else 1)
        if info.file_size != 10 + length + math.prod(shape) * item:
            raise ValueError("it is cut short")
        return _Entry(info, 10 + length, kind, in_columns == "True", shape)

    def _bytes(self, entry: _Entry) -> bytes:
        with self._zip.open(entry.info) as file:
            return file.read(entry.info.file_size)[entry.start :]
