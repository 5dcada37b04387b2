"""Where one query meets the keys that it may look at: their dot products, before any scaling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from attnviz.analysis.in_print import highest, lowest
from attnviz.attention import Floats, log_sum_exp
from attnviz.look import numerals
from attnviz.traces.head import HeadTrace
from attnviz.traces.records import sealed


@dataclass(frozen=True, eq=False)
class DotProducts:
    """The dot products of one query with the keys that it may look at.

    Attributes
    ----------
    query : int
        The position that looks.
    length : int
        Of queries and keys: how many products a dot product adds up.
    visible : tuple of int (v,)
        Positions that the query may look at.
    tokens : tuple of int (v,)
        Their tokens: of several, the one with the largest dot product.
    products : float32 array (v,)
        Of the query and those tokens' keys, as the scores use them but before scaling.
    merged : float32 array (v,)
        What each word's tokens come to together: the product of which the scale makes the log-sum-
        exp of their scores. Of a single token it is its product.
    """

    query: int
    length: int
    visible: tuple[int, ...]
    tokens: tuple[int, ...]
    products: Floats
    merged: Floats

    @property
    def best(self) -> int | None:
        """Which of `visible` has the largest dot product; None where two print alike, or one is.

        None as well where another word's tokens come to more together.
        """
        found = highest(self.products, numerals.signed)
        return found if found == highest(self.merged, numerals.signed) else None

    @property
    def worst(self) -> int | None:
        """Which of `visible` has the smallest dot product; None where two print alike."""
        found = lowest(self.products, numerals.signed)
        return found if found == lowest(self.merged, numerals.signed) else None

    def in_word(self, token_counts: Sequence[int]) -> list[tuple[int, int]]:
        """Return which of its word's tokens each of `tokens` is, from 0, and of how many.

        Parameters
        ----------
        token_counts : sequence of int (n,)
            How many tokens each position holds.

        Returns
        -------
        list of (int, int) (v,)
            The token's place in its word, and the word's number of tokens.
        """
        starts = np.cumsum((0, *token_counts))
        pairs = zip(self.visible, self.tokens, strict=True)
        return [(token - int(starts[i]), token_counts[i]) for i, token in pairs]


def dot_products(head: HeadTrace, query: int) -> DotProducts:
    """Let one query meet the keys that it may look at.

    Parameters
    ----------
    head : HeadTrace
        A head.
    query : int
        The position that looks.

    Returns
    -------
    DotProducts
        Of query and keys after positions were mixed in; what the mask hides takes no part.
    """
    products = head.token_keys @ head.queries[query]  # (p, d_head) @ (d_head,)
    starts = np.cumsum((0, *head.token_counts))
    visible = [int(i) for i in np.flatnonzero(head.mask[query])]
    tokens = [int(starts[i] + products[starts[i] : starts[i + 1]].argmax()) for i in visible]
    merged = log_sum_exp(products * head.rule.scale, starts[:-1]) / head.rule.scale
    return DotProducts(
        query=query, length=head.model.d_head, visible=tuple(visible), tokens=tuple(tokens),
        products=sealed(products[tokens]), merged=sealed(merged[visible]),
    )  # fmt: skip
