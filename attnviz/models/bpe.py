"""Byte-pair encoding, in the two forms that Llama-architecture files use.

Sennrich et al. 2016, "Neural Machine Translation of Rare Words with Subword Units", section 3.2.
"""

from __future__ import annotations

import heapq
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from numpy.typing import NDArray

from attnviz.errors import AttnvizError, UsageError
from attnviz.models.metadata import describe

# How text is cut before tokens are merged, over an ASCII shadow of the text, see _shadow.
_GPT2 = r"'(?:s|t|re|ve|m|ll|d)| ?[A-Za-z]+| ?[0-9]+| ?[^\sA-Za-z0-9]+|\s+(?!\S)|\s+"
_LLAMA3 = (
    r"'(?i:s|t|re|ve|m|ll|d)|[^\r\nA-Za-z0-9]?[A-Za-z]+|[0-9]{1,3}"
    r"| ?[^\sA-Za-z0-9]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_CUTS = {
    "gpt-2": _GPT2,
    "smollm": _GPT2,
    "starcoder": _GPT2,
    "refact": _GPT2,
    "llama-bpe": _LLAMA3,
    "qwen2": _LLAMA3.replace("{1,3}", ""),
}
_SINGLE_DIGITS = {"smollm", "starcoder", "refact"}  # these cut out every digit before anything else
_WHOLE_WORDS = {"llama-bpe"}  # these take a word that is in the vocabulary as it is, merges or not
BEGIN_WITH_MARK = {"llama-bpe"}
"""Rules whose models read a mark for the beginning first, unless their file says otherwise."""
# White space beyond ASCII, by the Unicode property (str.isspace counts a few control characters).
_SPACES = frozenset("\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000") | set(
    map(chr, range(0x2000, 0x200B))
)

_SENTENCEPIECE_SPACE = "▁"


class ByteLevel:
    """Byte-level byte-pair encoding (Radford et al. 2019, section 2.2).

    Parameters
    ----------
    tokens : list of bytes
        The vocabulary, each byte written as the printable character that GPT-2 gave it.
    merges : list of bytes
        Pairs to merge, the first the most urgent, as ``b"left right"``.
    cut : str
        Name of the rule by which text is cut into words first.

    Raises
    ------
    AttnvizError
        When the rule is not known.
    """

    def __init__(self, tokens: list[bytes], merges: list[bytes], cut: str) -> None:
        if cut not in _CUTS:
            raise AttnvizError(
                f"the weights cut text into words by the rule {describe(cut)}; "
                f"known are {', '.join(_CUTS)}"
            )
        self._ids = dict(zip(tokens, range(len(tokens)), strict=True))
        self._ranks = dict(zip(merges, range(len(merges)), strict=True))
        self._pattern = re.compile(_CUTS[cut], re.ASCII)
        self._single_digits = cut in _SINGLE_DIGITS
        self._whole_words = cut in _WHOLE_WORDS
        letters = _byte_letters()
        self._letters = [letter.encode() for letter in letters]
        self._bytes = {letter: byte for byte, letter in enumerate(letters)}

    def encode(self, text: str) -> Iterator[tuple[int, int]]:
        """Give each token's id and how many bytes of the text, in UTF-8, it holds."""
        for word in self._cut(text):
            symbols = [self._letters[byte] for byte in word.encode()]
            whole = b"".join(symbols)
            if not (self._whole_words and whole in self._ids):
                symbols = merge(symbols, self._rank)
            else:
                symbols = [whole]
            for symbol in symbols:
                if symbol not in self._ids:
                    raise UsageError(f"the model has no token for a part of {word!r}: leave it out")
                yield self._ids[symbol], len(symbol.decode())  # one letter a byte

    def spell(self, token: str) -> bytes:
        """Give the bytes that a token of the vocabulary stands for."""
        return bytes(self._bytes[letter] for letter in token if letter in self._bytes)

    def _rank(self, left: bytes, right: bytes) -> int | None:
        return self._ranks.get(left + b" " + right)

    def _cut(self, text: str) -> Iterator[str]:
        shadow = _shadow(text)
        at = 0
        for run in re.split("([0-9])", shadow) if self._single_digits else [shadow]:
            for match in self._pattern.finditer(run):
                yield text[at + match.start() : at + match.end()]
            at += len(run)


