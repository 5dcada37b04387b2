"""Frames of the pattern clip, kept without loss: what the bench and the study of quality encode.

A render hands its encoder the boxes that changed and how long a picture stands. `record` writes
just that to a file, and `replay` puts the same frames together again at next to no cost.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from attnviz import load_model
from attnviz.frames.settings import QUALITIES, FrameSettings
from attnviz.scenes.pattern import AttentionPattern
from attnviz.stage import play
from attnviz.stage.settings import SceneSettings


class Recorder:
    """Stands in for the encoder and writes down what it is given."""

    file: BinaryIO

    def __init__(self, path: Path, frame_settings: FrameSettings, on_frame: object = None) -> None:
        self._whole = [(0, 0, frame_settings.width, frame_settings.height)]

    def mark(self) -> None:
        """Take no notice of sections."""

    def write(self, pixels: Any, repeat: int = 1, rects: Any = None) -> None:
        """Write one picture down."""
        rects = self._whole if rects is None else rects
        patches = [(r, np.array(pixels[r[1] : r[3], r[0] : r[2]])) for r in rects]
        pickle.dump((repeat, patches), self.file, protocol=5)

    def close(self) -> None:
        """Do nothing: the file is the caller's."""

    abort = close


def record(path: Path, quality: str, sentence: str) -> None:
    """Render the pattern clip into a file of changes."""
    width, height, rate = QUALITIES[quality]
    frame_settings = FrameSettings(width, height, rate)
    encoder, play.Encoder = play.Encoder, Recorder  # type: ignore[misc, assignment]
    with path.open("wb") as Recorder.file:
        pickle.dump(frame_settings, Recorder.file)
        trace = load_model().trace(sentence, upto=14)
        play.render_clip(AttentionPattern, trace, SceneSettings(), frame_settings, path)
    play.Encoder = encoder  # type: ignore[misc]


def replay(path: Path) -> Iterator[Any]:
    """Yield the picture's settings, then every frame, (height, width, 4), RGBA, held ones too."""
    with path.open("rb") as file:
        frame_settings = pickle.load(file)
        yield frame_settings
        pixels = np.zeros((frame_settings.height, frame_settings.width, 4), np.uint8)
        while True:
            try:
                repeat, patches = pickle.load(file)
            except EOFError:
                return
            for (left, top, right, bottom), patch in patches:
                pixels[top:bottom, left:right] = patch
            for _ in range(repeat):
                yield pixels
