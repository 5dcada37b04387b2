"""Where files go: what attnviz keeps for itself, and what somebody wrote as a path."""

import re
from pathlib import Path

import pytest

from attnviz.clips.batch import Batch
from attnviz.errors import UsageError
from attnviz.files import places
from attnviz.files.atomic import atomic_write
from attnviz.files.folders import atomic_folder
from attnviz.files.places import cache_folder, refused_by_windows, written_path
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
    [
        ("a\0b", "remove the null character"),
        ("~nosuchuser/x", "there is no home folder ~nosuchuser"),
    ],
)
def test_what_can_be_no_path_is_refused_in_one_line(text, said):
    with pytest.raises(UsageError, match=said) as caught:
        written_path(text)
    assert "\n" not in str(caught.value)
    assert "\0" not in str(caught.value)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("con", "keeps the name con"),
        ("NUL.mp4", "keeps the name NUL.mp4"),
        ("talks/aux.tar.gz", "keeps the name aux.tar.gz"),
        ("aux/clip.mp4", "keeps the name aux"),
        ("Lpt1 .json", "keeps the name Lpt1 .json"),
        ("com².png", "keeps the name com²"),
        ("what?.mp4", r"allows no \? in a name"),
        ("C:/talks/a: b.mp4", "allows no : in a name"),
        ("a|b", r"allows no \| in a name"),
        ("clips./x.mp4", "ends in a space or a dot"),
        ("clip.mp4 ", "ends in a space or a dot"),
    ],
)
def test_what_windows_can_have_no_file_of(path, why):
    assert re.search(why, refused_by_windows(path))


@pytest.mark.parametrize(
    "path",
    [
        "console.mp4", "auxiliary/nullable.json", "com10.png", "com0", "../x.mp4", "./.hidden",
        r"C:\talks\x.mp4", "D:x.mp4", r"\\server\share\x.mp4", "łódź 船.mp4", ".", "",
    ],
)  # fmt: skip
def test_what_windows_can(path):
    assert refused_by_windows(path) == ""


@pytest.mark.parametrize("write", [atomic_write, atomic_folder])
def test_there_nothing_is_written_under_such_a_name(monkeypatch, tmp_path, write):
    monkeypatch.setattr(places, "WINDOWS", True)
    target = tmp_path / "aux.mp4"
    with pytest.raises(UsageError, match="Windows keeps the name aux"), write(target):
        pass
    assert list(tmp_path.iterdir()) == []


def test_elsewhere_it_is_a_name_like_any_other(monkeypatch, tmp_path):
    monkeypatch.setattr(places, "WINDOWS", False)
    with atomic_write(tmp_path / "aux.mp4") as part:
        part.write_text("a clip", encoding="utf-8")
    assert (tmp_path / "aux.mp4").exists()
