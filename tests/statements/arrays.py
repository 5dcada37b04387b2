"""One head on one sentence, worked out anew from the trace's tokens, queries, keys and values."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from tests.statements.sentences import plain, starred


class Arrays:
    """A head's scores and weights over the words of a sentence, in plain numpy.

    `scores[query, key]` and `pattern[query, key]` are (n, n) over words; a word asks with its last
    token and answers with all of its own.
    """

    def __init__(self, trace, marked, layer, head):
        assert trace.sentence == plain(marked)
        self.trace, self.layer, self.head = trace, layer, head
        self.groups = [list(word.tokens) for word in trace.words]
        self.counts = [len(group) for group in self.groups]
        self.n, self.p = len(self.groups), len(trace.tokens)
        self.ids = [[trace.tokens[i].id for i in group] for group in self.groups]
        self.words = [word.text for word in trace.words]
        self.names = [
            word if self.words.count(word) == 1 else f"{word} ({i})"
            for i, word in enumerate(self.words, 1)
        ]
        stars = starred(marked)
        self.content = [any(stars[w.start : w.end]) for w in trace.words]
        self.marks = [not any(c.isalnum() for c in word) for word in self.words]
        shared = head // (trace.queries.shape[1] // trace.kv_keys.shape[1])
        self.d_head, self.d_model = trace.queries.shape[-1], trace.embedding.shape[1]
        self.queries = trace.queries[layer, head].astype(float)  # (p, d_head)
        self.keys = trace.kv_keys[layer, shared].astype(float)
        self.values = trace.kv_values[layer, shared].astype(float)
        self.output = trace.output_weights[layer][head].astype(float)  # (d_value, d_model)
        self.last = [group[-1] for group in self.groups]

    @cached_property
    def products(self):
        """Dot products of every word's query with every token's key, (n, p)."""
        return self.queries[self.last] @ self.keys.T

    @cached_property
    def scores(self):
        """Scores before the mask, a word's by the logarithm of its tokens' summed exp, (n, n)."""
        scaled = self.products / np.sqrt(self.d_head)
        summed = [np.logaddexp.reduce(scaled[:, group], axis=1) for group in self.groups]
        return np.stack(summed, axis=1)

    @cached_property
    def mask(self):
        """Where a word may look: at itself and what stands before it, (n, n)."""
        return np.tri(self.n, dtype=bool)

    @cached_property
    def pattern(self):
        """Attention weights, (n, n)."""
        return _softmax(np.where(self.mask, self.scores, -np.inf))

    @cached_property
    def bare(self):
        """Attention weights as they would be without the mask, (n, n)."""
        return _softmax(self.scores)

    @cached_property
    def leaks(self):
        """What each word would give to later ones, (n,)."""
        return np.where(self.mask, 0, self.bare).sum(axis=1)

    @cached_property
    def terms(self):
        """What each token brings to each word's update, (n, p, d_model)."""
        earlier = np.arange(self.p)[None] <= np.array(self.last)[:, None]
        weights = _softmax(np.where(earlier, self.products / np.sqrt(self.d_head), -np.inf))
        return weights[:, :, None] * (self.values @ self.output)[None]

    @cached_property
    def update(self):
        """What the head adds to each word's vector, (n, d_model)."""
        return self.terms.sum(axis=1)

    @cached_property
    def entering(self):
        """What enters the layer where each word asks, (n, d_model)."""
        return self.trace.residual[self.layer][self.last].astype(float)

    @property
    def sink(self):
        """Whether the first position draws weight from nearly every word after it."""
        drawn = self.pattern[1:, 0]
        return bool(len(drawn) and np.mean(drawn >= 0.1) >= 0.8 and np.mean(drawn) >= 0.3)

    def at(self, name):
        """Return the position that a name on screen stands for, long ones cut in the middle."""
        if name in self.names:
            return self.names.index(name)
        front, cut, back = name.partition("…")
        found = [i for i, n in enumerate(self.names) if n.startswith(front) and n.endswith(back)]
        assert cut, f"no word {name!r}"
        assert len(found) == 1, f"{name!r} can be {found}"
        return found[0]


def _softmax(scores):
    exps = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exps / exps.sum(axis=1, keepdims=True)
