"""Softmax: every numeral of the table is the column's; shares stack up to 1 at any T."""

import dataclasses
from functools import cache

import numpy as np
import pytest

from attnviz.frames.settings import FrameSettings
from attnviz.ink.follow import Follow
from attnviz.ink.ink import CIRCLE, SQUARE, Ink
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.pictures.softmax import StackedShares
from attnviz.scenes.mask import Mask
from attnviz.scenes.softmax import COLD, HOT, PLAIN, Softmax
from attnviz.stage.play import render_clip, visit_beats
from attnviz.stage.settings import SceneSettings
from tests.core_traces import default_trace, made_up, reads_both_ways, smollm2
from tests.drawing import area, texts
from tests.scenes.screen import TALE, sentence

WIDE, TALL = FrameSettings(256, 144, 5), FrameSettings(144, 256, 5)


CASES = {
    "the default": (default_trace, SceneSettings(), WIDE),
    "in tokens": (default_trace, SceneSettings(unit="token"), WIDE),
    "another head": (default_trace, SceneSettings(layer=5, head=3), WIDE),
    "upright": (default_trace, SceneSettings(), TALL),
    "one word": (sentence("wine"), SceneSettings(), WIDE),
    "the last word": (sentence("red wine"), SceneSettings(), WIDE),
    "twelve words": (sentence(" ".join(TALE.split()[:12])), SceneSettings(), WIDE),
    "dots": (sentence(TALE), SceneSettings(), WIDE),
    "dots without labels": (lambda: made_up([1, 2] * 13), SceneSettings(), WIDE),
    "cells": (lambda: made_up([1] * 52), SceneSettings(), WIDE),
    "no mask": (
        lambda: reads_both_ways([1] * 20),
        SceneSettings(unit="token"),
        WIDE,
    ),
}


@dataclasses.dataclass
class Held:
    """What stands on screen at the end of a beat, and what the table says."""

    texts: list
    lines: tuple | None


@cache
def played(case):
    """Play a case: the scene, and beat by beat what stands on screen."""
    trace, settings, picture = CASES[case]
    held, scenes = {}, []

    def look(beat, scene):
        scenes[:] = [scene]
        lines = written(scene.table) if hasattr(scene, "table") else None
        held[beat.name] = Held(texts(scene.mobjects), lines)

    visit_beats(Softmax, trace(), settings, picture, look)
    return scenes[0], held


@pytest.fixture(params=CASES)
def show(request):
    return played(request.param)


def softmax(scores, seen, temperature=1.0):
    """Compute it the plain way, in double precision."""
    exps = np.where(seen, np.exp(scores.astype(float) / temperature), 0.0)
    return exps, exps / exps.sum()


def expected(scene, temperature=1.0):
    """Return the lines of the table: score, exp, share."""
    row, seen = scene.head.scores[scene.focus], scene.head.mask[scene.focus]
    exps, shares = softmax(row, seen, temperature)
    lines = []
    for line in scene.table_plan.rows.rows:
        keys = list(line.keys)
        score = "−∞" if not line.seen else numerals.signed(float(row[keys[0]]))
        if line.seen and len(keys) > 1:
            score = None  # several keys have no single score
        exp, share = numerals.positive(exps[keys].sum()), numerals.weight(shares[keys].sum())
        lines.append((score, exp, share))
    return lines, numerals.positive(exps.sum())


def written(table):
    """Return the lines that the table says now."""
    columns = zip(table.scores, table.exps, table.shares, strict=True)
    return [tuple(ink.text or None for ink in line) for line in columns], table.total[-1].text


def test_every_key_has_a_row_or_shares_one(show):
    scene, _ = show
    rows = scene.table_plan.rows.rows
    keys = [key for row in rows for key in row.keys]
    assert sorted(keys) == list(range(len(scene.head.labels)))
    assert all(row.seen == scene.head.mask[scene.focus, key] for row in rows for key in row.keys)
    singles = [row.keys[0] for row in rows if not row.shared and row.seen]
    rest = [key for row in rows if row.shared and row.seen for key in row.keys]
    weights = scene.head.pattern[scene.focus]
    assert not rest or min(weights[singles], default=1.0) >= max(weights[rest])


def test_the_table_says_the_column(show):
    scene, held = show
    assert written(scene.table) == expected(scene)
    lines, total = expected(scene)
    wanted = [text for line in lines for text in line if text] + [total, numerals.weight(1.0)]
    on_screen = [text for text, _ in held["shares"].texts]
    for text in wanted:
        assert on_screen.count(text) >= wanted.count(text), text


