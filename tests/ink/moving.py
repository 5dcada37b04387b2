"""What tests of movement share: Inks that move, and where they are at a share of the time."""

import numpy as np

from attnviz.ink.ink import CIRCLE, Ink
from attnviz.ink.text import label
from attnviz.ink.tween import leaves

RED, BLUE = "#FF0000", "#0000FF"


def disc(x=0.0, y=0.0, size=1.0, **kwargs):
    return Ink(CIRCLE, RED, (x, y), size, **kwargs)


def row(count, **kwargs):
    return [disc(x, **kwargs) for x in range(count)]


def state(inks):
    return np.array([[*ink.place, *ink.rgba] for ink in leaves(inks)])


def at(animation, share):
    """Begin if need be, and set an animation to a share of its whole time."""
    if not hasattr(animation, "_begun"):
        animation.begin()
        animation._begun = True
    animation.interpolate(share)
    return state(leaves(animation.mobject))


def word(text="forest", x=0.0, color=RED, size=0.3):
    return label(text, color, size, (x, 0), "left")
