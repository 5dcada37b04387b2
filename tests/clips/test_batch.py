"""Clips made side by side: the same frames, in order, none lost because another one failed."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path

import pytest

from attnviz.clips import batch as making
from attnviz.clips import cache as caching
from attnviz.clips import computed
from attnviz.clips.batch import Batch
from attnviz.clips.cache import CachedClip
from attnviz.clips.job import ClipJob, SceneName
from attnviz.errors import AttnvizError, UsageError
from attnviz.frames.settings import FrameSettings
from attnviz.stage import play
from attnviz.stage.settings import SceneSettings
from tests.core_traces import smollm2
from tests.drawing import fingerprint
from tests.stage import small_scenes

SMALL = FrameSettings(160, 128, 5)
ONE_LAYER = SceneSettings(layer=0, head=0, pace=4)


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("ATTNVIZ_CACHE_DIR", str(tmp_path))
    return tmp_path / "clips"


def job(name, sentence="red wine", picture=SMALL):
    where = SceneName("tests.stage.small_scenes", name)
    about = (sentence,), "smollm2", ONE_LAYER, picture
    return ClipJob(where, name.lower(), name, *about, seconds=1.0)


def make(jobs, processes, **options):
    """Make clips; return what came of each: a fingerprint of its frames or the error."""
    with Batch(jobs, processes, **options) as batch:
        return [fingerprint(m.clip) if isinstance(m, CachedClip) else m for m in batch.make()]


SEVERAL = [
    job("Quick"),
    job("Quick", "white wine"),
    job("Quick", picture=FrameSettings(128, 128, 4)),
]


@pytest.mark.slow
def test_frames_are_the_same_to_the_bit_in_one_process_and_in_several(folder):
    alone = make(SEVERAL, 1, cached=False)
    assert len(set(alone)) == 3
    assert make(SEVERAL, 1, cached=False) == alone
    assert make(SEVERAL, 2, cached=False) == alone
    assert make(SEVERAL, 3) == alone
    assert sorted(p.name for p in folder.parent.iterdir()) == ["clips"]


def test_one_that_fails_is_named_and_the_others_are_made(folder):
    names = ["Quick", "Broken", "Killed", "Refused", "Loud"]
    done = make([job(name) for name in names], 2)
    assert done[0] == done[4]
    broken, killed, refused = done[1:4]
    assert str(broken) == "it could not be rendered: a scene with a mistake"
    assert "ended (exit code -9)" in str(killed)
    assert "--jobs 1" in str(killed)
    assert isinstance(refused, UsageError)
    assert all(caching._KEY.fullmatch(path.name) for path in folder.iterdir())


def test_one_after_the_other_none_is_lost_either():
    done = make([job("Broken"), job("Refused"), job("Quick")], 1)
    assert [isinstance(d, AttnvizError) for d in done] == [True, True, False]


def test_a_mistake_in_the_only_clip_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        make([job("Broken")], 1)


def test_clips_come_in_order_and_as_soon_as_they_can(monkeypatch):
    began = []

    def slowly(one, folder, on_progress):
        began.append(one.slug)
        return real(one, folder, on_progress)

    real = making.make_clip
    monkeypatch.setattr(making, "make_clip", slowly)
    with Batch([job("Quick"), job("Loud"), job("Quick")], 1) as batch:
        results = batch.make()
        first = next(results)
        assert began == ["quick"]
        assert first.clip.is_file()
        _, third = results
        assert began == ["quick", "loud"]  # the same clip is not made twice
        assert fingerprint(third.clip) == fingerprint(first.clip)


def test_what_scenes_print_does_not_reach_the_standard_output(capfd):
    make([job("Loud"), job("Quick")], 2)
    said = capfd.readouterr()
    assert "said by a scene" in said.err
    assert said.out == ""


def test_progress_is_told_of_every_clip():
    heard = {0: [], 1: []}
    make([job("Quick"), job("Loud")], 2, on_progress=lambda i, now, of: heard[i].append((now, of)))
    for steps in heard.values():
        assert steps == sorted(steps)
        assert steps[-1][0] >= 0.8 * steps[-1][1] > 0


def test_leaving_early_ends_the_processes_and_leaves_nothing(folder):
    started = time.monotonic()
    with (
        pytest.raises(KeyboardInterrupt),
        Batch([job("Quick"), job("Endless"), job("Endless", "x")], 2) as batch,
    ):
        next(batch.make())
        assert len(multiprocessing.active_children()) == 2
        raise KeyboardInterrupt
    assert time.monotonic() - started < 30
    assert multiprocessing.active_children() == []
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_a_clip_that_leaves_the_cache_meanwhile_can_still_be_read(folder):
    jobs = [job("Quick"), job("Loud")]
    with Batch(jobs, 1) as batch:
        for kept in batch.make():
            caching.ClipCache().clear()
            assert len(fingerprint(kept.clip)) == 64
    assert [*folder.iterdir()] == []


def test_without_a_cache_that_can_be_written_clips_are_made_all_the_same(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ATTNVIZ_CACHE_DIR", str(tmp_path / "file"))
    assert not isinstance(make([job("Quick")], 1)[0], AttnvizError)


def test_two_batches_at_once_make_the_same_clip(folder):
    same = [job("Quick"), job("Quick", "white wine")]
    with Batch(same, 2) as one, Batch(same, 2) as other:
        pairs = list(zip(one.make(), other.make(), strict=True))
        assert all(fingerprint(a.clip) == fingerprint(b.clip) for a, b in pairs)
    assert len(caching.ClipCache().entries()) == 2


def test_the_model_runs_once_for_scenes_on_one_sentence(monkeypatch):
    from attnviz.models.llama import model

    runs = []
    real = model.LocalModel.trace
    monkeypatch.setattr(
        model.LocalModel, "trace", lambda *a, **k: (runs.append(a[1]), real(*a, **k))[1]
    )
    computed._traces.cache_clear()
    make([job("Quick"), job("Loud"), job("Quick", "white wine")], 1)
    assert runs == ["red wine", "white wine"]


PILING = """
import sys
from pathlib import Path
from attnviz.clips.batch import make_clip
from attnviz.clips.job import ClipJob, SceneName
from attnviz.frames.settings import FrameSettings
from attnviz.stage.settings import SceneSettings

