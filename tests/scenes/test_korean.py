"""In Korean a clip says nothing in English: captions, labels in pictures, notes, footer."""

import re
from importlib import import_module

import pytest

from attnviz.catalog.captions import load_captions, noted, noting
from attnviz.catalog.scenes import SCENES
from attnviz.ink.tween import leaves
from attnviz.stage.settings import SceneSettings
from tests.core_traces import default_trace, reads_both_ways
from tests.drawing import said
from tests.scenes.show import Case, at_each_beat, sentence

KOREAN = SceneSettings(language="ko")
CASES = {
    "the default": Case(default_trace, KOREAN),
    "one word": Case(sentence("wine"), KOREAN),
    "no mask": Case(lambda: reads_both_ways([1] * 5), SceneSettings(language="ko", unit="token")),
    "12 words, in detail": Case(
        sentence("The cat on the warm roof saw a verdant hill and slept"),
        SceneSettings(language="ko", detail=True),
    ),
    "dots": Case(sentence("the cat and a dog " * 8), KOREAN),
    "cells, and a word that is cut": Case(
        sentence("w" * 100 + " and a verdant hill " + "the cat and a dog " * 11), KOREAN
    ),
}
# A position such as (3) after a word that is repeated; a particle after a word.
_AROUND = re.compile(r"^␣|…|[가-힣]+$| \(\d+\)")
_NO_ENGLISH = re.compile(
    r"(?<![A-Za-z])exp(?![A-Za-z])|\S*[₀-₉]\S*"
)  # functions and symbols are the same everywhere


def english(text, trace):
    """Return the Latin words of a text that are neither the sentence's nor the model's name."""
    own = {part for word in trace.words for part in (word.text, word.label)}
    own |= {token.text.strip() for token in trace.tokens}
    text = _NO_ENGLISH.sub("", text.replace(trace.model.name, ""))
    found = []
    for word in text.split():
        plain = _AROUND.sub("", word)
        cut = any(plain in one for one in own)  # a long word's two ends
        if re.search("[A-Za-z]{2}", plain) and plain not in own and not cut:
            found.append(word)
    return found


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("entry", SCENES, ids=lambda entry: entry.slug)
def test_no_beat_shows_an_english_word(entry, name):
    case = CASES[name]
    scene_class = getattr(import_module(entry.module), entry.class_name)
    shown = at_each_beat(scene_class, case, lambda scene: said(leaves(scene.mobjects)))
    assert shown
    for beat, texts in shown.items():
        assert any(re.search("[가-힣]", text) for text in texts), beat
        found = [word for text in texts for word in english(text, case.trace())]
        assert not found, f"{beat} shows {', '.join(found)}"


def test_english_is_found_beside_words_symbols_and_names():
    trace = default_trace()
    for text in ("blue의", "SmolLM2-135M · 13번 층", "␣forest", "blue (3)", "exp(점수)", "E₁ 길이"):
        assert english(text, trace) == []
    assert english("dot area = weight", trace) == ["dot", "area", "weight"]
    assert english("sum of 64", trace) == ["sum", "of"]


def test_a_note_that_a_language_lacks_is_said_in_english(monkeypatch):
    with noting("ko"):
        assert noted("sum_of", n="64") == "64개의 합"
        monkeypatch.delitem(load_captions("ko")["notes"], "sum_of")
        assert noted("sum_of", n="64") == "sum of 64"
    assert noted("product") == "product"


# Particles that change with the sound of what stands before: a place there can be filled by
# anything, so that one of the two would be wrong for half of what is filled in.
_CHANGING = re.compile(r"\}(을|를|이|가|은|는|과|와|으로|로|이나|나|이라고|라고)(?![가-힣])")
# Filled by one thing only, or by words that all end alike.
_KNOWN = {"units": "을", "infinity": "로"}


def test_no_particle_that_changes_with_a_sound_follows_a_place():
    wrong = []
    for table, lines in load_captions("ko").items():
        for key, line in lines.items():
            for found in re.finditer(r"\{(\w+)" + _CHANGING.pattern, line):
                if _KNOWN.get(found[1]) != found[2]:
                    wrong.append(f"{table}.{key}: {found[0]}")
    assert not wrong
