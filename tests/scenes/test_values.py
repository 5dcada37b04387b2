"""Values: every strip is the head's, weighted exactly, and W_O makes the update of their sum."""

import ast
import inspect
import re
from pathlib import Path

import numpy as np
import pytest

from attnviz.ink.ink import CIRCLE
from attnviz.ink.raster import Raster
from attnviz.look import numerals
from attnviz.scenes.pattern import AttentionPattern
from attnviz.scenes.values import Values
from tests.core_traces import DEFAULT
from tests.drawing import NUMERAL, area
from tests.scenes.screen import weighed
from tests.scenes.sentences import TALE
from tests.scenes.show import COMMON, Case, pick, sentence, show

CASES = {
    **pick(
        "the default", "in tokens", "another head", "the last layer", "upright", "one word",
        "two words", "several pieces", "dots", "many words", "spread attention", "without labels",
        "cells", "no mask",
    ),
    "many, no mask": COMMON["many tokens, no mask"],
}  # fmt: skip
OPEN = ["weigh", "summed"]  # beats in which the column stands open


def look(scene):
    """Read the numbers of all pictures of cells, by where they stand."""
    rasters = [ink for ink in scene.mobjects if type(ink) is Raster and ink.opacity > 0]
    return [(tuple(ink.place.round(4)), ink.values.copy()) for ink in rasters]


def played(case):
    return show(Values, CASES[case], look)


@pytest.fixture(params=CASES)
def shown(request):
    return played(request.param)


def strips(scene, held, span):
    """Return the strips between two edges, from the top, with the size of full colour."""
    found = [
        (-place[1], values[0]) for place, values in held.seen
        if np.allclose(place[0], span[0], atol=1e-3) and len(values) == 1 and place[4] == 0
    ]  # fmt: skip
    return np.array([values for _, values in sorted(found, key=lambda one: one[0])])


def clipped(scene, vectors):
    return np.clip(np.asarray(vectors, np.float32) / scene.opening.scale, -1, 1)


def test_the_beats():
    beats = ["column", "values", "weigh", "summed", "through"]
    assert list(played("the default").held) == [*beats, "every"]
    assert list(played("one word").held) == beats


def test_values_are_those_that_the_followed_word_sees(shown):
    scene, held = shown
    head, parts = scene.head, scene.parts
    seen = head.seen_values(scene.focus)
    plan = scene.stages.beside
    values = strips(scene, held["values"], plan.values)
    assert values.shape == (len(parts.weights), seen.shape[1])
    assert values[: len(parts.keys)] == pytest.approx(clipped(scene, seen[list(parts.keys)]))
    if parts.rest:
        weights = head.pattern[scene.focus, list(parts.rest)]
        mean = weights @ seen[list(parts.rest)] / weights.sum()
        assert values[-1] == pytest.approx(clipped(scene, mean), abs=1e-4)


def test_weighted_strips_are_values_times_weights_on_the_same_scale(shown):
    scene, held = shown
    head, parts, plan = scene.head, scene.parts, scene.stages.opened
    weighted = strips(scene, held["weigh"], plan.inside)
    seen = head.seen_values(scene.focus)[list(parts.keys)]
    exact = head.pattern[scene.focus, list(parts.keys), None] * seen
    assert weighted[: len(parts.keys)] == pytest.approx(clipped(scene, exact), abs=1e-6)
    assert strips(scene, held["weigh"], plan.values) == pytest.approx(
        strips(scene, held["values"], scene.stages.beside.values)
    )  # where they came from they stay


def test_what_has_fallen_is_their_sum(shown):
    scene, held = shown
    (total,) = strips(scene, held["summed"], scene.stages.opened.inside)
    mixed = (scene.head.token_pattern @ scene.head.token_values)[scene.focus]
    assert total == pytest.approx(clipped(scene, mixed), abs=1e-4)
    terms = scene.parts.weights[:, None] * scene.parts.values
    assert terms.sum(axis=0) == pytest.approx(mixed, abs=1e-4)


