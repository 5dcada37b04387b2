"""Clips that are planned: one a scene, each to its own place, and nothing that cannot be."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from attnviz.catalog.scenes import SCENES, find_scene
from attnviz.clips.plan import plan, warnings
from attnviz.clips.render import make
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


CLEAR = Request("red wine", transparent=True)


def test_a_clear_mov_of_hundreds_of_megabytes_is_said_with_its_size_and_the_way_out():
    (said,) = warnings(plan(ONE, CLEAR))
    size = re.fullmatch(r"a transparent \.mov takes about (\d+) MB: --format webm .*", said)
    assert 250 <= int(size[1]) <= 450  # at 720p30 in 25 s; ProRes was measured: 560 kB a frame
    (said,) = warnings(plan(ONE, replace(CLEAR, quality="h")))
    assert re.match(r"a transparent \.mov takes about 1\.\d GB: ", said)


def test_several_count_together():
    (said,) = warnings(plan(SCENES, replace(CLEAR, resolution=(640, 360), fps=15)))
    assert re.match(r"10 transparent \.mov files take about \d{3} MB: ", said)


@pytest.mark.parametrize(
    "asked",
    [{"form": "webm"}, {"form": "gif"}, {"beat": "exp"}, {"max_size": 5_000_000},
     {"resolution": (640, 360), "fps": 15}, {"pace": 10}, {"transparent": False, "form": "mov"}],
    ids=str,
)  # fmt: skip
def test_what_takes_little_room_is_not_warned_of(asked):
    assert warnings(plan(ONE, replace(CLEAR, **asked))) == []


@pytest.mark.slow
@pytest.mark.parametrize("size", [(320, 180), (640, 360)])
def test_the_size_that_is_said_is_about_the_size_that_comes(tmp_path, monkeypatch, size):
    monkeypatch.setenv("ATTNVIZ_CACHE_DIR", str(tmp_path / "cache"))
    asked = Request(transparent=True, resolution=size, fps=2, layer=0, output=tmp_path / "clip.mov")
    (planned,) = plan(ONE, asked)
    came = make(planned).path.stat().st_size
    assert came / 1.6 < planned.expected_bytes() < came * 1.6
