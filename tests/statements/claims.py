"""Every statement of every scene on a sentence and a head: which it is, and whether it holds."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from attnviz.catalog.scenes import SCENES
from tests.core_traces import smollm2
from tests.statements.arrays import Arrays
from tests.statements.columns import ASKED, SILENT, column
from tests.statements.line import Line, Slots
from tests.statements.lines import LINES, holds
from tests.statements.notes import NOTES, footnotes, labels
from tests.statements.reading import bubbles, screens, statement
from tests.statements.sentences import LAYERS, plain


class Claim(NamedTuple):
    """A text on screen that says something of the sentence."""

    key: str  # such as pattern.reading; of a text that is no known statement its scene and beat
    known: bool
    holds: bool
    text: str
    where: str


@cache
def trace_of(marked):
    """Run the model on a sentence once."""
    return smollm2().trace(plain(marked), upto=LAYERS)


def claims(entry, marked, head, language="en", word=None):
    """Play a scene and judge everything that it says."""
    arrays = Arrays(trace_of(marked), marked, *head)
    where = f"{plain(marked)!r}, head {head[0]}.{head[1]}"
    found = []
    for screen in screens(entry, arrays.trace, *head, language, word):
        if screen.caption:
            found.append(_caption(screen, arrays, language, where))
        found += _bubbles(screen, arrays, language, where)
        found += _notes(screen, arrays, language, where)
    return found


def _caption(screen, arrays, language, where):
    said = statement(screen, language)
    if said is None:
        return Claim(f"{screen.slug}.{screen.beat}?", False, False, screen.caption, where)
    key, slots = said
    true, why = judge(arrays, screen, key, slots, language)
    known = key in LINES.get(screen.slug, {})
    return Claim(f"{screen.slug}.{key}", known, true, screen.caption, where + why)


def judge(arrays, screen, key, slots, language="en"):
    """Tell whether a line may be said with this in its places, and what came in the way."""
    condition = LINES.get(screen.slug, {}).get(key)
    if condition is None:
        return False, " (it has no condition)"
    try:
        return holds(Line(arrays, screen, key, Slots(slots), language), condition), ""
    except (AssertionError, KeyError, ValueError) as error:
        return False, f" ({error!r})"


def _notes(screen, arrays, language, where):
    """Judge labels and footnotes."""
    found = []
    for key, slots, text in footnotes(screen, language) + labels(screen, arrays, language):
        condition, true = NOTES.get(key), False
        if condition is not None:
            try:
                true = bool(condition(Line(arrays, screen, key, Slots(slots), language)))
            except (AssertionError, KeyError, TypeError, ValueError) as error:
                where = f"{where} ({error!r})"
        name = f"notes.{key}" if key else f"{screen.slug}.{screen.beat} label?"
        found.append(Claim(name, condition is not None, true, text, where))
    return found


EDGE = 1.8  # scene units from the middle of a bubble's first word to the end of its tail


def _bubbles(screen, arrays, language, where):
    """Judge who asks what and who answers: a question is the rule's, an answer the weights'."""
    found = []
    for keys, x in bubbles(screen, language):
        assert screen.focus is not None
        here = column(arrays, screen.focus)
        kinds = [kind for kind in here.kinds if kind not in SILENT]
        fits = [key for kind in kinds for key in (kind, f"{kind}_answer") if key in keys]
        key, holds = (fits or sorted(keys))[0], bool(fits)
        if holds and key.endswith("_answer"):
            holds = _answers(screen, here, key.removesuffix("_answer"), x)
        text = f"{screen.beat}: {' or '.join(sorted(keys))}"
        found.append(Claim(f"bubbles.{key}", True, holds, text, where))
    return found


def _answers(screen, here, kind, x):
    """Tell whether the word that speaks, the nearest above its bubble, is one that answers."""
    answering = here.answers.get(kind, []) if kind in ASKED else here.keys[:1]
    if screen.beat != "answer":  # one word is left, and its bubble stands beside its vector
        return screen.key in answering
    pitch = max(abs(b - a) for a, b in zip(screen.columns, screen.columns[1:], strict=False))
    # At the page's edge a bubble stands beside its word, and its tail reaches over: that each tail
    # ends at its word is held by tests/pictures/test_key_answer.py.
    ends = {0, len(screen.columns) - 1}
    reach = {j: max(pitch / 2, EDGE if j in ends else 0.0) for j in answering}
    return any(abs(screen.columns[j] - x) <= reach[j] for j in answering)


def judged(marked, heads, language="en"):
    """Return all claims of all scenes on a sentence and some heads."""
    return [c for head in heads for entry in SCENES for c in claims(entry, marked, head, language)]
