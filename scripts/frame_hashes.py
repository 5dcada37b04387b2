"""Checksums of every frame that the clips show: a change that must change no picture is held to it.

``python scripts/frame_hashes.py -o before.json`` renders all clips at 480p15 on three sentences;
after the change ``--against before.json`` renders them again, names those that differ and fails.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from attnviz import load_model
from attnviz.catalog.scenes import DEFAULT_SENTENCE, SCENES, scene_class
from attnviz.frames.settings import QUALITIES, FrameSettings
from attnviz.stage import play
from attnviz.stage.settings import SceneSettings

#: Sentences, and the language of their captions.
SENTENCES = {
    "default": (DEFAULT_SENTENCE, "en"),
    "korean": ("어제 우리는 작은 도서관에서 오래된 책을 읽었다", "ko"),
    "twenty words": (
        "The quick brown fox jumps over the lazy dog while the small grey cat sleeps near the warm "
        "fire today",
        "en",
    ),
}


class Checksum:
    """Stands in for the encoder: sums up the frames that it is given, and how long each stands."""

    last: Checksum

    def __init__(self, path: Path, frame_settings: FrameSettings, *rest: object) -> None:
        self.frames, self._sum = 0, hashlib.blake2b(digest_size=16)
        Checksum.last = self

    @property
    def text(self) -> str:
        """The checksum so far."""
        return self._sum.hexdigest()

    def mark(self) -> None:
        """Note that a section begins here."""
        self._sum.update(b"|")

    def write(self, pixels: Any, repeat: int = 1, rects: Any = None) -> None:
        """Add a picture."""
        self._sum.update(np.ascontiguousarray(pixels).data)
        self._sum.update(str(repeat).encode())
        self.frames += repeat

    def close(self) -> None:
        """Do nothing: there is no file."""

    abort = close


def checksums(quality: str = "l") -> Iterator[tuple[str, list[Any]]]:
    """Yield the name of every clip, with how many frames it has and their checksum."""
    encoder, play.Encoder = play.Encoder, Checksum  # type: ignore[misc, assignment]
    try:
        for name, (sentence, language) in SENTENCES.items():
            trace, settings = load_model().trace(sentence), SceneSettings(language=language)
            for entry in SCENES:
                scene = scene_class(entry.module, entry.class_name)
                frames = FrameSettings(*QUALITIES[quality])
                play.render_clip(scene, trace, settings, frames, Path("no file"))
                yield f"{name}: {entry.slug}", [Checksum.last.frames, Checksum.last.text]
    finally:
        play.Encoder = encoder  # type: ignore[misc]


def main() -> int:
    """Write the checksums, or compare them with others; return 1 if one differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, help="where to write them")
    parser.add_argument("--against", type=Path, help="a file of them to compare with")
    asked = parser.parse_args()
    found = dict(checksums())
    if asked.output:
        asked.output.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    before = json.loads(asked.against.read_text("utf-8")) if asked.against else found
    different = sorted(name for name in found | before if found.get(name) != before.get(name))
    for name in different:
        print(f"{name}: {before.get(name)} became {found.get(name)}")
    print(f"{len(found)} clips, {len(different)} of them different")
    return 1 if different else 0


if __name__ == "__main__":
    raise SystemExit(main())
