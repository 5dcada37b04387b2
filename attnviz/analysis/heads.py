"""What heads do on a sentence: ranks, plain labels, and the word worth looking at.

Every rule here reads the pattern alone, ``pattern[query, key]`` over words, and says in its
docstring what it counts. A label is a description of one sentence, not of a head for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from attnviz.attention import Floats
from attnviz.errors import UsageError
from attnviz.traces.head import HeadTrace
from attnviz.traces.records import Unit
from attnviz.traces.trace import Trace
from attnviz.traces.words import find_word

PREVIOUS, SINK, SELF = "previous word", "first-word sink", "self"
MODIFIERS, MIXED = "modifiers before the word", "mixed"

# English words that are never modifiers in the sense of `modifier_contrast`: articles, pronouns,
# prepositions, conjunctions, auxiliaries. Such words are few and new ones do not come up.
FUNCTION_WORDS = frozenset(
    "a an the this that these those my your his her its our their some any no every each either "
    "neither both all half such what which whose another i you he she it we they me him us them "
    "who whom there here of in on at by for with from to into onto over under beside near through "
    "across between among about against during before after behind above below around without "
    "within along up down off out and or but nor so yet if because while when where although "
    "though since until unless as than is are was were be been being am do does did have has had "
    "will would can could shall should may might must not one two three".split()
)

PREVIOUS_AT_LEAST, _SELF_AT_LEAST, _SINK_AT_LEAST = 0.6, 0.5, 0.75
_MODIFIERS_AT_LEAST, CONTRAST_AT_LEAST = 0.5, 0.1


@dataclass(frozen=True)
class HeadReport:
    """What one head does on one sentence.

    Attributes
    ----------
    layer, head : int
        Which head, counted from zero.
    measure : "weight" or "selectivity"
        What `value` is.
    value : float
        From 0 to 1; heads are ranked by it.
    label : str
        What the head does, see `label_head`.
    """

    layer: int
    head: int
    measure: Literal["weight", "selectivity"]
    value: float
    label: str


def rank_heads(
    trace: Trace, query: str | None = None, key: str | None = None, unit: Unit = "word"
) -> list[HeadReport]:
    """Rank every head that was computed by what it does on the sentence.

    Parameters
    ----------
    trace : Trace
        The sentence's trace.
    query, key : str, optional
        Words, as `find_word` takes them. With both, heads are ranked by the weight from one to the
        other; with a key alone, by the mean weight from the words after it. Otherwise by
        selectivity: the greatest weight on a single earlier word other than the first, of the
        query given or in the mean over all queries that have such a word.
    unit : "word" or "token"
        What a position stands for.

    Returns
    -------
    list of HeadReport
        The best first; of equals the earlier layer and head.

    Raises
    ------
    UsageError
        When a word is not in the sentence, or the key comes after the query.
    """
    labels = trace.head(0, 0, unit).labels
    asking = None if query is None else find_word(labels, query)
    asked = None if key is None else find_word(labels, key)
    if asking is not None and asked is not None and asked > asking and trace.model.causal:
        raise UsageError(
            f"{query!r} stands before {key!r} and {trace.model.name} looks back only: swap the two"
        )
    reports = [
        HeadReport(
            layer,
            head,
            "selectivity" if asked is None else "weight",
            _value(pattern, asking, asked),
            label_head(pattern, labels),
        )
        for layer in range(trace.n_layers)
        for head in range(trace.model.n_heads)
        for pattern in [trace.head(layer, head, unit).pattern]
    ]
    return sorted(reports, key=lambda report: -report.value)


def label_head(pattern: Floats, words: Sequence[str]) -> str:
    """Name what a head does, by the first of these rules that holds.

    - ``previous word``: the word before gets at least 0.6, in the mean over words from the third.
    - ``self``: a word itself gets at least 0.5, in the mean over words from the second on.
    - ``modifiers before the word``: `modifier_contrast` gives at least 0.5 to the run of content
      words before a word, and at least 0.1 less to the three words before where there is no such
      run.
    - ``first-word sink``: the first word gets at least 0.75, in the mean over the words after it.
    - ``mixed``: none of these.

    Parameters
    ----------
    pattern : float32 array (n, n)
        Attention weights of a causal model.
    words : sequence of str (n)
        The words.

    Returns
    -------
    str
        The label.
    """
    n = len(pattern)
    if n > 2 and np.diagonal(pattern, -1)[1:].mean() >= PREVIOUS_AT_LEAST:
        return PREVIOUS
    if n > 1 and np.diagonal(pattern)[1:].mean() >= _SELF_AT_LEAST:
        return SELF
    on_run, elsewhere = modifier_contrast(pattern, words)
    if on_run >= _MODIFIERS_AT_LEAST and on_run - elsewhere >= CONTRAST_AT_LEAST:
        return MODIFIERS
    if n > 1 and pattern[1:, 0].mean() >= _SINK_AT_LEAST:
        return SINK
    return MIXED


def modifier_contrast(pattern: Floats, words: Sequence[str]) -> tuple[float, float]:
    """Measure whether words look at the modifiers before them, without parsing the sentence.

    In English the modifiers of a word stand right before it, as an unbroken run of content words:
    words that are no function words and no punctuation ("a *fluffy blue* creature"). A head that
    merely looks a little way back does so from every word; one that looks for modifiers does so
    where there is such a run. In languages other than English nothing is a function word here, the
    two cannot be told apart, and the contrast is none.

    Parameters
    ----------
    pattern : float32 array (n, n)
        Attention weights of a causal model.
    words : sequence of str (n)
        The words.

    Returns
    -------
    on_run : float
        Weight on the run of content words before a content word, the sentence's first word left
        out, in the mean over words that have such a run.
    elsewhere : float
        Weight on the three words before a word, the first left out, in the mean over all other
        words from the third. Both are 0 when either kind of word is missing.
    """
    on_run, elsewhere = [], []
    for query in range(2, len(words)):
        run = modifiers_before(words, query)
        if run:
            on_run.append(pattern[query, run.start : run.stop].sum())
        else:
            elsewhere.append(pattern[query, max(1, query - 3) : query].sum())
    if not on_run or not elsewhere:
        return 0.0, 0.0
    return float(np.mean(on_run)), float(np.mean(elsewhere))


def modifiers_before(words: Sequence[str], position: int) -> range:
    """Find the modifiers of a word, as `modifier_contrast` takes them.

    Parameters
    ----------
    words : sequence of str
        The words.
    position : int
        One of them.

    Returns
    -------
    range
        The run of content words right before it, the sentence's first word left out; empty when
        the word is no content word itself.
    """
    start = position
    while start > 1 and is_content(words[start - 1]):
        start -= 1
    return range(start, position if is_content(words[position]) else start)


def is_content(word: str) -> bool:
    """Tell whether a word is neither a function word nor punctuation."""
    return word.casefold() not in FUNCTION_WORDS and any(map(str.isalnum, word))


def focus_query(head: HeadTrace) -> int:
    """Choose the word whose attention is most worth reading out.

    Parameters
    ----------
    head : HeadTrace
        A head of a causal model.

    Returns
    -------
    int
        The query that gives most weight to earlier positions other than the first and itself; the
        first of equals, and the last query when none has such positions.
    """
    pattern = head.pattern
    inner = [pattern[query, 1:query].sum() for query in range(len(pattern))]
    best = int(np.argmax(inner))
    return best if inner[best] > 0 else len(inner) - 1


def readout(head: HeadTrace, query: int) -> tuple[int, ...]:
    """Choose the keys that say where a query looks.

    Parameters
    ----------
    head : HeadTrace
        A head.
    query : int
        The query.

    Returns
    -------
    tuple of int
        The fewest keys that together hold more than half the weight, the heaviest first.
    """
    weights = head.pattern[query]
    order = np.argsort(-weights, kind="stable")
    needed = int(np.searchsorted(np.cumsum(weights[order]), 0.5, side="right")) + 1
    return tuple(order[:needed].tolist())


def sink(head: HeadTrace) -> bool:
    """Tell whether the first position draws weight from nearly every query.

    Parameters
    ----------
    head : HeadTrace
        A head.

    Returns
    -------
    bool
        True when at least eight in ten of the queries after the first give it 0.1 or more, and they
        give it 0.3 or more in the mean. Xiao et al. 2024, "Efficient Streaming Language Models
        with Attention Sinks", explain why models do so.
    """
    drawn = head.pattern[1:, 0]
    return bool(drawn.size and (drawn >= 0.1).mean() >= 0.8 and drawn.mean() >= 0.3)


def _value(pattern: Floats, query: int | None, key: int | None) -> float:
    if query is not None and key is not None:
        return float(pattern[query, key])
    if key is not None:
        after = pattern[key + 1 :, key]
        return float(after.mean()) if after.size else 0.0
    queries = range(2, len(pattern)) if query is None else range(query, query + 1)
    greatest = [pattern[i, 1:i].max() for i in queries if i >= 2]
    return float(np.mean(greatest)) if greatest else 0.0
