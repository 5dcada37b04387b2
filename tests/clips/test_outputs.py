"""Files of somebody's own stay; those of a clip that was made before are replaced."""

import json
from pathlib import Path

import pytest

from attnviz.clips.outputs import check_outputs, sidecar_of
from attnviz.clips.subtitles import cues_of, srt
from attnviz.errors import AttnvizError, UsageError
from attnviz.frames.settings import FORMATS

BEATS = [{"name": "grid", "caption": "Here it is.", "start": 0, "end": 20}]
CLIP = {"attnviz": "1", "scene": "mask", "video": "x.mp4", "fps": 5, "beats": BEATS}
FILM = {"video": "x.mp4", "sentence": "a", "source": "b", "fps": 5, "frames": 3, "chapters": []}


@pytest.fixture(autouse=True)
def target(tmp_path, monkeypatch):
    monkeypatch.setenv("ATTNVIZ_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "x.mp4"


def test_no_two_clips_share_a_json(tmp_path):
    names = [f"{stem}.{form}" for stem in ("x", "x.gif", "x.v2", "x.mp4") for form in FORMATS]
    names.append("x.MP4")
    assert len({sidecar_of(tmp_path / name) for name in names}) == len(names)
    found = {name: sidecar_of(tmp_path / name).name for name in ("x.mp4", "x.v2.mp4", "x.gif")}
    assert found == {"x.mp4": "x.json", "x.v2.mp4": "x.v2.json", "x.gif": "x.gif.json"}


def test_a_clip_of_before_is_known_by_the_json_that_stood_there(target):
    gif = target.with_suffix(".gif")
    gif.write_text("frames")
    target.with_suffix(".json").write_text(json.dumps({**CLIP, "video": "x.gif"}))
    check_outputs(gif)


def test_what_cannot_be_written_is_found_out_for_every_file(target):
    target.with_suffix(".srt").mkdir()
    check_outputs(target)
    with pytest.raises(AttnvizError, match=r"x\.srt: it is a folder"):
        check_outputs(target, ("srt",), overwrite=True)


@pytest.mark.parametrize("path", [".", "/"])
def test_a_folder_is_no_name(path):
    with pytest.raises(AttnvizError, match="it is a folder"):
        check_outputs(Path(path))


@pytest.mark.parametrize("suffix", [".mp4", ".json", ".srt"])
@pytest.mark.parametrize("content", ["[1]", '{"name": "my-talk"}', "no json", json.dumps(["x"])])
def test_somebodys_own_file_stays_unless_it_may_go(target, suffix, content):
    target.with_suffix(suffix).write_text(content)
    with pytest.raises(UsageError, match=f"x{suffix} was not written by attnviz"):
        check_outputs(target, ("srt",))
    check_outputs(target, ("srt",), overwrite=True)
    assert target.with_suffix(suffix).read_text() == content


@pytest.mark.parametrize("record", [CLIP, FILM], ids=["clip", "film"])
def test_files_of_before_are_known_by_what_their_json_says(target, record):
    target.write_text("frames")
    target.with_suffix(".json").write_text(json.dumps(record))
    check_outputs(target)
    target.with_suffix(".srt").write_text("somebody's own")
    with pytest.raises(UsageError, match=r"x\.srt"):
        check_outputs(target, ("srt",))


def test_subtitles_of_before_are_known_by_the_beats_they_tell(target):
    target.with_suffix(".json").write_text(json.dumps(CLIP))
    target.with_suffix(".srt").write_text(srt(cues_of(BEATS), 5))
    check_outputs(target, ("srt",))


def test_a_video_that_its_json_does_not_name_is_somebodys_own(target):
    target.write_text("frames")
    target.with_suffix(".json").write_text(json.dumps({**CLIP, "video": "x.gif"}))
    with pytest.raises(UsageError, match=r"x\.mp4"):
        check_outputs(target)
