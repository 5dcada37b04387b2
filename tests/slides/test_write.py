"""A deck of any kind appears whole under its name, or not at all."""

import os
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from attnviz.errors import AttnvizError
from attnviz.slides import write
from attnviz.slides.write import WRITERS, kinds, write_deck
from tests.colors import color_deck

KINDS = {
    "pptx": "talk.pptx", "html": "talk.html", "pdf": "talk.pdf", "reveal": "talk",
    "manim-slides": "talk",
}  # fmt: skip


@pytest.fixture(scope="module")
def deck(tmp_path_factory):
    return color_deck(tmp_path_factory.mktemp("deck"), captions=("One.", "Two."))


@pytest.mark.parametrize(("kind", "name"), KINDS.items(), ids=KINDS)
def test_a_kind_is_a_file_or_a_folder_and_nothing_else_is_left(deck, kind, name, tmp_path):
    notes = write_deck(deck, kind, tmp_path / "new" / name)
    assert notes == []
    assert [path.name for path in (tmp_path / "new").iterdir()] == [name]
    made = tmp_path / "new" / name
    assert made.is_dir() == WRITERS[kind].is_folder
    if kind == "pptx":
        assert zipfile.ZipFile(made).testzip() is None
    if kind == "html":
        assert made.read_text("utf-8").lstrip().lower().startswith("<!doctype html>")
    if kind == "pdf":
        assert made.read_bytes().startswith(b"%PDF-")
    if kind == "reveal":
        assert len(list(made.rglob("*.mp4"))) == len(deck.steps)


@pytest.mark.parametrize("kind", ["html", "reveal"])
def test_a_failure_leaves_what_stood_there(deck, kind, tmp_path, monkeypatch):
    target = tmp_path / KINDS[kind]
    write_deck(deck, kind, target)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def fail(deck, part, *rest):
        raise KeyboardInterrupt

    module = "html.write_html" if kind == "html" else "reveal.write_reveal"
    monkeypatch.setattr(f"attnviz.slides.{module}", fail)
    with pytest.raises(KeyboardInterrupt):
        write.write_deck(deck, kind, target)
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_a_new_kind_is_a_module_and_a_line(deck, tmp_path, monkeypatch):
    module = ModuleType("made_up")
    module.write_list = lambda deck, path: (
        path.write_text(deck.name) and [f"{len(deck.steps)} steps"]
    )
    monkeypatch.setitem(sys.modules, "made_up", module)
    monkeypatch.setitem(WRITERS, "list", write.DeckKind("made_up:write_list"))
    assert write_deck(deck, "list", tmp_path / "talk.list") == [f"{len(deck.steps)} steps"]
    assert (tmp_path / "talk.list").read_text() == "talk.list"
    assert kinds(is_folder=False) == ("pptx", "html", "pdf", "list")


@pytest.fixture(autouse=True)
def cache(tmp_path_factory, monkeypatch):
    """Keep notes of what was written in a folder of the tests' own."""
    monkeypatch.setenv("ATTNVIZ_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
    return Path(os.environ["ATTNVIZ_CACHE_DIR"])


@pytest.mark.parametrize("kind", ["pptx", "html", "pdf", "reveal"])
def test_a_deck_that_was_changed_stays_unless_it_may_go(deck, kind, tmp_path):
    target = tmp_path / KINDS[kind]
    write_deck(deck, kind, target)
    write_deck(deck, kind, target)
    edited = target / "snippet.html" if kind == "reveal" else target
    with edited.open("ab") as file:
        file.write(b"my edit")
    before = edited.read_bytes()
    with pytest.raises(AttnvizError, match=r"changed since.*--overwrite"):
        write_deck(deck, kind, target)
    assert edited.read_bytes() == before
    write_deck(deck, kind, target, overwrite=True)
    assert edited.read_bytes() != before


@pytest.mark.parametrize("kind", kinds(is_folder=False))
def test_a_deck_of_before_is_known_and_somebodys_own_file_is_not(deck, kind, tmp_path, cache):
    target = tmp_path / KINDS[kind]
    write_deck(deck, kind, target)
    (cache / "written.txt").unlink()
    write_deck(deck, kind, target)
    (tmp_path / f"mine.{kind}").write_text("my own")
    with pytest.raises(AttnvizError, match="was not written by attnviz"):
        write_deck(deck, kind, tmp_path / f"mine.{kind}")
