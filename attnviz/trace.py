"""What one forward pass of one sentence left behind.

`Trace` keeps queries, keys and values of every layer and head; `HeadTrace` is one head of it, seen
in words or in the model's own tokens. Scores, patterns and updates are computed when asked for, so
that a thousand tokens fit in memory.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Protocol, get_args

import numpy as np
from numpy.typing import NDArray

from attnviz.attention import (
    Bools,
    Floats,
    attention_pattern,
    attention_scores,
    causal_mask,
    log_sum_exp,
)
from attnviz.errors import AttnvizError, UsageError

Unit = Literal["word", "token"]
"""What a position of a pattern stands for."""


@dataclass(frozen=True)
class Token:
    """One piece of the sentence, as the model reads it.

    Attributes
    ----------
    text : str
        The piece alone, a leading space included; bytes that are no whole character show as
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
    pieces : range
        The tokens it is made of.
    """

    text: str
    start: int
    end: int
    pieces: range


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
    scale : float
        The factor on every dot product of query and key.
    display_layer, display_head : int
        The head that is shown when none is asked for.
    causal : bool
        Whether a position sees only itself and those before it.
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
    scale: float
    display_layer: int
    display_head: int
    causal: bool


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
        _seal(self, "probabilities", (len(self.ids),))


class LayerWeights(Protocol):
    """Output weights by layer: an array, or something that reads them when asked."""

    def __getitem__(self, layer: int, /) -> Floats:
        """Return one layer's, shape (n_heads, d_head, d_model)."""
        ...


@dataclass(frozen=True, eq=False)
class HeadTrace:
    """One head of one layer on one sentence, a position a word or a token.

    A word of a causal model asks with the query of its last piece and answers with the keys and
    values of all its pieces. Its score is the log-sum-exp of its pieces' scores, and its value, as
    a query sees it, their mean under that query's weights: softmax over words then gives exactly
    the summed weights of the pieces, and the update is exactly that of the last piece.

    Attributes
    ----------
    model : ModelInfo
        The model.
    layer, head : int
        Which head, counted from zero.
    unit : "word" or "token"
        What a position stands for.
    labels : tuple of str (n,)
        What to write beside each position.
    queries : float32 array (n, d_head)
        After the model's own positions.
    piece_keys, piece_values : float32 array (p, d_head)
        Those of every piece, in order.
    pieces : tuple of int (n,)
        How many pieces each position holds; they sum to p.
    output_weights : float32 array (d_head, d_model)
        This head's share of W_O.
    """

    model: ModelInfo
    layer: int
    head: int
    unit: Unit
    labels: tuple[str, ...]
    queries: Floats
    piece_keys: Floats
    piece_values: Floats
    pieces: tuple[int, ...]
    output_weights: Floats

    def __post_init__(self) -> None:
        n, p, d_head = len(self.labels), sum(self.pieces), self.model.d_head
        if len(self.pieces) != n or min(self.pieces, default=1) < 1:
            raise AttnvizError(f"{n} positions need {n} counts of pieces, each at least 1")
        _seal(self, "queries", (n, d_head))
        _seal(self, "piece_keys", (p, d_head))
        _seal(self, "piece_values", (p, d_head))
        _seal(self, "output_weights", (d_head, self.model.d_model))

    @property
    def footer(self) -> str:
        """Where the numbers come from, such as ``SmolLM2-135M · layer 13 · head 1 · words``."""
        return f"{self.model.name} · layer {self.layer} · head {self.head} · {self.unit}s"

    @property
    def keys(self) -> Floats | tuple[Floats, ...]:
        """Keys: (n, d_head) in tokens; in words a tuple of n arrays (pieces, d_head)."""
        return self._stacks(self.piece_keys)

    @property
    def values(self) -> Floats | tuple[Floats, ...]:
        """Values: (n, d_head) in tokens; in words a tuple of n arrays (pieces, d_head)."""
        return self._stacks(self.piece_values)

    @cached_property
    def mask(self) -> Bools:
        """Where a query may look, bool (n, n)."""
        n = len(self.labels)
        return _sealed(causal_mask(n) if self.model.causal else np.ones((n, n), np.bool_))

    @cached_property
    def scores(self) -> Floats:
        """Scaled scores before the mask, float32 (n, n), ``[query, key]``."""
        return _sealed(log_sum_exp(self._piece_scores, self._starts))

    @cached_property
    def pattern(self) -> Floats:
        """Attention weights, float32 (n, n), ``[query, key]``; rows sum to 1."""
        return _sealed(attention_pattern(self.scores, self.mask))

    @cached_property
    def piece_pattern(self) -> Floats:
        """Attention weights of every query over single pieces, float32 (n, p)."""
        mask = np.repeat(self.mask, self.pieces, axis=1)  # (n, n) -> (n, p)
        return _sealed(attention_pattern(self._piece_scores, mask))

    @cached_property
    def update(self) -> Floats:
        """What the head adds to the residual stream, float32 (n, d_model)."""
        mixed = self.piece_pattern @ self.piece_values  # (n, p) @ (p, d_head)
        return _sealed(mixed @ self.output_weights)  # (n, d_head) @ (d_head, d_model)

    def seen_values(self, query: int) -> Floats:
        """Value of each position as one query sees it.

        Parameters
        ----------
        query : int
            The position that looks.

        Returns
        -------
        float32 array (n, d_head)
            A word's is the mean of its pieces' values under the query's weights, so that
            ``pattern[query] @ seen_values(query)`` is what the head mixes for that query.
        """
        # The weights inside a word do not depend on the mask, which hides whole words: reading them
        # off the scores gives a value also to words that this query cannot see.
        inside = np.exp(self._piece_scores[query] - np.repeat(self.scores[query], self.pieces))
        weighted = inside[:, None] * self.piece_values  # (p, d_head)
        seen: Floats = np.add.reduceat(weighted, self._starts, axis=0)  # (n, d_head)
        return _sealed(seen)

    @cached_property
    def _piece_scores(self) -> Floats:
        return _sealed(attention_scores(self.queries, self.piece_keys, self.model.scale))  # (n, p)

    @cached_property
    def _starts(self) -> NDArray[np.intp]:
        return np.cumsum((0, *self.pieces[:-1]), dtype=np.intp)  # (n,)

    def _stacks(self, flat: Floats) -> Floats | tuple[Floats, ...]:
        if self.unit == "token":
            return flat
        return tuple(np.split(flat, self._starts[1:]))


