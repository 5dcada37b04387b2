"""Our reader against the `gguf` package, and against files that are not what they should be."""

from __future__ import annotations

import struct
from pathlib import Path

import gguf
import numpy as np
import pytest

from attnviz.errors import AttnvizError, UsageError
from attnviz.models.gguf import GGUF
from attnviz.models.llama.model import LocalModel
from attnviz.models.weights import default
from tests.models.written import TINY, stored


@pytest.fixture(scope="module")
def reader() -> gguf.GGUFReader:
    return gguf.GGUFReader(default())


def test_metadata_equals_gguf(reader: gguf.GGUFReader) -> None:
    ours = GGUF(default()).metadata
    theirs = {key: field for key, field in reader.fields.items() if not key.startswith("GGUF.")}
    assert list(ours) == list(theirs)
    for key, field in theirs.items():
        value = field.contents()
        if isinstance(value, list) and isinstance(value[0], str):
            assert [text.decode() for text in ours[key]] == value
        elif isinstance(value, list):
            assert ours[key].tolist() == value
        else:
            assert ours[key] == value


def test_tensors_equal_gguf(reader: gguf.GGUFReader) -> None:
    ours = GGUF(default())
    assert list(ours.tensors) == [tensor.name for tensor in reader.tensors]
    for tensor in reader.tensors:
        assert ours.tensors[tensor.name].shape == tuple(tensor.shape.tolist()[::-1])
        if tensor.name.startswith(("blk.0.", "blk.29.", "output_norm")):
            expected = gguf.dequantize(tensor.data, tensor.tensor_type)
            np.testing.assert_allclose(ours.tensor(tensor.name), expected, rtol=1e-6)


def test_rows_are_rows_of_the_tensor() -> None:
    weights = GGUF(TINY)
    table = weights.tensor("token_embd.weight")
    np.testing.assert_array_equal(weights.rows("token_embd.weight", [7, 0, 7]), table[[7, 0, 7]])
    np.testing.assert_array_equal(weights.rows("token_embd.weight", slice(5, 9)), table[5:9])
    np.testing.assert_array_equal(weights.rows("token_embd.weight", slice(260, 999)), table[260:])
    big = GGUF(default())
    rows = big.rows("token_embd.weight", [49151, 3])
    np.testing.assert_array_equal(rows[0], big.rows("token_embd.weight", slice(49151, 49152))[0])


@pytest.mark.parametrize(
    "texts",
    [
        ["a", "b", "c" * 255],
        ["a", "", "b"],
        ["", "", ""],
        ["x" * 256, "y"],
        ["nul\0inside", "b"],
        ["한글", "\x01\x02"],
        ["one"],
        [f"word {i}" for i in range(3000)],
        ["z" * 200] * 50,
    ],
)
def test_lists_of_texts(tmp_path: Path, texts: list[str]) -> None:
    path = tmp_path / "texts.gguf"
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_array("texts", texts)
    writer.add_uint32("after", 17)
    writer.add_tensor("t", np.arange(6, dtype=np.float32).reshape(2, 3))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    weights = GGUF(path)
    assert [text.decode() for text in weights.metadata["texts"]] == texts
    assert weights.metadata["after"] == 17
    np.testing.assert_array_equal(weights.tensor("t"), [[0, 1, 2], [3, 4, 5]])


def test_a_type_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "odd.gguf"
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_tensor(
        "w",
        np.zeros((2, 84), np.uint8),
        raw_dtype=gguf.GGMLQuantizationType.Q2_K,
    )
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    with pytest.raises(
        AttnvizError, match=r"tensor 'w' of .* is stored as Q2_K; attnviz reads F32"
    ):
        GGUF(path).tensor("w")
    with pytest.raises(AttnvizError, match="have no tensor 'v'"):
        GGUF(path).tensor("v")


def one_line(path: Path) -> str:
    """Open a model on a bad file and give its complaint."""
    with pytest.raises(AttnvizError) as error:
        LocalModel(path).trace("the heat")
    message = str(error.value)
    assert "\n" not in message
    assert str(path) in message or "weights are bad" in message
    return message


@pytest.mark.parametrize("share", [0, 0.001, 0.01, 0.03, 0.05, 0.3, 0.7, 0.999])
def test_truncated_files(tmp_path: Path, share: float) -> None:
    path = tmp_path / "short.gguf"
    whole = TINY.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    one_line(path)


def test_the_default_file_truncated(tmp_path: Path) -> None:
    path = tmp_path / "short.gguf"
    with default().open("rb") as file:
        path.write_bytes(file.read(1_000_000))
    assert "truncated or altered" in one_line(path)


def test_every_byte_of_the_header_altered(tmp_path: Path) -> None:
    """Whatever one byte is changed to, the file is read, or refused in one line."""
    whole = TINY.read_bytes()
    rng = np.random.default_rng(0)
    header = whole.index(b"blk.1.ffn_up") + 100
    path = tmp_path / "altered.gguf"
    messages = []
    for at in [*range(24), *rng.integers(24, header, 300).tolist()]:
        altered = bytearray(whole)
        altered[at] ^= int(rng.integers(1, 256))
        path.write_bytes(altered)
        try:
            LocalModel(path).trace("the heat")
        except AttnvizError as error:
            messages.append(str(error))
    assert len(messages) > 100
    assert not any("\n" in message for message in messages)


def test_altered_weights_are_noticed(tmp_path: Path) -> None:
    whole = bytearray(TINY.read_bytes())
    at = GGUF(TINY).tensors["blk.0.attn_q.weight"].offset
    whole[at : at + 4] = struct.pack("<f", np.nan)
    path = tmp_path / "nan.gguf"
    path.write_bytes(whole)
    assert "not finite" in one_line(path)


def test_files_that_are_no_weights(tmp_path: Path) -> None:
    assert "is not a GGUF weights file" in one_line(Path(__file__))
    assert "No such file" in one_line(tmp_path / "absent.gguf")
    empty = tmp_path / "empty.gguf"
    empty.touch()
    assert "the file is empty" in one_line(empty)
    assert "Is a directory" in one_line(tmp_path)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (b"\x08\0\0\0" + struct.pack("<Q", 2**20 + 1) + b"x" * (2**20 + 1), "has 1,048,577 bytes"),
        (b"\x09\0\0\0\x08\0\0\0" + struct.pack("<Q", 2**20 + 1), "has 1,048,577 entries"),
        (b"\x09\0\0\0\x0b\0\0\0" + struct.pack("<Q", 2**20), "runs past the end"),
    ],
)
def test_headers_that_would_fill_the_memory(tmp_path: Path, name: bytes, said: str) -> None:
    path = tmp_path / "long.gguf"
    path.write_bytes(stored({"general.name": name}, {}))
    assert said in one_line(path)


def test_keys_come_once(tmp_path: Path) -> None:
    path = tmp_path / "twice.gguf"
    whole = stored({"first.key": 1, "other.key": 2}, {})
    path.write_bytes(whole.replace(b"other.key", b"first.key"))
    assert "key 'first.key' comes twice" in one_line(path)


def test_another_architecture(tmp_path: Path) -> None:
    path = tmp_path / "bert.gguf"
    path.write_bytes(TINY.read_bytes().replace(b"llama", b"bertx", 1))
    with pytest.raises(UsageError, match="holds 'bertx'; attnviz runs dense llama models"):
        LocalModel(path)
