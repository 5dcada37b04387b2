"""Pictures without a ground, made ready for formats that are not made for them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from attnviz.look.colors import rgb

Frame = npt.NDArray[np.uint8]  # (height, width, 4), RGBA, colours not multiplied by opacity
_SURE = 16  # opacity of 255 from which a pixel's colour is known well enough to be kept
_STEPS = (64, 16, 4)  # pixels over which colour spreads, from far to near
_MATTE = 64  # opacity of 255 from which a pixel is drawn where there is only all or nothing


def spread(pixels: Frame) -> Frame:
    """Give clear pixels the colour of the ink around them; what is to be seen stays the same.

    Codecs keep colour at half size and let it run over edges: what is black where nothing is seen
    would darken the ink beside it.
    """
    picture = Image.fromarray(pixels)
    around = Image.new("RGB", (1, 1))
    for step in _STEPS:
        small = picture.reduce(step)  # colours count as much as they cover
        color, there = small.convert("RGB"), small.getchannel("A").point(_any)
        around = Image.composite(color, around.resize(small.size, Image.Resampling.BILINEAR), there)
    around = around.resize(picture.size, Image.Resampling.BILINEAR)
    sure = picture.getchannel("A").point(_enough)
    filled = Image.composite(picture.convert("RGB"), around, sure)
    filled.putalpha(picture.getchannel("A"))
    return np.asarray(filled)


def matte(pixels: Frame, ground: str) -> Frame:
    """Decide for every pixel whether it is clear or not, as a GIF must.

    What is half clear, such as an edge or a dot out of focus, stands on `ground` (``#rrggbb``):
    that is what it looks right on.
    """
    alpha = pixels[..., 3:].astype(np.float32) / 255
    color = pixels[..., :3] * alpha + (rgb(ground) * 255).astype(np.float32) * (1 - alpha)
    shown = pixels[..., 3:] >= _MATTE
    return np.concatenate([np.round(color) * shown, shown * 255.0], axis=2).astype(np.uint8)


_any = [0, *[255] * 255]
_enough = [0] * _SURE + [255] * (256 - _SURE)
