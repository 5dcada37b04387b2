"""What can be rendered, told without importing a scene (and so without manim)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import import_module
from itertools import pairwise
from typing import Any

from attnviz.catalog.captions import scene_files, titles
from attnviz.catalog.needs import ONE_HEAD, Needs
from attnviz.errors import unknown
from attnviz.files.toml import read_toml

#: The sentence of a clip when none is given.
DEFAULT_SENTENCE = "a fluffy blue creature roamed the verdant forest"


@dataclass(frozen=True)
class SceneEntry:
    """One scene as ``scenes/catalog.toml`` has it.

    Attributes
    ----------
    slug
        Its name on the command line, and of the file that its class stands in.
    class_name
        What plain manim calls it.
    act
        Of the film, from 1.
    number
        Of its chapter, on the film's cards.
    summary
        What the viewer sees, in one line.
    seconds
        About how long its clip of the default sentence is.
    inputs
        What it is made from.
    options
        Flags that it looks at and most scenes do not.
    needs
        What must be there to play it.
    beats
        Names of its beats in order, whatever the sentence: each plays those that it calls for.
    variants
        Other ways to play a beat, by the scene's own names, and the name that such a beat has.
    renamed
        Names that beats had, which are still understood, and the names that they have now.
    joins
        Whether it begins elsewhere where the scene before it in the film has just been shown.
    """

    slug: str
    class_name: str
    act: int
    number: int
    summary: str
    seconds: float = 20.0
    inputs: str = "sentence"
    options: tuple[str, ...] = ()
    needs: Needs = ONE_HEAD
    beats: tuple[str, ...] = ()
    variants: Mapping[str, str] = field(default_factory=dict, hash=False)
    renamed: Mapping[str, str] = field(default_factory=dict, hash=False)
    joins: bool = False

    @property
    def module(self) -> str:
        """Where its class is."""
        return f"attnviz.scenes.{self.slug}"

    @property
    def title(self) -> str:
        """What it is called, in English."""
        return titles("en")[self.slug]

    def record(self) -> dict[str, Any]:
        """Return all that there is to say of it."""
        return {**asdict(self), "module": self.module, "title": self.title}


def _read() -> tuple[SceneEntry, ...]:
    return tuple(
        _entry(table)
        for path in scene_files("catalog.toml")
        for table in read_toml(path, "the catalogue of scenes")["scene"]
    )


def _entry(table: Mapping[str, Any]) -> SceneEntry:
    rest = {key: value for key, value in table.items() if key not in ("class", "needs")}
    rest["options"] = tuple(rest.get("options", ()))
    rest["beats"] = tuple(rest.get("beats", ()))
    needs = Needs.read(table.get("needs", {}))
    return SceneEntry(class_name=table["class"], needs=needs, **rest)


#: In the order of the film.
SCENES = _read()


def beat_name(slug: str, variant: str) -> str:
    """Return the name of a scene's beat, which is the same however it is played or was called."""
    entry = next((entry for entry in SCENES if entry.slug == slug), None)
    return {**entry.variants, **entry.renamed}.get(variant, variant) if entry else variant


def nearest_beat(slug: str, asked: str, played: Sequence[str]) -> str | None:
    """Return the beat to show for one that is asked for.

    Parameters
    ----------
    asked
        Its name, or one that it had.
    played
        The beats that a sentence calls for, by name.

    Returns
    -------
    str or None
        The beat itself; for one that the scene leaves out on this sentence, the last of those
        before it that it plays, or the first of all; None for what is no beat of the scene.
    """
    name = beat_name(slug, asked)
    if name in played:
        return name
    beats = next((entry.beats for entry in SCENES if entry.slug == slug), ())
    if name not in beats:
        return None
    before = [beat for beat in beats[: beats.index(name)] if beat in played]
    return before[-1] if before else played[0]


def find_scene(name: str) -> SceneEntry:
    """Return the scene of a slug or a class name.

    Raises
    ------
    UsageError
        When there is none; it names the nearest.
    """
    for entry in SCENES:
        if name in (entry.slug, entry.class_name):
            return entry
    raise unknown("scene", name, [entry.slug for entry in SCENES], "attnviz scenes lists them")


def find_scenes(names: Iterable[str]) -> list[SceneEntry]:
    """Return the scenes of some names, each once, in the order asked for; ``all`` takes all."""
    asked = list(dict.fromkeys(names))
    return list(SCENES) if "all" in asked else [find_scene(name) for name in asked]


def follows(entry: SceneEntry, before: SceneEntry | None) -> bool:
    """Say whether a scene is the next one in the film after another."""
    return before is not None and (before, entry) in pairwise(SCENES)


def scene_class(module: str, name: str) -> Any:
    """Import the class of a scene, and with it manim."""
    return getattr(import_module(module), name)
