"""Key: who was asked answers; products and captions are the trace's."""

from collections import Counter

import numpy as np
import pytest

from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.colors import rgb
from attnviz.scenes.key import Key
from attnviz.stage.settings import SceneSettings
from tests.core_traces import default_trace
from tests.scenes.screen import signed
from tests.scenes.show import COMMON, Case, pick, show

CASES = {
    **pick("the default", "in detail", "in tokens", "two words", "one word", "many words"),
    "another head": COMMON["a head that looks one back"],
    "words of pieces": COMMON["several pieces"],
    "upright": COMMON["upright"],
    "a key that is named": Case(default_trace, SceneSettings(key="a")),
    "no one but the first": Case(default_trace, SceneSettings(0, 0)),
}


def played(case):
    return show(Key, CASES[case])


@pytest.fixture(params=CASES)
def shown(request):
    return played(request.param)


def test_the_beats():
    assert list(played("the default").held) == ["answer", "multiply", "everyone", "race", "winner"]
    assert list(played("in detail").held)[2] == "position"
    assert list(played("one word").held)[-1] == "race"  # nobody else to win against


def test_modifiers_answer_in_the_colour_of_keys():
    scene, held = played("the default")
    answer = held["answer"]
    assert [scene.head.labels[i] for i in scene.answering()] == ["blue", "fluffy"]
    assert answer.said.count("I do.") == 2
    assert answer.caption == "Every word answers with a vector of its own: a key."
    colors = {ink.text: tuple(ink.rgba[:3].round(3)) for ink in answer.inks if ink.text}
    teal = tuple(rgb(scene.theme.key).round(3))
    assert colors["fluffy"] == colors["blue"] == colors["I do."] == teal
    assert colors["creature"] == tuple(rgb(scene.theme.query).round(3))


def test_only_who_was_asked_and_gets_an_even_share_answers(shown):
    scene, _ = shown
    who = scene.answering()
    kind = scene.column_read.kind
    assert bool(who) == (kind in ("modifiers", "pronoun", "previous", "near", "first"))
    assert all(scene.head.mask[scene.focus, key] for key in who)
    if kind == "previous":
        assert who == [scene.focus - 1]


def test_another_head_gets_another_answer():
    answer = played("another head").held["answer"]
    assert answer.said.count("I do.") == 1
    assert answer.spoken.endswith("“ship”: I do.") or answer.spoken.endswith("I do.")


@pytest.mark.parametrize("case", ["one word", "words of pieces"])
def test_where_nothing_plain_was_asked_nobody_answers(case):
    answer = played(case).held["answer"]
    assert "I do." not in answer.said
    assert answer.caption == "Every word answers with a vector of its own: a key."


def test_the_product_is_the_models_own(shown):
    scene, held = shown
    made = scene.trace.weights(scene.head.layer, scene.head.head)
    token = scene.trace.asking(scene.head.unit)[scene.key]
    plan, said = scene.product.plan, held["multiply"].said
    window = signed(made.key[np.ix_(plan.weights.rows, plan.weights.columns)])
    entries = signed(made.inputs[token][list(plan.inputs.rows)])
    results = signed(made.keys_before[token][list(plan.result.rows)])
    for number, count in Counter([*window, *entries, *results]).items():
        assert said.count(number) >= count


def test_every_token_has_its_key():
    scene, _ = played("the default")
    drawn = scene.product.made.stacks(scene.product.made.before)
    assert [len(stack) for stack in drawn] == list(scene.head.token_counts)
    made = scene.trace.weights(13, 1)
    assert np.array_equal(np.concatenate(drawn), made.keys_before)
    assert np.array_equal(
        np.concatenate(scene.product.made.stacks(scene.product.made.after)), scene.head.token_keys
    )


def products_by_hand(scene):
    """Return the largest product of each word that the query sees, by the word's place."""
    head = scene.head
    exact = head.token_keys.astype(np.float64) @ head.queries[scene.focus]
    parts = np.split(exact, np.cumsum(head.token_counts)[:-1])
    return {i: part.max() for i, part in enumerate(parts) if head.mask[scene.focus, i]}


def test_products_are_those_of_all_numbers_and_none_is_of_a_hidden_key(shown):
    scene, held = shown
    exact = products_by_hand(scene)
    said = held["race"].said
    for text in (numerals.signed(float(v)) for v in (max(exact.values()), min(exact.values()))):
        assert text in said
    words = {scene.dots.visible[i] for i in scene.rows.order}
    assert words <= exact.keys()
    assert scene.key in words
    written = [leaves(row)[-1].text for row in scene.rows.rows]
    assert written == [
        numerals.signed(float(exact[scene.dots.visible[i]])) for i in scene.rows.order
    ]


def test_the_product_of_the_followed_key_is_worked_out(shown):
    scene, held = shown
    head, dots = scene.head, scene.dots
    token = dots.tokens[dots.visible.index(scene.key)]
    query, key = head.queries[scene.focus], head.token_keys[token]
    rows = [*range(5), len(key) - 1]
    said = Counter(held["race"].said)
    columns = Counter(signed([*query[rows], *key[rows], *(query * key)[rows]]))
    for number, count in columns.items():
        assert said[number] >= count
    assert said[f"sum of {len(key)}"] == 1
    assert said[numerals.signed(float(query @ key))] >= 2  # below, and in its row


@pytest.mark.parametrize(
    ("case", "beat", "caption"),
    [
        ("the default", "race", "Do they match? Multiply query and key number by number, and add."),
        ("the default", "winner",
         "This sum, the dot product, is highest for blue, lowest for creature."),
        ("one word", "race", "wine can meet only its own key."),
    ],
)  # fmt: skip
def test_the_caption_names_best_and_worst(case, beat, caption):
    assert played(case).held[beat].caption == caption


def _worked_out(scene):
    """Return the product that also stands below its own sum, bright."""
    place = scene.dots.visible.index(scene.key)
    return {numerals.signed(float(scene.dots.products[place]))}


def test_best_and_worst_stand_out_where_no_other_prints_like_them(shown):
    scene, held = shown
    if "winner" not in held:
        return
    exact = products_by_hand(scene)
    printed = Counter(numerals.signed(float(v)) for v in exact.values())
    bright = tuple(rgb(scene.theme.text).round(3))
    lit = {ink.text for ink in held["winner"].inks if tuple(ink.rgba[:3].round(3)) == bright}
    quiet = [leaves(row)[-1].text for row in scene.rows.rows[1:-1]]
    if "highest" in held["winner"].caption:
        assert not {text for text in quiet if printed[text] == 1} & lit - _worked_out(scene)
    caption = held["winner"].caption
    for extreme, claim in ((max, "highest for "), (min, "lowest for ")):
        word = extreme(exact, key=exact.get)
        number = numerals.signed(float(exact[word]))
        named = f"{claim}{scene.brief(word)}" in caption
        assert named == (printed[number] == 1) or (
            claim == "lowest for " and "highest" not in caption
        )
        assert not named or number in lit


def test_a_word_that_asks_nobody_is_answered_by_the_first():
    scene, held = played("no one but the first")
    if scene.column_read.kind == "first":
        assert scene.answering() == [0]
        assert "stay with me." in held["answer"].said


def test_what_was_drawn_is_told():
    drawn = played("the default").scene.drawn()
    assert drawn["visible"] == (0, 1, 2, 3)
    assert len(drawn["products"]) == len(drawn["visible_pieces"]) == 4
