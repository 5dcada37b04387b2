"""What a scene on a grid follows is the head's own; what captions may say is counted."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from attnviz.analysis.query import readout
from attnviz.look import numerals
from attnviz.stage.grid_scene import GridScene
from tests.core_traces import default_trace, made_up, smollm2
from tests.stage.playing import TALL, WIDE, play


class Standing(GridScene):
    """Does nothing but stand there."""

    slug = "pattern"

    def beats(self):
        return ["grid"]

    def grid(self):
        self.rest()


def standing(trace, frames=WIDE, **settings):
    return play(Standing, trace, frames=frames, **settings)[0]


def slot(scene, name):
    return "".join(run.text for run in scene.slots()[name])


@given(st.lists(st.integers(1, 3), min_size=1, max_size=14), st.integers(0, 999))
@settings(max_examples=12)
def test_the_followed_key_is_the_heaviest_that_is_one_vector(sizes, seed):
    scene = standing(made_up(sizes, seed))
    weights, counts = scene.head.pattern[scene.focus], np.array(scene.head.token_counts)
    able = np.flatnonzero((counts == 1) & scene.head.mask[scene.focus])
    assume(len(able))
    assert counts[scene.key] == 1
    assert scene.head.mask[scene.focus, scene.key]
    assert weights[scene.key] == weights[able].max()


def test_where_every_word_is_of_several_pieces_the_heaviest_is_followed():
    scene = standing(made_up([2, 3, 2]))
    assert scene.key == scene.head.pattern[scene.focus].argmax()


def test_captions_can_say_what_the_trace_holds():
    scene = standing(smollm2().trace("Wait, the verdant forest!", upto=14))
    said = {name: slot(scene, name) for name in scene.slots()}
    assert said["words"] == "4"  # and two marks
    assert said["marks"] == "2"
    assert said["pieces"] == numerals.count(len(scene.trace.tokens))
    assert (said["width"], said["layer"], said["root"]) == ("576", "13", "√64")
    assert said["query"] == scene.head.labels[scene.focus]
    assert said["key"] == scene.head.labels[scene.key]


def test_the_share_is_that_of_the_keys_that_are_named():
    for sentence, layer, head in (("a fluffy blue creature", 13, 1),
                                  ("to be or not to be that is the question", 0, 7)):  # fmt: skip
        scene = standing(smollm2().trace(sentence, upto=layer + 1), layer=layer, head=head)
        named = readout(scene.head, scene.focus)[:4]
        assert slot(scene, "share") == numerals.weight(
            float(np.float64(scene.head.pattern[scene.focus])[list(named)].sum())
        )
        words = [scene.word_names[i] for i in named]
        text = slot(scene, "keys")
        assert text == ", ".join(words[:-1]) + " and " * (len(words) > 1) + words[-1]


def test_on_the_default_sentence_creature_looks_at_blue():
    scene = standing(default_trace())
    assert (scene.head.labels[scene.focus], scene.head.labels[scene.key]) == ("creature", "blue")


def test_what_was_drawn_is_told_by_its_indices():
    scene = standing(default_trace())
    drawn = scene.drawn()
    assert drawn["embedding_entries"] == [*range(27), 575]
    assert np.array_equal(
        drawn["embedding"], scene.trace.residual[0][:, drawn["embedding_entries"]]
    )
    assert (drawn["followed_query"], drawn["followed_key"]) == (scene.focus, scene.key)


@pytest.mark.parametrize("frames", [WIDE, TALL])
@pytest.mark.parametrize(("word", "cut"), [("red", False), ("w" * 120, True)])
def test_the_footer_says_when_words_were_cut(word, cut, frames):
    scene = standing(smollm2().trace(f"{word} wine", upto=14), frames)
    assert scene.source().endswith(" · long words cut") == cut
    assert scene.source().startswith("SmolLM2-135M · layer 13 · head 1 · words")


@pytest.mark.parametrize(("n", "fine"), [(60, False), (150, True)])
def test_cells_finer_than_a_pixel_are_said_to_be(n, fine):
    scene, notes = play(Standing, made_up([1] * n), lambda scene: scene.cells_note())
    finest = " · a pixel shows what is farthest from 0" if fine else ""
    assert notes["grid"] == f"{n} × {n} cells{finest}"
    assert (scene.plan.cell_height * 144 / scene.page.height < 1) == fine


@pytest.mark.parametrize("words", [1, 8, 20, 60])
@pytest.mark.parametrize("frames", [WIDE, TALL])
def test_the_pattern_moves_aside_where_a_column_is_read_out_beside_it_and_nowhere_else(
    words, frames
):
    scene = standing(made_up([1] * words), frames)
    middle, followed = scene.pattern_in_the_middle(), scene.followed_column()
    shifts = {
        tuple((after.place[:2] - before.place[:2]).round(6))
        for before, after in zip(middle.sides, followed.grid.sides, strict=True)
    }
    assert len(shifts) == 1
    assert (shifts == {(0.0, 0.0)}) == (followed.panel is None)
