"""A finished clip goes where it was asked for, with its sidecar and subtitles, or not at all."""

import json

import numpy as np
import pytest

from attnviz.clips.cache import CachedClip
from attnviz.clips.delivery import deliver_clip
from attnviz.clips.outputs import sidecar_of
from attnviz.errors import AttnvizError, UsageError
from attnviz.files.json import to_json

BEATS = [
    {"name": "grid", "caption": "Here it is.", "start": 0, "end": 20},
    {"name": "rest", "caption": "", "start": 20, "end": 30},
    {"name": "mask", "caption": "No word looks ahead.", "start": 30, "end": 50},
]


@pytest.fixture(autouse=True)
def cache(tmp_path_factory, monkeypatch):
    """Keep notes of what was written in a folder of the tests' own."""
    monkeypatch.setenv("ATTNVIZ_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def kept(tmp_path):
    """A clip as the cache keeps it: its sidecar says nothing of where it stands."""
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "clip").write_bytes(b"frames")
    record = {"video": "", "sentence": 'he said "video":"" twice', "fps": 10, "beats": BEATS}
    (folder / "json").write_text(json.dumps(record, separators=(",", ":")), encoding="utf-8")
    return CachedClip(folder / "clip", folder / "json")


def names(folder):
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def test_clip_and_sidecar_appear_under_the_name_asked_for(kept, tmp_path):
    deliver_clip(kept, tmp_path / "new" / "나의 clip.mp4")
    assert names(tmp_path / "new") == ["나의 clip.json", "나의 clip.mp4"]
    assert (tmp_path / "new" / "나의 clip.mp4").read_bytes() == b"frames"
    record = json.loads((tmp_path / "new" / "나의 clip.json").read_text("utf-8"))
    assert record["video"] == "나의 clip.mp4"
    assert (record["sentence"], record["beats"]) == ('he said "video":"" twice', BEATS)
    assert kept.clip.read_bytes() == b"frames"  # which stays
    assert json.loads(kept.sidecar.read_text("utf-8"))["video"] == ""


def test_subtitles_of_every_form_stand_beside_it(kept, tmp_path):
    deliver_clip(kept, tmp_path / "x.mp4", ("srt", "vtt"))
    assert names(tmp_path) == ["x.json", "x.mp4", "x.srt", "x.vtt"]
    srt, vtt = ((tmp_path / f"x.{form}").read_text("utf-8") for form in ("srt", "vtt"))
    assert "00:00:03,000 --> 00:00:05,000\nNo word looks ahead." in srt
    assert srt.count("-->") == vtt.count("-->") == 2
    assert vtt.startswith("WEBVTT")


def test_where_one_file_cannot_be_written_none_is(kept, tmp_path):
    (tmp_path / "x.json").mkdir()
    with pytest.raises(AttnvizError, match=r"x\.json"):
        deliver_clip(kept, tmp_path / "x.mp4", ("srt",))
    assert names(tmp_path) == []


@pytest.mark.parametrize("name", ["x.mp4", 'a "quoted" name.mp4', "back\\slash.mp4", "한국어.mp4"])
def test_a_name_is_put_in_without_touching_anything_else(name, kept, tmp_path):
    numbers = np.random.default_rng(0).normal(size=(40, 3)).astype(np.float32)
    before = to_json(
        {"video": "", "sentence": '"video":""', "pattern": numbers, "n": 3, "no": None}
    )
    kept.sidecar.write_text(before, encoding="utf-8")
    deliver_clip(kept, tmp_path / name)
    after = sidecar_of(tmp_path / name).read_text("utf-8")
    assert json.loads(after)["video"] == name
    # Every digit is the one that was written before, and nothing has changed its place.
    assert after == before.replace(
        '"video":""', f'"video":{json.dumps(name, ensure_ascii=False)}', 1
    )


def test_what_was_delivered_may_be_replaced_and_what_came_since_may_not(kept, tmp_path):
    deliver_clip(kept, tmp_path / "x.mp4", ("srt",))
    deliver_clip(kept, tmp_path / "x.mp4", ("srt",))
    (tmp_path / "x.srt").write_text("better words")
    with pytest.raises(UsageError, match=r"x\.srt was changed"):
        deliver_clip(kept, tmp_path / "x.mp4", ("srt",))
    assert (tmp_path / "x.srt").read_text() == "better words"
    deliver_clip(kept, tmp_path / "x.mp4", ("srt",), overwrite=True)
    assert "Here it is." in (tmp_path / "x.srt").read_text()


def test_a_full_disk_is_the_one_that_is_written_to(kept, tmp_path, monkeypatch):
    def copy(source, target):
        raise OSError(28, "No space left on device", source, None, target)

    monkeypatch.setattr("shutil.copyfile", copy)
    with pytest.raises(AttnvizError, match=r"cannot write \S*/new/x\.\w+: no space left"):
        deliver_clip(kept, tmp_path / "new/x.mp4")
