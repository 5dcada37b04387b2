"""What a scene needs travels: from the job through processes and the cache's key to the player."""

import json
from dataclasses import asdict, replace

import numpy as np
import pytest

from attnviz.analysis.heads import rank_heads
from attnviz.catalog.needs import Needs
from attnviz.catalog.scenes import SCENES, find_scene
from attnviz.clips.batch import Batch
from attnviz.clips.computed import traces_for
from attnviz.clips.job import ClipJob, SceneName
from attnviz.clips.request import Request
from attnviz.errors import UsageError
from attnviz.frames.settings import FrameSettings
from attnviz.stage.settings import SceneSettings
from attnviz.traces import sentence
from attnviz.traces.trace import Trace
from tests.core_traces import smollm2

SMALL = FrameSettings(160, 128, 5)
WINE = "the old red wine"


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("ATTNVIZ_CACHE_DIR", str(tmp_path))
    return tmp_path / "clips"


def job(name, needs, *sentences, **settings):
    where = SceneName("tests.stage.small_scenes", name)
    about = SceneSettings(pace=4, **settings), SMALL, needs
    return ClipJob(where, name.lower(), name, sentences or (WINE,), "smollm2", *about)


def drawn(jobs, processes):
    """Make clips; return what each of their scenes said it drew."""
    with Batch(jobs, processes) as batch:
        made = []
        for clip in batch.make():
            assert not isinstance(clip, Exception), clip
            made.append(json.loads(clip.sidecar.read_text())["drawn"])
        return made


@pytest.mark.parametrize("processes", [1, 2])
def test_all_layers_reach_a_scene(processes):
    """What `attnviz heads` prints, drawn: all 270 heads of a model whose display head is in 13."""
    expected = [asdict(report) for report in rank_heads(smollm2().trace(WINE))]
    jobs = [job("Ranking", Needs(layers="all")), job("Quick", Needs())]
    ranked, plain = drawn(jobs, processes)
    assert len(expected) == 270
    assert [(r["layer"], r["head"], r["label"]) for r in ranked["heads"]] == [
        (r["layer"], r["head"], r["label"]) for r in expected
    ]
    assert [r["value"] for r in ranked["heads"]] == pytest.approx([r["value"] for r in expected])
    assert plain == {}


def test_a_scene_that_needs_one_head_gets_no_more_layers():
    assert [trace.n_layers for trace in traces_for(job("Quick", Needs()))] == [14]
    assert traces_for(job("Quick", Needs(), layer=3))[0].n_layers == 4
    assert traces_for(job("Quick", Needs(weights="all")))[0].n_layers == 30


def test_several_sentences_reach_a_scene():
    needs = Needs(sentences=(2, 3))
    (both,) = drawn([job("Several", needs, "red wine", "white wine")], 1)
    assert both["sentences"] == ["red wine", "white wine"]
    cosines = [smollm2().trace(s, upto=14).residual[13][-1] for s in both["sentences"]]
    a, b = (v / np.linalg.norm(v) for v in cosines)
    assert both["cosine"] == pytest.approx(float(a @ b), abs=1e-5)


def test_needs_and_sentences_are_in_the_key():
    one = job("Quick", Needs())
    others = [
        replace(one, needs=Needs(layers="all")),
        replace(one, sentences=(WINE, WINE)),
        replace(one, sentences=(f"{WINE}, {WINE}",)),
    ]
    assert len({one.key(), *(other.key() for other in others)}) == 4


def test_too_few_sentences_are_refused_before_anything_is_computed(monkeypatch):
    entry = replace(find_scene("pattern"), needs=Needs(sentences=(2, 2)))
    with pytest.raises(UsageError, match="pattern is made from 2 sentences, and 1 are given"):
        Request().job(entry, SMALL)
    assert Request(further=(WINE,)).job(entry, SMALL).sentences[1] == WINE


@pytest.mark.parametrize("entry", SCENES, ids=lambda entry: entry.slug)
def test_a_trace_without_what_a_scene_draws_is_refused_before_drawing(entry, monkeypatch):
    whole = smollm2().trace(WINE, upto=14)
    given = np.stack([[whole.head(i, j, "token").pattern for j in range(9)] for i in range(14)])
    about = {n: getattr(whole, n) for n in ("model", "sentence", "tokens", "words", "rules")}
    monkeypatch.setattr(
        "attnviz.clips.computed._traces", lambda *asked: (Trace(**about, given_pattern=given),)
    )
    asked = replace(Request().job(entry, SMALL), slug=entry.slug)
    if entry.slug == "tokens":  # which draws the sentence and the vocabulary's numbers alone
        assert traces_for(asked)[0].lacks
        return
    with pytest.raises(UsageError, match=f"{entry.slug} cannot be shown: .* came without"):
        traces_for(asked)


def test_a_text_may_have_line_breaks():
    made = Request(sentence="red\nwine", layer=0, head=0).job(find_scene("pattern"), SMALL)
    assert traces_for(made)[0].sentence == "red\nwine"


def test_a_sentence_is_checked_once(monkeypatch):
    looked, real = [], sentence._refuse
    monkeypatch.setattr(sentence, "_refuse", lambda *a: (looked.append(a[0]), real(*a)))
    made = Request(sentence="a sentence", layer=0, head=0).job(find_scene("pattern"), SMALL)
    traces_for(made)
    assert looked == ["a sentence"]
    smollm2().trace("another", upto=1)  # who calls the model has it checked there
    assert looked == ["a sentence", "another"]
