"""Themes in files: what they hold, what they leave to their base, and what is said of mistakes."""

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from attnviz.clips.job import ClipJob, SceneName
from attnviz.errors import UsageError
from attnviz.frames.settings import FrameSettings
from attnviz.look.fonts import face_for, missing, speaking, voice_face
from attnviz.look.glyphs import set_text, text_width
from attnviz.look.style import DARK, LIGHT, THEMES, Role, Voice
from attnviz.look.themes import load_theme, warnings
from attnviz.stage.settings import SceneSettings
from tests.look.faces import font

# What a file holds


def test_the_themes_that_come_along_have_names():
    assert {name: load_theme(name) for name in ("dark", "light")} == THEMES


def test_an_empty_file_is_the_dark_theme_under_the_files_name(theme):
    assert theme("") == replace(DARK, name="my")


def test_what_is_not_named_is_taken_from_the_base(theme):
    made = theme('name = "ours"\nbase = "light"\n[colors]\nground = "#fff"\nquery = "#a05000"\n')
    assert made == replace(LIGHT, name="ours", ground="#FFFFFF", query="#A05000")


@pytest.mark.parametrize("role", get_args(Role))
def test_every_role_can_be_given_a_colour(theme, role):
    made = theme(f'[colors]\n{role} = "#123456"\n')
    assert made == replace(DARK, name="my", **{role: "#123456"})


def test_a_file_that_was_changed_is_read_again(theme):
    assert theme('[colors]\ntext = "#ABCDEF"\n').text == "#ABCDEF"
    assert theme('[colors]\ntext = "#ABCDEF"\nmute = "#CCCCCC"\n').mute == "#CCCCCC"


# Fonts


@pytest.mark.parametrize("voice", get_args(Voice))
def test_every_voice_can_be_given_a_face_that_holds_within_the_block(theme, voice):
    made = theme(f'[fonts]\n{voice} = "{font("noto")}"\n')
    own = voice_face(voice)
    with speaking(made):
        assert Path(voice_face(voice).path) == font("noto").resolve()
        assert voice_face(voice).weight == (600 if voice.endswith("bold") else 400)
        others = [v for v in get_args(Voice) if v != voice]
        assert all(voice_face(v).scale == 1 for v in others)
    assert voice_face(voice) == own


def test_a_word_is_set_in_the_face_that_speaks_and_never_in_one_that_has_spoken(theme):
    made = theme(f'[fonts]\nserif = "{font("sans")}"\n')
    before = set_text("creature", "serif")
    with speaking(made):
        inside = set_text("creature", "serif")
        assert (inside.points == set_text("creature", "sans").points).all()
        with speaking(DARK):
            assert set_text("creature", "serif") is before
        assert set_text("creature", "serif") is inside
    assert set_text("creature", "serif") is before
    assert before.points.shape != inside.points.shape


def test_letters_that_a_themes_face_lacks_fall_back_as_before(theme):
    with speaking(theme(f'[fonts]\nserif = "{font("sans")}"\n')):
        assert "NotoSansArabic" in face_for("م", "serif").path
        assert missing(["مرحبا", "naïve"]) == []


def test_a_wide_face_is_set_smaller_so_that_panels_keep_their_room(theme):
    installed = text_width("0123456789", "sans", 1)
    made = theme(f'[fonts]\nsans = "{font("noto")}"\n')
    with speaking(made):
        assert voice_face("sans").scale < 0.95  # Noto's figures are wide
        assert text_width("0123456789", "sans", 1) <= installed + 1e-3
    with speaking(theme(f'[fonts]\nserif = "{font("sans")}"\n')):
        assert voice_face("serif").scale == 1  # no narrow one is blown up


# A clip's key


def key(made):
    where = SceneName("attnviz.scenes.pattern", "AttentionPattern")
    about = ("a sentence",), "smollm2", SceneSettings(theme=made), FrameSettings()
    return ClipJob(where, "pattern", "Pattern", *about).key()


