"""Which word a clip follows, and which word answers it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from attnviz.analysis.column import read_column
from attnviz.analysis.function_words import are_words, content_words
from attnviz.attention import Bools
from attnviz.errors import UsageError
from attnviz.traces.head import HeadTrace
from attnviz.traces.words import find_word


def focus_query(head: HeadTrace) -> int:
    """Choose the word whose attention is most worth reading out.

    Only words that can choose, because they see another than themselves, are asked, if there are
    any. Of these a content word comes before a function word, and a mark, a quotation mark or a
    blank is followed only where there is nothing else. Of several, words come first that look at
    what describes them (`attnviz.analysis.column.read_column` calls them ``modifiers``), and of
    these the one that gives most weight to earlier words, marks, the first position and itself left
    out.

    Parameters
    ----------
    head : HeadTrace
        A head.

    Returns
    -------
    int
        The query; the first of equals, and the last where none gives earlier words any weight.
    """
    choices = worth_following(head.labels, _can_choose(head))
    choices = [i for i in choices if read_column(head, i).kind == "modifiers"] or choices
    words = are_words(head.labels)
    inner = [head.pattern[i, 1:i] @ words[1:i] for i in choices]
    best = int(np.argmax(inner))
    return choices[best] if inner[best] > 0 else choices[-1]


def worth_following(labels: Sequence[str], among: Bools) -> list[int]:
    """Return the positions of which one is followed: content words before others, words before all.

    Parameters
    ----------
    labels : sequence of str
        The words of a sentence, (n).
    among : bool array (n,)
        Those that have something to show; the others count only where none of them is a word.

    Returns
    -------
    list of int
        At least one, in order.
    """
    words, content = are_words(labels), content_words(labels)
    for kind in (content & among, words & among, content, words):
        if kind.any():
            return np.flatnonzero(kind).tolist()
    return list(range(len(labels)))


def _can_choose(head: HeadTrace) -> Bools:
    seen: Bools = head.mask.sum(axis=1) > 1
    return seen


def focus_key(head: HeadTrace, query: int) -> int:
    """Choose the word that answers: the one that gets most weight from the followed word.

    Marks and blanks are left out where there is a word, and so are words of several tokens, which
    have no single key, where there is one of a single token.

    Parameters
    ----------
    head : HeadTrace
        A head.
    query : int
        The word that is followed.

    Returns
    -------
    int
        The key, one that the query sees; the first of equals.
    """
    seen = head.mask[query]
    words = are_words(head.labels)
    single = np.array(head.token_counts) == 1
    for kind in (seen & words & single, seen & words, seen):
        if kind.any():
            return int(np.where(kind, head.pattern[query], -1.0).argmax())
    return query


def followed(head: HeadTrace, word: str | None, key: str | None) -> tuple[int, int]:
    """Find the word to follow and the word that answers, where they are named, or choose.

    Parameters
    ----------
    head : HeadTrace
        A head.
    word, key : str or None
        As `find_word` takes them; None chooses by `focus_query` and `focus_key`. Where only the key
        is named, the followed word is chosen of those that see it.

    Returns
    -------
    query, key : int
        Their positions, from 0.

    Raises
    ------
    UsageError
        When the sentence has no such word, or the followed word cannot see the key.
    """
    query = focus_query(head) if word is None else find_word(head.labels, word)
    if key is None:
        return query, focus_key(head, query)
    answer = find_word(head.labels, key)
    if word is None and (query == answer or not head.mask[query, answer]):
        sees = [i for i in worth_following(head.labels, head.mask[:, answer]) if i != answer]
        query = max(sees, key=lambda i: float(head.pattern[i, answer]), default=answer)
    if not head.mask[query, answer]:
        raise UsageError(
            f"--word {head.labels[query]!r} cannot see --key {head.labels[answer]!r}: "
            "this model looks back only, so name a key that stands before the word"
        )
    return query, answer
