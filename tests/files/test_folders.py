"""Folders appear whole or not at all, and nobody's own files are ever replaced."""

import pytest

from attnviz.errors import AttnvizError
from attnviz.files.atomic import check_writable
from attnviz.files.folders import CONTENTS, atomic_folder


def fill(folder, *names):
    with atomic_folder(folder) as part:
        for name in names:
            (part / name).parent.mkdir(parents=True, exist_ok=True)
            (part / name).write_text(name)


def names_in(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_folder_appears_whole(tmp_path):
    fill(tmp_path / "new/deck", "a.txt", "sub/b.txt")
    assert names_in(tmp_path / "new") == [
        "deck", f"deck/{CONTENTS}", "deck/a.txt", "deck/sub", "deck/sub/b.txt"
    ]  # fmt: skip


def test_one_of_ours_is_replaced_with_all_that_was_in_it(tmp_path):
    fill(tmp_path / "deck", "a.txt", "sub/b.txt")
    fill(tmp_path / "deck", "c.txt")
    assert names_in(tmp_path) == ["deck", f"deck/{CONTENTS}", "deck/c.txt"]


def test_an_empty_folder_is_replaced(tmp_path):
    (tmp_path / "deck").mkdir()
    fill(tmp_path / "deck", "a.txt")
    assert (tmp_path / "deck/a.txt").exists()


@pytest.mark.parametrize("ours", [False, True])
def test_files_that_somebody_put_there_stay(tmp_path, ours):
    if ours:
        fill(tmp_path / "deck", "a.txt")
    (tmp_path / "deck").mkdir(exist_ok=True)
    (tmp_path / "deck/thesis.txt").write_text("ten years")
    with pytest.raises(AttnvizError, match=r"holds thesis\.txt.*choose another place"):
        fill(tmp_path / "deck", "b.txt")
    assert (tmp_path / "deck/thesis.txt").read_text() == "ten years"
    assert [path.name for path in tmp_path.iterdir()] == ["deck"]


def test_what_was_changed_in_it_stays_unless_it_may_go(tmp_path):
    deck = tmp_path / "deck"
    fill(deck, "a.txt")
    fill(deck, "a.txt", "b.txt")
    (deck / "a.txt").write_text("my edit")
    with pytest.raises(AttnvizError, match=r"a\.txt in it was changed.*--overwrite"):
        fill(deck, "a.txt")
    assert (deck / "a.txt").read_text() == "my edit"
    with atomic_folder(deck, overwrite=True) as part:
        (part / "a.txt").write_text("new")
    assert names_in(tmp_path) == ["deck", f"deck/{CONTENTS}", "deck/a.txt"]
    (deck / "thesis.txt").touch()
    foreign = pytest.raises(AttnvizError, match=r"holds thesis\.txt")
    with foreign, atomic_folder(deck, overwrite=True):
        pass


def test_a_folder_of_before_names_its_files_alone(tmp_path):
    fill(tmp_path / "deck", "a.txt")
    (tmp_path / "deck" / CONTENTS).write_text("a.txt\n")
    fill(tmp_path / "deck", "b.txt")
    assert names_in(tmp_path) == ["deck", f"deck/{CONTENTS}", "deck/b.txt"]


def test_a_folder_that_is_replaced_hands_its_permissions_on(tmp_path):
    fill(tmp_path / "deck", "a.txt")
    (tmp_path / "deck").chmod(0o750)
    fill(tmp_path / "deck", "a.txt")
    assert (tmp_path / "deck").stat().st_mode & 0o777 == 0o750


def test_a_file_in_the_way_stays(tmp_path):
    (tmp_path / "deck").write_text("notes")
    with pytest.raises(AttnvizError, match="it is a file"):
        fill(tmp_path / "deck", "a.txt")
    assert (tmp_path / "deck").read_text() == "notes"


@pytest.mark.parametrize("path", [".", "", ".."])
def test_the_folder_that_one_is_in_stays(tmp_path, monkeypatch, path):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(AttnvizError, match="the folder that you are in"):
        fill(path, "a.txt")
    assert names_in(tmp_path) == ["here"]


def test_a_failure_leaves_what_was_there(tmp_path):
    fill(tmp_path / "deck", "a.txt")
    with pytest.raises(KeyboardInterrupt), atomic_folder(tmp_path / "deck") as part:
        (part / "b.txt").write_text("half")
        raise KeyboardInterrupt
    assert names_in(tmp_path) == ["deck", f"deck/{CONTENTS}", "deck/a.txt"]


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    fill(tmp_path / "link", "a.txt")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real/a.txt").exists()


def test_finding_out_whether_it_can_be_written_leaves_nothing(tmp_path):
    check_writable(tmp_path / "new/deck", atomic_folder)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").touch()
    with pytest.raises(AttnvizError, match="thesis"):
        check_writable(tmp_path / "mine", atomic_folder)
    with pytest.raises(AttnvizError, match="cannot write /proc/deck"):
        check_writable("/proc/deck", atomic_folder)
