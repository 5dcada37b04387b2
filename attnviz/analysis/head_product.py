"""What one of a head's matrices makes of each token, before and after its position turns it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from attnviz.attention import Floats
from attnviz.catalog.choices import Unit
from attnviz.traces.trace import Trace

_TURNED = 1e-4  # by which a number that a position turns differs at least
_SAME_LENGTH = 1e-3  # share by which a pair's length may differ before and after


@dataclass(frozen=True, eq=False)
class HeadProduct:
    """Queries or keys of one head, with all that they are made of.

    Attributes
    ----------
    matrix : float32 array (d_head, d_model)
        W_Q or W_K.
    bias : float32 array (d_head,)
        Added after it.
    inputs : float32 array (p, d_model)
        What it multiplies, one a token: in most models the normalised residual stream.
    before, after : float32 array (p, d_head)
        What it makes, before and after positions are mixed in.
    asking : tuple of int (n,)
        The token that stands for each position.
    token_counts : tuple of int (n,)
        How many tokens each position holds.
    one_each : bool
        Whether a position has one vector, that of `asking`: a query. It has one a token else.
    """

    matrix: Floats
    bias: Floats
    inputs: Floats
    before: Floats
    after: Floats
    asking: tuple[int, ...]
    token_counts: tuple[int, ...]
    one_each: bool

    @property
    def turned(self) -> bool:
        """Whether positions turn the vectors: pairs of numbers, none of which changes its length.

        It is false where they change nothing.
        """
        if np.allclose(self.before, self.after, atol=_TURNED) or self.before.shape[1] % 2:
            return False
        old, new = (np.linalg.norm(v.reshape(len(v), -1, 2), axis=2) for v in self._both())
        return bool(np.allclose(old, new, rtol=_SAME_LENGTH, atol=_TURNED * 10))

    def angles(self) -> Floats:
        """Return by how much each pair of numbers is turned, (p, d_head / 2), in radians.

        From one token to the next the angle grows by less than half a turn, so that whole turns
        are counted, too.
        """
        old, new = (v.reshape(len(v), -1, 2) for v in self._both())
        turns = np.arctan2(new[..., 1], new[..., 0]) - np.arctan2(old[..., 1], old[..., 0])
        turns[0] = (turns[0] + np.pi) % (2 * np.pi) - np.pi
        counted: Floats = np.unwrap(turns, axis=0)
        return counted

    def turned_by(self, share: float) -> Floats:
        """Return the vectors turned by a share of their angles, (p, d_head), `after` at 1."""
        if share >= 1:
            return self.after
        old, turns = self._both()[0].reshape(len(self.before), -1, 2), self.angles() * share
        cosine, sine = np.cos(turns), np.sin(turns)
        x, y = old[..., 0], old[..., 1]
        pairs = np.stack([cosine * x - sine * y, sine * x + cosine * y], axis=2)
        return pairs.reshape(self.before.shape)

    def stacks(self, vectors: Floats) -> list[Floats]:
        """Part vectors of all tokens, (p, d_head), into one array (tokens, d_head) a position."""
        if self.one_each:
            return list(vectors[list(self.asking)][:, None])
        return list(np.split(vectors, np.cumsum(self.token_counts)[:-1]))

    def entered(self) -> list[Floats]:
        """Return what goes in, one array (tokens, d_model) a position."""
        return list(np.split(self.inputs, np.cumsum(self.token_counts)[:-1]))

    def _both(self) -> tuple[Floats, Floats]:
        return np.asarray(self.before, np.float64), np.asarray(self.after, np.float64)


def head_product(
    trace: Trace, layer: int, head: int, unit: Unit, letter: Literal["q", "k"]
) -> HeadProduct:
    """Read what a head makes its queries or its keys of.

    Parameters
    ----------
    trace : Trace
        The sentence's.
    layer, head : int
        Which head, counted from zero.
    unit : "word" or "token"
        What a position stands for.
    letter : "q" or "k"
        Queries or keys.

    Returns
    -------
    HeadProduct
        Of every position.
    """
    made, seen = trace.weights(layer, head), trace.head(layer, head, unit)
    asks = letter == "q"
    return HeadProduct(
        made.query if asks else made.key,
        made.query_bias if asks else made.key_bias,
        made.inputs,
        made.queries_before if asks else made.keys_before,
        trace.head(layer, head, "token").queries if asks else seen.token_keys,
        trace.asking(unit), seen.token_counts, asks,
    )  # fmt: skip
