"""A sentence that can be read, and later drawn."""

from __future__ import annotations

import unicodedata

from attnviz.errors import UsageError

# Marks that nobody sees and no word needs: a joiner and a non-joiner are needed, as tags are.
_UNSEEN = frozenset("\u00ad\u061c\u180e\u200b\u200e\u200f\u2060\ufeff") | set(
    map(chr, (*range(0x202A, 0x202F), *range(0x2061, 0x2065), *range(0x2066, 0x2070)))
)


class Sentence(str):
    """A text that `check_text` has passed: whoever is handed it need not check it again."""

    __slots__ = ()


def tidy(text: str) -> tuple[str, list[str]]:
    """Take from a typed sentence what was hardly meant and would change its numbers unseen.

    Parameters
    ----------
    text : str
        As it was typed, pasted or read from a file.

    Returns
    -------
    str
        Without a byte-order mark, white space at both ends, and invisible and direction marks; its
        line breaks are all one character. A text of nothing else comes back as it is.
    list of str
        What to say about it: nothing of a byte-order mark and of line breaks.
    """
    whole = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    seen = "".join(letter for letter in whole if letter not in _UNSEEN)
    trimmed = seen.strip()
    if not trimmed:
        return text, []
    said = []
    if len(trimmed) < len(seen):
        start = len(seen) - len(seen.lstrip())
        ends = [
            f"{count} at its {where}"
            for count, where in ((start, "beginning"), (len(seen) - start - len(trimmed), "end"))
            if count
        ]
        said.append(f"white space around the sentence is left out ({', '.join(ends)})")
    if len(seen) < len(whole):
        marks = dict.fromkeys(letter for letter in whole if letter in _UNSEEN)
        named = ", ".join(f"U+{ord(m):04X} {unicodedata.name(m, '')}".rstrip() for m in marks)
        said.append(f"marks that cannot be seen are left out ({named})")
    return trimmed, said


def check_text(text: str, allow: str = "\n\t") -> Sentence:
    """See that a text can be read, and later drawn.

    Parameters
    ----------
    text : str
        The text; one that has passed already is not looked at again.
    allow : str
        Control characters that are fine: line breaks and tabs are text.

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
