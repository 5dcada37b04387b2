"""The fonts that the install brings, and which of them can draw a character.

Three voices: roman serif for language, sans for numbers and labels, italic serif for readings.
A character that a voice's own face lacks falls back on the Noto faces, then on Noto Sans CJK
(the ``cjk`` extra). Nothing depends on the fonts of the machine unless a theme names one of them,
so a clip looks the same everywhere; a character that no face has is reported before anything is
rendered.
"""

from __future__ import annotations

import importlib.util
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import uharfbuzz as hb

from attnviz.look.signs import is_sign
from attnviz.look.style import Theme, Voice

_SERIF, _SANS = "font_source_serif_pro", "font_source_sans_pro"
_NOTO, _CJK = "manimgx_fonts", "manimgx_fonts_cjk"
_VOICES: dict[Voice, tuple[str, str]] = {
    "serif": (_SERIF, "files/SourceSerifPro-Regular.otf"),
    "serif-bold": (_SERIF, "files/SourceSerifPro-Semibold.otf"),
    "italic": (_SERIF, "files/SourceSerifPro-It.otf"),
    "sans": (_SANS, "files/SourceSansPro-Regular.otf"),
    "sans-bold": (_SANS, "files/SourceSansPro-Semibold.otf"),
}
# Faces inside the CJK collection: the same characters, drawn as each language draws them.
_CJK_JAPANESE, _CJK_KOREAN, _CJK_CHINESE = 0, 1, 2
_REGULAR, _SEMIBOLD = 400, 600
_SAMPLES = ("0123456789", "gives its attention to the words before it")
# What joins or varies a neighbour and needs no glyph of its own.
_INVISIBLE = {0x200C, 0x200D, *range(0xFE00, 0xFE10), *range(0xE0020, 0xE0080)}


@dataclass(frozen=True)
class Face:
    """One face of one font file, ready to shape with."""

    path: str
    index: int = 0
    weight: int | None = None  # of a variable font
    scale: float = 1.0  # its size at one em

    @property
    def font(self) -> hb.Font:
        """The HarfBuzz font, scaled to the face's own units."""
        return _open(self)

    @property
    def units(self) -> float:
        """Font units to the em that it is set at."""
        return float(self.font.face.upem) / self.scale

    def covers(self, cluster: str) -> bool:
        """Say whether this face has a glyph for every character that needs one."""
        nominal = self.font.get_nominal_glyph
        return all(ord(c) in _INVISIBLE or nominal(ord(c)) for c in cluster)


@cache
def _open(face: Face) -> hb.Font:
    font = hb.Font(hb.Face(hb.Blob.from_file_path(face.path), face.index))
    if face.weight is not None:
        font.set_variations({"wght": face.weight})
    return font


