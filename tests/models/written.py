"""GGUF files as tests want them: the small reference model, with some of it changed."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from attnviz.models.gguf import GGUF

TINY = Path(__file__).parent.parent / "reference" / "tiny.gguf"

_NUMBERS = dict(zip("BbHhIif?Qqd", (0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12), strict=True))


def altered(
    path: Path, keys: Mapping[str, Any] | None = None, tensors: Mapping[str, Any] | None = None
) -> Path:
    """Write the small model with some keys and tensors set; None takes one out."""
    tiny = GGUF(TINY)
    arrays = {name: tiny.tensor(name) for name in tiny.tensors}
    metadata = tiny.metadata | dict(keys or {})
    arrays |= dict(tensors or {})
    path.write_bytes(
        stored(
            {key: value for key, value in metadata.items() if value is not None},
            {name: array for name, array in arrays.items() if array is not None},
        )
    )
    return path


def stored(metadata: Mapping[str, Any], tensors: Mapping[str, Any]) -> bytes:
    """Lay out a GGUF file, version 3, of 32-bit floats; bytes stand for themselves as a value."""
    header = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(metadata))
    for key, value in metadata.items():
        header += _text(key.encode()) + (value if isinstance(value, bytes) else _value(value))
    data = b""
    for name, array in tensors.items():
        header += _text(name.encode()) + struct.pack("<I", array.ndim)
        header += struct.pack(f"<{array.ndim}Q", *array.shape[::-1])
        header += struct.pack("<IQ", 0, len(data))
        data += array.astype("<f4").tobytes()
        data += b"\0" * (-len(data) % 32)
    return header + b"\0" * (-len(header) % 32) + data


def _text(text: bytes) -> bytes:
    return struct.pack("<Q", len(text)) + text


def _value(value: Any) -> bytes:
    if isinstance(value, str):
        return struct.pack("<I", 8) + _text(value.encode())
    if isinstance(value, list):
        texts = b"".join(map(_text, value))
        return struct.pack("<IIQ", 9, 8, len(value)) + texts
    if isinstance(value, np.ndarray):
        kind = _NUMBERS[value.dtype.char.replace("l", "q").replace("L", "Q")]
        return struct.pack("<IIQ", 9, kind, len(value)) + value.tobytes()
    code = "?" if isinstance(value, bool) else "q" if isinstance(value, int) else "d"
    return struct.pack("<I" + code, _NUMBERS[code], value)
