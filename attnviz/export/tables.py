"""One head's arrays as JSON, CSV and NPZ, with every digit."""

from __future__ import annotations

import io
from dataclasses import asdict
from typing import Any

import numpy as np

from attnviz.attention import Floats
from attnviz.catalog.choices import GridStep
from attnviz.files.json import to_json
from attnviz.traces.head import HeadTrace
from attnviz.traces.records import Word
from attnviz.traces.trace import Trace


def grid_at(head: HeadTrace, step: GridStep) -> Floats:
    """Return the grid at a step.

    Parameters
    ----------
    head
        The head.
    step
        ``scores``: scaled, before the mask. ``masked``: the same with minus infinity where a query
        may not look. ``pattern``: the attention weights.

    Returns
    -------
    float32 array (n, n)
        ``[query, key]``.
    """
    if step == "pattern":
        return head.pattern
    if step == "scores":
        return head.scores
    return np.where(head.mask, head.scores, np.float32(-np.inf))


def grid_record(trace: Trace, head: HeadTrace, step: GridStep = "pattern") -> dict[str, Any]:
    """Gather one head on one sentence for JSON, nothing rounded.

    The keys and their meaning are the same at every step, but for one thing: at step ``masked``
    the scores that the mask hides are None (null).

    Parameters
    ----------
    trace
        The sentence and its tokens.
    head
        One of its heads.
    step
        See `grid_at`.

    Returns
    -------
    dict
        ``model``, ``sentence``, ``unit``, ``layer``, ``head``; ``tokens`` and ``words`` as records;
        ``labels`` (n); ``queries`` (n, d_head); ``keys`` and ``values``, in tokens (n, d_head), in
        words a list of token vectors a word; ``scores`` (n, n), scaled, before the mask; ``mask``
        (n, n), true where a query may look; ``pattern`` (n, n); ``update`` (n, d_model). Square
        arrays are ``[query][key]``.
    """
    scores: Any = head.scores
    if step == "masked":
        scores = [
            [score if seen else None for score, seen in zip(row, looks, strict=True)]
            for row, looks in zip(scores, head.mask.tolist(), strict=True)
        ]
    return {
        **positions_record(trace, head),
        "queries": head.queries,
        "keys": list(head.keys),
        "values": list(head.values),
        "scores": scores,
        "mask": head.mask,
        "pattern": head.pattern,
        "update": head.update,
    }


def positions_record(trace: Trace, head: HeadTrace) -> dict[str, Any]:
    """Gather of `grid_record` what was asked for and what the positions are, without any array."""
    return {
        "model": head.model.slug,
        "sentence": trace.sentence,
        "unit": head.unit,
        "layer": head.layer,
        "head": head.head,
        "tokens": [asdict(token) for token in trace.tokens],
        "words": [_word_record(word) for word in trace.words],
        "labels": list(head.labels),
    }


def _word_record(word: Word) -> dict[str, Any]:
    """Write a word under the keys that the README names."""
    return {"text": word.text, "start": word.start, "end": word.end, "pieces": list(word.tokens)}


def grid_json(trace: Trace, head: HeadTrace, step: GridStep = "pattern") -> str:
    """Write `grid_record` as JSON."""
    return to_json(grid_record(trace, head, step))


def grid_csv(head: HeadTrace, step: GridStep = "pattern") -> str:
    """Write the grid at a step as CSV: a row a query, a column a key, both named.

    Numbers have as many digits as it takes to read the same float32 back; a masked score is an
    empty field.
    """
    import csv

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["query", *head.labels])
    for label, row in zip(head.labels, grid_at(head, step), strict=True):
        writer.writerow([label, *("" if np.isinf(x) else str(x) for x in row)])
    return text.getvalue()


def grid_npz(trace: Trace, head: HeadTrace, step: GridStep = "pattern") -> bytes:
    """Write the arrays of `grid_record` as an NPZ archive, for ``numpy.load``.

    Keys and values of words are flat, (tokens, d_head), with ``tokens`` (n) saying how many each
    word has; a masked score at step ``masked`` is minus infinity. Nothing in it is pickled.
    """
    archive = io.BytesIO()
    np.savez_compressed(
        archive,
        model=np.array(head.model.slug),
        sentence=np.array(trace.sentence),
        unit=np.array(head.unit),
        layer=np.array(head.layer),
        head=np.array(head.head),
        tokens=np.array([token.text for token in trace.tokens]),
        words=np.array([word.text for word in trace.words]),
        labels=np.array(head.labels),
        pieces=np.array(head.token_counts),
        queries=head.queries,
        keys=head.token_keys,
        values=head.token_values,
        scores=grid_at(head, "masked" if step == "masked" else "scores"),
        mask=head.mask,
        pattern=head.pattern,
        update=head.update,
    )
    return archive.getvalue()
