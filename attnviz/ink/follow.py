"""Things that follow a number while it slides from one value to another."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from manim import Mobject, linear

from attnviz.ink.ink import Ink
from attnviz.ink.text import Align
from attnviz.ink.tween import Tween
from attnviz.look.glyphs import set_text
from attnviz.look.style import Voice

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
