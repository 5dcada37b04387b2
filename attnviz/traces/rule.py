r"""How one layer scores, as a record: nothing above it asks what kind of model it was.

.. math:: s_{qk} = c\,\tanh(\sigma\, q \cdot k / c) + b_{qk}

with the scale :math:`\sigma`, and where a model has them the soft cap :math:`c` and the bias
:math:`b`. Softmax then runs over the keys that the mask lets through and, where there is one, the
head's sink. Most models have a scale and a mask and nothing else: what is absent is None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from attnviz.attention import Bools, Floats, attention_pattern, attention_scores, causal_mask
from attnviz.errors import AttnvizError
from attnviz.traces.records import seal, sealed

_EQUAL = 1e-5  # by which a weight that a model gave may differ from what its rule comes to


@dataclass(frozen=True, eq=False)
class AttentionRule:
    """How one layer turns queries and keys of n tokens into weights.

    Attributes
    ----------
    scale : float
        The factor on every dot product of query and key, most often 1 / sqrt(d_head).
    mask : bool array (n, n)
        True where a token may look at a token, ``[query, key]``; each sees one at least.
    softcap : float or None
        What no score exceeds, in either direction (Gemma Team 2024, "Gemma 2", section 2).
    bias : float32 array (n_heads, n, n) or None
        Added to scores after the cap, such as T5's by distance (Raffel et al. 2020).
    sinks : float32 array (n_heads,) or None
        A score beside those of the keys whose weight goes nowhere: rows of a pattern sum to less
        than 1.
    window : int or None
        How many tokens a query sees, itself the last; None where the mask has no such bound.
    """

    scale: float
    mask: Bools
    softcap: float | None = None
    bias: Floats | None = None
    sinks: Floats | None = None
    window: int | None = None

    def __post_init__(self) -> None:
        mask = np.asarray(self.mask, np.bool_)
        n = len(mask)
        if mask.shape != (n, n) or not n or not mask.any(axis=1).all():
            raise AttnvizError(
                f"AttentionRule.mask has shape {mask.shape}: it needs a row and a column a token, "
                "and lets each look at one at least"
            )
        object.__setattr__(self, "mask", sealed(mask.view()))
        if self.bias is not None:
            seal(self, "bias", (len(self.bias), n, n))
        if self.sinks is not None:
            seal(self, "sinks", (len(self.sinks),))

    @classmethod
    def causal(cls, n: int, scale: float, window: int | None = None) -> AttentionRule:
        """Make the rule of a model that reads from left to right.

        Parameters
        ----------
        n : int
            Number of tokens.
        scale : float
            The factor on dot products.
        window : int, optional
            How many tokens a query sees, itself the last; all before it when left out.

        Returns
        -------
        AttentionRule
            The rule.
        """
        mask = causal_mask(n)
        return cls(scale, mask if window is None else np.triu(mask, 1 - window), window=window)

    @classmethod
    def both_ways(cls, n: int, scale: float) -> AttentionRule:
        """Make the rule of a model in which every token sees every other."""
        return cls(scale, np.ones((n, n), np.bool_))

    @cached_property
    def looks_ahead(self) -> bool:
        """Whether some token sees a later one."""
        return bool(np.triu(self.mask, 1).any())

    @property
    def is_plain(self) -> bool:
        """Whether scores are nothing but scaled products."""
        return self.softcap is None and self.bias is None

    def scores(self, queries: Floats, keys: Floats, head: int, asking: Sequence[int]) -> Floats:
        """Score keys, before any mask.

        Parameters
        ----------
        queries : float32 array (n, d_head)
            Of some tokens.
        keys : float32 array (p, d_head)
            Of every token.
        head : int
            Whose bias is added.
        asking : sequence of int (n,)
            Which tokens the queries are of.

        Returns
        -------
        float32 array (n, p)
            ``[query, key]``.
        """
        scores: Floats = attention_scores(queries, keys, self.scale)
        if self.softcap is not None:
            cap = np.float32(self.softcap)
            scores = cap * np.tanh(scores / cap)
        if self.bias is not None:
            scores = scores + self.bias[head][list(asking)]
        return scores

    def pattern(self, scores: Floats, mask: Bools, head: int) -> Floats:
        """Turn a head's scores into weights.

        Parameters
        ----------
        scores : float32 array (n, m)
            Of tokens, or merged into words.
        mask : bool array (n, m)
            Where a query may look.
        head : int
            Whose sink takes part.

        Returns
        -------
        float32 array (n, m)
            The weights.
        """
        sink = None if self.sinks is None else float(self.sinks[head])
        pattern: Floats = attention_pattern(scores, mask, sink=sink)
        return pattern

    def check_given(self, given: Floats, queries: Floats, keys: Floats, where: str) -> None:
        """See that patterns that a model gave are what this rule makes of its queries and keys.

        Parameters
        ----------
        given : float32 array (n_heads, n, n)
            Weights over tokens.
        queries, keys : float32 array (n_heads, n, d_head)
            Of every head.
        where : str
            The layer, for the error.

        Raises
        ------
        AttnvizError
            When a weight differs by more than 1e-5.
        """
        every = range(len(self.mask))
        for head, (own, theirs) in enumerate(zip(queries, keys, strict=True)):
            made = self.pattern(self.scores(own, theirs, head, every), self.mask, head)
            if np.abs(made - given[head]).max() > _EQUAL:
                raise AttnvizError(
                    f"the pattern given for {where}, head {head} is not that of its queries, keys "
                    "and rule"
                )
