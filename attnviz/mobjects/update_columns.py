"""What a head adds to every word: columns below the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from attnviz.ink.ink import Ink
from attnviz.ink.text import Line
from attnviz.look.style import Theme
from attnviz.mobjects.sentence_plan import ColumnPlan
from attnviz.mobjects.vectors import strip_columns, strip_note
from attnviz.mobjects.words import column_words, symbols_below

Array = npt.NDArray[np.floating[Any]]


@dataclass
class UpdatesAtRest:
    """Every word, its update as a strip below it, and its symbol below that."""

    words: list[Ink]
    strips: list[VGroup]
    symbols: list[Line]
    note: str  # how to read the strips

    def everything(self) -> list[Any]:
        """Return all parts."""
        return [*self.words, *self.strips, *self.symbols]


def updates_at_rest(updates: Array, plan: ColumnPlan, theme: Theme) -> UpdatesAtRest:
    """Draw what `values` ends with and `update` begins with: columns of updates, none in numbers.

    Parameters
    ----------
    updates
        (n, length), what a head adds to each word.
    plan
        Where the words stand, see `GridScene.plan_lineup`.
    """
    return UpdatesAtRest(
        column_words(plan, theme.text),
        strip_columns([row[None] for row in updates], plan, theme, None, theme.output),
        symbols_below("ΔE", plan, 0, theme.output),
        strip_note(updates.shape[1], 0, theme),
    )
