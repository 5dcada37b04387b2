"""The byte-level tokenizer that a weights file describes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

# GPT-2's way of cutting text before any merging, over an ASCII shadow of the text (see _shadow).
_GPT2 = re.compile(
    r"'(?:s|t|re|ve|m|ll|d)| ?[A-Za-z]+| ?[0-9]+| ?[^\sA-Za-z0-9]+|\s+(?!\S)|\s+", re.ASCII
)
_SPACES = "\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"


class Piece(NamedTuple):
    """A token id and the bytes [start, end) of the text, in UTF-8, that it stands for."""

    id: int
    start: int
    end: int


def _byte_symbols() -> list[bytes]:
    """The character that stands for each byte, as GPT-2 assigns them, in UTF-8."""
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    symbols = {}
    unseen = 256
    for byte in range(256):
        if byte in shown:
            symbols[byte] = chr(byte)
        else:
            symbols[byte] = chr(unseen)
            unseen += 1
    return [symbols[byte].encode() for byte in range(256)]


class Tokenizer:
    """Byte-level byte-pair encoding."""

    def __init__(self, metadata: Mapping[str, Any]) -> None:
        self._tokens: list[bytes] = metadata["tokenizer.ggml.tokens"]
        self._ids = dict(zip(self._tokens, range(len(self._tokens)), strict=True))
        merges: list[bytes] = metadata["tokenizer.ggml.merges"]
        self._ranks = dict(zip(merges, range(len(merges)), strict=True))
        self._symbols = _byte_symbols()
        self._bytes = {symbol.decode(): byte for byte, symbol in enumerate(self._symbols)}

    def encode(self, text: str) -> list[Piece]:
        pieces, at = [], 0
        for part in self._cut(text):
            for symbol, length in self._merge(part.encode()):
                pieces.append(Piece(self._ids[symbol], at, at + length))
                at += length
        return pieces

    def text(self, id: int) -> str:
        return self.piece_bytes(id).decode("utf-8", "backslashreplace")

    def piece_bytes(self, id: int) -> bytes:
        return bytes(self._bytes[c] for c in self._tokens[id].decode())

    def _cut(self, text: str) -> Iterator[str]:
        for run in re.split(r"([0-9])", text):
            for match in _GPT2.finditer(run):
                yield match.group()

    def _merge(self, part: bytes) -> list[tuple[bytes, int]]:
        symbols = [(self._symbols[byte], 1) for byte in part]
        while len(symbols) > 1:
            ranked = [
                (self._ranks.get(a + b" " + b, 1 << 30), i)
                for i, ((a, _), (b, _)) in enumerate(zip(symbols, symbols[1:]))
            ]
            rank, i = min(ranked)
            if rank == 1 << 30:
                break
            (a, m), (b, n) = symbols[i : i + 2]
            symbols[i : i + 2] = [(a + b, m + n)]
        return symbols
