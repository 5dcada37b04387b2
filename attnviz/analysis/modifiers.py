"""Modifiers before a word, found without parsing the sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from attnviz.analysis.function_words import ENGLISH
from attnviz.attention import Floats


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
    return word.casefold() not in ENGLISH and any(map(str.isalnum, word))
