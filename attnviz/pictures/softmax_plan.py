"""Where the table of one column's softmax stands: names, scores, exponentials, stacked shares.

Nothing here knows manim; all lengths are scene units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from attnviz.catalog.captions import noted
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box
from attnviz.look.style import XS, L, M, S
from attnviz.mobjects.key_rows import RowPlan, names_width, plan_rows

Array = npt.NDArray[np.floating[Any]]
HEAD = 1.06  # scene units above the rows, for the query's name and the columns' names
RULE = 0.12  # around the line above the sum
ASIDE = 0.13  # between a bar and its number
_NARROW = 8.0  # a table narrower than this has its slider below, not beside the heading
_SLIDER = 0.85  # the slider's room below
_WIDEST_PITCH, _NARROW_PITCH = 2.6, 4.6  # em that rows are apart at most; on a narrow page


@dataclass(frozen=True)
class StackedSharesPlan:
    """Where the table's columns and rows stand, in scene units."""

    rows: RowPlan
    box: Box
    top: float  # of the heading
    name: float  # where names end
    score: float  # where scores end
    exp: float  # where exponentials end
    arrow: float  # where arrows from the scores end
    bars: tuple[float, float]  # where the stacked shares begin and end
    sum_height: float  # middle of the row of sums

    @property
    def narrow(self) -> bool:
        """Whether a slider stands below the table."""
        return self.box.width < _NARROW

    @property
    def aside(self) -> tuple[float, float]:
        """How far right and up names and scores stand while they are alone in the box's middle."""
        # A name that is wider than its room is cut to it.
        left = max(self.box.left, self.name - names_width(self.rows, self.box.width))
        x, y = self.box.center
        return x - (left + self.score) / 2, y - (self.top + self.rows.bottom) / 2

    @property
    def slider(self) -> tuple[float, float, float]:
        """Left, right and baseline of a slider."""
        if self.narrow:
            low = self.sum_height - 0.5 * self.rows.pitch
            return self.box.left, self.box.right, low - 0.45
        return self.bars[0], self.bars[1], self.top - 0.34


def plan_stacked_shares(
    labels: Sequence[str], scores: Array, exps: Array, weights: Array,
    seen: npt.NDArray[np.bool_], box: Box,
) -> StackedSharesPlan:  # fmt: skip
    """Fit the table into a page, in the largest type that leaves the stacked shares room.

    It has rows for the keys that the query may look at, and for no others.

    Parameters
    ----------
    labels, scores, weights, seen
        (n,) of one query.
    exps
        (m, n): the exponentials in every state that the table will show.
    box
        The room, in scene units.
    """
    narrow = box.width < _NARROW
    height = box.height - _SLIDER * narrow
    keys = [int(key) for key in np.flatnonzero(seen)]
    for largest in (L, M, S):
        rows = plan_rows(
            [labels[key] for key in keys], weights[keys], np.ones(len(keys), np.bool_),
            box.top - HEAD, height - HEAD - RULE,
            spare=1.0, largest=largest, widest=_NARROW_PITCH if narrow else _WIDEST_PITCH,
        )  # fmt: skip
        of_keys = (replace(row, keys=tuple(keys[i] for i in row.keys)) for row in rows.rows)
        rows = replace(rows, rows=tuple(of_keys))
        drop = (height - HEAD - (rows.top - rows.bottom) - RULE - rows.pitch) / 2
        plan = _columns(rows.moved(-drop), scores, exps, box, box.top - drop)
        if plan.bars[1] - plan.bars[0] >= 0.3 * box.width:
            break
    return plan


def _columns(rows: RowPlan, scores: Array, exps: Array, box: Box, top: float) -> StackedSharesPlan:
    size, small = rows.size, small_type(rows.size)
    name = max(names_width(rows, 0.24 * box.width), text_width(noted("sum"), "sans", min(size, M)))
    shown = [numerals.signed(float(scores[row.keys[0]])) for row in rows.rows if not row.shared]
    score = max(text_width(t, "sans", size) for t in [*shown, "−∞"])
    score = max(score, text_width(noted("score"), "sans", small))
    sums = np.asarray(exps, float).sum(axis=1)
    written = [numerals.positive(float(v)) for v in [*np.ravel(exps), *sums]]
    if float(np.max(sums)) >= 1000:  # between states, numbers pass through their widest form
        written.append(numerals.positive(99_999.0))
    exp = max(text_width(t, "sans-bold", size) for t in written)
    share = ASIDE + text_width(numerals.weight(1.0), "sans-bold", size)
    free = box.width - name - score - exp - share
    head = text_width(noted("exp_score_t"), "sans", small) + 0.12 - exp
    score_end = box.left + name + max(0.25, 0.08 * free) + score
    exp_end = score_end + max(0.58, 0.15 * free, head) + exp
    bars = exp_end + max(0.36, 0.12 * free), box.right - share
    sums_at = rows.bottom - RULE - 0.5 * rows.pitch
    arrow_end = exp_end - exp - 0.14
    name_end = box.left + name
    return StackedSharesPlan(rows, box, top, name_end, score_end, exp_end, arrow_end, bars, sums_at)


def small_type(size: float) -> float:
    """Return the size of labels beside numbers of a size."""
    return S if size >= M else XS
