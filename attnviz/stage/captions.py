"""Captions: as data, one file a language and one line a beat, and as they are set on a page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from attnviz.ink.text import Line, Run, balanced, line_width, wrap
from attnviz.look.page import Page
from attnviz.look.style import XS, M, S, Theme

_SLOT = re.compile(r"\{(\w+)\}")


def fill(template: str, slots: Mapping[str, Sequence[Run]], theme: Theme) -> list[Run]:
    """Put runs of words and numbers into a caption; the rest of it is italic.

    Parameters
    ----------
    template
        Such as ``{query} gives {share} of its attention to {keys}.``
    slots
        What stands in each place.
    """
    runs: list[Run] = []
    at = 0
    for slot in _SLOT.finditer(template):
        if slot.start() > at:
            runs.append(Run(template[at : slot.start()], theme.text, "italic"))
        runs += slots[slot.group(1)]
        at = slot.end()
    if at < len(template):
        runs.append(Run(template[at:], theme.text, "italic"))
    return runs


def set_caption(runs: Sequence[Run], page: Page) -> Line:
    """Set a caption: one line if it fits, else two smaller ones; portrait pages wrap at once."""
    width = page.right - page.left
    for size, most in ((M, 2 if page.portrait else 1), (S, 2), (XS, 3)):
        lines = wrap(list(runs), size, width)
        if len(lines) <= most and all(line_width(line, size) <= width for line in lines):
            break
    lines = balanced(runs, size, width)[:most]
    leading = 1.28 * size
    base = page.caption if len(lines) == 1 or page.portrait else page.caption - 0.5 * leading
    group = Line([], size, (0.0, 0.0))
    for row, line in enumerate(reversed(lines)):
        spot = ((page.left + page.right) / 2, base + row * leading)
        group.add(*Line(_trim(line), size, spot, "center"))
    return group


def _trim(line: list[Run]) -> list[Run]:
    last = line[-1]
    return [*line[:-1], Run(last.text.rstrip(), last.color, last.voice, last.scale, last.drop)]
