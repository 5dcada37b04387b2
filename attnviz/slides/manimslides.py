"""A deck as what `manim-slides present` and `manim-slides convert` read: JSON and videos.

They look for `slides/NAME.json` in the folder they are called in, and for the videos that it names
below that folder; played backwards, a slide shows a video of its own.
"""

from __future__ import annotations

import json
import shutil
from itertools import groupby
from pathlib import Path

from attnviz.slides.deck import Deck, Step

README = "README.txt"


def write_manim_slides(deck: Deck, folder: Path) -> list[str]:
    """Write a presentation a scene.

    Parameters
    ----------
    folder
        Where, empty; it can be renamed and moved later.

    Returns
    -------
    list of str
        Nothing: there is nothing that its maker must know.
    """
    names = []
    for scene, steps in groupby(deck.steps, key=lambda step: step.scene):
        slides = [_slide(step, folder, f"slides/files/{scene}") for step in steps]
        record = {
            "slides": slides,
            "resolution": [deck.width, deck.height],
            "background_color": deck.theme.ground,
        }
        text = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
        (folder / "slides" / f"{scene}.json").write_text(text, encoding="utf-8")
        names.append(scene)
    (folder / README).write_text(_readme(deck, names), encoding="utf-8")
    return []


def _slide(step: Step, folder: Path, where: str) -> dict[str, str]:
    """Copy a step's video, forwards and backwards; return how manim-slides names it."""
    from attnviz.slides.recode import encode_backwards

    file = f"{where}/{step.video.name}"
    back = f"{where}/{step.video.stem}_reversed{step.video.suffix}"
    (folder / where).mkdir(parents=True, exist_ok=True)
    shutil.copyfile(step.video, folder / file)
    encode_backwards(step.video, folder / back)
    return {"file": file, "rev_file": back, "notes": step.caption}


def _readme(deck: Deck, names: list[str]) -> str:
    scenes = " ".join(names)
    return (
        f"{deck.sentence}\n{deck.source}\n\n"
        "Slides for manim-slides. In this folder:\n\n"
        f"    manim-slides present {scenes}\n"
        f"    manim-slides convert --to html {scenes} ../deck.html\n"
    )
