"""Running commands: inside this process, which is quick, or in one of their own."""

import os
import subprocess
import sys
from dataclasses import dataclass

import pytest

from attnviz.cli import main

SENTENCE = "a fluffy blue creature roamed the verdant forest"


@dataclass
class Outcome:
    status: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path_factory):
    """Keep clips in a folder of the test's own."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("ATTNVIZ_CACHE_DIR", str(folder))
    return folder


@pytest.fixture
def run(capfd, monkeypatch, tmp_path):
    """Run a command inside this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments, **variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        status = main.run([str(argument) for argument in arguments])
        said = capfd.readouterr()
        return Outcome(status, said.out, said.err)

    return run


@pytest.fixture
def spawn(tmp_path):
    """Run a command in a process of its own, in an empty folder."""

    def spawn(*arguments, before="", **options):
        code = f"{before}\nfrom attnviz.cli.main import main\nmain()"
        environment = {**os.environ, **options.pop("env", {})}
        command = [sys.executable, "-c", code, *map(str, arguments)]
        options = {"capture_output": True, "cwd": tmp_path, **options}
        return subprocess.run(command, env=environment, **options)

    return spawn
