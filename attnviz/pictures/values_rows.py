"""Which words have a row while a column of the grid stands open, and which share one.

Nothing here knows manim; all lengths are scene units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from attnviz.look.page import Page
from attnviz.mobjects.grid_plan import GridPlan

_LOWEST_ROW = 0.28  # with all words in rows; lower, words without weight share one


@dataclass(frozen=True)
class Row:
    """What a row stands for: one word, or all that share what is left.

    Attributes
    ----------
    keys
        Positions.
    name
        As it is written; empty where there is no room.
    term
        Which term of the sum it is, None where the followed word does not look.
    """

    keys: tuple[int, ...]
    name: str
    term: int | None


def plan_rows(
    names: Sequence[str], keys: Sequence[int], rest: Sequence[int], others: str, folded: bool
) -> list[Row]:
    """Name what the rows stand for.

    Parameters
    ----------
    names
        (n,) of all words, as they are written.
    keys, rest
        Which words are terms of the sum alone, and which are one together.
    others
        What those are called.
    folded
        Whether words that are no terms have no row.
    """
    terms = {key: i for i, key in enumerate(keys)}
    shown = keys if folded else range(len(names))
    rows = [Row((i,), names[i], terms.get(i)) for i in shown]
    return [*rows, Row(tuple(rest), others, len(keys))] if rest else rows


def most_rows(page: Page) -> int:
    """Return how many rows a folded grid has room for."""
    return int((page.content.height - 0.75) / _LOWEST_ROW) - 2


def folds(grid: GridPlan, page: Page) -> bool:
    """Say whether words without weight share a row."""
    return (page.content.height - 0.9) / (grid.n + 1.1) < _LOWEST_ROW
