"""What is not looked at steps back: numbers take a quieter colour, marks grow faint.

Numbers stay opaque, so that they can be read as long as their colour can.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import Mobject

from attnviz.ink.motion import fade, recolor
from attnviz.ink.tween import Tween, leaves
from attnviz.look.style import DIM, Theme


def step_back(mobjects: Sequence[Any], theme: Theme) -> list[Tween]:
    """Return the animations that take mobjects out of focus."""
    texts, marks = _parted(mobjects)
    return [recolor(texts, theme.mute), fade(marks, DIM)]


def step_forward(mobjects: Sequence[Any], theme: Theme) -> list[Tween]:
    """Return the animations that put mobjects, numbers in the colour of text, into focus again."""
    texts, marks = _parted(mobjects)
    return [recolor(texts, theme.text), fade(marks, 1.0)]


def _parted(mobjects: Sequence[Any]) -> tuple[list[Mobject], list[Mobject]]:
    every: list[Mobject] = [*leaves(mobjects)]
    texts = [ink for ink in every if getattr(ink, "text", None) is not None]
    return texts, [ink for ink in every if ink not in texts]
