"""A deck is made of finished clips: a step a beat, or a step a scene."""

import numpy as np
from PIL import Image

from tests.decks import BEATS, SENTENCE, SOURCE, decoded, frames, small_deck


def test_a_deck_has_a_step_a_beat(tmp_path):
    deck = small_deck(tmp_path)
    seen = [beat for beat in BEATS if beat[3] > beat[2]]
    assert [(s.beat, s.caption, s.frames) for s in deck.steps[:4]] == [
        (name, caption, end - start) for name, caption, start, end in seen
    ]
    assert [s.scene for s in deck.steps] == ["pattern"] * 4 + ["update"] * 4
    assert {s.title for s in deck.steps} == {"Attention pattern", "Update"}
    assert (deck.sentence, deck.source, deck.language) == (SENTENCE, SOURCE, "en")
    assert (deck.width, deck.height, deck.fps, deck.theme.name) == (256, 144, 10, "dark")
    for step in deck.steps:
        shown = frames(step.video)
        assert len(shown) == step.frames
        assert np.array_equal(np.asarray(Image.open(step.first)), shown[0])
        assert np.array_equal(np.asarray(Image.open(step.last)), shown[-1])
    assert [s.video.name for s in deck.steps][:2] == [
        "01-pattern-tokens.mp4",
        "02-pattern-scores.mp4",
    ]


def test_a_deck_can_have_a_step_a_scene(tmp_path):
    deck = small_deck(tmp_path, "scene")
    assert [(s.scene, s.beat, s.frames) for s in deck.steps] == [
        ("pattern", "pattern", 33),
        ("update", "update", 33),
    ]
    assert deck.steps[0].caption.splitlines()[0] == "Words: 4."
    assert deck.steps[0].caption.splitlines()[-1] == "wine gives 0.56."
    assert decoded(deck.steps[1].video) == decoded(tmp_path / "clips/update.mp4")
