"""Update: E + ΔE = E′ in the trace's own numbers, and a move drawn to scale."""

import numpy as np
import pytest

from attnviz.analysis.logit_attribution import Raised, Readout, raised_by
from attnviz.analysis.residual_updates import Nearing
from attnviz.ink.ink import SQUARE
from attnviz.look import numerals
from attnviz.scenes import update as module
from attnviz.scenes.update import Update
from attnviz.stage.settings import SceneSettings
from tests.scenes.screen import column, entries, read
from tests.scenes.show import COMMON, Case, pick, play, sentence, show

CASES = {
    **pick(
        "the default", "in tokens", "another head", "the first layer", "the last layer",
        "upright", "square", "one word", "two words", "several pieces", "without labels",
        "no mask",
    ),
    "many words": COMMON["dots"],
    "a word that is clear": Case(
        sentence("The capital of France is", 24), SceneSettings(23, 4, word="is")
    ),
    "a pronoun": Case(
        sentence("The cat sat on the mat because it was tired"), SceneSettings(13, 8)
    ),
}  # fmt: skip


def played(case):
    return show(Update, CASES[case])


@pytest.fixture(params=CASES)
def shown(request):
    return played(request.param)


def test_the_beats():
    assert list(played("the default").held) == ["updates", "added", "arrow", "nearer", "every"]
    assert list(played("one word").held) == ["updates", "added", "arrow"]
    assert "nearer" not in played("two words").held
    beats = list(played("a word that is clear").held)
    assert beats == ["updates", "added", "arrow", "read_out", "every"]


def test_the_columns_are_the_trace_s(shown):
    scene, held = shown
    trace, head, focus = scene.trace, scene.head, scene.focus
    before = trace.residual[head.layer][trace.asking(head.unit)[focus]]
    rows = len(scene.sum.lines)
    assert column(scene.sum, held["added"], 0) == entries(before, rows)
    assert column(scene.sum, held["added"], 1) == entries(head.update[focus], rows)
    assert column(scene.sum, held["added"], 2) == entries(before + head.update[focus], rows)
    legend = next(text for text in held["added"].said if "a column, rounded" in text)
    assert f"one head of {head.model.n_heads}" in legend
    assert ("a word's last token" in legend) == (head.token_counts[focus] > 1)
    assert f"entering layer {head.layer}" in held["added"].said


def test_what_is_written_adds_up_within_rounding(shown):
    scene, held = shown
    old, added, new = (
        np.array([read(text) for text in column(scene.sum, held["added"], i)]) for i in range(3)
    )
    assert np.abs(old + added - new).max() <= 0.015 + 1e-5 * np.abs(old).max()


def test_the_measures_are_numpy_s(shown):
    scene, held = shown
    focus, head = scene.focus, scene.head
    before = scene.all_updates.before[focus].astype(float)
    added = head.update[focus].astype(float)
    length, step = np.linalg.norm(before), np.linalg.norm(added)
    turned = np.degrees(
        np.arccos(
            np.clip(before @ (before + added) / length / np.linalg.norm(before + added), -1, 1)
        )
    )
    said = held["arrow"].said
    assert numerals.positive(float(length)) in said
    assert numerals.positive(float(step)) in said
    assert numerals.weight(float(step / length)) in said
    (angle,) = {text for text in said if text.endswith("°")}
    assert float(angle[:-1]) == pytest.approx(turned, abs=0.03)
    share, caption = numerals.weight(float(step / length)), held["arrow"].caption
    assert share in caption
    assert (angle in caption) == (float(share) > 0)


def test_what_enters_the_layer_is_told_from_the_row_of_the_table(shown):
    scene, held = shown
    layer = f"({scene.head.layer})"
    for beat, times in (("added", 2), ("arrow", 4)):
        assert held[beat].said.count(layer) == (times if scene.head.layer else 0)


def test_a_step_that_does_not_print_is_said_to():
    scene, held = play(
        Update, Case(sentence("a fluffy blue creature"), SceneSettings(13, 1, word="a"))
    )
    assert scene.all_updates.apart[0]
    assert held["arrow"].caption == "Next to the length of its vector, the step prints 0.00."


def changes(scene):
    """Return how far each other word that is seen has gone off, as printed, from the trace."""
    trace, head, focus = scene.trace, scene.head, scene.focus
    vectors = trace.residual[head.layer][list(trace.asking(head.unit))].astype(float)
    moved = vectors[focus] + head.update[focus]
    return {
        i: numerals.signed(float(np.linalg.norm(moved - vectors[i])
                                 - np.linalg.norm(vectors[focus] - vectors[i])))
        for i in range(len(vectors)) if head.mask[focus, i] and i != focus
    }  # fmt: skip


