"""The second time a clip is there at once; several clips come in the order they were asked for."""

import json
import os
import pty
import signal
import statistics
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import click
import pytest

from attnviz.cli.main import cli
from attnviz.clips import batch
from attnviz.clips.outputs import sidecar_of
from attnviz.errors import UsageError
from tests.drawing import fingerprint

TINY = ["-r", "128,128", "--fps", "2", "--pace", "8", "--layer", "0", "--sentence", "red wine"]
HEAVY = ["manim", "numpy", "av", "cairo", "uharfbuzz", "PIL", "scipy", "rich", "multiprocessing"]


@pytest.fixture
def made(monkeypatch):
    """Note which scenes are really rendered."""
    names = []
    real = batch.make_clip
    monkeypatch.setattr(
        batch, "make_clip", lambda job, *rest: (names.append(job.slug), real(job, *rest))[1]
    )
    return names


def files(folder):
    """Name what is there, but for the notes of what was written."""
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and p.name != "written.txt")


# One clip, twice


def test_the_same_clip_is_made_once(run, made, tmp_path):
    for name in ("one.mp4", "two.mp4"):
        done = run("render", "tokens", *TINY, "-o", name)
        assert (done.status, done.out, done.err) == (0, f"{name}\n", "")
        assert json.loads(sidecar_of(tmp_path / name).read_text())["video"] == name
    assert made == ["tokens"]
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


def test_a_copy_that_was_changed_stays_unless_it_may_go(run, made, tmp_path):
    assert run("render", "tokens", *TINY, "-o", "clip.mp4").status == 0
    (tmp_path / "clip.mp4").write_bytes(b"changed")
    done = run("render", "tokens", *TINY, "-o", "clip.mp4")
    assert (done.status, len(done.err.splitlines())) == (2, 1)
    assert "clip.mp4 was changed since attnviz wrote it" in done.err
    assert (tmp_path / "clip.mp4").read_bytes() == b"changed"
    assert run("render", "tokens", *TINY, "-o", "clip.mp4", "--overwrite").status == 0
    assert len(fingerprint(tmp_path / "clip.mp4")) == 64
    (tmp_path / "clip.mp4").unlink()
    assert run("render", "tokens", *TINY, "-o", "clip.mp4").status == 0
    assert made == ["tokens"]


@pytest.mark.parametrize("command", [["render", "tokens"], ["film", "--scenes", "tokens"]])
def test_somebodys_own_file_is_found_before_anything_is_made(run, made, tmp_path, command):
    (tmp_path / "package.json").write_text("{}")
    done = run(*command, *TINY, "-o", "package.mp4")
    assert (done.status, done.out, made) == (2, "", [])
    assert "package.json was not written by attnviz" in done.err
    assert "--overwrite" in done.err
    assert files(tmp_path) == ["package.json"]


# Every option of render, and what to pass for another clip; None if it makes no other one.
OTHERS = {
    "scene": ["embedding"], "sentence": ["--sentence", "white wine"], "layer": ["--layer", "1"],
    "head": ["--head", "2"], "unit": ["--unit", "token"],
    "word": ["--word", "wine"], "key": ["--key", "red"], "quality": ["-q", "l"], "model": None,
    "resolution": ["-r", "128,144"], "theme": ["--theme", "light"], "lang": ["--lang", "ko"],
    "detail": ["--detail"], "fps": ["--fps", "3"], "pace": ["--pace", "9"], "output": None,
    "form": ["--format", "webm"], "transparent": ["-t"], "save_last_frame": ["-s"],
    "media_dir": None, "jobs": None, "disable_caching": None, "preview": None,
    "config": None, "source": None, "captions": ["--captions", "none"], "max_size": None,
    "captions_file": ["--captions-file", "{own}"],
    "once": ["--format", "gif", "--once"], "beat": ["--beat", "pieces"],
    "overwrite": None, "outside": None,
}  # fmt: skip


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """Note the keys of clips that are asked for, and make none."""
    keys = []

    def refuse(job, *rest):
        keys.append(job.key())
        raise UsageError("not now")

    monkeypatch.setattr(batch, "make_clip", refuse)
    return keys


