"""Update: E + ΔE = E′ in the trace's own numbers, and a move drawn to scale."""

import dataclasses
from functools import cache

import numpy as np
import pytest

from attnviz.analysis.logit_attribution import CHANCE, Raised, raised_by
from attnviz.analysis.residual_updates import nearings
from attnviz.frames.settings import FrameSettings
from attnviz.ink.ink import SQUARE
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.scenes import update as module
from attnviz.scenes.update import Update
from attnviz.stage.play import visit_beats
from attnviz.stage.settings import SceneSettings
from tests.core_traces import default_trace, made_up, reads_both_ways, smollm2
from tests.drawing import texts
from tests.scenes.screen import TALE, column, entries, sentence

WIDE, TALL, SQUARED = (
    FrameSettings(256, 144, 5),
    FrameSettings(144, 256, 5),
    FrameSettings(144, 144, 5),
)


CASES = {
    "the default": (default_trace, SceneSettings(), WIDE),
    "in tokens": (default_trace, SceneSettings(unit="token"), WIDE),
    "another head": (default_trace, SceneSettings(layer=5, head=3), WIDE),
    "the last layer": (default_trace, SceneSettings(layer=29, head=0), WIDE),
    "the first layer": (default_trace, SceneSettings(layer=0, head=7), WIDE),
    "upright": (default_trace, SceneSettings(), TALL),
    "square": (default_trace, SceneSettings(), SQUARED),
    "one word": (sentence("wine"), SceneSettings(), WIDE),
    "two words": (sentence("red wine"), SceneSettings(), WIDE),
    "several pieces": (sentence("나는 학교에 간다"), SceneSettings(), WIDE),
    "many words": (sentence(TALE), SceneSettings(), WIDE),
    "without labels": (lambda: made_up([1, 2] * 13), SceneSettings(), WIDE),
    "no mask": (
        lambda: reads_both_ways([1] * 5),
        SceneSettings(unit="token"),
        WIDE,
    ),
}


@dataclasses.dataclass
class Held:
    caption: str
    texts: list
    bars: list  # (x, height)


def capture(trace, settings, picture):
    held, scenes = {}, []

    def look(beat, scene):
        scenes[:] = [scene]
        bars = [
            (ink.place[0] + ink.place[2] / 2, ink.place[3])
            for ink in leaves(scene.mobjects)
            if ink.outline is SQUARE and ink.opacity > 0
        ]
        held[beat.name] = Held(beat.caption, texts(scene.mobjects), bars)

    visit_beats(Update, trace, settings, picture, look)
    return scenes[0], held


@cache
def played(case):
    trace, settings, picture = CASES[case]
    return capture(trace(), settings, picture)


@pytest.fixture(params=CASES)
def show(request):
    return played(request.param)


def said(held):
    return [text for text, _ in held.texts]


def test_the_beats():
    beats = ["updates", "added", "arrow", "nearer", "read_out", "every"]
    assert list(played("the default")[1]) == beats
    assert list(played("one word")[1]) == ["updates", "added", "arrow", "read_out"]
    assert "nearer" not in played("two words")[1]
    assert "read_out" not in played("without labels")[1]  # it has no vocabulary


def test_the_columns_are_the_trace_s(show):
    scene, held = show
    trace, head, focus = scene.trace, scene.head, scene.focus
    before = trace.residual[head.layer][trace.asking(head.unit)[focus]]
    rows = len(scene.sum.lines)
    assert column(scene.sum, held["added"], 0) == entries(before, rows)
    assert column(scene.sum, held["added"], 1) == entries(head.update[focus], rows)
    assert column(scene.sum, held["added"], 2) == entries(before + head.update[focus], rows)
    legend = next(text for text in said(held["added"]) if "a column, rounded" in text)
    assert f"one head of {head.model.n_heads}" in legend
    assert ("a word's last piece" in legend) == (head.token_counts[focus] > 1)
    assert f"entering layer {head.layer}" in said(held["added"])


def test_what_is_written_adds_up_within_rounding(show):
    scene, held = show
    old, added, new = (
        np.array([float(t.replace("−", "-")) for t in column(scene.sum, held["added"], i)])
        for i in range(3)
    )
    assert np.abs(old + added - new).max() <= 0.015 + 1e-5 * np.abs(old).max()


