"""Every key is asked for by its type, and a wrong one is named in one short line."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from attnviz.errors import AttnvizError
from attnviz.models.metadata import Metadata

ODD: dict[str, Any] = {
    "text": "a",
    "long": "x" * 10_000 + "\n",
    "number": 1,
    "negative": -1,
    "fraction": 0.5,
    "infinite": float("inf"),
    "none": float("nan"),
    "flag": True,
    "texts": [b"a", b"b"],
    "empty": [],
    "numbers": np.arange(3, dtype=np.int32),
    "huge": 2**63,
}
TAKEN = {
    "whole": {"number"},
    "number": {"number", "fraction", "huge"},
    "flag": {"flag"},
    "text": {"text", "long"},
    "name": {"text", "long"},
    "texts": {"texts", "empty"},
    "numbers": {"numbers"},
}


@pytest.mark.parametrize("kind", TAKEN)
@pytest.mark.parametrize("key", ODD)
def test_what_is_taken(kind: str, key: str) -> None:
    ask = getattr(Metadata(ODD, "the weights w.gguf"), kind)
    arguments = (key, 3) if kind == "numbers" else (key,)
    if key in TAKEN[kind]:
        ask(*arguments)
        return
    with pytest.raises(AttnvizError) as error:
        ask(*arguments)
    message = str(error.value)
    assert message.startswith(f"the weights w.gguf: {key} is ")
    assert "\n" not in message
    assert len(message) < 200


def test_a_missing_key() -> None:
    keys = Metadata({})
    with pytest.raises(AttnvizError, match="the weights: depth is missing"):
        keys.whole("depth")
    assert keys.whole("depth", 3) == 3
    assert keys.numbers("kinds", 2, 1).tolist() == [1, 1]


def test_a_name_is_one_plain_line() -> None:
    evil = "\x1b[31mEVIL\x1b]0;title\x07\r\n\x9b2J\u2028\u202eabc  d"
    assert Metadata({"n": evil}).name("n") == "[31mEVIL ]0;title 2J abc d"
    assert Metadata({"n": "a" * 200}).name("n") == "a" * 79 + "…"
    assert Metadata({"n": "한글 – Tiny v0.1"}).name("n") == "한글 – Tiny v0.1"