@pytest.mark.parametrize("temperature", [COLD, 0.73, PLAIN, 1.31, HOT])
def test_the_staircase_adds_up_at_any_temperature(show, temperature):
    scene, _ = show
    table = scene.table
    table.show(*scene.softmax_at(temperature))
    try:
        assert written(table) == expected(scene, temperature)
        left, right = scene.table_plan.bars
        _, shares = softmax(
            scene.head.scores[scene.focus], scene.head.mask[scene.focus], temperature
        )
        x = left
        for row, bar in zip(scene.table_plan.rows.rows, table.bars, strict=False):
            width = (right - left) * shares[list(row.keys)].sum()
            low, _, high, _ = bar.box()
            assert (low, high) == pytest.approx((x, x + width), abs=2e-3)
            x = high
        assert x == pytest.approx(right, abs=5e-3)
        for bar, segment in zip(table.bars, table.segments, strict=True):
            (start, _, end, _), (low, _, high, _) = bar.box(), segment.box()
            assert low == pytest.approx(start)
            assert end - 0.021 <= high <= end + 1e-6
    finally:
        table.show(*scene.softmax_at(PLAIN))


def test_the_slide_ends_where_it_began(show):
    scene, held = show
    if "temperature" not in held:
        assert scene.seen.sum() == 1
        return
    assert held["temperature"].lines == held["shares"].lines
    on_screen = held["temperature"].texts
    slide = [numerals.positive(t) for t in (COLD, PLAIN, HOT, PLAIN)]
    for text in slide:
        assert sum(text == other for other, _ in on_screen) >= slide.count(text)


def test_the_temperature_runs_evenly_from_end_to_end():
    seen = []
    slide = Follow([Ink(SQUARE, "#FFFFFF")], seen.append, COLD, HOT, 1.0)
    slide.begin()
    for alpha in (0.25, 0.5, 0.75):
        slide.interpolate(alpha)
    slide.finish()
    assert seen[-4:] == pytest.approx([0.875, 1.25, 1.625, HOT])
    assert seen[0] == COLD
    assert seen[-1] == HOT


def test_between_the_ends_the_numbers_are_computed_anew(monkeypatch, tmp_path):
    shown = []
    real = StackedShares.show

    def watch(table, exps, weights):
        real(table, exps, weights)
        shown.append((np.array(exps), [ink.text for ink in table.shares]))

    monkeypatch.setattr(StackedShares, "show", watch)
    head = smollm2().trace("red wine", upto=14)
    render_clip(Softmax, head, SceneSettings(), WIDE, tmp_path / "clip.mp4")
    assert len({tuple(exps) for exps, _ in shown}) > 12
    for exps, shares in shown:
        assert shares == [numerals.weight(share) for share in exps / exps.sum()]


def test_dots_have_the_area_of_their_weights_and_columns_sum_to_one(show):
    scene, held = show
    pattern = scene.head.pattern
    dots = [ink for ink in leaves(scene.mobjects) if ink.outline is CIRCLE and ink.opacity > 0]
    if not scene.dotted:
        assert not dots
        return
    shown = [w for w in pattern.ravel() if numerals.weight(float(w)) != "0.00"]
    largest = max(area(dot.points) for dot in dots)
    areas = sorted(area(dot.points) / largest * max(shown) for dot in dots)
    assert areas == pytest.approx(sorted(map(float, shown)), rel=1e-3)
    sums = [text for text, _ in held["columns"].texts if text == "1.00"]
    assert len(sums) in (0, len(pattern))


def test_beats_fit_the_data():
    beats = {case: list(played(case)[1]) for case in CASES}
    assert beats["the default"] == [
        "column", "scores", "exp_masked", "shares", "temperature", "columns",
    ]  # fmt: skip
    assert beats["one word"] == ["column", "scores", "exp", "shares", "columns"]
    assert "exp" in beats["the last word"]
    assert "exp" in beats["no mask"]
    assert "column" not in beats["cells"]


def test_it_begins_with_the_grid_that_the_mask_leaves():
    grids = []
    for scene_class, name in ((Mask, "mask"), (Softmax, "column")):

        def look(beat, scene, name=name):
            if beat.name == name:
                plan = scene.plan
                grids.append(
                    sorted(
                        (text, *np.round(spot, 6))
                        for text, spot in texts(scene.mobjects)
                        if plan.left < spot[0] < plan.right and plan.bottom < spot[1] < plan.top
                    )
                )

        visit_beats(scene_class, default_trace(), SceneSettings(), WIDE, look)
    assert grids[0] == grids[1]
    assert len(grids[0]) == 64


def test_what_was_left_out_is_said():
    scene, _ = played("no mask")
    assert any(row.shared for row in scene.table_plan.rows.rows)
    assert any("others" in ink.text for ink in scene.table.names)
    assert "others: their sum" in scene._table_note()


def test_the_sidecar_holds_the_ends_of_the_slide(show):
    scene, _ = show
    drawn = scene.drawn()
    assert drawn["followed_query"] == scene.focus
    for t, weights in zip(drawn["temperatures"], drawn["weights_at_them"], strict=True):
        row, seen = scene.head.scores[scene.focus], scene.head.mask[scene.focus]
        assert weights == pytest.approx(softmax(row, seen, t)[1], abs=1e-6)
