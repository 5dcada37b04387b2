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
    assert list(played("one word").held)[-1] == "race"  # nobody else to win against


def test_modifiers_answer_in_the_colour_of_keys():
    scene, held = played("the default")
    answer = held["answer"]
    assert [scene.head.labels[i] for i in scene.answering()] == ["blue", "fluffy"]
    assert answer.said.count("I do.") == 1  # one bubble, a tail to each
    assert answer.said.count("who describes me?") == 1
    outlines = [ink.points for ink in answer.inks if ink.text is None and ink.is_stroked]
    tips = {round(x, 3) for points in outlines for x, y, _ in points if y == points[:, 1].max()}
    assert tips >= {round(scene.product.lineup.centers[i], 3) for i in (1, 2)}
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


def test_every_token_has_its_key_turned_by_its_place():
    scene, held = played("the default")
    head, rows = scene.head, scene.product.two_rows(turned=True)
    assert scene.product.made.after is not None
    assert np.array_equal(scene.product.made.after, head.token_keys)
    places = [ink.place[:2] for ink in leaves(rows.outputs)]
    drawn = [tuple(ink.place[:2]) for ink in held["everyone"].inks]
    assert all(tuple(place) in drawn for place in places)
    symbols = [f"k{i + 1}" for i in range(len(head.labels))]
    said = "".join(held["everyone"].said)
    assert all(symbol in said for symbol in symbols)


def products_by_hand(scene):
    """Return the largest product of each word that the query sees, by the word's place."""
    head = scene.head
    exact = head.token_keys.astype(np.float64) @ head.queries[scene.focus]
    parts = np.split(exact, np.cumsum(head.token_counts)[:-1])
    return {i: part.max() for i, part in enumerate(parts) if head.mask[scene.focus, i]}


def totals_by_hand(scene):
    """Return what is written of each word: a single token's product, several ones' together."""
    scale = scene.head.rule.scale
    scores = scene.head.scores[scene.focus].astype(np.float64) / scale
    return {i: scores[i] for i in range(len(scores)) if scene.head.mask[scene.focus, i]}


def test_lines_end_at_the_products_of_all_numbers_and_none_is_of_a_hidden_key(shown):
    scene, _ = shown
    exact, picture = products_by_hand(scene), scene.picture
    scale = picture.race.scale
    for dot, which in zip(picture.race.ends, picture.named, strict=True):
        value = exact[scene.dots.visible[which]]
        assert dot.place[1] == pytest.approx(float(scale.y(value)), abs=1e-4)
        assert dot.place[0] == pytest.approx(scale.box.right)
    assert scene.dots.visible.index(scene.key) in picture.named
    products = scene.dots.products
    assert int(products.argmax()) in picture.named
    assert int(products.argmin()) in picture.named


def test_totals_are_what_scores_will_divide(shown):
    scene, held = shown
    totals, picture = totals_by_hand(scene), scene.picture
    words = [scene.dots.visible[i] for i in picture.named]
    written = [ink.text for ink in picture.totals.numbers]
    assert written == [numerals.signed(float(totals[i])) for i in words]
    said = Counter(held["race"].said)
    assert all(said[text] >= written.count(text) for text in written)


def test_the_column_has_the_query_above_and_its_keys_beside(shown):
    scene, held = shown
    head, column, plan = scene.head, scene.picture.column, scene.picture.plan
    texts = held["race"].texts
    for place, i in enumerate(plan.rows):
        name = column.names[place]
        assert head.labels[scene.dots.visible[i]] == name.text or "…" in name.text
        assert any(
            text == name.text and abs(y - plan.cells[place].center[1]) < 0.3
            for text, (_, y) in texts
        )
    assert any(text == column.head.text and y > plan.column.top for text, (_, y) in texts)


def test_query_and_keys_lie_above_the_lines_whose_products_they_are(shown):
    scene, held = shown
    keys = [f"k{scene.dots.visible[i] + 1}" for i in scene.picture.named]
    said = "".join(held["race"].said)
    assert all(symbol in said for symbol in (f"q{scene.focus + 1}", *keys))


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


def test_best_and_worst_stand_out_where_no_other_prints_like_them(shown):
    scene, held = shown
    if "winner" not in held:
        return
    exact, totals = products_by_hand(scene), totals_by_hand(scene)
    caption = held["winner"].caption
    mute = tuple(rgb(scene.theme.mute).round(3))
    numbers = dict(zip(scene.picture.named, scene.picture.totals.numbers, strict=True))
    for extreme, claim in ((max, "highest for "), (min, "lowest for ")):
        word = extreme(exact, key=exact.get)
        alone = all(
            [numerals.signed(float(v)) for v in values.values()].count(
                numerals.signed(float(extreme(values.values())))
            ) == 1 and extreme(values, key=values.get) == word
            for values in (exact, totals)
        )  # fmt: skip
        named = f"{claim}{scene.brief(word)}" in caption
        assert named == alone or (claim == "lowest for " and "highest" not in caption)
        if named:
            ink = numbers[scene.dots.visible.index(word)]
            assert tuple(ink.rgba[:3].round(3)) != mute
    if "highest" in caption:
        kept = {scene.dots.best, scene.dots.worst}
        quiet = [ink for i, ink in numbers.items() if i not in kept]
        if "lowest" in caption:
            assert all(tuple(ink.rgba[:3].round(3)) == mute for ink in quiet)


def test_a_word_that_asks_nobody_is_answered_by_the_first():
    scene, held = played("no one but the first")
    if scene.column_read.kind == "first":
        assert scene.answering() == [0]
        assert "stay with me." in held["answer"].said


def test_what_was_drawn_is_told():
    drawn = played("the default").scene.drawn()
    assert drawn["visible"] == (0, 1, 2, 3)
    assert len(drawn["products"]) == len(drawn["visible_pieces"]) == 4
