"""Which way text runs: Arabic and Hebrew from right to left, also among words that run otherwise.

Unicode Standard Annex 9, for whole words on a line: a script's own shaping orders their letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby

_BYTES = re.compile("(?:<[0-9A-F]{2}>)+")  # how a piece of a character is written
_NUMBERS = ("EN", "AN")


def runs_left(text: str) -> bool:
    """Say whether a text runs from right to left: its first letter of a direction decides."""
    return _strong(text) == "R"


def _strong(text: str) -> str:
    """Return R or L, or nothing where no letter has a direction."""
    if text.isascii():
        kinds = ["L" if c.isalpha() else "" for c in _BYTES.sub("", text)]
    else:
        kinds = [unicodedata.bidirectional(c) for c in _BYTES.sub("", text)]
    return next(("L" if kind == "L" else "R" for kind in kinds if kind in ("L", "R", "AL")), "")


def directions(texts: Sequence[str]) -> tuple[str, list[str]]:
    """Return which way a sentence runs, and each of its words.

    Parameters
    ----------
    texts
        The words, in reading order.

    Returns
    -------
    str
        R or L, of the whole: its first word of a direction decides.
    list of str
        R, L or N of each word. One without a direction goes with its neighbours where these agree,
        else with the whole. N is a number among words from right to left: its own digits are not.
    """
    found = [_strong(text) for text in texts]
    whole = next(filter(None, found), "L")
    before = whole
    for i, text in enumerate(texts):
        if not found[i] and any(unicodedata.bidirectional(c) in _NUMBERS for c in text):
            found[i] = "N" if before == "R" else before
        elif found[i]:
            before = found[i]
    before = whole
    sides = ["R" if kind == "N" else kind for kind in found]
    for i, own in enumerate(found):
        after = next(filter(None, sides[i:]), whole)
        found[i] = own or (before if before == after else whole)
        before = "R" if found[i] == "N" else found[i]
    return whole, found


def visual_order(whole: str, kinds: Sequence[str]) -> list[int]:
    """Order the words of one line as they stand on it.

    Parameters
    ----------
    whole, kinds
        Of the sentence, and of the line's words; as `directions` gives them.

    Returns
    -------
    list of int
        Which word stands at each place, from the left.
    """
    return [
        i
        for to_right, run in _runs(range(len(kinds)), kinds, "L", whole == "R")
        for ahead, part in ([(True, run)] if to_right else _runs(run, kinds, "N", True))
        for i in (part if ahead else part[::-1])
    ]


def _runs(
    places: Sequence[int], kinds: Sequence[str], kind: str, backwards: bool
) -> list[tuple[bool, list[int]]]:
    """Part places into runs that are of a kind, or are not."""
    runs = [(same, list(run)) for same, run in groupby(places, lambda i: kinds[i] == kind)]
    return runs[::-1] if backwards else runs
