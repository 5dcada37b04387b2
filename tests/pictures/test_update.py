"""A move is drawn to scale, with its lengths and its angle beside it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.pictures.update import column_below, move_picture, turn
from attnviz.pictures.update_arrows import Arrow
from tests.drawing import said
from tests.geometry import lies_in, on_one_another

SHAPES = [(1280, 720), (720, 1280), (720, 720), (960, 720)]
pages = st.sampled_from([Page.of_pixels(*shape) for shape in SHAPES])
lengths = st.floats(0.5, 30000)


def moved(length, share, angle):
    """Return E and E′ in their plane, and the length of the update."""
    change = share * length * np.array([np.cos(angle), np.sin(angle)])
    return np.array([[length, 0.0], [length + change[0], change[1]]]), share * length


def finish(tweens):
    for tween in tweens:
        tween.begin()
        tween.interpolate(1.0)


@settings(max_examples=40, deadline=None)
@given(lengths, st.floats(0.05, 1.5), st.floats(0, np.pi), pages)
def test_lengths_and_angle_are_true(length, share, angle, page):
    points, step = moved(length, share, angle)
    drawn = move_picture(points, step, "creature", 4, 13, page.content, DARK)
    update = Arrow((0, 0), (3, 0), DARK.output)
    scale = drawn.before.stance.length / length
    column = column_below(update.shaft, np.linspace(-1, 1, 40), page.content, DARK)
    finish(drawn.draw_back(update, column))
    assert update.stance.length == pytest.approx(scale * step, rel=1e-3, abs=1e-3)
    assert update.stance.angle == 0  # it shrinks where it stands
    finish(drawn.lie_down(column))
    finish(drawn.join(update))
    finish(drawn.move())
    before, after = drawn.before.stance, drawn.after.stance
    assert after[:2] == pytest.approx(before[:2])
    assert after.length == pytest.approx(scale * np.hypot(*points[1]), rel=1e-3, abs=1e-3)
    turned = (after.angle - before.angle + np.pi) % (2 * np.pi) - np.pi
    assert turned == pytest.approx(np.arctan2(*points[1, ::-1]), abs=1e-3)
    assert update.stance[:2] == pytest.approx(before.tip, abs=1e-6)
    assert update.stance.tip == pytest.approx(after.tip, abs=2e-3)
    assert lies_in([*leaves(drawn.everything()), *update.inks()], page.content, 0.06)


@settings(max_examples=40, deadline=None)
@given(lengths, st.floats(0.0, 1.5), st.floats(0, np.pi), pages)
def test_every_arrow_says_its_length_and_the_arc_its_angle(length, share, angle, page):
    points, step = moved(length, share, angle)
    drawn = move_picture(points, step, "creature", 4, 13, page.content, DARK)
    shown = [text.strip() for text in said(drawn.everything())]
    for number in (length, step, float(np.hypot(*points[1]))):
        assert numerals.positive(number) in shown
    assert turn(points) in shown
    assert float(turn(points)[:-1].replace(",", "")) == pytest.approx(
        np.degrees(np.arctan2(*points[1, ::-1])), abs=0.006
    )
    assert shown.count("(13)") == 2  # E and E′ are of what enters the layer
    assert "creature" in shown
    assert not on_one_another(drawn.everything(), 0.02)


def test_the_pictures_beside_it_find_what_they_say_too():
    points, step = moved(153.61, 0.08, 1.8)
    drawn = move_picture(points, step, "creature", 4, 13, Page.of_pixels(1280, 720).content, DARK)
    texts = {key: ink.text for key, ink in drawn.said.items()}
    assert texts == {0: "ΔE", 1: "4", "number": numerals.positive(step), "word": "creature"}


def test_a_word_too_long_is_cut():
    points, step = moved(10.0, 0.1, 1.0)
    box = Page.of_pixels(720, 720).content
    drawn = move_picture(points, step, "electroencephalographically" * 3, 1, 13, box, DARK)
    assert "…" in drawn.said["word"].text
    assert lies_in(leaves(drawn.everything()), box, 0.06)