def test_every_option_that_changes_a_clip_changes_its_key(run, asked, tmp_path):
    options = {p.name: p for p in cli.get_command(click.Context(cli), "render").params}
    assert set(OTHERS) >= set(options), "say above whether the new option changes the clip"
    tiny = [word for word in TINY if word not in ("-r", "128,128")]  # else -q changes nothing
    own = tmp_path / "own.toml"
    own.write_text('[tokens]\nsentence = "A model counts."\n', "utf-8")
    for name in options:
        scene = OTHERS[name] if name == "scene" else ["tokens"]
        more = [] if name == "scene" else [word.format(own=own) for word in OTHERS[name] or []]
        base = tiny if name == "quality" else TINY
        run("render", "tokens", *base)
        assert run("render", *scene, *base, *more).status == 2
        assert (asked[-1] != asked[-2]) == (OTHERS[name] is not None), name


def test_caching_can_be_left_out(run, made, tmp_path, cache):
    for _ in range(2):
        assert run("render", "tokens", *TINY, "--disable_caching", "-o", "clip.mp4").status == 0
    assert made == ["tokens", "tokens"]
    assert files(cache) == []
    assert files(tmp_path) == ["clip.json", "clip.mp4"]


@pytest.mark.parametrize("file", ["clip", "sidecar.json"])
def test_a_damaged_clip_is_made_anew(run, made, cache, tmp_path, file):
    """Also where it is as long as it was: one byte in the middle is another."""
    run("render", "tokens", *TINY, "-o", "one.mp4")
    (kept,) = cache.glob(f"clips/*/{file}")
    content = bytearray(kept.read_bytes())
    content[len(content) // 2] ^= 255
    kept.write_bytes(content)
    assert run("render", "tokens", *TINY, "-o", "two.mp4").status == 0
    assert made == ["tokens", "tokens"]
    assert fingerprint(tmp_path / "two.mp4") == fingerprint(tmp_path / "one.mp4")


def again(tmp_path):
    code = f"""
import sys
from attnviz.cli.main import run
assert run({["render", "tokens", *TINY, "-o", "again.mp4"]!r}) == 0
found = [name for name in {HEAVY!r} if name in sys.modules]
sys.exit(", ".join(found) or 0)
"""
    return subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True
    )


def test_a_clip_that_is_there_imports_nothing_to_make_one(run, tmp_path):
    first = again(tmp_path)
    assert "manim" in first.stderr  # the look can fail
    second = again(tmp_path)
    assert (second.returncode, second.stdout) == (0, "again.mp4\n"), second.stderr


@pytest.mark.slow
def test_a_clip_that_is_there_comes_in_half_a_second(run, tmp_path):
    run("render", "tokens", *TINY)
    command = [sys.executable, "-m", "attnviz", "render", "tokens", *TINY, "-o", "again.mp4"]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    seconds = []
    while len(seconds) < 15 and (len(seconds) < 5 or statistics.median(seconds[-5:]) >= 0.5):
        start = time.perf_counter()
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, env=environment)
        seconds.append(time.perf_counter() - start)
    assert statistics.median(seconds[-5:]) < 0.5


@pytest.mark.slow
def test_two_processes_that_make_the_same_clip_both_succeed(tmp_path, cache):
    command = [sys.executable, "-m", "attnviz", "render", "tokens", *TINY, "-o"]
    both = [
        subprocess.Popen([*command, name], cwd=tmp_path, stderr=subprocess.PIPE)
        for name in ("one.mp4", "two.mp4")
    ]
    for process in both:
        _, said = process.communicate()
        assert process.returncode == 0, said
    assert fingerprint(tmp_path / "one.mp4") == fingerprint(tmp_path / "two.mp4")
    assert len(files(cache)) == 3  # one entry


# The command


def test_the_command_shows_and_clears_the_cache(run, cache):
    assert run("cache").out == f"{cache}/clips\n0 clips, 0.0 MB of at most 2,147 MB\n"
    run("render", "tokens", *TINY)
    where, count = run("cache").out.splitlines()
    assert Path(where).is_dir()
    assert count.startswith("1 clips, 0.")
    assert run("cache", "--clear").out.startswith("removed 0.")
    assert files(cache) == []
    assert run("cache").out.endswith("\n0 clips, 0.0 MB of at most 2,147 MB\n")


