"""What one forward pass of one sentence left behind.

`Trace` keeps queries, keys and values of every layer and head; `HeadTrace` is one head of it, seen
in words or in the model's own tokens. Scores, patterns and updates are computed when asked for, so
that a thousand tokens fit in memory.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol, get_args

import numpy as np

from attnviz.attention import Floats
from attnviz.errors import AttnvizError, UsageError
from attnviz.headtrace import HeadTrace
from attnviz.records import ModelInfo, NextToken, Token, Unit, Word, check_head, label, seal, sealed

__all__ = [
    "HeadTrace",
    "LayerWeights",
    "ModelInfo",
    "NextToken",
    "Token",
    "Trace",
    "Unit",
    "Word",
    "check_head",
]

_ARRAYS = ("residual", "queries", "kv_keys", "kv_values")


class LayerWeights(Protocol):
    """Output weights by layer: an array, or something that reads them when asked."""

    def __getitem__(self, layer: int, /) -> Floats:
        """Return one layer's, shape (n_heads, d_head, d_model)."""
        ...


@dataclass(frozen=True, eq=False)
class Trace:
    """One forward pass of one sentence.

    Attributes
    ----------
    model : ModelInfo
        The model.
    sentence : str
        The sentence.
    tokens : tuple of Token (n,)
        Its pieces.
    words : tuple of Word
        Its words.
    residual : float32 array (layers + 1, n, d_model)
        The residual stream entering each layer that was computed, and leaving the last of them;
        ``residual[0]`` are the rows of the embedding table.
    queries : float32 array (layers, n_heads, n, d_head)
        After the model's own positions.
    kv_keys, kv_values : float32 array (layers, n_kv_heads, n, d_head)
        As the model stores them, one for each group of query heads; `keys` and `values` repeat
        them for every head.
    output_weights : LayerWeights
        ``output_weights[layer]`` has shape (n_heads, d_head, d_model).
    next_token : NextToken or None
        None when the pass stopped before the last layer.
    """

    model: ModelInfo
    sentence: str
    tokens: tuple[Token, ...]
    words: tuple[Word, ...]
    residual: Floats
    queries: Floats
    kv_keys: Floats
    kv_values: Floats
    output_weights: LayerWeights
    next_token: NextToken | None = None

    def __post_init__(self) -> None:
        model, n, layers = self.model, len(self.tokens), len(self.queries)
        if [i for word in self.words for i in word.pieces] != list(range(n)):
            raise AttnvizError("the words of a trace must hold each of its tokens once, in order")
        seal(self, "residual", (layers + 1, n, model.d_model))
        seal(self, "queries", (layers, model.n_heads, n, model.d_head))
        seal(self, "kv_keys", (layers, model.n_kv_heads, n, model.d_head))
        seal(self, "kv_values", (layers, model.n_kv_heads, n, model.d_head))

    @property
    def n_layers(self) -> int:
        """How many layers were computed."""
        return len(self.queries)

    @property
    def keys(self) -> Floats:
        """Keys of every head, float32 (layers, n_heads, n, d_head)."""
        return sealed(np.repeat(self.kv_keys, self._group, axis=1))

    @property
    def values(self) -> Floats:
        """Values of every head, float32 (layers, n_heads, n, d_head)."""
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
        layer, head = check_head(self.model, layer, head)
        if layer >= self.n_layers:
            raise UsageError(
                f"layer {layer} was not computed, only the first {self.n_layers}: "
                f"trace with upto={layer + 1} or without upto"
            )
        if unit not in get_args(Unit):
            raise UsageError(f"no unit {unit!r}: choose word or token")
        if unit == "word" and not self.model.causal:
            raise UsageError(f"{self.model.name} reads both ways: look at it in tokens, not words")
        if unit == "word":
            asking = [word.pieces[-1] for word in self.words]
            labels = tuple(
                word.text or label(self.tokens[word.pieces[0]].text) for word in self.words
            )
            pieces = tuple(len(word.pieces) for word in self.words)
        else:
            asking = list(range(len(self.tokens)))
            labels = tuple(label(token.text) for token in self.tokens)
            pieces = (1,) * len(self.tokens)
        shared = head // self._group  # query heads 0, 1, 2 use key head 0; 3, 4, 5 use key head 1
        return HeadTrace(
            model=self.model,
            layer=layer,
            head=head,
            unit=unit,
            labels=labels,
            queries=self.queries[layer, head, asking],
            piece_keys=self.kv_keys[layer, shared],
            piece_values=self.kv_values[layer, shared],
            pieces=pieces,
            output_weights=self.output_weights[layer][head],
        )

    def save(self, path: str | Path) -> None:
        """Write the trace to one ``.npz`` file, with the output weights that its heads need.

        Parameters
        ----------
        path : str or Path
            Where to; the file appears whole or not at all.

        Raises
        ------
        AttnvizError
            When it cannot be written.
        """
        from attnviz.files import atomic_write

        header: dict[str, Any] = {
            "model": asdict(self.model),
            "sentence": self.sentence,
            "tokens": [asdict(token) for token in self.tokens],
            "words": [
                {**asdict(word), "pieces": [word.pieces.start, word.pieces.stop]}
                for word in self.words
            ],
        }
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        arrays["output_weights"] = np.stack([self.output_weights[i] for i in range(self.n_layers)])
        if self.next_token is not None:
            header["next_token"] = {"ids": self.next_token.ids, "texts": self.next_token.texts}
            arrays["probabilities"] = self.next_token.probabilities
        with atomic_write(path) as part, part.open("wb") as file:
            np.savez(file, header=np.array(json.dumps(header)), **arrays)

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
        import zipfile  # here, so that looking at a sentence does not pay for it

        try:
            with np.load(path, allow_pickle=False) as file:
                arrays = dict(file)
            header = json.loads(str(arrays["header"]))
            found = header.get("next_token")
            return cls(
                model=ModelInfo(**header["model"]),
                sentence=header["sentence"],
                tokens=tuple(Token(**token) for token in header["tokens"]),
                words=tuple(
                    Word(**{**word, "pieces": range(*word["pieces"])}) for word in header["words"]
                ),
                **{name: arrays[name] for name in _ARRAYS},
                output_weights=sealed(arrays["output_weights"]),
                next_token=found
                and NextToken(tuple(found["ids"]), tuple(found["texts"]), arrays["probabilities"]),
            )
        except OSError as error:
            reason = error.strerror or "it is damaged"
            raise AttnvizError(f"cannot read the trace {path}: {reason}") from None
        except (KeyError, TypeError, ValueError, EOFError, zipfile.BadZipFile):
            raise AttnvizError(f"{path} is not a trace, or it is damaged: save it again") from None
