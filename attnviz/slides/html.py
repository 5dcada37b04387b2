"""A deck as one page that plays in any browser, from any folder, without a network."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from string import Template

from PIL import Image

from attnviz.look.contrast import luminance
from attnviz.look.style import Role
from attnviz.slides.deck import Deck, Step, page_size
from attnviz.slides.webfonts import font_rules

_ROLES: tuple[Role, ...] = (
    "ground",
    "text",
    "mute",
    "line",
    "hair",
    "query",
)  # those that the page itself uses
_SCRIPTS = ("stage.js", "notes.js", "hands.js", "deck.js")
_ROUNDING = 6  # of a colour by the encoder, in steps of 256
_THUMB = 480  # pixels, the longer side
# A still replaces the video's own last frame, so it must not be told apart from it.
_STILL_QUALITY, _THUMB_QUALITY = 90, 82
# What a script block must not hold as it is: tags, and the line ends that only JSON allows.
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def write_html(deck: Deck, path: Path) -> list[str]:
    """Write a deck as one HTML file that holds all that it shows.

    The same deck gives the same file.

    Parameters
    ----------
    path
        The file; give a temporary name.

    Returns
    -------
    list of str
        Nothing: there is nothing that its maker must know.
    """
    style, script = _style(deck), "\n".join(_read(name) for name in _SCRIPTS)
    page = Template(_read("deck.html")).substitute(
        language=html.escape(deck.language),
        policy=_policy(style, script),
        title=html.escape(deck.sentence),
        style=style,
        data=_json(deck),
        videos="\n".join(_video(i, step) for i, step in enumerate(deck.steps)),
        script=script,
    )
    path.write_text(page, encoding="utf-8", newline="\n")
    return []


def _read(name: str) -> str:
    return files("attnviz.slides").joinpath("player", name).read_text("utf-8")


def _policy(style: str, script: str) -> str:
    """Forbid every connection, and every script and style but the page's own."""

    def digest(text: str) -> str:
        return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"

    return (
        f"default-src 'none'; script-src {digest(script)}; style-src {digest(style)}; "
        "img-src data:; media-src blob:; font-src data:; base-uri 'none'; form-action 'none'"
    )


def _style(deck: Deck) -> str:
    texts = (deck.sentence, deck.source, *(f"{step.title}{step.caption}" for step in deck.steps))
    across, down = page_size(deck.width, deck.height)
    measures = (
        f":root{{--ratio:{deck.width}/{deck.height};"
        f"--thumb:{'15rem' if deck.width > deck.height else '9rem'}}}"
        f"@page{{size:{across:g}pt {down:g}pt;margin:0}}"
    )
    return "\n".join((font_rules(deck.theme, texts), _colors(deck), measures, _read("deck.css")))


def _colors(deck: Deck) -> str:
    theme = deck.theme
    scheme = "dark" if luminance(theme.ground) < luminance(theme.text) else "light"
    colors = {role: theme.color(role) for role in _ROLES} | {"ground": _ground(deck)}
    listed = ";".join(f"--{role}:{color}" for role, color in colors.items())
    return f":root{{color-scheme:{scheme};{listed}}}"


def _ground(deck: Deck) -> str:
    """Return the theme's ground as the videos show it, so that no seam is seen around them.

    Limited-range video has no room for every colour: the encoder rounds.
    """
    own = deck.theme.ground
    with Image.open(deck.steps[0].first) as image:
        corner = "#" + bytes(image.convert("RGB").crop((0, 0, 1, 1)).tobytes()).hex()
    pairs = zip(bytes.fromhex(own[1:]), bytes.fromhex(corner[1:]), strict=True)
    return corner if all(abs(one - other) <= _ROUNDING for one, other in pairs) else own


def _json(deck: Deck) -> str:
    content = {
        "sentence": deck.sentence,
        "source": deck.source,
        "language": deck.language,
        "steps": [
            {
                "scene": step.scene,
                "title": step.title,
                "caption": step.caption,
                "picture": _picture(step.last, max(deck.width, deck.height), _STILL_QUALITY),
                "thumb": _picture(step.last, _THUMB, _THUMB_QUALITY),
            }
            for step in deck.steps
        ],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def _picture(path: Path, longest: int, quality: int) -> str:
    """Return a picture as the address of itself, at most so many pixels long."""
    with Image.open(path) as image:
        pixels = image.convert("RGB")
    pixels.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    out = BytesIO()
    pixels.save(out, "WEBP", quality=quality, method=4)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()


def _video(index: int, step: Step) -> str:
    data = base64.b64encode(step.video.read_bytes()).decode()
    return f'<script type="text/plain" id="video-{index}">{data}</script>'
