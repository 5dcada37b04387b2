"""One query's update taken apart: what each position it looks at adds to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attnviz.attention import Floats
from attnviz.errors import UsageError
from attnviz.traces.head import HeadTrace


@dataclass(frozen=True, eq=False)
class UpdateTerms:
    """The terms whose sum is what a head adds for one query.

    There is a term for each of `keys`, and a last one for all of `rest` together if there are any.

    Attributes
    ----------
    query : int
        The position that looks.
    keys : tuple of int
        Positions that are terms of their own, in the order of the sentence.
    rest : tuple of int
        The other positions that the query may look at.
    weights : float32 array (terms,)
        Attention weights; those of `rest` are added up. They sum to 1.
    values : float32 array (terms, d_head)
        As the query sees them: of several tokens, or of `rest`, the mean under its weights.
    carried : float32 array (terms, d_model)
        The values through W_O.
    terms : float32 array (terms, d_model)
        The same, each times its weight. They sum to `update`.
    update : float32 array (d_model,)
        What the head adds for this query, as in `HeadTrace.update`.
    """

    query: int
    keys: tuple[int, ...]
    rest: tuple[int, ...]
    weights: Floats
    values: Floats
    carried: Floats
    terms: Floats
    update: Floats


def update_terms(head: HeadTrace, query: int, most: int) -> UpdateTerms:
    """Write a query's update as a sum of at most so many terms.

    Parameters
    ----------
    head : HeadTrace
        A head.
    query : int
        The position that looks.
    most : int
        How many terms there may be, at least 2. If the query may look at more positions, the
        heaviest are terms of their own and the others are added up in one.

    Returns
    -------
    UpdateTerms
        Exact, up to the rounding of float32: nothing is left out of the sum.

    Raises
    ------
    UsageError
        When `most` is below 2.
    """
    if most < 2:
        raise UsageError(f"cannot write a sum in {most} terms: give at least 2")
    weights, values = head.pattern[query], head.seen_values(query)
    visible = np.flatnonzero(head.mask[query])
    order = visible[np.argsort(-weights[visible], kind="stable")]
    kept = len(order) if len(order) <= most else most - 1
    keys, rest = np.sort(order[:kept]), np.sort(order[kept:])
    shares, seen = weights[keys], values[keys]
    if len(rest):
        total = weights[rest].sum()
        inside = weights[rest] / total if total > 0 else np.full(len(rest), 1 / len(rest))
        shares = np.append(shares, total)
        seen = np.vstack([seen, inside @ values[rest]])
    carried = seen @ head.output_weights  # (terms, d_head) @ (d_head, d_model)
    return UpdateTerms(
        query=query,
        keys=tuple(keys.tolist()),
        rest=tuple(rest.tolist()),
        weights=shares.astype(np.float32),
        values=seen.astype(np.float32),
        carried=carried.astype(np.float32),
        terms=(shares[:, None] * carried).astype(np.float32),
        update=head.update[query],
    )
