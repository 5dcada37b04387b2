"""What stands on screen while a scene is played, and which statement each text is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from attnviz.catalog.captions import load_captions
from attnviz.ink.tween import leaves
from attnviz.stage.settings import SceneSettings
from tests.drawing import texts
from tests.scenes.show import WIDE, Case, at_each_beat, scene_of

_SLOT = re.compile(r"\{(\w+)\}")


@dataclass
class Screen:
    """What stands on screen at the end of a beat."""

    slug: str
    beat: str
    caption: str
    footer: list[str]  # what it says at the right, a text a line
    stage: list[tuple[str, tuple[float, float]]]  # every other text, and where it stands
    focus: int | None  # the position that the scene's sidecar says it follows
    key: int | None
    columns: list[float] = field(default_factory=list)  # where words stand side by side


def screens(entry, trace, layer, head, language="en", word=None):
    """Play a scene without drawing it, and read every beat."""
    followed = {}

    def look(scene):
        caption, footer = leaves([*(scene._caption or [])]), leaves([*(scene._legend or [])])
        apart = {id(ink) for ink in [*caption, *footer]}
        furniture = {scene.heading, scene.source()}
        stage = texts([i for i in leaves(scene.mobjects) if id(i) not in apart])
        line = "".join(run.text for run in scene._caption_runs(scene._said))
        drawn = "".join(ink.text for ink in caption)
        assert _bare(drawn) == _bare(line), f"drawn is {drawn!r}, said is {line!r}"
        followed.update(scene.drawn())
        return Screen(
            entry.slug, "", line, [ink.text for ink in footer],
            [(text, spot) for text, spot in stage if text not in furniture], None, None,
            _centers(scene),
        )  # fmt: skip

    settings = SceneSettings(layer, head, language=language, word=word)
    found = at_each_beat(scene_of(entry), Case(lambda: trace, settings, WIDE), look)
    for beat, screen in found.items():
        screen.beat = beat
        screen.focus, screen.key = followed.get("followed_query"), followed.get("followed_key")
    return list(found.values())


def statement(screen, language="en"):
    """Return which line of the captions a caption is, and what stands in its places.

    Of several templates that match, the one that says most itself.
    """
    found = []
    for key, template in load_captions(language)[screen.slug].items():
        match = pattern(template).fullmatch(screen.caption)
        if match:
            found.append((len(_SLOT.sub("", template)), key, match.groupdict()))
    if not found:
        return None
    _, key, slots = max(found, key=lambda one: one[0])
    return key, slots


def bubbles(screen, language="en"):
    """Return (line's key, x) of every bubble: its lines stand one below the other."""
    said = load_captions(language)["bubbles"]
    words = [(word, spot) for text, spot in screen.stage for word in text.split()]
    found, at = [], 0
    while at < len(words):
        hits = [
            (len(text.split()), key)
            for key, text in said.items()
            if text.split() == [word for word, _ in words[at : at + len(text.split())]]
        ]
        if hits:
            length, key = max(hits)
            # Questions and answers that read alike are told apart by who speaks.
            keys = {k for k, text in said.items() if text == said[key]}
            found.append((keys, words[at][1][0]))
        at += length if hits else 1
    return found


@cache
def pattern(template):
    """Return what matches a template, whatever stands in its places."""
    parts, at, known = [], 0, set()
    for slot in _SLOT.finditer(template):
        name = slot.group(1)
        parts += [re.escape(template[at : slot.start()])]
        parts += [f"(?P={name})" if name in known else f"(?P<{name}>.+?)"]
        known.add(name)
        at = slot.end()
    return re.compile("".join([*parts, re.escape(template[at:])]))


def _bare(text):
    return "".join(text.split())


def _centers(scene):
    """Return where words stand side by side, in scenes in which they do."""
    for owner in (scene, getattr(scene, "product", None)):
        if hasattr(owner, "lineup"):
            return list(owner.lineup.centers)
    return []
