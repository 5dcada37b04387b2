"""Finished clips to where they were asked for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from attnviz.files import atomic_write

if TYPE_CHECKING:
    from attnviz.stage.cache import Kept

# A sidecar is kept without the name of its clip, the one thing that depends on where it stands.
NO_VIDEO = '"video": ""'


def deliver_clip(kept: Kept, target: Path) -> None:
    """Copy a finished clip and its sidecar to where they were asked for, whole or not at all."""
    with atomic_write(target) as part, atomic_write(target.with_suffix(".json")) as sidecar:
        shutil.copyfile(kept.clip, part)
        text = kept.sidecar.read_text(encoding="utf-8")
        sidecar.write_text(with_video(text, target.name), encoding="utf-8")


def with_video(text: str, name: str) -> str:
    """Put the name of a clip's file into its sidecar, without reading the arrays in it."""
    return text.replace(NO_VIDEO, f'"video": {json.dumps(name, ensure_ascii=False)}', 1)
