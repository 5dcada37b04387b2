"""The scene that all scenes are: captions stand long enough, and what is drawn stands once."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import VGroup, tempconfig

from attnviz.errors import UsageError
from attnviz.ink.motion import appear, travel
from attnviz.ink.text import Run, label
from attnviz.ink.tween import Tween, leaves
from attnviz.look.glyphs import text_width
from attnviz.look.style import DARK, M, S, reading_time
from attnviz.stage.scene import AttentionScene
from tests.core_traces import made_up, smollm2
from tests.drawing import said, texts
from tests.geometry import bounds
from tests.stage.playing import SQUARE, TALL, WIDE, play
from tests.stage.small_scenes import Quick


class Spoken(AttentionScene):
    """Says two lines, and changes its legend."""

    slug = "mask"
    legends = ("disc: above 0", "rounded")

    def beats(self):
        self.captions = {"later": "So far every word scores every word.", "without": "One word."}
        return ["later", "without"]

    def later(self):
        self.play(*self.say("later"), *self.legend(self.legends[0]))

    def without(self):
        self.play(*self.say("without"), *self.legend(self.legends[1]))


def bare(trace, **settings):
    """Return a scene that has not been played."""
    from attnviz.stage.settings import SceneSettings

    with tempconfig({"pixel_width": 256, "pixel_height": 144, "verbosity": "ERROR"}):
        return Quick(trace, SceneSettings(**settings))


# What it is handed


def test_a_scene_without_a_trace_asks_for_one():
    with pytest.raises(UsageError, match="Quick draws a Trace: hand it one"):
        Quick()


def test_a_scene_that_knows_what_to_draw_asks_nobody():
    trace = made_up([1, 1])

    class Alone(Quick):
        unasked = staticmethod(lambda settings: (trace, settings))

    with tempconfig({"pixel_width": 256, "pixel_height": 144, "verbosity": "ERROR"}):
        assert Alone().trace is trace


@pytest.mark.parametrize(("unit", "count"), [("word", 3), ("token", 6)])
def test_it_shows_the_head_that_is_asked_for(unit, count):
    scene = bare(made_up([1, 2, 3]), layer=0, head=3, unit=unit)
    assert (scene.head.layer, scene.head.head, len(scene.head.labels)) == (0, 3, count)
    assert scene.source() == f"Made up · layer 0 · head 3 · {unit}s"


# Words


def test_spaces_are_where_the_sentence_has_them():
    trace = smollm2().trace("Wait, I love verdant red  wine!", upto=14)
    scene = bare(trace)
    words = [word.text for word in trace.words]
    spaced = [i for i, space in enumerate(scene.spaces()) if space]
    assert [words[i] for i in range(len(words)) if i not in spaced] == ["Wait", ",", "!"]
    for token, space in zip(trace.tokens, scene.spaces(trace.tokens), strict=True):
        assert space == token.text.startswith(" ")
    assert [token.text for token in trace.tokens].count(" ") == 1  # the second of two spaces


@pytest.mark.parametrize(
    ("words", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_are_listed_as_the_language_lists_them(words, text):
    runs = bare(made_up([1])).word_list(words, DARK.key)
    assert "".join(run.text for run in runs) == text
    assert [run.text for run in runs if run.color == DARK.key] == words


def test_a_long_word_is_cut_where_a_caption_speaks_of_it():
    trace = smollm2().trace("w" * 120 + " is long", upto=14)
    scene = bare(trace)
    assert scene.brief(1) == "is"
    assert "…" in scene.brief(0)
    assert text_width(scene.brief(0), "serif", M) <= 0.28 * scene.page.width


# Beats and captions


@pytest.mark.parametrize("pace", [0.5, 1.0, 2.0])
def test_beats_follow_one_another_and_captions_stand_as_long_as_they_are_read(pace):
    scene, _ = play(Spoken, made_up([1, 1]), pace=pace)
    assert [beat.name for beat in scene.played] == ["later", "without"]
    assert scene.played[0].start == 0
    assert all(a.end == b.start for a, b in pairwise(scene.played))
    for beat in scene.played:
        seconds = (beat.end - beat.start) / WIDE.fps
        assert seconds >= reading_time(len(beat.caption.split())) / pace - 2 / WIDE.fps


def test_one_caption_and_one_legend_stand_at_a_time():
    scene, shown = play(Spoken, made_up([1, 1]), lambda scene: said(scene.mobjects))
    lines = [beat.caption for beat in scene.played]
    assert lines[0] != lines[1]
    for here, away in (("later", 1), ("without", 0)):
        whole = " ".join(shown[here])
        assert all(word in whole for word in lines[1 - away].split())
        gone = set(lines[away].split()) - set(lines[1 - away].split())
        assert gone
        assert not gone & set(whole.split())
        assert Spoken.legends[1 - away] in shown[here]
        assert Spoken.legends[away] not in shown[here]


def test_a_beat_says_a_line_only_where_its_language_has_one():
    scene = bare(made_up([1, 1]))
    scene.captions = {"grid": "Here it is."}
    assert scene.caption_text("grid") == "Here it is."
    assert scene.caption_text("nothing") == ""


def test_without_captions_they_take_their_time_and_are_not_seen():
    loud, heard = play(Spoken, made_up([1, 1]), lambda scene: said(scene.mobjects))
    quiet, shown = play(Spoken, made_up([1, 1]), lambda scene: said(scene.mobjects), captions=False)
    assert quiet.played == loud.played
    for beat in loud.played:
        spoken = set(beat.caption.split())
        assert not spoken & set(shown[beat.name])
        assert spoken & set(" ".join(heard[beat.name]).split())


def test_a_legend_too_long_for_one_line_with_the_source_stands_above_it():
    class Long(Spoken):
        legends = ("a long word's two pieces · blue above 0, pink below; 28 of 576",) * 2

    for frames, lifted in ((WIDE, False), (SQUARE, True)):
        scene, _ = play(Long, made_up([1, 1]), frames=frames)
        found = dict(texts(scene.mobjects))
        assert (found[Long.legends[0]][1] > found[scene.source()][1] + 0.2) == lifted


@pytest.mark.parametrize("frames", [WIDE, TALL, SQUARE])
def test_title_and_source_stand_at_the_edges_of_the_page(frames):
    scene, _ = play(Quick, made_up([1, 1]), frames=frames)
    boxes = {ink.text: ink.box() for ink in leaves(scene.mobjects) if ink.text}
    page = scene.page
    assert boxes[scene.heading][0] == pytest.approx(page.left, abs=0.05)
    assert boxes[scene.source()][0] == pytest.approx(page.left, abs=0.05)
    assert boxes[scene.heading][1] > page.content.top
    assert not {text for text in boxes if text.isdigit()}  # no number in a corner
    assert boxes[scene.source()][3] < page.content.bottom


def test_the_heading_is_in_the_language_of_the_captions():
    assert bare(made_up([1])).heading == "Attention pattern"
    korean = bare(made_up([1]), language="ko").heading
    assert korean != "Attention pattern"
    assert korean


def test_a_caption_that_moves_up_stands_on_the_titles_line_and_is_cut_to_it():
    class Filled(Quick):
        def slots(self):
            return {"word": [Run("counterrevolutionaries", DARK.query)]}

    scene = Filled(made_up([1, 1]))
    scene.caption_below = False
    for count in (1, 2, 12):
        scene.captions = {"grid": "{word} sees " * count}
        scene.say("grid")
        box, page = bounds(scene._caption), scene.page
        heading = text_width(scene.heading, "sans-bold", S)
        assert page.left + heading < box.left < box.right < page.right - 0.3
        assert box.bottom > page.content.top
        shown = said(scene._caption)
        assert shown[0] == "counterrevolutionaries"
        assert (shown[-1] == "…") == (count == 12)


# Playing


def test_what_is_put_on_the_stage_stands_on_it_once_and_in_drawing_order():
    scene = bare(made_up([1]))
    first, second, third = (label(text, DARK.text, M, (0, 0)) for text in "abc")
    scene.add(VGroup(first, second))
    scene.add(second, third, first)
    assert scene.mobjects == [first, second, third]


@given(st.floats(0.1, 10), st.floats(0.05, 2))
@settings(max_examples=10)
def test_animations_take_their_time_at_the_scenes_pace(pace, seconds):
    class Timed(Quick):
        def grid(self):
            ink = label("x", DARK.text, M, (0, 0))
            before = self.time
            self.play(travel(ink, (1, 0), run_time=seconds))
            self.took = self.time - before

    scene, _ = play(Timed, made_up([1]), pace=pace)
    assert scene.took == pytest.approx(max(seconds / pace, 0.1), abs=0.1)


def test_animations_of_nothing_take_no_time():
    class Nothing(Quick):
        def grid(self):
            before = self.time
            self.play(Tween([]), appear([]))
            self.took = self.time - before

    assert play(Nothing, made_up([1]))[0].took == 0


def test_slots_fill_the_caption_and_the_rest_is_plain_text():
    class Filled(Quick):
        def slots(self):
            return {"size": [Run("576", DARK.text, "sans-bold")]}

    scene = bare(made_up([1]))
    scene = Filled(scene.trace, scene.settings)
    scene.captions = {"grid": "A column of {size} numbers."}
    assert scene.caption_text("grid") == "A column of 576 numbers."
