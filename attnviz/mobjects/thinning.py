"""Which labels stand where not all find room, and how the footer says so.

Nothing here knows manim.
"""

from __future__ import annotations

from collections.abc import Iterable

from attnviz.catalog.captions import noted
from attnviz.look import numerals
from attnviz.traces.head import HeadTrace


def thinned(n: int, gap: int, first: Iterable[int] = ()) -> tuple[int, ...]:
    """Choose positions that stand at least `gap` apart, as many as go in after some.

    Parameters
    ----------
    n
        How many positions there are.
    gap
        The least distance between two that are chosen, in positions.
    first
        Positions to choose before all others, the most important first; one too near to an earlier
        one is passed over.

    Returns
    -------
    tuple
        The chosen positions: those of `first`, then the others from the left.
    """
    return apart((*first, *range(n)), gap)


def apart(positions: Iterable[int], gap: int) -> tuple[int, ...]:
    """Keep of some positions, the most important first, those that stand at least `gap` apart."""
    kept: list[int] = []
    taken: set[int] = set()
    for i in positions:
        if i not in taken:
            kept.append(i)
            taken.update(range(i - gap + 1, i + gap))
    return tuple(kept)


def counted(kind: str, n: int) -> str:
    """Say how many words share a row: ``others``, ``earlier`` or ``later``."""
    return noted(f"{kind}_one") if n == 1 else noted(kind, n=numerals.count(n))


def source_note(head: HeadTrace, unit: str) -> str:
    """Say in the footer where the numbers come from, in the language that is `noting`.

    Parameters
    ----------
    head
        What is drawn.
    unit
        What a position is called, see `attnviz.analysis.counts.unit_name`.
    """
    layer, number = numerals.count(head.layer), numerals.count(head.head)
    return f"{head.model.name} · {noted(f'footer_{unit}', layer=layer, head=number)}"


def labelled_note(shown: int, n: int, unit: str) -> str:
    """Say in the footer how many words or tokens have labels; empty if all have.

    Parameters
    ----------
    shown, n
        Words that have a label, and all of them.
    unit
        What they are: ``word``, ``character`` or ``token``.
    """
    if shown >= n:
        return ""
    return noted(f"labelled_{unit}", shown=numerals.count(shown), all=numerals.count(n))
