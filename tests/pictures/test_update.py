"""A move is drawn to scale; what was measured stands beside it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.pictures.update import measures, move_picture, plan_rooms, ranking
from tests.drawing import said

SHAPES = [(1280, 720), (720, 1280), (720, 720), (960, 720)]
pages = st.sampled_from([Page.of_pixels(*shape) for shape in SHAPES])
lengths = st.floats(0.5, 30000)


def reach(ink):
    """Return from where to where the outline of an arrow goes."""
    start, points = ink.place[:2], ink.points[:, :2]
    return start, points[np.hypot(*(points - start).T).argmax()]


@settings(max_examples=40, deadline=None)
@given(lengths, st.floats(0.05, 1.5), st.floats(0, np.pi), pages)
def test_lengths_and_angle_are_true(length, share, angle, page):
    change = share * length * np.array([np.cos(angle), np.sin(angle)])
    points = np.array([[length, 0.0], [length + change[0], change[1]]])
    box = plan_rooms(page.content, page.portrait).picture
    drawn = move_picture(points, "creature", 4, 13, box, DARK)
    for tween in drawn.move():
        tween.begin()
        tween.interpolate(1.0)
    origin, tip = reach(drawn.before[-1])
    same, end = reach(drawn.after[-1])
    assert same == pytest.approx(origin)
    scale = np.hypot(*(tip - origin)) / length
    assert np.hypot(*(end - origin)) == pytest.approx(scale * np.hypot(*points[1]), rel=1e-3)
    assert np.hypot(*(end - tip)) == pytest.approx(scale * share * length, rel=1e-3, abs=1e-3)
    if len(drawn.update) > 1:  # a dot otherwise
        start, stop = reach(drawn.update[-1])
        assert start == pytest.approx(tip)
        assert stop == pytest.approx(end, abs=1e-3)
    for ink in leaves(drawn.everything()):
        left, bottom, right, top = ink.box()
        assert box.left - 0.05 <= left
        assert right <= box.right + 0.05
        assert box.bottom - 0.05 <= bottom
        assert top <= box.top + 0.05


def test_a_move_too_small_for_an_arrow_is_a_dot():
    points = np.array([[24000.0, 0.0], [24000.0, 5.0]])
    drawn = move_picture(points, "I", 1, 13, Page.of_pixels(1280, 720).content, DARK)
    assert len(drawn.update) == 1
    assert max(map(abs, drawn.shift)) < 0.01


def test_a_word_too_long_is_cut_or_left_out():
    points = np.array([[10.0, 0.0], [10.0, 1.0]])
    box = plan_rooms(Page.of_pixels(720, 720).content, True).picture
    drawn = move_picture(points, "electroencephalographically" * 3, 1, 13, box, DARK)
    assert len(drawn.names) == 3
    assert all("…" in ink.text for ink in drawn.word)


@settings(max_examples=30, deadline=None)
@given(lengths, lengths, pages)
def test_measures_are_written_through_the_one_format(length, step, page):
    box = plan_rooms(page.content, page.portrait).measures
    points = np.array([[length, 0.0], [length, step]])
    shown = said(measures(length, step, points, 4, 13, box, DARK))
    angle = np.degrees(np.arctan2(step, length))
    for number in (length, step, angle):
        assert any(text.rstrip("°") == numerals.positive(float(number)) for text in shown)
    assert numerals.weight(step / length) in shown
    assert shown.count("(13)") == 2  # E is what enters the layer, alone and in the ratio


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 9), pages)
def test_a_ranking_keeps_to_its_room(count, page):
    box = plan_rooms(page.content, page.portrait).words
    rows = [(f"word{i}", "−0.12 → −0.11") for i in range(count)]
    title, *shown = ranking(["what was measured,", "and how"], rows, 4, box, DARK)
    assert 1 <= len(shown) <= min(count, 4)
    assert "".join(said(title)).replace(" ", "") == "whatwasmeasured,andhow"
    for i, row in enumerate(shown):
        assert said(row) == list(rows[i])
    for ink in leaves([title, *shown]):
        left, bottom, right, top = ink.box()
        assert box.left - 0.05 <= left
        assert right <= box.right + 0.05
        assert top <= box.top + 0.05
        assert bottom >= box.bottom - 0.35
