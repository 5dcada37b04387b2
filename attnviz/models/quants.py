"""Block formats of the ggml project, turned back into 32-bit floats.

A quantised row is a run of blocks; a block holds a few small integers and one or two scales that
they share. Layouts: ``ggml-common.h`` and ``dequantize_row_*`` of ggml. Every function here takes
blocks as bytes, shape (blocks, bytes_per_block), and gives floats, shape (blocks, block_size).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attnviz.attention import Floats

Bytes = NDArray[np.uint8]

_LOW_NIBBLES = np.uint64(0x0F0F0F0F0F0F0F0F)
_FOUR = np.uint64(4)


class Quant(NamedTuple):
    """One storage type: its name, weights a block, bytes a block, and how to read blocks."""

    name: str
    block_size: int
    block_bytes: int
    dequantise: Callable[[Bytes], Floats]


def _half(blocks: Bytes, at: int) -> Floats:
    """Read a 16-bit float that each block holds at byte `at`, shape (blocks, 1)."""
    return np.ascontiguousarray(blocks[:, at : at + 2]).view(np.float16).astype(np.float32)


def _nibbles(packed: Bytes) -> Bytes:
    """Split bytes (blocks, m) into low halves, then high halves (blocks, 2 m); m % 8 == 0."""
    words = np.ascontiguousarray(packed).view(np.uint64)  # eight bytes at a time is twice as fast
    half = words.shape[1]
    split = np.empty((len(words), 2 * half), np.uint64)
    np.bitwise_and(words, _LOW_NIBBLES, out=split[:, :half])
    np.bitwise_and(words >> _FOUR, _LOW_NIBBLES, out=split[:, half:])
    return split.view(np.uint8)


def _fifth_bits(blocks: Bytes, at: int) -> Bytes:
    """Read bit 4 of 32 integers, kept as a 32-bit mask at byte `at`, shape (blocks, 32)."""
    return np.unpackbits(blocks[:, at : at + 4], axis=1, bitorder="little") << np.uint8(4)


def _f32(blocks: Bytes) -> Floats:
    return blocks.view(np.float32)


def _f16(blocks: Bytes) -> Floats:
    return blocks.view(np.float16).astype(np.float32)


def _bf16(blocks: Bytes) -> Floats:
    return (blocks.view(np.uint16).astype(np.uint32) << np.uint32(16)).view(np.float32)


def _q8_0(blocks: Bytes) -> Floats:
    return blocks[:, 2:].view(np.int8) * _half(blocks, 0)


def _q4_0(blocks: Bytes) -> Floats:
    weights = _nibbles(blocks[:, 2:]).astype(np.float32)
    weights -= 8
    weights *= _half(blocks, 0)
    return weights


def _q4_1(blocks: Bytes) -> Floats:
    weights = _nibbles(blocks[:, 4:]).astype(np.float32)
    weights *= _half(blocks, 0)
    weights += _half(blocks, 2)
    return weights


def _q5_0(blocks: Bytes) -> Floats:
    integers = _nibbles(blocks[:, 6:]) | _fifth_bits(blocks, 2)
    return (integers.astype(np.float32) - 16) * _half(blocks, 0)


def _q5_1(blocks: Bytes) -> Floats:
    integers = _nibbles(blocks[:, 8:]) | _fifth_bits(blocks, 4)
    return integers * _half(blocks, 0) + _half(blocks, 2)


QUANTS: dict[int, Quant] = {
    0: Quant("F32", 1, 4, _f32),
    1: Quant("F16", 1, 2, _f16),
    2: Quant("Q4_0", 32, 18, _q4_0),
    3: Quant("Q4_1", 32, 20, _q4_1),
    6: Quant("Q5_0", 32, 22, _q5_0),
    7: Quant("Q5_1", 32, 24, _q5_1),
    8: Quant("Q8_0", 32, 34, _q8_0),
    30: Quant("BF16", 1, 2, _bf16),
}
"""What can be read, by the type number in the file."""

TYPE_NAMES = {
    4: "Q4_2", 5: "Q4_3", 9: "Q8_1", 10: "Q2_K", 11: "Q3_K", 13: "Q5_K", 15: "Q8_K",
    16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS", 19: "IQ1_S", 20: "IQ4_NL", 21: "IQ3_S",
    22: "IQ2_S", 23: "IQ4_XS", 24: "I8", 25: "I16", 26: "I32", 27: "I64", 28: "F64", 29: "IQ1_M",
    34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4",
}  # fmt: skip
"""Names of the type numbers that cannot be read, for messages."""
