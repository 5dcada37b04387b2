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


class Quant(NamedTuple):
    """One storage type: its name, weights a block, bytes a block, and how to read blocks."""

    name: str
    block_size: int
    block_bytes: int
    dequantise: Callable[[Bytes], Floats]


def _half(blocks: Bytes, at: int) -> Floats:
    """Read a 16-bit float that each block holds at byte `at`, shape (blocks, 1)."""
    return blocks.view(np.float16)[:, at // 2, None].astype(np.float32)


def _nibbles(blocks: Bytes, at: int, count: int = 16) -> Bytes:
    """Split `count` bytes of each block into low halves, then high halves (blocks, 2 count)."""
    # Several bytes at a time, and column by column, so that numpy's inner loop is a long one.
    word = np.uint32 if (at | blocks.shape[1]) % 4 == 0 else np.uint16
    packed = blocks.view(word)[:, at // word().nbytes :][:, : count // word().nbytes]
    columns = packed.shape[1]
    low, bits = word(0x0F0F0F0F & np.iinfo(word).max), word(4)
    split = np.empty((len(blocks), 2 * columns), word)
    for column in range(columns):
        both = np.ascontiguousarray(packed[:, column])
        split[:, column] = both & low
        both >>= bits
        split[:, columns + column] = both & low
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
    return (_nibbles(blocks, 2).view(np.int8) - np.int8(8)) * _half(blocks, 0)


def _q4_1(blocks: Bytes) -> Floats:
    weights = _nibbles(blocks, 4) * _half(blocks, 0)
    weights += _half(blocks, 2)
    return weights


def _q5_0(blocks: Bytes) -> Floats:
    integers = _nibbles(blocks, 6) | _fifth_bits(blocks, 2)
    return (integers.view(np.int8) - np.int8(16)) * _half(blocks, 0)


def _q5_1(blocks: Bytes) -> Floats:
    integers = _nibbles(blocks, 8) | _fifth_bits(blocks, 4)
    return integers * _half(blocks, 0) + _half(blocks, 2)


# "K" formats: 256 weights a block, in runs of 32 or 16 that have a small scale of their own.


def _scales_and_minima(blocks: Bytes) -> tuple[Floats, Floats]:
    """Read 8 scales and 8 minima of 6 bits each, packed in bytes 4 to 15, shapes (blocks, 8, 1)."""
    first, second, rest = (blocks[:, at : at + 4] for at in (4, 8, 12))
    scales = np.hstack([first & 63, (rest & 15) | (first >> 6 << 4)])
    minima = np.hstack([second & 63, (rest >> 4) | (second >> 6 << 4)])
    scale, minimum = _half(blocks, 0), _half(blocks, 2)
    return (scale * scales)[..., None], (minimum * minima)[..., None]


def _q4_k(blocks: Bytes) -> Floats:
    runs = [_nibbles(blocks, at, 32) for at in range(16, 144, 32)]  # each (blocks, 64)
    return _scale_runs(np.hstack(runs), blocks)


def _q5_k(blocks: Bytes) -> Floats:
    runs = [_nibbles(blocks, at, 32) for at in range(48, 176, 32)]
    masks = blocks[:, None, 16:48]  # bit j of byte i: the fifth bit of weight i in run j
    fifth = (masks >> np.arange(8, dtype=np.uint8)[:, None]) & np.uint8(1)  # (blocks, 8, 32)
    fifth = fifth.reshape(len(blocks), 256) << np.uint8(4)
    return _scale_runs(np.hstack(runs) | fifth, blocks)


def _scale_runs(integers: Bytes, blocks: Bytes) -> Floats:
    scales, minima = _scales_and_minima(blocks)
    weights = integers.reshape(len(blocks), 8, 32) * scales
    weights -= minima
    return weights.reshape(len(blocks), 256)


def _q6_k(blocks: Bytes) -> Floats:
    halves = []
    for half in range(2):
        low = _nibbles(blocks, 64 * half, 64)  # (blocks, 128)
        high = blocks[:, None, 128 + 32 * half :][..., :32]  # two bits each of four weights a byte
        pairs = high >> np.arange(0, 8, 2, dtype=np.uint8)[:, None] & 3  # (blocks, 4, 32)
        halves.append(low | pairs.reshape(len(blocks), 128) << 4)
    integers = np.hstack(halves).view(np.int8) - np.int8(32)
    scales = blocks[:, 192:208].view(np.int8) * _half(blocks, 208)  # (blocks, 16)
    return (integers.reshape(-1, 16, 16) * scales[..., None]).reshape(len(blocks), 256)


QUANTS: dict[int, Quant] = {
    0: Quant("F32", 1, 4, _f32),
    1: Quant("F16", 1, 2, _f16),
    2: Quant("Q4_0", 32, 18, _q4_0),
    3: Quant("Q4_1", 32, 20, _q4_1),
    6: Quant("Q5_0", 32, 22, _q5_0),
    7: Quant("Q5_1", 32, 24, _q5_1),
    8: Quant("Q8_0", 32, 34, _q8_0),
    12: Quant("Q4_K", 256, 144, _q4_k),
    13: Quant("Q5_K", 256, 176, _q5_k),
    14: Quant("Q6_K", 256, 210, _q6_k),
    30: Quant("BF16", 1, 2, _bf16),
}
"""What can be read, by the type number in the file."""

TYPE_NAMES = {
    4: "Q4_2", 5: "Q4_3", 9: "Q8_1", 10: "Q2_K", 11: "Q3_K", 15: "Q8_K",
    16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS", 19: "IQ1_S", 20: "IQ4_NL", 21: "IQ3_S",
    22: "IQ2_S", 23: "IQ4_XS", 24: "I8", 25: "I16", 26: "I32", 27: "I64", 28: "F64", 29: "IQ1_M",
    34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4",
}  # fmt: skip
"""Names of the type numbers that cannot be read, for messages."""
