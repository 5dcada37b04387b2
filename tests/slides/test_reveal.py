"""The snippet for reveal.js: addresses that lead to files, and nothing that a text could break."""

from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from attnviz.slides.reveal import SNIPPET, write_reveal
from tests.decks import BEATS, small_deck


class Reader(HTMLParser):
    """Gathers sections with their videos and notes."""

    def __init__(self):
        super().__init__()
        self.sections, self.comments, self.open, self.outside = [], [], [], ""

    def handle_starttag(self, tag, attributes):
        if tag == "br":
            self.sections[-1]["notes"] += "\n"
            return
        if tag == "img":
            self.sections[-1]["still"] = dict(attributes)
            return
        self.open.append(tag)
        if tag == "section":
            self.sections.append({"attributes": dict(attributes), "notes": "", "video": None})
        if tag == "video":
            self.sections[-1]["video"] = dict(attributes)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] == ["aside"]:
            self.sections[-1]["notes"] += data
        elif self.open != ["style"]:
            self.outside += data

    def handle_comment(self, data):
        self.comments.append(data)


@pytest.fixture(scope="module")
def deck(tmp_path_factory):
    return small_deck(tmp_path_factory.mktemp("deck"))


@pytest.fixture(scope="module")
def folder(deck, tmp_path_factory):
    folder = tmp_path_factory.mktemp("reveal") / "my clips & co"
    folder.mkdir()
    write_reveal(replace(deck, name=folder.name), folder)
    return folder


@pytest.fixture(scope="module")
def page(folder):
    reader = Reader()
    reader.feed((folder / SNIPPET).read_text(encoding="utf-8"))
    reader.close()
    assert reader.open == []
    return reader


def test_a_section_a_step_that_plays_by_itself(deck, page):
    assert len(page.sections) == len(deck.steps)
    for section in page.sections:
        assert section["attributes"]["data-background-color"] == deck.theme.ground
        assert section["attributes"]["data-transition"] == "none"
        assert {"data-autoplay", "muted", "playsinline"} <= section["video"].keys()


def test_addresses_are_relative_to_the_deck_beside_the_folder(deck, folder, page):
    for section, step in zip(page.sections, deck.steps, strict=True):
        video, poster = section["video"]["data-src"], section["video"]["poster"]
        assert video.startswith("./")
        assert not set(video) & set(" &\"'")
        assert (folder.parent / unquote(video)).read_bytes() == step.video.read_bytes()
        assert (folder.parent / unquote(poster)).read_bytes() == step.first.read_bytes()


def test_what_is_printed_is_the_last_frame(deck, folder, page):
    for section, step in zip(page.sections, deck.steps, strict=True):
        still = section["still"]["src"]
        assert not set(still) & set(" &\"'")
        assert (folder.parent / unquote(still)).read_bytes() == step.last.read_bytes()
        assert section["still"]["alt"] == section["video"]["aria-label"]


def test_captions_are_notes_whatever_is_in_them(deck, page):
    captions = [step.caption for step in deck.steps]
    assert any(set("<&\n") & set(caption) for caption in captions)
    assert [section["notes"] for section in page.sections] == captions
    assert [section["video"]["aria-label"] for section in page.sections] == [
        " ".join(caption.split()) for caption in captions
    ]
    assert BEATS[1][1] == captions[1]


def test_the_snippet_says_where_to_paste_it(page):
    (comment,) = page.comments
    assert "Put this folder, my clips & co, beside the HTML file" in comment
    assert "Paste what follows" in comment
    assert not page.outside.strip()


def test_no_sentence_ends_the_comment_that_it_stands_in(deck, tmp_path):
    write_reveal(replace(deck, sentence="it ends --> here --!> or <b>here"), tmp_path)
    reader = Reader()
    reader.feed((tmp_path / SNIPPET).read_text(encoding="utf-8"))
    assert len(reader.comments) == 1
    assert not reader.outside.strip()
    assert len(reader.sections) == len(deck.steps)


def test_there_is_nothing_else_in_the_folder(deck, folder):
    wanted = {SNIPPET, *(file.name for s in deck.steps for file in (s.video, s.first, s.last))}
    assert {path.name for path in folder.iterdir()} == wanted
