"""Work under way is left alone; what a killed process has left goes."""

import os
import subprocess
import sys
import tempfile

import pytest

from attnviz.errors import AttnvizError
from attnviz.files.owned import owned_folder, scratch_folder, sweep

DYING = """
import os, signal
from attnviz.files.owned import scratch_folder
with scratch_folder() as folder:
    (folder / "clip").write_bytes(bytes(1000))
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_a_folder_goes_with_its_block_and_is_left_alone_until_then(place):
    with owned_folder(place, "work-") as folder:
        (folder / "part").write_bytes(bytes(10))
        assert sweep(place, ["work-"]) == 0
        assert (folder / "part").exists()
    assert list(place.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs locks")
def test_what_a_killed_run_left_goes_with_the_next(place):
    subprocess.run([sys.executable, "-c", DYING])
    assert len(list(place.iterdir())) == 1
    with scratch_folder() as folder:
        assert list(place.iterdir()) == [folder]
        assert folder.stat().st_mode & 0o77 == 0  # nobody else looks in
    assert list(place.iterdir()) == []


def test_a_link_and_anything_else_are_left_alone(place, tmp_path_factory):
    real = tmp_path_factory.mktemp("real")
    (real / "thesis").touch()
    os.utime(real, (1, 1))
    (place / "attnviz-link").symlink_to(real)
    (place / "attnviz-notes.txt").touch()
    os.utime(place / "attnviz-notes.txt", (1, 1))
    with scratch_folder():
        pass
    assert len(list(place.iterdir())) == 2
    assert (real / "thesis").exists()


def test_a_place_that_cannot_be_written_is_one_line(place, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/proc/nowhere")
    with (
        pytest.raises(AttnvizError, match=r"no temporary files can be written.*TMPDIR"),
        scratch_folder(),
    ):
        pass
