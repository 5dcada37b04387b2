"""A thing is one thing: it travels and turns, and does not fade where another one fades in.

Nor does anything that moves run over a word that is read.
"""

from __future__ import annotations

import pytest

from attnviz.ink.motion import appear, travel, vanish
from attnviz.ink.text import label
from attnviz.stage.scene import AttentionScene
from tests.scenes.exceptions import CROSSFADES, OVER_WORDS, REMADE
from tests.scenes.sentences import LONG_TALE, TALE
from tests.scenes.show import TALL, Case, every_scene, scene_of, sentence
from tests.scenes.watch import watch

FOURTEEN = "Yesterday, my grandmother baked a warm apple pie for her hungry neighbours."
CASES = {
    "the default": Case(sentence("a fluffy blue creature roamed the verdant forest")),
    "upright": Case(
        sentence("a fluffy blue creature roamed the verdant forest"), frame_settings=TALL
    ),
    "two words": Case(sentence("red wine")),
    "with marks": Case(sentence(FOURTEEN)),
    "seventeen words": Case(sentence(TALE)),
    "Korean": Case(sentence("나는 학교에 간다")),
    "many words": Case(sentence(LONG_TALE)),
}
every_case = pytest.mark.parametrize("name", CASES)


def seen(entry, name):
    if entry.slug not in REMADE:
        pytest.xfail("still to be remade")
    return watch(scene_of(entry), CASES[name])


@every_case
@every_scene
def test_nothing_fades_where_its_like_fades_in(entry, name):
    found = {(entry.slug, beat, kind) for beat, kind in seen(entry, name).crossfades}
    assert not found - set(CROSSFADES)


@every_case
@every_scene
def test_nothing_moves_over_a_word_that_is_read(entry, name):
    over = seen(entry, name).runs_over
    assert not [one for one in over if (entry.slug, one[0], one[2], one[3]) not in OVER_WORDS], (
        over[:8]
    )


class Careless(AttentionScene):
    """A number fades where another comes, and a word is flown over."""

    slug = "careless"

    def beats(self):
        return ["change", "fly"]

    def change(self):
        self.first, self.second = (
            label(text, self.theme.text, 0.3, (x, 0), voice="sans")
            for text, x in (("+1.00", 0), ("+2.00", 1))
        )
        self.add(self.first)
        self.play(vanish(self.first), appear(self.second))

    def fly(self):
        word = label(self.head.labels[0], self.theme.text, 0.3, (3, 0))
        self.add(word)
        self.play(travel(self.second, (4, 0)))


def test_the_test_sees_a_crossfade_and_a_flight_over_a_word():
    found = watch(Careless, CASES["two words"])
    assert found.crossfades == {("change", "numbers")}
    assert {(beat, what, word) for beat, _, what, word in found.runs_over} == {
        ("fly", "+2.00", "red")
    }
