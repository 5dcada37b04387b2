"""Captions: as data, one file a language and one line a beat, and as they are set on a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from attnviz.catalog.captions import load_captions
from attnviz.ink.text import Line, Run, balanced, line_width, wrap
from attnviz.look.page import Page
from attnviz.look.style import XS, M, S, Theme

_SLOT = re.compile(r"\{(\w+)\}")
_ROOT = re.compile(r"√(\d+)")


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


def unit_slots(unit: str, language: str, theme: Theme) -> dict[str, list[Run]]:
    """Return what a position is called in a language: one, several, and at a line's beginning.

    Parameters
    ----------
    unit
        ``word``, ``character`` or ``token``.
    """
    said = load_captions(language)["units"]
    found = {"unit": said[unit], "units": said[f"{unit}s"], "units_cap": said[f"{unit}s_cap"]}
    return {name: [Run(text, theme.text, "italic")] for name, text in found.items()}


def plain_text(runs: Sequence[Run], said: Mapping[str, str]) -> str:
    """Write a caption as it is said where there is neither colour nor type.

    Words of the sentence, which colour sets off on screen, stand in quotation marks; symbols are
    spoken.

    Parameters
    ----------
    runs
        A caption, see `fill`: words are upright and in serif, symbols have their index lowered and
        their layer raised.
    said
        The captions' table ``[plain]``.
    """
    spoken = []
    for part in _symbols(runs):
        first = part[0]
        if len(part) > 1:
            spoken.append(_spoken_symbol(part, said))
        elif first.voice == "serif" and first.text.strip():
            spoken.append(said["word"].format(word=first.text))
        else:
            text = _ROOT.sub(lambda found: said["root"].format(number=found[1]), first.text)
            spoken.append(text.replace("−∞", said["infinity"]))
    return "".join(spoken)


def _symbols(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Yield each run; those of one symbol, such as *E*, 4 and (13), together."""
    group: list[Run] = []
    for run in runs:
        if group and (run.drop or run.text == "\N{PRIME}"):
            group.append(run)
            continue
        if group:
            yield group
        group = [run]
    if group:
        yield group


def _spoken_symbol(runs: Sequence[Run], said: Mapping[str, str]) -> str:
    letter = "".join(run.text for run in runs if not run.drop)
    index = "".join(run.text for run in runs if run.drop < 0)
    layer = "".join(run.text for run in runs if run.drop > 0).strip("()")
    if layer:
        return said["entering"].format(index=index, layer=layer)
    if letter == "ΔE":
        return said["update"].format(index=index)
    return said["matrix" if letter == "W" else "vector"].format(letter=letter, index=index)


def spoken_bubbles(
    bubbles: Sequence[tuple[str, str, str]], word_list: Callable[[Sequence[str], str], list[Run]],
    said: Mapping[str, str], theme: Theme,
) -> list[str]:  # fmt: skip
    """Say what stands in bubbles where there are none to see; what several say is said once.

    Parameters
    ----------
    bubbles
        Of each the line of ``[plain]`` that it becomes, ``ask`` or ``answer``; who speaks; what.
    word_list
        Lists words in a colour as the captions' language does.
    said
        The captions' table ``[plain]``.
    """
    speakers: dict[tuple[str, str], list[str]] = {}
    for kind, word, text in bubbles:
        speakers.setdefault((kind, text), []).append(word)
    lines = []
    for (kind, text), words in speakers.items():
        who, speech = word_list(words, theme.text), [Run(text, theme.text, "italic")]
        places = {"query": who, "question": speech, "keys": who, "answer": speech}
        lines.append(plain_text(fill(said[kind], places, theme), said))
    return lines


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
    return [*line[:-1], replace(last, text=last.text.rstrip())]
