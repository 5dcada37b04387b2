"""What one forward pass of one sentence left behind.

`Trace` keeps queries, keys and values of every layer and head; `HeadTrace` is one head of it, seen
in words or in the model's own tokens. Scores, patterns and updates are computed when asked for, so
that a thousand tokens fit in memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from attnviz.attention import Floats
from attnviz.catalog.choices import UNITS, Unit
from attnviz.errors import AttnvizError, UsageError
from attnviz.traces.head import HeadTrace
from attnviz.traces.parts import has, lacking, part, stored
from attnviz.traces.records import (
    ModelInfo,
    NextToken,
    Token,
    Word,
    check_head,
    label,
    seal,
    sealed,
)
from attnviz.traces.rule import AttentionRule
from attnviz.traces.vocabulary import Vocabulary
from attnviz.traces.weights import HeadWeights, LayerArrays, LayerAttention


@dataclass(frozen=True, eq=False)
class Trace:
    """One forward pass of one sentence.

    It may hold only a part of it, down to a pattern and nothing else. Reading an array that it does
    not hold raises an `AttnvizError` that says so; `lacks` has all such sentences.

    Attributes
    ----------
    model : ModelInfo
        The model.
    sentence : str
        The sentence.
    tokens : tuple of Token (n,)
        Its tokens.
    words : tuple of Word
        Its words.
    rules : tuple of AttentionRule (layers,)
        How each layer that was computed scores.
    embedding : float32 array (n, d_model)
        The rows of the embedding table.
    residual : float32 array (layers + 1, n, d_model)
        The residual stream entering each layer that was computed, and leaving the last of them. In
        many models ``residual[0]`` is `embedding`; others scale it, normalise it or add positions.
    inputs : LayerArrays
        ``inputs[layer]``, (n, d_model), is what W_Q, W_K and W_V multiplied.
    queries : float32 array (layers, n_heads, n, d_head)
        After the model's own positions.
    kv_keys : float32 array (layers, n_kv_heads, n, d_head)
        As the model stores them, one for each group of query heads; `keys` repeats them for every
        head.
    kv_values : float32 array (layers, n_kv_heads, n, d_value)
        Likewise.
    output_weights : LayerArrays
        ``output_weights[layer]`` has shape (n_heads, d_value, d_model).
    next_token : NextToken or None
        None when the pass stopped before the last layer.
    attention_weights : LayerAttention or None
        ``attention_weights[layer]`` is an `AttentionWeights`; None when they were not kept.
    vocabulary : Vocabulary or None
        The model's. Read when asked, and not saved: None in a trace that was loaded.
    given_pattern : float32 array (layers, n_heads, n, n) or None
        The weights that the model itself gave, for models of which no more is known. Where queries
        and keys are there too, the rule must come to the same weights.
    reasons : mapping of str to str
        Sentences that say why the model itself has no such part, by the names of `PARTS`.
    """

    model: ModelInfo
    sentence: str
    tokens: tuple[Token, ...]
    words: tuple[Word, ...]
    rules: tuple[AttentionRule, ...]
    embedding: Floats = part("embedding")
    residual: Floats = part("residual")
    inputs: LayerArrays = part("weights")
    queries: Floats = part("queries")
    kv_keys: Floats = part("queries")
    kv_values: Floats = part("values")
    output_weights: LayerArrays = part("values")
    next_token: NextToken | None = None
    attention_weights: LayerAttention | None = None
    vocabulary: Vocabulary | None = None
    given_pattern: Floats | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        model, n, layers = self.model, len(self.tokens), len(self.rules)
        if [i for word in self.words for i in word.tokens] != list(range(n)):
            raise AttnvizError("the words of a trace must hold each of its tokens once, in order")
        heads, shared = (layers, model.n_heads, n), (layers, model.n_kv_heads, n)
        shapes = {
            "embedding": (n, model.d_model),
            "residual": (layers + 1, n, model.d_model),
            "queries": (*heads, model.d_head),
            "kv_keys": (*shared, model.d_head),
            "kv_values": (*shared, model.d_value),
        }
        for name, shape in shapes.items():
            if has(self, name):
                seal(self, name, shape)
        if self.given_pattern is not None:
            seal(self, "given_pattern", (*heads, n))
            for layer, rule in enumerate(self.rules if "queries" not in self.lacks else ()):
                made = self.queries[layer], self.keys[layer]
                rule.check_given(self.given_pattern[layer], *made, f"layer {layer}")

    @cached_property
    def lacks(self) -> dict[str, str]:
        """What is not there, by the names of `PARTS`, with a sentence that says so."""
        return lacking(self, self.reasons)

    @property
    def n_layers(self) -> int:
        """How many layers were computed."""
        return len(self.rules)

    @property
    def keys(self) -> Floats:
        """Keys of every head, float32 (layers, n_heads, n, d_head)."""
        return sealed(np.repeat(self.kv_keys, self._group, axis=1))

    @property
    def values(self) -> Floats:
        """Values of every head, float32 (layers, n_heads, n, d_value)."""
        return sealed(np.repeat(self.kv_values, self._group, axis=1))

    @property
    def _group(self) -> int:
        return self.model.n_heads // self.model.n_kv_heads

    def head(
        self, layer: int | None = None, head: int | None = None, unit: Unit = "word"
    ) -> HeadTrace:
        """Look at one head.

        Parameters
        ----------
        layer, head : int, optional
            Which one, counted from zero; the model's display head when left out.
        unit : "word" or "token"
            What a position stands for.

        Returns
        -------
        HeadTrace
            The head.

        Raises
        ------
        UsageError
            When there is no such layer, head or unit, the layer was not computed, or words are
            asked of a model that reads both ways: merging them exactly needs a causal one.
        """
        layer, head = self._computed(layer, head)
        asking = self.asking(unit)
        if unit == "word":
            labels = tuple(
                word.label or label(self.tokens[word.tokens[0]].text) for word in self.words
            )
            counts = tuple(len(word.tokens) for word in self.words)
        else:
            labels = tuple(label(token.text) for token in self.tokens)
            counts = (1,) * len(self.tokens)
        shared = head // self._group  # query heads 0, 1, 2 use key head 0; 3, 4, 5 use key head 1
        lacks, given, parts = self.lacks, self.given_pattern, {}
        if "queries" not in lacks:
            parts["queries"] = self.queries[layer, head, list(asking)]
            parts["token_keys"] = self.kv_keys[layer, shared]
        elif given is not None:
            parts["given_pattern"] = given[layer, head, list(asking)]
        if "values" not in lacks:
            parts["token_values"] = self.kv_values[layer, shared]
            parts["output_weights"] = self.output_weights[layer][head]
        return HeadTrace(
            model=self.model,
            layer=layer,
            head=head,
            unit=unit,
            labels=labels,
            token_counts=counts,
            asking=asking,
            rule=self.rules[layer],
            lacks=lacks,
            **parts,
        )

    def asking(self, unit: Unit = "word") -> tuple[int, ...]:
        """Name the token that stands for each position.

        Parameters
        ----------
        unit : "word" or "token"
            What a position stands for.

        Returns
        -------
        tuple of int (n,)
            Indices into `tokens`: a word's is its last token, where its meaning stands and with
            whose query it asks.

        Raises
        ------
        UsageError
            When there is no such unit, or words are asked of a model that reads both ways.
        """
        if unit not in UNITS:
            raise UsageError(f"no unit {unit!r}: choose word or token")
        if unit == "token":
            return tuple(range(len(self.tokens)))
        if any(rule.looks_ahead for rule in self.rules):
            raise UsageError(f"{self.model.name} reads both ways: look at it in tokens, not words")
        return tuple(word.tokens[-1] for word in self.words)

    def weights(self, layer: int | None = None, head: int | None = None) -> HeadWeights:
        """Read one head's matrices, and what they make of this sentence.

        The weights file is read here and not before.

        Parameters
        ----------
        layer, head : int, optional
            Which one, counted from zero; the model's display head when left out.

        Returns
        -------
        HeadWeights
            The matrices, their inputs, and queries and keys before positions were mixed in.

        Raises
        ------
        UsageError
            When there is no such layer or head, or the layer was not computed.
        AttnvizError
            When the trace came without weights, or they are bad.
        """
        layer, head = self._computed(layer, head)
        if self.attention_weights is None:
            raise AttnvizError(self.lacks["weights"])
        block = self.attention_weights[layer]
        shared = head // self._group
        return HeadWeights.of(
            block,
            self.model,
            layer,
            head,
            inputs=self.inputs[layer],
            values=self.kv_values[layer, shared],
            output=self.output_weights[layer][head].T,
        )

    def block_update(self, layer: int, unit: Unit = "token") -> Floats:
        """Sum what all heads of a layer add to the residual stream.

        Parameters
        ----------
        layer : int
            Counted from zero.
        unit : "word" or "token"
            What a row stands for.

        Returns
        -------
        float32 array (n, d_model)
            ``residual[layer]`` plus this, in tokens, is the residual stream after the attention
            block. A word's row is that of its last token. The bias of W_O, in a model that has one,
            is no head's and is counted here once.

        Raises
        ------
        UsageError
            As for `head`.
        """
        layer, _ = self._computed(layer, 0)
        update = self.head(layer, 0, unit).update.copy()
        for head in range(1, self.model.n_heads):
            update += self.head(layer, head, unit).update
        if self.attention_weights is not None:
            update += self.attention_weights[layer].output_bias
        return sealed(update)

    def save(self, path: str | Path) -> None:
        """Write the trace to one ``.npz`` file, with its layers' weights (3.5 MB each by default).

        Parameters
        ----------
        path : str or Path
            Where to; the file appears whole or not at all.

        Raises
        ------
        AttnvizError
            When it cannot be written.
        """
        from attnviz.traces.file import write

        write(path, stored(self))

    @classmethod
    def load(cls, path: str | Path) -> Trace:
        """Read a trace that `save` wrote.

        Parameters
        ----------
        path : str or Path
            The file.

        Returns
        -------
        Trace
            Equal to the one that was saved.

        Raises
        ------
        AttnvizError
            When there is no such file, or it is no trace, or it is damaged.
        """
        from attnviz.traces.file import read

        return cls(**read(path))

    def _computed(self, layer: int | None, head: int | None) -> tuple[int, int]:
        """See that a head exists and its layer ran; the display head stands in for None."""
        layer, head = check_head(self.model, layer, head)
        if layer >= self.n_layers:
            raise UsageError(
                f"layer {layer} was not computed, only the first {self.n_layers}: "
                f"trace with upto={layer + 1} or without upto"
            )
        return layer, head
