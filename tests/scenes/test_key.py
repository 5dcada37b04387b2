"""Key: who was asked answers; arrows, products and captions are the trace's."""

from collections import Counter

import numpy as np
import pytest

from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.colors import rgb
from attnviz.scenes.key import Key
from attnviz.stage.settings import SceneSettings
from tests.scenes.screen import signed
from tests.scenes.show import COMMON, Case, pick, sentence, show

CASES = {
    **pick("the default", "in detail", "in tokens", "two words", "one word", "many words"),
    "another head": COMMON["a head that looks one back"],
    "words of pieces": COMMON["several pieces"],
    "little kept": Case(sentence("나는 학교에 간다"), SceneSettings(5, 3)),
}


def played(case):
    return show(Key, CASES[case])


@pytest.fixture(params=CASES)
def shown(request):
    return played(request.param)


def test_the_beats():
    assert list(played("the default").held) == ["answer", "multiply", "everyone", "plane", "match"]
    assert list(played("in detail").held)[2] == "position"


def test_modifiers_answer_in_the_colour_of_keys():
    scene, held = played("the default")
    answer = held["answer"]
    assert [scene.head.labels[i] for i in scene.answering()] == ["blue", "fluffy"]
    assert answer.said.count("I do.") == 2
    assert answer.caption == "creature asked: who describes me?"
    colors = {ink.text: tuple(ink.rgba[:3].round(3)) for ink in answer.inks if ink.text}
    teal = tuple(rgb(scene.theme.key).round(3))
    assert colors["fluffy"] == colors["blue"] == colors["I do."] == teal
    assert colors["creature"] == tuple(rgb(scene.theme.query).round(3))


def test_only_who_was_asked_and_gets_an_even_share_answers(shown):
    scene, _ = shown
    who = scene.answering()
    kind = scene.column_read.kind
    assert bool(who) == (kind in ("modifiers", "pronoun", "previous", "near"))
    assert all(scene.head.mask[scene.focus, key] for key in who)
    if kind == "previous":
        assert who == [scene.focus - 1]


def test_another_head_gets_another_answer():
    answer = played("another head").held["answer"]
    assert answer.said.count("I do.") == 1
    assert answer.caption.endswith("asked: who describes me?")


@pytest.mark.parametrize("case", ["one word", "words of pieces"])
def test_where_nothing_plain_was_asked_nobody_answers(case):
    answer = played(case).held["answer"]
    assert "I do." not in answer.said
    assert answer.caption == "Each word also has something to offer: its key."


def test_the_product_is_the_models_own(shown):
    scene, held = shown
    made = scene.trace.weights(scene.head.layer, scene.head.head)
    token = scene.trace.asking(scene.head.unit)[scene.key]
    plan, said = scene.product_plan, held["multiply"].said
    window = signed(made.key[np.ix_(plan.weights.rows, plan.weights.columns)])
    entries = signed(made.inputs[token][list(plan.inputs.rows)])
    results = signed(made.keys_before[token][list(plan.result.rows)])
    for number, count in Counter([*window, *entries, *results]).items():
        assert said.count(number) >= count


def test_every_token_has_its_key():
    scene, _ = played("the default")
    drawn = scene.shown_vectors()
    assert [len(stack) for stack in drawn] == list(scene.head.token_counts)
    made = scene.trace.weights(13, 1)
    assert np.array_equal(np.concatenate(drawn), made.keys_before)
    assert np.array_equal(
        np.concatenate(played("in detail").scene.shown_vectors()), scene.head.token_keys
    )


def test_no_arrow_is_moved_for_effect(shown):
    scene, _ = shown
    picture, qk_plane = scene.picture, scene.qk_plane
    order = [i for i in range(len(qk_plane.queries)) if i != scene.focus] + [scene.focus]
    drawn = [*picture.queries, *picture.keys]
    points = np.concatenate([qk_plane.queries[order], qk_plane.keys])
    reach = np.linalg.norm(points, axis=1)
    ends = []
    for arrow in drawn:
        spots = np.concatenate([ink.points[:, :2] for ink in leaves(arrow)]) - picture.origin
        ends.append(spots[np.linalg.norm(spots, axis=1).argmax()])
    ends = np.array(ends)
    scale = np.linalg.norm(ends[reach.argmax()]) / reach.max()
    assert np.allclose(ends, points * scale, atol=0.05)
    exact = np.linalg.norm(scene.head.queries[scene.focus])
    assert qk_plane.queries[scene.focus][0] == pytest.approx(exact, rel=1e-4)


def test_the_plane_says_what_it_keeps(shown):
    scene, held = shown
    assert held["plane"].said.count(numerals.weight(scene.qk_plane.kept)) == 1


def test_products_are_those_of_all_dimensions(shown):
    scene, held = shown
    qk_plane, head = scene.qk_plane, scene.head
    exact = head.token_keys @ head.queries[scene.focus]
    best, worst = (exact[qk_plane.tokens[i]] for i in (qk_plane.best, qk_plane.worst))
    assert numerals.signed(float(best)) in held["match"].said
    assert numerals.signed(float(worst)) in held["match"].said
    ends = np.cumsum(head.token_counts)
    visible = exact[: ends[scene.focus]]
    assert best == pytest.approx(visible.max(), rel=1e-5)
    lasting = [exact[e - n : e].max() for e, n in zip(ends, head.token_counts, strict=True)]
    assert worst == pytest.approx(min(lasting[: scene.focus + 1]), rel=1e-5)


@pytest.mark.parametrize(
    ("case", "caption"),
    [
        ("the default", "blue leans most towards creature, creature least."),
        ("one word", "wine meets no key but its own."),
    ],
)
def test_the_caption_names_best_and_worst(case, caption):
    assert played(case).held["match"].caption == caption


def test_a_plane_that_keeps_little_says_so():
    scene, held = played("little kept")
    kept = numerals.weight(scene.qk_plane.kept)
    assert float(kept) < 0.5
    assert held["match"].caption == f"This plane keeps only {kept}: trust the products."


def test_what_was_drawn_is_told():
    drawn = played("the default").scene.drawn()
    assert drawn["plane_keys"].shape == (10, 2)
    assert len(drawn["products"]) == len(drawn["visible"]) == 4