@dataclass(frozen=True, eq=False)
class Trace:
    """One forward pass of one sentence.

    Attributes
    ----------
    model : ModelInfo
        The model.
    sentence : str
        The sentence.
    tokens : tuple of Token (n,)
        Its pieces.
    words : tuple of Word
        Its words.
    residual : float32 array (layers + 1, n, d_model)
        The residual stream entering each layer that was computed, and leaving the last of them;
        ``residual[0]`` are the rows of the embedding table.
    queries : float32 array (layers, n_heads, n, d_head)
        After the model's own positions.
    kv_keys, kv_values : float32 array (layers, n_kv_heads, n, d_head)
        As the model stores them, one for each group of query heads; `keys` and `values` repeat
        them for every head.
    output_weights : LayerWeights
        ``output_weights[layer]`` has shape (n_heads, d_head, d_model).
    next_token : NextToken or None
        None when the pass stopped before the last layer.
    """

    model: ModelInfo
    sentence: str
    tokens: tuple[Token, ...]
    words: tuple[Word, ...]
    residual: Floats
    queries: Floats
    kv_keys: Floats
    kv_values: Floats
    output_weights: LayerWeights
    next_token: NextToken | None = None

    def __post_init__(self) -> None:
        model, n, layers = self.model, len(self.tokens), len(self.queries)
        if [i for word in self.words for i in word.pieces] != list(range(n)):
            raise AttnvizError("the words of a trace must hold each of its tokens once, in order")
        _seal(self, "residual", (layers + 1, n, model.d_model))
        _seal(self, "queries", (layers, model.n_heads, n, model.d_head))
        _seal(self, "kv_keys", (layers, model.n_kv_heads, n, model.d_head))
        _seal(self, "kv_values", (layers, model.n_kv_heads, n, model.d_head))

    @property
    def n_layers(self) -> int:
        """How many layers were computed."""
        return len(self.queries)

    @property
    def keys(self) -> Floats:
        """Keys of every head, float32 (layers, n_heads, n, d_head)."""
        return _sealed(np.repeat(self.kv_keys, self._group, axis=1))

    @property
    def values(self) -> Floats:
        """Values of every head, float32 (layers, n_heads, n, d_head)."""
        return _sealed(np.repeat(self.kv_values, self._group, axis=1))

    @property
    def _group(self) -> int:
        return self.model.n_heads // self.model.n_kv_heads

    def head(
        self, layer: int | None = None, head: int | None = None, unit: Unit = "word"
    ) -> HeadTrace:
        """Look at one head.

        Parameters
        ----------
        layer, head : int, optional
            Which one, counted from zero; the model's display head when left out.
        unit : "word" or "token"
            What a position stands for.

        Returns
        -------
        HeadTrace
            The head.

        Raises
        ------
        UsageError
            When there is no such layer or head, or the layer was not computed.
        """
        layer, head = check_head(self.model, layer, head)
        if layer >= self.n_layers:
            raise UsageError(
                f"layer {layer} was not computed, only the first {self.n_layers}: "
                f"trace with upto={layer + 1} or without upto"
            )
        if unit not in get_args(Unit):
            raise UsageError(f"no unit {unit!r}: choose word or token")
        if unit == "word":
            asking = [word.pieces[-1] for word in self.words]
            labels = tuple(word.text for word in self.words)
            pieces = tuple(len(word.pieces) for word in self.words)
        else:
            asking = list(range(len(self.tokens)))
            labels = tuple(label(token.text) for token in self.tokens)
            pieces = (1,) * len(self.tokens)
        shared = head // self._group  # query heads 0, 1, 2 use key head 0; 3, 4, 5 use key head 1
        return HeadTrace(
            model=self.model,
            layer=layer,
            head=head,
            unit=unit,
            labels=labels,
            queries=self.queries[layer, head, asking],
            piece_keys=self.kv_keys[layer, shared],
            piece_values=self.kv_values[layer, shared],
            pieces=pieces,
            output_weights=self.output_weights[layer][head],
        )


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
    """Write a piece so that it can be seen: without outer spaces, or as ␣ when it is only space."""
    return text.strip() or "␣" * len(text)


def _sealed(array: NDArray[Any]) -> NDArray[Any]:
    array.flags.writeable = False
    return array


def _seal(record: object, name: str, shape: tuple[int, ...]) -> None:
    """Check an array of a frozen dataclass at the door and make it read-only."""
    array = np.asarray(getattr(record, name), np.float32)
    if array.shape != shape:
        kind = type(record).__name__
        raise AttnvizError(f"{kind}.{name} has shape {array.shape} and needs {shape}")
    if not np.isfinite(array).all():
        kind = type(record).__name__
        raise AttnvizError(f"{kind}.{name} holds a number that is not finite: the weights are bad")
    object.__setattr__(record, name, _sealed(array.view()))
