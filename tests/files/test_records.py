"""Records that come back from files: what is damaged is said in one line."""

import json

import pytest

from attnviz.errors import AttnvizError
from attnviz.files.records import parse_json, read_record

BAD = {
    "nothing": b"",
    "cut short": b'{"frames": 1',
    "nested too deep": b"[" * 100_000,
    "no UTF-8": b'"\xff"',
    "a byte-order mark": b"\xef\xbb\xbf{}",
    "a number of too many digits": b"9" * 5000,
    "a number that is none": b'{"frames": NaN}',
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_whatever_is_no_json_is_a_value_error_and_one_line(tmp_path, text):
    with pytest.raises(ValueError, match=r": line 1 column \d+"):
        parse_json(text)
    (tmp_path / "clip.json").write_bytes(text)
    with pytest.raises(AttnvizError, match=r"clip\.json is damaged") as caught:
        read_record(tmp_path / "clip.json")
    assert "\n" not in str(caught.value)


def test_a_record_comes_back(tmp_path):
    record = {"sentence": "나는 😀", "frames": 12, "fps": 0.1, "beats": [{"start": None}]}
    (tmp_path / "clip.json").write_text(json.dumps(record), "utf-8")
    assert read_record(tmp_path / "clip.json") == record


def test_a_list_is_no_record_and_a_missing_file_is_named(tmp_path):
    (tmp_path / "clip.json").write_text("[1]")
    with pytest.raises(AttnvizError, match="holds no JSON record"):
        read_record(tmp_path / "clip.json")
    with pytest.raises(AttnvizError, match=r"other\.json: no such file"):
        read_record(tmp_path / "other.json")