def memory():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

for i in range(14):
    settings = SceneSettings(layer=0, head=0, pace=8 + i / 100)
    where = SceneName("tests.stage.small_scenes", "Quick")
    job = ClipJob(where, "quick", "Quick", ("red wine",), "smollm2", settings, FrameSettings())
    make_clip(job, Path(sys.argv[1]), lambda now, expected: None)
    if i in (3, 13):
        print(memory())
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs Linux")
def test_clips_made_one_after_the_other_do_not_pile_up(tmp_path):
    """A scene and its renderer know each other: ten of them kept would be 200 MB of pictures."""
    done = subprocess.run(
        [sys.executable, "-c", PILING, str(tmp_path)], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    early, late = map(float, done.stdout.split())
    assert late - early < 40


def test_a_scene_that_was_played_lets_go_of_pictures_and_encoder(tmp_path, monkeypatch):
    kept = []

    class Watched(play.StageRenderer):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            kept.append(self)

    monkeypatch.setattr(play, "StageRenderer", Watched)
    trace = smollm2().trace("red wine", upto=1)
    fine, broken = nullcontext(), pytest.raises(ZeroDivisionError)
    for scene, outcome in ((small_scenes.Quick, fine), (small_scenes.Broken, broken)):
        with outcome:
            play.render_clip(scene, trace, ONE_LAYER, SMALL, tmp_path / "clip.mp4")
        (renderer,) = kept
        kept.clear()
        assert renderer._canvas is renderer._encoder is None
        assert renderer.camera.pixel_array.size == 0
