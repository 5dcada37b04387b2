"""A column of the grid opens into a table with a row a key, and the table folds back into it.

Texts that both say travel; dots turn into bars and bars into dots.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence

import numpy as np

from attnviz.ink.ink import Ink
from attnviz.ink.motion import Array, appear, grow
from attnviz.ink.tween import Tween
from attnviz.look.style import APPEAR, TRAVEL
from attnviz.mobjects.key_rows import Row

Spot = tuple[float, float]
Texts = Mapping[Hashable, Ink]
_SMALL = 0.3  # of its size: what comes out of a cell, or goes into a row that it shares
_AFTER = 0.2  # seconds in which the grid makes room
_PASSED = 0.6  # seconds in which names have passed the dots
_POINT = 1e-3  # the size of what has shrunk to a point


def open_column(
    texts: Texts, rows: Sequence[Row], names: Sequence[Ink], old: Texts,
    spot_of: Callable[[int], Spot],
) -> tuple[list[Tween], list[Ink]]:  # fmt: skip
    """Let what the table takes from the grid travel there; keys that share a row gather in it.

    Parameters
    ----------
    texts
        The table's, where they will stand, by what they stand for: ``"query"``, and ``("key", i)``
        or whatever else comes from the row of key i.
    rows, names
        All rows of the table, and what stands in each for its name.
    old
        The grid's own texts, by the same names. What the grid does not write comes out of its
        cell.
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
    for what, ink in texts.items():
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
            key = what[1] if isinstance(what, tuple) else rows[0].keys[0]
            ink.place[:2], ink.rgba[3] = spot_of(key), 0.0
            ink.place[2:4] *= _SMALL
    moves = [
        Tween(
            inks, place=np.array(ends), color=color, opacity=1.0, lag=0.05, delay=_AFTER,
            introducer=True,
        )
        for color, (inks, ends) in by_color.items()
    ]  # fmt: skip
    for row, name in zip(rows, names, strict=True):
        if row.shared:
            own = [
                ink for what, ink in old.items() if isinstance(what, tuple) and what[1] in row.keys
            ]  # fmt: skip
            taken += own
            moves += [_gather(own, name), appear(name, delay=TRAVEL)]
    return moves, taken


def _gather(inks: Sequence[Ink], name: Ink) -> Tween:
    def target(start: Array) -> Array:
        end = start.copy()
        end[:, :2] = name.place[:2]
        end[:, 2:4] *= _SMALL
        return end

    return Tween(inks, place=target, opacity=0.0, delay=_AFTER, introducer=True, remover=True)


def fold_column(texts: Texts, words: Texts) -> tuple[list[Tween], list[Ink]]:
    """Let texts of the table travel back to the words of the grid that say the same.

    Returns
    -------
    tuple
        The animations, and Inks of the table to be taken off the scene at once.
    """
    taken: list[Ink] = []
    coming: list[Ink] = []
    ends: list[Array] = []
    for what, ink in texts.items():
        word = words.get(what)
        if word is not None and word.text == ink.text and len(ink.outline):
            coming.append(word)
            ends.append(word.place.copy())
            word.place = ink.place.copy()
            taken.append(ink)
    return [Tween(coming, place=_places(ends), introducer=True)], taken


def bars_into_dots(
    bars: Sequence[Ink], rows: Sequence[Row], dots: Sequence[Ink], keys: Sequence[int]
) -> list[Tween]:
    """Let each bar shrink into the dot of its key; more dots come out of a bar that keys share.

    Parameters
    ----------
    bars
        One a row.
    dots, keys
        The dots that are drawn, and their keys.
    """
    bar_of = {key: bar for bar, row in zip(bars, rows, strict=True) for key in row.keys}
    first: dict[int, tuple[Ink, Ink]] = {}
    more: list[tuple[Ink, Ink]] = []
    for key, dot in zip(keys, dots, strict=True):
        pair = bar_of[key], dot
        if id(pair[0]) in first:
            more.append(pair)
        else:
            first[id(pair[0])] = pair
    empty = [bar for bar in bars if id(bar) not in first]

    def out_of_bar(now: Array) -> Array:
        places = now.copy()
        for place, (bar, _) in zip(places, more, strict=True):
            place[:2] = bar.place[:2]
        return places

    return [
        Tween(
            [bar for bar, _ in first.values()],
            place=_places([_square(dot) for _, dot in first.values()]), remover=True,
        ),
        grow([dot for _, dot in first.values()], delay=TRAVEL - APPEAR),
        Tween([dot for _, dot in more], start_place=out_of_bar, start_opacity=0.0, introducer=True),
        Tween(empty, place=_flat, opacity=0.0, remover=True),
    ]  # fmt: skip


def dots_into_bars(
    dots: Sequence[Ink], keys: Sequence[int], bars: Sequence[Ink], rows: Sequence[Row]
) -> list[Tween]:
    """Let each bar come out of the dot of its key; further dots of a row that keys share go in.

    Parameters
    ----------
    dots, keys
        The dots that are drawn, and their keys.
    bars
        One a row, where they will stand.
    """
    dot_of = dict(zip(keys, dots, strict=True))
    starts, into = [bar.place * (1, 1, _POINT, 1, 1) for bar in bars], list[Array]()
    sources: list[Ink] = []
    for i, (bar, row) in enumerate(zip(bars, rows, strict=True)):
        own = [dot_of[key] for key in row.keys if key in dot_of]
        if own:
            starts[i] = _square(own[0])
        sources += own
        into += [_point(dot if dot is own[0] else bar) for dot in own]
    return [
        Tween(sources, place=_places(into), run_time=APPEAR, delay=_PASSED, remover=True),
        Tween(
            bars, start_place=lambda _: _places(starts), introducer=True, lag=0.05, delay=_PASSED
        ),
    ]


def _places(places: Sequence[Array]) -> Array:
    return np.array(places, float).reshape(-1, 5)


def _square(dot: Ink) -> Array:
    """Return the place of the largest square inside a dot: the dot covers it."""
    side = np.sqrt(2) * dot.place[2]
    return np.array([dot.place[0] - side / 2, dot.place[1] - side / 2, side, side, 0.0])


def _point(ink: Ink) -> Array:
    """Return a point where an Ink stands: a dot's middle, a bar's corner."""
    return ink.place * (1, 1, _POINT, _POINT, 1)


def _flat(start: Array) -> Array:
    """Shrink bars about their middle lines."""
    end = start.copy()
    end[:, 1] += end[:, 3] / 2
    end[:, 3] *= _POINT
    return end