def test_the_measures_are_numpy_s(show):
    scene, held = show
    focus, head = scene.focus, scene.head
    before = scene.all_updates.before[focus].astype(float)
    added = head.update[focus].astype(float)
    length, step = np.linalg.norm(before), np.linalg.norm(added)
    turned = np.degrees(
        np.arccos(
            np.clip(before @ (before + added) / length / np.linalg.norm(before + added), -1, 1)
        )
    )
    shown = said(held["arrow"])
    assert numerals.positive(float(length)) in shown
    assert numerals.positive(float(step)) in shown
    assert numerals.weight(float(step / length)) in shown
    (angle,) = [text for text in shown if text.endswith("°")]
    assert float(angle[:-1]) == pytest.approx(turned, abs=0.03)
    assert numerals.weight(float(step / length)) in held["arrow"].caption


def test_nearer_words_are_listed_by_their_gain(show):
    scene, held = show
    if "nearer" not in held:
        assert nearings(scene.all_updates, scene.focus) == []
        return
    near = nearings(scene.all_updates, scene.focus)
    arrows = [text for text in said(held["nearer"]) if " → " in text and text[0] in "+−0"]
    assert (
        arrows
        == [f"{numerals.signed(one.before)} → {numerals.signed(one.after)}" for one in near][
            : len(arrows)
        ]
    )
    assert 1 <= len(arrows) <= 4
    approached = scene.brief(near[0].position) in held["nearer"].caption
    assert approached == (near[0].gain >= 0.005)


def test_a_word_that_comes_nearer_to_none_is_said_to(monkeypatch):
    away = [
        dataclasses.replace(one, after=one.before - 0.1) for one in played("the default")[0].near
    ]
    monkeypatch.setattr(module, "nearings", lambda updates, query: away)
    _, held = capture(*(CASES["the default"][0](), *CASES["the default"][1:]))
    assert held["nearer"].caption == "It comes visibly nearer to no other word."


def test_words_are_read_out_and_chance_is_said(show):
    scene, held = show
    if scene.trace.vocabulary is None:
        assert "read_out" not in held
        return
    words = raised_by(scene.trace, scene.head, scene.focus, 4)
    shown = said(held["read_out"])
    listed = [one for one in words if one.text in shown]
    assert listed == words[: len(listed)]
    assert listed
    for one in listed:
        assert numerals.signed(one.change) in shown
    heading = " ".join(shown)
    assert numerals.positive(words[0].deviations) in heading
    assert numerals.positive(CHANCE) in heading
    clear = words[0].deviations > CHANCE
    assert (words[0].text in held["read_out"].caption) == clear


def test_a_word_past_chance_is_named(monkeypatch):
    loud = [Raised("forest", 3.0, CHANCE + 1), Raised("tree", 2.0, CHANCE)]
    monkeypatch.setattr(module, "raised_by", lambda *_: loud)
    _, held = capture(default_trace(), SceneSettings(), WIDE)
    assert held["read_out"].caption == "Read out here, it speaks for forest most."


def test_repeated_words_are_told_apart():
    trace = smollm2().trace("a red fox saw a red fox and a red hen", upto=14)
    scene, held = capture(trace, SceneSettings(), WIDE)
    shown = said(held["nearer"])
    for one in scene.near[:4]:
        word = scene.head.labels[one.position]
        again = scene.head.labels.count(word) > 1
        assert (f"{word} ({one.position + 1})" in shown) == again


def test_bars_are_as_long_as_the_updates(show):
    scene, held = show
    if "every" not in held:
        assert len(scene.head.labels) == 1
        return
    steps = np.linalg.norm(scene.head.update.astype(float), axis=1)
    shares = steps / np.linalg.norm(scene.all_updates.before.astype(float), axis=1)
    x, tall = np.array(sorted(held["every"].bars)).T
    assert tall == pytest.approx(steps * tall.max() / steps.max(), rel=1e-4)
    assert x == pytest.approx(scene.lineup.centers)
    shown = said(held["every"])
    legend = next(text for text in shown if text.endswith("rounded"))
    some = [scene.focus] if "numbers of" in legend else range(len(steps))
    for i in some:
        assert numerals.positive(float(steps[i])) in shown
        assert numerals.weight(float(shares[i])) in shown
    far = np.flatnonzero(scene.all_updates.apart)
    assert ("E is" in legend) == bool(len(far))


def test_it_begins_with_every_update(show):
    scene, held = show
    shown = said(held["updates"])
    if scene.lineup.size:
        for word in scene.lineup.labels:
            assert word in shown
    assert any("brightness = size" in text for text in shown)
