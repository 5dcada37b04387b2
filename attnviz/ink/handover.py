"""One picture gives way to another, and what both of them say travels."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np

from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, vanish
from attnviz.ink.tween import Tween, leaves


def hand_over(
    old: Mapping[Hashable, Ink], new: Mapping[Hashable, Ink], leaving: Any, **kwargs: Any
) -> tuple[list[Tween], list[Ink]]:
    """Let every new text that an old one says already start from there; the others come and go.

    Parameters
    ----------
    old, new
        Texts by what they stand for.
    leaving
        All Inks of the old picture, also those of `old`.
    kwargs
        Passed on to the tweens of what travels.

    Returns
    -------
    tuple
        The animations, and the old Inks that new ones have taken the place of: to be taken off the
        scene at once.
    """
    taken: list[Ink] = []
    fresh: list[Ink] = []
    groups: dict[str, tuple[list[Ink], list[Any]]] = {}
    for key, ink in new.items():
        source = old.get(key)
        if source is None or source.text != ink.text or not len(ink.outline):
            fresh.append(ink)
            continue
        taken.append(source)
        inks, ends = groups.setdefault(ink.get_color().to_hex(), ([], []))
        inks.append(ink)
        ends.append(ink.place.copy())
        ink.place, ink.rgba[:] = source.place.copy(), source.rgba
    moves = [
        Tween(inks, place=np.array(ends), color=color, introducer=True, **kwargs)
        for color, (inks, ends) in groups.items()
    ]
    known = {id(ink) for ink in taken}
    gone = [ink for ink in leaves(leaving) if id(ink) not in known]
    if gone:
        moves.append(vanish(gone))
    if fresh:
        moves.append(appear(fresh, delay=0.3))
    return moves, taken
