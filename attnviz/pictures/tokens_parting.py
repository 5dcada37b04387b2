"""A sentence's words part into their tokens, and tokens close up into words: the same letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from attnviz.ink.ink import Ink
from attnviz.ink.motion import HANDOVER, Array, appear, gather, refit, vanish
from attnviz.ink.tween import Tween
from attnviz.look.direction import runs_left
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box
from attnviz.mobjects.token_plan import TokenPlan
from attnviz.mobjects.tokens import inner_ends


@dataclass
class Parting:
    """How words become tokens, or tokens words.

    Attributes
    ----------
    moves
        The animations, to be played together.
    off, on
        Inks to be taken off the scene and put on it, of which nothing is seen: before the
        animations where words part, after them where tokens close up.
    inks
        The texts that stand there afterwards.
    """

    inks: list[Ink]
    moves: list[Tween] = field(default_factory=list)
    off: list[Ink] = field(default_factory=list)
    on: list[Ink] = field(default_factory=list)


def part_words(words: Sequence[Ink], tokens: Sequence[Ink], of: Sequence[range]) -> Parting:
    """Let each word part into its tokens.

    A word of one token goes to its place itself. The tokens that spell a word start as its letters;
    those that do not, such as the bytes of a character, come out of it.

    Parameters
    ----------
    words
        As they stand; fewer than there are where not all are drawn.
    tokens
        Where they are to stand; fewer likewise.
    of
        The tokens of each word.
    """
    found = Parting(list(tokens))
    going: dict[int, Ink] = {}
    out: dict[bool, list[tuple[Ink, Array]]] = {True: [], False: []}  # whether they spell it
    gone: list[Ink] = []
    for word, span in zip(words, of, strict=False):
        pieces = list(tokens[span.start : span.stop])
        if len(span) == 1 and pieces and pieces[0].text == word.text:
            going[span.start] = word
            continue
        spell = len(pieces) == len(span) > 1 and bool(_ends(word, pieces))
        inside = _inside(word, pieces)
        if not spell:
            for place, ink in zip(inside, pieces, strict=True):
                place[2:4] = ink.place[2:4]  # they are not its letters
        out[spell] += zip(pieces, inside, strict=True)
        (found.off if spell else gone).append(word)
    if going:
        places = np.array([tokens[i].place for i in going])
        found.moves.append(Tween(list(going.values()), place=places))
    for i, word in going.items():
        found.inks[i], word.em = word, tokens[i].em
    for spell, some in out.items():
        if some:
            inks, starts = [ink for ink, _ in some], np.array([place for _, place in some])
            found.moves.append(
                Tween(
                    inks, start_place=_at(starts), introducer=True,
                    start_opacity=None if spell else 0.0, delay=0.0 if spell else 0.1,
                )
            )  # fmt: skip
    known = {i for span in of[: len(words)] for i in span}
    fresh = [ink for i, ink in enumerate(tokens) if i not in known]
    found.moves += [appear(fresh)] if fresh else []
    found.moves += [vanish(gone, run_time=HANDOVER)] if gone else []
    return found


def close_words(tokens: Sequence[Ink], words: Sequence[Ink], of: Sequence[range]) -> Parting:
    """Let the tokens of each word close up into it again; see `part_words`."""
    found = Parting(list(words))
    going: list[tuple[Ink, Array]] = []
    into: list[Ink] = []
    for i, (word, span) in enumerate(zip(words, of, strict=False)):
        pieces = list(tokens[span.start : span.stop])
        ends = _ends(word, pieces)
        if len(span) == 1 and pieces and pieces[0].text == word.text:
            going.append((pieces[0], word.place))
            pieces[0].em = word.em
            found.inks[i] = pieces[0]
        elif len(pieces) == len(span) and ends:
            going += zip(pieces, _inside(word, pieces), strict=True)
            found.off += pieces
            found.on.append(word)
        else:
            into.append(word)
            left, bottom, right, top = word.box() or (*word.place[:2], *word.place[:2])
            middle = (left + right) / 2, (bottom + top) / 2
            if pieces:
                found.moves.append(gather(pieces, middle, 0.3, opacity=0.0, remover=True))
    shown = {id(ink) for span in of[: len(words)] for ink in tokens[span.start : span.stop]}
    left_over = [ink for ink in tokens if id(ink) not in shown]
    found.moves += [vanish(left_over)] if left_over else []
    if going:
        places = np.array([place for _, place in going])
        found.moves.append(Tween([ink for ink, _ in going], place=places))
    found.moves += [appear(into, delay=0.65)] if into else []
    return found


def close_boxes(boxes: Sequence[Ink], plan: TokenPlan, closed: TokenPlan, of: Sequence[range],
                shown: Sequence[Ink]) -> list[Tween]:  # fmt: skip
    """Let the boxes of tokens become those of words.

    Parameters
    ----------
    boxes
        Of the tokens, as they stand.
    plan, closed
        Of the tokens and of the words.
    of
        The tokens of each word.
    shown
        The boxes of the words.

    Returns
    -------
    list
        Boxes of words of one token get their new size; those of several close up, side by side,
        while one box around them appears.
    """
    moves: list[Tween] = []
    fresh: list[Ink] = []
    met: set[int] = set()
    for word, (target, span) in enumerate(zip(closed.boxes, of, strict=False)):
        met |= {*span}
        inks = list(boxes[span.start : span.stop])
        if len(inks) != 1 or len(span) != 1:
            fresh.append(shown[word])
        if not inks:
            continue
        widths = [plan.boxes[i].width for i in span[: len(inks)]]
        stops = np.interp(np.cumsum([0.0, *widths]), [0, sum(widths)], [target.left, target.right])
        several = len(span) > 1
        for ink, i, (left, right) in zip(inks, span, pairwise(stops.tolist()), strict=False):
            new = Box(left, target.bottom, right, target.top)
            moves.append(
                Tween(
                    ink, place=refit(plan.boxes[i], new), opacity=0.0 if several else None,
                    remover=several,
                )
            )  # fmt: skip
    others = [ink for i, ink in enumerate(boxes) if i not in met]
    moves += [vanish(others)] if others else []
    return [*moves, *([appear(fresh, delay=0.4)] if fresh else [])]


def _ends(word: Ink, pieces: Sequence[Ink]) -> list[float]:
    """Return where tokens meet in a word, in em, if they spell it."""
    return inner_ends([ink.text or "" for ink in pieces], word.text or "", 1.0)


def _inside(word: Ink, pieces: Sequence[Ink]) -> list[Array]:
    """Return where in a word each of its tokens stands."""
    texts, said = [ink.text or "" for ink in pieces], word.text or ""
    whole = text_width(said, "serif", 1.0)
    ends = _ends(word, pieces)
    if ends:
        starts = [0.0, *ends]
    elif runs_left(said):
        starts = [
            whole - text_width("".join(texts[: i + 1]), "serif", 1.0) for i in range(len(texts))
        ]
    else:
        starts = [whole * i / max(len(texts), 1) for i in range(len(texts))]
    x, y, wide, tall, angle = word.place
    return [np.array([x + start * wide, y, wide, tall, angle]) for start in starts]


def _at(places: Array) -> Callable[[Array], Array]:
    return lambda now: places
