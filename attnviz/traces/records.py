"""The small records that a trace is made of, and the check that every array passes at the door."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.attention import Floats
from attnviz.errors import AttnvizError, UsageError

# All other white space is written as a blank is.
_WHITE = dict.fromkeys("\n\r\v\f\x85\u2028\u2029", "↵") | {"\t": "⇥", "\xa0": "⍽", "\u202f": "⍽"}


@dataclass(frozen=True)
class Token:
    """One token of the sentence, as the model reads it.

    Attributes
    ----------
    text : str
        The token alone, a leading space included; bytes that are no whole character show as
        ``<ED>``.
    id : int
        Its number in the model's vocabulary.
    start, end : int
        The characters of the sentence that it holds, also when it holds one only in part.
    word : int
        The word it belongs to.
    """

    text: str
    id: int
    start: int
    end: int
    word: int


@dataclass(frozen=True)
class Word:
    """One word of the sentence.

    Attributes
    ----------
    text : str
        The characters ``[start, end)`` of the sentence.
    start, end : int
        Where it stands.
    tokens : range
        The tokens it is made of.
    """

    text: str
    start: int
    end: int
    tokens: range

    @property
    def label(self) -> str:
        """The text as it is shown: white space can be seen."""
        return visible(self.text)


@dataclass(frozen=True)
class ModelInfo:
    """What there is to know about a model, apart from its weights.

    Attributes
    ----------
    slug : str
        Its name in commands and file names.
    name : str
        Its name on screen.
    n_layers, n_heads, n_kv_heads, d_model, d_head, n_vocab, n_context : int
        Its shape. Each of the ``n_kv_heads`` serves ``n_heads / n_kv_heads`` query heads.
    display_layer, display_head : int
        The head that is shown when none is asked for.
    d_value : int
        Of a value; that of queries and keys, ``d_head``, unless it is given.
    """

    slug: str
    name: str
    n_layers: int
    n_heads: int
    n_kv_heads: int
    d_model: int
    d_head: int
    n_vocab: int
    n_context: int
    display_layer: int
    display_head: int
    d_value: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "d_value", self.d_value or self.d_head)


@dataclass(frozen=True, eq=False)
class NextToken:
    """The likeliest next tokens, best first.

    Attributes
    ----------
    ids : tuple of int
        Token ids.
    texts : tuple of str
        What they read.
    probabilities : float32 array (len(ids),)
        Out of the whole vocabulary, so that they sum to less than 1.
    """

    ids: tuple[int, ...]
    texts: tuple[str, ...]
    probabilities: Floats

    def __post_init__(self) -> None:
        seal(self, "probabilities", (len(self.ids),))


def check_head(
    model: ModelInfo, layer: int | None = None, head: int | None = None
) -> tuple[int, int]:
    """See that a model has a head.

    Parameters
    ----------
    model : ModelInfo
        The model.
    layer, head : int, optional
        Counted from zero; the model's display head when left out.

    Returns
    -------
    tuple of int
        Layer and head.

    Raises
    ------
    UsageError
        When the model has no such layer or head.
    """
    layer = model.display_layer if layer is None else layer
    head = model.display_head if head is None else head
    for what, index, count in (("layer", layer, model.n_layers), ("head", head, model.n_heads)):
        if not 0 <= index < count:
            raise UsageError(
                f"{model.name} has no {what} {index}: choose a {what} from 0 to {count - 1}"
            )
    return layer, head


def label(text: str) -> str:
    """Write a token so that it can be seen: without the blank that parts it from the word before.

    Parameters
    ----------
    text : str
        The text of a token.

    Returns
    -------
    str
        As `visible` writes it.
    """
    return visible(re.sub(r"^ (?=\S)", "", text))


def visible(text: str) -> str:
    """Write white space with the signs that editors use, so that it can be seen.

    Parameters
    ----------
    text : str
        The text of a word or a token.

    Returns
    -------
    str
        ``␣`` for a blank, ``⍽`` for one at which no line breaks, ``↵`` for a line break and ``⇥``
        for a tab; a single blank inside stays one.
    """
    return re.sub(r"(?!(?<=\S) (?=\S))\s", lambda found: _WHITE.get(found[0], "␣"), text)


def sealed(array: NDArray[Any]) -> NDArray[Any]:
    """Make an array read-only.

    Parameters
    ----------
    array : array
        Fresh, or a view of which nobody else holds the writable end.

    Returns
    -------
    array
        The same.
    """
    array.flags.writeable = False
    return array


def seal(record: object, name: str, shape: tuple[int, ...]) -> None:
    """Check an array of a frozen dataclass at the door and make it read-only.

    Parameters
    ----------
    record : dataclass
        The instance that is being made.
    name : str
        Which field.
    shape : tuple of int
        The shape it must have.

    Raises
    ------
    AttnvizError
        When the shape is another, or a number is NaN or infinite.
    """
    array = np.asarray(getattr(record, name), np.float32)
    if array.shape != shape:
        kind = type(record).__name__
        raise AttnvizError(f"{kind}.{name} has shape {array.shape} and needs {shape}")
    if not np.isfinite(array).all():
        kind = type(record).__name__
        raise AttnvizError(f"{kind}.{name} holds a number that is not finite: the weights are bad")
    object.__setattr__(record, name, sealed(array.view()))
