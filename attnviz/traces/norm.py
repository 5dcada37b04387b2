"""The normalisation that stands before every matrix of a Llama model."""

from __future__ import annotations

import numpy as np

from attnviz.attention import Floats


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
