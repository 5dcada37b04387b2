"""A scene that is watched while it plays: what comes and goes at once, and what moves over words.

Nothing is drawn: a renderer looks at the Inks at every frame.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from attnviz.frames.renderer import StageRenderer
from attnviz.ink.ink import Ink
from attnviz.ink.text import text_boxes
from attnviz.ink.tween import Tween, leaves
from attnviz.look.colors import rgb
from attnviz.stage.play import _configured
from attnviz.stage.scene import AttentionScene
from tests.drawing import NUMERAL
from tests.geometry import corners_of, share
from tests.scenes.show import Case

RATE = 10  # looks a second
FAINT = 0.2  # opacity under which nobody sees a thing move
CLEAR = 0.5  # opacity from which on a word is read
TOUCH = 0.03  # scene units that boxes may share


@dataclass
class Watched:
    """What was seen.

    Attributes
    ----------
    crossfades
        Beat and kind of things of which some vanish in place while others appear in place.
    runs_over
        Beat, second, what moves, and the word that it moves over.
    """

    crossfades: set[tuple[str, str]] = field(default_factory=set)
    runs_over: list[tuple[str, float, str, str]] = field(default_factory=list)


def watch(scene_class: type[AttentionScene], case: Case) -> Watched:
    """Play a case at pace 1 and return what was seen."""
    found = Watched()
    watched_class = type(scene_class.__name__, (_Tattling, scene_class), {"found": found})
    rate = type(case.frame_settings)(case.frame_settings.width, case.frame_settings.height, RATE)
    with _configured(rate):
        renderer = _Looking(None, scene_class.camera_type)
        watched_class(case.trace(), case.settings, renderer=renderer).render()
    return found


class _Tattling(AttentionScene):
    """Tells of each animation what vanishes and what appears in place."""

    found: Watched

    def setup(self) -> None:
        self.furniture: set[int] = set()
        super().setup()

    def say(self, beat: str) -> list[Tween]:
        return self._mine(super().say(beat))

    def legend(self, text: str) -> list[Tween]:
        return self._mine(super().legend(text))

    def _mine(self, tweens: list[Tween]) -> list[Tween]:
        self.furniture |= {id(ink) for tween in tweens for ink in tween.leaves}
        self.kept_alive = [*getattr(self, "kept_alive", []), *tweens]  # so that ids stay theirs
        return tweens

    def play(self, *animations: Any, **kwargs: Any) -> None:
        going, coming = (
            {kind(ink, self) for tween in animations for ink in part(tween, self.furniture)}
            for part in (_vanishing, _appearing)
        )
        self.found.crossfades |= {(self.playing, one) for one in going & coming - {""}}
        super().play(*animations, **kwargs)

    def next_section(self, name: str = "unnamed", *args: Any, **kwargs: Any) -> None:
        self.playing = name
        super().next_section(name, *args, **kwargs)


def _vanishing(tween: Any, furniture: set[int]) -> list[Ink]:
    stays = isinstance(tween, Tween) and tween._place is None
    gone = stays and tween.remover and tween._opacity == 0.0
    return [ink for ink in tween.leaves if id(ink) not in furniture] if gone else []


def _appearing(tween: Any, furniture: set[int]) -> list[Ink]:
    stays = isinstance(tween, Tween) and tween._place is None and tween._start_place is None
    comes = stays and tween.introducer and tween._start_opacity == 0.0
    return [ink for ink in tween.leaves if id(ink) not in furniture] if comes else []


def kind(ink: Ink, scene: AttentionScene) -> str:
    """Call what an Ink is: a number, a word, a symbol, or marks of one colour; empty for rules."""
    if ink.text is not None and ink.text.strip():
        if all(NUMERAL.fullmatch(part) for part in ink.text.split()):
            return "numbers"
        if ink.text in scene.head.labels:
            return f"word {ink.text}"
        return "symbols" if re.fullmatch(r"[A-Za-zΔ]+′?", ink.text) and len(ink.text) < 3 else ""
    theme = scene.theme
    quiet = [rgb(color) for color in (theme.line, theme.hair, theme.mute, theme.fade)]
    if not len(ink.outline) or any(np.allclose(ink.rgba[:3], color) for color in quiet):
        return ""
    return f"marks {ink.get_color().to_hex()}"


class _Looking(StageRenderer):
    """Draws nothing and looks at every frame for what moves over a word."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._before: dict[int, tuple[Ink, np.ndarray]] = {}

    def update_frame(self, *args: Any, **kwargs: Any) -> None:
        """Draw nothing."""

    def render(self, scene: Any, time: float, moving_mobjects: Any = None) -> None:
        """Look at what moves."""
        self._pass_on(1)
        inks = [ink for ink in leaves(scene.mobjects) if len(ink.outline)]
        known, self._before = self._before, {id(ink): (ink, ink.place.copy()) for ink in inks}
        moved = [
            ink for ink in inks
            if ink.opacity >= FAINT and id(ink) in known
            and not np.array_equal(known[id(ink)][1], ink.place)
        ]  # fmt: skip
        movers = [(ink, corners_of(ink)) for ink in moved if id(ink) not in scene.furniture]
        if not movers:
            return
        moving = {id(ink) for ink in moved}
        words = [
            (text, corners) for ink in inks if id(ink) not in moving and is_read(ink, scene)
            for text, corners in text_boxes(ink)
        ]  # fmt: skip
        for ink, box in movers:
            for text, corners in words:
                if ink.text == text or (ink.is_stroked and _holds(box, corners)):
                    continue  # a frame around a word does not run over it
                if share(box, corners, TOUCH):
                    what = ink.text or kind(ink, scene) or "a rule"
                    scene.found.runs_over.append((scene.playing, round(scene.time, 1), what, text))

    def _pass_on(self, count: int) -> None:
        self.time += count / RATE


def is_read(ink: Ink, scene: AttentionScene) -> bool:
    """Say whether an Ink is a word of the sentence that does not step back."""
    if ink.text not in scene.head.labels or ink.opacity < CLEAR or id(ink) in scene.furniture:
        return False
    quiet = [rgb(color) for color in (scene.theme.mute, scene.theme.fade)]
    return not any(np.allclose(ink.rgba[:3], color, atol=0.02) for color in quiet)


def _holds(box: np.ndarray, corners: np.ndarray) -> bool:
    outer = box.min(axis=0), box.max(axis=0)
    inner = corners.min(axis=0), corners.max(axis=0)
    return bool((outer[0] < inner[0]).all() and (inner[1] < outer[1]).all())
