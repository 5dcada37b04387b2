"""Captions of one's own: what a file leaves out stays, and what it cannot say is refused."""

import pytest

from attnviz.catalog.captions import load_captions
from attnviz.catalog.own_captions import captions_of, read_captions
from attnviz.catalog.scenes import find_scene
from attnviz.clips.request import Request
from attnviz.errors import UsageError
from attnviz.frames.settings import FrameSettings

MINE = '[mask]\nlater = "Not yet!"\n[titles]\nmask = "No peeking"\n'


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "mine.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_is_left_out_stays_as_the_language_has_it(write, language):
    own = read_captions(write(MINE), language)
    assert captions_of(language, own, "mask") == {
        **load_captions(language)["mask"], "later": "Not yet!"
    }  # fmt: skip
    assert captions_of(language, own, "softmax") == load_captions(language)["softmax"]


WRONG = {
    "a table": ("[msk]", 'no table "msk": did you mean mask?'),
    "what is said of a drawing": ("[notes]", 'no table "notes"'),
    "a key": ('[mask]\nlatr = "x"', 'no [mask] key "latr": did you mean later?'),
    "a place": ('[mask]\nlater = "{nobody}"', 'no [mask] later place "{nobody}"'),
    "no table": ('mask = "x"', "mask is a table"),
    "no text": ("[mask]\nlater = 3", "[mask] later: write a text"),
    "nothing": ('[mask]\nlater = ""', "[mask] later: write a text"),
    "a line break": ('[mask]\nlater = "a\\nb"', "[mask] later: remove the control characters"),
    "too much": (f'[mask]\nlater = "{"a" * 161}"', "161 letters are too many"),
    "no TOML": ("[mask", "is not valid TOML"),
}


@pytest.mark.parametrize(("text", "says"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_in_one_line_with_the_file(write, text, says):
    with pytest.raises(UsageError) as error:
        read_captions(write(text), "en")
    assert says in str(error.value)
    assert "mine.toml" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_clip_with_captions_of_its_own_is_another_clip(write):
    entry, frames = find_scene("mask"), FrameSettings()
    usual = Request("red wine").job(entry, frames)
    mine = Request("red wine", captions_file=write(MINE)).job(entry, frames)
    assert (usual.title, mine.title) == ("Mask", "No peeking")
    assert usual.file_name() != mine.file_name()
    assert usual.key() != mine.key()