class SentencePiece:
    """SentencePiece's byte-pair encoding, with bytes for what it cannot spell (Kudo 2018).

    Parameters
    ----------
    tokens : list of bytes
        The vocabulary, spaces written as ``▁``.
    scores : array (len(tokens),)
        How urgent it is to make each token.
    space_first : bool
        Whether a space is put before the text.
    """

    def __init__(self, tokens: list[bytes], scores: NDArray[Any], space_first: bool) -> None:
        self._ids = dict(zip(tokens, range(len(tokens)), strict=True))
        self._scores, self._space_first = scores, space_first

    def encode(self, text: str) -> Iterator[tuple[int, int]]:
        """Give each token's id and how many bytes of the text, in UTF-8, it holds."""
        unseen = self._space_first  # the space in front is none of the text's bytes
        spaced = (" " + text) if unseen else text
        symbols = [letter.encode() for letter in spaced.replace(" ", _SENTENCEPIECE_SPACE)]
        for symbol in merge(symbols, self._rank):
            n_bytes = len(symbol.decode().replace(_SENTENCEPIECE_SPACE, " ").encode()) - unseen
            unseen = False
            if symbol in self._ids:
                yield self._ids[symbol], n_bytes
                continue
            for byte in symbol:
                name = b"<0x%02X>" % byte
                if name not in self._ids:
                    raise UsageError(
                        f"the model has no token for {symbol.decode()!r}: leave it out"
                    )
                yield self._ids[name], 1

    def spell(self, token: str) -> bytes:
        """Give the bytes that a token of the vocabulary stands for."""
        if re.fullmatch("<0x[0-9A-F]{2}>", token):
            return bytes([int(token[3:5], 16)])
        return token.replace(_SENTENCEPIECE_SPACE, " ").encode()

    def _rank(self, left: bytes, right: bytes) -> float | None:
        id = self._ids.get(left + right)
        return None if id is None else -float(self._scores[id])


def merge(symbols: list[bytes], rank: Callable[[bytes, bytes], float | None]) -> list[bytes]:
    """Merge neighbours, the most urgent pair first, until no pair may merge.

    Parameters
    ----------
    symbols : list of bytes
        What to begin with.
    rank : callable
        Urgency of a pair, the lowest first, the leftmost of equals; None when it may not merge.

    Returns
    -------
    list of bytes
        What is left.
    """
    after = list(range(1, len(symbols) + 1))  # of each symbol still there
    before = list(range(-1, len(symbols) - 1))
    parts = list(symbols)  # empty once merged into another
    waiting: list[tuple[float, int, bytes, bytes]] = []

    def consider(left: int) -> None:
        right = after[left] if left >= 0 else len(parts)
        if right < len(parts):
            urgency = rank(parts[left], parts[right])
            if urgency is not None:
                heapq.heappush(waiting, (urgency, left, parts[left], parts[right]))

    for left in range(len(parts) - 1):
        consider(left)
    while waiting:
        _, left, a, b = heapq.heappop(waiting)
        right = after[left]
        if parts[left] != a or right >= len(parts) or parts[right] != b:
            continue  # one of the two has been merged since
        parts[left], parts[right] = a + b, b""
        after[left] = after[right]
        if after[left] < len(parts):
            before[after[left]] = left
        consider(before[left])
        consider(left)
    return [part for part in parts if part]


def _shadow(text: str) -> str:
    """Write one ASCII character of the same kind for each character: letter, number, space, other.

    Python's `re` does not know Unicode's kinds; over this shadow, ASCII classes say them.
    """
    return text if text.isascii() else "".join(map(_kind, text))


def _kind(letter: str) -> str:
    if letter.isascii():
        return letter
    if letter in _SPACES:
        return "\t"
    category = unicodedata.category(letter)
    return {"L": "z", "N": "0"}.get(category[0], "#")


def _byte_letters() -> list[str]:
    """Give the printable character that GPT-2 writes for each byte."""
    shown = {*range(33, 127), *range(161, 173), *range(174, 256)}
    unseen = iter(range(256, 512))
    return [chr(byte if byte in shown else next(unseen)) for byte in range(256)]
