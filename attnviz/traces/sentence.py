"""A sentence that can be read, and later drawn on one line."""

from __future__ import annotations

import unicodedata

from attnviz.errors import UsageError


class Sentence(str):
    """A text that `check_text` has passed: whoever is handed it need not check it again."""

    __slots__ = ()


def check_text(text: str, allow: str = "") -> Sentence:
    """See that a text can be read, and later drawn on one line.

    Parameters
    ----------
    text : str
        The text; one that has passed already is not looked at again.
    allow : str
        Control characters that are fine here.

    Returns
    -------
    Sentence
        The same text.

    Raises
    ------
    UsageError
        When it is empty or blank, or holds a control character or half of a surrogate pair.
    """
    if not isinstance(text, Sentence):
        _refuse(text, allow)
    return Sentence(text)


def _refuse(text: str, allow: str) -> None:
    if not text.strip():
        raise UsageError("the sentence is empty: give at least one word")
    for at, letter in enumerate(text):
        kind = unicodedata.category(letter)
        if kind in ("Cc", "Zl", "Zp") and letter not in allow:
            raise UsageError(
                f"the sentence has a control character, U+{ord(letter):04X}, "
                f"at position {at}: put a space there"
            )
        if kind == "Cs":
            raise UsageError(f"the sentence is not valid UTF-8 at position {at}: retype it there")
