"""A deck of plain colours, so that one pixel of the screen says which frame is seen."""

from __future__ import annotations

import numpy as np
from PIL import Image

from attnviz.frames.encoder import Encoder
from attnviz.frames.settings import FrameSettings
from attnviz.look.style import DARK
from attnviz.slides.deck import Deck, Step

SENTENCE = "a fluffy blue creature"
SOURCE = "SmolLM2-135M · layer 13 · head 1 · words"
START = (90, 90, 90)
RED, GREEN, BLUE, GOLD = (200, 40, 40), (30, 150, 60), (40, 70, 210), (220, 170, 30)
ENDS = (RED, GREEN, BLUE, GOLD)


def color_step(folder, i, before, after, caption=None, picture=None, seconds=0.5):
    """Encode a step that begins with what was held before, and ends with a colour of its own."""
    picture = picture or FrameSettings(256, 144, 10)
    frames = round(seconds * picture.fps)
    video, first, last = (folder / f"{i}{end}" for end in (".mp4", "-first.png", "-last.png"))
    encoder = Encoder(video, picture)
    for color, repeat in ((before, frames // 2), (after, frames - frames // 2)):
        pixels = np.full((picture.height, picture.width, 4), (*color, 255), np.uint8)
        encoder.write(pixels, repeat)
    encoder.close()
    for color, path in ((before, first), (after, last)):
        Image.new("RGB", (picture.width, picture.height), color).save(path)
    scene, title = ("scores", "Scores") if i < 2 else ("pattern", "Attention pattern")
    caption = f"Step {i + 1} is here." if caption is None else caption
    return Step(scene, title, f"beat{i}", caption, video, first, last, frames)


def color_deck(folder, *, captions=(), picture=None, seconds=0.5, **about):
    """Return a deck of four steps in two scenes."""
    picture = picture or FrameSettings(256, 144, 10)
    captions = [*captions, *[None] * (len(ENDS) - len(captions))]
    steps = tuple(
        color_step(folder, i, before, after, caption, picture, seconds)
        for i, (before, after, caption) in enumerate(
            zip((START, *ENDS), ENDS, captions, strict=False)
        )
    )
    about = {"sentence": SENTENCE, "language": "en", "theme": DARK, **about}
    size = {"width": picture.width, "height": picture.height, "fps": picture.fps}
    return Deck(source=SOURCE, steps=steps, **size, **about)
