"""The cache of clips: what was made is found, and nothing else ever is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attnviz.clips.cache import Cleared, ClipCache
from attnviz.errors import AttnvizError
from attnviz.models import weights

KEYS = [f"{i:064x}" for i in range(4)]


@pytest.fixture
def cache(tmp_path):
    return ClipCache(tmp_path / "clips")


def store(cache, key, content=b"a clip", suffix=".mp4"):
    with cache.making(key, suffix) as (clip, sidecar):
        assert clip.suffix == suffix
        clip.write_bytes(content)
        sidecar.write_text("{}")


def read(cache, key):
    kept = cache.find(key)
    return kept and kept.clip.read_bytes()


# Keeping


def test_a_full_disk_is_named_with_a_way_out(cache):
    full = pytest.raises(AttnvizError, match=f"{cache.folder}: no space left.*cache --clear")
    with full, cache.making(KEYS[0], ".mp4") as (clip, _):
        clip.write_bytes(b"half")
        raise OSError(28, "No space left on device", str(clip))
    assert [*cache.folder.iterdir()] == []


def test_what_was_stored_is_found(cache):
    assert cache.find(KEYS[0]) is None
    store(cache, KEYS[0])
    assert read(cache, KEYS[0]) == b"a clip"
    assert cache.find(KEYS[0]).sidecar.read_text() == "{}"
    assert cache.find(KEYS[1]) is None


def test_nothing_is_kept_of_what_fails(cache):
    with pytest.raises(KeyboardInterrupt), cache.making(KEYS[0], ".mp4") as (clip, _):
        clip.write_bytes(b"half")
        raise KeyboardInterrupt
    assert [*cache.folder.iterdir()] == []


DAMAGE = {
    "clip gone": lambda entry: (entry / "clip").unlink(),
    "sidecar gone": lambda entry: (entry / "sidecar.json").unlink(),
    "cut short": lambda entry: (entry / "clip").write_bytes(b"a"),
    "grown": lambda entry: (entry / "sidecar.json").write_text("{} and more"),
    "a bit of the clip": lambda entry: (entry / "clip").write_bytes(b"a clir"),
    "a bit of the sidecar": lambda entry: (entry / "sidecar.json").write_text("[}"),
    "no record": lambda entry: (entry / "about.json").unlink(),
    "a strange record": lambda entry: (entry / "about.json").write_text("[1]"),
    "no json": lambda entry: (entry / "about.json").write_bytes(b"\xff{"),
    "nested too deep": lambda entry: (entry / "about.json").write_text("[" * 100_000),
    "no folder": lambda entry: (shutil.rmtree(entry), entry.write_text("")),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_entry_is_none_and_is_made_anew(cache, damage):
    store(cache, KEYS[0])
    damage(cache.folder / KEYS[0])
    assert cache.find(KEYS[0]) is None
    cache.entries()
    store(cache, KEYS[0], b"another")
    assert read(cache, KEYS[0]) == b"another"


def test_the_least_recently_used_goes_first(tmp_path):
    size = 100 + len(json.dumps({"clip": "0" * 64, "sidecar.json": "0" * 64})) + 2
    cache = ClipCache(tmp_path, limit=3 * size + 1)
    for i, key in enumerate(KEYS[:3]):
        store(cache, key, bytes(100))
        os.utime(tmp_path / key, ns=(i, i))
    cache.find(KEYS[0])
    store(cache, KEYS[3], bytes(100))
    assert [cache.find(key) is not None for key in KEYS] == [True, False, True, True]
    assert sum(size for _, size in cache.entries()) <= cache.limit


def test_a_clip_larger_than_the_limit_is_all_there_is(tmp_path):
    cache = ClipCache(tmp_path, limit=10)
    for key in KEYS:
        store(cache, key, bytes(100))
        assert [path.name for path, _ in cache.entries()] == [key]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 400)), max_size=12))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_never_outgrows_its_limit(tmp_path, stored):
    cache = ClipCache(tmp_path / os.urandom(4).hex(), limit=1000)
    latest = {}
    for number, size in stored:
        if cache.find(KEYS[number]) is None:
            store(cache, KEYS[number], bytes(size))
            latest[number] = size
        assert read(cache, KEYS[number]) == bytes(latest[number])
        assert sum(size for _, size in cache.entries()) <= 1000
    for number, size in latest.items():
        assert read(cache, KEYS[number]) in (None, bytes(size))


def test_clearing_removes_clips_and_nothing_else(cache):
    store(cache, KEYS[0])
    (cache.folder / "notes.txt").write_text("somebody's own")
    (cache.folder / "photos").mkdir()
    ((_, size),) = cache.entries()
    with cache.making(KEYS[1], ".mp4") as (clip, sidecar):
        assert cache.clear() == Cleared(size, 1, 0)
        clip.write_bytes(b"b")
        sidecar.write_text("{}")
    assert sorted(p.name for p in cache.folder.iterdir()) == [KEYS[1], "notes.txt", "photos"]


def test_what_says_not_whose_it_is_goes_after_a_day(cache):
    store(cache, KEYS[0])
    names = [".making-99-aa", ".holding-99-bb", ".making-98-cc", ".other"]
    for name in names:
        (cache.folder / name).mkdir()
    for name in (*names[:2], names[3]):
        os.utime(cache.folder / name, (1, 1))
    store(cache, KEYS[1])
    left = {path.name for path in cache.folder.iterdir() if path.name.startswith(".")}
    assert left == {".making-98-cc", ".other"}


HOLDING = """
import sys, time
from pathlib import Path
from attnviz.clips.cache import ClipCache
cache = ClipCache(Path(sys.argv[1]))
with cache.holding() as hold, cache.making("f" * 64, ".mp4") as (clip, sidecar):
    hold(cache.find(sys.argv[2]))
    clip.write_bytes(bytes(1000))
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other(cache):
    """A process that makes a clip and holds one."""
    store(cache, KEYS[0], bytes(100))
    command = [sys.executable, "-c", HOLDING, str(cache.folder), KEYS[0]]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        yield process
        process.kill()


