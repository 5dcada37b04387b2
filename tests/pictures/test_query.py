"""Places turn strips and dials: at every share by that share of the true angles."""

import numpy as np
import pytest

from attnviz.analysis.head_product import head_product
from attnviz.ink.raster import Raster
from attnviz.ink.tween import leaves
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.sentence_plan import plan_columns
from attnviz.mobjects.two_rows import two_rows
from attnviz.mobjects.vectors import strip_columns, strip_scale
from attnviz.pictures.query import shown_pair, turning
from tests.core_traces import default_trace, smollm2

WIDE = Page.of_pixels(1280, 720)


def set_up(words=None):
    trace = smollm2().trace(words, upto=14) if words else default_trace()
    made = head_product(trace, 13, 1, "word", "q")
    lineup = plan_columns(trace.head(13, 1).labels, WIDE)
    scale = strip_scale(made.after)
    stacks = made.stacks(made.before)
    rows = two_rows(made.entered(), stacks, lineup, "q", 13, DARK.query, DARK, scale)
    angles = made.angles()[list(made.asking)]

    def turned(share):
        return made.stacks(made.turned_by(share))

    return made, rows, turning(rows, turned, angles, scale, DARK.query, DARK), angles, scale


def outlines(inks):
    return {ink.outline.tobytes() for ink in leaves(inks) if len(ink.outline)}


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_strips_show_the_vectors_turned_by_a_share_of_their_angles(share):
    made, rows, turn, _, scale = set_up()
    turn._show(share)
    expected = strip_columns(
        made.stacks(made.turned_by(share)), rows.plan.lower, DARK, None, DARK.query, scale
    )
    assert outlines(rows.outputs) == outlines(expected)
    assert outlines(turn.strips) <= outlines(expected)


def test_in_the_end_they_are_the_models_own():
    made, _, turn, _, _ = set_up()
    (move,) = turn.turn()
    move.begin()
    move.interpolate(1.0)
    asking = list(made.asking)
    assert np.concatenate(made.stacks(made.turned_by(1.0))) == pytest.approx(made.after[asking])


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_hands_turn_by_the_angle_of_their_pair_and_wedges_are_what_they_passed(share):
    made, _, turn, angles, _ = set_up()
    starts = [hand.place[4] for hand in turn.hands]
    old = made.before[list(made.asking)][:, 2 * turn.pair : 2 * turn.pair + 2]
    assert starts == pytest.approx(np.arctan2(old[:, 1], old[:, 0]))
    (move,) = turn.turn()
    move.begin()
    move.interpolate(share)  # of a turn that begins and ends slowly: half of it in half the time
    turned = [hand.place[4] for hand in turn.hands] - np.array(starts)
    assert turned == pytest.approx(share * angles[:, turn.pair], abs=1e-6)
    for wedge, angle in zip(turn.wedges, turned, strict=True):
        corners = wedge.outline[::4, :2]
        (x, y), (x2, y2) = corners.T, np.roll(corners, -1, axis=0).T
        area = 0.5 * abs((x * y2 - y * x2).sum())
        assert area == pytest.approx(angle / 2, rel=0.01, abs=1e-6)


def test_the_pair_that_is_shown_turns_farthest_up_to_half_a_turn():
    angles = np.array([[0, 0, 0, 0], [3.5, 3.1, 1.0, 0.1]])
    assert shown_pair(angles) == 1
    assert shown_pair(-angles) == 1
    assert shown_pair(np.array([[7.0, 4.0]])) == 1  # where every pair turns farther, the least


def test_what_the_dials_take_the_place_of_is_told():
    _, rows, turn, _, _ = set_up()
    assert turn.replaced
    shown = {id(ink) for ink in leaves(rows.outputs)}
    assert not shown & {id(ink) for ink in turn.replaced}
    assert shown >= {id(ink) for ink in turn.strips}


def test_very_many_words_have_no_dials_and_turn_as_pictures():
    made, rows, turn, _, scale = set_up("the cat sat on the mat " * 12)
    assert turn.everything() == []
    assert turn.come() == []
    assert turn.replaced == []
    (move,) = turn.turn()
    move.begin()
    move.interpolate(1.0)
    pictures = [ink for ink in leaves(rows.outputs) if isinstance(ink, Raster)]
    assert pictures
    expected = strip_columns(
        made.stacks(made.after), rows.plan.lower, DARK, None, DARK.query, scale
    )
    for one, other in zip(pictures, leaves(expected), strict=True):
        assert np.array_equal(one.pixels, other.pixels)
