"""The one thing in a sidecar that depends on where it stands: the name of its clip."""

from __future__ import annotations

import json

NO_VIDEO = '"video": ""'


def with_video(text: str, name: str) -> str:
    """Put the name of a clip's file into its sidecar, without reading the arrays in it."""
    return text.replace(NO_VIDEO, f'"video": {json.dumps(name, ensure_ascii=False)}', 1)
