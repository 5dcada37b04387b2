"""What a weights file says of itself, each value asked for by name and type.

Whoever reads a key says what it must be. A file is written by others: a number may stand where a
text belongs, or a list where a number does, and the error names the key.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.errors import AttnvizError

MOST = 2**31 - 1
"""The largest whole number that any key may give: no model is near it."""

_LONGEST_NAME = 80  # characters that are shown
_LOOKED_AT = 1000  # characters that a name is made from


class Metadata:
    """Typed look-ups. A key that is missing and has no default is an error.

    Parameters
    ----------
    values : mapping of str to Any
        Keys to values, as `GGUF.metadata` has them.
    source : str
        Whose keys they are, as errors begin: ``the weights FILE``.
    """

    def __init__(self, values: Mapping[str, Any], source: str = "the weights") -> None:
        self._values, self.source = values, source

    def whole(self, key: str, default: int | None = None, least: int = 1) -> int:
        """Look up a whole number of at least `least`."""
        value = self._get(key, default)
        if type(value) is not int:
            raise self.wrong(key, value, "a whole number")
        if not least <= value <= MOST:
            raise self.wrong(key, value, f"a number from {least} to {MOST:,}")
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """Look up a number that is finite and not negative."""
        value = self._get(key, default)
        if type(value) not in (int, float) or not 0 <= value < math.inf:
            raise self.wrong(key, value, "a number of 0 or more")
        return float(value)

    def flag(self, key: str, default: bool | None = None) -> bool:
        """Look up a yes or no."""
        value = self._get(key, default)
        if type(value) is not bool:
            raise self.wrong(key, value, "true or false")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Look up a text."""
        value = self._get(key, default)
        if type(value) is not str:
            raise self.wrong(key, value, "a text")
        return value

    def name(self, key: str) -> str:
        """Look up a text to show: on one line, not long, without anything a terminal obeys."""
        line = "".join(c if shown(c) else " " for c in self.text(key, "")[:_LOOKED_AT])
        line = " ".join(line.split())
        return line if len(line) <= _LONGEST_NAME else line[: _LONGEST_NAME - 1] + "…"

    def texts(self, key: str) -> list[bytes]:
        """Look up a list of texts, in bytes."""
        value = self._get(key, None)
        if type(value) is not list:
            raise self.wrong(key, value, "a list of texts")
        return value

    def numbers(self, key: str, length: int, default: float | None = None) -> NDArray[Any]:
        """Look up a list of `length` numbers; of `default`, over and over, if there is none."""
        value = self._values.get(key)
        if value is None and default is not None:
            return np.full(length, default)
        value = self._get(key, None)
        if not isinstance(value, np.ndarray) or len(value) != length:
            raise self.wrong(key, value, f"a list of {length:,} numbers")
        return value

    def under(self, prefix: str) -> dict[str, Any]:
        """Give every key that begins with `prefix`, without it, and its value."""
        at = len(prefix)
        return {key[at:]: value for key, value in self._values.items() if key.startswith(prefix)}

    def wrong(self, key: str, value: Any, needed: str) -> AttnvizError:
        """Word the error for a value that is not what it must be."""
        return AttnvizError(f"{self.source}: {key} is {describe(value)} and must be {needed}")

    def _get(self, key: str, default: Any) -> Any:
        value = self._values.get(key)
        value = default if value is None else value
        if value is None:
            raise AttnvizError(f"{self.source}: {key} is missing")
        return value


def describe(value: Any) -> str:
    """Say in a few words what a key holds, however much that is."""
    if isinstance(value, (list, np.ndarray)):
        return f"a list of {len(value):,}"
    if isinstance(value, bool):
        return str(value).lower()
    said = repr(value)
    return said if len(said) <= _LONGEST_NAME else said[: _LONGEST_NAME - 1] + "…"


def shown(character: str) -> bool:
    """Whether a character may be shown as it is: nothing that a terminal or a line obeys.

    Control characters move the cursor and begin escapes; separators break lines; marks of writing
    direction turn what follows around, outside the text they came in.
    """
    kind = unicodedata.category(character)
    return kind not in ("Cc", "Cs", "Zl", "Zp") and character not in _DIRECTIONS


_DIRECTIONS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
