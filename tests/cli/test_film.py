"""The film: chosen scenes with cards, joined exactly, and made only as far as it is missing."""

import json
import re

import av
import pytest

from attnviz.catalog.captions import load_captions
from attnviz.catalog.scenes import SCENES
from attnviz.clips import batch

SMALL = ("-r", "256,144", "--fps", 10, "--sentence", "Go home")


@pytest.fixture
def film(run):
    return lambda *more: run("film", *SMALL, "--jobs", 1, "-o", "film.mp4", *more)


def frames_of(path):
    with av.open(str(path)) as movie:
        return [frame.pts * frame.time_base for frame in movie.decode(video=0)]


def watched(monkeypatch, make_clip):
    """Let clips be made, and return the list of those that are."""
    made = []

    def make(job, *rest):
        made.append(job.slug)
        return make_clip(job, *rest)

    monkeypatch.setattr(batch, "make_clip", make)
    return made


@pytest.mark.slow
def test_a_film_has_cards_chapters_subtitles_and_a_sidecar(film, tmp_path):
    said = film("--scenes", "scores,tokens", "--captions", "burn", "--captions", "srt")
    assert said.status == 0, said.err
    assert said.out == "film.mp4\n"
    about = json.loads((tmp_path / "film.json").read_text())
    assert [c["scene"] for c in about["chapters"]] == ["scores", "tokens"]
    times = frames_of(tmp_path / "film.mp4")
    assert len(times) == about["frames"] == about["chapters"][-1]["end"]
    assert times == pytest.approx([i / 10 for i in range(len(times))], abs=1e-4)
    with av.open(str(tmp_path / "film.mp4")) as movie:
        marks = [mark["metadata"]["title"] for mark in movie.chapters()]
    assert marks == ["Scores", "Tokens"]
    cues = (tmp_path / "film.srt").read_text()
    assert load_captions("en")["tokens"]["sentence"] in cues
    starts = re.findall(r"(\d\d:\d\d:\d\d,\d{3}) -->", cues)
    assert starts == sorted(starts)


@pytest.mark.slow
def test_subtitles_are_written_only_when_asked_for(film, tmp_path):
    assert film("--scenes", "tokens").status == 0
    assert sorted(p.name for p in tmp_path.glob("film*")) == ["film.json", "film.mp4"]
    assert film("tokens", "--captions", "vtt").status == 0
    assert (tmp_path / "film.vtt").read_text().startswith("WEBVTT\n\n00:00:01.9")  # after the card


@pytest.mark.slow
def test_what_was_made_before_is_not_made_again(film, tmp_path, monkeypatch):
    made = []
    real = batch.make_clip
    monkeypatch.setattr(batch, "make_clip", lambda job, *a: made.append(job.slug) or real(job, *a))
    film("--scenes", "tokens")
    assert made == ["card", "tokens"]
    film("--scenes", "tokens,scores")
    assert made == ["card", "tokens", "card", "scores"]
    assert (tmp_path / "film.mp4").exists()


@pytest.mark.slow
def test_interrupted_and_run_again_it_goes_on(film, monkeypatch, tmp_path):
    real = batch.make_clip

    def stops_at_the_scene(job, *rest):
        if job.slug == "tokens":
            raise KeyboardInterrupt
        return real(job, *rest)

    monkeypatch.setattr(batch, "make_clip", stops_at_the_scene)
    assert film("--scenes", "tokens").status == 130
    assert not list(tmp_path.glob("film*"))
    made = []
    monkeypatch.setattr(batch, "make_clip", lambda job, *a: made.append(job.slug) or real(job, *a))
    assert film("--scenes", "tokens").status == 0
    assert made == ["tokens"]


def test_an_unknown_scene_is_named_with_the_nearest(film):
    said = film("--scenes", "tokens,scorse")
    assert said.status == 2
    assert "scores" in said.err
    assert said.err.count("\n") == 1


def test_no_scene_at_all_is_refused(film):
    assert film("--scenes", " , ").status == 2


def test_another_format_is_refused(run):
    said = run("film", *SMALL, "-o", "film.gif")
    assert (said.status, said.err.count("\n")) == (2, 1)


def test_scenes_stand_in_the_films_order():
    numbers = [scene.number for scene in SCENES]
    assert numbers == sorted(numbers)
