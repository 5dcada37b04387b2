"""A few cells of the score grid, named beside it: the highest, the lowest, the one nearest zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import VGroup

from attnviz.ink.ink import CIRCLE, Ink
from attnviz.ink.text import label
from attnviz.look import numerals
from attnviz.look.page import Box
from attnviz.look.style import GRID_STROKE, XS, M, S, Theme
from attnviz.look.typeset import fit_text


@dataclass(frozen=True)
class NamedScore:
    """One score to be named.

    Attributes
    ----------
    note
        What it is among the others, such as "highest".
    query, key
        Its words.
    score
        Scaled, before the mask.
    radius
        Of its mark, in scene units, as in the grid.
    """

    note: str
    query: str
    key: str
    score: float
    radius: float


def score_list(scores: Sequence[NamedScore], box: Box, top: float, theme: Theme) -> list[VGroup]:
    """List scores, each with its mark, its number and its two words.

    Parameters
    ----------
    box
        The panel.
    top
        Height at which the list begins.
    """
    step = min(1.35, (top - box.bottom) / len(scores))
    groups = []
    for i, named in enumerate(scores):
        base = top - i * step - 0.2
        group = VGroup(label(named.note, theme.mute, XS, (box.left, base), "left", "sans"))
        y = base - 0.45
        stroke = GRID_STROKE if named.score < 0 else None
        if named.radius > 0:
            group.add(Ink(CIRCLE, theme.text, (box.left + 0.25, y), named.radius, stroke=stroke))
        number = numerals.signed(named.score)
        group.add(label(number, theme.text, M, (box.left + 1.42, y - 0.1), "right", "sans-bold"))
        room = box.width - 1.62
        query, size_q = fit_text(named.query, room, (M, S, XS))
        key, size_k = fit_text(named.key, room, (M, S, XS))
        size = float(np.minimum(size_q, size_k))
        group.add(label(query, theme.query, size, (box.left + 1.62, y + 0.07), "left"))
        group.add(label(key, theme.key, size, (box.left + 1.62, y - 0.31), "left"))
        groups.append(group)
    return groups
