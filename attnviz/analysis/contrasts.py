"""What words of one kind look at and other words do not, found without parsing the sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from attnviz.analysis.column import could_mean, describes, is_pronoun, run_before
from attnviz.attention import Floats


def modifier_contrast(pattern: Floats, words: Sequence[str]) -> tuple[float, float]:
    """Measure whether words look at the modifiers before them.

    A head that merely looks a little way back does so from every word, and one that looks at
    content words does so from any word that has some before it; one that looks for modifiers does
    so where `describes` finds some ("a *fluffy blue* creature"). In languages other than English it
    finds none, and there is no contrast.

    Parameters
    ----------
    pattern : float32 array (n, n)
        Attention weights of a causal model.
    words : sequence of str (n)
        The words.

    Returns
    -------
    on_run : float
        Weight on the words that describe a word, in the mean over words that are described.
    elsewhere : float
        Weight on the three words before a word, the first left out, in the mean over words from the
        third that come right after content words, or over those that do not, whichever is more.
        Words that are described, and those between a describing word and the described, are in
        neither: a "blue" may be described by "fluffy". Both are 0 when there is nothing to compare.
    """
    described = {i: run_before(words, i) for i in range(2, len(words)) if describes(words, i)}
    between = {i for run in described.values() for i in run[1:]}
    on_run = [pattern[i, run.start : run.stop].sum() for i, run in described.items()]
    after_content: list[float] = []
    after_others: list[float] = []
    for i in range(2, len(words)):
        if i not in described and i not in between:
            near = after_content if run_before(words, i) else after_others
            near.append(pattern[i, max(1, i - 3) : i].sum())
    return max(
        _means(on_run, after_content), _means(on_run, after_others), key=lambda pair: pair[::-1]
    )


def pronoun_contrast(pattern: Floats, words: Sequence[str]) -> tuple[float, float]:
    """Measure whether pronouns look at the words that they could mean, and other words do not.

    Parameters
    ----------
    pattern : float32 array (n, n)
        Attention weights of a causal model.
    words : sequence of str (n)
        The words.

    Returns
    -------
    from_pronouns : float
        Weight on the words that `could_mean` finds before a word, in the mean over English pronouns
        of the third person that have such words before them.
    elsewhere : float
        The same in the mean over all other words that have. Both are 0 when either is missing.
    """
    from_pronouns: list[float] = []
    elsewhere: list[float] = []
    for query in range(2, len(words)):
        meant = could_mean(words, query)
        if meant:
            kind = from_pronouns if is_pronoun(words[query]) else elsewhere
            kind.append(pattern[query, meant].sum())
    return _means(from_pronouns, elsewhere)


def _means(these: Sequence[float], others: Sequence[float]) -> tuple[float, float]:
    if not these or not others:
        return 0.0, 0.0
    return float(np.mean(these)), float(np.mean(others))
