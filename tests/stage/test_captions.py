"""Captions: a line for everything that scenes say, in every language, with the same places."""

import dataclasses
import re
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from attnviz.catalog.captions import load_captions
from attnviz.catalog.scenes import SCENES
from attnviz.frames.settings import FrameSettings
from attnviz.ink.text import Run, symbol
from attnviz.look.fonts import missing
from attnviz.look.style import DARK, M, reading_time
from attnviz.scenes import key, pattern, query
from attnviz.stage.captions import fill, plain_text
from attnviz.stage.play import visit_beats
from attnviz.stage.settings import SceneSettings
from tests.core_traces import default_trace, made_up, smollm2

LANGUAGES = sorted(p.stem for p in (Path(pattern.__file__).parent / "captions").glob("*.toml"))
PICTURE = FrameSettings(256, 144, 5)
# Together these make the pattern scene say everything that it can.
CALLS = {
    "the default": (default_trace, SceneSettings()),
    "in tokens": (default_trace, SceneSettings(unit="token")),
    "marks": (lambda: smollm2().trace("Yes , no !", upto=14), SceneSettings()),
    "one word": (lambda: smollm2().trace("wine", upto=14), SceneSettings()),
    "one word of several tokens": (lambda: made_up([3]), SceneSettings()),
    "two scripts": (lambda: smollm2().trace("小猫 cat", upto=14), SceneSettings()),
    "no spaces": (lambda: smollm2().trace("一只小猫", upto=14), SceneSettings()),
    "the first layer": (lambda: made_up([1, 1]), SceneSettings(layer=0)),
    "the first word": (lambda: made_up([1, 1]), SceneSettings(word="a")),
    "no word of one piece": (lambda: made_up([2, 2, 2]), SceneSettings()),
    "too many for numbers": (lambda: made_up([1] * 14), SceneSettings()),
    "too many for dots": (lambda: made_up([1] * 49), SceneSettings()),
    "a word that looks at itself": (
        lambda: smollm2().trace("The cat sat", upto=1), SceneSettings(layer=0, head=0, word="cat"),
    ),
    "a soft cap": (lambda: ruled([1] * 4, softcap=5.0), SceneSettings()),
    "a sink": (lambda: ruled([1] * 4, sinks=np.ones(4, np.float32)), SceneSettings()),
    "a window": (lambda: ruled([1] * 4, mask=np.tri(4) > np.tri(4, k=-2)), SceneSettings()),
}  # fmt: skip


def ruled(sizes, **changes):
    """Make a trace whose layers score by another rule."""
    trace = made_up(sizes)
    rules = tuple(dataclasses.replace(rule, **changes) for rule in trace.rules)
    return dataclasses.replace(trace, rules=rules)


def places(line):
    return sorted(re.findall(r"\{(.*?)\}", line))


def flat(language):
    return {f"{s}.{beat}": line for s, lines in language.items() for beat, line in lines.items()}


def differences(english, other):
    """List the lines that a language lacks, fills otherwise, or has for itself."""
    lines, theirs = flat(english), flat(other)
    lost = [f"{name} is missing" for name in sorted(lines.keys() - theirs.keys())]
    moved = [
        f"{name} has other places"
        for name in sorted(lines.keys() & theirs.keys())
        if places(lines[name]) != places(theirs[name])
    ]
    return lost + moved + [f"{name} is nobody's" for name in sorted(theirs.keys() - lines.keys())]


def scene_class(entry):
    return getattr(import_module(entry.module), entry.class_name)


def listen(scene, trace, settings):
    """Play a scene; return the names of its beats and of the lines it said, and its places."""
    heard, known = [], set()

    class Listening(scene):
        def say(self, beat):
            heard.append(beat)
            known.update(self.slots())
            return super().say(beat)

    played = visit_beats(Listening, trace, settings, PICTURE, lambda beat, scene: None)
    return [beat.name for beat in played.beats], heard, known


@pytest.fixture(scope="module")
def pattern_says():
    beats, lines, known = set(), set(), set()
    for trace, settings in CALLS.values():
        played, heard, slots = listen(pattern.AttentionPattern, trace(), settings)
        beats.update(played)
        lines.update(heard)
        known |= slots
    return beats, lines, known


def test_there_are_english_and_korean():
    assert {"en", "ko"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_the_pattern_says_has_a_line(language, pattern_says):
    beats, lines, _ = pattern_says
    there = load_captions(language)["pattern"]
    lost = sorted((beats | lines) - set(there))
    assert not lost, f"captions/{language}.toml has no line for: {', '.join(lost)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_of_the_pattern_is_never_said(language, pattern_says):
    _, lines, _ = pattern_says
    dead = sorted(set(load_captions(language)["pattern"]) - lines)
    assert not dead, f"captions/{language}.toml: nobody says {', '.join(dead)}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entry", SCENES, ids=lambda entry: entry.slug)