def test_the_sum_through_w_o_is_the_update(shown):
    scene, held = shown
    head, plan = scene.head, scene.output.plan
    found = {place[:2]: values for place, values in held["through"].seen}
    corner = {
        name: tuple(np.round((box.left, box.top), 4))
        for name, box in (("total", plan.total), ("matrix", plan.matrix), ("row", plan.row))
    }
    total, matrix, row = (found[corner[name]] for name in ("total", "matrix", "row"))
    mixed = (head.token_pattern @ head.token_values)[scene.focus]
    assert total[:, 0] == pytest.approx(clipped(scene, mixed), abs=1e-4)
    assert matrix.shape == head.output_weights.shape
    largest = np.quantile(np.abs(head.output_weights), 0.97)
    assert matrix == pytest.approx(np.clip(head.output_weights / largest, -1, 1), abs=1e-5)
    full = scene.output.full
    update = np.clip(head.update[scene.focus] / full, -1, 1)
    assert row[0] == pytest.approx(update, abs=1e-5)
    assert mixed @ head.output_weights == pytest.approx(head.update[scene.focus], abs=1e-3)


def test_counts_say_how_long_the_sum_and_the_update_are(shown):
    scene, held = shown
    short, length = scene.head.output_weights.shape
    said = held["through"].said
    for text in (numerals.count(short), numerals.count(length), f"/ {numerals.count(length)}"):
        assert text in said
    assert numerals.count(short) in held["summed"].caption
    assert numerals.count(length) in held["through"].caption
    assert scene.brief(scene.focus) in held["column"].caption


def test_weights_stand_in_their_rows(shown):
    scene, held = shown
    plan, parts = scene.stages.opened, scene.parts
    for beat in OPEN:
        left, right = plan.dot, plan.times
        written = [
            (-y, text) for text, (x, y) in held[beat].texts
            if left < x < right and NUMERAL.fullmatch(text) and "." in text
        ]  # fmt: skip
        assert [text for _, text in sorted(written)] == weighed(parts.weights)


def test_dots_in_the_open_column_have_the_area_of_their_weights(shown):
    scene, held = shown
    plan, weights = scene.stages.opened, scene.parts.weights
    dots = [
        ink for ink in held["weigh"].inks
        if ink.outline is CIRCLE and abs(ink.place[0] - plan.dot) < 1e-6 and ink.opacity == 1
    ]  # fmt: skip
    drawn = [w for w in weights if float(numerals.weight(float(w))) > 0]
    sizes = [area(dot.points) for dot in sorted(dots, key=lambda dot: -dot.place[1])]
    assert sizes == pytest.approx([np.pi * plan.own**2 * w for w in drawn], rel=1e-3)


def test_words_that_share_a_row_are_the_lightest(shown):
    scene, held = shown
    parts, head = scene.parts, scene.head
    weights = head.pattern[scene.focus]
    if parts.rest:
        assert scene.others(len(parts.rest)) in held["weigh"].said
        assert len(parts.rest) + len(parts.keys) == head.mask[scene.focus].sum()
        assert weights[list(parts.rest)].max() <= weights[list(parts.keys)].min()
    elif len(scene.stages.opened.rows) < len(head.labels):
        hidden = {*range(len(head.labels))} - {*parts.keys}
        assert not head.mask[scene.focus, sorted(hidden)].any()


def test_legends_say_what_a_strip_is(shown):
    scene, held = shown
    several = any(scene.head.token_counts[key] > 1 for key in scene.parts.keys)
    for beat in ("values", *OPEN):
        (legend,) = [text for text in held[beat].said if "numbers a strip" in text]
        assert f"{scene.parts.values.shape[1]:,} numbers a strip" in legend
        assert ("several tokens" in legend) == several
        assert ("others" in legend) == bool(scene.parts.rest)


def test_every_word_gets_its_own_update():
    scene, held = played("the default")
    said = held["every"].said
    for i, word in enumerate(scene.head.labels):
        assert word in said
        assert str(i + 1) in said
    assert "blue above 0, pink below; 28 of 576" in said


def standing(scene_class, words, which):
    """Return the texts that stand between title and caption at the first or the last beat."""
    scene, held = show(scene_class, Case(sentence(words)))
    page = scene.page
    return {
        (text, round(x, 2), round(y, 2))
        for text, (x, y) in list(held.values())[which].texts
        if page.content.bottom < y < page.title - 0.2
    }


@pytest.mark.parametrize("words", [DEFAULT, TALE])
def test_the_clip_begins_where_the_pattern_ends(words):
    assert standing(AttentionPattern, words, -1) == standing(Values, words, 0)


def test_no_number_is_typed_into_a_text():
    tree = ast.parse(Path(inspect.getfile(Values)).read_text("utf-8"))
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    assert not [text for text in texts if isinstance(text, str) and re.search(r"\d", text)]
