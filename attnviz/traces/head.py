"""One head of one layer on one sentence, in words or in the model's own tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from attnviz.attention import Bools, Floats, log_sum_exp
from attnviz.catalog.choices import Unit
from attnviz.errors import AttnvizError
from attnviz.traces.parts import has, part
from attnviz.traces.records import ModelInfo, seal, sealed
from attnviz.traces.rule import AttentionRule


@dataclass(frozen=True, eq=False)
class HeadTrace:
    """One head of one layer on one sentence, a position a word or a token.

    A word of a causal model asks with the query of its last token and answers with the keys and
    values of all its tokens. Its score is the log-sum-exp of its tokens' scores, and its value, as
    a query sees it, their mean under that query's weights: softmax over words then gives exactly
    the summed weights of the tokens, and the update is exactly that of the last token.

    A trace may hold only a pattern. Reading what it does not hold then raises an `AttnvizError`
    that says so, as does whatever is computed from it.

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
    token_counts : tuple of int (n,)
        How many tokens each position holds; they sum to p.
    asking : tuple of int (n,)
        The token whose query each position asks with.
    rule : AttentionRule
        How the layer scores, over its p tokens.
    queries : float32 array (n, d_head)
        After the model's own positions.
    token_keys : float32 array (p, d_head)
        Those of every token, in order.
    token_values : float32 array (p, d_value)
        Those of every token, in order.
    output_weights : float32 array (d_value, d_model)
        This head's share of W_O.
    given_pattern : float32 array (n, p) or None
        The weights that the model itself gave, where they are all that is known.
    lacks : mapping of str to str
        What is not there, by the names of `attnviz.traces.parts.PARTS`, with a sentence that says
        so.
    """

    model: ModelInfo
    layer: int
    head: int
    unit: Unit
    labels: tuple[str, ...]
    token_counts: tuple[int, ...]
    asking: tuple[int, ...]
    rule: AttentionRule
    queries: Floats = part("queries")
    token_keys: Floats = part("queries")
    token_values: Floats = part("values")
    output_weights: Floats = part("values")
    given_pattern: Floats | None = None
    lacks: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        n, p, d_head = len(self.labels), sum(self.token_counts), self.model.d_head
        if len(self.token_counts) != n or min(self.token_counts, default=1) < 1:
            raise AttnvizError(f"{n} positions need {n} counts of tokens, each at least 1")
        if len(self.rule.mask) != p or len(self.asking) != n:
            raise AttnvizError(f"{n} positions of {p} tokens need a rule and queries of as many")
        if has(self, "queries"):
            seal(self, "queries", (n, d_head))
            seal(self, "token_keys", (p, d_head))
        if has(self, "token_values"):
            seal(self, "token_values", (p, self.model.d_value))
            seal(self, "output_weights", (self.model.d_value, self.model.d_model))
        if self.given_pattern is not None:
            seal(self, "given_pattern", (n, p))

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
        """Values: (n, d_value) in tokens; in words a tuple of n arrays (tokens, d_value)."""
        return self._stacks(self.token_values)

    @cached_property
    def mask(self) -> Bools:
        """Where a query may look, bool (n, n): at a word if it may look at one of its tokens."""
        mask: Bools = np.logical_or.reduceat(self._token_mask, self._starts, axis=1)
        return sealed(mask)

    @cached_property
    def scores(self) -> Floats:
        """Scaled scores before the mask, float32 (n, n), ``[query, key]``."""
        return sealed(log_sum_exp(self._token_scores, self._starts))

    @cached_property
    def pattern(self) -> Floats:
        """Attention weights, float32 (n, n), ``[query, key]``; rows sum to 1, less with a sink."""
        if self.given_pattern is not None:
            summed: Floats = np.add.reduceat(self.given_pattern, self._starts, axis=1)
            return sealed(summed)
        return sealed(self.rule.pattern(self.scores, self.mask, self.head))

    @cached_property
    def token_pattern(self) -> Floats:
        """Attention weights of every query over single tokens, float32 (n, p)."""
        if self.given_pattern is not None:
            return self.given_pattern
        return sealed(self.rule.pattern(self._token_scores, self._token_mask, self.head))

    @cached_property
    def update(self) -> Floats:
        """What the head adds to the residual stream, float32 (n, d_model)."""
        mixed = self.token_pattern @ self.token_values  # (n, p) @ (p, d_value)
        return sealed(mixed @ self.output_weights)  # (n, d_value) @ (d_value, d_model)

    def seen_values(self, query: int) -> Floats:
        """Value of each position as one query sees it.

        Parameters
        ----------
        query : int
            The position that looks.

        Returns
        -------
        float32 array (n, d_value)
            A word's is the mean of its tokens' values under the query's weights, so that
            ``pattern[query] @ seen_values(query)`` is what the head mixes for that query.
        """
        # The weights inside a word do not depend on which words are hidden: reading them off the
        # scores gives a value also to words that this query cannot see.
        of_words = np.repeat(self.scores[query], self.token_counts)
        inside = np.exp(self._token_scores[query] - of_words)
        weighted = inside[:, None] * self.token_values  # (p, d_value)
        seen: Floats = np.add.reduceat(weighted, self._starts, axis=0)  # (n, d_value)
        return sealed(seen)

    @cached_property
    def _token_mask(self) -> Bools:
        return sealed(self.rule.mask[list(self.asking)])  # (n, p)

    @cached_property
    def _token_scores(self) -> Floats:
        """Scores of single tokens, (n, p); of a word that is seen in part, only what is seen."""
        scores = self.rule.scores(self.queries, self.token_keys, self.head, self.asking)
        in_seen_words = np.repeat(self.mask, self.token_counts, axis=1)  # (n, n) -> (n, p)
        shown: Floats = np.where(in_seen_words & ~self._token_mask, np.float32(-np.inf), scores)
        return sealed(shown)

    @cached_property
    def _starts(self) -> NDArray[np.intp]:
        return np.cumsum((0, *self.token_counts[:-1]), dtype=np.intp)  # (n,)

    def _stacks(self, flat: Floats) -> Floats | tuple[Floats, ...]:
        if self.unit == "token":
            return flat
        return tuple(np.split(flat, self._starts[1:]))
