"""Names that flags take, each set of them once. Nothing here imports numpy: `--help` asks."""

from __future__ import annotations

from typing import Literal

#: What can be done with captions: nothing, a subtitle file beside the clip, or drawing them in.
CAPTIONS = ("none", "srt", "vtt", "burn")

Unit = Literal["word", "token"]
"""What a position of a pattern stands for."""

UNITS: tuple[Unit, ...] = ("word", "token")

GridStep = Literal["scores", "masked", "pattern"]
"""How far the scores have come: as they are, with the mask, after the softmax."""

GRID_STEPS: tuple[GridStep, ...] = ("scores", "masked", "pattern")

Paper = Literal["a4", "letter"]
"""A printed page."""

#: Width and height in points, 72 to the inch.
PAPERS: dict[Paper, tuple[float, float]] = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}
