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
from attnviz.models.bpe import ByteLevel, SentencePiece

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

    Raises
    ------
    AttnvizError
        When the file describes no tokenizer, or one of another kind.
    """

    def __init__(self, metadata: Mapping[str, Any]) -> None:
        get = _Keys(metadata)
        self._tokens: list[bytes] = get("tokens")
        kinds = np.asarray(get("token_type", [_NORMAL] * len(self._tokens)))
        self._special = {
            self._tokens[i].decode(errors="replace"): int(i)
            for i in np.flatnonzero((kinds == _CONTROL) | (kinds == _USER_DEFINED))
        }
        self._special_ids = frozenset(self._special.values())
        # The longest first, as of two that begin alike the longer one is meant.
        longest_first = sorted(self._special, key=len, reverse=True)
        self._special_pattern = re.compile("(" + "|".join(map(re.escape, longest_first)) + ")")
        model = get("model")
        if model == "gpt2":
            self._encoding: Encoding = ByteLevel(self._tokens, get("merges"), get("pre", "gpt-2"))
        elif model == "llama":
            space_first = get("add_space_prefix", True)
            self._encoding = SentencePiece(self._tokens, get("scores"), space_first)
        else:
            raise AttnvizError(f"the weights use a {model!r} tokenizer; gpt2 and llama can be read")
        starts = get("add_bos_token", model == "llama")
        self._first: tuple[int, ...] = (int(get("bos_token_id")),) if starts else ()

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
            Its text, a leading space included; bytes that make no whole character show in angle
            brackets, as in ``<ED><95>``.
        """
        token = self._tokens[id].decode(errors="replace")
        if id in self._special_ids:
            return token
        shown = self._encoding.spell(token).decode("utf-8", "surrogateescape")
        return "".join(
            f"<{ord(c) - 0xDC00:02X}>" if "\udc80" <= c <= "\udcff" else c for c in shown
        )

    def _encode(self, text: str) -> Iterator[tuple[int, int]]:
        parts = self._special_pattern.split(text) if self._special else [text]
        for part in parts:
            if part in self._special:
                yield self._special[part], len(part.encode())
            elif part:
                yield from self._encoding.encode(part)


class _Keys:
    """Looks up ``tokenizer.ggml`` keys; one that is missing and has no default is an error."""

    def __init__(self, metadata: Mapping[str, Any]) -> None:
        self._metadata = metadata

    def __call__(self, key: str, default: Any = None) -> Any:
        value = self._metadata.get(f"tokenizer.ggml.{key}", default)
        if value is None:
            raise AttnvizError(
                f"the weights describe no tokenizer: tokenizer.ggml.{key} is missing"
            )
        return value
