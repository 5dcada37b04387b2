"""What the terminal can show: its width, its colours, and how wide a text stands in it."""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata
from dataclasses import dataclass
from typing import Literal

Rgb = tuple[int, int, int]
Depth = Literal["none", "256", "true"]

PLAIN_WIDTH = 100  # columns, where nobody says how many there are
RESET = "\x1b[0m"

_JOINER = "\u200d"
_WIDE_VARIANT = "\ufe0f"
# Marks that turn the direction of the whole line: a label must not.
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Terminal:
    """Where a table is printed.

    Attributes
    ----------
    width
        Columns.
    depth
        Colours: "none", "256", or "true" for 24 bits.
    """

    width: int
    depth: Depth

    @classmethod
    def plain(cls) -> Terminal:
        """Describe a text file."""
        return cls(PLAIN_WIDTH, "none")

    @classmethod
    def of_stdout(cls) -> Terminal:
        """Describe the standard output: colour on a terminal only, and not with NO_COLOR set.

        FORCE_COLOR asks for colour in a pipe too, for a pager that can show it.
        """
        width = shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns
        forced = bool(os.environ.get("FORCE_COLOR"))
        term = os.environ.get("TERM", "")
        if os.environ.get("NO_COLOR") or not (sys.stdout.isatty() or forced):
            return cls(width, "none")
        if os.environ.get("COLORTERM") in ("truecolor", "24bit"):
            return cls(width, "true")
        if term in ("", "dumb", "linux") and not forced:
            return cls(width, "none")
        return cls(width, "256")

    def paint(
        self, text: str, ink: Rgb | None = None, ground: Rgb | None = None, bold: bool = False
    ) -> str:
        """Colour a text, if this terminal has colours."""
        if self.depth == "none":
            return text
        codes = ["1"] if bold else []
        for layer, colour in (("38", ink), ("48", ground)):
            if colour is not None:
                codes.append(f"{layer};{self._code(colour)}")
        return f"\x1b[{';'.join(codes)}m{text}{RESET}" if codes else text

    def _code(self, colour: Rgb) -> str:
        if self.depth == "true":
            return "2;" + ";".join(map(str, colour))
        if max(colour) - min(colour) < 24:  # the grey ramp is finer than the colour cube
            grey = round((sum(colour) / 3 - 8) / 10)
            return f"5;{232 + min(max(grey, 0), 23)}"
        red, green, blue = (round(channel / 255 * 5) for channel in colour)
        return f"5;{16 + 36 * red + 6 * green + blue}"


def text_width(text: str) -> int:
    """Count the columns that a text takes: two for Han, Hangul and emoji, none for marks."""
    width, joined, last = 0, False, 0
    for character in text:
        cells = _cells(character)
        if character == _WIDE_VARIANT:  # turns the sign before it into an emoji
            width, last = width + (last == 1), 2
        elif cells and not joined:
            width, last = width + cells, cells
        joined = character == _JOINER
    return width


def _cells(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    if "\u1160" <= character <= "\u11ff" or "\U0001f3fb" <= character <= "\U0001f3ff":
        return 0  # second and third parts of a Hangul syllable, skin tones: in the sign before
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def fit(text: str, width: int) -> str:
    """Cut a text that takes more than `width` columns and end it with an ellipsis."""
    text = _DIRECTION.sub("", text)
    if text_width(text) <= width:
        return text
    kept = ""
    for character in text:
        if text_width(kept + character) > width - 1:
            break
        kept += character
    return kept.rstrip(_JOINER) + "…"


def pad_left(text: str, width: int) -> str:
    """Set a text at the right end of `width` columns."""
    return " " * (width - text_width(text)) + text


def pad_right(text: str, width: int) -> str:
    """Set a text at the left end of `width` columns."""
    return text + " " * (width - text_width(text))
