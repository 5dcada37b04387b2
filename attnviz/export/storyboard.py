"""A contact sheet: one picture of every beat of a scene, named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from attnviz.mobjects.fonts import speaking, voice_face
from attnviz.mobjects.style import Theme

Frame = npt.NDArray[np.uint8]


def contact_sheet(
    frames: Sequence[tuple[str, Frame]], path: Path, theme: Theme, columns: int | None = None
) -> None:
    """Write frames as one PNG, each above its name.

    Parameters
    ----------
    frames
        Names and RGBA pictures (height, width, 4), all of one size.
    path
        The file.
    columns
        Frames a row; by default two, or four for upright pictures.
    """
    height, width = frames[0][1].shape[:2]
    columns = columns or (2 if width >= height else 4)
    rows = -(-len(frames) // columns)
    gap, line = max(width // 50, 8), max(height // 14, 22)
    sheet = Image.new(
        "RGB",
        (columns * (width + gap) + gap, rows * (height + line + gap) + gap),
        theme.hair,
    )
    pen = ImageDraw.Draw(sheet)
    with speaking(theme):
        face = voice_face("sans")
    font = ImageFont.truetype(face.path, int(line * 0.62), index=face.index)
    for i, (name, frame) in enumerate(frames):
        x = gap + i % columns * (width + gap)
        y = gap + i // columns * (height + line + gap)
        ground = Image.new("RGBA", (width, height), theme.ground)
        picture = Image.alpha_composite(ground, Image.fromarray(frame)).convert("RGB")
        sheet.paste(picture, (x, y))
        pen.text((x + 4, y + height + line * 0.12), f"{i + 1}  {name}", font=font, fill=theme.text)
    sheet.save(path, optimize=True)
