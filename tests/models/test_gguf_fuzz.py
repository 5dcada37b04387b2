"""Whatever a weights file holds, it is run or refused in one line, in little memory."""

from __future__ import annotations

import struct
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attnviz.analysis.logit_attribution import raised_by
from attnviz.errors import AttnvizError
from attnviz.models.gguf import GGUF
from attnviz.models.load import load_model
from tests.models.written import TINY, stored

Rng = np.random.Generator

_WHOLE = TINY.read_bytes()
_HEADER = GGUF(TINY).tensors["token_embd.weight"].offset
_METADATA = GGUF(TINY).metadata
_TENSORS = {name: GGUF(TINY).tensor(name) for name in GGUF(TINY).tensors}
_OTHER_KEYS = (
    "general.alignment split.count split.no llama.expert_count llama.vocab_size"
    " llama.rope.scaling.type llama.rope.scaling.factor llama.rope.scale_linear"
    " tokenizer.ggml.scores tokenizer.ggml.add_bos_token tokenizer.ggml.bos_token_id"
    " tokenizer.ggml.add_space_prefix".split()
)
_NUMBERS = [0, 1, 2, 3, 5, 6, 7, 10, 30, 31, 32, 255, 269, -1, 2**31, 2**32, 2**63 - 1, -(2**63)]
_VALUES: list[Any] = [
    *_NUMBERS,
    *(0.0, -0.0, 0.5, 1e-300, 1e300, -1.0, float("inf"), -float("inf"), float("nan")),
    *(True, False, "", "llama", "gpt2", "llama-bpe", "linear", "none", "x" * 5000, "\x1b[31m\n\r"),
    *([], [b""], [b"\xff\xfe", b"a"], [b"a b"] * 269, [b"<0x41>"] * 269),
    *(np.arange(0, dtype=np.int32), np.arange(2, dtype=np.int32), np.zeros(269, np.float32)),
    *(np.full(269, np.nan), np.ones(269, np.bool_), np.full(269, 3, np.int8)),
    struct.pack("<IIQ", 9, 9, 3),  # a list of lists
    struct.pack("<IIQ", 9, 8, 1 << 62),  # and longer ones than can be
    struct.pack("<IIQ", 9, 0, 1 << 40),
    struct.pack("<IQ", 8, 1 << 63),
    struct.pack("<I", 77),  # no type
]


def bytes_changed(rng: Rng) -> bytes:
    """Change bytes of the header, or of the whole file, or put whole numbers on top of them."""
    whole = bytearray(_WHOLE)
    end = _HEADER if rng.random() < 0.8 else len(whole) - 8
    for at in rng.integers(0, end, int(rng.integers(1, 4))).tolist():
        if rng.random() < 0.5:
            whole[at] = int(rng.integers(256))
        else:
            whole[at : at + 8] = struct.pack("<q", int(rng.choice(np.array(_NUMBERS))))
    return bytes(whole)


def counts_changed(rng: Rng) -> bytes:
    """Change how many tensors and keys the file says it has."""
    whole = bytearray(_WHOLE)
    at = int(rng.choice([8, 16]))
    whole[at : at + 8] = struct.pack("<q", int(rng.choice(np.array(_NUMBERS))))
    return bytes(whole)


def pieces_moved(rng: Rng) -> bytes:
    """Cut the file off, take a piece out, or put one in twice."""
    start, stop = sorted(rng.integers(0, len(_WHOLE), 2).tolist())
    if rng.random() < 0.5:
        start, stop = start % _HEADER, start % _HEADER + int(rng.integers(1, 64))
    return [_WHOLE[:start], _WHOLE[:start] + _WHOLE[stop:], _WHOLE[:stop] + _WHOLE[start:]][
        int(rng.integers(3))
    ]


def keys_changed(rng: Rng) -> bytes:
    """Give one key or two another value, of any type, or take them out."""
    metadata = dict(_METADATA)
    known = [*metadata, *_OTHER_KEYS]
    for _ in range(int(rng.integers(1, 3))):
        key = known[int(rng.integers(len(known)))]
        if rng.random() < 0.1:
            metadata.pop(key, None)
        else:
            metadata[key] = _VALUES[int(rng.integers(len(_VALUES)))]
    return stored(metadata, _TENSORS)


