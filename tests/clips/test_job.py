"""A clip's key changes with all that can change a frame; its name says what it shows."""

from __future__ import annotations

import dataclasses
import os
import pickle
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.catalog.scenes import find_scene
from attnviz.clips import job as jobs
from attnviz.clips.job import CardName, ClipJob, SceneName
from attnviz.clips.request import Request
from attnviz.frames.settings import FrameSettings
from attnviz.look.style import LIGHT
from attnviz.models import weights
from attnviz.stage.settings import SceneSettings

JOB = ClipJob(
    SceneName("module", "Scene"), "scene", "A scene", ("red wine",), "smollm2", SceneSettings(),
    FrameSettings(),
)  # fmt: skip


def other(value):
    """Return another value that a field could have."""
    others = {
        bool: lambda v: not v,
        int: lambda v: v + 2,
        float: lambda v: v + 1.5,
        str: lambda v: {"word": "token", "mp4": "webm"}.get(v, v + " x"),
        tuple: lambda v: (*v, "more"),
        type(None): lambda v: 3,
        type(LIGHT): lambda v: LIGHT,
    }
    return others[type(value)](value)


def variants():
    """Yield the job with each single thing changed that a clip depends on."""
    shown_only = {"title", "seconds"}
    for field in dataclasses.fields(ClipJob):
        value = getattr(JOB, field.name)
        if field.name in shown_only:
            continue
        if not dataclasses.is_dataclass(value):
            yield field.name, dataclasses.replace(JOB, **{field.name: other(value)})
            continue
        for part in dataclasses.fields(value):
            # Not every picture can be without a ground, be how a beat ends, or begin again.
            fitting = {
                "transparent": lambda: FrameSettings(format="webm", transparent=True),
                "beat": lambda: FrameSettings(format="png", beat="pieces"),
                "once": lambda: FrameSettings(format="gif", once=True),
            }
            if part.name in fitting:
                changed = fitting[part.name]()
            else:
                changed = dataclasses.replace(
                    value, **{part.name: other(getattr(value, part.name))}
                )
            yield part.name, dataclasses.replace(JOB, **{field.name: changed})


def test_everything_that_is_asked_for_changes_the_key():
    found = dict(variants())
    assert {"sentences", "layers", "layer", "head", "unit", "pace", "theme"} <= set(found)
    assert {"language", "width", "module"} <= set(found)
    keys = [JOB.key(), *(job.key() for job in found.values())]
    assert len(set(keys)) == len(keys)


def test_a_gif_that_plays_once_is_another_than_one_that_begins_again():
    gifs = [FrameSettings(format="gif", once=once) for once in (False, True)]
    keys = [dataclasses.replace(JOB, frame_settings=gif).key() for gif in gifs]
    assert keys[0] != keys[1]


def test_the_same_is_the_same():
    assert JOB.key() == dataclasses.replace(JOB).key() == JOB.key()


@given(st.text(), st.text())
@settings(max_examples=200, deadline=None)
def test_sentences_that_differ_at_all_never_share_a_clip(one, two):
    keys = [dataclasses.replace(JOB, sentences=(sentence,)).key() for sentence in (one, two)]
    assert (keys[0] == keys[1]) == (one == two)


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "model.gguf"
    path.write_bytes(b"weights")
    return path


def test_weights_that_change_change_the_key(model):
    asked = dataclasses.replace(JOB, model=str(model))
    before = asked.key()
    os.utime(model, ns=(1, 1))
    later = asked.key()
    model.write_bytes(b"weights and more")
    os.utime(model, ns=(1, 1))
    assert len({before, later, asked.key()}) == 3


def test_the_default_weights_count_too(monkeypatch, model):
    before = JOB.key()
    monkeypatch.setattr(weights, "find", lambda: model)
    assert JOB.key() != before


def test_a_model_file_needs_no_suffix_and_no_folder(monkeypatch, tmp_path, model):
    monkeypatch.chdir(tmp_path)
    model.rename(tmp_path / "plain")
    asked = dataclasses.replace(JOB, model="plain")
    before = asked.key()
    os.utime(tmp_path / "plain", ns=(1, 1))
    assert asked.key() != before


def test_another_version_has_other_clips(monkeypatch):
    before = JOB.key()
    jobs._code_identity.cache_clear()
    monkeypatch.setattr(jobs, "__version__", "0.0.9")
    assert JOB.key() != before
    jobs._code_identity.cache_clear()


def test_a_source_file_that_changes_changes_the_key(monkeypatch, tmp_path):
    shutil.copy(Path(jobs.__file__), tmp_path / "job.py")
    monkeypatch.setattr(jobs, "_sources", lambda: tmp_path.glob("*.py"))
    keys = set()
    for time in (1, 2):
        os.utime(tmp_path / "job.py", ns=(time, time))
        jobs._code_identity.cache_clear()
        keys.add(JOB.key())
    jobs._code_identity.cache_clear()
    assert len(keys) == 2


def test_scenes_and_captions_are_sources():
    names = {path.name for path in jobs._sources()}
    assert {"pattern.py", "canvas.py", "en.toml", "attention.py"} <= names


def test_fonts_and_libraries_count():
    assert len(jobs._tools_identity()) >= 5


def test_a_key_names_everything_but_what_only_displays_show():
    one = JOB
    assert dataclasses.replace(one, title="another", seconds=3.0).key() == one.key()


# Names


def named(sentence="red wine", **changes):
    return dataclasses.replace(JOB, slug="mask", sentences=(sentence,), **changes).file_name()


def test_a_clip_is_named_after_its_scene_its_sentence_and_its_frames():
    assert named() == "mask-red-wine-720p30.mp4"
    assert named(frame_settings=FrameSettings(720, 1280, 12.5, "gif")) == (
        "mask-red-wine-720x1280p12.5.gif"
    )
    assert named(frame_settings=FrameSettings(format="png", beat="later")) == (
        "mask-later-red-wine-720p30.png"
    )


@given(st.text(min_size=1), st.text(min_size=1))
@settings(max_examples=100, deadline=None)
def test_no_two_sentences_share_a_name_and_every_name_is_one_of_a_file(one, other):
    names = named(one), named(other)
    assert (names[0] == names[1]) == (one == other)
    for name in names:
        assert Path(name).name == name
        assert len(name.encode()) < 255
        assert name.startswith("mask-")
        assert name.endswith("-720p30.mp4")


@pytest.mark.parametrize(
    "changes",
    [
        {"settings": SceneSettings(layer=3)},
        {"settings": SceneSettings(theme=LIGHT)},
        {"settings": SceneSettings(pace=2.0)},
        {"model": "other.gguf"},
        {"frame_settings": FrameSettings(format="webm", transparent=True)},
        {"frame_settings": FrameSettings(format="gif", once=True)},
    ],
    ids=["layer", "theme", "pace", "model", "clear", "once"],
)
def test_what_the_words_do_not_say_goes_into_a_checksum(changes):
    plain, other = named().rpartition(".")[0], named(**changes).rpartition(".")[0]
    head, check = plain.removesuffix("-720p30"), other.removesuffix("-720p30")
    assert check != head
    assert len(check.removeprefix(f"{head}-")) == 6


def test_the_name_of_a_clip_stays_what_it_was():
    # People have links to these files: another checksum would break them.
    assert named(settings=SceneSettings(layer=3)) == "mask-red-wine-0b2fdc-720p30.mp4"
    assert named("나는 학교에 간다!") == "mask-나는-학교에-간다-80779d-720p30.mp4"


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
    others = [
        dataclasses.replace(one, sentences=("red wine", other)) for other in ("white wine", "beer")
    ]
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
