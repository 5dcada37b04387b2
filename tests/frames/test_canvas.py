"""A canvas redraws only what changed, and shows what a full redraw would, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz import load_model
from attnviz.frames.camera import set_page
from attnviz.frames.canvas import Canvas
from attnviz.frames.renderer import StageRenderer
from attnviz.frames.settings import FrameSettings
from attnviz.ink.ink import CIRCLE, SQUARE, Ink, polyline
from attnviz.look.glyphs import set_text
from attnviz.look.page import Page
from attnviz.scenes.pattern import AttentionPattern
from attnviz.stage import play
from attnviz.stage.settings import SceneSettings

SIZE = 256, 144
PAGE = Page.of_pixels(*SIZE)
GROUND = "#11131F"
OUTLINES = {
    "word": set_text("verdant").points,
    "circle": CIRCLE,
    "square": SQUARE,
    "corner": polyline((-1.0, -0.4), (0.0, 0.4), (1.0, -0.4)),
}


def canvas(size=SIZE, clear=False):
    return Canvas(Page.of_pixels(*size), size, GROUND, clear)


def whole(inks, size=SIZE, clear=False):
    """Draw a page from nothing."""
    fresh = canvas(size, clear)
    fresh.draw(inks)
    return fresh.pixels


def inside(rects, shape):
    mask = np.zeros(shape[:2], bool)
    for left, top, right, bottom in rects:
        mask[top:bottom, left:right] = True
    return mask


numbers = st.floats(-8, 8, allow_nan=False, width=32)
inks = st.builds(
    lambda outline, x, y, w, h, angle, opacity, stroke: Ink(
        OUTLINES[outline], "#FFB01F", (x, y), (w, h), opacity, stroke, angle=angle
    ),
    st.sampled_from(list(OUTLINES)),
    numbers, numbers, numbers, numbers,
    st.sampled_from([0.0, 0.0, 0.8, -1.6]),
    st.sampled_from([0.0, 0.3, 1.0]),
    st.sampled_from([None, 1.1, 12.0]),
)  # fmt: skip


def change(ink, kind, amount):
    if kind == "move":
        ink.place = np.add(ink.place, (amount, -amount, 0, 0, 0))
    elif kind == "move in place":
        ink.place[0] += amount
    elif kind == "grow":
        ink.place = ink.place * (1, 1, amount, amount, 1)
    elif kind == "fade":
        ink.rgba[3] = min(abs(amount), 1)
    elif kind == "paint":
        ink.paint("#12A096")
    elif kind == "thicken":
        ink.stroke_width = abs(amount)
    else:
        ink.points = np.add(ink.points, (amount, 0, 0))


KINDS = ["move", "move in place", "grow", "fade", "paint", "thicken", "replace"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(inks, min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from(KINDS), numbers), max_size=5),
    st.booleans(),
)
def test_what_changed_is_redrawn_and_nothing_else_is_touched(shown, changes, clear):
    kept = canvas(clear=clear)
    kept.draw(shown)
    for which, kind, amount in changes:
        change(shown[which % len(shown)], kind, amount)
        before = kept.pixels.copy()
        rects = kept.draw(shown)
        assert (kept.pixels == whole(shown, clear=clear)).all()
        untouched = ~inside(rects, before.shape)
        assert (kept.pixels[untouched] == before[untouched]).all()


@settings(max_examples=40, deadline=None)
@given(st.lists(inks, min_size=2, max_size=7), st.data())
def test_inks_that_come_go_and_change_their_order(shown, data):
    kept = canvas()
    for _ in range(4):
        some = data.draw(st.lists(st.sampled_from(shown), unique_by=id))
        kept.draw(some)
        assert (kept.pixels == whole(some)).all()


def test_nothing_is_drawn_twice():
    kept, ink = canvas(), Ink(CIRCLE, "#FFB01F")
    assert kept.draw([ink]) == [(0, 0, *SIZE)]
    assert kept.draw([ink]) == []
    ink.place[0] += 1
    assert kept.draw([ink])


def test_boxes_are_few_and_do_not_overlap():
    spots = np.random.default_rng(4).uniform((-7, -4), (7, 4), (300, 2)).tolist()
    shown = [Ink(CIRCLE, "#FFB01F", (x, y), 0.05) for x, y in spots]
    kept = canvas((1280, 720))
    kept.draw(shown)
    for ink in shown:
        ink.paint("#12A096")
    rects = kept.draw(shown)
    assert len(rects) > 1
    covered = sum((right - left) * (bottom - top) for left, top, right, bottom in rects)
    assert covered == inside(rects, (720, 1280)).sum()
    assert (kept.pixels == whole(shown, (1280, 720))).all()


def test_a_new_ink_is_seen_where_another_was():
    # Python may give the second the identity of the first, which is gone.
    kept = canvas()
    for stroke in (None, 3.0, None):
        kept.draw([Ink(CIRCLE, "#FFB01F", stroke=stroke)])
        assert (kept.pixels == whole([Ink(CIRCLE, "#FFB01F", stroke=stroke)])).all()


class Watcher(StageRenderer):
    """Holds every frame of the canvas against a full redraw."""

    frames, wrong = 0, 0

    def update_frame(self, scene, *arguments, **options):
        super().update_frame(scene, *arguments, **options)
        if self._canvas is not None:
            shown = self._all_inks(scene)
            Watcher.wrong += int((self._pixels != whole(shown)).any())
            Watcher.frames += 1


@pytest.mark.parametrize(
    "sentence", ["a fluffy blue creature roamed", "one two three four five " * 11]
)
def test_every_frame_of_a_clip_is_that_of_a_full_redraw(sentence, monkeypatch, tmp_path):
    monkeypatch.setattr(play, "StageRenderer", Watcher)
    Watcher.frames = Watcher.wrong = 0
    trace = load_model("smollm2").trace(sentence.strip(), upto=14)
    picture = FrameSettings(*SIZE, fps=4)
    play.render_clip(AttentionPattern, trace, SceneSettings(), picture, tmp_path / "clip.mp4")
    assert Watcher.frames > 30
    assert Watcher.wrong == 0


class Still(StageRenderer):
    """Holds every frame of the canvas against the camera's."""

    worst = 0

    def update_frame(self, scene, *arguments, **options):
        super().update_frame(scene, *arguments, **options)
        camera = type(self.camera)()
        set_page(camera, scene.page, GROUND)
        camera.capture_mobjects(scene.mobjects)
        furthest = np.abs(self._pixels.astype(int) - camera.pixel_array).max()
        Still.worst = max(Still.worst, int(furthest))


def test_every_frame_of_a_clip_is_that_of_the_camera(monkeypatch, tmp_path):
    monkeypatch.setattr(play, "StageRenderer", Still)
    trace = load_model("smollm2").trace("a fluffy blue creature", upto=14)
    picture = FrameSettings(*SIZE, fps=3)
    play.render_clip(AttentionPattern, trace, SceneSettings(), picture, tmp_path / "clip.mp4")
    assert Still.worst <= 1
