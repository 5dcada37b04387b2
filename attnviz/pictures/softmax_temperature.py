"""A number that is turned: its track, its knob, and pictures that follow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from manim import VGroup

from attnviz.ink.follow import rewrite
from attnviz.ink.ink import CIRCLE, Ink, line
from attnviz.ink.text import Line, Run, label, line_width
from attnviz.look import numerals
from attnviz.look.style import RULE_STROKE, XS, M, Theme

_KNOB, _TICK = 0.085, 0.06  # scene units


@dataclass
class Slider:
    """A temperature's track with its ticks, its knob, and its value as a number."""

    track: VGroup
    knob: Ink
    value: Ink
    ends: tuple[float, float]  # of the track, scene units
    range: tuple[float, float]  # of the number

    def everything(self) -> list[Any]:
        """Return all parts."""
        return [self.track, self.knob, self.value]

    def show(self, number: float) -> None:
        """Put the knob where the number stands, and write it."""
        (left, right), (low, high) = self.ends, self.range
        self.knob.place[0] = left + (right - left) * (number - low) / (high - low)
        spot = float(self.value.place[0]), float(self.value.place[1])
        rewrite(self.value, numerals.positive(number), spot, voice="sans-bold")


def slider(
    letter: str, ticks: Sequence[float], start: float, box: tuple[float, float, float], theme: Theme
) -> Slider:
    """Draw a slider.

    Parameters
    ----------
    letter
        The number's symbol.
    ticks
        Values marked on the track, rising; the first and the last are its ends.
    start
        The value to begin with.
    box
        Left, right and the baseline of the number, in scene units.
    """
    left, right, base = box
    runs = [Run(letter, theme.text, "italic"), Run(" = ", theme.mute, "sans")]
    name = Line(runs, M, (left, base))
    x = left + line_width(runs, M)
    value = label(numerals.positive(start), theme.text, M, (x, base), "left", "sans-bold")
    y = base + 0.11
    ends = x + 1.02, right - 0.16  # room for the number, and for half of the last tick's
    track = VGroup(name, line(theme.line, (ends[0], y), (ends[1], y), width=RULE_STROKE))
    for tick in ticks:
        at = ends[0] + (ends[1] - ends[0]) * (tick - ticks[0]) / (ticks[-1] - ticks[0])
        track.add(line(theme.line, (at, y - _TICK), (at, y + _TICK), width=RULE_STROKE))
        spot = at, y - 0.14 - 0.72 * XS
        track.add(label(numerals.positive(tick), theme.mute, XS, spot, "center", "sans"))
    made = Slider(
        track, Ink(CIRCLE, theme.text, (ends[0], y), _KNOB), value, ends, (ticks[0], ticks[-1])
    )
    made.show(start)
    return made
