"""A chapter card: its number and its title, and then nothing again."""

import pytest

from attnviz.ink.tween import leaves
from attnviz.look.style import LIGHT
from attnviz.stage.card import Card, card_for
from attnviz.stage.play import held_beats, visit_beats
from attnviz.stage.settings import SceneSettings
from tests.core_traces import made_up
from tests.drawing import said
from tests.geometry import bounds, on_one_another
from tests.stage.playing import SQUARE, TALL, WIDE


@pytest.mark.parametrize("frames", [WIDE, TALL, SQUARE])
def test_it_shows_its_number_over_its_title_and_nothing_else(frames):
    shown = []

    class Seen(card_for("Attention pattern", 12)):
        def rest(self, seconds):
            shown.append((said(self.mobjects), bounds(self.mobjects), self.page, self))
            assert not on_one_another(self.mobjects)
            super().rest(seconds)

    played = visit_beats(Seen, made_up([1, 1]), SceneSettings(theme=LIGHT), frames, lambda *_: None)
    ((texts, box, page, scene),) = shown
    assert texts == ["12", "Attention pattern"]
    assert page.left <= box.left < box.right <= page.right
    assert box.center[0] == pytest.approx(0, abs=0.1)
    assert leaves(scene.mobjects) == []
    assert played.frames >= frames.fps


def test_each_chapter_has_a_class_of_its_own():
    one, other = card_for("Softmax", 11), card_for("Mask", 10)
    assert issubclass(one, Card)
    assert (one.chapter_title, one.chapter) == ("Softmax", 11)
    assert (other.chapter_title, other.chapter) == ("Mask", 10)
    assert one.__name__ != other.__name__
    assert (Card.slug, one.slug) == ("card", "card")


def test_it_has_no_beats_to_stop_at():
    assert held_beats(card_for("Mask", 10), made_up([1]), SceneSettings(), WIDE) == []