def test_a_clips_key_changes_with_the_theme_and_with_the_contents_of_its_fonts(theme, tmp_path):
    own = tmp_path / "own.otf"
    own.write_bytes(font("sans").read_bytes())
    text = '[colors]\ntext = "#FFFFFF"\n'
    keys = [key(theme(text)), key(theme(text.replace("FFFFFF", "FFFFF0")))]
    made = theme(text + '[fonts]\nserif = "own.otf"\n')
    keys.append(key(made))
    own.write_bytes(font("italic").read_bytes())
    keys.append(key(theme(text + '[fonts]\nserif = "own.otf"\n')))
    assert len(set(keys)) == 4
    assert key(made) == keys[3]


# Contrast


def test_a_theme_of_ones_own_is_warned_of_and_those_that_come_along_are_not(theme):
    made = theme('name = "ours"\n[colors]\nkey = "#333333"\n')
    assert warnings(made) == [
        "theme ours: key #333333 on ground #11131F has a contrast of 1.46, and 4.5 is needed to "
        "read it"
    ]
    assert [warnings(known) for known in THEMES.values()] == [[], []]


# Mistakes

MISTAKES = {
    "no TOML": ("[colors\n", r"my\.toml is not valid TOML: .*line 1, column 8"),
    "cut short": ("[colors]\ntext = ", r"is not valid TOML: .*line 2, column 8"),
    "an unknown role": (
        '[colors]\nqery = "#FFF"',
        r'my\.toml: .*no role "qery": did you mean query',
    ),
    "an unknown key": ('nmae = "x"', r'my\.toml: .*no key "nmae": did you mean name'),
    "an unknown voice": ('[fonts]\nserf = "x"', r'no voice "serf": did you mean serif'),
    "a colour by name": ('[colors]\ntext = "red"', r'text = \'red\' is not a colour: .*"#RRGGBB"'),
    "a colour with alpha": ('[colors]\ntext = "#11223344"', "is not a colour"),
    "a colour as a number": ("[colors]\ntext = 112233", "text = 112233 is not a colour"),
    "an unknown base": ('base = "darc"', "'darc' is not a theme: write one of dark, light"),
    "a base that is a list": ("base = []", r"base = \[\] is not a theme"),
    "no name": ('name = ""', "is not a name"),
    "colours in no table": ('colors = "red"', r"colors is a table: .*\[colors\]"),
    "a font that is not there": ('[fonts]\nserif = "no.ttf"', r"no font file /.*no\.ttf: pass"),
    "a font that is none": ('[fonts]\nserif = "my.toml.otf"', r"my\.toml\.otf is not a font"),
    "a font of nobody's": ('[fonts]\nsans = "~nosuch/x.ttf"', "there is no home folder ~nosuch"),
    "a null character": ('[fonts]\nserif = "x\\u0000y.ttf"', "remove the null character"),
    "a face past counting": (
        f'[fonts]\nserif = "my.toml.otf#{"9" * 20}"',
        "has no face 9{20}",
    ),
    "a font as a number": ("[fonts]\nserif = 3", "serif = 3 is not a font"),
}


@pytest.mark.parametrize(("text", "said"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_are_said_in_one_line_with_the_file_and_the_way_out(theme, tmp_path, text, said):
    (tmp_path / "my.toml.otf").write_text("no font at all")
    with pytest.raises(UsageError, match=said) as caught:
        theme(text)
    message = str(caught.value)
    assert message.count("my.toml:") + message.count("my.toml is") == 1
    assert "\n" not in message


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("drak", 'no theme "drak": did you mean dark'),
        ("nothing.toml", "cannot read nothing.toml: no such file"),
        (".", "no theme"),
    ],
)
def test_a_theme_that_is_not_there(tmp_path, monkeypatch, name, said):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=said):
        load_theme(name)
