"""Themes in files, for what reads them."""

from pathlib import Path

import pytest

from attnviz.look.themes import load_theme


@pytest.fixture
def theme(tmp_path, monkeypatch):
    """Write a theme file and load it."""
    monkeypatch.chdir(tmp_path)

    def load(text, name="my.toml"):
        Path(name).write_text(text, encoding="utf-8")
        return load_theme(name)

    return load
