"""Values: every number of every column is the head's, and the columns add up on screen."""

import ast
import inspect
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from attnviz.ink.ink import CIRCLE
from attnviz.look import numerals
from attnviz.scenes.pattern import AttentionPattern
from attnviz.scenes.update import Update
from attnviz.scenes.values import Values
from tests.core_traces import DEFAULT
from tests.drawing import NUMERAL, area
from tests.scenes.screen import column, entries, read, weighed
from tests.scenes.sentences import TALE
from tests.scenes.show import COMMON, TALL, Case, pick, sentence, show

CASES = {
    **pick(
        "the default", "in tokens", "another head", "the last layer", "upright", "one word",
        "two words", "several pieces", "dots", "spread attention", "without labels",
    ),
    "cells": replace(COMMON["cells"], frame_settings=TALL),
    "no mask": COMMON["many tokens, no mask"],  # too many for a column each
}  # fmt: skip
SUMS = ["values", "through", "weigh", "summed"]


def look(scene):
    """Read the colours of the terms' brackets, once they are there."""
    columns = scene.adding.columns if hasattr(scene, "adding") else []
    return [tuple(column.frame.rgba[:3]) for column in columns]


def played(case):
    return show(Values, CASES[case], look)


@pytest.fixture(params=CASES)
def shown(request):
    return played(request.param)


def test_the_beats():
    assert list(played("the default").held) == ["column", *SUMS, "every"]
    assert list(played("one word").held) == ["column", *SUMS]


def test_every_column_is_the_head_s(shown):
    scene, held = shown
    plan, parts, head = scene.sum, scene.parts, scene.head
    rows = len(plan.lines)
    seen = head.seen_values(scene.focus)
    for i, key in enumerate(parts.keys):
        weight = float(head.pattern[scene.focus, key])
        carried = seen[key] @ head.output_weights
        assert column(plan, held["values"], i) == entries(seen[key], rows)
        assert column(plan, held["through"], i) == entries(carried, rows)
        for beat in ("weigh", "summed"):
            assert column(plan, held[beat], i) == entries(weight * carried, rows)
    last = len(plan.centers) - 1
    for beat in SUMS[:3]:
        assert column(plan, held[beat], last) == []
    assert column(plan, held["summed"], last) == entries(head.update[scene.focus], rows)


def test_what_is_written_adds_up_within_rounding(shown):
    scene, held = shown
    plan, count = scene.sum, len(scene.parts.weights)
    *terms, total = (
        [read(text) for text in column(plan, held["summed"], i)] for i in range(count + 1)
    )
    assert len(total) == len(terms[0]) >= 3
    assert np.abs(np.sum(terms, axis=0) - total).max() <= 0.005 * (count + 1) + 1e-6


def test_weights_stand_above_their_columns_and_sum_to_one(shown):
    scene, held = shown
    plan, parts = scene.sum, scene.parts
    for beat in SUMS:
        written = [
            (x, text) for text, (x, y) in held[beat].texts if abs(y - plan.middle) < 0.08
            if NUMERAL.fullmatch(text) and "." in text
        ]  # fmt: skip
        assert [text for _, text in sorted(written)] == weighed(parts.weights)
    assert float(parts.weights.sum()) == pytest.approx(1, abs=1e-5)
    dots = [ink for ink in held["summed"].inks if ink.outline is CIRCLE]
    sizes = [area(dot.points) for dot in sorted(dots, key=lambda dot: dot.place[0])]
    drawn = [w for w in parts.weights if w > 1e-9]
    assert sizes == pytest.approx([sizes[0] / drawn[0] * w for w in drawn], rel=1e-3)


def test_the_words_looked_at_head_the_columns(shown):
    scene, held = shown
    plan, head = scene.sum, scene.head
    for beat in SUMS:
        for word in plan.heads:
            assert word in held[beat].said
    if scene.parts.rest:
        hidden = int(plan.heads[-2].split()[0])
        assert hidden == len(scene.parts.rest)
        assert hidden + len(scene.parts.keys) == head.mask[scene.focus].sum()


def test_heavy_columns_stay_bright(shown):
    scene, held = shown
    weights, theme = scene.parts.weights, scene.theme
    bright = np.array(held["through"].seen[0])
    assert all(color == tuple(bright) for color in held["through"].seen)
    far = np.array([np.abs(np.array(color) - bright).sum() for color in held["weigh"].seen])
    assert far[weights.argmax()] == pytest.approx(0, abs=0.02)
    assert (np.diff(far[np.argsort(weights)]) <= 0.02).all()
    assert theme.value != theme.fade


def test_legends_say_what_is_left_out(shown):
    scene, held = shown
    model, plan = scene.head.model, scene.sum
    for beat, length in zip(SUMS, [model.d_head, *[model.d_model] * 3], strict=True):
        (legend,) = [text for text in held[beat].said if "a column, rounded" in text]
        rows = min(len(plan.lines), length)
        assert (f"{rows} of {length:,}" in legend) == (rows < length)
        several = any(scene.head.token_counts[key] > 1 for key in scene.parts.keys)
        assert ("several tokens" in legend) == several
        assert ("others" in legend) == bool(scene.parts.rest)


def test_every_word_gets_its_own_update():
    scene, held = played("the default")
    said = held["every"].said
    for i, word in enumerate(scene.head.labels):
        assert word in said
        assert str(i + 1) in said
    written = int(next(text for text in said if "pink" in text).split(" written")[0].split()[-1])
    for entry in entries(scene.head.update[scene.focus], written):
        assert entry in said


def test_captions_take_their_numbers_from_the_model(shown):
    scene, held = shown
    model = scene.head.model
    assert numerals.count(model.d_head) in held["through"].caption
    assert numerals.count(model.d_model) in held["through"].caption
    assert scene.brief(scene.focus) in held["column"].caption


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
@pytest.mark.parametrize(("earlier", "later"), [(AttentionPattern, Values), (Values, Update)])
def test_one_clip_begins_where_the_last_one_ends(earlier, later, words):
    assert standing(earlier, words, -1) == standing(later, words, 0)


@pytest.mark.parametrize("scene", [Values, Update])
def test_no_number_is_typed_into_a_text(scene):
    tree = ast.parse(Path(inspect.getfile(scene)).read_text("utf-8"))
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    assert not [text for text in texts if isinstance(text, str) and re.search(r"\d", text)]