def tensors_changed(rng: Rng) -> bytes:
    """Give one tensor another shape or value, rename it or take it out."""
    tensors = dict(_TENSORS)
    name = list(tensors)[int(rng.integers(len(tensors)))]
    array = tensors[name]
    odd = np.float32(rng.choice([0, np.nan, np.inf, -np.inf, 3e38, 1e-45]))
    new: list[Any] = [
        None,
        array[:0],
        array[..., :-1],
        array.reshape(-1),
        array.T,
        array[None],
        np.full_like(array, odd),
    ]
    tensors.pop(name)
    changed = new[int(rng.integers(len(new)))]
    renamed = name if rng.random() < 0.8 else name.replace("weight", "bias")
    return stored(_METADATA, tensors | ({} if changed is None else {renamed: changed}))


MUTATIONS = (bytes_changed, counts_changed, pieces_moved, keys_changed, tensors_changed)


def use(path: Path) -> str | None:
    """Do with a file all that commands do; its complaint if there is one."""
    try:
        model = load_model(path)
        trace = model.trace("the heat")
        head = trace.head(0, 0)
        assert np.isfinite(head.pattern).all()
        model.predict("in other", top=1)
        raised_by(trace, head, 0)
        shown = model.info.name + "".join(map(model.vocabulary.text, range(model.info.n_vocab)))
    except AttnvizError as error:
        return str(error)
    assert "\x1b" not in shown
    return None


def fuzz(folder: Path, seed: int) -> str | None:
    """Use one file made from a seed."""
    rng = np.random.default_rng(seed)
    path = folder / "fuzz.gguf"
    path.unlink(missing_ok=True)  # it is mapped while it is read
    path.write_bytes(MUTATIONS[seed % len(MUTATIONS)](rng))
    return use(path)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("part", range(4))
def test_no_file_gets_past(tmp_path: Path, part: int) -> None:
    complaints = [fuzz(tmp_path, seed) for seed in range(part * 500, part * 500 + 500)]
    said = [complaint for complaint in complaints if complaint is not None]
    assert 100 < len(said) < 490  # neither all nor none of them are refused
    assert max(map(len, said)) < 600
    assert not any("\n" in complaint for complaint in said)


def test_no_file_fills_the_memory(tmp_path: Path) -> None:
    tracemalloc.start()
    for seed in range(2000, 2200):
        fuzz(tmp_path, seed)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20e6


@pytest.mark.parametrize(
    ("keys", "shape"),
    [
        ({"llama.attention.key_length": 2**30}, (0,)),  # nothing stored, and a product of 2**33
        ({"llama.embedding_length": 2**31 - 1}, (2**31 - 1,)),
        ({"llama.block_count": 2**31 - 1}, (30,)),
        ({"llama.context_length": 2**31 - 1, "llama.attention.head_count": 2**31 - 1}, (30,)),
    ],
)
def test_sizes_are_checked_before_anything_is_made(
    tmp_path: Path, keys: dict[str, Any], shape: tuple[int, ...]
) -> None:
    path = tmp_path / "large.gguf"
    gain = np.broadcast_to(np.float32(1), shape) if shape[0] < 100 else np.ones(1, np.float32)
    whole = stored(_METADATA | keys, _TENSORS | {"output_norm.weight": gain})
    named = whole.index(b"output_norm.weight") + len("output_norm.weight") + 4
    path.write_bytes(whole[:named] + struct.pack("<Q", shape[0]) + whole[named + 8 :])
    tracemalloc.start()
    complaint = use(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert complaint is not None
    assert peak < 2e6


def test_tensors_on_top_of_one_another(tmp_path: Path) -> None:
    """A thousand layers made of the bytes of one would be a thousand times the file in memory."""
    whole = stored(_METADATA, _TENSORS)
    names = [name for name in _TENSORS if name.endswith("attn_q.weight")]
    ends = [whole.index(name.encode()) + len(name) + 4 + 2 * 8 + 4 for name in names]
    first = whole[ends[0] : ends[0] + 8]
    path = tmp_path / "shared.gguf"
    path.write_bytes(whole[: ends[1]] + first + whole[ends[1] + 8 :])
    assert "'blk.1.attn_q.weight' lies on top of another one" in str(use(path))
