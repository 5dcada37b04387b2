"""What each key contributes to the length of an update, and the chain that they make in a plane."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attnviz.look import numerals
from attnviz.traces.head import HeadTrace

Doubles = NDArray[np.float64]
# Bounds of "much weight, little push": of the weight, and of its share of the update's length.
_MUCH, _LITTLE, _SHORT = 0.15, 0.25, 0.5


@dataclass(frozen=True, eq=False)
class UpdateChain:
    """One query's update as a chain of weighted values, as it looks in a plane through the update.

    The plane's first axis is the update's own direction, so that the first coordinate of a
    weighted value is exactly what it contributes to the update's length. The second axis is the
    one that keeps most of all weighted values.

    Attributes
    ----------
    query : int
        The position that looks.
    keys : tuple of int (m,)
        The positions that it sees, in the order of the sentence.
    weights : array (m,)
        Attention weights.
    terms : float64 array (m, d_model)
        The weighted values: weight times value times W_O. They sum to the update.
    steps : float64 array (m, 2)
        Each weighted value in the plane. The first column sums to the update's length, the second
        to 0.
    kept : float
        The share of the weighted values' squared lengths that lies in the plane, in [0, 1].
    """

    query: int
    keys: tuple[int, ...]
    weights: Doubles
    terms: Doubles
    steps: Doubles
    kept: float

    @property
    def contributions(self) -> Doubles:
        """What each weighted value contributes to the update's length, (m,)."""
        return self.steps[:, 0]

    @property
    def length(self) -> float:
        """Length of the update."""
        return float(self.steps[:, 0].sum())


@dataclass(frozen=True, eq=False)
class Link:
    """One arrow of a chain that is drawn: a weighted value, or several added up.

    Attributes
    ----------
    keys : tuple of int
        Whose; several stand together as "others".
    weight : float
        Of all of them.
    step : float64 array (2,)
        In the plane of the chain.
    term : float64 array (d_model,)
        The weighted value itself.
    """

    keys: tuple[int, ...]
    weight: float
    step: Doubles
    term: Doubles

    @property
    def contribution(self) -> float:
        """What it contributes to the update's length."""
        return float(self.step[0])


def update_chain(head: HeadTrace, query: int) -> UpdateChain:
    """Split a query's update by key, and look at the parts in the plane that keeps most of them.

    Parameters
    ----------
    head : HeadTrace
        A head.
    query : int
        The position that looks.

    Returns
    -------
    UpdateChain
        Its parts are exact, up to rounding: nothing is left out of the sum.
    """
    keys = np.flatnonzero(head.mask[query])
    weights = np.asarray(head.pattern[query, keys], np.float64)
    output = np.asarray(head.output_weights, np.float64)  # (d_value, d_model)
    mixed = weights[:, None] * np.asarray(head.seen_values(query)[keys], np.float64)
    terms = mixed @ output
    ahead = _direction(terms.sum(axis=0))
    along = terms @ ahead
    # What is left of W_O's rows beside the update spans all sideways steps: there are d_value of
    # them only, so that the best axis costs little however wide the model is.
    triangle = np.linalg.qr((output - np.outer(output @ ahead, ahead)).T)[1]
    sideways = mixed @ triangle.T  # (m, d_value), lengths and angles as in d_model
    aside = sideways @ np.linalg.svd(sideways, full_matrices=False)[2][0]
    if len(keys) == 1:  # it is the update itself: what is beside it is rounding
        aside = np.zeros(1)
    squared = float((terms**2).sum())
    kept = float((along**2 + aside**2).sum()) / squared if squared else 1.0
    return UpdateChain(
        query=query,
        keys=tuple(keys.tolist()),
        weights=weights,
        terms=terms,
        steps=np.stack([along, aside], axis=1),
        kept=min(kept, 1.0),
    )


def chain_links(chain: UpdateChain, most: int, least: float, named: Collection[int]) -> list[Link]:
    """Choose the weighted values that are drawn on their own, and add up the others.

    Parameters
    ----------
    chain : UpdateChain
        All of them.
    most : int
        How many may stand alone, besides those of `named`.
    least : float
        The smallest share of the update's length that a contribution or its opposite has which
        stands alone.
    named : collection of int
        Keys that stand alone in any case.

    Returns
    -------
    list of Link
        The largest contribution first; one of them may stand for several keys. The chain hangs
        below the update where it can.
    """
    sizes = np.abs(chain.contributions)
    large = [
        i for i in np.argsort(-sizes, kind="stable")[:most] if sizes[i] >= least * chain.length
    ]
    alone = {*large, *(i for i, key in enumerate(chain.keys) if key in named)}
    rest = [i for i in range(len(chain.keys)) if i not in alone]
    groups = [[i] for i in sorted(alone)] + ([rest] if rest else [])
    found = [
        Link(
            keys=tuple(chain.keys[i] for i in group),
            weight=float(chain.weights[group].sum()),
            step=chain.steps[group].sum(axis=0),
            term=chain.terms[group].sum(axis=0),
        )
        for group in groups
    ]
    found.sort(key=lambda link: -link.contribution)
    heights = np.cumsum([link.step[1] for link in found])
    if heights.max() > -heights.min():
        mirror = np.array([1.0, -1.0])
        found = [Link(one.keys, one.weight, one.step * mirror, one.term) for one in found]
    return found


def contributions(head: HeadTrace, query: int) -> Doubles:
    """Return what each position contributes to the length of a query's update.

    Returns
    -------
    float64 array (n,)
        They sum to that length; 0 for what the query does not see.
    """
    ahead = _direction(np.asarray(head.update[query], np.float64))
    through = np.asarray(head.output_weights, np.float64) @ ahead  # (d_value,)
    found = head.pattern[query] * (np.asarray(head.seen_values(query), np.float64) @ through)
    parts: Doubles = np.where(head.mask[query], found, 0.0)
    return parts


def most_of_length(chain: UpdateChain) -> int | None:
    """Return the key that contributes most to the update's length; None where print does not tell.

    It contributes more than any other as the contributions are printed, and more than 0.
    """
    if len(chain.keys) < 2:
        return None
    best = int(chain.contributions.argmax())
    written = [numerals.signed(float(value)) for value in chain.contributions]
    if not written[best].startswith("+") or written.count(written[best]) > 1:
        return None
    return chain.keys[best]


def heavy_and_idle(chain: UpdateChain) -> bool:
    """Tell whether the first position holds much of the weight and pushes little.

    It is not the query itself and holds 0.15 or more. Its contribution, forwards or back, is at
    most a quarter of its weight's share of the update's length, and it is itself no longer than
    half of that share: so it does not push sideways either.
    """
    if chain.query == 0 or chain.keys[0] != 0:
        return False
    weight, share = float(chain.weights[0]), float(chain.weights[0]) * chain.length
    little = abs(float(chain.contributions[0])) <= _LITTLE * share
    short = float(np.linalg.norm(chain.terms[0])) <= _SHORT * share
    return weight >= _MUCH and little and short


def _direction(vector: Doubles) -> Doubles:
    """Return a vector of length 1 along another; of one that is 0, itself."""
    length = float(np.linalg.norm(vector))
    found: Doubles = vector / length if length else vector
    return found
