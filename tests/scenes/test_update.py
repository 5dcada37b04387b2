"""Update: what each key contributes, how the sum moves a vector, and the same of every word."""

import numpy as np
import pytest

from attnviz.analysis.logit_attribution import raised_by
from attnviz.look import numerals
from attnviz.scenes import update as module
from attnviz.scenes.update import Update
from attnviz.stage.settings import SceneSettings
from tests.scenes.screen import read
from tests.scenes.show import COMMON, Case, pick, play, sentence, show

S = sentence("a fluffy blue creature roamed the verdant forest")
CASES = {
    **pick(
        "the default", "in tokens", "another head", "the first layer", "the last layer",
        "upright", "square", "one word", "two words", "several pieces", "without labels",
        "no mask",
    ),
    "many words": COMMON["dots"],
    "no plane": Case(S, SceneSettings(13, 1, word="roamed")),
    "a word that is clear": Case(
        sentence("The capital of France is", 24), SceneSettings(23, 4, word="is")
    ),
}  # fmt: skip


def bars(scene):
    """Return how wide the bars are now, in units of length."""
    found = scene.picture.bars.marks
    return [(b.box()[2] - b.box()[0]) / scene.picture.plan.scale for b in found if b.box()]


def played(case):
    return show(Update, CASES[case], bars)


@pytest.fixture(params=CASES)
def shown(request):
    return played(request.param)


def parts_of(scene):
    """Return what each position contributes to the length of the update, from single tokens."""
    head, focus = scene.head, scene.focus
    tokens = head.token_pattern[focus].astype(float)[:, None] * head.token_values.astype(float)
    carried = tokens @ head.output_weights.astype(float)
    words = np.split(carried, np.cumsum(head.token_counts)[:-1])
    terms = np.array([word.sum(axis=0) for word in words])
    return terms @ terms.sum(axis=0) / np.linalg.norm(terms.sum(axis=0))


def test_the_beats():
    assert list(played("the default").held) == ["chain", "bar", "sink", "added", "arrow", "every"]
    assert list(played("one word").held) == ["chain", "added", "arrow"]
    assert list(played("no plane").held) == ["chain", "bar", "added", "arrow", "every"]
    assert list(played("a word that is clear").held) == [
        "chain", "bar", "added", "arrow", "read_out", "every",
    ]  # fmt: skip


def test_the_bars_are_what_keys_contribute_and_sum_to_the_length(shown):
    scene, held = shown
    if len(scene.parts.keys) == 1:
        assert "bar" not in held
        return
    parts, length = parts_of(scene), np.linalg.norm(scene.head.update[scene.focus].astype(float))
    said = held["bar"].said
    written = []
    for link, row in zip(scene.picture.links, scene.picture.bars.labels, strict=False):
        total = parts[list(link.keys)].sum()
        number = row.submobjects[-1].text
        assert read(number) == pytest.approx(total, abs=0.006 + 1e-4 * length)
        assert number in said
        written.append(read(number))
    assert sum(written) == pytest.approx(length, abs=0.006 * len(written) + 1e-4 * length)
    assert numerals.positive(float(length)) in said
    sizes = [abs(parts[list(link.keys)].sum()) for link in scene.picture.links]
    assert held["bar"].seen == pytest.approx([*sizes, length], abs=1e-3 * length)
    keys = sorted(key for link in scene.picture.links for key in link.keys)
    assert keys == list(np.flatnonzero(scene.head.mask[scene.focus]))


def test_the_numbers_of_the_still():
    _, held = played("the default")
    assert {"+6.35", "+4.99", "+0.77", "−0.31", "11.80"} <= {*held["bar"].said}
    assert held["bar"].caption == "blue contributes most to its length: +6.35 of 11.80."
    assert held["sink"].caption == "a holds 0.19 of the weight but contributes −0.31."
    assert "plane through ΔE₄: keeps 0.96 of squared lengths" in held["chain"].said
    assert {"153.61", "11.80", "154.61", "4.37°"} <= {*held["arrow"].said}


def test_a_plane_that_leaves_much_out_is_not_drawn():
    scene, held = played("no plane")
    assert scene.parts.kept < 0.85
    assert held["chain"].caption == "Each weighted value contributes to the length of the update."
    assert not any("plane" in text for text in held["chain"].said)
    assert all(arrow.shaft not in scene.mobjects for arrow in scene.picture.arrows)


