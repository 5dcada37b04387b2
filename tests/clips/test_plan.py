"""Clips that are planned: one a scene, each to its own place, and nothing that cannot be."""

from dataclasses import replace
from pathlib import Path

import pytest

from attnviz.catalog.scenes import SCENES, find_scene
from attnviz.clips.plan import plan
from attnviz.clips.request import Request
from attnviz.errors import UsageError

ONE = [find_scene("softmax")]


def test_every_scene_has_its_clip_in_order_and_none_the_place_of_another():
    planned = plan(SCENES, Request("red wine"))
    assert [clip.job.slug for clip in planned] == [entry.slug for entry in SCENES]
    assert len({clip.target for clip in planned}) == len(SCENES)
    for clip in planned:
        assert clip.target == Path("media") / clip.job.file_name()
        assert clip.request.max_size is None


@pytest.mark.parametrize(
    ("asked", "form"),
    [
        ({}, "mp4"),
        ({"form": "gif"}, "gif"),
        ({"transparent": True}, "mov"),
        ({"beat": "exp"}, "png"),
        ({"form": "svg", "beat": "exp"}, "svg"),
        ({"form": "webm", "transparent": True, "max_size": 5000}, "webm"),
    ],
)
def test_frames_are_of_the_format_that_was_settled(asked, form):
    (clip,) = plan(ONE, Request("red wine", **asked))
    assert clip.job.frame_settings.format == form
    assert clip.target.suffix == f".{form}"
    assert clip.job.frame_settings.beat == asked.get("beat")
    assert clip.job.frame_settings.transparent == asked.get("transparent", False)
    assert clip.request.max_size == asked.get("max_size")


def test_the_name_of_the_file_decides_too():
    (clip,) = plan(ONE, Request("red wine", output=Path("x.svg")))
    assert (clip.job.frame_settings.format, clip.target) == ("svg", Path("x.svg"))


@pytest.mark.parametrize(
    ("entries", "request_", "asked", "said"),
    [
        (SCENES, Request(output=Path("x.mp4")), {}, "-o names one clip, and 10 are asked for"),
        (SCENES, Request(), {"beat": "exp"}, "--beat is one scene's, and 10 are asked for"),
        (ONE, Request(captions=("srt",)), {"form": "png"}, "a still has no subtitles"),
        (ONE, Request(), {"form": "svg", "max_size": 5000}, "choose a still's size with -r W,H"),
        (ONE, Request(), {"form": "mp4", "beat": "exp"}, "a beat is a still and mp4 moves"),
        (ONE, Request(), {"form": "mp4", "transparent": True}, "mp4 has no transparency"),
    ],
)
def test_what_contradicts_itself_is_refused_in_one_line(entries, request_, asked, said):
    with pytest.raises(UsageError) as caught:
        plan(entries, replace(request_, **asked))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
