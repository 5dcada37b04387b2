"""Normalisation by the root mean square."""

import numpy as np

from attnviz.traces.norm import rms_norm


def test_rms_norm() -> None:
    x = np.array([[3, 4], [0, 0]], np.float32)
    normed = rms_norm(x, np.array([1, 2], np.float32), 0.0 + 1e-12)
    root = np.sqrt(12.5)
    np.testing.assert_allclose(normed, [[3 / root, 8 / root], [0, 0]], rtol=1e-6)
