"""Commands where most lecturers are: without POSIX, spawned processes, pipes in cp1252."""

import json
import re

import pytest

from attnviz.clips.outputs import sidecar_of
from tests.as_windows import as_windows

S = "a fluffy blue creature"
SMALL = ("-q", "l", "--fps", "5", "-r", "320,180", "--pace", "4")


@pytest.fixture
def windows(spawn, tmp_path):
    """Run a command as on Windows and return what it did, its output read as cp1252."""
    environment = as_windows(tmp_path / "start")

    def windows(*arguments, status=0, **options):
        done = spawn(*arguments, env=environment, **options)
        said = done.stderr.decode("cp1252")
        assert done.returncode == status, said
        assert "Traceback" not in said
        return done

    return windows


def paths(done, folder):
    return [folder / line for line in done.stdout.decode("cp1252").splitlines()]


def test_it_takes_away_what_windows_lacks(windows):
    lacking = """
import multiprocessing, os, sys
assert not hasattr(os, "fork") and not hasattr(os, "sysconf")
assert multiprocessing.get_start_method() == "spawn"
assert (sys.stdout.encoding, sys.stderr.encoding) == ("cp1252", "cp1252")
for name in ("fcntl", "pwd", "resource"):
    try:
        __import__(name)
    except ImportError:
        continue
    raise SystemExit(9)
"""
    windows("--version", before=lacking)


@pytest.mark.slow
def test_clips_are_rendered_side_by_side(windows, tmp_path):
    done = windows("render", "pattern", "softmax", "--sentence", S, *SMALL, "--jobs", "2")
    clips = paths(done, tmp_path)
    assert [clip.suffix for clip in clips] == [".mp4", ".mp4"]
    for clip in clips:
        assert clip.stat().st_size > 1000
        record = json.loads(sidecar_of(clip).read_text(encoding="utf-8"))
        assert record["sentence"] == S


@pytest.mark.slow
def test_a_film_is_made_by_as_many_processes_as_fit(windows, tmp_path):
    done = windows("film", "--scenes", "softmax", "--sentence", S, *SMALL, "--captions", "srt")
    (film,) = paths(done, tmp_path)
    assert film.stat().st_size > 1000
    assert "-->" in film.with_suffix(".srt").read_text("utf-8")


@pytest.mark.slow
def test_slides_are_made_of_a_sentence_that_cp1252_cannot_write(windows, tmp_path):
    done = windows("slides", "softmax", "--sentence", "Łódź is a city", *SMALL, "--to", "html")
    assert re.search(rb"softmax-\\u0142\xf3d\\u017a-", done.stdout), done.stdout
    (deck,) = (tmp_path / "media").glob("*.html")
    assert "Łódź" in deck.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", [("heads", "Łódź is"), ("predict", "Łódź is"), ("scenes",)])
def test_json_is_utf_8_whatever_the_pipe_is(windows, command):
    done = windows(*command, "--format", "json")
    assert json.loads(done.stdout.decode("utf-8"))


@pytest.mark.parametrize("command", [("grid", "Łódź is"), ("predict", "Łódź is")])
def test_tables_are_utf_8_whatever_the_pipe_is(windows, command):
    done = windows(*command)
    assert done.stdout.decode("utf-8").strip()


@pytest.mark.parametrize("command", [(), ("render",), ("film",), ("slides",), ("grid",)])
def test_help_can_be_piped(windows, command):
    assert b"--help" in windows(*command, "--help").stdout


def test_doctor_and_cache_answer(windows):
    assert b"manim" in windows("doctor").stdout
    assert b"clips" in windows("cache").stdout


def test_an_error_that_quotes_other_letters_is_one_line(windows):
    done = windows("render", "łódź", status=2)
    assert done.stderr.decode("cp1252").rstrip().count("\n") == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_sentence_comes_through_a_pipe_in_either_encoding(windows, encoding):
    done = windows("grid", "-", "--format", "json", input="a naïve café\r\n".encode(encoding))
    assert json.loads(done.stdout)["sentence"] == "a naïve café"
