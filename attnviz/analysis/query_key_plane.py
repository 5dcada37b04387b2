"""Where one query meets the keys: dot products, and a plane to look at them in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attnviz.analysis.vectors import Plane
from attnviz.attention import Floats
from attnviz.traces.head import HeadTrace
from attnviz.traces.records import sealed

_LITTLE = 0.5  # of the variance


@dataclass(frozen=True, eq=False)
class QueryKeyPlane:
    """A query, the keys that it may look at, and all queries and keys seen in one plane.

    The plane goes through the origin and holds the query itself, so that a key's shadow on the
    query, times the query's length, is their dot product in all dimensions: for this query nothing
    is lost. Of all such planes it is the one that keeps the most variance of queries and keys.

    Attributes
    ----------
    query : int
        The position that looks.
    dimensions : int
        Of queries and keys.
    queries : float32 array (n, 2)
        Of every position, in the plane; the first axis points along the query.
    keys : float32 array (p, 2)
        Of every token.
    kept : float
        Share of the variance of queries and keys that the plane keeps.
    visible : tuple of int (v,)
        Positions that the query may look at.
    tokens : tuple of int (v,)
        Their tokens: of several, the one with the largest dot product.
    products : float32 array (v,)
        Dot products of the query and those tokens' keys, in all dimensions, before scaling.
    """

    query: int
    dimensions: int
    queries: Floats
    keys: Floats
    kept: float
    visible: tuple[int, ...]
    tokens: tuple[int, ...]
    products: Floats

    @property
    def best(self) -> int:
        """Which of `visible` has the largest dot product."""
        return int(self.products.argmax())

    @property
    def worst(self) -> int:
        """Which of `visible` has the smallest dot product."""
        return int(self.products.argmin())

    @property
    def misleads(self) -> bool:
        """Whether the plane shows another order of the keys, or keeps less than half."""
        seen = self.keys[list(self.tokens)] @ self.queries[self.query]
        near = 1e-4 * float(np.abs(seen).max())
        order = seen[self.best] >= seen.max() - near and seen[self.worst] <= seen.min() + near
        return not order or self.kept < _LITTLE


def query_key_plane(head: HeadTrace, query: int) -> QueryKeyPlane:
    """Let one query meet the keys that it may look at.

    Parameters
    ----------
    head : HeadTrace
        A head.
    query : int
        The position that looks.

    Returns
    -------
    QueryKeyPlane
        With queries and keys after positions were mixed in, as the scores use them.
    """
    products = head.token_keys @ head.queries[query]  # (p, d_head) @ (d_head,)
    starts = np.cumsum((0, *head.token_counts))
    visible = [int(i) for i in np.flatnonzero(head.mask[query])]
    tokens = [int(starts[i] + products[starts[i] : starts[i + 1]].argmax()) for i in visible]
    axes, kept = _plane(np.concatenate([head.queries, head.token_keys]), head.queries[query])
    return QueryKeyPlane(
        query=query,
        dimensions=head.model.d_head,
        queries=sealed(head.queries @ axes.T),
        keys=sealed(head.token_keys @ axes.T),
        kept=kept,
        visible=tuple(visible),
        tokens=tuple(tokens),
        products=sealed(products[tokens]),
    )


def _plane(vectors: Floats, held: Floats) -> tuple[Floats, float]:
    """Return two axes (2, d), the first along `held`, and the share of variance they keep."""
    first = held / max(float(np.linalg.norm(held)), 1e-12)
    spread = vectors - vectors.mean(axis=0)
    beside = spread - np.outer(spread @ first, first)
    second = Plane.fit(beside, center=False).axes[0]
    # Its sign is free: upwards is where the vectors are.
    second = second * (1.0 if float((vectors @ second).sum()) >= 0 else -1.0)
    axes = np.stack([first, second]).astype(np.float32)
    whole = float((spread**2).sum())
    kept = float(((spread @ axes.T) ** 2).sum()) / whole if whole > 0 else 1.0
    return axes, min(kept, 1.0)