def test_a_word_is_approached_only_where_the_numbers_say_so(shown):
    scene, held = shown
    found = changes(scene)
    order = sorted(found, key=lambda i: read(found[i]))
    said = bool(order) and read(found[order[0]]) < 0 and len(order) > 1
    assert ("nearer" in held) == (said and found[order[0]] != found[order[1]])
    if "nearer" not in held:
        return
    assert scene.brief(order[0]) in held["nearer"].caption
    listed = [text for text in held["nearer"].said if text in found.values()]
    assert listed == [found[i] for i in order][: len(listed)]
    assert 1 <= len(listed) <= 4
    legend = " ".join(held["nearer"].said)
    assert ("listed" in legend) == (len(order) > 4)
    if len(order) > 4:
        assert f"4 of {len(order)} listed" in legend


@pytest.mark.parametrize("after", [[1.0, 1.0, 9.0], [1.998, 2.5, 3.0], [2.0, 3.0, 4.0]])
def test_no_word_is_approached_where_two_print_alike_or_none_comes_nearer(monkeypatch, after):
    near = [Nearing(i, 2.0, now) for i, now in enumerate(after)]
    monkeypatch.setattr(module, "nearings", lambda *_: near)
    _, held = play(Update, CASES["the default"])
    assert "nearer" not in held


def test_a_word_that_is_clear_is_read_out():
    scene, held = played("a word that is clear")
    words = raised_by(scene.trace, scene.head, scene.focus, 4)
    shown = held["read_out"]
    assert words[0].text == "France"
    listed = [one for one in words if one.text in shown.said]
    assert listed == words[: len(listed)]
    assert listed
    for one in listed:
        assert numerals.signed(one.change) in shown.said
    heading = " ".join(shown.said)
    assert numerals.positive(words[0].deviations) in heading
    assert numerals.count(len(scene.trace.vocabulary.word_ids)) in heading
    assert "tokens in letters only" in heading
    assert "France" in shown.caption


def test_no_word_is_read_out_where_two_print_alike(monkeypatch):
    case, loud = CASES["the default"], [Raised("forest", 3.0, 8.0), Raised("tree", 2.9, 7.0)]
    for words, clear in [(loud, True), ([loud[0], Raised("tree", 2.999, 7.9)], False)]:
        monkeypatch.setattr(module, "clearly_raised", lambda *_, w=words: Readout(w, 6.5, 9))
        _, held = play(Update, case)
        assert ("read_out" in held) == clear
    monkeypatch.setattr(module, "clearly_raised", lambda *_: Readout(loud, 7.999, 9))
    assert "read_out" not in play(Update, case).held


def test_labels_speak_the_language_of_the_captions():
    _, held = play(Update, Case(CASES["a pronoun"].trace, SceneSettings(13, 8, language="ko")))
    for beat in held.values():
        letters = [text for text in beat.said if text.isascii() and len(text) > 2]
        words = "The cat sat on the mat because it was tired".split()
        assert not [text for text in letters if text.isalpha() and text not in words]


def test_repeated_words_are_told_apart():
    scene, held = play(Update, Case(sentence("a red fox saw a red fox and a red hen")))
    for one in scene.near[:4]:
        word = scene.head.labels[one.position]
        again = scene.head.labels.count(word) > 1
        assert (f"{word} ({one.position + 1})" in held["nearer"].said) == again
    _, held = play(Update, Case(sentence("Buffalo buffalo Buffalo buffalo buffalo buffalo")))
    moving = {text for text in held["arrow"].said if text.startswith("buffalo (")}
    assert moving == {text for text in held["added"].said if text.startswith("buffalo (")}
    assert len(moving) == 1


def test_bars_are_as_long_as_the_updates(shown):
    scene, held = shown
    if "every" not in held:
        assert len(scene.head.labels) == 1
        return
    steps = np.linalg.norm(scene.head.update.astype(float), axis=1)
    shares = steps / np.linalg.norm(scene.all_updates.before.astype(float), axis=1)
    bars = [ink.place for ink in held["every"].inks if ink.outline is SQUARE]
    x, tall = np.array(sorted((left + width / 2, height) for left, _, width, height, _ in bars)).T
    assert tall == pytest.approx(steps * tall.max() / steps.max(), rel=1e-4)
    assert x == pytest.approx(scene.lineup.centers)
    said = held["every"].said
    legend = next(text for text in said if text.endswith("rounded"))
    some = [scene.focus] if "numbers of" in legend else range(len(steps))
    for i in some:
        assert numerals.positive(float(steps[i])) in said
        assert numerals.weight(float(shares[i])) in said
    far = np.flatnonzero(scene.all_updates.apart)
    assert (" long" in legend) == bool(len(far))


def test_it_begins_with_every_update(shown):
    scene, held = shown
    said = held["updates"].said
    if scene.lineup.size:
        for word in scene.lineup.labels:
            assert word in said
    assert any("blue above 0, pink below" in text for text in said)
