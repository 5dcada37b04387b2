"""Fonts that a theme names are found as files or as what is installed, and never guessed."""

import os
from pathlib import Path

import pytest

from attnviz.errors import UsageError
from attnviz.look.style import FontFile
from attnviz.look.themes import load_theme
from tests.look.faces import font


def test_a_font_file_is_found_beside_the_theme(theme, tmp_path, monkeypatch):
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "own.otf").symlink_to(font("sans"))
    (tmp_path / "elsewhere").mkdir()
    made = theme('[fonts]\nserif = "fonts/own.otf"\n')
    assert made.voices == (("serif", FontFile(str(font("sans").resolve()))),)
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert load_theme("../my.toml") == made


def test_one_face_of_a_collection_can_be_chosen(theme):
    cjk = pytest.importorskip("manimgx_fonts_cjk")
    path = next(Path(cjk.__file__).parent.glob("*.ttc"))
    assert theme(f'[fonts]\nserif = "{path}#1"\n').voices == (("serif", FontFile(str(path), 1)),)
    with pytest.raises(UsageError, match="#99 has no face 99"):
        theme(f'[fonts]\nserif = "{path}#99"\n')


@pytest.fixture
def fontconfig(tmp_path, monkeypatch):
    """Let fontconfig know one font: programs of ours answer as its own do."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def answer(program, text):
        script = folder / program
        script.write_text(f"#!/bin/sh\necho \"$@\" >> {folder}/asked\nprintf '%s' '{text}'\n")
        script.chmod(0o755)

    answer("fc-match", f"Our Sans,Unsere Sans\n65536\n{font('sans')}")
    answer("fc-list", "Our Sans\nOther\n")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return folder / "asked"


def test_an_installed_font_is_found_by_name_in_the_voices_weight_and_slant(theme, fontconfig):
    made = theme('[fonts]\nsans-bold = "our sans"\nitalic = "Unsere Sans"\n')
    own = FontFile(str(font("sans")))
    assert made.voices == (("italic", own), ("sans-bold", own))
    asked = fontconfig.read_text()
    assert "our sans:weight=180:slant=0" in asked
    assert "Unsere Sans:weight=80:slant=100" in asked


def test_a_font_that_is_not_installed_is_refused_with_the_nearest(theme, fontconfig):
    with pytest.raises(UsageError, match='no installed font "Ours Sans": did you mean Our Sans'):
        theme('[fonts]\nsans = "Ours Sans"\n')


def test_without_fontconfig_a_path_is_the_way_out(theme, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match=r"install fontconfig, or pass the path of a font file"):
        theme('[fonts]\nsans = "Our Sans"\n')
