"""The look: colours by role, sizes of type, strokes, and the time things take.

Colours have roles and never drift. Dots, weights and bars take the colour of text; role colours
belong to words, symbols, brackets and vectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal[
    "text", "mute", "fade", "line", "hair", "query", "key", "value", "output", "embedding",
    "accent", "plus", "minus", "ground",
]  # fmt: skip


Voice = Literal["serif", "serif-bold", "italic", "sans", "sans-bold"]


@dataclass(frozen=True)
class FontFile:
    """A face that a theme gives a voice: one of those in a file, from 0."""

    path: str
    index: int = 0


@dataclass(frozen=True)
class Theme:
    """Colours by role, as ``#rrggbb``, and faces of its own.

    Attributes
    ----------
    name
        What sidecars call it.
    voices
        The voices that speak in a face of the theme's, sorted; others keep the install's.
    """

    name: str
    ground: str
    text: str
    mute: str
    fade: str
    line: str
    hair: str
    query: str
    key: str
    value: str
    output: str
    embedding: str
    accent: str
    plus: str
    minus: str
    voices: tuple[tuple[Voice, FontFile], ...] = ()

    def color(self, role: Role) -> str:
        """Return the colour that a role has in this theme."""
        found: str = getattr(self, role)
        return found


DARK = Theme(
    name="dark", ground="#11131F", text="#F1ECE1", mute="#9A9DB0", fade="#7E8194",
    line="#5F647B", hair="#2A2D3E", query="#FFB01F", key="#12A096", value="#F05A36",
    output="#A673F5", embedding="#BCC1D1", accent="#B2FCB0", plus="#6FA8FF", minus="#F07AA8",
)  # fmt: skip
LIGHT = Theme(
    name="light", ground="#F8F4EA", text="#1B1D2A", mute="#5F6374", fade="#6C6F7E",
    line="#8F8A7D", hair="#DFD9CB", query="#9D5D21", key="#077367", value="#910334",
    output="#480E7C", embedding="#464E62", accent="#1A4400", plus="#1F5FC4", minus="#B8306B",
)  # fmt: skip
THEMES = {theme.name: theme for theme in (DARK, LIGHT)}

# Type, in scene units to the em; 1 unit is 90 px at 720p. XS is 12 px at 480p: nothing is smaller.
XS, S, M, L, XL = 0.20, 0.25, 0.32, 0.44, 0.64
SMALLEST = XS

# Strokes, in manim's units (hundredths of a scene unit).
GRID_STROKE, RULE_STROKE, BRACKET_STROKE, FOCUS_STROKE = 1.1, 1.4, 1.8, 2.2

DIM = 0.42  # the opacity of dots out of focus

# Seconds at pace 1.
APPEAR, GRID_IN, TRAVEL, COLLAPSE, FOCUS = 0.35, 0.6, 0.8, 0.8, 0.35
HOLD, LAST_HOLD = 0.6, 2.0
SECONDS_PER_WORD, CAPTION_SHORTEST, CAPTION_LONGEST = 0.28, 1.2, 3.0


def reading_time(words: int) -> float:
    """Return how many seconds a caption of so many words stays readable, at pace 1."""
    return min(max(SECONDS_PER_WORD * words, CAPTION_SHORTEST), CAPTION_LONGEST)
