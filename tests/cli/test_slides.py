"""`attnviz slides`: which decks it writes, from which clips, and what it refuses."""

import json
import re

import pytest
from manim_slides.config import PresentationConfig
from pptx import Presentation

from attnviz.clips import batch
from attnviz.slides import pptx

SENTENCE = "Go home"
SMALL = ("-r", "256,144", "--fps", 10, "--pace", 4, "--sentence", SENTENCE, "--jobs", 1)


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """Share clips among the tests: what is looked at here is made from them."""
    return str(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def slides(run, cache):
    return lambda *more: run("slides", *map(str, (*SMALL, *more)), ATTNVIZ_CACHE_DIR=cache)


def captions_of(path):
    return [slide.notes_slide.notes_text_frame.text for slide in Presentation(str(path)).slides]


def beats_of(run, scene):
    """Return a scene's beats as its clip's sidecar has them."""
    arguments = map(str, SMALL)
    assert run("render", scene, *arguments, "-o", f"{scene}.mp4").status == 0
    with open(f"{scene}.json") as file:
        return [(beat["name"], beat["caption"]) for beat in json.load(file)["beats"]]


@pytest.mark.slow
def test_a_deck_has_a_slide_a_beat_with_its_caption(slides, run, tmp_path):
    said = slides("tokens", "-o", "deck.pptx")
    assert (said.status, said.out, said.err) == (0, "deck.pptx\n", "")
    beats = beats_of(run, "tokens")
    assert captions_of(tmp_path / "deck.pptx") == [caption for _, caption in beats]
    titles = [slide.shapes.title.text for slide in Presentation("deck.pptx").slides]
    assert titles == [f"Tokens: {name}" for name, _ in beats]


@pytest.mark.slow
def test_scenes_follow_each_other_each_once(slides, run, tmp_path):
    assert slides("scores", "tokens", "scores", "-o", "deck.pptx").status == 0
    wanted = [caption for scene in ("scores", "tokens") for _, caption in beats_of(run, scene)]
    assert captions_of(tmp_path / "deck.pptx") == wanted


@pytest.mark.slow
def test_a_slide_can_be_a_whole_scene(slides, run, tmp_path):
    assert slides("scores", "tokens", "--per", "scene", "-o", "deck.pptx").status == 0
    captions = captions_of(tmp_path / "deck.pptx")
    assert len(captions) == 2
    for _, caption in beats_of(run, "tokens"):
        assert caption in captions[1]


@pytest.mark.slow
def test_clips_come_from_the_cache(slides, monkeypatch):
    assert slides("tokens").status == 0

    def make_clip(job, *rest):
        raise AssertionError(f"{job.slug} is made again")

    monkeypatch.setattr(batch, "make_clip", make_clip)
    for kind in ("pptx", "html", "pdf", "reveal", "manim-slides"):
        assert slides("tokens", "--to", kind).status == 0


@pytest.mark.slow
def test_decks_are_named_as_clips_are(slides, tmp_path):
    paths = [
        slides("tokens", "--to", kind).out.strip()
        for kind in ("pptx", "html", "pdf", "reveal", "manim-slides")
    ]
    stem = "media/tokens-go-home-[0-9a-f]{6}-144p10"
    ends = (r"\.pptx", r"\.html", r"\.pdf", "-reveal", "-manim-slides")
    for path, end in zip(paths, ends, strict=True):
        assert re.fullmatch(stem + end, path)
        assert (tmp_path / path).exists()
    assert slides("tokens", "scores").out.startswith("media/film-go-home-")
    assert slides("tokens", "-o", "named").out == "named.pptx\n"
    assert not list(tmp_path.rglob(".*-*"))


@pytest.mark.slow
def test_a_page_that_holds_everything(slides, tmp_path):
    assert slides("tokens", "-o", "deck.html").out == "deck.html\n"
    page = (tmp_path / "deck.html").read_text("utf-8")
    assert page.startswith("<!")
    assert SENTENCE in page


@pytest.mark.slow
def test_a_folder_for_reveal(slides, tmp_path):
    assert slides("tokens", "--to", "reveal", "-o", "deck").out == "deck\n"
    snippet = (tmp_path / "deck/snippet.html").read_text("utf-8")
    addresses = re.findall(r'"\./(deck/[^"]+)"', snippet)
    assert addresses
    assert all((tmp_path / address).is_file() for address in addresses)


@pytest.mark.slow
def test_a_folder_for_manim_slides(slides, run, tmp_path):
    assert slides("tokens", "--to", "manim-slides", "-o", "deck").status == 0
    read = PresentationConfig.from_file(tmp_path / "deck/slides/tokens.json")
    assert [slide.notes for slide in read.slides] == [c for _, c in beats_of(run, "tokens")]


@pytest.mark.slow
def test_run_again_a_folder_is_replaced_unless_somebody_put_something_there(slides, tmp_path):
    for _ in range(2):
        assert slides("tokens", "--to", "reveal", "-o", "deck").status == 0
    (tmp_path / "deck/talk.html").write_text("mine")
    said = slides("tokens", "--to", "reveal", "-o", "deck")
    assert said.status == 1
    assert "talk.html" in said.err
    assert (tmp_path / "deck/talk.html").read_text() == "mine"


@pytest.mark.slow
def test_a_video_encoded_again_is_said(slides, monkeypatch):
    monkeypatch.setattr(pptx, "LARGEST_VIDEO", 4000)
    said = slides("scores", "-o", "deck.pptx")
    assert said.status == 0
    assert re.match(r"warning: slide \d+ \(scores, .*encoded again with lower quality", said.err)


@pytest.mark.slow
def test_a_deck_that_cannot_be_written_leaves_nothing(slides, monkeypatch, tmp_path):
    monkeypatch.setattr(pptx, "LARGEST_VIDEO", 1000)
    said = slides("tokens", "-o", "deck.pptx")
    assert (said.status, said.err.count("\n")) == (1, 1)
    assert "lower --quality" in said.err
    assert list(tmp_path.iterdir()) == []


REFUSED = {
    "no scene": ((), 2, "missing argument"),
    "unknown scene": (("tokns",), 2, "did you mean tokens?"),
    "unknown kind": (("tokens", "--to", "keynote"), 2, "'manim-slides'"),
    "unknown suffix": (("tokens", "-o", "deck.key"), 2, "end it in .pptx or .html or .pdf"),
    "another suffix": (("tokens", "--to", "pptx", "-o", "d.html"), 2, "pass -o d.pptx"),
    "a file for a folder": (("tokens", "--to", "reveal", "-o", "d.html"), 2, "pass -o d"),
    "unknown part": (("tokens", "--per", "act"), 2, "'beat', 'scene'"),
    "no such slide": (("tokens", "-r", "128,9000"), 2, "pass another -r"),
    "not to be written": (("tokens", "-o", "/proc/deck.pptx"), 1, "cannot write /proc/deck.pptx"),
    "no folder there": (("tokens", "--to", "reveal", "-o", "/proc/d"), 1, "cannot write /proc/d"),
    "the folder one is in": (("tokens", "--to", "reveal", "-o", "."), 1, "you are in"),
    "a folder in the way": (("tokens", "-o", "taken.pptx"), 1, "it is a folder"),
    "a file in the way": (("tokens", "--to", "manim-slides", "-o", "file"), 1, "it is a file"),
}


@pytest.mark.parametrize(("arguments", "status", "says"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_said_before_anything_is_rendered(
    run, monkeypatch, tmp_path, arguments, status, says
):
    (tmp_path / "taken.pptx").mkdir()
    (tmp_path / "file").touch()
    monkeypatch.setattr(batch, "make_clip", None)
    said = run("slides", "--sentence", SENTENCE, *arguments, ATTNVIZ_CACHE_DIR=str(tmp_path / "c"))
    assert (said.status, said.out) == (status, "")
    assert said.err.startswith("error: ")
    assert said.err.count("\n") == 1
    assert says in said.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "taken.pptx"]


def test_the_limit_of_videos_is_stated(run):
    said = " ".join(run("slides", "--help").out.split())
    assert f"videos over {pptx.LARGEST_VIDEO // 10**6} MB are encoded again" in said
