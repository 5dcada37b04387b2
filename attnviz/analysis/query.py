"""What one word's column says: which word is worth following, where it looks, what it asks for."""

from __future__ import annotations

from typing import Literal

import numpy as np

from attnviz.analysis.heads import (
    CONTRAST_AT_LEAST,
    MIXED,
    MODIFIERS,
    PREVIOUS,
    PREVIOUS_AT_LEAST,
    label_head,
)
from attnviz.analysis.modifiers import is_content, modifier_contrast, modifiers_before
from attnviz.traces.head import HeadTrace

_HALF = 0.5  # of one word's weight
QueryKind = Literal["previous", "modifiers", "sink", "self", "mixed"]
"""What a word's query asks for, see `describe_query`."""


def describe_query(head: HeadTrace, position: int) -> QueryKind | None:
    """Say what one word's query asks for, as far as its weights show it.

    A head's label is a mean over the sentence and need not hold for each word. This is the first
    of these rules that holds for the word and, where it names a label, for the head:

    - ``"self"``: the word gives itself at least half of its weight.
    - ``"modifiers"``: the head is labelled ``modifiers before the word``, or looks there in the
      only words that tell (see below), and the run of content words before this one gets at least
      0.1 more than any single position outside it.
    - ``"previous"``: the head is labelled ``previous word`` and the word before gets at least half.
    - ``"sink"``: the first word gets at least half.
    - ``"mixed"``: none of these, so that nothing plain can be said.

    A noun phrase alone ("a fluffy blue creature") has no word without modifiers to hold the head's
    label against. There `modifiers` asks, of a head without another label, for two words or more
    between a function word and this one that together get at least half of its weight and 0.1 more
    than weights evenly spread would give them, no single one of them 0.6.

    Parameters
    ----------
    head : HeadTrace
        A head of a causal model.
    position : int
        The word that asks.

    Returns
    -------
    str or None
        The kind; None for a word that sees only itself, and so cannot choose.
    """
    if head.mask[position].sum() < 2:
        return None
    weights, kind = head.pattern[position], label_head(head.pattern, head.labels)
    run = modifiers_before(head.labels, position)
    if weights[position] >= _HALF:
        return "self"
    if run and (kind == MODIFIERS or (kind == MIXED and _in_a_phrase(head, position, run))):
        outside = np.delete(weights, run)
        if weights[run.start : run.stop].sum() >= outside.max() + CONTRAST_AT_LEAST:
            return "modifiers"
    if kind == PREVIOUS and position and weights[position - 1] >= _HALF:
        return "previous"
    return "sink" if weights[0] >= _HALF else "mixed"


def _in_a_phrase(head: HeadTrace, query: int, run: range) -> bool:
    """See whether a word looks at its modifiers in a sentence that is one noun phrase."""
    words, weights = head.labels, head.pattern[query, run.start : run.stop]
    alone = modifier_contrast(head.pattern, words) == (0.0, 0.0)
    bounded = not is_content(words[run.start - 1])
    evenly = len(run) / (query + 1)
    enough = weights.sum() >= max(_HALF, evenly + CONTRAST_AT_LEAST)
    return bool(alone and bounded and enough and len(run) > 1 and weights.max() < PREVIOUS_AT_LEAST)


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
