"""Records as JSON: arrays are lists, and a number that JSON cannot say is refused."""

import json

import numpy as np
import pytest

from attnviz.files.json import to_json


def test_arrays_that_were_drawn_become_lists():
    drawn = {"array": np.float32([[1.5, 2]]), "number": np.int64(3), "plain": None}
    plain = json.loads(to_json({"drawn": drawn}))["drawn"]
    assert plain == {"array": [[1.5, 2.0]], "number": 3, "plain": None}


def test_a_number_that_json_cannot_hold_is_an_error():
    with pytest.raises(ValueError, match="JSON"):
        to_json({"drawn": {"array": np.array([np.inf])}})
