"""An object a field a line: each can be set, and every digit of the others stays."""

import json

import numpy as np
import pytest

from attnviz.files.fields import join_fields, split_fields
from attnviz.files.json import to_fields, to_json

RECORD = {
    "video": "",
    "said": 'he said "a":1,\n"b":{2}\n}\n',
    "pattern": np.float32([[0.1, 5.4e-6], [1 / 3, 0]]),
    "nested": {"beats": [{"name": "x", "start": 3}], "none": None},
    "count": 3,
}


def test_it_is_the_same_object():
    fields = to_fields(RECORD)
    assert join_fields(fields) == to_json(RECORD).encode()
    for a_line_each in (False, True):
        text = join_fields(fields, a_line_each)
        assert json.loads(text) == json.loads(to_json(RECORD))
    assert text.count(b"\n") == len(RECORD) + 2


def test_a_field_is_set_without_reading_the_others():
    fields = split_fields(join_fields(to_fields(RECORD), a_line_each=True))
    assert fields == to_fields(RECORD)
    fields["video"] = b'"x.mp4"'
    assert join_fields(fields) == to_json({**RECORD, "video": "x.mp4"}).encode()


def test_an_object_of_any_other_form_is_read_whole():
    fields = split_fields(b'{ "video": "", "fps": 12.5,\n "beats": [1, 2]}')
    assert fields == {"video": b'""', "fps": b"12.5", "beats": b"[1,2]"}


def test_numbers_that_json_cannot_hold_are_refused():
    with pytest.raises(ValueError, match="infinite or none"):
        to_fields({"a": np.float32([np.inf])})
