"""Output appears whole or not at all."""

import os
import subprocess
import sys

import pytest

from attnviz.errors import AttnvizError
from attnviz.files.atomic import atomic_write, check_writable


def test_what_was_written_appears(tmp_path):
    with atomic_write(tmp_path / "new" / "x.json") as part:
        part.write_text("{}")
        assert part.suffix == ".json"
        assert part.parent == tmp_path / "new"
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["x.json"]


def test_a_failure_leaves_what_stood_there(tmp_path):
    target = tmp_path / "x.json"
    target.write_text("before")
    with pytest.raises(ZeroDivisionError), atomic_write(target) as part:
        part.write_text("half")
        raise ZeroDivisionError
    assert [p.name for p in tmp_path.iterdir()] == ["x.json"]
    assert target.read_text() == "before"


def test_ctrl_c_leaves_nothing(tmp_path):
    with pytest.raises(KeyboardInterrupt), atomic_write(tmp_path / "x") as part:
        part.write_text("half")
        raise KeyboardInterrupt
    assert not list(tmp_path.iterdir())


def test_a_folder_is_no_file(tmp_path):
    with (
        pytest.raises(AttnvizError, match="it is a folder; choose another place"),
        atomic_write(tmp_path),
    ):
        pass


def test_a_file_is_no_folder_and_the_work_is_not_begun(tmp_path):
    (tmp_path / "file").write_text("")
    begun = False
    with pytest.raises(AttnvizError, match="cannot write"), atomic_write(tmp_path / "file" / "x"):
        begun = True
    assert not begun


def test_a_full_disk_is_said_in_one_line(tmp_path):
    with pytest.raises(AttnvizError, match="no space left") as caught, atomic_write(tmp_path / "x"):
        raise OSError(28, os.strerror(28))
    assert "\n" not in str(caught.value)


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with atomic_write(tmp_path / "link") as part:
        part.write_text("new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "new"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_a_device_or_a_pipe_is_never_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with (
        pytest.raises(AttnvizError, match="it is not an ordinary file"),
        atomic_write(tmp_path / "pipe"),
    ):
        pass
    assert (tmp_path / "pipe").is_fifo()


def test_an_error_about_another_file_passes_through(tmp_path):
    with pytest.raises(FileNotFoundError), atomic_write(tmp_path / "x"):
        open("/surely/not/there").close()


def test_whether_a_file_can_be_written_is_found_out_without_a_trace(tmp_path):
    (tmp_path / "x.json").write_text("before")
    check_writable(tmp_path / "x.json")
    check_writable(tmp_path / "new" / "folder" / "x.json")
    assert [p.name for p in tmp_path.rglob("*")] == ["x.json"]
    assert (tmp_path / "x.json").read_text() == "before"
    with pytest.raises(AttnvizError, match="it is a folder"):
        check_writable(tmp_path)
    with pytest.raises(AttnvizError, match="cannot write"):
        check_writable(tmp_path / "x.json" / "y.json")


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444])
def test_a_file_that_is_replaced_hands_its_permissions_on(tmp_path, mode):
    (tmp_path / "x").write_text("before")
    (tmp_path / "x").chmod(mode)
    with atomic_write(tmp_path / "x") as part:
        assert part.stat().st_mode & 0o177 & ~mode == 0  # nor may anybody else read what comes
        part.write_text("after")
    assert (tmp_path / "x").read_text() == "after"
    assert (tmp_path / "x").stat().st_mode & 0o777 == mode


def test_nobody_can_put_a_link_where_it_will_be_written(tmp_path):
    with atomic_write(tmp_path / "x") as part:
        with pytest.raises(FileExistsError):
            part.symlink_to(tmp_path / "victim")
        part.write_text("mine")
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


DYING = """
import os, signal, sys
from attnviz.files.atomic import atomic_write
with atomic_write(sys.argv[1]) as part:
    part.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs locks")
def test_what_a_killed_process_left_goes_with_the_next_try(tmp_path):
    target = tmp_path / "a [b].mp4"
    subprocess.run([sys.executable, "-c", DYING, str(target)])
    (left,) = tmp_path.iterdir()
    mine = tmp_path / ".a [b]-20240101.mp4"
    mine.touch()
    with atomic_write(target) as part, atomic_write(target) as other:
        assert {part, other, mine} == set(tmp_path.iterdir())
        part.write_text("one")
        other.write_text("two")
    assert not left.exists()
    assert {target, mine} == set(tmp_path.iterdir())
