"""Saved traces that are damaged, or made to do harm: one line, and no more memory than the file."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attnviz.errors import AttnvizError
from attnviz.traces.trace import Trace
from tests.core_traces import made_up

ROUNDS = 1000


@pytest.fixture(scope="module")
def saved(tmp_path_factory) -> dict[str, np.ndarray]:
    path = tmp_path_factory.mktemp("saved") / "trace.npz"
    made_up([2, 1], layers=2).save(path)
    with np.load(path) as file:
        return dict(file)


def packed(arrays: dict[str, Any]) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def altered(arrays: dict[str, Any], keys: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """Set one value of the header."""
    header = json.loads(str(arrays["header"]))
    inner = header
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = value
    return {**arrays, "header": np.array(json.dumps(header))}


def use(path: Path) -> None:
    """Load a trace and read what a command reads."""
    trace = Trace.load(path)
    for unit in ("word", "token"):
        head = trace.head(unit=unit)
        assert head.pattern.shape == (len(head.labels),) * 2
        assert head.update.shape == (len(head.labels), trace.model.d_model)
    trace.weights()
    trace.block_update(0)


def refused(path: Path) -> str:
    with pytest.raises(AttnvizError) as caught:
        use(path)
    message = str(caught.value)
    assert "\n" not in message
    return message


HEADERS = {
    "more layers than the model has": (("layers",), 4),
    "layers without end": (("layers",), 10**15),
    "no layer": (("layers",), 0),
    "a head that is not there": (("model", "display_head"), 4),
    "a layer below zero": (("model", "display_layer"), -1),
    "a layer that is a text": (("model", "display_layer"), "1"),
    "keys that cannot be shared": (("model", "n_kv_heads"), 3),
    "vectors of another size": (("model", "d_model"), 7),
    "vectors too large to think of": (("model", "d_head"), 10**9),
    "a key that no model has": (("model", "__class__"), 1),
    "a scale that is a list": (("model", "scale"), [1]),
    "a scale of true": (("model", "scale"), True),
    "a sentence that is a number": (("sentence",), 5),
    "a token that is a number": (("tokens", 0, "text"), 5),
    "a token behind the sentence": (("tokens", 0, "end"), 10**6),
    "tokens that are a number": (("tokens",), 3),
    "a word of too many tokens": (("words", 0, "pieces"), [0, 10**15]),
    "a word of no token": (("words", 0, "pieces"), [0, 0]),
    "a word that is nothing": (("words", 0), None),
    "a word that is missing": (("words",), []),
    "a reason that is a list": (("reasons",), {"weights": []}),
    "next tokens of different number": (("next_token", "ids"), [1]),
    "a cap of zero": (("rules",), [{"scale": 1.0, "softcap": 0, "window": None}] * 2),
    "rules without masks": (("rules",), [{"scale": 1.0, "softcap": None, "window": None}] * 2),
}


@pytest.mark.parametrize(("keys", "value"), HEADERS.values(), ids=HEADERS)
def test_a_header_that_contradicts_itself_or_its_arrays_is_refused(saved, tmp_path, keys, value):
    (tmp_path / "t.npz").write_bytes(packed(altered(saved, keys, value)))
    assert "is not a trace, or it is damaged: save it again" in refused(tmp_path / "t.npz")


ARRAYS = {
    "none": lambda a: np.array(None),
    "pickled": lambda a: np.array([{}], object),
    "of text": lambda a: np.full(a.shape, "x"),
    "of whole numbers": lambda a: a.astype(np.int32),
    "complex": lambda a: a.astype(np.complex64),
    "with a NaN": lambda a: np.full_like(a, np.nan),
    "too large for float32": lambda a: np.full(a.shape, 1e300),
    "of one axis": lambda a: a.reshape(-1),
    "of no number": lambda a: a[:0],
    "of one number": lambda a: np.float32(1),
}


@pytest.mark.parametrize("name", ["residual", "queries", "output_weights", "attention_query"])
@pytest.mark.parametrize("change", ARRAYS.values(), ids=ARRAYS)
def test_an_array_that_is_not_what_it_should_be_is_refused(saved, tmp_path, name, change):
    (tmp_path / "t.npz").write_bytes(packed({**saved, name: change(saved[name])}))
    assert "save it again" in refused(tmp_path / "t.npz")


def test_what_nobody_asked_for_is_not_read(saved, tmp_path):
    big = np.zeros(20_000_000, np.uint8)
    (tmp_path / "t.npz").write_bytes(packed({**saved, "unasked": big}))
    tracemalloc.start()
    use(tmp_path / "t.npz")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < big.nbytes / 4


@pytest.mark.parametrize("name", ["queries", "unasked"])
def test_arrays_that_are_packed_small_are_refused_before_they_are_read(saved, tmp_path, name):
    with (tmp_path / "t.npz").open("wb") as file:
        np.savez_compressed(file, **{**saved, name: np.zeros(20_000_000, np.float32)})
    tracemalloc.start()
    assert "save it again" in refused(tmp_path / "t.npz")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def test_a_header_of_an_array_that_claims_more_than_there_is_is_refused(saved, tmp_path):
    whole = packed(saved)
    claimed = whole.replace(b"'shape': (2, 4, 3, 4), ", b"'shape': (99999999,), ")
    assert claimed != whole
    (tmp_path / "t.npz").write_bytes(claimed.ljust(len(whole)))
    assert "save it again" in refused(tmp_path / "t.npz")


def test_what_is_no_file_is_named(tmp_path):
    assert "no such file" in refused(tmp_path / "t.npz").lower()
    assert "not an ordinary file" in refused(tmp_path)


STRANGE = (None, True, -1, 0, 1, 2, 1e308, 10**18, "", "x", [], [1], {}, {"a": 1}, 0.5)


def _paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if not isinstance(value, dict | list):
        return []
    found = []
    for key, part in value.items() if isinstance(value, dict) else enumerate(value):
        found += [(*at, key), *_paths(part, (*at, key))]
    return found


def hostile(rng: np.random.Generator, saved: dict[str, Any]) -> bytes:
    """Make a file that differs from a good one in one thing or a few."""
    arrays = dict(saved)
    way = rng.integers(4)
    for _ in range(rng.integers(1, 3)):
        if way == 0:
            paths = _paths(json.loads(str(arrays["header"])))
            keys = paths[rng.integers(len(paths))]
            arrays = altered(arrays, keys, STRANGE[rng.integers(len(STRANGE))])
        elif way == 1:
            name = sorted(arrays)[rng.integers(len(arrays))]
            if rng.integers(3) and name != "header":
                change = [*ARRAYS.values()][rng.integers(len(ARRAYS))]
                arrays[name] = change(saved[name])
            else:
                del arrays[name]
    data = bytearray(packed(arrays))
    if way >= 2:
        ends = 4000 if way == 2 else len(data)  # the directory of the file stands at its end
        for _ in range(rng.integers(1, 6)):
            data[-int(rng.integers(1, ends))] = rng.integers(256)
        if not rng.integers(8):
            del data[int(rng.integers(len(data))) :]
    return bytes(data)


def test_no_file_ends_in_anything_but_one_line(saved, tmp_path):
    """A thousand files, the same each time; a change that does not matter leaves a trace."""
    rng, path, loaded = np.random.default_rng(10), tmp_path / "t.npz", 0
    lines: set[int] = set()
    for number in range(ROUNDS):
        path.write_bytes(hostile(rng, saved))
        try:
            use(path)
            loaded += 1
        except AttnvizError as error:
            lines.add(str(error).count("\n"))
        except Exception as error:
            error.add_note(f"file {number}")
            raise
    assert lines == {0}
    assert 0 < loaded < ROUNDS / 2


def test_a_good_file_is_used(saved, tmp_path):
    (tmp_path / "t.npz").write_bytes(packed(saved))
    use(tmp_path / "t.npz")
    with zipfile.ZipFile(tmp_path / "t.npz") as file:
        assert file.testzip() is None
