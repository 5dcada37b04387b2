"""An Ink is one shared outline and a place, and an ordinary mobject to manim."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import DOWN, PI, RIGHT, UP, Square, Transform

from attnviz.ink.ink import (
    CIRCLE,
    SQUARE,
    Ink,
    arrow,
    brackets,
    circles,
    join,
    line,
    polyline,
    rectangle,
    rounded_box,
)
from attnviz.look.colors import rgb
from attnviz.look.glyphs import set_text
from tests.drawing import area

RED = "#FF0000"
coordinates = st.floats(-20, 20)
sizes = st.floats(0.01, 10)


def word(**kwargs):
    return Ink(set_text("forest").points, RED, text="forest", em=1.0, **kwargs)


# Places


@given(coordinates, coordinates, sizes, sizes, st.floats(-PI, PI))
def test_points_follow_the_place(x, y, width, height, angle):
    ink = Ink(SQUARE, RED, (x, y), (width, height), angle=angle)
    corner, across = ink.points[0], ink.points[3]
    assert corner == pytest.approx([x, y, 0])
    assert across == pytest.approx([x + width * np.cos(angle), y + width * np.sin(angle), 0])
    assert abs(area(ink.points)) == pytest.approx(width * height)


def test_a_place_is_changed_by_numbers_alone():
    ink = word()
    before = ink.outline
    ink.place[:] = (1, 2, 3, 3, 0)
    assert ink.outline is before
    assert ink.points == pytest.approx(before * 3 + (1, 2, 0))


def test_a_box_is_the_smallest_around_what_is_drawn():
    ink = Ink(CIRCLE, RED, (3, -1), (2, 0.5))
    assert ink.box() == pytest.approx((1, -1.5, 5, -0.5))
    assert Ink(set_text(" ").points, RED).box() is None


@given(coordinates, coordinates, st.floats(0.1, 5))
def test_a_box_moves_and_grows_with_its_ink(x, y, size):
    still = np.array(word().box())
    assert word(at=(x, y), size=size).box() == pytest.approx(still * size + (x, y, x, y))


# As a mobject


def test_manim_shifts_it():
    ink = word()
    before = ink.points
    assert ink.shift(2 * RIGHT + UP) is ink
    assert ink.points == pytest.approx(before + 2 * RIGHT + UP)


def test_manim_scales_it_about_its_middle():
    ink = word(at=(3, 1))
    middle, width = ink.get_center(), ink.width
    ink.scale(2)
    assert ink.get_center() == pytest.approx(middle)
    assert ink.width == pytest.approx(2 * width)


def test_manim_rotates_it():
    ink = Ink(rectangle(0, 0, 3, 1), RED)
    ink.rotate(PI / 2, about_point=np.zeros(3))
    assert ink.box() == pytest.approx((-1, 0, 0, 3))


def test_manim_puts_it_beside_others():
    square, ink = Square(2), word()
    ink.next_to(square, DOWN, buff=0.25)
    assert ink.get_top()[1] == pytest.approx(-1.25)
    assert ink.get_center()[0] == pytest.approx(0)
    square.next_to(ink, RIGHT, buff=0.5)
    assert square.get_left()[0] == pytest.approx(ink.get_right()[0] + 0.5)


def test_manim_measures_it():
    ink = Ink(rectangle(1, 2, 4, 7), RED)
    assert (ink.width, ink.height) == pytest.approx((3, 5))
    assert ink.get_center() == pytest.approx([2.5, 4.5, 0])
    assert ink.get_corner(UP + RIGHT) == pytest.approx([4, 7, 0])
    assert ink.has_points()


def test_manim_copies_it():
    ink = word(at=(1, 1), opacity=0.5)
    twin = ink.copy()
    assert twin.points == pytest.approx(ink.points)
    assert (twin.text, twin.opacity) == ("forest", 0.5)
    twin.shift(UP).set_opacity(1)
    assert ink.place.tolist() == [1, 1, 1, 1, 0]
    assert ink.opacity == 0.5


@pytest.mark.parametrize("stroke", [None, 2.0])
def test_manim_colours_it(stroke):
    ink = Ink(CIRCLE, RED, stroke=stroke)
    ink.set_color("#0000FF")
    assert ink.rgba == pytest.approx([0, 0, 1, 1])
    assert ink.get_color().to_hex() == "#0000FF"
    ink.set_opacity(0.25)
    assert ink.opacity == 0.25


@pytest.mark.parametrize("alpha", [0.0, 0.5, 1.0])
def test_manim_transforms_it(alpha):
    ink, target = Ink(SQUARE, RED), Ink(SQUARE, "#0000FF", (2, 0), 3)
    change = Transform(ink, target, rate_func=lambda t: t)
    change.begin()
    change.interpolate(alpha)
    assert ink.box() == pytest.approx((2 * alpha, 0, 2 * alpha + 1 + 2 * alpha, 1 + 2 * alpha))
    assert ink.rgba == pytest.approx([1 - alpha, 0, alpha, 1])


def test_moving_one_leaves_others_of_the_same_outline():
    first, second = word(), word()
    assert first.outline is second.outline
    first.shift(UP).scale(3).rotate(1)
    assert second.points == pytest.approx(set_text("forest").points)


def test_fill_and_stroke():
    filled, stroked = Ink(SQUARE, RED, opacity=0.5), Ink(SQUARE, RED, stroke=3.0, opacity=0.5)
    assert filled.fill_rgbas.tolist() == [[1, 0, 0, 0.5]]
    assert not filled.stroke_rgbas[:, 3].any()
    assert stroked.stroke_rgbas.tolist() == [[1, 0, 0, 0.5]]
    assert not stroked.fill_rgbas[:, 3].any()
    assert stroked.get_stroke_width() == 3


def test_paint_keeps_the_opacity():
    ink = Ink(SQUARE, RED, opacity=0.3).paint("#00FF00")
    assert ink.rgba == pytest.approx([0, 1, 0, 0.3])


def test_colours_are_read_from_hexadecimal():
    assert rgb("#FF8000") == pytest.approx([1, 128 / 255, 0])


# Shapes


@given(st.lists(st.tuples(coordinates, coordinates, sizes), min_size=1, max_size=6))
@settings(max_examples=40)
def test_a_circle_s_area_is_pi_r_squared(rings):
    for x, y, radius in rings:
        assert area(circles([(x, y)], [radius])) == pytest.approx(np.pi * radius**2, rel=1e-4)
    together = circles([ring[:2] for ring in rings], [ring[2] for ring in rings])
    assert area(together) == pytest.approx(sum(np.pi * r**2 for *_, r in rings), rel=1e-4)


def test_a_circle_is_round():
    assert np.hypot(*CIRCLE.reshape(-1, 4, 3)[:, [0, 3], :2].T) == pytest.approx(1)
    assert np.abs(CIRCLE[:, :2]).max() == pytest.approx(1)


def test_a_circle_without_radius_draws_nothing():
    assert circles([(0, 0), (1, 1)], [0.0, 0.0]).shape == (0, 3)
    assert len(circles([(0, 0), (1, 1)], [0.0, 2.0])) == len(CIRCLE)


def test_unit_shapes_cannot_be_written_to():
    for shape in (CIRCLE, SQUARE):
        with pytest.raises(ValueError, match="read-only"):
            shape[0] = 1


@given(coordinates, coordinates, sizes, sizes)
def test_a_rectangle_has_its_area_and_its_box(left, bottom, width, height):
    shape = rectangle(left, bottom, left + width, bottom + height)
    assert area(shape) == pytest.approx(width * height)
    assert Ink(shape, RED).box() == pytest.approx((left, bottom, left + width, bottom + height))


@given(sizes, sizes, st.floats(0, 0.5))
def test_a_rounded_box_lacks_its_corners_only(width, height, share):
    radius = share * min(width, height)
    shape = rounded_box(0, 0, width, height, radius)
    assert area(shape) == pytest.approx(width * height - (4 - np.pi) * radius**2, rel=1e-3)
    assert Ink(shape, RED).box() == pytest.approx((0, 0, width, height))
    assert shape[0] == pytest.approx(shape[-1])


def test_a_polyline_goes_straight_through_its_points():
    path = polyline((0, 0), (3, 0), (3, 6))
    assert path.reshape(-1, 4, 3)[:, [0, 3], :2].tolist() == [[[0, 0], [3, 0]], [[3, 0], [3, 6]]]
    assert path[:4, :2] == pytest.approx(np.array([[0, 0], [1, 0], [2, 0], [3, 0]]))
    closed = polyline((0, 0), (3, 0), (3, 6), closed=True)
    assert closed[-1] == pytest.approx(closed[0])


def test_brackets_embrace_their_box():
    pair = Ink(brackets(-1, -2, 1, 2, lip=0.1), RED, stroke=1.0)
    assert pair.box() == pytest.approx((-1, -2, 1, 2))
    inside = np.abs(pair.points[:, 0]) < 0.9 - 1e-9
    assert not inside.any()  # open above and below


def test_an_arrow_points_at_its_end():
    shaft, head = arrow(RED, (0, 0), (0, -3), 0.5)
    assert shaft.is_stroked
    assert not head.is_stroked
    assert shaft.box() == pytest.approx((0, -2.5, 0, 0))
    left, bottom, right, top = head.box()
    assert (bottom, top, left + right) == pytest.approx((-3, -2.5, 0))
    tip = head.points[head.points[:, 1].argmin()]
    assert tip == pytest.approx([0, -3, 0])


def test_a_line_is_stroked_as_asked():
    ink = line(RED, (0, 0), (1, 1), width=2.5, opacity=0.5)
    assert (ink.is_stroked, ink.get_stroke_width(), ink.opacity) == (True, 2.5, 0.5)


def test_joined_outlines_are_one():
    assert join([]).shape == (0, 3)
    assert join([SQUARE, CIRCLE]).tolist() == [*SQUARE.tolist(), *CIRCLE.tolist()]
