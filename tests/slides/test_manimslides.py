"""manim-slides reads what it is given: its own classes find every video, in both directions."""

import numpy as np
import pytest
from manim_slides.config import PresentationConfig, SlideType

from attnviz.slides.manimslides import README, write_manim_slides
from tests.decks import decoded, frames, small_deck


@pytest.fixture(scope="module")
def deck(tmp_path_factory):
    return small_deck(tmp_path_factory.mktemp("deck"))


@pytest.fixture(scope="module")
def folder(deck, tmp_path_factory):
    """Write the folder, and move it: nothing in it may depend on where it was made."""
    made = tmp_path_factory.mktemp("slides") / "made"
    made.mkdir()
    assert write_manim_slides(deck, made) == []
    assert sorted(path.stem for path in (made / "slides").glob("*.json")) == ["pattern", "update"]
    return made.rename(made.with_name("moved away"))


@pytest.fixture(scope="module")
def presentations(folder):
    return [
        PresentationConfig.from_file(folder / "slides" / f"{scene}.json")
        for scene in ("pattern", "update")
    ]


def test_a_presentation_a_scene_and_a_slide_a_step(deck, presentations):
    slides = [slide for presentation in presentations for slide in presentation.slides]
    assert [slide.notes for slide in slides] == [step.caption for step in deck.steps]
    for slide, step in zip(slides, deck.steps, strict=True):
        assert slide.file.read_bytes() == step.video.read_bytes()
        assert slide.type == SlideType.Video
        assert [slide.loop, slide.auto_next, slide.skip_animations] == [False] * 3


def test_the_page_around_them_is_the_clips(deck, presentations):
    for presentation in presentations:
        assert presentation.resolution == (deck.width, deck.height)
        assert presentation.background_color.as_hex("long") == deck.theme.ground.lower()


def test_backwards_a_slide_ends_where_it_began(presentations):
    for presentation in presentations:
        for slide in presentation.slides:
            forth, back = frames(slide.file), frames(slide.rev_file)
            assert [time for time, _ in decoded(slide.rev_file)] == [
                time for time, _ in decoded(slide.file)
            ]
            for one, other in ((forth[0], back[-1]), (forth[-1], back[0])):
                assert np.abs(one.astype(int) - other).mean() < 6


def test_it_says_how_to_present_it(folder):
    assert "manim-slides present pattern update" in (folder / README).read_text()
