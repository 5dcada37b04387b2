"""What a word's column does, by the rule of the bubbles, written anew from the weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tests.statements.sentences import described

PRONOUNS = "he she it they him her them himself herself itself themselves".split()
ASKED = ("modifiers", "pronoun", "previous", "near")  # of these kinds somebody answers
SILENT = ("alone", "mixed")  # these never speak


@dataclass
class Column:
    """What holds of a column: which kinds may be said of it, who answers, where it looks."""

    kinds: tuple[str, ...]  # the first is the rule's; any other is a more cautious one
    answers: dict[str, list[int]]
    keys: list[int]

    def named(self, kind):
        """Return the keys that are named in words."""
        return self.answers.get(kind) or self.keys


def column(arrays, i):
    """Say what a word's column does."""
    w, content, words = arrays.pattern[i], arrays.content, arrays.words
    run = []
    while i - len(run) - 1 >= 1 and content[i - len(run) - 1]:
        run.append(i - len(run) - 1)
    order = sorted(range(len(w)), key=lambda j: -w[j])
    most = next(m for m in range(1, len(w) + 1) if w[order[:m]].sum() > 0.5)
    meant = []
    if words[i].casefold() in PRONOUNS:
        meant = [j for j in range(1, i - 1) if content[j]]  # the word right before is its verb
    described_by = described(words, i)
    rules = {
        "alone": arrays.mask[i].sum() == 1,
        "self": w[i] > 0.5,
        "modifiers": w[run].sum() > 0.5 and described_by == sorted(run),
        "pronoun": w[meant].sum() > 0.5,
        "previous": i >= 2 and w[i - 1] > 0.5,
        "near": w[run].sum() > 0.5,
        "first": w[0] > 0.5,
        "spread": w.max() < 0.5 and most >= 3,
        "mixed": True,
    }
    hold = [kind for kind, holds in rules.items() if holds]
    # Not to see that a word is described is no fault: its question is then a plainer one.
    cautious = hold[:2] if hold[0] == "modifiers" else hold[:1]
    answers = {
        "modifiers": _answering(w, run, min(1 / (i + 1), w[run].max(initial=0))),
        "near": _answering(w, run, min(1 / (i + 1), w[run].max(initial=0))),
        "pronoun": _answering(w, meant, w[meant].max(initial=0) / 2),
        "previous": [i - 1],
    }
    keys = [int(j) for j in order[: min(most, 4)]]
    return Column(tuple(cautious), answers, keys)


def _answering(w, among, least):
    return sorted((j for j in among if w[j] >= least), key=lambda j: -w[j])


def heaviest_first(arrays, i, keys):
    """Tell whether keys stand in the order of their weights."""
    w = arrays.pattern[i]
    return bool(np.all(np.diff([w[j] for j in keys]) <= 1e-6))
