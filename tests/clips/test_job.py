"""A clip's name and its key: what stands for what in them."""

import pickle
from dataclasses import replace

import pytest

from attnviz.catalog.scenes import find_scene
from attnviz.clips.job import CardName, SceneName
from attnviz.clips.request import Request

# What files were called before the records that are in their names had other names.
NAMES = [
    (Request(), "mp4", "a-fluffy-blue-creature-roamed-the-verdant-forest-720p30"),
    (
        Request(form="mov", transparent=True), "mov",
        "a-fluffy-blue-creature-roamed-the-verdant-forest-04a0d6-720p30",
    ),
    (Request(theme="light", sentence="red wine"), "mp4", "red-wine-fc020f-720p30"),
    (
        Request(layer=16, head=0, unit="token", pace=2.0, lang="ko", detail=True,
                captions=("srt",)), "mp4",
        "a-fluffy-blue-creature-roamed-the-verdant-forest-b4b35a-720p30",
    ),
    (
        Request(sentence="The old wooden ship crossed a calm grey sea.", resolution=(1080, 1920)),
        "mp4", "the-old-wooden-ship-crossed-a-calm-grey-sea-eb8eaa-1080x1920p30",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("request_", "form", "name"), NAMES)
def test_files_keep_their_names(request_, form, name):
    made = request_.job(find_scene("pattern"), request_.frame_settings())
    assert made.file_name() == f"pattern-{name}.{form}"


def test_several_sentences_are_all_in_the_name():
    one = Request(sentence="red wine").job(find_scene("pattern"), Request().frame_settings())
    others = [replace(one, sentences=("red wine", other)) for other in ("white wine", "beer")]
    names = [job.file_name() for job in (one, *others)]
    assert names[0] == "pattern-red-wine-720p30.mp4"
    assert len(set(names)) == 3


def test_a_job_travels_between_processes():
    made = Request().job(find_scene("key"), Request().frame_settings())
    assert pickle.loads(pickle.dumps(made)) == made
    assert pickle.loads(pickle.dumps(made)).key() == made.key()


def test_records_load_what_they_name():
    assert SceneName("attnviz.scenes.key", "Key").load().slug == "key"
    card = CardName(7, "Query").load()
    assert (card.chapter, card.chapter_title, card.slug) == (7, "Query", "card")
