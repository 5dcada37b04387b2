"""A model's vocabulary: its tokens' texts, and the rows that stand for them at both ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from attnviz.attention import Floats
from attnviz.traces.norm import RMSNorm
from attnviz.traces.records import sealed

_ROWS = 4096  # of a table in memory at a time: 9 MB of the default model's 113


_LETTERS = 3  # the fewest of a word


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Every token of a model.

    Attributes
    ----------
    text : callable of int to str
        A token's text, a leading space included.
    embeddings : Table
        One row a token, float32 (n_vocab, d_model): where the residual stream begins.
    outputs : Table
        One row a token: its dot product with the normalised last vector is the token's logit. The
        same rows as `embeddings` in a model that ties the two.
    norm : RMSNorm
        The normalisation before `outputs`.
    """

    text: Callable[[int], str]
    embeddings: Table
    outputs: Table
    norm: RMSNorm

    @cached_property
    def word_ids(self) -> NDArray[np.intp]:
        """Tokens that can stand for words, so that a list of neighbours shows words.

        A token that begins a word (a space, then letters only) and has at least three letters. The
        beginning of a longer word is such a token too: a vocabulary does not tell them apart.
        """
        texts = map(self.text, range(len(self.embeddings)))
        ids = [
            id
            for id, text in enumerate(texts)
            if text[:1] == " " and text[1:].isalpha() and len(text) > _LETTERS
        ]
        return sealed(np.array(ids, np.intp))


class Table(Protocol):
    """Rows of numbers: an array, or something that reads them when asked."""

    def __len__(self) -> int:
        """Return how many rows there are."""
        ...

    def __getitem__(self, rows: slice, /) -> Floats:
        """Return some rows that follow each other, float32 (rows, d)."""
        ...


def chunks(table: Table) -> Iterator[Floats]:
    """Go through a table, some thousand rows at a time."""
    for start in range(0, len(table), _ROWS):
        yield table[start : start + _ROWS]
