"""The mask: what would leak is the model's own, and nothing leaks where the mask stands."""

import dataclasses
from functools import cache

import numpy as np
import pytest

from attnviz.frames.settings import FrameSettings
from attnviz.look import numerals
from attnviz.scenes.mask import Mask
from attnviz.stage.play import visit_beats
from attnviz.stage.settings import SceneSettings
from tests.core_traces import default_trace, made_up, reads_both_ways
from tests.drawing import area, texts
from tests.scenes.screen import TALE, sentence

WIDE, TALL, SQUARE = (
    FrameSettings(256, 144, 5),
    FrameSettings(144, 256, 5),
    FrameSettings(144, 144, 5),
)


CASES = {
    "the default": (default_trace, SceneSettings(), WIDE),
    "in tokens": (default_trace, SceneSettings(unit="token"), WIDE),
    "another head": (default_trace, SceneSettings(layer=5, head=3), WIDE),
    "upright": (default_trace, SceneSettings(), TALL),
    "square": (default_trace, SceneSettings(), SQUARE),
    "one word": (sentence("wine"), SceneSettings(), WIDE),
    "the last word": (sentence("red wine"), SceneSettings(), WIDE),
    "twelve words": (sentence(" ".join(TALE.split()[:12])), SceneSettings(), WIDE),
    "dots": (sentence(TALE), SceneSettings(), WIDE),
    "dots without labels": (lambda: made_up([1, 2] * 13), SceneSettings(), WIDE),
    "cells": (lambda: made_up([1] * 52), SceneSettings(), WIDE),
    "no mask": (
        lambda: reads_both_ways([1] * 5),
        SceneSettings(unit="token"),
        WIDE,
    ),
}
HIDING = [case for case in CASES if case not in ("one word", "no mask")]


@dataclasses.dataclass
class Held:
    caption: str
    texts: list
    charts: list  # shares of each chart that stands, row by row
    unmasked_shares: list


@cache
def played(case):
    trace, settings, picture = CASES[case]
    held, scenes = {}, []

    def look(beat, scene):
        scenes[:] = [scene]
        charts = [scene.chart] if hasattr(scene, "chart") else []
        held[beat.name] = Held(
            beat.caption,
            texts(scene.mobjects),
            [[ink.text for ink in chart.shares] for chart in charts],
            [chart.unmasked_share[-1].text for chart in charts],
        )

    visit_beats(Mask, trace(), settings, picture, look)
    return scenes[0], held


@pytest.fixture(params=HIDING)
def show(request):
    return played(request.param)


def bare(scene):
    """Compute the softmax over every key the plain way."""
    exps = np.exp(scene.head.scores.astype(float))
    return exps / exps.sum(axis=1, keepdims=True)


def test_without_the_mask_shares_run_over_every_key(show):
    scene, held = show
    shares, seen = bare(scene)[scene.focus], scene.head.mask[scene.focus]
    rows = scene.unmasked_plan.rows.rows
    assert sorted(key for row in rows for key in row.keys) == list(range(len(seen)))
    wanted = [numerals.weight(shares[list(row.keys)].sum()) for row in rows]
    assert held["without"].charts[0] == wanted
    unmasked_share = numerals.weight(shares[~seen].sum())
    assert held["without"].unmasked_shares == [unmasked_share]
    assert unmasked_share in held["without"].caption


def test_with_the_mask_nothing_leaks(show):
    scene, held = show
    weights, rows = scene.head.pattern[scene.focus], scene.unmasked_plan.rows.rows
    on_screen = [text for text, _ in held["with_mask"].texts]
    for row in rows:
        assert numerals.weight(float(weights[list(row.keys)].sum())) in on_screen
        assert row.seen or weights[list(row.keys)].sum() == 0
    right = scene.unmasked_plan.charts[1]
    closed = [
        y for row, y in zip(rows, scene.unmasked_plan.rows.heights, strict=True) if not row.seen
    ]
    zeros = [
        spot for text, spot in held["with_mask"].texts
        if text == "0.00" and right <= spot[0] < right + 1 and
        min(abs(spot[1] - y) for y in closed) < 0.05
    ]  # fmt: skip
    assert len(zeros) == len(closed)


def test_both_charts_have_one_scale(show):
    scene, _ = show
    from attnviz.pictures.mask import unmasked_chart

    weights = bare(scene)[scene.focus], scene.head.pattern[scene.focus]
    unit = []
    for which in (0, 1):
        chart = unmasked_chart(scene.unmasked_plan, which, weights, scene.theme)
        for row, bar in zip(scene.unmasked_plan.rows.rows, chart.bars, strict=True):
            share = float(weights[which][list(row.keys)].sum())
            if share > 1e-3:
                left, _, right, _ = bar.box()
                assert left == pytest.approx(scene.unmasked_plan.charts[which])
                unit.append((right - left) / share)
    assert unit == pytest.approx([unit[0]] * len(unit), rel=1e-4)


def test_the_followed_word_has_something_to_hide(show):
    scene, _ = show
    unmasked_shares = np.where(scene.head.mask, 0, bare(scene)).sum(axis=1)
    shown = [numerals.weight(unmasked_share) for unmasked_share in unmasked_shares]
    assert shown[scene.focus] != "0.00" or set(shown) == {"0.00"}


def test_the_last_word_hides_nothing_so_another_is_followed():
    scene, _ = played("the last word")
    assert scene.focus == 0


def test_every_later_cell_turns_to_minus_infinity():
    scene, held = played("the default")
    plan, head = scene.plan, scene.head
    for beat, closed in (("scores", False), ("mask", True), ("with_mask", True)):
        found = {}
        for text, (x, y) in held[beat].texts:
            query, key = (x - plan.left) / plan.cell_width, (plan.top - y) / plan.cell_height
            if 0 <= query < plan.n and 0 <= key < plan.n:
                found[int(query), int(key)] = text
        for (query, key), text in found.items():
            score = numerals.signed(float(head.scores[query, key]))
            assert text == ("−∞" if closed and not head.mask[query, key] else score)
        assert len(found) == 64


def test_the_shade_lies_on_the_later_cells_alone(show):
    scene, _ = show
    plan = scene.plan
    cells = (~scene.head.mask).sum() * plan.cell_width * plan.cell_height
    assert abs(area(scene.shade.points)) == pytest.approx(cells)


def test_beats_fit_the_data():
    beats = {case: list(played(case)[1]) for case in CASES}
    assert beats["the default"] == ["scores", "later", "without", "mask", "with_mask"]
    assert beats["upright"] == beats["the default"]
    assert beats["square"] == ["scores", "later", "without", "with_mask", "mask"]
    assert beats["dots"] == beats["square"]
    assert beats["cells"] == ["unmasked", "without", "with_mask", "mask"]
    assert beats["one word"] == ["scores", "alone"]
    assert beats["no mask"] == ["scores", "both_ways"]


def test_the_sidecar_holds_what_would_leak(show):
    scene, _ = show
    drawn = scene.drawn()
    assert drawn["followed_query"] == scene.focus
    hidden = ~scene.head.mask[scene.focus]
    assert drawn["unmasked_weights"] == pytest.approx(bare(scene)[scene.focus], abs=1e-6)
    assert drawn["leak"] == pytest.approx(bare(scene)[scene.focus][hidden].sum(), abs=1e-6)
