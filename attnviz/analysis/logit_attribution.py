"""Which next words one head's update speaks for, read straight off the model's output rows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from attnviz.errors import AttnvizError, UsageError
from attnviz.look import numerals
from attnviz.traces.head import HeadTrace
from attnviz.traces.trace import Trace
from attnviz.traces.vocabulary import chunks

MIXTURES = 100
"""How many random updates of a head say what chance does, see `chance`."""

_LEAST = 5.5
"""Deviations below which no word is clear, whatever chance does.

Of seven heads in layers 0 to 29 the furthest of so many mixtures stood 6.0 to 8.0 deviations out:
among 30,000 words some one always stands out a little. So chance need not be asked below.
"""


class Raised(NamedTuple):
    """A word whose logit an update raises.

    Attributes
    ----------
    text : str
        The word.
    change : float
        By how much.
    deviations : float
        The change in standard deviations of all words' changes; see `chance`.
    """

    text: str
    change: float
    deviations: float


class Readout(NamedTuple):
    """What an update clearly speaks for.

    Attributes
    ----------
    words : list of Raised
        The most raised first.
    chance : float
        Deviations that the head's random updates reach.
    among : int
        How many words were compared.
    """

    words: list[Raised]
    chance: float
    among: int


def raised_by(trace: Trace, head: HeadTrace, position: int, top: int = 10) -> list[Raised]:
    r"""Rank words by how much one head's update raises their logits, directly.

    Direct logit attribution: with the update :math:`\Delta`, the vector it is added to
    :math:`E`, the gain :math:`g` of the final normalisation and the output row :math:`u_w` of a
    word,

    .. math:: c_w = \frac{u_w \cdot (g \odot \Delta)}{\mathrm{rms}(E + \Delta)}

    and the change of a word is :math:`c_w` less its mean over all words, as softmax ignores what is
    added to every logit alike. It is what the update would add to the logits if the model stopped
    after this head, at the scale that the residual stream has there, which does not touch the
    order; what later layers make of the update is not in it. Elhage et al. 2021, "A Mathematical
    Framework for Transformer Circuits"; nostalgebraist 2020, "interpreting GPT: the logit lens".

    Early in a model the list says little: that layers speak the language of the output rows is true
    of the last ones. `clearly_raised` returns only what is past chance.

    Parameters
    ----------
    trace : Trace
        The sentence's trace, fresh from the model.
    head : HeadTrace
        A head of it.
    position : int
        Whose update.
    top : int
        How many words.

    Returns
    -------
    list of Raised
        The most raised first, out of `Vocabulary.word_ids`; none where that has none.

    Raises
    ------
    UsageError
        When there is no such position, or `top` is below 1.
    AttnvizError
        When the trace was loaded from a file, which holds no vocabulary, or the weights are bad.
    """
    if not 0 <= position < len(head.labels):
        raise UsageError(f"no position {position}: choose one from 0 to {len(head.labels) - 1}")
    if top < 1:
        raise UsageError(f"cannot rank {top} words: ask for 1 or more")
    vocabulary = trace.vocabulary
    if vocabulary is None:
        raise AttnvizError(trace.lacks["vocabulary"])
    update = head.update[position]
    after = trace.residual[head.layer, trace.asking(head.unit)[position]] + update  # (d_model,)
    words = vocabulary.word_ids
    if not len(words):
        return []
    # Numbers out of range come from bad weights only, and are refused below.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        rms = np.sqrt(np.mean(after * after) + np.float32(vocabulary.norm.epsilon))
        direction = vocabulary.norm.gain * update / rms  # (d_model,)
        changes = np.concatenate([rows @ direction for rows in chunks(vocabulary.outputs)])[words]
        changes = changes - changes.mean()
        spread = float(changes.std()) or 1.0  # of an update of zeros
    if not np.isfinite(spread):
        raise AttnvizError("what the head raises is not finite: the weights are bad")
    order = np.argsort(-changes, kind="stable")[:top]
    return [
        Raised(
            vocabulary.text(int(words[i])).strip(), float(changes[i]), float(changes[i]) / spread
        )
        for i in order
    ]


def clearly_raised(trace: Trace, head: HeadTrace, position: int, top: int = 10) -> Readout | None:
    """Read an update as words, as `raised_by` does, where it says more than chance does.

    Parameters
    ----------
    trace, head, position, top
        As `raised_by` takes them.

    Returns
    -------
    Readout or None
        None where the first word's `deviations` do not pass `chance`.

    Raises
    ------
    UsageError, AttnvizError
        As of `raised_by`.
    """
    words = raised_by(trace, head, position, top)
    if not words or words[0].deviations <= _LEAST:
        return None
    reached = chance(trace, head)
    vocabulary = trace.vocabulary
    assert vocabulary is not None  # or `raised_by` would have said so
    if words[0].deviations <= reached:
        return None
    return Readout(words, reached, len(vocabulary.word_ids))


def told_apart(trace: Trace, head: HeadTrace, position: int, top: int) -> Readout | None:
    """Read an update as words where print tells the first from all others, and from chance.

    Parameters
    ----------
    trace, head, position, top
        As `raised_by` takes them.

    Returns
    -------
    Readout or None
        None also where the trace has no vocabulary, as one that was loaded from a file.
    """
    found = clearly_raised(trace, head, position, top) if trace.vocabulary is not None else None
    if found is None:
        return None
    first, *others = [numerals.signed(one.change) for one in found.words]
    clear = numerals.positive(found.words[0].deviations) != numerals.positive(found.chance)
    return found if clear and first not in others else None


def chance(trace: Trace, head: HeadTrace) -> float:
    """Measure how far the strongest word stands out where a head's update means nothing.

    Parameters
    ----------
    trace : Trace
        A trace, fresh from the model.
    head : HeadTrace
        A head of it: each has its own W_O, and favours some words whatever it carries.

    Returns
    -------
    float
        The most of `MIXTURES` random values, all entries independent and normal, sent through the
        head's W_O: deviations, as of `Raised`. The same each time.

    Raises
    ------
    AttnvizError
        When the trace was loaded from a file, which holds no vocabulary.
    """
    vocabulary = trace.vocabulary
    if vocabulary is None:
        raise AttnvizError(trace.lacks["vocabulary"])
    values = np.random.default_rng(0).normal(size=(MIXTURES, len(head.output_weights)))
    mixed = values.astype(np.float32) @ head.output_weights  # (MIXTURES, d_model)
    directions = (vocabulary.norm.gain * mixed).T
    rows = np.concatenate([rows @ directions for rows in chunks(vocabulary.outputs)])
    changes = rows[vocabulary.word_ids]  # (words, MIXTURES)
    changes = changes - changes.mean(axis=0)
    return float((changes.max(axis=0) / changes.std(axis=0)).max())
