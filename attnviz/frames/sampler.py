"""Frames kept as pictures at even intervals, where an encoder would take all of them."""

from __future__ import annotations

import numpy as np

from attnviz.frames.encoder import Frame, Rect


class Sampler:
    """Keeps the first of every so many frames of a scene.

    Parameters
    ----------
    step
        How many frames lie between those that are kept.

    Attributes
    ----------
    kept
        Number and picture, (height, width, 4) RGBA, of each frame that was kept.
    """

    def __init__(self, step: int) -> None:
        self._step, self._next = step, 0
        self.kept: list[tuple[int, Frame]] = []

    def mark(self) -> None:
        """Note nothing: a section begins."""

    def write(self, pixels: Frame, repeat: int = 1, rects: list[Rect] | None = None) -> None:
        """Take one picture that is shown for `repeat` frames."""
        held = range(self._next, self._next + repeat)
        wanted = [frame for frame in held if frame % self._step == 0]
        if wanted:
            picture = np.array(pixels)
            self.kept += [(frame, picture) for frame in wanted]
        self._next += repeat
