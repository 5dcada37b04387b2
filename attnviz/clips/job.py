"""One clip to be made: all that it depends on, in a record that travels between processes.

Nothing here imports numpy or manim: a clip that was made before is found by its key alone.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from attnviz._version import __version__
from attnviz.catalog.needs import ONE_HEAD, Needs
from attnviz.catalog.scenes import scene_class
from attnviz.files.places import written_path
from attnviz.frames.settings import FrameSettings
from attnviz.stage.settings import SceneSettings


@dataclass(frozen=True)
class SceneName:
    """Where a scene's class is."""

    module: str
    name: str

    def load(self) -> Any:
        """Import the class, and with it manim."""
        return scene_class(self.module, self.name)


@dataclass(frozen=True)
class CardName:
    """A chapter's card: its number, and the title that it shows."""

    number: int
    title: str

    def load(self) -> Any:
        """Make the class, and import manim."""
        from attnviz.stage.card import card_for

        return card_for(self.title, self.number)


@dataclass(frozen=True)
class ClipJob:
    """A scene on a sentence, or on several.

    Attributes
    ----------
    scene
        What is played.
    slug, title
        Its names in files and on displays.
    sentences, model
        What is computed: checked sentences, and the model's name or the path of its file.
    settings, frame_settings
        How it is played and drawn.
    needs
        How far the model runs, and what of it must be there.
    seconds
        About how long it is at pace 1, for a display of progress.
    """

    scene: SceneName | CardName
    slug: str
    title: str
    sentences: tuple[str, ...]
    model: str
    settings: SceneSettings
    frame_settings: FrameSettings
    needs: Needs = ONE_HEAD
    seconds: float = 20.0

    @property
    def sentence(self) -> str:
        """The first sentence, which names the clip."""
        return self.sentences[0]

    def key(self) -> str:
        """Return what names this clip in the cache: it changes with all that can change a frame."""
        asked = asdict(self)
        del asked["title"], asked["seconds"]
        fonts = [_identity(Path(font.path)) for _, font in self.settings.theme.voices]
        parts = asked, fonts, weights_identity(self.model), _code_identity(), _tools_identity()
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def file_name(self) -> str:
        """Name the clip after its sentence; what that leaves out goes into a short checksum."""
        words = re.sub(r"[^\w]+", "-", self.sentence.lower()).strip("-_")
        short = words if len(words) <= 48 else words[:48].rsplit("-", 1)[0]
        plain = SceneSettings(), "smollm2", False, False
        frames = self.frame_settings
        asked = self.settings, self.model, frames.transparent, frames.once
        if asked != plain or (short.replace("-", " "),) != self.sentences:
            short += "-" + hashlib.sha256(self._naming().encode()).hexdigest()[:6]
        width, height = frames.width, frames.height
        wide = abs(width - height * 16 / 9) < 2
        pixels = f"{height}p" if wide else f"{width}x{height}p"
        which = f"{self.slug}-{frames.beat}" if frames.beat else self.slug
        return f"{which}-{short}-{pixels}{frames.fps:.5g}.{frames.format}"

    def _naming(self) -> str:
        """Return what a file's name stands for; it stays what it was, so that names stay too."""
        settings = repr(self.settings).replace("SceneSettings", "Direction", 1)
        settings = settings.replace(", word=None, key=None)", ")")
        rest = f"{self.model!r}, {self.frame_settings.transparent!r}"
        sentences = repr(self.sentences) if len(self.sentences) > 1 else repr(self.sentence)
        own = f", {self.settings.own_captions!r}" if self.settings.own_captions else ""
        once = ", once" if self.frame_settings.once else ""
        return f"({sentences}, ({settings}, {rest}){own}{once})"


def weights_identity(model: str) -> tuple[object, ...]:
    """Tell a model's weights from others without reading them: path, size and time."""
    from attnviz.models import weights
    from attnviz.models.load import MODELS

    path = weights.find() if model in MODELS else written_path(model)
    return _identity(path) if path is not None else (model,)


def _identity(path: Path) -> tuple[object, ...]:
    try:
        about = path.stat()
    except OSError:
        return (str(path),)
    return str(path.resolve()), about.st_size, about.st_mtime_ns


@cache
def _code_identity() -> tuple[object, ...]:
    """Return the version and, since an editable checkout changes under one, its files' times."""
    return __version__, *(_identity(path) for path in sorted(_sources()))


def _sources() -> Iterator[Path]:
    for package in ("attnviz", "attnviz.scenes"):
        spec = importlib.util.find_spec(package)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            for pattern in ("*.py", "*.toml"):
                yield from Path(folder).rglob(pattern)


def _tools_identity() -> tuple[object, ...]:
    """Tell fonts and libraries that frames depend on: an upgrade changes their files."""
    names = ("manimgx_fonts", "manimgx_fonts_cjk", "manim", "uharfbuzz", "cairo", "av", "numpy")
    specs = (importlib.util.find_spec(name) for name in names)
    return tuple(_identity(Path(spec.origin)) for spec in specs if spec and spec.origin)
