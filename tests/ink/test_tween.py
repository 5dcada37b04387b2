"""One animation for many Inks: when each member of a group starts, and what lies inside what."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import Square, VGroup, linear

from attnviz.ink.motion import appear, travel
from attnviz.ink.tween import LAG_LONGEST, Tween, leaves
from tests.ink.moving import at, disc, row


def test_it_starts_from_how_things_are_when_it_begins():
    ink = disc()
    animation = travel(ink, (1, 0), rate_func=linear)
    ink.place[0] = 5
    assert at(animation, 0.5)[0, 0] == pytest.approx(5.5)


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


def test_a_way_that_goes_aside_only_in_its_middle_is_upright_before_and_after():
    move = travel(disc(), (4, 2), across=(0.25, 0.75), rate_func=linear)
    path = np.array([at(move, share)[0, :2] for share in (0, 0.25, 0.5, 0.75, 1)])
    assert path[:, 0] == pytest.approx([0, 0, 2, 4, 4])
    assert path[:, 1] == pytest.approx([0, 0.5, 1, 1.5, 2])


def test_leaves_are_the_inks_in_drawing_order():
    a, b, c = row(3)
    assert leaves(VGroup(VGroup(a, b), Square(), c)) == [a, b, c]
    assert leaves([c, VGroup(a, b)]) == [c, a, b]
    assert leaves([]) == []


def test_only_what_a_colour_an_opacity_or_a_place_is_asked_for_changes():
    inks = row(2)
    before = at(Tween(inks), 1.0)
    assert at(Tween(inks, color="#0000FF"), 1.0)[:, [0, 1, 2, 3, 4, 8]] == pytest.approx(
        before[:, [0, 1, 2, 3, 4, 8]]
    )
    assert at(Tween(inks, opacity=0.5), 1.0)[:, :8] == pytest.approx(
        np.hstack([before[:, :5], [[0, 0, 1]] * 2])
    )


@given(st.integers(1, 12), st.floats(0, 1), st.floats(0, 1), st.floats(-0.5, 1.5))
@settings(max_examples=40)
def test_it_never_leaves_the_way_between_its_start_and_its_end(count, lag, delay, share):
    places = np.array([[3.0, 2.0, 1.0, 1.0, 0.0]] * count)
    move = Tween(row(count), place=places, lag=lag, delay=delay)
    now = at(move, min(max(share, 0.0), 1.0))
    assert (now[:, 1] >= 0).all()
    assert (now[:, 1] <= 2 + 1e-9).all()


def test_what_has_arrived_is_not_touched_again():
    ink = disc()
    move = travel(ink, (1, 0), run_time=1.0)
    at(move, 1.0)
    ink.place[0] = 9.0  # somebody else moves it meanwhile
    move.interpolate(1.0)
    assert ink.place[0] == 9.0


def test_a_tween_of_nothing_is_no_error():
    move = Tween([])
    move.begin()
    move.interpolate(0.5)
    move.finish()
    assert move.leaves == []


def test_new_inks_come_onto_the_scene_one_by_one_and_only_once(scene):
    first, second = disc(), disc(1)
    scene.add(first)
    scene.play(appear([VGroup(first, second)]))
    assert scene.mobjects == [first, second]
