"""The normalisation that stands before a layer's matrices, as a record that can be called."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attnviz.attention import Floats
from attnviz.traces.records import seal


def rms_norm(x: Floats, gain: Floats, epsilon: float) -> Floats:
    """Divide each vector by its root mean square, then stretch it.

    Zhang and Sennrich 2019, "Root Mean Square Layer Normalization".

    Parameters
    ----------
    x : float32 array (..., d_model)
        Vectors.
    gain : float32 array (d_model,)
        The stretch.
    epsilon : float
        Added to the mean square.

    Returns
    -------
    float32 array (..., d_model)
        Vectors of length near sqrt(d_model), before the stretch.
    """
    mean_square = np.mean(x * x, axis=-1, keepdims=True)
    normed: Floats = x / np.sqrt(mean_square + np.float32(epsilon)) * gain
    return normed


@dataclass(frozen=True, eq=False)
class RMSNorm:
    """`rms_norm` with what a model has learned for one place.

    Attributes
    ----------
    gain : float32 array (d_model,)
        The stretch.
    epsilon : float
        Added to the mean square.
    """

    gain: Floats
    epsilon: float

    def __post_init__(self) -> None:
        seal(self, "gain", (len(self.gain),))

    def __call__(self, x: Floats) -> Floats:
        """Normalise vectors, float32 (..., d_model)."""
        return rms_norm(x, self.gain, self.epsilon)