def test_a_word_that_sees_itself_alone_is_one_arrow_of_which_no_plane_is_told():
    scene, held = played("one word")
    assert held["chain"].caption == "wine sees only itself: its weighted value is the update."
    assert len(scene.picture.arrows) == 1
    assert not any("plane" in text for text in held["chain"].said)


def test_weights_beside_the_links_are_the_pattern_s(shown):
    scene, held = shown
    said = [text.strip() for text in held["chain"].said]
    for link, tag in zip(scene.picture.links, scene.picture.tags, strict=True):
        if len(tag):
            weight = scene.head.pattern[scene.focus, list(link.keys)].sum()
            assert numerals.weight(float(weight)) in said


def test_the_measures_are_numpy_s(shown):
    scene, held = shown
    focus, head = scene.focus, scene.head
    before = scene.trace.residual[head.layer][scene.trace.asking(head.unit)[focus]].astype(float)
    added = head.update[focus].astype(float)
    after = before + added
    lengths = [float(np.linalg.norm(v)) for v in (before, added, after)]
    cosine = before @ after / lengths[0] / lengths[2]
    said = held["arrow"].said
    for length in lengths:
        assert numerals.positive(length) in said
    (angle,) = {text for text in said if text.endswith("°")}
    assert float(angle[:-1]) == pytest.approx(
        np.degrees(np.arccos(np.clip(cosine, -1, 1))), abs=0.03
    )
    share, caption = numerals.weight(lengths[1] / lengths[0]), held["arrow"].caption
    assert share in caption
    assert (angle in caption) == (float(share) > 0)


def test_what_enters_the_layer_is_told_from_the_row_of_the_table(shown):
    scene, held = shown
    layer = f"({scene.head.layer})"
    assert held["arrow"].said.count(layer) == (2 if scene.head.layer else 0)
    legend = next(text for text in held["added"].said if "one head of" in text)
    assert ("a word's last token" in legend) == (scene.head.token_counts[scene.focus] > 1)


def test_a_step_that_does_not_print_is_said_to():
    scene, held = play(
        Update, Case(sentence("a fluffy blue creature"), SceneSettings(13, 1, word="a"))
    )
    assert scene.updates.apart[0]
    assert held["arrow"].caption == "Next to the length of its vector, the step prints 0.00."


def test_every_word_s_row_says_the_length_of_its_update(shown):
    scene, held = shown
    if "every" not in held:
        assert len(scene.head.labels) == 1
        return
    steps = np.linalg.norm(scene.head.update.astype(float), axis=1)
    said = held["every"].said
    rows = scene.rows.rows
    assert scene.focus in rows
    for i in rows:
        assert numerals.positive(float(steps[i])) in said
        assert scene.brief(i) in said or any("…" in text for text in said)
    told = f"{len(rows) - 1} longest of {len(steps)}"
    assert any(told in text for text in said) == (len(rows) < len(steps))


def test_most_is_said_of_one_word_alone(monkeypatch):
    monkeypatch.setattr(module, "most_of_length", lambda _: None)
    _, held = play(Update, CASES["the default"])
    assert held["bar"].caption == "What each contributes adds up to its length: 11.80."


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


def test_labels_speak_the_language_of_the_captions():
    case = Case(
        sentence("The cat sat on the mat because it was tired"),
        SceneSettings(13, 8, language="ko"),
    )
    _, held = play(Update, case)
    for beat in held.values():
        letters = [text for text in beat.said if text.isascii() and len(text) > 2]
        words = "The cat sat on the mat because it was tired".split()
        assert not [text for text in letters if text.isalpha() and text not in words]


def test_repeated_words_are_told_apart():
    scene, held = play(Update, Case(sentence("Buffalo buffalo Buffalo buffalo buffalo buffalo")))
    named = {scene.word_names[i] for link in scene.picture.links for i in link.keys}
    for link in scene.picture.links:
        if len(link.keys) == 1:
            assert scene.word_names[link.keys[0]] in held["bar"].said
    assert all("(" in name for name in named)
    whose = [text for text in held["arrow"].said if text.startswith(("buffalo (", "Buffalo ("))]
    assert whose == [scene.word_names[scene.focus]]


def test_it_begins_with_every_update():
    scene, _ = played("the default")
    assert scene.drawn()["contributions"] == pytest.approx(parts_of(scene)[:4], abs=1e-3)
