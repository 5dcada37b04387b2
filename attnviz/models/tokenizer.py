"""From text to token ids, as the weights file says: byte-level BPE or SentencePiece's BPE.

A library for this exists, and building it from a file's vocabulary costs more than everything else
that `attnviz grid` does; this one is held against it in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Protocol

import numpy as np

from attnviz.errors import AttnvizError
from attnviz.models.bpe import BEGIN_WITH_MARK, ByteLevel, SentencePiece
from attnviz.models.metadata import Metadata, describe, shown

_PREFIX = "tokenizer.ggml."
_NORMAL, _CONTROL, _USER_DEFINED = 1, 3, 4  # kinds of tokens, as the file numbers them


class TokenSpan(NamedTuple):
    """A token id and the characters [start, end) of the text that it holds, if only in part."""

    id: int
    start: int
    end: int


class Encoding(Protocol):
    """How the text between special tokens becomes tokens."""

    def encode(self, text: str) -> Iterator[tuple[int, int]]:
        """Give each token's id and how many bytes of the text, in UTF-8, it holds."""
        ...

    def spell(self, token: str) -> bytes:
        """Give the bytes that a token of the vocabulary stands for."""
        ...


class Tokenizer:
    """The tokenizer that a weights file describes.

    Parameters
    ----------
    metadata : mapping
        The file's metadata; keys under ``tokenizer.ggml``.
    source : str
        Whose it is, as errors begin: ``the weights FILE``.

    Raises
    ------
    AttnvizError
        When the file describes no tokenizer, or one of another kind, or one that cannot be.
    """

    def __init__(self, metadata: Mapping[str, Any], source: str = "the weights") -> None:
        keys = Metadata(metadata, source)
        self._tokens = tokens = keys.texts(_PREFIX + "tokens")
        kinds = keys.numbers(_PREFIX + "token_type", len(tokens), _NORMAL)
        marks = np.flatnonzero((kinds == _CONTROL) | (kinds == _USER_DEFINED)).tolist()
        # An empty one would stand everywhere.
        self._special = {tokens[i].decode(errors="replace"): i for i in marks if tokens[i]}
        self._special_ids = frozenset(self._special.values())
        model = keys.text(_PREFIX + "model")
        starts = model == "llama"
        if model == "gpt2":
            cut = keys.text(_PREFIX + "pre", "gpt-2")
            self._encoding: Encoding = ByteLevel(tokens, keys.texts(_PREFIX + "merges"), cut)
            starts = cut in BEGIN_WITH_MARK
        elif model == "llama":
            scores = keys.numbers(_PREFIX + "scores", len(tokens))
            space_first = keys.flag(_PREFIX + "add_space_prefix", True)
            self._encoding = SentencePiece(tokens, scores, space_first)
        else:
            raise AttnvizError(
                f"{source} use a {describe(model)} tokenizer; gpt2 and llama can be read"
            )
        self._first: tuple[int, ...] = ()
        if keys.flag(_PREFIX + "add_bos_token", starts):
            first = keys.whole(_PREFIX + "bos_token_id", least=0)
            if first >= len(tokens):
                few = f"a token of the vocabulary, 0 to {len(tokens) - 1:,}"
                raise keys.wrong(_PREFIX + "bos_token_id", first, few)
            self._first = (first,)

    def __len__(self) -> int:
        return len(self._tokens)

    def encode(self, text: str) -> list[TokenSpan]:
        """Cut a text into tokens.

        Parameters
        ----------
        text : str
            Any text; a special token written out, such as ``<|im_start|>``, is one token.

        Returns
        -------
        list of Token
            In order. A model's own mark for the beginning holds no character.

        Raises
        ------
        UsageError
            When the vocabulary has no token for a part of the text.
        """
        spans = [TokenSpan(id, 0, 0) for id in self._first]
        # characters[i] is the character that byte i belongs to; one more for the end.
        characters = [i for i, letter in enumerate(text) for _ in letter.encode()]
        at = 0
        for id, n_bytes in self._encode(text):
            if n_bytes:
                spans.append(TokenSpan(id, characters[at], characters[at + n_bytes - 1] + 1))
            else:
                here = characters[at] if at < len(characters) else len(text)
                spans.append(TokenSpan(id, here, here))
            at += n_bytes
        return spans

    def text(self, id: int) -> str:
        """Show one token alone.

        Parameters
        ----------
        id : int
            The token.

        Returns
        -------
        str
            Its text, a leading space included. Bytes that make no whole character show in angle
            brackets, as in ``<ED><95>``, and so does all that a terminal would obey, as in
            ``<1B>``, but for line ends and tabs.
        """
        token = self._tokens[id].decode(errors="replace")
        special = id in self._special_ids
        spelled = token.encode() if special else self._encoding.spell(token)
        return "".join(map(_visible, spelled.decode("utf-8", "surrogateescape")))

    def _encode(self, text: str) -> Iterator[tuple[int, int]]:
        # Few of them stand in a text, and a file may name a million. The longest first, as of two
        # that begin alike the longer one is meant.
        here = sorted((mark for mark in self._special if mark in text), key=len, reverse=True)
        parts = re.split("(" + "|".join(map(re.escape, here)) + ")", text) if here else [text]
        for part in parts:
            if part in self._special:
                yield self._special[part], len(part.encode())
            elif part:
                yield from self._encoding.encode(part)


def _visible(character: str) -> str:
    """Write a character as its bytes in angle brackets when it cannot be shown."""
    if character in "\n\r\t" or shown(character):
        return character
    return "".join(f"<{byte:02X}>" for byte in character.encode("utf-8", "surrogateescape"))
