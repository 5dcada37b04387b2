"""How tests play a scene: what is played, and what stands on screen at the end of each beat."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from typing import Any, NamedTuple

import pytest

from attnviz.catalog.scenes import SCENES, SceneEntry
from attnviz.frames.settings import FrameSettings
from attnviz.ink.ink import Ink
from attnviz.ink.tween import leaves
from attnviz.stage.play import visit_beats
from attnviz.stage.scene import AttentionScene
from attnviz.stage.settings import SceneSettings
from attnviz.traces.trace import Trace
from tests import drawing
from tests.core_traces import default_trace, made_up, reads_both_ways, smollm2
from tests.scenes.sentences import LONG_TALE, TALE

# Small pictures: scenes are laid out in scene units, and drawing is not what is tested.
WIDE = FrameSettings(256, 144, 5)
TALL = FrameSettings(144, 256, 5)
SQUARE = FrameSettings(144, 144, 5)

every_scene = pytest.mark.parametrize("entry", SCENES, ids=lambda entry: entry.slug)


def scene_of(entry: SceneEntry) -> type[AttentionScene]:
    found: type[AttentionScene] = getattr(import_module(entry.module), entry.class_name)
    return found


# What is played


@dataclass(frozen=True)
class Case:
    """A trace, computed when it is played, and how it is played."""

    trace: Callable[[], Trace]
    settings: SceneSettings = SceneSettings()  # noqa: RUF009 - it is frozen
    frame_settings: FrameSettings = WIDE


@cache
def sentence(words: str, layers: int = 14) -> Callable[[], Trace]:
    """Return what computes a sentence's trace the first time it is called."""
    return cache(lambda: smollm2().trace(words, upto=layers))


COMMON = {
    "the default": Case(default_trace),
    "in tokens": Case(default_trace, SceneSettings(unit="token")),
    "in detail": Case(default_trace, SceneSettings(detail=True)),
    "another head": Case(default_trace, SceneSettings(layer=5, head=3)),
    "a head that looks one back": Case(
        sentence("The old wooden ship crossed a calm grey sea.", 17), SceneSettings(16, 0)
    ),
    "the first layer": Case(default_trace, SceneSettings(layer=0, head=7)),
    "the last layer": Case(default_trace, SceneSettings(layer=29, head=0)),
    "upright": Case(default_trace, frame_settings=TALL),
    "square": Case(default_trace, frame_settings=SQUARE),
    "one word": Case(sentence("wine")),
    "two words": Case(sentence("red wine")),
    "several pieces": Case(sentence("나는 학교에 간다")),
    "twelve words": Case(sentence(" ".join(TALE.split()[:12]))),
    "dots": Case(sentence(TALE)),  # too many words for a number in every cell
    "many words": Case(sentence(LONG_TALE)),
    "spread attention": Case(
        sentence("to be, or not to be, that is the question", 1), SceneSettings(layer=0, head=7)
    ),
    "without labels": Case(lambda: made_up([1, 2] * 13)),  # nor has it a vocabulary
    "cells": Case(lambda: made_up([1] * 52)),  # too many tokens for dots
    "no mask": Case(lambda: reads_both_ways([1] * 5), SceneSettings(unit="token")),
    "many tokens, no mask": Case(lambda: reads_both_ways([1] * 20), SceneSettings(unit="token")),
}


def pick(*names: str) -> dict[str, Case]:
    """Return the common cases of these names."""
    return {name: COMMON[name] for name in names}


# How it is played


@dataclass
class Held:
    """What stands on screen at the end of a beat."""

    caption: str  # as it stands on screen
    spoken: str  # as the sidecar records it, for where there is no colour
    inks: list[Ink]  # those to be seen, as they were then, in drawing order
    seen: Any  # what the test's own `look` found

    @cached_property
    def texts(self) -> list[tuple[str, tuple[float, float]]]:
        """Every text with the middle of its box."""
        return drawing.texts(self.inks)

    @cached_property
    def said(self) -> list[str]:
        """Every text."""
        return [text for text, _ in self.texts]

    @cached_property
    def circles(self) -> list[tuple[float, float, float, bool, float]]:
        """Every circle: (x, y, area, ring, opacity)."""
        return drawing.circles(self.inks)


class Shown(NamedTuple):
    """A scene that was played: how it stands at its end, and what each beat held."""

    scene: Any  # of the class that was asked for
    held: dict[str, Held]


def copies(inks: list[Ink]) -> list[Ink]:
    """Return Inks to be seen as they are now: a scene goes on to move and to recolour its own."""
    found = []
    for ink in inks:
        if ink.opacity > 0:
            one = copy(ink)  # the outline is shared: it is replaced, never written to
            one.place = ink.place.copy()
            one.fill_rgbas, one.stroke_rgbas = ink.fill_rgbas.copy(), ink.stroke_rgbas.copy()
            found.append(one)
    return found


def at_each_beat(
    scene_class: type[AttentionScene], case: Case, look: Callable[[Any], Any]
) -> dict[str, Any]:
    """Return what `look` finds on a scene at the end of every beat, by the beat's name."""
    found = {}
    visit_beats(
        scene_class, case.trace(), case.settings, case.frame_settings,
        lambda beat, scene: found.update({beat.name: look(scene)}),
    )  # fmt: skip
    return found


def nothing(scene: Any) -> None:
    """Look at nothing but what every test may read."""


def play(
    scene_class: type[AttentionScene], case: Case, look: Callable[[Any], Any] = nothing
) -> Shown:
    """Play a case from beat to beat; `look` reads off the scene what no Ink says."""
    scenes = []

    def hold(scene: AttentionScene) -> Held:
        scenes[:] = [scene]
        caption = "".join(run.text for run in scene._caption_runs(scene._said))
        spoken = scene.played[-1].caption
        return Held(caption, spoken, copies(leaves(scene.mobjects)), look(scene))

    held = at_each_beat(scene_class, case, hold)
    return Shown(scenes[0], held)


show = cache(play)  # once, for all tests of a module


def assert_faultless(
    scene_class: type[AttentionScene], case: Case, faults: Callable[[Any], list[str]]
) -> None:
    """Check that `faults` finds nothing wrong with the picture at the end of any beat."""
    beats = at_each_beat(scene_class, case, faults)
    found = [f"{beat}: {fault}" for beat, some in beats.items() for fault in some]
    assert not found, f"{len(found)} faults, such as:\n" + "\n".join(found[:12])