def test_clearing_fails_where_clips_stay(run, monkeypatch):
    run("render", "tokens", *TINY)
    monkeypatch.setattr("shutil.rmtree", lambda *arguments, **options: None)
    done = run("cache", "--clear")
    assert (done.status, len(done.err.splitlines())) == (1, 1)
    assert done.out.startswith("removed 0.0 MB")
    assert "1 clips in" in done.err
    assert "cannot be removed" in done.err


# Several clips


def test_paths_are_printed_in_the_order_asked_for(run, tmp_path):
    done = run("render", "update", "tokens", "update", *TINY, "--jobs", "2")
    assert (done.status, done.err) == (0, "")
    names = [line.split("-")[0] for line in done.out.splitlines()]
    assert names == ["media/update", "media/tokens"]
    assert all((tmp_path / line).is_file() for line in done.out.splitlines())


def fail(monkeypatch, *slugs):
    real = batch.make_clip

    def make(job, *rest):
        if job.slug in slugs:
            raise ValueError(f"a mistake in\n{job.slug}")
        return real(job, *rest)

    monkeypatch.setattr(batch, "make_clip", make)


def test_one_that_fails_is_one_line_and_the_others_are_there(run, monkeypatch, tmp_path):
    fail(monkeypatch, "embedding")
    done = run("render", "tokens", "embedding", "update", *TINY, "--jobs", "1")
    assert done.status == 1
    assert done.err == "error: embedding: it could not be rendered: a mistake in embedding\n"
    assert [Path(line).name.split("-")[0] for line in done.out.splitlines()] == ["tokens", "update"]
    assert len(files(tmp_path / "media")) == 4


def test_several_that_fail_are_a_line_each(run, monkeypatch):
    fail(monkeypatch, "embedding", "tokens")
    done = run("render", "tokens", "embedding", "update", *TINY, "--jobs", "1")
    assert done.status == 1
    assert [line.split(":")[1] for line in done.err.splitlines()] == [" tokens", " embedding"]


def test_what_is_wrong_with_all_of_them_is_said_once(run):
    done = run("render", "tokens", "update", *TINY, "--layer", "99")
    assert (done.status, done.out, len(done.err.splitlines())) == (2, "", 1)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["tokens", "update", "-o", "clip.mp4"], "-o names one clip, and 2 are asked for"),
        (["tokens", "nothing"], "nothing"),
        (["tokens", "--jobs", "0"], "--jobs"),
        ([], "missing argument"),
    ],
)
def test_wrong_usage(run, tmp_path, arguments, says):
    done = run("render", *arguments)
    assert (done.status, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert says in done.err
    assert files(tmp_path) == []


def test_paths_reach_the_standard_output_also_under_a_display(tmp_path):
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "attnviz", "render", "tokens", *TINY],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=theirs, env={**os.environ, "TERM": "xterm"},
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # how a terminal ends
        while more := os.read(ours, 100_000):
            shown += more
    os.close(ours)
    out = process.communicate()[0].decode()
    assert process.returncode == 0
    assert len(out.splitlines()) == 1
    assert (tmp_path / out.strip()).is_file()
    assert "%" in shown.decode()
    assert out.strip() not in shown.decode()


def lives(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_stopping_ends_all_and_leaves_nothing_half_written(tmp_path, cache, name, status):
    process = subprocess.Popen(
        [sys.executable, "-m", "attnviz", "render", "tokens", "pattern", "update", "--jobs", "2"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not [*cache.glob("clips/.making-*/clip*")]:
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    if name == "SIGINT":  # as a terminal does
        os.killpg(process.pid, signal.SIGINT)
    else:
        process.terminate()
    _, said = process.communicate(timeout=30)
    assert process.returncode == status, said
    assert b"Traceback" not in said
    assert [path.name for path in cache.glob("clips/.*")] == []
    assert all(name.endswith((".mp4", ".json")) for name in files(tmp_path))
    while lives(process.pid):  # what multiprocessing keeps beside them goes last
        assert time.monotonic() < deadline
        time.sleep(0.02)
