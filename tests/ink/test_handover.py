"""One picture gives way to another: what both say travels, the rest comes and goes."""

import pytest

from attnviz.ink.handover import hand_over, succeed
from attnviz.ink.text import label
from attnviz.ink.tween import leaves
from attnviz.look.style import DARK, M, S
from tests.ink.moving import BLUE, RED, state, word


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


def test_what_both_pictures_say_travels():
    old = {"a": label("a", DARK.key, M, (0, 0)), "b": label("b", DARK.key, M, (1, 0))}
    new = {"a": label("a", DARK.mute, S, (3, 1)), "c": label("c", DARK.key, M, (1, 0))}
    goal = new["a"].place.copy()
    moves, taken = hand_over(old, new, list(old.values()))
    assert taken == [old["a"]]
    assert new["a"].place == pytest.approx(old["a"].place)
    for move in moves:
        move.begin()
        move.finish()
    assert new["a"].place == pytest.approx(goal)
    assert new["a"].get_color().to_hex() == DARK.mute
    assert [old["b"].opacity, new["c"].opacity] == [0, 1]


def offered(*texts, x=0.0, color=DARK.key):
    return {text: label(text, color, M, (x + i, 0)) for i, text in enumerate(texts)}


def played(moves):
    """Play moves to their end; return what comes with them and what goes with them."""
    for move in moves:
        move.begin()
        move.finish()
    comes = [ink for move in moves if move.is_introducer() for ink in move.leaves]
    return comes, [ink for move in moves if move.is_remover() for ink in move.leaves]


def test_what_says_something_else_by_now_does_not_travel_and_what_nobody_takes_over_goes():
    old, new = offered("a", "b", "gone"), offered("a", "b", "fresh", x=4.0, color=DARK.text)
    new["b"].text = "another"  # it stands for the same
    moves, taken = hand_over(old, new, list(old.values()))
    assert taken == [old["a"]]
    comes, goes = played(moves)
    assert set(comes) == set(new.values())
    assert set(goes) == {old["b"], old["gone"]}
    assert [ink.opacity for ink in new.values()] == [1, 1, 1]
    assert [ink.opacity for ink in goes] == [0, 0]
    assert [ink.place[0] for ink in new.values()] == pytest.approx(
        [ink.place[0] for ink in offered("a", "b", "fresh", x=4.0).values()]
    )


def test_a_new_text_starts_in_the_size_and_colour_of_the_old_one():
    old = {"a": label("a", DARK.key, M, (0, 0))}
    new = {"a": label("a", DARK.mute, S, (3, 1))}
    (move,), _ = hand_over(old, new, list(old.values()))
    move.begin()
    move.interpolate(0.0)
    assert state([new["a"]]) == pytest.approx(state([old["a"]]))
    assert move.is_introducer()


def test_where_nothing_is_taken_over_one_picture_goes_and_the_other_comes():
    old, new = offered("a"), offered("b", "c", x=3.0)
    moves, taken = hand_over(old, new, list(old.values()))
    assert taken == []
    assert played(moves) == (list(new.values()), list(old.values()))
    assert hand_over({}, {}, []) == ([], [])


def test_a_blank_text_does_not_travel():
    old, new = {"a": label(" ", RED, M, (0, 0))}, {"a": label(" ", RED, M, (5, 0))}
    _, taken = hand_over(old, new, list(old.values()))
    assert taken == []
    assert new["a"].place[0] == pytest.approx(label(" ", RED, M, (5, 0)).place[0])
