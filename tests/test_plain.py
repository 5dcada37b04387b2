"""Scenes under manim's own command follow attnviz.toml in the working folder."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

SCENE = Path(__file__).parents[1] / "scenes" / "tokens.py"
SIZE = ["-r", "256,144", "--fps", "2"]


def manim(folder, *flags):
    """Render the last frame of a scene and return it."""
    command = [sys.executable, "-m", "manim", "render", *SIZE, "-s", *flags, str(SCENE), "Tokens"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (picture,) = folder.glob("media/images/**/*.png")
    return Image.open(picture).convert("RGB"), " ".join((done.stdout + done.stderr).split())


@pytest.mark.slow
def test_sentence_theme_and_language_come_from_the_file(tmp_path):
    from attnviz.cli.main import run

    text = (
        'sentence = "red wine"\ntheme = "ours.toml"\nlang = "ko"\nlayer = 0\nhead = 2\npace = 8\n'
    )
    (tmp_path / "attnviz.toml").write_text(text)
    (tmp_path / "ours.toml").write_text(
        'base = "light"\n[colors]\nhair = "#EEEEEE"\nkey = "#EEEEEE"\n'
    )
    picture, said = manim(tmp_path)
    still = tmp_path / "still.png"
    file = str(tmp_path / "attnviz.toml")
    assert run(["render", "tokens", "-c", file, "-r", "256,144", "-o", str(still)]) == 0
    ours = Image.open(still).convert("RGB")
    assert picture.getpixel((3, 3)) == ours.getpixel((3, 3)) == (0xF8, 0xF4, 0xEA)
    assert picture.tobytes() == ours.tobytes()
    assert "theme ours: key #EEEEEE" in said  # and is warned of as elsewhere


@pytest.mark.slow
def test_without_a_file_it_is_the_default_sentence_in_the_dark_theme(tmp_path):
    picture, _ = manim(tmp_path)
    assert picture.getpixel((3, 3)) == (0x11, 0x13, 0x1F)
