"""What one word's column says: where it looks, which plain question that answers, and who answers.

A head's label is a mean over the sentence; a column is what can be said of one word. Each kind is a
condition on its weights, so that a question and its answers are never more than the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from attnviz.analysis.function_words import content_words
from attnviz.attention import Floats
from attnviz.traces.head import HeadTrace

Kind = Literal[
    "alone", "self", "modifiers", "pronoun", "previous", "near", "first", "spread", "mixed"
]
"""What a column does, see `read_column`."""

PRONOUNS = frozenset("he she it they him her them himself herself itself themselves".split())
_DETERMINERS = frozenset(
    "a an the this that these those my your his her its our their some any no every each either "
    "neither both all another".split()
)
_ENDINGS = ("ed", "ing", "ly")  # of verbs and adverbs, in words of more than four letters
_SINGULAR = ("ous", "ss", "less")  # a word in -s that need not be a plural or a verb
# Verb forms that no ending gives away. The list is closed, as irregular verbs are.
_IRREGULAR = frozenset(
    "ate awoke beat became began bent bet bit bled blew bore bought bound bred broke brought "
    "built burst came cast caught chose clung cost crept cut dealt did drank drew drove dug "
    "fed fell felt fled flew flung forgave forgot fought found froze gave go goes gone got "
    "grew had heard held hid hit hung hurt kept knelt knew laid lay led left lent let lit "
    "lost made meant met paid put quit ran rang read rode rose said sang sank sat saw sent "
    "set shed shook shone shot shrank shut slept slid slung smelt sold sought spat sped spent "
    "split spoke spread sprang stole stood struck stuck stung swam swept swore swung taken "
    "taught tell thought threw told took tore understood went woke won wore wrote love loves "
    "like likes want wants see sees say says make makes".split()
)
_HALF, _MOST_KEYS, _LONGEST_RUN = 0.5, 4, 3


@dataclass(frozen=True)
class Column:
    """What one query does.

    Attributes
    ----------
    kind
        The first of the rules of `read_column` that holds.
    answers
        The keys that answer its question, the heaviest first; none unless the kind is modifiers,
        pronoun, previous or near.
    keys
        The fewest keys that hold more than half of the weight, at most four, the heaviest first.
    """

    kind: Kind
    answers: tuple[int, ...]
    keys: tuple[int, ...]

    @property
    def named(self) -> tuple[int, ...]:
        """The keys that are named in words: those that answer, if any do."""
        return self.answers or self.keys


def read_column(head: HeadTrace, position: int) -> Column:
    """Say what one word's column does, as far as its weights show it.

    With w the weights of the word, the first of these rules that holds:

    - ``alone``: it sees only itself.
    - ``self``: it gives itself more than half.
    - ``modifiers``: the run of content words right before it gets more than half, and `describes`.
    - ``pronoun``: it is an English pronoun of the third person, and the words that it `could_mean`
      get more than half.
    - ``previous``: the word before it, not the first, gets more than half.
    - ``near``: the run gets more than half.
    - ``first``: the first word gets more than half.
    - ``spread``: no key gets half, and it takes three keys or more to hold more than half.
    - ``mixed``: none of these: hard to put into words.

    Of a run those answer that get at least an even share of 1/(position + 1), or else the
    heaviest; to a pronoun those that get at least half as much as the best.

    Parameters
    ----------
    head : HeadTrace
        A head.
    position : int
        The word that looks, from 0.

    Returns
    -------
    Column
        Its kind, who answers, and where it looks.
    """
    weights, labels = head.pattern[position], head.labels
    keys = _heaviest(weights)
    run = run_before(labels, position)
    asked = could_mean(labels, position) if is_pronoun(labels[position]) else []
    kind = _kind(head, position, run, asked, _needed(weights))
    answers: Sequence[int] = ()
    if kind in ("modifiers", "near"):
        least = min(1 / (position + 1), float(weights[list(run)].max()))
        answers = [i for i in run if weights[i] >= least]
    elif kind == "pronoun":
        best = float(weights[asked].max())
        answers = [i for i in asked if weights[i] >= best / 2]
    elif kind == "previous":
        answers = [position - 1]
    order = sorted(answers, key=lambda i: (-float(weights[i]), i))
    return Column(kind, tuple(order), keys)


def _kind(head: HeadTrace, i: int, run: range, asked: Sequence[int], needed: int) -> Kind:
    weights, labels = head.pattern[i], head.labels
    on_run = float(weights[run.start : run.stop].sum())
    rules: list[tuple[Kind, bool]] = [
        ("alone", int(head.mask[i].sum()) == 1),
        ("self", weights[i] > _HALF),
        ("modifiers", on_run > _HALF and describes(labels, i)),
        ("pronoun", float(weights[list(asked)].sum()) > _HALF),
        ("previous", i >= 2 and weights[i - 1] > _HALF),
        ("near", on_run > _HALF),
        ("first", weights[0] > _HALF),
        ("spread", weights.max() < _HALF and needed >= 3),
    ]
    return next((kind for kind, holds in rules if holds), "mixed")


def describes(words: Sequence[str], position: int) -> bool:
    """Tell whether the content words right before a word describe it, in English.

    They do where a determiner stands before a run of at most three of them ("*the* old wooden
    ship"), neither the word nor any of the run but its first looks like a verb, an adverb or a
    plural (an ending in -ed, -ing, -ly or -s, an irregular verb form, an apostrophe), and the
    phrase ends with the word: what follows is no content word, or looks like a verb. The rule
    would rather miss a description than claim one.

    Parameters
    ----------
    words : sequence of str
        The words of a sentence, (n).
    position : int
        The word that may be described.

    Returns
    -------
    bool
        False also where there is no such run, and in other languages.
    """
    run = run_before(words, position)
    if not 1 <= len(run) <= _LONGEST_RUN or words[run.start - 1].casefold() not in _DETERMINERS:
        return False
    content = content_words(words)
    goes_on = position + 1 < len(words) and content[position + 1]
    if not content[position] or (goes_on and not _verb_like(words[position + 1].casefold())):
        return False
    return not any(_verb_like(words[i].casefold()) for i in (*run[1:], position)) and not any(
        words[i].casefold() in _IRREGULAR or _apostrophe(words[i]) for i in run
    )


def _verb_like(word: str) -> bool:
    if word in _IRREGULAR or _apostrophe(word):
        return True
    if len(word) > 4 and word.endswith(_ENDINGS):
        return True
    return word.endswith("s") and not word.endswith(_SINGULAR)


def _apostrophe(word: str) -> bool:
    return "'" in word or "’" in word


def run_before(words: Sequence[str], position: int) -> range:
    """Find the unbroken run of content words right before a word, without the first position.

    Parameters
    ----------
    words : sequence of str
        The words of a sentence, (n).
    position : int
        A word.

    Returns
    -------
    range
        Its positions; empty where the word before is no content word.
    """
    content = content_words(words)
    start = position
    while start > 1 and content[start - 1]:
        start -= 1
    return range(start, position)


def is_pronoun(word: str) -> bool:
    """Tell whether a word is an English pronoun of the third person: it stands for another."""
    return word.casefold() in PRONOUNS


def could_mean(words: Sequence[str], position: int) -> list[int]:
    """Find the words that a pronoun at this place could stand for.

    Content words before it, without the sentence's first, where weight gathers of itself, and
    without the word right before, which is its verb ("Anna *thanked* him").

    Parameters
    ----------
    words : sequence of str
        The words of a sentence, (n).
    position : int
        Where the pronoun stands.

    Returns
    -------
    list of int
        Their positions, in order.
    """
    content = content_words(words)
    return [i for i in range(1, position - 1) if content[i]]


def _needed(weights: Floats) -> int:
    """Count the fewest keys that hold more than half of the weight."""
    order = np.argsort(-weights, kind="stable")
    return int(np.searchsorted(np.cumsum(weights[order]), _HALF, side="right")) + 1


def _heaviest(weights: Floats) -> tuple[int, ...]:
    order = np.argsort(-weights, kind="stable")[: min(_needed(weights), _MOST_KEYS)]
    return tuple(int(i) for i in order if weights[i] > 0)
