"""Key: who was asked answers; arrows, products and captions are the trace's."""

from collections import Counter
from functools import cache

import numpy as np
import pytest

from attnviz.analysis.modifiers import modifiers_before
from attnviz.frames.settings import FrameSettings
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.colors import rgb
from attnviz.scenes.key import Key
from attnviz.stage.play import visit_beats
from attnviz.stage.settings import SceneSettings
from tests.core_traces import DEFAULT, smollm2
from tests.drawing import said
from tests.scenes.screen import LONG_TALE

WIDE = FrameSettings(256, 144, 5)
CASES = {
    "the default": (DEFAULT, SceneSettings()),
    "in detail": (DEFAULT, SceneSettings(detail=True)),
    "another head": ("The old wooden ship crossed a calm grey sea.", SceneSettings(16, 0)),
    "words of pieces": ("나는 학교에 간다", SceneSettings()),
    "in tokens": ("a verdant forest", SceneSettings(unit="token")),
    "two words": ("red wine", SceneSettings()),
    "one word": ("wine", SceneSettings()),
    "many words": (LONG_TALE, SceneSettings()),
    "little kept": ("나는 학교에 간다", SceneSettings(5, 3)),
}


@cache
def play(case):
    sentence, settings = CASES[case]
    return play_trace(smollm2().trace(sentence, upto=(settings.layer or 13) + 1), settings)


def play_trace(trace, settings):
    scenes, held = [], {}

    def look(beat, scene):
        scenes[:] = [scene]
        colors = {
            ink.text: tuple(ink.rgba[:3].round(3)) for ink in leaves(scene.mobjects) if ink.text
        }
        held[beat.name] = Counter(said(scene.mobjects)), beat.caption, colors

    visit_beats(Key, trace, settings, WIDE, look)
    return scenes[0], held


@pytest.fixture(params=CASES)
def show(request):
    return play(request.param)


def signed(values):
    return [numerals.signed(float(v)) for v in np.ravel(values)]


def test_the_beats():
    assert list(play("the default")[1]) == ["answer", "multiply", "everyone", "plane", "match"]
    assert list(play("in detail")[1])[2] == "position"


def test_modifiers_answer_in_the_colour_of_keys():
    scene, held = play("the default")
    texts, caption, colors = held["answer"]
    assert [scene.head.labels[i] for i in scene.answering()] == ["fluffy", "blue"]
    assert texts["yes, me!"] == 2
    assert caption == "creature asked: any modifiers before me?"
    teal = tuple(rgb(scene.theme.key).round(3))
    assert colors["fluffy"] == colors["blue"] == colors["yes, me!"] == teal
    assert colors["creature"] == tuple(rgb(scene.theme.query).round(3))


def test_only_who_was_asked_and_gets_an_even_share_answers(show):
    scene, _ = show
    who = scene.answering()
    if scene.kind == "modifiers":
        run = modifiers_before(scene.head.labels, scene.focus)
        assert who
        assert set(who) <= set(run)
    elif scene.kind == "previous":
        assert who == [scene.focus - 1]
    else:
        assert who == []


def test_another_head_gets_another_answer():
    texts, caption, _ = play("another head")[1]["answer"]
    assert texts["I do."] == 1
    assert caption.endswith("asked: who stands right before me?")


@pytest.mark.parametrize("case", ["one word", "many words", "words of pieces"])
def test_where_nothing_plain_was_asked_nobody_answers(case):
    texts, caption, _ = play(case)[1]["answer"]
    assert not texts["yes, me!"]
    assert caption == "Each word also has something to offer: its key."


def test_the_product_is_the_models_own(show):
    scene, held = show
    made = scene.trace.weights(scene.head.layer, scene.head.head)
    token = scene.trace.asking(scene.head.unit)[scene.key]
    plan, texts = scene.product_plan, held["multiply"][0]
    window = signed(made.key[np.ix_(plan.weights.rows, plan.weights.columns)])
    entries = signed(made.inputs[token][list(plan.inputs.rows)])
    results = signed(made.keys_before[token][list(plan.result.rows)])
    for number, count in Counter([*window, *entries, *results]).items():
        assert texts[number] >= count


def test_every_token_has_its_key():
    scene, _ = play("the default")
    shown = scene.shown_vectors()
    assert [len(stack) for stack in shown] == list(scene.head.token_counts)
    made = scene.trace.weights(13, 1)
    assert np.array_equal(np.concatenate(shown), made.keys_before)
    assert np.array_equal(
        np.concatenate(play("in detail")[0].shown_vectors()), scene.head.token_keys
    )


def test_no_arrow_is_moved_for_effect(show):
    scene, _ = show
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


def test_the_plane_says_what_it_keeps(show):
    scene, held = show
    texts, _, _ = held["plane"]
    assert texts[numerals.weight(scene.qk_plane.kept)] == 1


def test_products_are_those_of_all_dimensions(show):
    scene, held = show
    qk_plane, head = scene.qk_plane, scene.head
    exact = head.token_keys @ head.queries[scene.focus]
    texts, _, _ = held["match"]
    best, worst = (exact[qk_plane.tokens[i]] for i in (qk_plane.best, qk_plane.worst))
    assert texts[numerals.signed(float(best))] >= 1
    assert texts[numerals.signed(float(worst))] >= 1
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
    assert play(case)[1]["match"][1] == caption


def test_a_plane_that_keeps_little_says_so():
    scene, held = play("little kept")
    kept = numerals.weight(scene.qk_plane.kept)
    assert float(kept) < 0.5
    assert held["match"][1] == f"This plane keeps only {kept}: trust the products."


def test_what_was_drawn_is_told():
    drawn = play("the default")[0].drawn()
    assert drawn["plane_keys"].shape == (10, 2)
    assert len(drawn["products"]) == len(drawn["visible"]) == 4
