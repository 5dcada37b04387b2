"""A page brings its faces, cut down to the letters that it can show."""

import base64
import re

import pytest
import uharfbuzz as hb

from attnviz.look.style import DARK
from attnviz.slides.webfonts import font_rules
from tests.look.faces import font


def faces(css):
    """Return the faces of a style sheet: family, weight, slant, and the letters that each has."""
    found = []
    for rule in re.findall(r"@font-face\{(.*?)\}", css):
        about = dict(part.split(":", 1) for part in rule.split(";") if ":" in part[:20])
        data = base64.b64decode(re.search(r"base64,([^)]*)\)", rule)[1])
        letters = set(hb.Face(hb.Blob(data)).unicodes)
        found.append(
            (about["font-family"].strip('"'), about["font-weight"], about["font-style"], letters)
        )
    return found


def family(css, voice):
    return re.search(rf"--{voice}:([^;}}]*)", css)[1]


def test_four_voices_come_with_every_page():
    css = font_rules(DARK, ["wine gives 0.56."])
    assert [face[:3] for face in faces(css)] == [
        ("Deck Sans", "400", "normal"), ("Deck Sans", "600", "normal"),
        ("Deck Serif", "400", "normal"), ("Deck Serif", "400", "italic"),
    ]  # fmt: skip
    assert family(css, "sans") == '"Deck Sans",sans-serif'
    assert family(css, "serif") == '"Deck Serif",serif'


def test_a_face_has_the_letters_that_are_said_and_no_others():
    plain = font_rules(DARK, ["wine"])
    accented = font_rules(DARK, ["naïve Ελλ"])
    for *_, letters in faces(plain):
        assert set(map(ord, "wine0+·")) <= letters
        assert not set(map(ord, "ïΕλ")) & letters
    for *_, letters in faces(accented):
        assert set(map(ord, "naïve")) <= letters
    assert set(map(ord, "Ελ")) <= faces(accented)[2][3]
    assert len(plain) < 200_000


@pytest.mark.parametrize(("text", "letter"), [("파란 생명체", "파"), ("مرحبا", "م")])
def test_letters_of_other_scripts_come_in_faces_behind_the_voices(text, letter):
    css = font_rules(DARK, ["wine", text])
    behind = [face for face in faces(css) if face[0] == "Deck 0"]
    assert [ord(letter) in face[3] for face in behind] == [True]
    assert ord("w") not in behind[0][3]
    assert family(css, "sans") == '"Deck Sans","Deck 0",sans-serif'
    assert family(css, "serif") == '"Deck Serif","Deck 0",serif'


def test_a_themes_own_face_is_what_the_page_brings(tmp_path):
    from attnviz.look.themes import load_theme

    path = tmp_path / "own.toml"
    path.write_text(f'[fonts]\nserif = "{font("sans")}"\n')
    own, plain = font_rules(load_theme(str(path)), ["wine"]), font_rules(DARK, ["wine"])
    rules = [re.findall(r"@font-face\{.*?\}", css) for css in (own, plain)]
    assert [a == b for a, b in zip(*rules, strict=True)] == [True, True, False, True]
