"""Colours as numbers, and mixtures of two."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def rgb(color: str) -> npt.NDArray[np.float64]:
    """Return ``#rrggbb`` as three numbers in [0, 1]."""
    return np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])


def blend(low: str, high: str, share: float) -> str:
    """Mix two colours ``#rrggbb``: 0 is all `low`, 1 is all `high`."""
    mixed = rgb(low) + (rgb(high) - rgb(low)) * min(max(share, 0.0), 1.0)
    return "#" + "".join(f"{round(c * 255):02X}" for c in mixed)
