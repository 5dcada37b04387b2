"""Languages are files: one more is offered as soon as it is there."""

import subprocess
import sys
from pathlib import Path

import pytest

from attnviz.catalog import captions as module
from attnviz.catalog.captions import languages, letters, titles
from attnviz.catalog.scenes import SCENES, find_scene
from attnviz.clips.request import Request
from attnviz.frames.settings import FrameSettings

CAPTIONS = Path(__file__).parents[2] / "scenes" / "captions"


def test_every_file_is_a_language():
    assert languages() == tuple(sorted(path.stem for path in CAPTIONS.glob("*.toml")))
    assert {"en", "ko"} <= set(languages())


@pytest.fixture
def one_more(tmp_path, monkeypatch):
    """Let the scenes stand where a third language does."""
    (tmp_path / "captions").mkdir()
    for name in ("en", "ko", "eo"):
        (tmp_path / "captions" / f"{name}.toml").write_text("# ĉ\n")

    class Spec:
        submodule_search_locations = (str(tmp_path),)

    monkeypatch.setattr(module, "find_spec", lambda name: Spec)
    languages.cache_clear()
    yield
    languages.cache_clear()


def test_a_language_is_added_by_its_file_alone(one_more):
    assert languages() == ("en", "eo", "ko")
    assert "ĉ" in letters("eo")


def test_the_command_offers_them_without_drawing_or_computing():
    code = (
        "import sys; from attnviz.cli.options import languages; languages();"
        "print(sorted({'manim', 'numpy', 'torch', 'attnviz.scenes'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


def test_titles_are_those_of_the_scenes():
    assert titles("en").keys() == {entry.slug for entry in SCENES}
    assert find_scene("softmax").title == titles("en")["softmax"] == "Softmax"
    assert titles("ko").keys() == titles("en").keys()
    assert Request(lang="ko").job(find_scene("softmax"), FrameSettings()).title == "소프트맥스"


def test_letters_are_all_that_a_language_says():
    assert set("가나다") & set(letters("ko"))
    assert {c for c in letters("en") if not c.isascii()} <= set("·×√“”Δ")  # which our fonts have
