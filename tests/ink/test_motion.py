"""Movement: where each Ink starts, how it goes, where it ends; and that nothing is copied."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import Scene, Square, VGroup, linear, tempconfig

from attnviz.ink.handover import succeed
from attnviz.ink.ink import CIRCLE, Ink
from attnviz.ink.motion import (
    appear,
    come_from,
    copy_of,
    fade,
    gather,
    grow,
    recolor,
    replace,
    travel,
    vanish,
    without,
)
from attnviz.ink.text import label, numbers
from attnviz.ink.tween import LAG_LONGEST, Tween, leaves

RED, BLUE = "#FF0000", "#0000FF"
QUIET = {
    "dry_run": True, "disable_caching": True, "progress_bar": "none", "verbosity": "ERROR",
    "pixel_width": 128, "pixel_height": 72, "frame_rate": 10,
}  # fmt: skip


def disc(x=0.0, y=0.0, size=1.0, **kwargs):
    return Ink(CIRCLE, RED, (x, y), size, **kwargs)


def row(count, **kwargs):
    return [disc(x, **kwargs) for x in range(count)]


def state(inks):
    return np.array([[*ink.place, *ink.rgba] for ink in leaves(inks)])


def at(animation, share):
    """Begin if need be, and set an animation to a share of its whole time."""
    if not hasattr(animation, "_begun"):
        animation.begin()
        animation._begun = True
    animation.interpolate(share)
    return state(leaves(animation.mobject))


@pytest.fixture
def scene():
    with tempconfig(QUIET):
        yield Scene()


def word(text="forest", x=0.0, color=RED, size=0.3):
    return label(text, color, size, (x, 0), "left")


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


def test_it_starts_from_how_things_are_when_it_begins():
    ink = disc()
    animation = travel(ink, (1, 0), rate_func=linear)
    ink.place[0] = 5
    assert at(animation, 0.5)[0, 0] == pytest.approx(5.5)


# Groups


@given(st.integers(2, 30), st.floats(0.001, 1), st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=40)
def test_members_follow_one_another_in_order(count, lag, share, delay):
    inks = row(count)
    shown = at(appear(inks, lag=lag, delay=delay), share)[:, 8]
    assert (np.diff(shown) <= 1e-12).all()


def test_the_first_starts_at_once_and_the_last_ends_last():
    fades = appear(row(3), lag=0.5, run_time=1.0)
    assert fades.run_time == 2.0
    assert (at(fades, 0.25)[:, 8] > 0).tolist() == [True, False, False]
    assert (at(fades, 0.26)[:, 8] > 0).tolist() == [True, True, False]
    assert (at(fades, 0.99)[:, 8] < 1).tolist() == [False, False, True]


def test_a_member_of_a_group_moves_as_one():
    pairs = [VGroup(disc(), disc()), VGroup(disc(), disc())]
    shown = at(appear(pairs, lag=0.5), 0.4)[:, 8]
    assert shown[0] == shown[1] > shown[2] == shown[3]


@given(st.integers(2, 200), st.floats(0, 1))
@settings(max_examples=20)
def test_a_long_group_does_not_take_for_ever(count, lag):
    longest = appear([disc()] * count, lag=lag, run_time=0.35).run_time
    assert longest == pytest.approx(0.35 + min(lag * (count - 1), LAG_LONGEST))


def test_a_delay_holds_everything_back():
    moves = travel(row(2), (1, 0), delay=1.0, run_time=1.0, rate_func=linear)
    assert moves.run_time == 2.0
    assert at(moves, 0.5)[:, 0].tolist() == [0, 1]
    assert at(moves, 0.75)[:, 0] == pytest.approx([0.5, 1.5])


@pytest.mark.parametrize("pace", [0.5, 2.0])
def test_another_pace_keeps_all_shares(pace):
    def build():
        return appear(row(3), lag=0.3, delay=0.4, run_time=0.5)

    plain, paced = build(), build()
    paced.run_time /= pace
    for seconds in np.linspace(0, plain.run_time, 9):
        there = at(plain, seconds / plain.run_time)
        assert at(paced, seconds / pace / paced.run_time) == pytest.approx(there)


@pytest.mark.parametrize(("by", "highest"), [((4, 0), (2, 0.5)), ((0, 4), (-0.5, 2))])
def test_an_arc_bulges_to_the_left_and_ends_on_the_spot(by, highest):
    move = travel(disc(), by, arc=0.5, rate_func=linear)
    path = [at(move, share)[0, :2] for share in (0, 0.5, 1)]
    assert path == [pytest.approx(point) for point in ((0, 0), highest, by)]


def test_gathering_keeps_the_shape_of_a_group():
    inks = [word("red", 0), word("wine", 2), word("ink", 4)]
    end = at(gather(inks, (5, 7), 0.5), 1.0)
    assert np.diff(end[:, 0]) == pytest.approx([1, 1])
    middles = [np.reshape(ink.box(), (2, 2)).mean(axis=0) for ink in inks]
    assert np.mean(middles, axis=0) == pytest.approx([5, 7])


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


def test_labels_that_say_the_same_travel(scene):
    old, new = [word("red"), word("wine", 1)], [word("red", 5, BLUE, 0.2), word("wine", 6, BLUE)]
    scene.add(*old)
    moves, live = succeed(old, new, BLUE)
    assert live == old
    scene.play(*moves)
    assert leaves(scene.mobjects) == old
    for ink, target in zip(live, new, strict=True):
        assert ink.place == pytest.approx(target.place)
        assert ink.rgba == pytest.approx(target.rgba)
        assert (ink.text, ink.em) == (target.text, target.em)


def test_labels_that_say_another_thing_change_over_in_place(scene):
    old, new = [word("internationalization"), word("a", 3)], [word("inter…tion", 5), word("a", 7)]
    scene.add(*old)
    moves, live = succeed(old, new, RED)
    assert live == [new[0], old[1]]
    scene.play(*moves)
    assert set(leaves(scene.mobjects)) == set(live)
    assert [ink.place[0] for ink in live] == pytest.approx([5, 7])
    assert old[0].opacity == 0


def test_labels_without_a_successor_go_and_new_ones_come(scene):
    old, new = [word("a"), word("b", 1)], [word("a", 3)]
    scene.add(*old)
    moves, live = succeed(old, new, RED)
    scene.play(*moves)
    assert leaves(scene.mobjects) == live == [old[0]]
    moves, live = succeed([], [word("a", 3), word("b", 4)], RED)
    scene.play(*moves)
    assert [ink.text for ink in live] == ["a", "b"]
    assert set(live) < set(leaves(scene.mobjects))


def test_kept_labels_stay_and_send_copies(scene):
    old, new = [word("red"), word("wine", 1)], [word("red", 5, BLUE), word("ink", 6, BLUE)]
    before = state(old)
    scene.add(*old)
    moves, live = succeed(old, new, BLUE, keep=True)
    assert live[0] is not old[0]
    assert live[0].outline is old[0].outline
    assert live[1] is new[1]
    scene.play(*moves)
    assert (state(old) == before).all()
    assert set(leaves(scene.mobjects)) == {*old, *live}
    assert state(live)[:, 0] == pytest.approx([5, 6])


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


def test_leaves_are_the_inks_in_drawing_order():
    a, b, c = row(3)
    assert leaves(VGroup(VGroup(a, b), Square(), c)) == [a, b, c]
    assert leaves([c, VGroup(a, b)]) == [c, a, b]
    assert leaves([]) == []


def test_without_leaves_one_out():
    a, b, c = row(3)
    assert without([a, b, c], 1) == [a, c]
