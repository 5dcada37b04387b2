"""However long the sentence, every beat shows some of it; the footer says what has no label."""

from __future__ import annotations

import pytest

from attnviz.catalog.scenes import SCENES
from attnviz.ink.tween import leaves
from attnviz.stage.settings import SceneSettings
from tests.scenes.show import TALL, WIDE, Case, at_each_beat, every_scene, scene_of, sentence

PARAGRAPH = (
    "The old lighthouse stood on a narrow cliff above the grey sea and every evening the keeper "
    "climbed the winding stairs with a small brass lamp in his hand and he had lived there for "
    "thirty years with only the gulls and a lazy orange cat for company and he liked the quiet "
    "until one stormy night a tired young sailor knocked on the heavy wooden door"
).split()
AXES = {"query", "key"}  # a grid's border with these is still an empty grid

lengths = pytest.mark.parametrize(
    "n",
    [2, 8, 14, 17, 24, 25, 28, 48, *(pytest.param(n, marks=pytest.mark.long) for n in (200, 1000))],
)


def scene_of_slug(slug):
    return scene_of(next(entry for entry in SCENES if entry.slug == slug))


def words(n):
    return " ".join((PARAGRAPH * (n // len(PARAGRAPH) + 1))[:n])


def picture(scene):
    """Return the texts of what stands between title and footer, the caption left out."""
    around = {id(ink) for ink in leaves([*(scene._caption or []), *(scene._legend or [])])}
    furniture = {scene.heading, scene.source()}
    return [
        ink.text
        for ink in leaves(scene.mobjects)
        if ink.opacity > 0 and ink.text and len(ink.outline)
        and id(ink) not in around and ink.text not in furniture | AXES
    ]  # fmt: skip


@every_scene
@lengths
@pytest.mark.parametrize("frame_settings", [WIDE, TALL], ids=["wide", "tall"])
def test_no_beat_is_an_empty_frame(entry, n, frame_settings):
    case = Case(sentence(words(n)), SceneSettings(layer=13, head=1), frame_settings)
    shown = at_each_beat(scene_of(entry), case, picture)
    assert not [beat for beat, texts in shown.items() if not texts]


def test_the_test_sees_an_empty_frame():
    def emptied(scene):
        around = [*leaves(scene._caption), *leaves(scene._legend or [])]
        for ink in leaves(scene.mobjects):
            ink.set_opacity(0) if all(ink is not one for one in around) else None
        return picture(scene)

    shown = at_each_beat(scene_of_slug("scores"), Case(sentence("red wine")), emptied)
    assert not any(shown.values())


@lengths
def test_words_keep_their_labels_or_the_footer_counts_them(n):
    def look(scene):
        footer = [ink.text for ink in leaves(scene._legend or [])]
        known = set(scene.head.labels)
        return footer, sum(text in known for text in picture(scene))

    settings = SceneSettings(layer=13, head=1)
    shown = at_each_beat(scene_of_slug("query"), Case(sentence(words(n)), settings), look)
    footer, written = next(iter(shown.values()))
    assert written == n if n <= 28 else 20 < written <= n
    said = f"{written} of {n:,} words labelled"
    assert any(said in text for text in footer) == (written < n)


@lengths
@pytest.mark.parametrize(("slug", "beat"), [("scores", "heads"), ("pattern", "grid")])
def test_a_grid_labels_as_many_words_as_fit_and_the_footer_counts_them(n, slug, beat):
    def look(scene):
        footer = [ink.text for ink in leaves(scene._legend or [])]
        written = sum(text in scene.head.labels for text in picture(scene))
        return footer, len(scene.plan.columns), len(scene.plan.rows), written

    settings = SceneSettings(layer=13, head=1)
    case = Case(sentence(words(n)), settings)
    footer, columns, rows, written = at_each_beat(scene_of_slug(slug), case, look)[beat]
    assert min(columns, rows) == n if n <= 24 else 12 <= min(columns, rows) < n
    assert written == columns + rows
    said = f"{min(columns, rows)} of {n:,} words labelled"
    assert any(said in text for text in footer) == (n > 24)


def test_the_footer_counts_in_korean():
    def footer(scene):
        return [ink.text for ink in leaves(scene._legend or [])]

    settings = SceneSettings(layer=13, head=1, language="ko")
    shown = at_each_beat(scene_of_slug("scores"), Case(sentence(words(60)), settings), footer)
    assert any("단어 60개 중 " in text for text in shown["heads"])
