"""What tests of scenes share: sentences to play, and columns read off the screen."""

import numpy as np

from attnviz.look import numerals
from tests.core_traces import smollm2
from tests.drawing import NUMERAL

TALE = "the quick brown fox jumps over the lazy dog while a small cat sleeps near the warm fire"
LONG_TALE = (
    "The quick brown fox jumps over the lazy dog while the small grey cat sleeps near the warm "
    "fire and dreams of fish again in the old house"
)


def sentence(words, layers=14):
    """Return a way to compute a sentence's trace, when it is played."""
    return lambda: smollm2().trace(words, upto=layers)


def column(plan, held, i):
    """Read a column off the screen, from the top."""
    x = plan.centers[i]
    found = [
        (-spot[1], text)
        for text, spot in held.texts
        if abs(spot[0] - x) < plan.half and plan.bottom < spot[1] < plan.top
    ]
    return [text for _, text in sorted(found) if NUMERAL.fullmatch(text)]


def entries(vector, count):
    """Return what a column of so many rows says of a vector: its first entries and its last."""
    exact = np.asarray(vector, np.float32)
    shown = exact if len(exact) <= count else [*exact[: count - 1], exact[-1]]
    return [numerals.signed(float(v)) for v in shown]
