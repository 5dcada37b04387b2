"""The deck's faces inside a page, each cut down to the letters that the page can show."""

from __future__ import annotations

import base64
from collections.abc import Iterable

import uharfbuzz as hb

from attnviz.look.fonts import Face, runs, speaking, voice_face
from attnviz.look.style import Theme, Voice

# Which faces the page speaks in: family, weight, slant.
_FACES: dict[Voice, tuple[str, str, str]] = {
    "sans": ("Deck Sans", "400", "normal"),
    "sans-bold": ("Deck Sans", "600", "normal"),
    "serif": ("Deck Serif", "400", "normal"),
    "italic": ("Deck Serif", "400", "italic"),
}
_PAGE = {*range(0x20, 0x7F), *map(ord, "·←↑→↓+")}  # what the page itself says


def font_rules(theme: Theme, texts: Iterable[str]) -> str:
    """Return CSS that brings a theme's voices as ``var(--sans)`` and ``var(--serif)``.

    What they cannot draw, such as Hangul, is drawn by the faces that the clips fall back on.

    Parameters
    ----------
    texts
        What the page says of the deck.
    """
    texts = list(texts)
    letters = _PAGE | set(map(ord, "".join(texts)))
    with speaking(theme):
        rules = [_rule(voice_face(voice), letters, *names) for voice, names in _FACES.items()]
        others = _others(texts)
    rules += [_rule(face, found, f"Deck {i}", "100 900") for i, (face, found) in enumerate(others)]
    behind = "".join(f',"Deck {i}"' for i in range(len(others)))
    return "\n".join(
        [
            *rules,
            f':root{{--sans:"Deck Sans"{behind},sans-serif;--serif:"Deck Serif"{behind},serif}}',
        ]
    )


def _others(texts: Iterable[str]) -> list[tuple[Face, set[int]]]:
    """Return the faces behind the voices' own, with the letters that each of them is for."""
    found: dict[Face, set[int]] = {}
    for text in texts:
        for run, face in runs(text, "sans"):
            found.setdefault(face, set()).update(map(ord, run))
    found.pop(voice_face("sans"), None)
    return list(found.items())


def _rule(face: Face, letters: set[int], family: str, weight: str, slant: str = "normal") -> str:
    wanted = hb.SubsetInput()
    wanted.unicode_set.update(letters)
    subset = hb.subset(hb.Face(hb.Blob.from_file_path(face.path), face.index), wanted)
    data = base64.b64encode(subset.blob.data).decode()
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{slant};'
        f"src:url(data:font/sfnt;base64,{data})}}"
    )
