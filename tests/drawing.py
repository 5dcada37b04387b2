"""What tests of pictures measure: areas, texts on screen, decoded frames."""

from __future__ import annotations

import hashlib
import re

import av
import numpy as np

from attnviz.ink.ink import CIRCLE
from attnviz.ink.text import text_boxes
from attnviz.ink.tween import leaves

NUMERAL = re.compile(r"[+−]?\d[\d,]*(?:\.\d+)?(?:·10[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?|[+−]?∞")


def area(outline):
    """Return the area inside closed cubic curves, by Green's theorem (exact with three points)."""
    spots, shares = np.polynomial.legendre.leggauss(3)
    t, shares = (spots + 1) / 2, shares / 2
    a, b, c, d = (outline.reshape(-1, 4, 3)[:, i, :2, None] for i in range(4))
    at = a * (1 - t) ** 3 + 3 * b * t * (1 - t) ** 2 + 3 * c * t**2 * (1 - t) + d * t**3
    speed = 3 * ((b - a) * (1 - t) ** 2 + 2 * (c - b) * t * (1 - t) + (d - c) * t**2)
    return float(np.sum((at[:, 0] * speed[:, 1] - at[:, 1] * speed[:, 0]) * shares) / 2)


def circles(mobjects):
    """Return (x, y, area, ring, opacity) of every circle to be seen, also of joined ones."""
    found = []
    for ink in leaves(mobjects):
        if ink.text is not None or ink.opacity == 0 or len(ink.outline) % len(CIRCLE):
            continue
        for one in ink.points.reshape(-1, len(CIRCLE), 3):
            spot = (one.min(axis=0) + one.max(axis=0)) / 2
            radius = np.ptp(one[:, 0]) / 2
            if np.allclose(one, CIRCLE * radius + spot, atol=1e-6):
                found.append((*spot[:2], area(one), ink.is_stroked, ink.opacity))
    return found


def middle(corners):
    """Return the middle of a box."""
    return tuple(corners.mean(axis=0))


def texts(mobjects):
    """Return every text that is to be seen, with the middle of its box."""
    inks = [ink for ink in leaves(mobjects) if ink.opacity > 0]
    return [(text, middle(corners)) for ink in inks for text, corners in text_boxes(ink)]


def said(mobjects):
    """Return every text that is to be seen."""
    return [text for text, _ in texts(mobjects)]


def decode(path):
    """Return all frames of a clip as arrays (height, width, 4), RGBA."""
    with av.open(str(path)) as movie:
        return [frame.to_ndarray(format="rgba") for frame in movie.decode(video=0)]


def fingerprint(path):
    """Return a hash of everything that a clip shows."""
    whole = hashlib.sha256()
    for frame in decode(path):
        whole.update(frame.tobytes())
    return whole.hexdigest()
