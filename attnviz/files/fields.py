"""A JSON object kept a field a line, so that one can be read or set without reading the others.

It is JSON like any other; arrays of a million numbers in it are passed on as they were written.
Nothing here imports numpy: a clip that was made before is delivered at once.
"""

from __future__ import annotations

from collections.abc import Mapping

Fields = dict[str, bytes]
"""The fields of an object, each value as JSON."""


def join_fields(fields: Mapping[str, bytes], a_line_each: bool = False) -> bytes:
    """Write an object.

    Parameters
    ----------
    fields
        In order.
    a_line_each
        Whether `split_fields` shall read it again.
    """
    import orjson

    start, between, end = (b"{\n", b",\n", b"\n}\n") if a_line_each else (b"{", b",", b"}\n")
    return start + between.join(orjson.dumps(k) + b":" + v for k, v in fields.items()) + end


def split_fields(text: bytes) -> Fields:
    """Read an object's fields; one that does not keep a field a line is read whole."""
    import orjson

    if not text.startswith(b"{\n"):
        return {name: orjson.dumps(value) for name, value in orjson.loads(text).items()}
    found = {}
    for line in text[2:].removesuffix(b"\n}\n").split(b",\n"):
        name, _, value = line.partition(b'":')
        found[name[1:].decode()] = value
    return found
