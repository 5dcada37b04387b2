"""A number that is turned: its track, its knob, and pictures that follow it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from manim import Mobject, VGroup, linear

from attnviz.ink.ink import CIRCLE, Ink, line
from attnviz.ink.text import Align, Line, Run, label, line_width
from attnviz.ink.tween import Tween
from attnviz.look import numerals
from attnviz.look.glyphs import set_text
from attnviz.look.style import RULE_STROKE, XS, M, Theme, Voice

_KNOB, _TICK = 0.085, 0.06  # scene units
_SHARE = {"left": 0.0, "center": 0.5, "right": 1.0}


class Follow(Tween):
    """Lets a picture follow a number that runs evenly from one value to another.

    Parameters
    ----------
    inks
        What changes.
    update
        Called with the number in every frame; it sets the Inks.
    start, stop
        The number's first and last value.
    run_time
        Seconds at pace 1.
    """

    def __init__(
        self, inks: Sequence[Mobject], update: Callable[[float], None], start: float, stop: float,
        run_time: float,
    ) -> None:  # fmt: skip
        self._update, self._start, self._stop = update, start, stop
        super().__init__(inks, run_time=run_time, rate_func=linear)

    def interpolate_mobject(self, alpha: float) -> None:
        """Set the picture for a share `alpha` of the whole time."""
        # Whole at the end: rounding must not leave 0.9999999 where 1 is meant.
        now = self._start + (self._stop - self._start) * alpha if alpha < 1 else self._stop
        self._update(now)


def rewrite(
    ink: Ink, text: str, at: tuple[float, float], align: Align = "left", voice: Voice = "sans"
) -> None:
    """Let a text say something else, in its size and colour, at a point on the baseline."""
    outline = set_text(text, voice)
    ink.redraw(outline.points, text)
    ink.place[:2] = at[0] - _SHARE[align] * outline.advance * ink.em, at[1]


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
