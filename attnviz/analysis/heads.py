"""What heads do on a sentence: ranks, plain labels, and the word worth looking at.

Every rule here reads the pattern alone, ``pattern[query, key]`` over words, and says in its
docstring what it counts. A label is a description of one sentence, not of a head for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from attnviz.analysis.contrasts import modifier_contrast, pronoun_contrast
from attnviz.attention import Floats
from attnviz.catalog.choices import Unit
from attnviz.errors import UsageError
from attnviz.traces.trace import Trace
from attnviz.traces.words import find_word

PREVIOUS, SINK, SELF = "previous word", "first-word sink", "self"
MODIFIERS, PRONOUN, MIXED = "modifiers before the word", "pronoun", "mixed"

PREVIOUS_AT_LEAST, _SELF_AT_LEAST, _SINK_AT_LEAST = 0.6, 0.5, 0.75
_CONTRASTED_AT_LEAST, CONTRAST_AT_LEAST = 0.5, 0.1


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
    first = trace.head(0, 0, unit)
    labels = first.labels
    asking = None if query is None else find_word(labels, query)
    asked = None if key is None else find_word(labels, key)
    ahead = asking is not None and asked is not None and asked > asking
    if ahead and not first.mask[asking, asked]:
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
    - ``modifiers before the word``: `modifier_contrast` gives at least 0.5 to the content words
      that describe a word, and at least 0.1 less to the three words before others.
    - ``pronoun``: `pronoun_contrast` gives at least 0.5 from pronouns of the third person to the
      earlier content words that they could mean, and at least 0.1 less from other words.
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
    if _contrasted(*modifier_contrast(pattern, words)):
        return MODIFIERS
    if _contrasted(*pronoun_contrast(pattern, words)):
        return PRONOUN
    if n > 1 and pattern[1:, 0].mean() >= _SINK_AT_LEAST:
        return SINK
    return MIXED


def _contrasted(here: float, elsewhere: float) -> bool:
    return here >= _CONTRASTED_AT_LEAST and here - elsewhere >= CONTRAST_AT_LEAST


def _value(pattern: Floats, query: int | None, key: int | None) -> float:
    if query is not None and key is not None:
        return float(pattern[query, key])
    if key is not None:
        after = pattern[key + 1 :, key]
        return float(after.mean()) if after.size else 0.0
    queries = range(2, len(pattern)) if query is None else range(query, query + 1)
    greatest = [pattern[i, 1:i].max() for i in queries if i >= 2]
    return float(np.mean(greatest)) if greatest else 0.0
