"""Where drawn things stand: what holds them all, and which texts lie on one another."""

from __future__ import annotations

import numpy as np

from attnviz.ink.text import text_boxes
from attnviz.ink.tween import leaves
from attnviz.look.page import Box


def bounds(mobjects):
    """Return the smallest box around everything that is to be seen."""
    boxes = [ink.box() for ink in leaves(mobjects) if ink.opacity > 0]
    found = np.array([box for box in boxes if box is not None])
    return Box(*found[:, :2].min(axis=0).tolist(), *found[:, 2:].max(axis=0).tolist())


def lies_in(mobjects, room, slack=0.0):
    """Say whether everything stands inside a box, which may be so much larger on all sides."""
    inner = bounds(mobjects)
    wide = room.left - slack <= inner.left and inner.right <= room.right + slack
    return wide and room.bottom - slack <= inner.bottom and inner.top <= room.top + slack


def on_one_another(mobjects, slack=0.005):
    """Return every two texts, as (one, other), that lie deeper in one another than `slack`."""
    inks = [ink for ink in leaves(mobjects) if ink.opacity > 0]
    found = [(text, corners) for ink in inks for text, corners in text_boxes(ink)]
    boxes = [(text, corners.min(axis=0), corners.max(axis=0)) for text, corners in found]
    return [
        (text, other)
        for i, (text, low, high) in enumerate(boxes)
        for other, low2, high2 in boxes[:i]
        if (np.minimum(high, high2) - np.maximum(low, low2) > slack).all()
    ]


def apart(one, other):
    """Say whether two boxes share no room."""
    beside = one.right <= other.left or other.right <= one.left
    return beside or one.top <= other.bottom or other.top <= one.bottom


def corners_of(ink):
    """Return the corners of the box around an Ink, turned as the Ink is, (4, 2)."""
    x, y, width, height, angle = ink.place
    local = ink.outline[:, :2] * (width, height)
    (left, low), (right, high) = local.min(axis=0), local.max(axis=0)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return np.array([(left, low), (right, low), (right, high), (left, high)]) @ turn + (x, y)


def share(one, other, touch=0.0):
    """Tell whether two boxes share more than a touch: along no side of theirs are they apart."""
    for corners in (one, other):
        for side in (corners[1] - corners[0], corners[2] - corners[1]):
            length = float(np.hypot(*side))
            if length < 1e-9:
                continue
            a, b = one @ side / length, other @ side / length
            if min(a.max(), b.max()) - max(a.min(), b.min()) <= touch:
                return False
    return True
