"""The mask: what would leak is the model's own, and nothing leaks where the mask stands."""

import dataclasses
import re
from typing import NamedTuple

import numpy as np
import pytest

from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.mobjects.grid_plan import DOTS_AT_MOST
from attnviz.scenes.mask import Mask
from attnviz.stage.settings import SceneSettings
from attnviz.traces.rule import AttentionRule
from tests.core_traces import made_up
from tests.scenes.screen import weighed
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


class Seen(NamedTuple):
    """What the chart says: the shares of both sides, row by row, scores of hidden rows, the sum."""

    without: list
    with_mask: list
    scores: list
    leak: str


def look(scene):
    """Read the chart."""
    without, with_mask = ([ink.text for ink in side.shares] for side in scene.chart.sides)
    scores = [ink.text for ink in scene.chart.scores.values()]
    return Seen(without, with_mask, scores, scene.chart.leak[-1].text if scene.chart.leak else "")


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
    rows = scene.chart.plan.rows.rows
    assert sorted(key for row in rows for key in row.keys) == list(range(len(seen)))
    chart = held["without"].seen
    assert chart.without == weighed([shares[list(row.keys)].sum() for row in rows])
    leak = numerals.weight(shares[~seen].sum())
    assert chart.leak == leak
    assert leak in held["without"].caption
    assert leak in held["without"].said


def test_beside_it_the_same_shares_become_the_models_own_as_the_mask_lowers_scores(shown):
    scene, held = shown
    weights, rows = scene.head.pattern[scene.focus], scene.chart.plan.rows.rows
    chart = held["mask"].seen
    assert chart.with_mask == weighed([weights[list(row.keys)].sum() for row in rows])
    hidden = [row for row in rows if not row.seen]
    assert chart.scores == ["−∞"] * len(hidden)
    assert held["mask"].said.count("−∞") == len(hidden) + 1  # the caption says it as well
    assert chart.without == held["without"].seen.without


def test_with_the_mask_nothing_leaks(shown):
    scene, held = shown
    x, zeros = scene.chart.plan.axes[1], 0
    for text, spot in held["with_mask"].texts:
        zeros += text == "0.00" and spot[0] > x and spot[1] < scene.chart.plan.rows.parting
    assert zeros == len(scene.chart.hidden())


def test_on_the_way_shares_are_the_softmax_of_the_scores_that_are_written(shown):
    scene, _ = shown
    row, seen = scene.head.scores[scene.focus].astype(float), scene.head.mask[scene.focus]
    for fallen in (0.0, 0.7, 5.0):
        exps = np.exp(np.where(seen, row, row - fallen))
        assert scene.weights_at(fallen) == pytest.approx(exps / exps.sum(), abs=1e-9)
    assert scene.weights_at(np.inf) == pytest.approx(scene.head.pattern[scene.focus], abs=1e-6)


def test_it_begins_and_ends_with_the_whole_pattern_in_the_middle(shown):
    scene, _ = shown

    def drawn(inks):
        return sorted((ink.text or "", *np.round(ink.box(), 4)) for ink in inks if ink.box())

    furniture = {id(ink) for ink in leaves([scene._caption, scene._legend])}
    wanted = drawn(leaves(scene.pattern_in_the_middle().everything()))
    found = drawn(ink for ink in leaves(scene.mobjects) if id(ink) not in furniture)
    assert set(wanted) <= set(found)
    if scene.n <= DOTS_AT_MOST:  # cells have their scale as well
        assert len(found) == len(wanted) + 2  # the title, and where the numbers come from


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


def test_beats_fit_the_data():
    beats = {case: list(played(case).held) for case in CASES}
    assert beats.pop("one word") == ["later"]
    assert beats.pop("no mask") == ["later"]
    every = ["later", "without", "mask", "with_mask", "all"]
    assert set(map(tuple, beats.values())) == {tuple(every)}


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
    assert list(held) == ["later", "without", "all"]


def ruled(rule, sizes=(1,) * 6):
    trace = made_up(list(sizes))
    return Case(lambda: dataclasses.replace(trace, rules=(rule,) * len(trace.rules)))


def test_a_window_hides_more_than_what_comes_later():
    scene, held = show(Mask, ruled(AttentionRule.causal(6, 0.1, window=2)), look)
    assert not scene.head.mask[np.tri(6, dtype=bool)].all()
    assert held["later"].caption == "Here a word sees only itself and the one before it."
    for beat in ("without", "mask", "with_mask", "all"):
        assert "later" not in held[beat].caption, beat
        assert "earlier" not in held[beat].caption, beat
    for beat in ("without", "mask", "with_mask"):
        assert "hidden" in held[beat].caption, beat


def test_how_far_a_window_reaches_is_said():
    _, held = show(Mask, ruled(AttentionRule.causal(6, 0.1, window=4)), look)
    assert held["later"].caption == "Here a word sees at most 3 places back."


def test_a_window_over_words_of_several_tokens_is_not_counted_in_words():
    rule = AttentionRule.causal(6, 0.1, window=2)
    scene, held = show(Mask, ruled(rule, (2, 1, 2, 1)), look)
    assert not scene.later_only
    assert held["later"].caption == "This model leaves some words out for others."


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
    assert scene.n > 1 or "very" not in said
