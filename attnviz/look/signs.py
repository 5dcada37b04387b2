"""Signs of white space, which most fonts lack: drawn here, one em high, as every face has them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

BLANK, FIXED_BLANK, LINE_BREAK, TAB = "␣⍽↵⇥"
_LINE = 0.06  # width of the strokes, in em
_Shape = tuple[tuple[float, float], ...]


def _blank(feet: float) -> _Shape:
    left, right, low, high, t = 0.08, 0.52, -0.16, 0.06, _LINE
    over = ((right - t, high), (right - t, low + t), (left + t, low + t), (left + t, high))
    if not feet:
        return ((left, high), (left, low), (right, low), (right, high), *over)
    return (
        *((left - feet, high), (left - feet, high - t), (left, high - t), (left, low)),
        *((right, low), (right, high - t), (right + feet, high - t), (right + feet, high)),
        *over,
    )


def _line_break() -> tuple[_Shape, ...]:
    tip, right, y, top, t = 0.06, 0.62, 0.18, 0.56, _LINE
    shaft = (
        *((right, top), (right, y - t / 2), (tip + 0.2, y - t / 2), (tip + 0.2, y + t / 2)),
        *((right - t, y + t / 2), (right - t, top)),
    )
    return shaft, ((tip, y), (tip + 0.2, y + 0.15), (tip + 0.2, y - 0.15))


def _tab() -> tuple[_Shape, ...]:
    left, tip, y, t = 0.06, 0.62, 0.25, _LINE
    shaft = (
        *((left, y + t / 2), (tip - 0.2, y + t / 2)),
        *((tip - 0.2, y - t / 2), (left, y - t / 2)),
    )
    head = (tip, y), (tip - 0.2, y - 0.15), (tip - 0.2, y + 0.15)
    bar = (tip + 0.02, y + 0.2), (tip + 0.02 + t, y + 0.2), (tip + 0.02 + t, y - 0.2)
    return shaft, head, (*bar, (tip + 0.02, y - 0.2))


# Shapes, and the width that each takes in a line.
_SIGNS: dict[str, tuple[tuple[_Shape, ...], float]] = {
    BLANK: ((_blank(0.0),), 0.60),
    FIXED_BLANK: ((_blank(0.06),), 0.60),
    LINE_BREAK: (_line_break(), 0.70),
    TAB: (_tab(), 0.76),
}


def is_sign(letter: str) -> bool:
    """Say whether a letter is drawn here."""
    return letter in _SIGNS


@cache
def sign(letter: str) -> tuple[list[npt.NDArray[np.float64]], float]:
    """Return a sign's outlines, cubic curves (4 * curves, 3) in em, and its width in em."""
    shapes, advance = _SIGNS[letter]
    return [np.pad(list(_sides(shape)), ((0, 0), (0, 1))) for shape in shapes], advance


def _sides(shape: _Shape) -> Iterator[npt.NDArray[np.float64]]:
    corners = np.array(shape)
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        yield from (start + (end - start) * share for share in (0, 1 / 3, 2 / 3, 1))
