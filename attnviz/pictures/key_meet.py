"""How words, keys and their symbols leave their columns for the start of the race."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, box_around, emerge, vanish
from attnviz.ink.text import Line
from attnviz.ink.tween import Tween, leaves
from attnviz.look.page import Box
from attnviz.mobjects.two_rows import TwoRows
from attnviz.pictures.key import Meeting

Array = npt.NDArray[np.float64]
_TURN = 1.0  # seconds for strips to lie down
_LAG = 0.12  # from one to the next
_ABOVE = 0.15  # scene units over its word, where a query comes out
_STRIP = 0.2  # width of a strip that stands, in scene units


def take_no_part(rows: TwoRows, going: Sequence[int]) -> Tween:
    """Let all go but the words, keys and symbols at these positions.

    Parameters
    ----------
    going
        Positions of the words that stay; the keys of all of them stay, too.
    """
    kept = {
        id(ink) for i in going
        for ink in leaves([rows.words[i], rows.outputs[i], rows.made[i]])
    }  # fmt: skip
    return vanish([ink for ink in rows.everything() if id(ink) not in kept])


def lie_down(strip: Sequence[Ink], at: Box, room: Box, **kwargs: Any) -> Tween:
    """Let a lying strip start upright, in the room of the column that it is.

    Parameters
    ----------
    at
        Where the column stood, in scene units.
    room
        The row in which the strip lies.
    """
    (x, y), tall, wide = at.center, at.height / room.width, at.width / room.height

    def upright(now: Array) -> Array:
        begun = now.copy()
        begun[:, :2] = x, y
        begun[:, 2:4] *= tall, wide
        begun[:, 4] = -np.pi / 2
        return begun

    return Tween(strip, start_place=upright, introducer=True, run_time=_TURN, **kwargs)


def standing(rows: TwoRows, position: int, token: int, tokens: int) -> Box:
    """Return where one of a column's strips stands in the lower row."""
    box = rows.plan.column_box(position, lower=True)
    inks = [ink.box() for ink in leaves(rows.outputs[position]) if not ink.is_stroked]
    left = min((found[0] for found in inks if found), default=box.left)
    right = max((found[2] for found in inks if found), default=box.right)
    pitch = (right - left) / tokens
    middle = left + (token + 0.5) * pitch
    half = min(_STRIP, pitch) / 2
    return Box(middle - half, box.bottom, middle + half, box.top)


def to_places(old: Ink | None, new: Ink, **kwargs: Any) -> Tween:
    """Let a word travel to where it stands next, from where it stands as another Ink."""
    if old is None or old.text != new.text:
        return appear(new, delay=0.5)
    place, color = old.place.copy(), old.get_color().to_hex()
    end = new.get_color().to_hex()
    new.paint(color)
    return Tween(
        new, start_place=lambda _: place[None], color=end, introducer=True, run_time=_TURN, **kwargs
    )


def lines_travel(old: Line, new: Line, **kwargs: Any) -> Tween:
    """Let a symbol travel to where it stands next; one that stood nowhere appears."""
    sources, goals = leaves(old), leaves(new)
    if len(sources) != len(goals):
        return appear(goals, delay=0.5)
    places = np.array([ink.place for ink in sources])
    return Tween(goals, start_place=lambda _: places, introducer=True, run_time=_TURN, **kwargs)


def come_together(
    picture: Meeting, rows: TwoRows, query: int, keys: Sequence[int],
    tokens: Sequence[tuple[int, int]],
) -> tuple[list[Tween], list[Ink]]:  # fmt: skip
    """Send keys to lie above the lines, and the words to where their lines start.

    Parameters
    ----------
    query
        Position of the one that looks.
    keys
        (v,) positions of those that it sees.
    tokens
        (v,) which of a word's tokens, of how many.

    Returns
    -------
    tuple
        The animations, and what new Inks have taken the place of: to be taken off at once.
    """
    column, plan = picture.column, picture.plan
    word, box = rows.words[query], box_around(rows.words[query])
    above = box.center[0], box.top + _ABOVE
    tweens = [
        to_places(word, column.head),
        emerge([*picture.strips[0], *picture.symbols[0]], above, start_opacity=0.0, run_time=_TURN),
    ]
    taken = [rows.words[query]]
    for which, i in enumerate(picture.named):
        position = keys[i]
        at = standing(rows, position, *tokens[i])
        strip, symbol = picture.strips[which + 1], picture.symbols[which + 1]
        late = _LAG * (len(picture.named) - 1 - which)
        tweens.append(lie_down(leaves(strip), at, plan.strips[which + 1], delay=late))
        tweens.append(lines_travel(rows.made[position], symbol, delay=late))
        tweens.append(to_places(rows.words[position], picture.race.names[which]))
        taken += leaves([rows.words[position], rows.outputs[position], rows.made[position]])
    for place, i in enumerate(plan.rows):
        if i not in picture.named:
            tweens.append(to_places(rows.words[keys[i]], column.names[place]))
            taken += leaves([rows.words[keys[i]], rows.outputs[keys[i]], rows.made[keys[i]]])
    return tweens, taken
