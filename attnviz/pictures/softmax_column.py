"""A column of the grid opens into the table of its softmax, and the table folds back into it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence

import numpy as np

from attnviz.ink.ink import Ink
from attnviz.ink.motion import Array, appear, grow
from attnviz.ink.tween import Tween, leaves
from attnviz.look.style import APPEAR, TRAVEL
from attnviz.mobjects.grid import dotted_keys
from attnviz.mobjects.pattern_grid import PatternGrid
from attnviz.pictures.softmax import StackedShares

Spot = tuple[float, float]
_SMALL = 0.3  # of its size: what comes out of a cell, or goes into a row that it shares
_AFTER = 0.2  # seconds in which the grid makes room


def open_column(
    table: StackedShares, old: Mapping[Hashable, Ink], spot_of: Callable[[int], Spot]
) -> tuple[list[Tween], list[Ink]]:
    """Let names and scores travel out of the grid into the table's first two columns.

    What several keys share is gathered into their row.

    Parameters
    ----------
    old
        The grid's own texts by what they stand for, as `StackedShares.texts` calls them; what the
        grid does not write comes out of its cell.
    spot_of
        Where a key's cell is.

    Returns
    -------
    tuple
        The animations, and Inks of the grid that new ones have taken the place of: to be taken off
        the scene at once.
    """
    taken: list[Ink] = []
    by_color: dict[str, tuple[list[Ink], list[Array]]] = {}
    for what, ink in table.texts().items():
        inks, ends = by_color.setdefault(ink.get_color().to_hex(), ([], []))
        inks.append(ink)
        ends.append(ink.place.copy())
        source = old.get(what)
        if source is not None and source.text == ink.text and len(ink.outline):
            taken.append(source)
            ink.place, ink.rgba[:] = source.place.copy(), source.rgba
        elif source is not None and source.text:  # told apart by its number
            ink.place, ink.rgba[3] = source.place.copy(), 0.0
        else:
            key = what[1] if isinstance(what, tuple) else table.plan.rows.rows[0].keys[0]
            ink.place[:2], ink.rgba[3] = spot_of(key), 0.0
            ink.place[2:4] *= _SMALL
    moves = [
        Tween(
            inks, place=np.array(ends), color=color, opacity=1.0, lag=0.05, delay=_AFTER,
            introducer=True,
        )
        for color, (inks, ends) in by_color.items()
    ]  # fmt: skip
    for row, name in zip(table.plan.rows.rows, table.names, strict=True):
        if row.shared:
            found = (old.get((kind, key)) for kind in ("key", "score") for key in row.keys)
            moves.append(_gather([ink for ink in found if ink is not None], name))
            moves.append(appear(name, delay=TRAVEL))
            taken += moves[-2].leaves
    return moves, taken


def _gather(inks: Sequence[Ink], name: Ink) -> Tween:
    def target(start: Array) -> Array:
        end = start.copy()
        end[:, :2] = name.place[:2]
        end[:, 2:4] *= _SMALL
        return end

    return Tween(
        inks, place=target, opacity=0.0, delay=_AFTER, introducer=True, remover=True
    )  # fmt: skip


def fold_column(
    table: StackedShares, grid: PatternGrid, query: int, weights: Array
) -> tuple[list[Tween], list[Ink]]:
    """Let names travel back to the grid and every bar turn into the dot of its weight.

    Parameters
    ----------
    weights
        (n,) of the query.

    Returns
    -------
    tuple
        The animations, and Inks of the table to be taken off the scene at once.
    """
    words, taken = grid.words(query), list[Ink]()
    by_color: dict[str, tuple[list[Ink], list[Array]]] = {}
    for what, ink in table.texts().items():
        word = words.get(what)
        if word is not None and word.text == ink.text and len(ink.outline):
            inks, ends = by_color.setdefault(word.get_color().to_hex(), ([], []))
            inks.append(word)
            ends.append(word.place.copy())
            word.place = ink.place.copy()
            taken.append(ink)
    moves = [Tween(inks, place=np.array(ends), introducer=True) for inks, ends in by_color.values()]
    dots = leaves(grid.dots[query]) if grid.dots else []
    return [*moves, *_turned(table, dots, dotted_keys(weights))], taken


def _turned(table: StackedShares, dots: Sequence[Ink], keys: Sequence[int]) -> list[Tween]:
    """Let each bar shrink to the size of its key's dot; more dots come out of a bar they share."""
    old: list[Ink] = []
    new: list[Ink] = []
    more: list[tuple[Ink, Array]] = []
    for key, dot in zip(keys, dots, strict=False):
        bar = table.bar_of(key)
        if any(bar is one for one in old):
            more.append((dot, bar.place[:2].copy()))
        else:
            old.append(bar)
            new.append(dot)

    def out_of_bar(now: Array) -> Array:
        places = now.copy()
        for place, (_, spot) in zip(places, more, strict=True):
            place[:2] = spot
        return places

    empty = [bar for bar in table.bars if all(bar is not one for one in old)]
    sides = [np.sqrt(np.pi) * dot.place[2] for dot in new]  # of the square as large as the dot
    squares = [
        [dot.place[0] - side / 2, dot.place[1] - side / 2, side, side, 0.0]
        for dot, side in zip(new, sides, strict=True)
    ]
    return [
        Tween(old, place=np.array(squares).reshape(-1, 5), remover=True),
        grow(new, delay=TRAVEL - APPEAR),
        Tween([dot for dot, _ in more], start_place=out_of_bar, start_opacity=0.0, introducer=True),
        Tween(empty, place=_flat, opacity=0.0, remover=True),
    ]


def _flat(start: Array) -> Array:
    """Shrink bars about their middle lines."""
    end = start.copy()
    end[:, 1] += end[:, 3] / 2
    end[:, 3] *= 1e-3
    return end
