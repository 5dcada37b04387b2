"""Movement: where each Ink starts, how it goes, where it ends; and that nothing is copied."""

import numpy as np
import pytest

from attnviz.ink.motion import (
    appear,
    become,
    box_around,
    come_from,
    copy_of,
    emerge,
    fade,
    fit_from,
    fit_into,
    gather,
    grow,
    look_near,
    recolor,
    replace,
    travel,
    turn_into,
    vanish,
    without,
)
from attnviz.ink.text import label, numbers
from attnviz.ink.tween import Tween, leaves
from attnviz.look.page import Box
from tests.ink.moving import BLUE, RED, at, disc, row, state, word

# What each animation starts from and ends at: the columns are x, y, width, height, angle, r, g, b,
# opacity. `None` stands for what it was.

AS_IT_WAS = None
CASES = {
    "appear": (appear, {8: 0.0}, AS_IT_WAS),
    "vanish": (vanish, AS_IT_WAS, {8: 0.0}),
    "fade": (lambda m: fade(m, 0.42), AS_IT_WAS, {8: 0.42}),
    "recolor": (lambda m: recolor(m, BLUE), AS_IT_WAS, {5: 0.0, 7: 1.0}),
    "travel": (lambda m: travel(m, (2, -1)), AS_IT_WAS, {0: [2, 3, 4], 1: -1.0}),
    "grow": (grow, {2: 5e-5, 3: 5e-5}, AS_IT_WAS),
    "grow along x": (lambda m: grow(m, axis="x"), {2: 5e-5}, AS_IT_WAS),
    "come from": (
        lambda m: come_from(m, [(5, 5), (6, 6), (7, 7)]),
        {0: [5, 6, 7], 1: [5, 6, 7]}, AS_IT_WAS,
    ),
    "come from, larger": (
        lambda m: come_from(m, [(5, 5)] * 3, size=2.0),
        {0: 5.0, 1: 5.0, 2: 2.0, 3: 2.0}, AS_IT_WAS,
    ),
    "gather": (
        lambda m: gather(m, (10, 10), 0.5, opacity=0.0),
        AS_IT_WAS, {0: [9.5, 10, 10.5], 1: 10.0, 2: 0.25, 3: 0.25, 8: 0.0},
    ),
    "to a place": (
        lambda m: Tween(m, place=np.array([[4.0, 4, 1, 2, 0.5]] * 3), color=BLUE, opacity=0.1),
        AS_IT_WAS, {0: 4.0, 1: 4.0, 2: 1.0, 3: 2.0, 4: 0.5, 5: 0.0, 7: 1.0, 8: 0.1},
    ),
}  # fmt: skip


@pytest.mark.parametrize("lag", [0.0, 0.2])
@pytest.mark.parametrize(("build", "start", "end"), CASES.values(), ids=CASES)
def test_it_starts_and_ends_exactly_where_it_says(build, start, end, lag):
    inks = row(3, size=0.5, opacity=0.9)
    whole = state(inks)
    animation = build(inks)
    for share, changed in ((0.0, start), (1.0, end)):
        expected = whole.copy()
        for column, value in (changed or {}).items():
            expected[:, column] = value
        found = at(animation, share)
        assert found == pytest.approx(expected, abs=1e-12), share
    animation.finish()
    assert (state(inks) == at(animation, 1.0)).all()


@pytest.mark.parametrize(("build", "start", "end"), CASES.values(), ids=CASES)
def test_it_copies_nothing(build, start, end):
    inks = row(3)
    outlines = [ink.outline for ink in inks]
    animation = build(inks)
    for share in (0.0, 0.3, 1.0):
        at(animation, share)
    assert all(a is b for a, b in zip(leaves(animation.mobject), inks, strict=True))
    assert all(ink.outline is outline for ink, outline in zip(inks, outlines, strict=True))
    assert animation.starting_mobject.get_family() == [animation.starting_mobject]


# Groups


def middle(inks):
    """Return the middle of the box around all."""
    boxes = np.array([ink.box() for ink in inks])
    return (boxes[:, :2].min(axis=0) + boxes[:, 2:].max(axis=0)) / 2


def test_gathering_keeps_the_shape_of_a_group():
    inks = [word("red", 0), word("wine", 2), word("ink", 4)]
    end = at(gather(inks, (5, 7), 0.5), 1.0)
    assert np.diff(end[:, 0]) == pytest.approx([1, 1])
    assert middle(inks) == pytest.approx([5, 7])


def test_what_emerges_goes_the_way_back_of_gathering():
    inks = [word("red", 0), word("wine", 2)]
    home = state(inks)
    assert at(emerge(inks, (5, 7), 0.5), 1.0) == pytest.approx(home)
    out = at(emerge(inks, (5, 7), 0.5), 0.0)
    gathered = at(gather([word("red", 0), word("wine", 2)], (5, 7), 0.5), 1.0)
    assert out == pytest.approx(gathered)


def test_drawing_near_and_back_leaves_all_where_it_was():
    inks = [disc(1, 2, 0.2), word("red", 3)]
    before = state(inks)
    near = at(look_near(inks, (1, 2), 3.0, (0, 0)), 1.0)
    assert near[0, :4] == pytest.approx([0, 0, 0.6, 0.6])
    assert near[1, :2] == pytest.approx([6, -6])
    assert at(look_near(inks, (0, 0), 1 / 3, (1, 2)), 1.0) == pytest.approx(before)