@cache
def _folder(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None


# The faces that a theme brings. Deep inside a layout a word is measured by its voice alone, so
# what the voice means is settled around it, for one scene at a time.
_spoken: ContextVar[dict[Voice, Face]] = ContextVar("spoken")


@contextmanager
def speaking(theme: Theme) -> Iterator[None]:
    """Let the voices speak in a theme's faces within the block."""
    faces = {
        voice: _fitted(Face(own.path, own.index, _weight(voice)), _installed(voice))
        for voice, own in theme.voices
    }
    before = _spoken.set(faces)
    try:
        yield
    finally:
        _spoken.reset(before)


def _weight(voice: Voice) -> int:
    return _SEMIBOLD if voice.endswith("bold") else _REGULAR


@cache
def _fitted(face: Face, model: Face) -> Face:
    """Set a face that runs wider than the one it stands in for as much smaller.

    Panels have room for as many letters and digits as the install's own faces put into it.
    """
    room = (_width(text, model) / max(_width(text, face), 1e-6) for text in _SAMPLES)
    return replace(face, scale=min(1.0, *room))


def _width(text: str, face: Face) -> float:
    """Return the width of what a face has of a text, in em."""
    glyphs = (face.font.get_nominal_glyph(ord(c)) for c in text)
    return float(sum(map(face.font.get_glyph_h_advance, filter(None, glyphs)))) / face.units


def voice_face(voice: Voice) -> Face:
    """Return a voice's own face: the theme's that is speaking, or the install's."""
    own = _spoken.get({}).get(voice)
    return _installed(voice) if own is None else own


@cache
def _installed(voice: Voice) -> Face:
    package, name = _VOICES[voice]
    folder = _folder(package)
    if folder is None:
        raise FileNotFoundError(f"the font package {package.replace('_', '-')} is not installed")
    return Face(str(folder / name))


@cache
def _fallbacks(bold: bool, language: int) -> tuple[Face, ...]:
    weight = _SEMIBOLD if bold else _REGULAR
    faces: list[Face] = []
    if (noto := _folder(_NOTO)) is not None:
        names = sorted(p.name for p in noto.glob("NotoSans*.ttf") if "Italic" not in p.name)
        names.sort(key=lambda name: not name.startswith("NotoSans["))  # Noto Sans itself first
        faces += [Face(str(noto / name), weight=weight) for name in names]
    if (cjk := _folder(_CJK)) is not None:
        faces += [Face(str(p), language, weight) for p in sorted(cjk.glob("*.ttc"))]
    if noto is not None:
        faces += [Face(str(p), weight=weight) for p in sorted(noto.glob("NotoEmoji*.ttf"))]
    return tuple(faces)


def has_cjk() -> bool:
    """Say whether the extra with Hangul, Han and kana is installed."""
    return _folder(_CJK) is not None


def _language(text: str) -> int:
    names = {unicodedata.name(c, "").split(" ")[0] for c in text if ord(c) > 0x10FF}
    if "HANGUL" in names:
        return _CJK_KOREAN
    return _CJK_JAPANESE if names & {"HIRAGANA", "KATAKANA"} else _CJK_CHINESE


def clusters(text: str) -> Iterator[str]:
    """Cut a text into characters as a reader sees them: a base with its marks and joiners."""
    current = ""
    for c in unicodedata.normalize("NFC", text):
        joins = unicodedata.combining(c) or unicodedata.category(c) in ("Mn", "Mc", "Me", "Cf")
        skin_tone = 0x1F3FB <= ord(c) <= 0x1F3FF
        if current and (joins or skin_tone or ord(c) in _INVISIBLE or current[-1] == "\u200d"):
            current += c
            continue
        if current:
            yield current
        current = c
    if current:
        yield current


def face_for(cluster: str, voice: Voice, language: int = _CJK_CHINESE) -> Face | None:
    """Return the first face that can draw the cluster in this voice, or None."""
    # What a theme's own face lacks looks best in the one that it stands in for.
    for own in (voice_face(voice), _installed(voice)):
        if own.covers(cluster):
            return own
    faces = _fallbacks(voice.endswith("bold"), language)
    return next((face for face in faces if face.covers(cluster)), None)


def _plainly(cluster: str, voice: Voice, language: int = _CJK_CHINESE) -> tuple[str, Face] | None:
    """Return the plain letters that a letter is a variant of, such as x for 𝑥, and their face.

    A letter of mathematics keeps its slant or weight.
    """
    plain = unicodedata.normalize("NFKC", cluster)
    if plain == cluster:
        return None
    name = unicodedata.name(cluster[0], "")
    own: Voice = "serif-bold" if "BOLD" in name else "italic" if "ITALIC" in name else voice
    face = face_for(plain, own, language)
    return None if face is None else (plain, face)


def runs(text: str, voice: Voice) -> Iterator[tuple[str, Face]]:
    """Cut a text into stretches that one face can draw; the voice's own draws what none can."""
    language = _language(text)
    pending, pending_face = "", voice_face(voice)
    for cluster in clusters(text):
        if is_sign(cluster):  # no face's: each stands alone
            if pending:
                yield pending, pending_face
            yield cluster, pending_face
            pending = ""
            continue
        face = face_for(cluster, voice, language)
        if face is None:
            cluster, face = _plainly(cluster, voice, language) or (cluster, voice_face(voice))
        if cluster.isspace() or face == pending_face:
            pending += cluster
            continue
        if pending:
            yield pending, pending_face
        pending, pending_face = cluster, face
    if pending:
        yield pending, pending_face


def missing(texts: Iterable[str]) -> list[str]:
    """Return the characters that no installed face can draw, each once, in order.

    One that is drawn as the plain letter that it is a variant of is not among them.
    """
    found = (c for text in texts for c in clusters(text) if not (c.isspace() or is_sign(c)))
    lost = (c for c in found if face_for(c, "serif") is None and _plainly(c, "serif") is None)
    return list(dict.fromkeys(lost))
