"""How far one head's update moves the vectors of a sentence, and by what angle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attnviz.attention import Bools, Floats
from attnviz.traces.head import HeadTrace
from attnviz.traces.trace import Trace

_FAR = 10  # times the median length: such vectors stand apart from all others


@dataclass(frozen=True, eq=False)
class ResidualUpdates:
    """What each position's vector is when it enters a layer, and what one head adds to it.

    Attributes
    ----------
    before : float32 array (n, d_model)
        E: the residual stream entering the layer, of a word that of its last token.
    update : float32 array (n, d_model)
        ΔE: what this head alone adds.
    after : float32 array (n, d_model)
        E′ = E + ΔE. The layer's other heads, and all that follows, are not in it.
    apart : bool array (n,)
        Positions whose vector is more than 10 times as long as the median: in many models the
        first, where attention that is not needed elsewhere goes.
    """

    before: Floats
    update: Floats
    after: Floats
    apart: Bools

    @property
    def lengths(self) -> Floats:
        """Length of each vector before, (n,)."""
        return _lengths(self.before)

    @property
    def steps(self) -> Floats:
        """Length of each update, (n,)."""
        return _lengths(self.update)

    @property
    def shares(self) -> Floats:
        """Length of each update over that of its vector, (n,)."""
        shares: Floats = self.steps / self.lengths
        return shares


def residual_updates(trace: Trace, head: HeadTrace) -> ResidualUpdates:
    """Put a head's updates beside the vectors that they are added to.

    Parameters
    ----------
    trace : Trace
        The sentence's trace.
    head : HeadTrace
        One of its heads, in words or tokens.

    Returns
    -------
    ResidualUpdates
        One row a position.
    """
    before = trace.residual[head.layer][list(trace.asking(head.unit))]  # (n, d_model)
    lengths = _lengths(before)
    return ResidualUpdates(
        before, head.update, before + head.update, lengths > _FAR * np.median(lengths)
    )


def update_plane(updates: ResidualUpdates, query: int) -> Floats:
    """Place a word's vector before and after in the one plane that holds both.

    Parameters
    ----------
    updates : ResidualUpdates
        The vectors.
    query : int
        The word that moves.

    Returns
    -------
    float64 array (2, 2)
        E and E′. E lies along the first axis; lengths and the angle between them are true.
    """
    before, update = (np.asarray(v[query], np.float64) for v in (updates.before, updates.update))
    length = float(np.linalg.norm(before))
    along = float(update @ before) / length
    across = float(np.linalg.norm(update - along * before / length))
    return np.array([[length, 0.0], [length + along, across]])


def _lengths(vectors: Floats) -> Floats:
    lengths: Floats = np.linalg.norm(vectors, axis=1)
    return lengths
