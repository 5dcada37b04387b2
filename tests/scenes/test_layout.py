"""No beat of any scene overlaps, leaves the page or becomes illegible, whatever the sentence."""

from __future__ import annotations

from functools import cache
from importlib import import_module

import numpy as np
import pytest

from attnviz import load_model
from attnviz.catalog.scenes import SCENES, SceneEntry
from attnviz.frames.settings import FrameSettings
from attnviz.ink.text import text_boxes
from attnviz.ink.tween import leaves
from attnviz.look.page import Page
from attnviz.look.style import SMALLEST
from attnviz.scenes.pattern import AttentionPattern
from attnviz.stage.play import visit_beats
from attnviz.stage.settings import SceneSettings
from tests.scenes.sentences import SENTENCES

# Small pictures: the layout knows scene units only, and drawing is not what is tested.
SHAPES = {"16:9": (256, 144), "9:16": (144, 256), "1:1": (144, 144), "4:3": (192, 144)}
SLACK = 0.012  # scene units: less than a pixel at 480p


@cache
def model():
    return load_model("smollm2")  # one for all: its vocabulary is large


@cache
def traced(sentence, upto):
    return model().trace(sentence, upto=upto)


def scene_of(entry: SceneEntry):
    return getattr(import_module(entry.module), entry.class_name)


def overlap(a, b):
    """Return how deep two convex quadrilaterals lie in each other (separating axes)."""
    deepest = np.inf
    for corners in (a, b):
        edges = np.roll(corners, -1, axis=0) - corners
        normals = np.stack([-edges[:, 1], edges[:, 0]], axis=1)
        for normal in normals[:2] / np.linalg.norm(normals[:2], axis=1, keepdims=True):
            pa, pb = a @ normal, b @ normal
            deepest = min(deepest, min(pa.max(), pb.max()) - max(pa.min(), pb.min()))
    return deepest


def covered(scene):
    """Return what the caption lies on: text, dots, lines, cells, whatever is drawn."""
    caption = [ink for ink in leaves(scene._caption or []) if ink.opacity > 0]
    own = {id(ink) for ink in caption}
    found = []
    for ink in leaves(scene.mobjects):
        if id(ink) in own or ink.opacity == 0 or not len(ink.outline):
            continue
        left, bottom, right, top = ink.box()
        for word in caption:
            x0, y0, x1, y1 = word.box()
            if min(right, x1) - max(left, x0) > SLACK and min(top, y1) - max(bottom, y0) > SLACK:
                found.append(f"the caption's {word.text!r} covers {ink.text or 'a shape'!r}")
    return found


def faults(scene, page):
    """Return what is wrong with the picture that a scene shows now."""
    found, boxes = covered(scene), []
    for ink in leaves(scene.mobjects):
        if ink.opacity == 0 or not len(ink.outline):
            continue
        left, bottom, right, top = ink.box()
        if left < page.left - 0.05 or right > page.right + 0.05:
            found.append(
                f"{ink.text or 'a shape'!r} leaves the page sideways: {left:.2f} to {right:.2f}"
            )
        if bottom < page.footer - 0.12 or top > page.height / 2 - 0.2:
            found.append(f"{ink.text or 'a shape'!r} leaves the page: {bottom:.2f} to {top:.2f}")
        if ink.text is not None and ink.em < SMALLEST - 1e-6:
            found.append(f"{ink.text!r} is set at {ink.em:.3f}, below {SMALLEST}")
        boxes += text_boxes(ink)
    corners = np.array([box for _, box in boxes])
    low, high = corners.min(axis=1), corners.max(axis=1)
    near = ((low[:, None] < high) & (low < high[:, None])).all(axis=2)
    for i, j in zip(*np.nonzero(np.triu(near, 1)), strict=True):
        if (deep := overlap(corners[i], corners[j])) > SLACK:
            found.append(f"{boxes[i][0]!r} overlaps {boxes[j][0]!r} by {deep:.3f}")
    return found


def check(scene, sentence, shape, unit="word", layer=13, head=1):
    width, height = SHAPES[shape]
    page, found = Page.of_pixels(width, height), []
    settings = SceneSettings(layer=layer, head=head, unit=unit)
    visit_beats(
        scene, traced(sentence, layer + 1), settings, FrameSettings(width, height, 15),
        lambda beat, scene: found.extend(f"{beat.name}: {fault}" for fault in faults(scene, page)),
    )  # fmt: skip
    assert not found, f"{len(found)} faults, such as:\n" + "\n".join(found[:12])


every_scene = pytest.mark.parametrize("entry", SCENES, ids=lambda entry: entry.slug)


def often(sentences, step):
    """Run every so many of them always, and the rest in `make long`."""
    return [
        pytest.param(text, id=text[:32], marks=[] if i % step == 0 else pytest.mark.long)
        for i, text in enumerate(sentences)
    ]


@pytest.mark.parametrize("sentence", often(SENTENCES, 5))
@every_scene
def test_every_beat_is_composed_for_any_sentence(entry, sentence):
    check(scene_of(entry), sentence, "16:9")


@pytest.mark.parametrize("shape", ["9:16", "1:1", "4:3"])
@pytest.mark.parametrize("sentence", often(SENTENCES[::4], 6))
@every_scene
def test_every_beat_is_composed_on_other_pages(entry, sentence, shape):
    check(scene_of(entry), sentence, shape)


@pytest.mark.parametrize(
    "sentence", ["나는 학교에 간다", "a fluffy verdant internationalization 😀"]
)
@every_scene
def test_every_beat_is_composed_in_tokens(entry, sentence):
    check(scene_of(entry), sentence, "16:9", unit="token")


def test_the_test_sees_an_overlap():
    found = []

    def spoil(beat, scene):
        if beat.name == "grid":
            scene.tops[1].place[0] = scene.tops[0].place[0]
            found.extend(faults(scene, scene.page))

    trace = traced("red red wine", 14)
    visit_beats(AttentionPattern, trace, SceneSettings(), FrameSettings(256, 144, 15), spoil)
    assert any("overlaps" in fault for fault in found)


def test_the_test_sees_a_caption_that_covers_a_line_or_a_dot():
    found = []

    def spoil(beat, scene):
        if beat.name == "columns":
            assert not covered(scene)
            for ink in leaves(scene._caption):
                ink.place[1] += 2.5  # up into the grid
            found.extend(covered(scene))

    visit_beats(
        AttentionPattern,
        traced("red red wine", 14),
        SceneSettings(),
        FrameSettings(256, 144, 15),
        spoil,
    )
    assert any(fault.endswith("covers 'a shape'") for fault in found)


def test_without_captions_nothing_else_moves():
    def boxes(captions):
        seen = []

        def see(beat, scene):
            own = {id(ink) for ink in leaves(scene._caption or [])}
            shown = [ink for ink in leaves(scene.mobjects) if id(ink) not in own]
            seen.append((beat, [ink.box() for ink in shown if ink.opacity > 0]))

        visit_beats(
            AttentionPattern, traced("red red wine", 14), SceneSettings(captions=captions),
            FrameSettings(256, 144, 15), see,
        )  # fmt: skip
        return seen

    assert boxes(True) == boxes(False)
