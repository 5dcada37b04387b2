"""The mask: what would leak is the model's own, and nothing leaks where the mask stands."""

import dataclasses
import re
from typing import NamedTuple

import numpy as np
import pytest

from attnviz.look import numerals
from attnviz.pictures.mask import unmasked_chart
from attnviz.scenes.mask import Mask
from attnviz.stage.settings import SceneSettings
from attnviz.traces.rule import AttentionRule
from tests.core_traces import made_up
from tests.drawing import area
from tests.scenes.screen import in_grid, signed, weighed
from tests.scenes.show import COMMON, Case, pick, show

CASES = {
    **pick(
        "the default", "in tokens", "another head", "upright", "square", "one word",
        "twelve words", "dots", "cells", "no mask",
    ),
    "the last word": COMMON["two words"],  # it hides nothing
    "dots without labels": COMMON["without labels"],
}  # fmt: skip
HIDING = [case for case in CASES if case not in ("one word", "no mask")]


class Chart(NamedTuple):
    """What the chart that stands says: its shares, row by row, and what would leak."""

    shares: list
    unmasked_share: str


def look(scene):
    """Read the chart, once it is there."""
    if not hasattr(scene, "chart"):
        return None
    shares = [ink.text for ink in scene.chart.shares]
    return Chart(shares, scene.chart.unmasked_share[-1].text)


def played(case):
    return show(Mask, CASES[case], look)


@pytest.fixture(params=HIDING)
def shown(request):
    return played(request.param)


def bare(scene):
    """Compute the softmax over every key the plain way."""
    exps = np.exp(scene.head.scores.astype(float))
    return exps / exps.sum(axis=1, keepdims=True)


def test_without_the_mask_shares_run_over_every_key(shown):
    scene, held = shown
    shares, seen = bare(scene)[scene.focus], scene.head.mask[scene.focus]
    rows = scene.unmasked_plan.rows.rows
    assert sorted(key for row in rows for key in row.keys) == list(range(len(seen)))
    chart = held["without"].seen
    assert chart.shares == weighed([shares[list(row.keys)].sum() for row in rows])
    unmasked_share = numerals.weight(shares[~seen].sum())
    assert chart.unmasked_share == unmasked_share
    assert unmasked_share in held["without"].caption


def test_with_the_mask_nothing_leaks(shown):
    scene, held = shown
    weights, rows = scene.head.pattern[scene.focus], scene.unmasked_plan.rows.rows
    for row in rows:
        assert numerals.weight(float(weights[list(row.keys)].sum())) in held["with_mask"].said
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


def test_both_charts_have_one_scale(shown):
    scene, _ = shown
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


def test_the_followed_word_has_something_to_hide(shown):
    scene, _ = shown
    unmasked_shares = np.where(scene.head.mask, 0, bare(scene)).sum(axis=1)
    written = [float(text) for text in weighed(unmasked_shares)]
    of_words = [
        leak
        for leak, label in zip(written, scene.head.labels, strict=True)
        if re.search(r"\w", label)
    ]
    assert written[scene.focus] >= 0.05 or written[scene.focus] == max(of_words)


def test_the_last_word_hides_nothing_so_another_is_followed():
    scene, _ = played("the last word")
    assert scene.focus == 0


def test_every_later_cell_turns_to_minus_infinity():
    scene, held = played("the default")
    head = scene.head
    for beat, closed in (("scores", False), ("mask", True), ("with_mask", True)):
        found = in_grid(scene.plan, held[beat].texts)
        for (key, query), text in found.items():
            (score,) = signed(head.scores[query, key])
            assert text == ("−∞" if closed and not head.mask[query, key] else score)
        assert len(found) == 64


def test_the_shade_lies_on_the_later_cells_alone(shown):
    scene, _ = shown
    plan = scene.plan
    cells = (~scene.head.mask).sum() * plan.cell_width * plan.cell_height
    assert abs(area(scene.shade.points)) == pytest.approx(cells)


def test_beats_fit_the_data():
    beats = {case: list(played(case).held) for case in CASES}
    assert beats["the default"] == ["scores", "later", "without", "mask", "with_mask"]
    assert beats["upright"] == beats["the default"]
    assert beats["square"] == ["scores", "later", "without", "with_mask", "mask"]
    assert beats["dots"] == beats["square"]
    assert beats["cells"] == ["scores", "without", "with_mask", "mask"]
    assert beats["one word"] == ["scores", "alone"]
    assert beats["no mask"] == ["scores", "both_ways"]


def test_the_sidecar_holds_what_would_leak(shown):
    scene, _ = shown
    drawn = scene.drawn()
    assert drawn["followed_query"] == scene.focus
    hidden = ~scene.head.mask[scene.focus]
    assert drawn["unmasked_weights"] == pytest.approx(bare(scene)[scene.focus], abs=1e-6)
    assert drawn["leak"] == pytest.approx(bare(scene)[scene.focus][hidden].sum(), abs=1e-6)


# What is said


def test_a_leak_is_said_only_where_it_prints(shown):
    scene, held = shown
    (leak,) = weighed(bare(scene)[scene.focus][~scene.head.mask[scene.focus]].sum())
    caption = held["without"].caption
    assert leak in caption
    assert ("Even unmasked" in caption) == (leak == "0.00")


def test_the_last_word_has_nothing_later_to_give():
    case = Case(COMMON["two words"].trace, SceneSettings(word="wine"))
    scene, held = show(Mask, case, look)
    assert scene.focus == len(scene.head.labels) - 1
    assert held["without"].caption == "Nothing comes after wine: nothing is hidden from it."


def test_a_window_hides_more_than_what_comes_later():
    trace = made_up([1] * 6)
    rule = AttentionRule.causal(6, trace.rules[0].scale, window=2)
    windowed = dataclasses.replace(trace, rules=(rule,) * len(trace.rules))
    scene, held = show(Mask, Case(lambda: windowed), look)
    assert not scene.head.mask[np.tri(6, dtype=bool)].all()
    for beat in ("later", "without", "mask", "with_mask"):
        assert "later" not in held[beat].caption, beat
        assert "hid" in held[beat].caption, beat


def test_what_a_sink_takes_leaks_to_no_word():
    trace, sinks = made_up([1] * 5), np.array([0.5, 1.0, 1.5, 2.0], np.float32)
    rules = tuple(dataclasses.replace(rule, sinks=sinks) for rule in trace.rules)
    scene, held = show(Mask, Case(lambda: dataclasses.replace(trace, rules=rules)), look)
    head, focus = scene.head, scene.focus
    exps = np.exp(head.scores[focus].astype(float))
    leak = exps[~head.mask[focus]].sum() / (exps.sum() + np.exp(sinks[head.head]))
    assert weighed(leak)[0] in held["without"].caption


@pytest.mark.parametrize("case", CASES)
def test_both_ways_and_alone_are_said_of_those_that_are(case):
    scene, held = played(case)
    said = " ".join(beat.caption for beat in held.values())
    assert ("reads both ways" in said) == (scene.head.mask.all() and scene.n > 1)
    assert ("alone" in said) == (scene.n == 1)
    assert scene.n > 1 or "every" not in said
