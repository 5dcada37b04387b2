"""The words that an update speaks for, as a short list beside its picture."""

from __future__ import annotations

from collections.abc import Sequence

from manim import VGroup

from attnviz.analysis.logit_attribution import Readout
from attnviz.catalog.captions import noted
from attnviz.ink.text import Line, Run, label, wrap
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box
from attnviz.look.style import XS, M, S, Theme
from attnviz.look.typeset import shorten

LISTED = 4  # words of a list


def readout_list(read: Readout, box: Box, theme: Theme) -> list[VGroup]:
    """Write which words an update raises, by how much, and how far the first stands out.

    Parameters
    ----------
    read
        What the update clearly speaks for.
    box
        Where the list stands, from the top.

    Returns
    -------
    list
        The title, then a group a row, as many as fit.
    """
    first, chance = read.words[0].deviations, read.chance
    said = {"first": numerals.positive(first), "chance": numerals.positive(chance)}
    title = [noted("logits"), noted("deviations", **said)]
    rows = [(one.text, numerals.signed(one.change)) for one in read.words]
    return ranking(title, rows, LISTED, box, theme)


def ranking(
    title: Sequence[str], rows: Sequence[tuple[str, str]], most: int, box: Box, theme: Theme
) -> list[VGroup]:
    """Write a short list: words at the left, what was measured of each at the right.

    Parameters
    ----------
    title
        What was measured, in one or more lines.
    rows
        Words, and numbers as written.
    most
        How many rows to write at most.
    box
        Where it stands, from the top.

    Returns
    -------
    list
        The title, then a group a row, as many as fit.
    """

    def broken(size: float) -> list[list[Run]]:
        runs = [[Run(text, theme.mute, "sans")] for text in title]
        return [line for one in runs for line in wrap(one, size, box.width)]

    small = S if len(broken(S)) <= 2 else XS
    lines = broken(small)
    leading = 1.3 * small
    heading = VGroup(
        *(
            Line(line, small, (box.left, box.top - 0.8 * small - leading * i))
            for i, line in enumerate(lines)
        )
    )
    top, step = box.top - leading * len(lines) - 0.42, 0.44
    count = min(most, max(int((top - box.bottom) / step) + 1, 1))
    number = M if box.width >= 4 else S
    wide = max(text_width(text, "sans", number) for _, text in rows)
    right = min(box.right, box.left + wide + 2.6)
    groups = []
    for i, (word, text) in enumerate(rows[:count]):
        y = top - i * step
        name = label(
            shorten(word, right - box.left - wide - 0.2, M), theme.text, M, (box.left, y), "left"
        )
        groups.append(VGroup(name, label(text, theme.text, number, (right, y), "right", "sans")))
    return [heading, *groups]