def test_a_number_turns_into_its_disc_as_one_thing():
    number, goal = word("+1.54", 0), disc(4, 1, 0.5)
    away, come = turn_into([number], [goal])
    assert at(come, 0.0)[0, 2] < 0.01
    assert at(away, 1.0)[0, :2] == pytest.approx([4, 1], abs=1e-3)
    assert at(come, 1.0)[0, :4] == pytest.approx([4, 1, 0.5, 0.5])


def test_what_comes_from_afar_grows_in_proportion():
    dots = [disc(size=0.2), disc(size=0.1)]
    start = at(come_from(dots, [(0, 0), (1, 1)], size=1.0), 0.0)
    assert start[:, 2] == pytest.approx([1.0, 0.5])


# On a scene


def test_a_scene_gets_what_appears_and_loses_what_vanishes(scene):
    stays, goes, comes = disc(0), disc(1), disc(2)
    scene.add(stays, goes)
    scene.play(vanish(goes), appear(comes))
    assert leaves(scene.mobjects) == [stays, comes]
    assert (goes.opacity, comes.opacity) == (0, 1)


def test_the_new_comes_when_the_old_has_gone():
    away, here = replace(disc(), disc())
    gone = away.run_time / here.run_time
    assert at(here, gone)[0, 8] == 0
    assert at(here, gone + 0.05)[0, 8] > 0


def test_one_thing_gives_its_place_to_another(scene):
    old, new = disc(0), disc(1)
    scene.add(old)
    scene.play(*replace(old, new))
    assert leaves(scene.mobjects) == [new]
    assert (old.opacity, new.opacity) == (0, 1)


def test_replacing_columns_goes_column_by_column():
    away, here = replace(row(4), row(4), lag=0.1)
    for share in (0.2, 0.5, 0.8):
        assert (np.diff(at(away, share)[:, 8]) >= -1e-12).all()
        assert (np.diff(at(here, share)[:, 8]) <= 1e-12).all()


# Copies


@pytest.mark.parametrize(
    "ink",
    [
        label("forest", RED, 0.3, (1, 2), "left", angle=0.7),
        numbers(["+1.00", "0.00"], [(0, 0), (1, 0)], BLUE, 0.2),
        disc(opacity=0.4, stroke=1.5),
    ],
    ids=["label", "numbers", "ring"],
)
def test_a_copy_is_the_same_thing_again(ink):
    twin = copy_of(ink)
    assert twin is not ink
    assert twin.outline is ink.outline
    assert (state([twin]) == state([ink])).all()
    for said in ("text", "em", "spans", "is_stroked", "stroke_width", "draw"):
        assert getattr(twin, said) == getattr(ink, said)


def test_a_copy_goes_its_own_way():
    ink = disc(1, 2)
    twin = copy_of(ink).paint(BLUE)
    twin.place[:] = 9
    twin.rgba[3] = 0
    assert (state([ink]) == [[1, 2, 1, 1, 0, 1, 0, 0, 1]]).all()


# Families


def test_without_leaves_one_out():
    a, b, c = row(3)
    assert without([a, b, c], 1) == [a, c]


def test_things_fill_a_box_as_one_thing():
    inks = [disc(0, 0), disc(4, 2)]  # of radius 1: together 6 x 4, about (2, 1)
    move = fit_into(inks, Box(10, 0, 16, 1))
    end = at(move, 1.0)
    assert np.allclose(end[:, :4], [[11, 0.25, 1, 0.25], [15, 0.75, 1, 0.25]])
    found = box_around(inks)
    assert np.allclose([found.left, found.bottom, found.right, found.top], [10, 0, 16, 1])


def test_things_come_from_a_box_to_where_they_stand():
    inks = [disc(0, 0), disc(4, 2)]
    places = state(inks)
    move = fit_from(inks, Box(0, 0, 1, 1), Box(-0.5, -0.5, 4.5, 2.5))
    assert np.allclose(at(move, 0.0)[:, :2], [[0.1, 1 / 6], [0.9, 5 / 6]])
    assert np.allclose(at(move, 1.0), places)


def test_one_picture_becomes_another_on_the_way_to_it():
    old, new = [disc(0, 0), disc(1, 0)], [disc(5, 5, 2.0)]
    going, coming = become(old, new)
    begun, starts = at(going, 0.0), at(coming, 0.0)  # of radius 1 and 2
    assert np.allclose(starts[0, :4], [0.5, 0, 1.5, 1])
    assert starts[0, 8] == 0
    assert np.allclose(begun[:, 8], 1)
    ended, ends = at(going, 1.0), at(coming, 1.0)
    assert np.allclose(ends[0, :4], [5, 5, 2, 2])
    assert ends[0, 8] == 1
    assert np.allclose(ended[:, :4], [[13 / 3, 5, 4 / 3, 2], [17 / 3, 5, 4 / 3, 2]])
    assert np.allclose(ended[:, 8], 0)
    assert going.remover
    assert coming.introducer
