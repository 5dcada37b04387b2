"""Values: every number of every column is the head's, and the columns add up on screen."""

import ast
import dataclasses
import inspect
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from attnviz.frames.settings import FrameSettings
from attnviz.ink.ink import CIRCLE
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.scenes.pattern import AttentionPattern
from attnviz.scenes.update import Update
from attnviz.scenes.values import Values
from attnviz.stage.play import visit_beats
from attnviz.stage.settings import SceneSettings
from tests.core_traces import default_trace, made_up, reads_both_ways, smollm2
from tests.drawing import NUMERAL, area, texts
from tests.scenes.screen import TALE, column, entries, sentence

WIDE, TALL = FrameSettings(256, 144, 5), FrameSettings(144, 256, 5)


CASES = {
    "the default": (default_trace, SceneSettings(), WIDE),
    "in tokens": (default_trace, SceneSettings(unit="token"), WIDE),
    "another head": (default_trace, SceneSettings(layer=5, head=3), WIDE),
    "the last layer": (default_trace, SceneSettings(layer=29, head=0), WIDE),
    "upright": (default_trace, SceneSettings(), TALL),
    "one word": (sentence("wine"), SceneSettings(), WIDE),
    "two words": (sentence("red wine"), SceneSettings(), WIDE),
    "several pieces": (sentence("나는 학교에 간다"), SceneSettings(), WIDE),
    "dots": (sentence(TALE), SceneSettings(), WIDE),
    "spread attention": (
        sentence("to be, or not to be, that is the question", 1),
        SceneSettings(layer=0, head=7),
        WIDE,
    ),
    "without labels": (lambda: made_up([1, 2] * 13), SceneSettings(), WIDE),
    "cells": (lambda: made_up([1] * 52), SceneSettings(), TALL),
    "no mask": (
        lambda: reads_both_ways([1] * 20),
        SceneSettings(unit="token"),
        WIDE,
    ),
}
SUMS = ["values", "through", "weigh", "summed"]


@dataclasses.dataclass
class Held:
    caption: str
    texts: list  # (text, (x, y))
    dots: list  # (x, area)
    colors: list  # of the terms' brackets


@cache
def played(case):
    trace, settings, picture = CASES[case]
    held, scenes = {}, []

    def look(beat, scene):
        scenes[:] = [scene]
        dots = [
            (ink.place[0], area(ink.points))
            for ink in leaves(scene.mobjects)
            if ink.outline is CIRCLE and ink.opacity > 0
        ]
        columns = scene.adding.columns if hasattr(scene, "adding") else []
        colors = [tuple(column.frame.rgba[:3]) for column in columns]
        held[beat.name] = Held(beat.caption, texts(scene.mobjects), dots, colors)

    visit_beats(Values, trace(), settings, picture, look)
    return scenes[0], held


@pytest.fixture(params=CASES)
def show(request):
    return played(request.param)


def test_the_beats():
    assert list(played("the default")[1]) == ["column", *SUMS, "every"]
    assert list(played("one word")[1]) == ["column", *SUMS]


def test_every_column_is_the_head_s(show):
    scene, held = show
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


def test_what_is_written_adds_up_within_rounding(show):
    scene, held = show
    plan, count = scene.sum, len(scene.parts.weights)
    terms = [
        [float(t.replace("−", "-")) for t in column(plan, held["summed"], i)] for i in range(count)
    ]
    total = [float(t.replace("−", "-")) for t in column(plan, held["summed"], count)]
    assert len(total) == len(terms[0]) >= 3
    assert np.abs(np.sum(terms, axis=0) - total).max() <= 0.005 * (count + 1) + 1e-6


