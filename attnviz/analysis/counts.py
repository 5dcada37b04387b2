"""What the parts of a sentence are, to count them by their names: words, characters, marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from attnviz.traces.words import is_unspaced


@dataclass(frozen=True)
class PartCounts:
    """How many parts of each kind a sentence has; blanks are none of them.

    Attributes
    ----------
    words
        Parts with a letter or a digit, of scripts that set spaces between words.
    characters
        Characters of scripts without spaces, such as Thai or Han, which stand for themselves: where
        a word ends there, nobody has told.
    marks
        Punctuation, signs, emoji.
    """

    words: int
    characters: int
    marks: int


def count_parts(parts: Sequence[str]) -> PartCounts:
    """Count the parts of a sentence by their kind.

    Parameters
    ----------
    parts : sequence of str
        The texts of a trace's words.

    Returns
    -------
    PartCounts
        How many there are of each.
    """
    said = [part.strip() for part in parts if not part.isspace()]
    named = [part for part in said if any(map(str.isalnum, part))]
    characters = sum(is_unspaced(part[0]) for part in named)
    return PartCounts(len(named) - characters, characters, len(said) - len(named))


def unit_name(parts: Sequence[str], unit: Literal["word", "token"]) -> str:
    """Say what the parts that are followed are called.

    Parameters
    ----------
    parts : sequence of str
        The texts of a trace's words.
    unit : "word" or "token"
        What is followed.

    Returns
    -------
    str
        ``token``, ``word``, or ``character`` where most words are single characters of a script
        without spaces: these are no words.
    """
    if unit == "token":
        return unit
    counts = count_parts(parts)
    return "character" if counts.characters > counts.words else "word"
