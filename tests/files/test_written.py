"""What attnviz wrote may be replaced; what is somebody's own, or was changed, may not."""

import pytest

from attnviz.errors import UsageError
from attnviz.files import written
from attnviz.files.written import check_replaceable, note_written


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("ATTNVIZ_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "x.json"
    path.write_text("{}")
    return path


def test_what_is_not_there_or_empty_is_nobodys(tmp_path):
    check_replaceable(tmp_path / "none")
    (tmp_path / "empty").touch()
    check_replaceable(tmp_path / "empty")


def test_a_file_of_somebodys_own_is_refused_with_the_flag_that_allows_it(file):
    with pytest.raises(UsageError, match=r"x\.json was not written by attnviz.*--overwrite"):
        check_replaceable(file)


def test_what_was_noted_may_be_replaced_also_where_it_was_moved_to(file, tmp_path):
    note_written([file])
    check_replaceable(file)
    file.rename(tmp_path / "y.json")
    check_replaceable(tmp_path / "y.json")


def test_what_was_changed_since_is_refused_whatever_it_looks_like(file):
    note_written([file])
    file.write_text('{"mine": 1}')
    with pytest.raises(UsageError, match="was changed since attnviz wrote it"):
        check_replaceable(file, lambda path: True)


def test_of_what_nothing_was_noted_its_content_tells(file):
    check_replaceable(file, lambda path: path.read_text() == "{}")


def test_without_a_folder_for_notes_nothing_fails(file, cache):
    cache.write_text("a file is in the way")
    note_written([file])
    with pytest.raises(UsageError):
        check_replaceable(file)


def test_notes_do_not_grow_without_end(file, cache, monkeypatch):
    monkeypatch.setattr(written, "_MOST", 10)
    for number in range(40):
        file.write_text(f"{number}")
        note_written([file])
    assert len((cache / "written.txt").read_text().splitlines()) <= 11
    check_replaceable(file)
    assert [path.name for path in cache.iterdir()] == ["written.txt"]
