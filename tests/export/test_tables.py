"""One head's arrays as JSON, CSV and NPZ: every digit, masked scores marked, nothing pickled."""

import csv
import io
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.export.tables import grid_at, grid_csv, grid_json, grid_npz, grid_record
from tests.core_traces import made_up, traces

UNITS = st.sampled_from(["word", "token"])
STEPS = "scores", "masked", "pattern"


def test_a_grid_at_each_step_is_the_heads_own():
    head = made_up([1, 2, 1]).head()
    assert np.array_equal(grid_at(head, "pattern"), head.pattern)
    assert np.array_equal(grid_at(head, "scores"), head.scores)
    masked = grid_at(head, "masked")
    assert masked.dtype == np.float32
    assert np.array_equal(masked[head.mask], head.scores[head.mask])
    assert np.isneginf(masked[~head.mask]).all()
    assert (~head.mask).any()


@given(traces, UNITS)
@settings(max_examples=15)
def test_what_json_says_is_the_array_to_the_last_bit(trace, unit):
    head = trace.head(1, 3, unit)
    said = json.loads(grid_json(trace, head))
    for name in ("queries", "scores", "mask", "pattern", "update"):
        ours = getattr(head, name)
        assert np.array(said[name], ours.dtype).tobytes() == ours.tobytes()
    for name, flat in (("keys", head.token_keys), ("values", head.token_values)):
        stacks = said[name] if unit == "token" else [row for stack in said[name] for row in stack]
        assert np.array(stacks, np.float32).tobytes() == flat.tobytes()
    assert (said["layer"], said["head"], said["unit"]) == (1, 3, unit)
    assert said["sentence"] == trace.sentence


@given(traces, UNITS)
@settings(max_examples=10)
def test_the_steps_differ_in_what_the_mask_hides_and_in_nothing_else(trace, unit):
    head = trace.head(1, 2, unit)
    records = {step: json.loads(grid_json(trace, head, step)) for step in STEPS}
    assert records["scores"] == records["pattern"]
    masked = records["masked"].pop("scores")
    whole = records["scores"].pop("scores")
    assert records["masked"] == records["scores"]
    for query, row in enumerate(head.mask):
        for key, seen in enumerate(row):
            assert masked[query][key] == (whole[query][key] if seen else None)


def test_words_and_tokens_lead_to_each_other():
    trace = made_up([1, 3, 2])
    record = grid_record(trace, trace.head())
    assert [word["pieces"] for word in record["words"]] == [[0], [1, 2, 3], [4, 5]]
    assert [token["word"] for token in record["tokens"]] == [0, 1, 1, 1, 2, 2]
    assert record["labels"] == [word["text"] for word in record["words"]]


@pytest.mark.parametrize("step", STEPS)
def test_csv_names_queries_and_keys_and_reads_back(step):
    head = made_up([1, 2, 1, 3], seed=5).head()
    header, *rows = csv.reader(io.StringIO(grid_csv(head, step)))
    assert header == ["query", *head.labels]
    assert [row[0] for row in rows] == list(head.labels)
    exact = grid_at(head, step)
    for row, values in zip(rows, exact, strict=True):
        for text, value in zip(row[1:], values, strict=True):
            assert (text == "") == bool(np.isinf(value))
            if text:
                assert np.float32(text) == value


@given(traces, UNITS)
@settings(max_examples=10)
def test_npz_has_the_arrays_as_they_are_without_pickle(trace, unit):
    head = trace.head(1, 2, unit)
    for step in STEPS:
        with np.load(io.BytesIO(grid_npz(trace, head, step)), allow_pickle=False) as archive:
            found = {name: archive[name] for name in archive.files}
        for name, ours in (("queries", head.queries), ("keys", head.token_keys),
                           ("values", head.token_values), ("mask", head.mask),
                           ("pattern", head.pattern), ("update", head.update)):  # fmt: skip
            assert found[name].dtype == ours.dtype
            assert np.array_equal(found[name], ours)
        assert found["pieces"].tolist() == list(head.token_counts)
        assert np.array_equal(np.isneginf(found["scores"]), ~head.mask & (step == "masked"))
        assert str(found["sentence"]) == trace.sentence
        assert found["labels"].tolist() == list(head.labels)
