"""The page is used: what a beat holds fills the room, and stands in the middle of it."""

from __future__ import annotations

import numpy as np
import pytest

from attnviz.ink.tween import leaves
from attnviz.look.style import XS
from tests.scenes.exceptions import PAGE, REMADE
from tests.scenes.show import at_each_beat, every_scene, scene_of
from tests.scenes.test_motion import CASES

FILLED = 0.55  # of the content's width or height
OFF_CENTER = 0.12  # of either


def furniture(scene):
    """Return the title, the footer and the caption, by id."""
    low = scene.page.footer + 1.5 * XS
    lines = leaves([scene._caption, scene._legend] if scene._legend else [scene._caption or []])
    found = {id(ink) for ink in lines}
    title = scene.page.title - 0.05
    return found | {
        id(ink) for ink in leaves(scene.mobjects)
        if ink.text and (ink.place[1] < low or ink.place[1] > title)
    }  # fmt: skip


def use(scene):
    """Return what share of width and height is filled, and how far off the middle it is."""
    left_out = furniture(scene)
    boxes = [
        ink.box() for ink in leaves(scene.mobjects)
        if ink.opacity > 0.02 and len(ink.outline) and id(ink) not in left_out
    ]  # fmt: skip
    page = scene.page
    room = page.content if scene.caption_below else page.content_without_caption
    if not boxes:
        return (0.0, 0.0), (1.0, 1.0)
    low, high = np.array(boxes)[:, :2].min(axis=0), np.array(boxes)[:, 2:].max(axis=0)
    size = np.array([room.width, room.height])
    filled = (high - low) / size
    off = np.abs((low + high) / 2 - room.center) / size
    return tuple(filled.round(2)), tuple(off.round(2))


def is_used(page, filled, off):
    """Upright pages use their height."""
    wide, tall = filled
    enough = tall >= FILLED if page.portrait else max(wide, tall) >= FILLED
    return enough and max(off) <= OFF_CENTER


@pytest.mark.parametrize("name", CASES)
@every_scene
def test_every_beat_fills_the_page_and_stands_in_its_middle(entry, name):
    if entry.slug not in REMADE:
        pytest.xfail("still to be remade")
    used = at_each_beat(scene_of(entry), CASES[name], lambda scene: (scene.page, *use(scene)))
    poor = {
        beat: (filled, off)
        for beat, (page, filled, off) in used.items()
        if not is_used(page, filled, off)
        and not {(entry.slug, beat), (entry.slug, beat, name)} & set(PAGE)
    }
    assert not poor
