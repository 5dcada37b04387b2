"""Every storage type that is read, held against the `gguf` package on random blocks."""

from __future__ import annotations

import gguf
import numpy as np
import pytest

from attnviz.models.quants import QUANTS, TYPE_NAMES

# Where a block keeps its 16-bit scales; random bytes there could be infinite.
SCALES_AT = {
    "Q4_0": [0],
    "Q4_1": [0, 2],
    "Q5_0": [0],
    "Q5_1": [0, 2],
    "Q8_0": [0],
    "Q4_K": [0, 2],
    "Q5_K": [0, 2],
    "Q6_K": [208],
}


@pytest.mark.parametrize("number", QUANTS)
def test_equals_gguf(number: int) -> None:
    quant = QUANTS[number]
    kind = gguf.GGMLQuantizationType(number)
    assert kind.name == quant.name
    assert gguf.GGML_QUANT_SIZES[kind] == (quant.block_size, quant.block_bytes)
    rng = np.random.default_rng(number)
    if quant.block_size == 1:
        numbers = rng.normal(size=(96, 1)).astype(np.float32)
        blocks = gguf.quantize(numbers, kind).view(np.uint8)
    else:
        blocks = rng.integers(0, 256, (96, quant.block_bytes), dtype=np.uint8)
        for at in SCALES_AT[quant.name]:
            scales = rng.normal(size=(96, 1)).astype(np.float16)
            blocks[:, at : at + 2] = scales.view(np.uint8)
    ours = quant.dequantise(blocks)
    assert ours.dtype == np.float32
    assert ours.shape == (96, quant.block_size)
    np.testing.assert_allclose(ours, gguf.dequantize(blocks, kind), rtol=1e-6, atol=1e-6)


def test_names_of_the_others_are_right() -> None:
    assert not QUANTS.keys() & TYPE_NAMES.keys()
    known = {kind.value: kind.name for kind in gguf.GGMLQuantizationType}
    for number, name in TYPE_NAMES.items():
        assert known.get(number, name) == name
