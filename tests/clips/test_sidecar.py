"""What stands beside a clip: the numbers of `attnviz grid`, every digit, and when beats play."""

import json
import shlex

import av
import numpy as np
import pytest

from attnviz.cli.main import run as command
from attnviz.clips.job import ClipJob, SceneName
from attnviz.clips.outputs import sidecar_of
from attnviz.clips.sidecar import EVERY_ARRAY, sidecar_record
from attnviz.files.json import to_json
from attnviz.frames.settings import FrameSettings
from attnviz.stage.play import PlayedScene
from attnviz.stage.settings import SceneSettings
from tests.core_traces import made_up

SENTENCE = "red wine stains verdant cloth"
OWN = {
    "attnviz", "scene", "video", "width", "height", "fps", "frames", "pace", "theme", "source",
    "beats", "drawn",
}  # fmt: skip
ARRAYS = ("queries", "keys", "values", "scores", "mask", "pattern", "update")
GRID = {
    "model", "sentence", "unit", "layer", "head", "tokens", "words", "labels", "queries", "keys",
    "values", "scores", "mask", "pattern", "update",
}  # fmt: skip


def as_rendered(folder, *options):
    """Render a clip; return its path, its sidecar, and what `attnviz grid` says of the same."""
    clip, grid = folder / "clip.mp4", folder / "grid.json"
    choice = ["--sentence", SENTENCE, *options]
    assert (
        command(["render", "pattern", *choice, "-r", "256,144", "--fps", "5", "-o", str(clip)]) == 0
    )
    assert command(["grid", SENTENCE, *options, "-o", str(grid)]) == 0
    return clip, json.loads((folder / "clip.json").read_text()), json.loads(grid.read_text())