def test_weights_stand_above_their_columns_and_sum_to_one(show):
    scene, held = show
    plan, parts = scene.sum, scene.parts
    for beat in SUMS:
        written = [
            (x, text) for text, (x, y) in held[beat].texts if abs(y - plan.middle) < 0.08
            if NUMERAL.fullmatch(text) and "." in text
        ]  # fmt: skip
        assert [text for _, text in sorted(written)] == [
            numerals.weight(float(w)) for w in parts.weights
        ]
    assert float(parts.weights.sum()) == pytest.approx(1, abs=1e-5)
    dots = sorted(held["summed"].dots)
    shown = [w for w in parts.weights if w > 1e-9]
    ratio = dots[0][1] / shown[0]
    assert [size for _, size in dots] == pytest.approx([ratio * w for w in shown], rel=1e-3)


def test_the_words_looked_at_head_the_columns(show):
    scene, held = show
    plan, head = scene.sum, scene.head
    for beat in SUMS:
        said = [text for text, _ in held[beat].texts]
        for word in plan.heads:
            assert word in said
    if scene.parts.rest:
        hidden = int(plan.heads[-2].split()[0])
        assert hidden == len(scene.parts.rest)
        assert hidden + len(scene.parts.keys) == head.mask[scene.focus].sum()


def test_heavy_columns_stay_bright(show):
    scene, held = show
    weights, theme = scene.parts.weights, scene.theme
    bright = np.array(held["through"].colors[0])
    assert all(color == tuple(bright) for color in held["through"].colors)
    far = np.array([np.abs(np.array(color) - bright).sum() for color in held["weigh"].colors])
    assert far[weights.argmax()] == pytest.approx(0, abs=0.02)
    assert (np.diff(far[np.argsort(weights)]) <= 0.02).all()
    assert theme.value != theme.fade


def test_legends_say_what_is_left_out(show):
    scene, held = show
    model, plan = scene.head.model, scene.sum
    for beat, length in zip(SUMS, [model.d_head, *[model.d_model] * 3], strict=True):
        (legend,) = [text for text, _ in held[beat].texts if "a column, rounded" in text]
        shown = min(len(plan.lines), length)
        assert (f"{shown} of {length:,}" in legend) == (shown < length)
        several = any(scene.head.token_counts[key] > 1 for key in scene.parts.keys)
        assert ("several pieces" in legend) == several
        assert ("others" in legend) == bool(scene.parts.rest)


def test_every_word_gets_its_own_update():
    scene, held = played("the default")
    said = [text for text, _ in held["every"].texts]
    for i, word in enumerate(scene.head.labels):
        assert word in said
        assert str(i + 1) in said
    written = int(
        next(text for text in said if "brightness" in text).split(" written")[0].split()[-1]
    )
    for entry in entries(scene.head.update[scene.focus], written):
        assert entry in said


def test_captions_take_their_numbers_from_the_model(show):
    scene, held = show
    model = scene.head.model
    assert numerals.count(model.d_head) in held["values"].caption
    assert numerals.count(model.d_model) in held["through"].caption
    assert scene.brief(scene.focus) in held["column"].caption


def standing(scene_class, trace, which):
    """Return the texts that stand between title and caption at the first or the last beat."""
    held = []

    def look(beat, scene):
        page = scene.page
        held.append(
            {
                (text, round(x, 2), round(y, 2))
                for text, (x, y) in texts(scene.mobjects)
                if page.content.bottom < y < page.title - 0.2
            }
        )

    visit_beats(scene_class, trace, SceneSettings(), WIDE, look)
    return held[which]


@pytest.mark.parametrize("words", ["a fluffy blue creature roamed the verdant forest", TALE])
@pytest.mark.parametrize(("earlier", "later"), [(AttentionPattern, Values), (Values, Update)])
def test_one_clip_begins_where_the_last_one_ends(earlier, later, words):
    trace = smollm2().trace(words, upto=14)
    assert standing(earlier, trace, -1) == standing(later, trace, 0)


@pytest.mark.parametrize("scene", [Values, Update])
def test_no_number_is_typed_into_a_text(scene):
    tree = ast.parse(Path(inspect.getfile(scene)).read_text("utf-8"))
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    assert not [text for text in texts if isinstance(text, str) and re.search(r"\d", text)]
