"""One head of one layer on one sentence, in words or in the model's own tokens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

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
from attnviz.errors import AttnvizError
from attnviz.traces.records import ModelInfo, Unit, seal, sealed


@dataclass(frozen=True, eq=False)
class HeadTrace:
    """One head of one layer on one sentence, a position a word or a token.

    A word of a causal model asks with the query of its last token and answers with the keys and
    values of all its tokens. Its score is the log-sum-exp of its tokens' scores, and its value, as
    a query sees it, their mean under that query's weights: softmax over words then gives exactly
    the summed weights of the tokens, and the update is exactly that of the last token.

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
    token_keys, token_values : float32 array (p, d_head)
        Those of every token, in order.
    tokens : tuple of int (n,)
        How many tokens each position holds; they sum to p.
    output_weights : float32 array (d_head, d_model)
        This head's share of W_O.
    """

    model: ModelInfo
    layer: int
    head: int
    unit: Unit
    labels: tuple[str, ...]
    queries: Floats
    token_keys: Floats
    token_values: Floats
    token_counts: tuple[int, ...]
    output_weights: Floats

    def __post_init__(self) -> None:
        n, p, d_head = len(self.labels), sum(self.token_counts), self.model.d_head
        if len(self.token_counts) != n or min(self.token_counts, default=1) < 1:
            raise AttnvizError(f"{n} positions need {n} counts of tokens, each at least 1")
        seal(self, "queries", (n, d_head))
        seal(self, "token_keys", (p, d_head))
        seal(self, "token_values", (p, d_head))
        seal(self, "output_weights", (d_head, self.model.d_model))

    @property
    def footer(self) -> str:
        """Where the numbers come from, such as ``SmolLM2-135M · layer 13 · head 1 · words``."""
        return f"{self.model.name} · layer {self.layer} · head {self.head} · {self.unit}s"

    @property
    def keys(self) -> Floats | tuple[Floats, ...]:
        """Keys: (n, d_head) in tokens; in words a tuple of n arrays (tokens, d_head)."""
        return self._stacks(self.token_keys)

    @property
    def values(self) -> Floats | tuple[Floats, ...]:
        """Values: (n, d_head) in tokens; in words a tuple of n arrays (tokens, d_head)."""
        return self._stacks(self.token_values)

    @cached_property
    def mask(self) -> Bools:
        """Where a query may look, bool (n, n)."""
        n = len(self.labels)
        return sealed(causal_mask(n) if self.model.causal else np.ones((n, n), np.bool_))

    @cached_property
    def scores(self) -> Floats:
        """Scaled scores before the mask, float32 (n, n), ``[query, key]``."""
        return sealed(log_sum_exp(self._token_scores, self._starts))

    @cached_property
    def pattern(self) -> Floats:
        """Attention weights, float32 (n, n), ``[query, key]``; rows sum to 1."""
        return sealed(attention_pattern(self.scores, self.mask))

    @cached_property
    def token_pattern(self) -> Floats:
        """Attention weights of every query over single tokens, float32 (n, p)."""
        mask = np.repeat(self.mask, self.token_counts, axis=1)  # (n, n) -> (n, p)
        return sealed(attention_pattern(self._token_scores, mask))

    @cached_property
    def update(self) -> Floats:
        """What the head adds to the residual stream, float32 (n, d_model)."""
        mixed = self.token_pattern @ self.token_values  # (n, p) @ (p, d_head)
        return sealed(mixed @ self.output_weights)  # (n, d_head) @ (d_head, d_model)

    def seen_values(self, query: int) -> Floats:
        """Value of each position as one query sees it.

        Parameters
        ----------
        query : int
            The position that looks.

        Returns
        -------
        float32 array (n, d_head)
            A word's is the mean of its tokens' values under the query's weights, so that
            ``pattern[query] @ seen_values(query)`` is what the head mixes for that query.
        """
        # The weights inside a word do not depend on the mask, which hides whole words: reading them
        # off the scores gives a value also to words that this query cannot see.
        inside = np.exp(
            self._token_scores[query] - np.repeat(self.scores[query], self.token_counts)
        )
        weighted = inside[:, None] * self.token_values  # (p, d_head)
        seen: Floats = np.add.reduceat(weighted, self._starts, axis=0)  # (n, d_head)
        return sealed(seen)

    @cached_property
    def _token_scores(self) -> Floats:
        return sealed(attention_scores(self.queries, self.token_keys, self.model.scale))  # (n, p)

    @cached_property
    def _starts(self) -> NDArray[np.intp]:
        return np.cumsum((0, *self.token_counts[:-1]), dtype=np.intp)  # (n,)

    def _stacks(self, flat: Floats) -> Floats | tuple[Floats, ...]:
        if self.unit == "token":
            return flat
        return tuple(np.split(flat, self._starts[1:]))
