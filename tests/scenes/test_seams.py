"""A clip begins where the one before it in the film ends: title, caption and footer apart."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from attnviz.catalog.scenes import SCENES
from attnviz.frames.encoder import Frame
from attnviz.frames.settings import FrameSettings
from attnviz.look.page import Page
from attnviz.stage.play import _configured, _renderer, held_beats
from tests.scenes.exceptions import REMADE, SEAMS
from tests.scenes.show import Case, scene_of, sentence
from tests.scenes.test_motion import CASES

SIZES = {"16:9": FrameSettings(512, 288, 5), "9:16": FrameSettings(288, 512, 5)}
VISIBLE = 12  # of 255, in any channel
DIFFERENT = 0.001  # of the picture: less than a word of it


class Opened(Exception):
    """The first frame is there."""


class First:
    """Takes the first frame and wants no other."""

    picture: Frame

    def mark(self):
        pass

    def write(self, pixels, repeat=1, rects=None):
        self.picture = np.array(pixels)
        raise Opened


def first_frame(scene_class, case):
    sink = First()
    with (
        _configured(case.frame_settings),
        _renderer(scene_class, sink) as renderer,
        pytest.raises(Opened),
    ):
        scene_class(case.trace(), case.settings, renderer=renderer).render()
    return sink.picture


def last_frame(scene_class, case):
    held = held_beats(scene_class, case.trace(), case.settings, case.frame_settings)
    return held[-1][1]


def content(picture):
    """Return what stands between the title and the caption."""
    height, width = picture.shape[:2]
    page = Page.of_pixels(width, height)
    unit = height / page.height
    edges = page.title - 0.15, page.content.bottom - 0.17  # captions can have two lines
    top, bottom = ((page.height / 2 - y) * unit for y in edges)
    return picture[round(top) : round(bottom), :, :3].astype(int)


@pytest.mark.parametrize("shape", SIZES)
@pytest.mark.parametrize("name", ["the default", "with marks", "two words"])
@pytest.mark.parametrize(
    ("before", "after"), pairwise(SCENES), ids=lambda entry: entry.slug if entry else ""
)
def test_a_clip_begins_where_the_one_before_it_ends(before, after, name, shape):
    if not {before.slug, after.slug} <= REMADE:
        pytest.xfail("still to be remade")
    if (before.slug, after.slug) in SEAMS:
        pytest.xfail(SEAMS[before.slug, after.slug])
    trace, alone, size = CASES[name].trace, CASES[name].settings, SIZES[shape]
    joined = replace(alone, joined=True)  # as `attnviz film` plays the later one
    ends = content(last_frame(scene_of(before), Case(trace, alone, size)))
    begins = content(first_frame(scene_of(after), Case(trace, joined, size)))
    share = (np.abs(ends - begins).max(axis=2) > VISIBLE).mean()
    assert share <= DIFFERENT


def test_the_test_sees_two_scenes_that_do_not_meet():
    case = Case(sentence("red wine"), frame_settings=SIZES["16:9"])
    tokens, update = (scene_of(entry) for entry in (SCENES[0], SCENES[-1]))
    apart = np.abs(content(last_frame(update, case)) - content(first_frame(tokens, case)))
    assert (apart.max(axis=2) > VISIBLE).mean() > DIFFERENT
