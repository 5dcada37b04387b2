"""From the model's pieces to words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from attnviz.trace import Word

_ATOM = re.compile(r"\S")


def split_words(sentence: str, spans: Sequence[tuple[int, int]]) -> tuple[Word, ...]:
    """Placeholder."""
    words: list[Word] = []
    for m in re.finditer(r"\w+(?:['’-]\w+)*|(\S)\1*", sentence):
        pieces = [i for i, (s, e) in enumerate(spans) if s < m.end() and e > m.start()]
        if pieces:
            words.append(Word(m.group(), m.start(), m.end(), range(pieces[0], pieces[-1] + 1)))
    return tuple(words)
