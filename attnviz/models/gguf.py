"""Reading GGUF files: metadata, and tensors as 32-bit floats, each only when asked for.

The file is mapped into memory, so that opening it costs next to nothing and a tensor that nobody
asks for is never read. Layout: the GGUF specification of the ggml project, versions 2 and 3.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Sequence
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from attnviz.attention import Floats
from attnviz.errors import AttnvizError, UsageError
from attnviz.models.metadata import Metadata, describe
from attnviz.models.quants import QUANTS, TYPE_NAMES, Quant

_SCALARS = dict(zip((0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12), "BbHhIif?Qqd", strict=True))
_STRING, _ARRAY = 8, 9

# What no file has that a model was ever stored in, so that a header cannot fill the memory.
_LONGEST_HEADER = 1 << 26  # bytes
_MOST_KEYS = _MOST_TENSORS = 1 << 16
_LONGEST_LIST = _LONGEST_TEXT = 1 << 20  # entries, bytes
_MOST_AXES = 4  # as the format says


class TensorInfo(NamedTuple):
    """Where a tensor lies: its shape (outermost axis first), type number and offset in bytes."""

    shape: tuple[int, ...]
    kind: int
    offset: int


class GGUF:
    """One open weights file.

    Parameters
    ----------
    path : Path
        The file.

    Attributes
    ----------
    metadata : dict of str to Any
        Keys to values. Strings are ``str``, an array of strings is a list of ``bytes``, an array of
        numbers a numpy array.
    tensors : dict of str to TensorInfo
        Every tensor's shape, type and place.

    Raises
    ------
    AttnvizError
        When the file cannot be read, is no GGUF file or a part of one, or is shorter than its own
        header says.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            # An empty file cannot be mapped, which is a ValueError.
            reason = error.strerror if isinstance(error, OSError) else "the file is empty"
            raise AttnvizError(f"cannot read the weights {path}: {reason}") from None
        if self._map[:4] != b"GGUF":
            raise AttnvizError(f"{path} is not a GGUF weights file: its first four bytes differ")
        try:
            self._at = 4
            self._read_header()
        except (struct.error, IndexError, KeyError, ValueError, OverflowError):
            raise self._damaged("its header does not make sense") from None

    @property
    def keys(self) -> Metadata:
        """The metadata, each value asked for by type."""
        return Metadata(self.metadata, f"the weights {self.path}")

    def tensor(self, name: str) -> Floats:
        """Read a whole tensor.

        Parameters
        ----------
        name : str
            The tensor's name in the file.

        Returns
        -------
        float32 array
            Of the tensor's shape.

        Raises
        ------
        AttnvizError
            When the file has no such tensor, or stores it in a way that cannot be read here.
        """
        info, quant = self._locate(name)
        start = info.offset
        size = prod(info.shape) // quant.block_size
        return self._blocks(start, size, quant).reshape(info.shape)

    def rows(self, name: str, indices: Sequence[int] | slice) -> Floats:
        """Read some rows of a two-axis tensor.

        Parameters
        ----------
        name : str
            The tensor's name in the file.
        indices : sequence of int, or slice with step 1
            Which rows.

        Returns
        -------
        float32 array (rows, columns)
            The rows asked for, in that order.

        Raises
        ------
        AttnvizError
            As for `tensor`.
        """
        info, quant = self._locate(name)
        n_rows, n_columns = info.shape
        row_blocks = n_columns // quant.block_size
        row_bytes = row_blocks * quant.block_bytes
        if isinstance(indices, slice):
            start, stop, _ = indices.indices(n_rows)
            count = (stop - start) * row_blocks
            return self._blocks(info.offset + start * row_bytes, count, quant).reshape(
                -1, n_columns
            )
        raw = np.frombuffer(self._map, np.uint8, n_rows * row_bytes, info.offset)
        picked = raw.reshape(n_rows, row_bytes)[np.asarray(indices, np.intp)]  # (rows, row_bytes)
        return quant.dequantise(picked.reshape(-1, quant.block_bytes)).reshape(-1, n_columns)

    def _blocks(self, offset: int, count: int, quant: Quant) -> Floats:
        raw = np.frombuffer(self._map, np.uint8, count * quant.block_bytes, offset)
        return quant.dequantise(raw.reshape(count, quant.block_bytes))

    def _locate(self, name: str) -> tuple[TensorInfo, Quant]:
        if name not in self.tensors:
            raise AttnvizError(f"the weights {self.path} have no tensor {describe(name)}")
        info = self.tensors[name]
        if info.kind not in QUANTS:
            kind = TYPE_NAMES.get(info.kind, str(info.kind))
            known = ", ".join(quant.name for quant in QUANTS.values())
            raise AttnvizError(
                f"tensor {describe(name)} of {self.path} is stored as {kind}; "
                f"attnviz reads {known}: take a file quantised in one of these"
            )
        return info, QUANTS[info.kind]

    def _damaged(self, why: str) -> AttnvizError:
        return AttnvizError(f"the weights {self.path} are truncated or altered: {why}")

    # The header, read from front to back; self._at is where reading stands.

    def _read_header(self) -> None:
        version = self._number("I")
        if version not in (2, 3):
            raise AttnvizError(f"{self.path} is a GGUF file of version {version}; 2 and 3 are read")
        n_tensors, n_keys = self._number("Q"), self._number("Q")
        if n_tensors > _MOST_TENSORS or n_keys > _MOST_KEYS:
            raise self._damaged(f"it counts {n_tensors:,} tensors and {n_keys:,} keys")
        self.metadata: dict[str, Any] = {}
        for _ in range(n_keys):
            key = self._string().decode()
            if key in self.metadata:
                raise self._damaged(f"key {describe(key)} comes twice")
            self.metadata[key] = self._value(self._number("I"))
        self._refuse_parts()
        self.tensors: dict[str, TensorInfo] = {}
        for _ in range(n_tensors):
            name, n_axes = self._string().decode(), self._number("I")
            if name in self.tensors or not 1 <= n_axes <= _MOST_AXES:
                raise self._damaged(f"tensor {describe(name)} comes twice or has {n_axes:,} axes")
            shape = tuple(self._number("Q") for _ in range(n_axes))
            self.tensors[name] = TensorInfo(shape[::-1], self._number("I"), self._number("Q"))
        alignment = self.keys.whole("general.alignment", 32)
        base = -(-self._at // alignment) * alignment
        for name, info in self.tensors.items():
            self.tensors[name] = info._replace(offset=base + info.offset)
        self._check_extent()

    def _refuse_parts(self) -> None:
        """Say of a file that is one of several that the others are missing."""
        count = self.keys.whole("split.count", 1, least=0)
        if count > 1:
            number = self.keys.whole("split.no", 0, least=0) + 1
            raise UsageError(
                f"{self.path} is part {number} of {count} of a model: join them first with "
                "llama-gguf-split --merge"
            )

    def _check_extent(self) -> None:
        """See that every tensor lies inside the file and in a place of its own.

        So reading cannot fail later, and no file makes numbers out of fewer bytes than they take.
        """
        ends = 0
        for name, info in sorted(self.tensors.items(), key=lambda item: item[1].offset):
            if 0 in info.shape:
                raise self._damaged(f"tensor {describe(name)} has an axis of length 0")
            if info.kind not in QUANTS:
                continue
            quant = QUANTS[info.kind]
            if info.shape[-1] % quant.block_size:
                raise self._damaged(
                    f"rows of tensor {describe(name)} are no whole number of blocks"
                )
            if info.offset < ends:
                raise self._damaged(f"tensor {describe(name)} lies on top of another one")
            ends = info.offset + prod(info.shape) // quant.block_size * quant.block_bytes
            if ends > len(self._map):
                raise self._damaged(
                    f"tensor {describe(name)} ends at byte {ends:,} of a file of {len(self._map):,}"
                )

    def _take(self, size: int) -> int:
        """Step over the next bytes of the header, and give where they begin."""
        start, self._at = self._at, self._at + size
        if self._at > len(self._map):
            raise self._damaged("its header runs past the end")
        if self._at > _LONGEST_HEADER:
            raise self._damaged(f"its header is longer than {_LONGEST_HEADER:,} bytes")
        return start

    def _number(self, code: str) -> Any:
        start = self._take(struct.calcsize("<" + code))
        (value,) = struct.unpack_from("<" + code, self._map, start)
        return value

    def _string(self) -> bytes:
        length = self._number("Q")
        start = self._take(length)
        if length > _LONGEST_TEXT:
            raise self._damaged(f"a text in its header has {length:,} bytes")
        return self._map[start : self._at]

    def _value(self, kind: int) -> Any:
        if kind == _STRING:
            return self._string().decode(errors="replace")
        if kind != _ARRAY:
            return self._number(_SCALARS[kind])
        kind, count = self._number("I"), self._number("Q")
        if count > _LONGEST_LIST:
            raise self._damaged(f"a list in its header has {count:,} entries")
        if kind == _STRING:
            quick = self._short_strings(count, 20 * count) or self._short_strings(count, 80 * count)
            return quick or [self._string() for _ in range(count)]
        if kind == _ARRAY:
            raise AttnvizError(f"{self.path} has nested lists in its header, which are not read")
        dtype = np.dtype("<" + _SCALARS[kind])
        start = self._take(count * dtype.itemsize)
        return np.frombuffer(self._map[start : self._at], dtype)

    def _short_strings(self, count: int, within: int) -> list[bytes] | None:
        """Read many strings at once, or None (and nothing read) when this quick way fails.

        It fails when they take more than `within` bytes, or are not all short and plain.

        A string is stored as its length, in eight bytes, and its letters. When no string is empty,
        256 bytes long or holds a zero, lengths are exactly where eight bytes make a number from 1
        to 255. Finding those with numpy takes a tenth of the time of walking from one to the next.
        """
        window = np.frombuffer(self._map[self._at : self._at + within], np.uint8)
        is_length = np.zeros(len(window), np.bool_)
        for start in range(min(8, len(window) // 8)):
            numbers = window[start:][: (len(window) - start) // 8 * 8].view("<u8")
            is_length[start::8][: len(numbers)] = numbers - np.uint64(1) < 255
        found = np.flatnonzero(is_length)[:count]
        if len(found) < count or not count or found[0] != 0:
            return None
        ends = found + 8 + window[found]
        if ends[-1] > len(window) or (ends[:-1] != found[1:]).any():
            return None
        # Eight bytes of length become one zero, and one call cuts there.
        kept = np.ones(ends[-1], np.bool_)
        for byte in range(7):
            kept[found + byte] = False
        text = window[: ends[-1]].copy()
        text[found + 7] = 0
        strings = text[kept].tobytes()[1:].split(b"\0")
        if len(strings) != count:
            return None
        self._take(int(ends[-1]))
        return strings
