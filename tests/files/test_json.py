"""Records as JSON: arrays are lists, and a number that JSON cannot say is refused."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from attnviz.files.json import to_json


def test_arrays_that_were_drawn_become_lists():
    drawn = {"array": np.float32([[1.5, 2]]), "number": np.int64(3), "plain": None}
    plain = json.loads(to_json({"drawn": drawn}))["drawn"]
    assert plain == {"array": [[1.5, 2.0]], "number": 3, "plain": None}


def test_a_number_that_json_cannot_hold_is_an_error():
    with pytest.raises(ValueError, match="JSON"):
        to_json({"drawn": {"array": np.array([np.inf])}})


rows = arrays(
    np.float32, st.tuples(st.integers(1, 3), st.integers(1, 3)), elements=st.floats(-9, 9, width=32)
)


@given(rows)
def test_a_float_has_as_many_digits_as_bring_it_back(array):
    written = json.loads(to_json({"a": array}), parse_float=str)["a"]
    assert np.array_equal(np.array(json.loads(to_json({"a": array}))["a"], np.float32), array)
    for text, value in zip(np.ravel(written), array.ravel(), strict=True):
        shortest = np.format_float_positional(value, unique=True)
        assert len(text.replace("-", "").partition("e")[0]) <= len(shortest) + 1


def test_it_is_one_line_and_letters_stay_as_they_are():
    text = to_json({"sentence": "나는\nI 😀", "words": ["x"], "yes": True})
    assert text.endswith("}\n")
    assert text.count("\n") == 1
    assert "나는" in text
    assert "😀" in text


def test_an_array_that_is_a_view_is_written_as_its_copy_would_be():
    whole = np.random.default_rng(0).normal(size=(3, 8)).astype(np.float32)
    views = [whole.T, whole[:, ::2], whole[:, [0, 1, 7]], np.asfortranarray(whole), whole.T > 0]
    for view in views:
        assert not view.flags.c_contiguous
        assert to_json({"view": view}) == to_json({"view": view.copy(order="C")})


def test_numbers_of_numpys_are_numbers():
    record = {"alone": np.array(2.5), "one": np.float32(0.1), "count": np.int64(3)}
    assert to_json(record) == '{"alone":2.5,"one":0.1,"count":3}\n'


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), np.float32("nan"), np.float64("-inf")])
@pytest.mark.parametrize("where", ["alone", "in a list", "in a table", "deep"])
def test_no_number_that_is_none_hides_anywhere(bad, where):
    record = {
        "alone": {"x": bad}, "in a list": {"x": [1.0, bad]}, "in a table": {"x": {"y": bad}},
        "deep": {"x": [{"y": (np.array([1.0, bad]),)}]},
    }[where]  # fmt: skip
    with pytest.raises(ValueError, match="JSON"):
        to_json(record)
