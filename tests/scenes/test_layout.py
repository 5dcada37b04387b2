"""No beat of any scene overlaps, leaves the page or becomes illegible, whatever the sentence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from attnviz.frames.settings import FrameSettings
from attnviz.ink.text import text_boxes
from attnviz.ink.tween import leaves
from attnviz.look.page import Page
from attnviz.look.style import SMALLEST
from attnviz.scenes.pattern import AttentionPattern
from attnviz.stage.settings import SceneSettings
from tests.scenes.exceptions import TO_MEND
from tests.scenes.sentences import SENTENCES
from tests.scenes.show import (
    SQUARE,
    TALL,
    WIDE,
    Case,
    assert_faultless,
    at_each_beat,
    every_scene,
    scene_of,
    sentence,
)

SHAPES = {"16:9": WIDE, "9:16": TALL, "1:1": SQUARE, "4:3": FrameSettings(192, 144, 5)}
RED_RED_WINE = Case(sentence("red red wine"))
SLACK = 0.012  # scene units: less than a pixel at 480p


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


def check(entry, words, shape, unit="word", language="en"):
    frame_settings = SHAPES[shape]
    page = Page.of_pixels(frame_settings.width, frame_settings.height)
    settings = SceneSettings(layer=13, head=1, unit=unit, language=language)
    case = Case(sentence(words), settings, frame_settings)
    try:
        assert_faultless(scene_of(entry), case, lambda scene: faults(scene, page))
    except AssertionError:
        for (slug, begins, on), reason in TO_MEND.items():
            if (slug, on) == (entry.slug, shape) and words.startswith(begins):
                pytest.xfail(reason)
        raise


def often(sentences, step):
    """Run every so many of them always, and the rest in `make long`."""
    return [
        pytest.param(text, id=text[:32], marks=[] if i % step == 0 else pytest.mark.long)
        for i, text in enumerate(sentences)
    ]


@pytest.mark.parametrize("words", often(SENTENCES, 5))
@every_scene
def test_every_beat_is_composed_for_any_sentence(entry, words):
    check(entry, words, "16:9")


@pytest.mark.parametrize("shape", ["9:16", "1:1", "4:3"])
@pytest.mark.parametrize("words", often(SENTENCES[::4], 6))
@every_scene
def test_every_beat_is_composed_on_other_pages(entry, words, shape):
    check(entry, words, shape)


@pytest.mark.parametrize("words", ["나는 학교에 간다", "a fluffy verdant internationalization 😀"])
@every_scene
def test_every_beat_is_composed_in_tokens(entry, words):
    check(entry, words, "16:9", unit="token")


@pytest.mark.parametrize("shape", ["16:9", "9:16"])
@pytest.mark.parametrize("words", ["wine", "A tiny bird built a warm nest in the old oak."])
@every_scene
def test_every_beat_is_composed_in_korean(entry, words, shape):
    check(entry, words, shape, language="ko")


def test_the_test_sees_an_overlap():
    def spoil(scene):
        if scene.played[-1].name != "grid":
            return []
        tops = scene.cells.grid.tops
        tops[1].place[0] = tops[0].place[0]
        return faults(scene, scene.page)

    found = at_each_beat(AttentionPattern, RED_RED_WINE, spoil)
    assert any("overlaps" in fault for fault in found["grid"])


def test_the_test_sees_a_caption_that_covers_a_line_or_a_dot():
    def spoil(scene):
        if scene.played[-1].name != "columns":
            return []
        assert not covered(scene)
        for ink in leaves(scene._caption):
            ink.place[1] += 2.5  # up into the grid
        return covered(scene)

    found = at_each_beat(AttentionPattern, RED_RED_WINE, spoil)
    assert any(fault.endswith("covers 'a shape'") for fault in found["columns"])


def test_without_captions_nothing_else_moves():
    def see(scene):
        own = {id(ink) for ink in leaves(scene._caption or [])}
        others = [ink for ink in leaves(scene.mobjects) if id(ink) not in own]
        return scene.played[-1], [ink.box() for ink in others if ink.opacity > 0]

    # Frames enough to notice that a beat lasts otherwise.
    case = replace(RED_RED_WINE, frame_settings=replace(WIDE, fps=15))
    without = replace(case, settings=SceneSettings(captions=False))
    seen, seen_without = (at_each_beat(AttentionPattern, one, see) for one in (case, without))
    assert list(seen.items()) == list(seen_without.items())
