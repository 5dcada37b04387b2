"""What slides of every kind are made from: clips cut into steps, which play and then hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from attnviz.look.style import Theme

#: What a step is: a beat of a scene, or all of it.
Per = Literal["beat", "scene"]

_PAGE = 540.0  # points, 7.5 inches


@dataclass(frozen=True)
class Step:
    """One step of a talk: a video that plays when it is entered and holds its last frame.

    Attributes
    ----------
    scene, title
        The scene's slug, and its title.
    beat
        The beat's name; the scene's slug where a step is a whole scene.
    caption
        What it says, as plain text; the captions of a whole scene one a line.
    video
        An MP4 of this step's frames and no others.
    first, last
        PNGs of its first frame and of the one that it holds.
    frames
        How long it is.
    """

    scene: str
    title: str
    beat: str
    caption: str
    video: Path
    first: Path
    last: Path
    frames: int


@dataclass(frozen=True)
class Deck:
    """Steps in order, all of one size and rate.

    Attributes
    ----------
    sentence, source
        What is explained, and where its numbers come from, as the footer says.
    language
        Of the captions, such as ``en``.
    width, height, fps
        Of every video.
    theme
        Its colours.
    steps
        At least one.
    name
        Of the file or folder that it is written to.
    """

    sentence: str
    source: str
    language: str
    width: int
    height: int
    fps: float
    theme: Theme
    steps: tuple[Step, ...]
    name: str = "slides"


def page_size(width: int, height: int) -> tuple[float, float]:
    """Return the size of a printed step, in points: a wide slide's height on its shorter side."""
    scale = _PAGE / min(width, height)
    return width * scale, height * scale