def test_what_another_process_works_on_stays_and_is_not_said_to_be_freed(cache, other):
    """Whatever its process id is: in a container of its own it may be one of ours."""
    (_, size) = cache.entries()[0]
    cleared = cache.clear()
    assert (cleared.clips, cleared.left) == (1, 0)
    assert cleared.freed == size - 102  # clip and sidecar are still held
    names = {path.name.split("-")[0] for path in cache.folder.iterdir()}
    assert names == {".making", ".holding"}


@pytest.mark.skipif(sys.platform == "win32", reason="needs locks")
def test_what_a_killed_process_left_goes_at_once(cache, other):
    ((_, size),) = cache.entries()
    other.kill()
    other.wait()
    assert cache.clear() == Cleared(size + 1000, 1, 0)
    assert [*cache.folder.iterdir()] == []


def test_clips_that_cannot_be_removed_are_counted(cache, monkeypatch):
    store(cache, KEYS[0])
    monkeypatch.setattr(shutil, "rmtree", lambda *arguments, **options: None)
    assert cache.clear() == Cleared(0, 0, 1)


def test_many_at_once_store_read_and_clear(cache):
    errors = []

    def work(number):
        try:
            for turn in range(30):
                key = KEYS[(number + turn) % 4]
                if (found := read_if_there(cache, key)) is not None:
                    assert found == key.encode()
                store(cache, key, key.encode())
                if turn % 10 == number:
                    cache.clear()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def read_if_there(cache, key):
    try:
        return read(cache, key)
    except FileNotFoundError:  # cleared between the two
        return None


def test_what_is_held_outlives_its_entry(cache):
    store(cache, KEYS[0])
    with cache.holding() as hold:
        kept = hold(cache.find(KEYS[0]))
        cache.clear()
        assert kept.clip.read_bytes() == b"a clip"
    assert [*cache.folder.iterdir()] == []


def test_a_cache_that_may_only_be_read(cache, monkeypatch):
    store(cache, KEYS[0])

    def refuse(*arguments, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "utime", refuse)
    monkeypatch.setattr(Path, "mkdir", refuse)
    assert read(cache, KEYS[0]) == b"a clip"
    assert not cache.is_writable()


def test_where_it_is(monkeypatch, tmp_path):
    monkeypatch.setenv("ATTNVIZ_CACHE_DIR", str(tmp_path))
    assert ClipCache().folder == tmp_path / "clips"
    monkeypatch.delenv("ATTNVIZ_CACHE_DIR")
    assert ClipCache().folder == weights.cache_folder() / "clips"
    assert ClipCache().limit == 2 * 1024**3
