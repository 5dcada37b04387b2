"""Where files go: what attnviz keeps for itself, and what somebody wrote as a path."""

from pathlib import Path

import pytest

from attnviz.clips.batch import Batch
from attnviz.errors import UsageError
from attnviz.files.places import cache_folder, written_path
from attnviz.models import weights


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


def test_a_user_without_a_home_is_told_what_to_set(monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)

    def nowhere():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nowhere)
    with pytest.raises(UsageError, match=r"^this user has no home folder .*XDG_CACHE_HOME"):
        cache_folder()
    assert weights.find() is not None
    monkeypatch.delenv("ATTNVIZ_CACHE_DIR", raising=False)
    with Batch([], 1) as batch:
        assert list(batch.make()) == []


def test_a_written_path_may_begin_at_a_home(monkeypatch):
    monkeypatch.setenv("HOME", "/home/me")
    assert written_path("~/x.toml") == Path("/home/me/x.toml")
    assert written_path("a/~b.toml") == Path("a/~b.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [("a\0b", "take the null character out"), ("~nosuchuser/x", "nobody's home is ~nosuchuser")],
)
def test_what_can_be_no_path_is_refused_in_one_line(text, said):
    with pytest.raises(UsageError, match=said) as caught:
        written_path(text)
    assert "\n" not in str(caught.value)
    assert "\0" not in str(caught.value)