def test_every_scene_has_lines_for_what_it_says(entry, language):
    there = load_captions(language)[entry.slug]
    beats, lines, known = listen(
        scene_class(entry), default_trace(), SceneSettings(language=language)
    )
    lost = sorted({*beats, *lines} - set(there))
    assert not lost, f"captions/{language}.toml has no line for: {', '.join(lost)}"
    unknown = sorted({place for line in there.values() for place in places(line)} - known)
    assert not unknown, f"captions/{language}.toml: no scene fills {', '.join(unknown)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_have_the_same_lines_with_the_same_places(language):
    wrong = differences(load_captions("en"), load_captions(language))
    assert not wrong, f"captions/{language}.toml: " + "; ".join(wrong)


def test_what_a_language_lacks_is_listed():
    english = {"mask": {"later": "{n} words", "alone": "One."}, "key": {"offer": "Here."}}
    other = {"mask": {"later": "{m} 단어", "extra": "더."}}
    assert differences(english, other) == [
        "key.offer is missing", "mask.alone is missing", "mask.later has other places",
        "mask.extra is nobody's",
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_of_a_caption_can_be_drawn(language):
    lines = [line for scene in load_captions(language).values() for line in scene.values()]
    assert missing(lines) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_captions_are_short_enough_to_be_read_while_they_stand(language):
    for table, said in load_captions(language).items():
        for beat, line in said.items() if table != "notes" else ():  # those stand as they are
            assert len(line.split()) <= 12, beat
            assert reading_time(len(line.split())) >= 0.24 * len(line.split())


def test_a_language_that_is_not_there_is_an_error():
    with pytest.raises(FileNotFoundError):
        load_captions("tlh")


# Filling places


def test_places_are_filled_and_the_rest_is_italic():
    word, number = Run("forest", DARK.query), Run("0.48", DARK.text, "sans-bold")
    runs = fill("{query} gives {share}.", {"query": [word], "share": [number]}, DARK)
    assert runs == [
        word, Run(" gives ", DARK.text, "italic"), number, Run(".", DARK.text, "italic"),
    ]  # fmt: skip


def test_a_place_can_hold_a_list_and_be_filled_twice():
    names = [Run("a", DARK.key), Run(" and ", DARK.text, "italic"), Run("b", DARK.key)]
    assert fill("{keys}{keys}", {"keys": names}, DARK) == names + names


def test_a_line_without_places_is_one_run():
    assert fill("No word looks ahead.", {}, DARK) == [
        Run("No word looks ahead.", DARK.text, "italic")
    ]
    assert fill("", {}, DARK) == []


def test_a_place_that_nobody_fills_is_an_error():
    with pytest.raises(KeyError, match="who"):
        fill("{who} looks ahead", {}, DARK)


def test_what_fills_a_place_is_not_read_again():
    braces = [Run("{share}", DARK.query)]
    assert fill("{query}", {"query": braces}, DARK) == braces


# Where there is no colour

NO_COLOUR = {
    "en": [
        ("{query} takes in {keys}.", "“creature” takes in “blue” and “fluffy”."),
        ("It is {update}, of {column} and {vector}.", "It is delta E4, of E4 and q4."),
        ("{entering} goes through {matrix}.", "E4 entering layer 13 goes through W-Q."),
        ("Divided by {root}: {share}.", "Divided by the square root of 64: −0.41."),
        ("exp({infinity}) is 0.", "exp(minus infinity) is 0."),
    ],
    "ko": [
        ("{query}의 키: {keys}.", "‘creature’의 키: ‘blue’ and ‘fluffy’."),
        ("{update}, {column}, {vector}.", "델타 E4, E4, q4."),
        ("{entering}, {matrix}.", "13번 층에 오는 E4, W-Q."),
        ("{root}, {infinity}.", "64의 제곱근, 마이너스 무한대."),
    ],
}


@pytest.mark.parametrize(
    ("language", "template", "spoken"),
    [(language, *pair) for language, pairs in NO_COLOUR.items() for pair in pairs],
)
def test_without_colour_words_stand_in_quotation_marks_and_symbols_are_spoken(
    language, template, spoken
):
    bold, joint = ("#ffffff", "sans-bold"), Run(" and ", DARK.text, "italic")
    raised = Run("(13)", DARK.embedding, "serif", 0.68, 0.4)
    slots = {
        "query": [Run("creature", DARK.query)],
        "keys": [Run("blue", DARK.key), joint, Run("fluffy", DARK.key)],
        "update": symbol("ΔE", "4", DARK.output, M),
        "column": symbol("E", "4", DARK.embedding, M),
        "vector": symbol("q", "4", DARK.query, M),
        "matrix": symbol("W", "Q", DARK.query, M),
        "entering": [*symbol("E", "4", DARK.embedding, M), raised],
        "root": [Run("√64", *bold)],
        "share": [Run("−0.41", *bold)],
        "infinity": [Run("−∞", *bold)],
    }
    runs = fill(template, slots, DARK)
    assert plain_text(runs, load_captions(language)["plain"]) == spoken


def test_a_bubble_is_said_after_the_caption_by_all_who_say_it():
    trace = default_trace()
    spoken = {}
    for scene in (query.Query, key.Key):
        visit_beats(
            scene, trace, SceneSettings(), PICTURE,
            lambda beat, _: spoken.setdefault(beat.name, beat.caption),
        )  # fmt: skip
    assert spoken["ask"].endswith(" “creature” asks: who describes me?")
    assert spoken["answer"].endswith(" “blue” and “fluffy”: I do.")
    assert "describes" not in spoken["row"]
