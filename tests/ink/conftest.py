"""A scene that draws nothing, for what plays."""

import pytest
from manim import Scene, tempconfig

QUIET = {
    "dry_run": True, "disable_caching": True, "progress_bar": "none", "verbosity": "ERROR",
    "pixel_width": 128, "pixel_height": 72, "frame_rate": 10,
}  # fmt: skip


@pytest.fixture
def scene():
    """A scene that is played without a camera."""
    with tempconfig(QUIET):
        yield Scene()
