"""Fonts that a theme names: files, or what the system has installed."""

from __future__ import annotations

import re
from pathlib import Path

from attnviz.errors import UsageError
from attnviz.files.places import written_path
from attnviz.look.style import FontFile, Voice

_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
# How fontconfig calls what a voice is: weight 180 is semibold.
_STYLES: dict[Voice, str] = {
    "serif": "weight=80:slant=0",
    "serif-bold": "weight=180:slant=0",
    "italic": "weight=80:slant=100",
    "sans": "weight=80:slant=0",
    "sans-bold": "weight=180:slant=0",
}
_TIME = 60  # seconds: fontconfig reads every font once when its own cache is not there


def find_font(asked: str, voice: Voice, folder: Path) -> FontFile:
    """Return the face that a theme names for a voice.

    Parameters
    ----------
    asked
        A font file, relative to `folder`; ``fonts.ttc#2`` is the third face of a collection.
        Otherwise the name of a font that is installed.
    voice
        Of an installed font, the weight and the slant that suit the voice are taken.

    Raises
    ------
    UsageError
        When there is no such font, or the file is no font.
    """
    name, _, number = asked.rpartition("#")
    if not number.isdecimal() or not name:
        name, number = asked, "0"
    if name.lower().endswith(_SUFFIXES) or len(Path(name).parts) > 1:
        path = folder / written_path(name)
        return _checked(FontFile(str(path.resolve()), int(number)), asked)
    return _installed(asked, voice)


def _checked(font: FontFile, asked: str) -> FontFile:
    import uharfbuzz as hb

    try:
        face = hb.Face(hb.Blob.from_file_path(font.path), font.index)
    except OverflowError as error:
        raise UsageError(f"{asked} has no face {font.index}: pass a smaller number") from error
    except (OSError, hb.HarfBuzzError) as error:
        raise UsageError(
            f"there is no font file {font.path}: pass the path of one, relative to this file, or "
            "the name of an installed font"
        ) from error
    if not face.glyph_count:
        what = f"has no face {font.index}" if font.index else "is not a font"
        raise UsageError(f"{asked} {what}: pass a file in .ttf, .otf or .ttc")
    return font


def _installed(name: str, voice: Voice) -> FontFile:
    """Ask fontconfig, which always answers with some font: only the one that was meant counts."""
    if "\0" in name:
        raise UsageError(f"{name!r} is not a font: remove the null character")
    escaped = re.sub(r"([\\:,=-])", r"\\\1", name)
    how = "%{family}\n%{index}\n%{file}"
    families, index, path = _ask(name, "fc-match", "-f", how, f"{escaped}:{_STYLES[voice]}")
    if name.casefold() in (family.casefold() for family in families.split(",")):
        # The upper bits number a variable font's named styles; its weight is set by number.
        return _checked(FontFile(path, int(index) & 0xFFFF), name)
    from attnviz.errors import unknown

    known = sorted(set(_ask(name, "fc-list", "-f", "%{family[0]}\n")) - {""})
    raise unknown("installed font", name, known, "fc-list : family lists them; or pass a font file")


def _ask(name: str, *command: str) -> list[str]:
    """Return the lines that one of fontconfig's programs says."""
    import subprocess

    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=_TIME)
    except (OSError, subprocess.SubprocessError) as error:
        raise UsageError(
            f'cannot look for the font "{name}": {command[0]} does not run; install fontconfig, or '
            "pass the path of a font file instead"
        ) from error
    return done.stdout.decode("utf-8", "replace").split("\n")
