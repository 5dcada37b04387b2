"""What attnviz keeps for itself goes where the system has such things."""

from pathlib import Path

import pytest

from attnviz.files.places import cache_folder


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {"XDG_CACHE_HOME": "/x"}, Path("/x/attnviz")),
        ("linux", {"XDG_CACHE_HOME": "relative"}, Path("/home/me/.cache/attnviz")),
        ("linux", {}, Path("/home/me/.cache/attnviz")),
        ("darwin", {}, Path("/home/me/Library/Caches/attnviz")),
        ("win32", {"LOCALAPPDATA": "/appdata"}, Path("/appdata/attnviz")),
        ("win32", {}, Path("/home/me/AppData/Local/attnviz")),
    ],
)
def test_the_cache_folder_follows_the_system(platform, environment, expected, monkeypatch):
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "/home/me", **environment}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", platform)
    assert cache_folder() == expected


def test_it_need_not_be_there_yet(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert cache_folder() == tmp_path / "cache" / "attnviz"
    assert not list(tmp_path.iterdir())
