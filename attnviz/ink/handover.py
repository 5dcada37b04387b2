"""One picture gives way to another, and what both of them say travels."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np

from attnviz.ink.ink import Ink
from attnviz.ink.motion import Array, appear, copy_of, vanish
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


def succeed(
    old: Sequence[Ink], new: Sequence[Ink], color: str, *, keep: bool = False, **kwargs: Any
) -> tuple[list[Tween], list[Ink]]:
    """Let labels become others: those that say the same travel, the rest change over in place.

    Parameters
    ----------
    old, new
        Labels, one to one as far as both go.
    color
        The new ones' colour.
    keep
        Leave the old ones standing and send copies.

    Returns
    -------
    tuple
        The animations, and the Inks that are on stage after them.
    """
    going: list[Ink] = []
    fresh: list[Ink] = []
    live: list[Ink] = []
    places: list[Array] = []
    for i, target in enumerate(new):
        source = old[i] if i < len(old) else None
        if source is None or source.text != target.text:
            fresh.append(target)
            live.append(target)
            continue
        mover = copy_of(source) if keep else source
        mover.em = target.em
        going.append(mover)
        places.append(target.place.copy())
        live.append(mover)
    gone = [] if keep else [ink for ink in old if all(ink is not other for other in live)]
    moves: list[Tween] = []
    if going:
        moves.append(Tween(going, place=np.array(places), color=color, introducer=keep, **kwargs))
    if fresh:
        moves.append(appear(fresh))
    if gone:
        moves.append(vanish(gone))
    return moves, live