@pytest.fixture(
    scope="module",
    params=[[], ["--unit", "token"], ["--layer", "3", "--head", "7"]],
    ids=["words", "tokens", "another head"],
)
def rendered(request, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATTNVIZ_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield as_rendered(tmp_path_factory.mktemp("clip"), *request.param)


def test_it_agrees_with_the_grid_number_for_number(rendered):
    _, sidecar, grid = rendered
    assert set(grid) == GRID
    assert set(sidecar) == GRID | OWN
    for key in GRID:
        assert sidecar[key] == grid[key], key


def test_it_says_what_the_clip_is(rendered):
    clip, sidecar, grid = rendered
    with av.open(str(clip)) as movie:
        stream = movie.streams.video[0]
        frames = sum(1 for _ in movie.decode(stream))
        assert (sidecar["width"], sidecar["height"]) == (stream.width, stream.height) == (256, 144)
        assert sidecar["fps"] == stream.average_rate == 5
    assert sidecar["frames"] == frames
    assert sidecar["video"] == clip.name
    assert sidecar["scene"] == "pattern"
    assert sidecar["source"] == (
        f"SmolLM2-135M · layer {grid['layer']} · head {grid['head']} · {grid['unit']}s"
    )


def test_its_beats_tile_the_clip(rendered):
    _, sidecar, _ = rendered
    beats = sidecar["beats"]
    assert [set(beat) for beat in beats] == [{"name", "caption", "start", "end"}] * len(beats)
    assert beats[0]["start"] == 0
    assert [beat["end"] for beat in beats[:-1]] == [beat["start"] for beat in beats[1:]]
    assert beats[-1]["end"] == sidecar["frames"]
    assert all(beat["start"] < beat["end"] for beat in beats)
    assert all(beat["caption"] for beat in beats)


def test_it_holds_the_embedding_entries_that_were_drawn(rendered):
    _, sidecar, _ = rendered
    drawn = sidecar["drawn"]
    shape = len(sidecar["tokens"]), len(drawn["embedding_entries"])
    assert np.array(drawn["embedding"]).shape == shape
    assert drawn["embedding_entries"] == [*range(27), 575]


def test_it_is_strict_json_on_one_line(rendered):
    clip, *_ = rendered
    text = sidecar_of(clip).read_text()
    assert text.endswith("}\n")
    assert text.count("\n") == 1
    assert "NaN" not in text
    assert "Infinity" not in text


def test_a_still_has_one_frame_and_beats_without_times(tmp_path, monkeypatch):
    monkeypatch.setenv("ATTNVIZ_CACHE_DIR", str(tmp_path / "cache"))
    still = tmp_path / "last.png"
    assert (
        command(["render", "pattern", "--sentence", "wine", "-r", "256,144", "-o", str(still)]) == 0
    )
    sidecar = json.loads(sidecar_of(still).read_text())
    assert sidecar["frames"] == 1
    assert [set(beat) for beat in sidecar["beats"]] == [{"name", "caption"}] * len(sidecar["beats"])


def record(trace=None, **changes):
    trace = trace or made_up([1, 2])
    settings, frame_settings = SceneSettings(pace=2.0), FrameSettings(256, 144, 12.5)
    where = SceneName("module", "Scene")
    job = ClipJob(where, "pattern", "Pattern", ("abc",), "smollm2", settings, frame_settings)
    played = {"frames": 7, "beats": (), "head": trace.head(), "drawn": {}}
    return sidecar_record(job, trace, PlayedScene(**{**played, **changes}), "clip.mp4")


LONG = EVERY_ARRAY + 1


@pytest.mark.parametrize("n", [EVERY_ARRAY, LONG])
def test_whole_arrays_stand_beside_clips_that_are_not_long(n):
    trace = made_up([1] * n)
    made = record(trace, head=trace.head(), drawn={"bare": np.zeros((n, n)), "followed_query": 7})
    whole = GRID if n == EVERY_ARRAY else GRID - set(ARRAYS) | {"followed", "left_out"}
    assert set(made) == whole | OWN
    assert ("bare" in made["drawn"]) == (n == EVERY_ARRAY)


def test_a_long_clip_has_the_rows_that_it_follows_and_is_small():
    trace = made_up([1] * LONG)
    head = trace.head()
    drawn = {"followed_query": 7, "weights": head.pattern[7]}
    text = to_json(record(trace, head=head, drawn=drawn))
    assert len(text) < 1000 * LONG
    made = json.loads(text)
    assert made["followed"].pop("query") == made["drawn"]["followed_query"] == 7
    assert set(made["followed"]) == {"queries", "scores", "mask", "pattern", "update"}
    for name, row in made["followed"].items():
        assert np.array_equal(np.array(row, getattr(head, name).dtype), getattr(head, name)[7])
    assert len(made["labels"]) == LONG


def test_a_long_clip_that_follows_no_query_has_no_row_of_one():
    trace = made_up([1] * LONG)
    assert "followed" not in record(trace, head=trace.head())


@pytest.mark.slow
def test_what_a_long_clip_leaves_out_comes_by_the_command_that_it_names(tmp_path, monkeypatch):
    monkeypatch.setenv("ATTNVIZ_CACHE_DIR", str(tmp_path / "cache"))
    sentence = " ".join(["red", "wine"] * (LONG // 2 + 1))
    still = tmp_path / "long.png"
    asked = ["--sentence", sentence, "--layer", "2", "--head", "5", "-r", "256,144", "-o"]
    assert command(["render", "mask", *asked, str(still)]) == 0
    made = json.loads(sidecar_of(still).read_text())
    assert made["left_out"]["arrays"] == [*ARRAYS, "drawn.unmasked_pattern"]
    named = shlex.split(made["left_out"]["command"].replace("SENTENCE", shlex.quote(sentence)))
    assert named[0] == "attnviz"
    assert command([*named[1:], "-o", str(tmp_path / "all.json")]) == 0
    grid = json.loads((tmp_path / "all.json").read_text())
    assert set(ARRAYS) < set(grid)
    row = made["followed"]["query"]
    for name in ("queries", "scores", "mask", "pattern", "update"):
        assert made["followed"][name] == grid[name][row], name
    for name in set(GRID) - set(ARRAYS):
        assert made[name] == grid[name], name


def test_numbers_keep_every_digit():
    trace = made_up([1, 2])
    sidecar = json.loads(to_json(record()))
    assert (np.float32(sidecar["pattern"]) == trace.head().pattern).all()
    assert (np.float32(sidecar["update"]) == trace.head().update).all()
    assert (sidecar["fps"], sidecar["pace"], sidecar["theme"]) == (12.5, 2.0, "dark")
