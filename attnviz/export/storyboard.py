"""A contact sheet: one picture of every beat of a scene, named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from attnviz.look.fonts import runs, speaking
from attnviz.look.style import Theme

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
    for i, (name, frame) in enumerate(frames):
        x = gap + i % columns * (width + gap)
        y = gap + i // columns * (height + line + gap)
        ground = Image.new("RGBA", (width, height), theme.ground)
        picture = Image.alpha_composite(ground, Image.fromarray(frame)).convert("RGB")
        sheet.paste(picture, (x, y))
        _write(pen, f"{i + 1}  {name}", (x + 4, y + height + 0.78 * line), 0.62 * line, theme)
    sheet.save(path, optimize=True)


def _write(
    pen: ImageDraw.ImageDraw, text: str, spot: tuple[float, float], size: float, theme: Theme
) -> None:
    """Write a text from its baseline's left end, each stretch of it in a face that can draw it."""
    x, base = spot
    with speaking(theme):
        stretches = list(runs(text, "sans"))
    for stretch, face in stretches:
        font = ImageFont.truetype(face.path, int(size), index=face.index)
        if face.weight is not None:
            font.set_variation_by_axes([face.weight])
        pen.text((x, base), stretch, font=font, fill=theme.text, anchor="ls")
        x += font.getlength(stretch)
